#include "journal/bytes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bridge::journal {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (byte_at(text, at) & 0xC0U) == 0x80U;
}

// Length of the well-formed character at `at` (Unicode 3.9, table 3-7), 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !is_continuation(text, at + 1)) return 0;
  const unsigned second = byte_at(text, at + 1);
  if (lead < 0xE0) return 2;
  if (lead == 0xE0 && second < 0xA0) return 0;  // overlong
  if (lead == 0xED && second > 0x9F) return 0;  // surrogates
  if (lead == 0xF0 && second < 0x90) return 0;  // overlong
  if (lead == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  if (!is_continuation(text, at + 2)) return 0;
  if (lead < 0xF0) return 3;
  return is_continuation(text, at + 3) ? 4 : 0;
}

// U+F780…U+F7FF: EF 9E 80…EF 9F BF.
bool is_mark(std::string_view text, std::size_t at) {
  return byte_at(text, at) == 0xEF && at + 2 < text.size() && (byte_at(text, at + 1) & 0xFEU) == 0x9EU &&
         is_continuation(text, at + 2);
}

void append_mark(std::string& out, unsigned byte) {
  out += '\xEF';
  out += static_cast<char>(0x9C + (byte >> 6U));
  out += static_cast<char>(0x80 + (byte & 0x3FU));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string to_utf8(std::string_view bytes) {
  if (is_ascii(bytes)) return std::string(bytes);
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = is_mark(bytes, at) ? 0 : character_length(bytes, at);
    if (length == 0) append_mark(out, byte_at(bytes, at));
    out.append(bytes, at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string from_utf8(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_mark(text, at)) {
      out += static_cast<char>(((byte_at(text, at + 1) - 0x9C) << 6U) + (byte_at(text, at + 2) & 0x3FU));
      at += 3;
    } else {
      out += text[at];
      ++at;
    }
  }
  return out;
}

}  // namespace bridge::journal
