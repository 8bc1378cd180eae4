// Decimal text as the venue and FIX write it ("0.250"). Quantities and prices are copied as text; the
// few sums we need are done on the digits. No double anywhere. Any thread.
#pragma once

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

}  // namespace bridge
