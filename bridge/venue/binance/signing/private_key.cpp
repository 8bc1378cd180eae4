#include "venue/binance/signing/private_key.hpp"

#include "base/check.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bridge::venue::binance {

namespace {

constexpr int kRsaBitsMin = 2048;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

// What OpenSSL is told when it meets an encrypted key; without it, it would ask the terminal and wait.
struct Prompt {
  std::string_view passphrase;
  bool asked = false;
};

int answer(char* buffer, int size, int /*for writing*/, void* data) {
  auto& prompt = *static_cast<Prompt*>(data);
  prompt.asked = true;
  const auto room = static_cast<std::size_t>(size);
  if (prompt.passphrase.empty() || prompt.passphrase.size() > room) return -1;
  return static_cast<int>(prompt.passphrase.copy(buffer, room));
}

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error("accounts.<name>." + what); }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

[[noreturn]] void refuse_unread(std::string_view pem, const Prompt& prompt) {
  if (prompt.asked && prompt.passphrase.empty()) {
    refuse("secret is an encrypted key: set accounts.<name>.passphrase to file:PATH or env:NAME");
  }
  if (prompt.asked) {
    refuse("passphrase does not open the key of accounts.<name>.secret: give the one it was encrypted with");
  }
  if (contains(pem, "PRIVATE KEY-----")) {
    refuse(
        "secret is a private key that cannot be read: copy its file again as a whole, BEGIN and END lines "
        "included; it has to be PKCS#8, as openssl genpkey writes it");
  }
  if (contains(pem, "PUBLIC KEY-----") || contains(pem, "-----BEGIN CERTIFICATE-----")) {
    refuse("secret is a public key: give the private key it belongs to; the public one is for the venue");
  }
  refuse(
      "secret is not a PEM private key: give a file that has -----BEGIN PRIVATE KEY-----, or set "
      "key_type: hmac if it is an HMAC secret");
}

std::string shown(KeyType type) { return type == KeyType::Rsa ? "rsa" : "ed25519"; }

bool is_a(const EVP_PKEY* key, KeyType type) {
  return EVP_PKEY_is_a(key, type == KeyType::Rsa ? "RSA" : "ED25519") == 1;
}

[[noreturn]] void refuse_type(const EVP_PKEY* key, KeyType wanted) {
  for (const KeyType other : {KeyType::Rsa, KeyType::Ed25519}) {
    if (!is_a(key, other)) continue;
    refuse("secret is a key of type " + shown(other) + ", and key_type says " + shown(wanted) +
           ": set key_type: " + shown(other) + ", or give the other key");
  }
  const char* name = EVP_PKEY_get0_type_name(key);
  refuse("secret is a key of type " + std::string{name ? name : "unknown"} +
         ", which the venue does not take: " + "make one with openssl genpkey -algorithm ed25519");
}

}  // namespace

void FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

PrivateKey read_private_key(const Credentials& credentials) {
  check(credentials.type != KeyType::HmacSha256, "a PEM is read for RSA and Ed25519 only");
  const std::string_view pem = credentials.secret.reveal();
  if (pem.size() > std::numeric_limits<int>::max()) refuse("secret is too long for a key");
  // This reads in place, so there is no copy of ours that would have to be wiped.
  const std::unique_ptr<BIO, FreeBio> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  check(bio != nullptr, "memory for a key");
  Prompt prompt{.passphrase = credentials.passphrase.reveal()};
  PrivateKey key{PEM_read_bio_PrivateKey(bio.get(), nullptr, &answer, &prompt)};
  // What OpenSSL left in this thread's queue of errors would be taken for an error of the next TLS call.
  ERR_clear_error();

  if (!key) refuse_unread(pem, prompt);
  if (!prompt.asked && !prompt.passphrase.empty()) {
    refuse(
        "passphrase is set, but the key of accounts.<name>.secret is not encrypted: encrypt it with "
        "openssl pkcs8 -topk8, or leave the passphrase out");
  }
  if (!is_a(key.get(), credentials.type)) refuse_type(key.get(), credentials.type);
  if (const int bits = EVP_PKEY_get_bits(key.get()); credentials.type == KeyType::Rsa && bits < kRsaBitsMin) {
    refuse("secret is an RSA key of " + std::to_string(bits) + " bits, " + std::to_string(kRsaBitsMin) +
           " is the least: make a longer one and give its public key to the venue");
  }
  return key;
}

}  // namespace bridge::venue::binance
