#include "journal/turn.hpp"

#include "journal/journal.hpp"

#include <cstring>

namespace bridge::journal {
namespace {

// Numbers are in the machine's order: the record does not travel.
template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T number_in(std::string_view bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

constexpr char kNull = 'n';
constexpr char kInteger = 'i';
constexpr char kText = 't';

}  // namespace

void Turn::put(std::int64_t value) {
  bytes_ += kInteger;
  append(bytes_, value);
}

void Turn::put(std::string_view value) {
  bytes_ += kText;
  append(bytes_, std::uint64_t{value.size()});
  bytes_ += value;
}

void Turn::put_null() { bytes_ += kNull; }

bool Writes::next() {
  if (rest_.empty()) return false;
  const std::string_view head = take(2);
  write_ = static_cast<Write>(head[0]);
  values_.clear();
  for (auto count = static_cast<unsigned char>(head[1]); count > 0; --count) values_.push_back(take_value());
  return true;
}

std::string_view Writes::take(std::size_t length) {
  if (rest_.size() < length) throw JournalError("a recorded turn ends too early: keep the files");
  const std::string_view taken = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return taken;
}

Value Writes::take_value() {
  switch (take(1).front()) {
    case kNull:
      return {};
    case kInteger:
      return number_in<std::int64_t>(take(sizeof(std::int64_t)));
    case kText:
      return take(number_in<std::uint64_t>(take(sizeof(std::uint64_t))));
    default:
      throw JournalError("a recorded turn has a value of no known kind: keep the files");
  }
}

}  // namespace bridge::journal
