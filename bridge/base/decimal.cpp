#include "base/decimal.hpp"

#include <boost/multiprecision/cpp_int.hpp>

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

// A decimal as an integer and the places of it that stand behind the point.
struct Scaled {
  boost::multiprecision::cpp_int number;
  std::size_t places = 0;
};

// Digits with a leading zero would be read as octal.
Scaled scaled(std::string_view text) {
  const Parts parts = split(text);
  std::string all = std::string(parts.whole) + std::string(parts.places);
  const auto first = all.find_first_not_of('0');
  return {boost::multiprecision::cpp_int(first == std::string::npos ? "0" : all.substr(first)),
          parts.places.size()};
}

boost::multiprecision::cpp_int ten_to(std::size_t places) {
  return boost::multiprecision::pow(boost::multiprecision::cpp_int(10), static_cast<unsigned>(places));
}

// Writes an integer whose last `places` digits stand behind the point.
std::string with_point(const boost::multiprecision::cpp_int& number, std::size_t places) {
  std::string text = number.str();
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, ".");
  return text;
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

std::optional<std::string> add(std::string_view left, std::string_view right) {
  if (!is_decimal(left) || !is_decimal(right)) return std::nullopt;
  const Scaled l = scaled(left);
  const Scaled r = scaled(right);
  const std::size_t places = std::max(l.places, r.places);
  return with_point(l.number * ten_to(places - l.places) + r.number * ten_to(places - r.places), places);
}

std::partial_ordering compare(std::string_view left, std::string_view right) {
  if (!is_decimal(left) || !is_decimal(right)) return std::partial_ordering::unordered;
  const Parts l = split(left);
  const Parts r = split(right);
  const std::size_t whole = std::max(l.whole.size(), r.whole.size());
  const std::size_t places = std::max(l.places.size(), r.places.size());
  return digits(l, whole, places) <=> digits(r, whole, places);
}

bool is_in_steps(std::string_view value, std::string_view base, std::string_view step) {
  const auto above = subtract(value, base);
  if (!above || !is_decimal(step) || is_zero(step)) return false;
  const Scaled distance = scaled(*above);
  const Scaled one = scaled(step);
  const std::size_t places = std::max(distance.places, one.places);
  return (distance.number * ten_to(places - distance.places)) % (one.number * ten_to(places - one.places)) ==
         0;
}

std::optional<std::string> multiply(std::string_view left, std::string_view right) {
  if (!is_decimal(left) || !is_decimal(right)) return std::nullopt;
  const Scaled l = scaled(left);
  const Scaled r = scaled(right);
  return with_point(l.number * r.number, l.places + r.places);
}

void AveragePrice::add(std::string_view quantity, std::string_view price) {
  const auto notional = multiply(quantity, price);
  if (!notional) return;
  quantity_ = bridge::add(quantity_, quantity).value_or(quantity_);
  notional_ = bridge::add(notional_, *notional).value_or(notional_);
}

std::string AveragePrice::text() const {
  constexpr std::size_t kPlaces = 8;
  const Scaled quantity = scaled(quantity_);
  const Scaled notional = scaled(notional_);
  if (quantity.number == 0) return "0";
  const boost::multiprecision::cpp_int above = notional.number * ten_to(kPlaces + quantity.places);
  const boost::multiprecision::cpp_int below = quantity.number * ten_to(notional.places);
  std::string text = with_point((2 * above + below) / (2 * below), kPlaces);
  const auto last = text.find_last_not_of('0');
  text.resize(text[last] == '.' ? last : last + 1);
  return text;
}

}  // namespace bridge
