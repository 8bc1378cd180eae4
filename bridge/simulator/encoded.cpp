#include "simulator/encoded.hpp"

#include <cstdint>

namespace bridge::simulator {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint32_t> digit(std::string_view alphabet, char c) {
  const auto place = alphabet.find(c);
  if (place == alphabet.npos) return std::nullopt;
  return static_cast<std::uint32_t>(place);
}

char lower(char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; }

unsigned char byte(std::uint32_t bits) { return static_cast<unsigned char>(bits & 0xFFU); }

}  // namespace

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = digit(kHex, lower(text[i]));
    const auto low = digit(kHex, lower(text[i + 1]));
    if (!high || !low) return std::nullopt;
    bytes.push_back(byte(*high << 4U | *low));
  }
  return bytes;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(padding);
  Bytes bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto six = digit(kBase64, c);
    if (!six) return std::nullopt;
    bits = bits << 6U | *six;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(byte(bits >> held));
  }
  return bytes;
}

}  // namespace bridge::simulator
