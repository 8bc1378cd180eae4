// Where a character ends in bytes that may be UTF-8. Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace bridge {

// The length of the well-formed character that begins at `at` (RFC 3629: no overlong forms, no surrogates,
// nothing beyond U+10FFFF); 0 when none does. `at` is within the text.
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);

}  // namespace bridge
