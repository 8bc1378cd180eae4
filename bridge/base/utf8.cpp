#include "base/utf8.hpp"

#include <cstdint>

namespace bridge {
namespace {

std::uint8_t utf8_byte(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const std::uint8_t lead = utf8_byte(text, at);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t low = 0x80;  // bounds of the second byte
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  if (length == 0 || at + length > text.size()) return 0;
  if (utf8_byte(text, at + 1) < low || utf8_byte(text, at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((utf8_byte(text, at + i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace bridge
