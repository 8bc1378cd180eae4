#include "fix/codec/field_writer.hpp"

#include "base/decimal.hpp"
#include "fix/soh.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bridge::fix {
namespace {

// A report that says all there is to say takes so much.
constexpr std::size_t kFields = 64;
constexpr std::size_t kBytes = 1024;

}  // namespace

FieldWriter::FieldWriter() {
  fields_.reserve(kFields);
  text_.reserve(kBytes);
}

void FieldWriter::set(int tag, std::string_view value) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), tag).ptr;
  const std::size_t begin = text_.size();
  text_.append(digits.data(), end);
  text_ += '=';
  text_ += value;
  if (value.find(kSoh) != std::string_view::npos) {
    std::ranges::replace(text_.end() - static_cast<std::ptrdiff_t>(value.size()), text_.end(), kSoh, '?');
  }
  text_ += kSoh;
  fields_.push_back({tag, begin, text_.size() - begin});
}

void FieldWriter::set_unless_empty(int tag, std::string_view value) {
  if (!value.empty()) set(tag, value);
}

void FieldWriter::set_unless_zero(int tag, std::string_view number) {
  if (!is_zero(number)) set(tag, number);
}

std::string FieldWriter::text() {
  std::ranges::sort(fields_, {}, &Field::tag);
  std::string sorted;
  sorted.reserve(text_.size());
  for (const auto& field : fields_) sorted.append(text_, field.begin, field.size);
  return sorted;
}

}  // namespace bridge::fix
