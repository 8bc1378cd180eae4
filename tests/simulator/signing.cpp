#include "simulator/signing.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace bridge::simulator::test {

std::string hmac_hex(const std::string& secret, const std::string& payload) {
  std::array<unsigned char, 32> digest{};
  std::array<char, 7> hash{"SHA256"};
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
                                 OSSL_PARAM_construct_end()};
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* mac = EVP_MAC_CTX_new(algorithm);
  std::size_t size = 0;
  const bool done =
      EVP_MAC_init(mac, reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), settings) ==
          1 &&
      EVP_MAC_update(mac, reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) == 1 &&
      EVP_MAC_final(mac, digest.data(), &size, digest.size()) == 1;
  EVP_MAC_CTX_free(mac);
  EVP_MAC_free(algorithm);
  if (!done) throw std::runtime_error("EVP_MAC failed");
  std::string hex;
  for (const unsigned char byte : digest) {
    std::array<char, 3> pair{};
    std::snprintf(pair.data(), pair.size(), "%02x", byte);
    hex += pair.data();
  }
  return hex;
}

std::string request(const std::string& id, const std::string& method, const Params& params) {
  std::string text;
  for (const auto& [name, value] : params) text += (text.empty() ? "\"" : ",\"") + name + "\":" + value;
  return R"({"id":)" + id + R"(,"method":")" + method + R"(","params":{)" + text + "}}";
}

std::string signed_request(const std::string& id, const std::string& method, Params params,
                           const Keys& keys) {
  params["apiKey"] = '"' + keys.api_key + '"';
  std::string payload;
  for (const auto& [name, value] : params) {
    const bool quoted = value.front() == '"';
    payload +=
        (payload.empty() ? "" : "&") + name + '=' + (quoted ? value.substr(1, value.size() - 2) : value);
  }
  params["signature"] = '"' + hmac_hex(keys.secret, payload) + '"';
  return request(id, method, params);
}

}  // namespace bridge::simulator::test
