#include "journal/bytes.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bridge::journal {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (byte_at(text, at) & 0xC0U) == 0x80U;
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
    const std::size_t length = is_mark(bytes, at) ? 0 : utf8_length(bytes, at);
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
