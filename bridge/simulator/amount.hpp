// Prices, quantities and money as numbers: a count of hundred millionths, which is finer than anything the
// venue quotes. What it reads and writes is decimal text; no double anywhere. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::simulator {

using Units = std::int64_t;  // of 0.00000001
inline constexpr Units kOne = 100'000'000;

// Reads "3120.55", or "-1.5"; nothing when that is no decimal, has more than 8 places or is beyond 9e10.
[[nodiscard]] std::optional<Units> read_units(std::string_view text);
// The same, for text of the book's own: what cannot be read counts as 0.
[[nodiscard]] Units units_of(std::string_view text);
// Writes with so many places, at most 8; what is finer is cut off.
[[nodiscard]] std::string decimal(Units units, int places);
// Writes with as many places as it needs: "0", "10250.06".
[[nodiscard]] std::string shortest(Units units);
// How many places a decimal has.
[[nodiscard]] int places_of(std::string_view text);
// Rounds half away from 0. What is beyond the range of Units is its end.
[[nodiscard]] Units times(Units left, Units right);
// (left_weight * left + right_weight * right) / (left_weight + right_weight); 0 without weights.
[[nodiscard]] Units weighted(Units left, Units left_weight, Units right, Units right_weight);

}  // namespace bridge::simulator
