#include "simulator/amount.hpp"

#include "base/decimal.hpp"
#include "base/number.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace bridge::simulator {
namespace {

using Wide = boost::multiprecision::int128_t;

constexpr std::size_t kPlaces = 8;
constexpr std::size_t kWholeDigitsMax = 10;

Units narrow(const Wide& value) {
  constexpr Units least = std::numeric_limits<Units>::min();
  constexpr Units most = std::numeric_limits<Units>::max();
  return value < least ? least : value > most ? most : static_cast<Units>(value);
}

Units rounded(const Wide& numerator, const Wide& denominator) {
  if (denominator == 0) return 0;
  const bool negative = (numerator < 0) != (denominator < 0);
  const Wide above = abs(numerator);
  const Wide below = abs(denominator);
  const Wide quotient = (2 * above + below) / (2 * below);
  return narrow(negative ? Wide{-quotient} : quotient);
}

}  // namespace

std::optional<Units> read_units(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (!is_decimal(text)) return std::nullopt;
  const auto point = text.find('.');
  std::string digits{text.substr(0, point)};
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > kWholeDigitsMax) return std::nullopt;
  std::string places{point == std::string_view::npos ? std::string_view{} : text.substr(point + 1)};
  while (places.size() > kPlaces && places.back() == '0') places.pop_back();
  if (places.size() > kPlaces) return std::nullopt;
  places.resize(kPlaces, '0');
  digits += places;
  const auto units = whole_number<Units>(digits);
  return units && negative ? -*units : units;
}

Units units_of(std::string_view text) { return read_units(text).value_or(0); }

std::string decimal(Units units, int places) {
  const std::uint64_t size =
      units < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
  constexpr auto one = static_cast<std::uint64_t>(kOne);
  std::string fraction = std::to_string(size % one);
  fraction.insert(0, kPlaces - fraction.size(), '0');
  fraction.resize(static_cast<std::size_t>(std::clamp(places, 0, static_cast<int>(kPlaces))));
  const std::string text = std::to_string(size / one) + (fraction.empty() ? "" : "." + fraction);
  return (units < 0 && !is_zero(text) ? "-" : "") + text;
}

std::string shortest(Units units) {
  std::string text = decimal(units, kPlaces);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

int places_of(std::string_view text) {
  const auto point = text.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

Units times(Units left, Units right) { return rounded(Wide{left} * right, Wide{kOne}); }

Units weighted(Units left, Units left_weight, Units right, Units right_weight) {
  return rounded(Wide{left} * left_weight + Wide{right} * right_weight, Wide{left_weight} + right_weight);
}

}  // namespace bridge::simulator
