// A key pair as an operator makes one: the private half for the gateway, the public half for the venue.
#pragma once

#include <string>

namespace bridge::endtoend {

struct KeyPair {
  std::string private_pem;  // PKCS#8, encrypted when there is a passphrase
  std::string public_pem;
};

// `algorithm` as OpenSSL calls it: "RSA" (of 2048 bits) or "ED25519".
[[nodiscard]] KeyPair make_key_pair(const std::string& algorithm, const std::string& passphrase = "");

}  // namespace bridge::endtoend
