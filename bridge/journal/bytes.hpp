// Writes any bytes as UTF-8 and reads them back, so that JSON can carry FIX text: most of it is ASCII, some
// is latin-1, and a peer may send anything. from_utf8(to_utf8(x)) == x for every x. Pure. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace bridge::journal {

// Valid UTF-8 stays as it is. A byte that is no part of it becomes the private-use character U+F700 plus
// the byte (0xE9 -> U+F7E9). So do the bytes of a genuine U+F780…U+F7FF: only that makes it reversible.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
[[nodiscard]] std::string from_utf8(std::string_view text);

}  // namespace bridge::journal
