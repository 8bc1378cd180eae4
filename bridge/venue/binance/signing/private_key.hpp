// Reads a private key out of its PEM text, which may be encrypted. It is read once, at the start. Any thread.
#pragma once

#include "venue/settings.hpp"

#include <memory>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace bridge::venue::binance {

struct FreeKey {
  void operator()(evp_pkey_st* key) const;
};
using PrivateKey = std::unique_ptr<evp_pkey_st, FreeKey>;

// The key of credentials whose type is Rsa or Ed25519; it is of that type. It throws a std::runtime_error
// that names accounts.<name>.secret or .passphrase and the remedy, and nothing of the key. It never asks the
// terminal for a passphrase.
[[nodiscard]] PrivateKey read_private_key(const Credentials& credentials);

}  // namespace bridge::venue::binance
