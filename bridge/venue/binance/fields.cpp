#include "venue/binance/fields.hpp"

#include "base/decimal.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace bridge::venue::binance {

namespace {

constexpr std::size_t kFieldLimit = 64;
// 9999-12-31, the venue's own last date (goodTillDate, fixspec/venue.md, 4.3).
constexpr std::int64_t kLatestMs = 253'402'300'799'999;

bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }

}  // namespace

std::string Fields::text(std::string_view key) {
  const auto value = in_.find_text(key);
  if (!value || value->size() > kFieldLimit || std::ranges::any_of(*value, is_control)) return {};
  return std::string{*value};
}

std::string Fields::decimal(std::string_view key) {
  std::string value = text(key);
  return is_decimal(value) ? value : std::string{};
}

std::string Fields::signed_decimal(std::string_view key) {
  std::string value = text(key);
  const std::string_view digits = std::string_view{value}.substr(value.starts_with('-') ? 1 : 0);
  return is_decimal(digits) ? value : std::string{};
}

std::optional<std::string> Fields::optional_decimal(std::string_view key) {
  std::string value = decimal(key);
  if (value.empty()) return {};
  return value;
}

std::string Fields::words(std::string_view key) { return clean_text(in_.find_text(key).value_or("")); }

std::int64_t Fields::time_ms(std::string_view key) {
  const auto ms = in_.find_integer(key).value_or(0);
  return ms >= 0 && ms <= kLatestMs ? ms : 0;
}

std::int64_t Fields::time_ms_as_text(std::string_view key) {
  const auto ms = id_as_text(key);
  return ms <= kLatestMs ? ms : 0;
}

std::int64_t Fields::id(std::string_view key) {
  return std::max<std::int64_t>(in_.find_integer(key).value_or(0), 0);
}

std::int64_t Fields::id_as_text(std::string_view key) {
  const auto digits = in_.find_text(key);
  if (!digits) return id(key);
  return std::max(whole_number<std::int64_t>(*digits).value_or(0), std::int64_t{0});
}

const Value* Fields::array(std::string_view key) {
  const Value* member = in_.find(key);
  return member && member->kind == Value::Kind::Array ? member : nullptr;
}

}  // namespace bridge::venue::binance
