#include "venue/binance/quote.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bridge::venue::binance {

namespace {

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
    const std::size_t length = utf8_length(text, at);
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
