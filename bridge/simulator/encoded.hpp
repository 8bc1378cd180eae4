// Reads bytes written as text, in the two ways in which signatures are. It is strict: what is not exactly
// that is nothing. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace bridge::simulator {

using Bytes = std::vector<unsigned char>;

// Reads hex of either case.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);
// Reads base64 of the alphabet with '+' and '/', padded, without line breaks.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

}  // namespace bridge::simulator
