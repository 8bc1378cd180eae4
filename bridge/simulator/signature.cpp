#include "simulator/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <optional>

namespace bridge::simulator {
namespace {

using Digest = std::array<unsigned char, 32>;

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

std::optional<Digest> read_hex(std::string_view text) {
  Digest digest{};
  if (text.size() != digest.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto high = hex_digit(text[2 * i]);
    const auto low = hex_digit(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<unsigned char>(*high << 4U | *low);
  }
  return digest;
}

}  // namespace

std::string signature_payload(std::vector<Param> params) {
  std::sort(params.begin(), params.end(),
            [](const Param& left, const Param& right) { return left.name < right.name; });
  std::string payload;
  for (const Param& param : params) {
    if (param.name == "signature") continue;
    if (!payload.empty()) payload += '&';
    payload += param.name + '=' + param.text;
  }
  return payload;
}

bool is_signed(std::string_view payload, std::string_view signature, std::string_view secret) {
  const auto sent = read_hex(signature);
  if (!sent) return false;
  Digest right{};
  unsigned length = 0;
  const unsigned char* mac =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(payload.data()), payload.size(), right.data(), &length);
  return mac != nullptr && length == right.size() &&
         CRYPTO_memcmp(right.data(), sent->data(), right.size()) == 0;
}

}  // namespace bridge::simulator
