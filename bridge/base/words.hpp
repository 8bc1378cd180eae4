// Guesses a word that somebody mistyped. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bridge {

// Returns the first of these words that `typed` may have been meant to be, with two letters changed, added or
// dropped at most. It is empty when none is, or when `typed` is longer than 64.
[[nodiscard]] std::string meant_by(std::string_view typed, const std::vector<std::string>& words);

}  // namespace bridge
