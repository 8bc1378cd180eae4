#include "journal/log/turn.hpp"

#include "journal/error.hpp"
#include "journal/log/raw.hpp"

namespace bridge::journal {
namespace {

constexpr char kNull = 'n';
constexpr char kInteger = 'i';
constexpr char kText = 't';
constexpr const char* kTooShort = "a recorded turn ends too early: keep the files";

}  // namespace

void Turn::put(std::int64_t value) {
  bytes_ += kInteger;
  put_raw(bytes_, value);
}

void Turn::put(std::string_view value) {
  bytes_ += kText;
  put_raw(bytes_, std::uint64_t{value.size()});
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

template <class T>
T Writes::take_number() {
  T number{};
  if (!take_raw(rest_, number)) throw JournalError(kTooShort);
  return number;
}

std::string_view Writes::take(std::size_t length) {
  if (rest_.size() < length) throw JournalError(kTooShort);
  const std::string_view taken = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return taken;
}

Value Writes::take_value() {
  switch (take(1).front()) {
    case kNull:
      return {};
    case kInteger:
      return take_number<std::int64_t>();
    case kText:
      return take(take_number<std::uint64_t>());
    default:
      throw JournalError("a recorded turn has a value of no known kind: keep the files");
  }
}

}  // namespace bridge::journal
