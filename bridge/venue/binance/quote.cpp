#include "venue/binance/quote.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bridge::venue::binance {

namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

// Length of the UTF-8 sequence that begins at `at`; 0 when there is none (RFC 3629: no overlong forms,
// no surrogates, nothing beyond U+10FFFF).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
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
  if (byte_at(text, at + 1) < low || byte_at(text, at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

bool is_escaped(char c) { return c == '"' || c == '\\' || static_cast<std::uint8_t>(c) < 0x20; }

void add_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<std::uint8_t>(c);
  if (byte < 0x20) {
    out.append("\\u00");
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  } else {
    out += '\\';
    out += c;
  }
}

}  // namespace

std::string well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) {
      out += '?';
      ++at;
    } else {
      out.append(text.substr(at, length));
      at += length;
    }
  }
  return out;
}

void add_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto odd = static_cast<std::size_t>(std::ranges::find_if(text, is_escaped) - text.begin());
    out.append(text.substr(0, odd));
    if (odd == text.size()) break;
    add_escaped(out, text[odd]);
    text.remove_prefix(odd + 1);
  }
  out += '"';
}

std::string quoted(std::string_view text) {
  std::string out;
  add_quoted(out, text);
  return out;
}

}  // namespace bridge::venue::binance
