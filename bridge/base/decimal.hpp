// Decimal text as the venue and FIX write it ("0.250"). Quantities and prices are copied as text; the
// few sums we need are done on the digits. No double anywhere. Any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace bridge {

// True for digits with at most one point, no sign and no exponent, which the venue sends for quantities and
// prices.
[[nodiscard]] bool is_decimal(std::string_view text);
// True for "0", "0.000", "" and anything that is not a decimal.
[[nodiscard]] bool is_zero(std::string_view text);
// Returns left - right, with as many places as the longer of the two; nothing when either is
// not a decimal or the difference would be negative.
[[nodiscard]] std::optional<std::string> subtract(std::string_view left, std::string_view right);

// Returns left + right, likewise.
[[nodiscard]] std::optional<std::string> add(std::string_view left, std::string_view right);
// Less, equal or greater by value: "1.0" equals "1". Unordered when either is not a decimal.
[[nodiscard]] std::partial_ordering compare(std::string_view left, std::string_view right);

// True when `value` is `base` and a whole number of steps above it. False when one of them is no decimal, and
// when the step is zero or the value is below the base.
[[nodiscard]] bool is_in_steps(std::string_view value, std::string_view base, std::string_view step);
// Returns left * right, with the places of both; nothing when either is not a decimal.
[[nodiscard]] std::optional<std::string> multiply(std::string_view left, std::string_view right);

// The average price of fills: their prices weighted by their quantities, exact until it is written, then
// rounded to 8 places (the venue's) without zeros at the end. "0" without a fill.
class AveragePrice {
 public:
  // Takes one fill; ignores what is not a decimal.
  void add(std::string_view quantity, std::string_view price);
  [[nodiscard]] std::string text() const;

 private:
  std::string quantity_ = "0";
  std::string notional_ = "0";
};

}  // namespace bridge
