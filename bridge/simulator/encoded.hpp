// Bytes written as text, in the two ways signatures are. Strict: what is not exactly that is nothing.
// Pure; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace bridge::simulator {

using Bytes = std::vector<unsigned char>;

// Either case.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);
// The alphabet with '+' and '/', padded, no line breaks.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

}  // namespace bridge::simulator
