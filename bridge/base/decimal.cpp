#include "base/decimal.hpp"

#include <algorithm>

namespace bridge {
namespace {

struct Parts {
  std::string_view whole;
  std::string_view places;
};

Parts split(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) return {text, {}};
  return {text.substr(0, point), text.substr(point + 1)};
}

// Every digit of the number without its point, filled with zeros to `whole` and `places` digits.
std::string digits(const Parts& parts, std::size_t whole, std::size_t places) {
  std::string result(whole - parts.whole.size(), '0');
  result += parts.whole;
  result += parts.places;
  result.append(places - parts.places.size(), '0');
  return result;
}

}  // namespace

bool is_decimal(std::string_view text) {
  const auto points = std::count(text.begin(), text.end(), '.');
  const auto numerals = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return points <= 1 && numerals >= 1 && static_cast<std::size_t>(points + numerals) == text.size();
}

bool is_zero(std::string_view text) {
  return !is_decimal(text) || text.find_first_not_of("0.") == std::string_view::npos;
}

std::optional<std::string> subtract(std::string_view left, std::string_view right) {
  if (!is_decimal(left) || !is_decimal(right)) return std::nullopt;
  const Parts l = split(left);
  const Parts r = split(right);
  const std::size_t whole = std::max({l.whole.size(), r.whole.size(), std::size_t{1}});
  const std::size_t places = std::max(l.places.size(), r.places.size());
  std::string result = digits(l, whole, places);
  const std::string taken = digits(r, whole, places);
  if (result < taken) return std::nullopt;  // of equal length, so text order is number order

  int borrow = 0;
  for (std::size_t i = result.size(); i-- > 0;) {
    int digit = (result[i] - '0') - (taken[i] - '0') - borrow;
    borrow = digit < 0 ? 1 : 0;
    digit += borrow * 10;
    result[i] = static_cast<char>('0' + digit);
  }
  if (places > 0) result.insert(whole, ".");
  const std::size_t first = std::min(result.find_first_not_of('0'), whole - 1);
  return result.substr(first);
}

}  // namespace bridge
