// A client's signing, written apart from the simulator's: it works on JSON text, OpenSSL's EVP_MAC
// and its base64.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace bridge::simulator::test {

struct Keys {
  std::string api_key = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";
  std::string secret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";
  std::string private_key{};  // PEM, RSA or Ed25519: signs instead of the secret
};
// Throw-away keys of the documented vectors.
[[nodiscard]] Keys rsa_keys();
[[nodiscard]] Keys ed25519_keys();
[[nodiscard]] std::string public_key_of(const Keys& keys);  // PEM

// frames/00_signing_vectors.json (fixspec/venue.md, 3.3).
struct Vector {
  std::string name;
  std::string algorithm;
  std::string key;  // the secret, or the private key as PEM
  std::string payload;
  std::string signature;
};
[[nodiscard]] std::vector<Vector> vectors();

// Name to JSON text: {"symbol", "\"ETHUSDT\""}.
using Params = std::map<std::string, std::string>;

[[nodiscard]] std::string hmac_hex(const std::string& secret, const std::string& payload);
// Base64.
[[nodiscard]] std::string sign_with(const std::string& private_key, const std::string& payload);
// The frame as it is; `params` are neither completed nor signed.
[[nodiscard]] std::string request(const std::string& id, const std::string& method, const Params& params);
// With apiKey and signature added.
[[nodiscard]] std::string signed_request(const std::string& id, const std::string& method, Params params,
                                         const Keys& keys = {});

}  // namespace bridge::simulator::test
