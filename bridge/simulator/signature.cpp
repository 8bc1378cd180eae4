#include "simulator/signature.hpp"

#include "simulator/encoded.hpp"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge::simulator {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};
using PublicKey = std::unique_ptr<EVP_PKEY, Free>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

class HmacVerifier : public Verifier {
 public:
  explicit HmacVerifier(std::string secret) : secret_(std::move(secret)) {}

  [[nodiscard]] bool verifies(std::string_view payload, std::string_view signature) const override {
    const auto sent = from_hex(signature);
    Bytes right(EVP_MAX_MD_SIZE, 0);
    unsigned length = 0;
    const bool made = HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), bytes_of(payload),
                           payload.size(), right.data(), &length) != nullptr;
    return made && sent && sent->size() == length && CRYPTO_memcmp(right.data(), sent->data(), length) == 0;
  }

 private:
  std::string secret_;
};

// RSASSA-PKCS1-v1_5 over a SHA-256 digest, and Ed25519 over the bytes themselves.
class PublicKeyVerifier : public Verifier {
 public:
  PublicKeyVerifier(PublicKey key, const EVP_MD* digest) : key_(std::move(key)), digest_(digest) {}

  [[nodiscard]] bool verifies(std::string_view payload, std::string_view signature) const override {
    const auto sent = from_base64(signature);
    if (!sent) return false;
    const std::unique_ptr<EVP_MD_CTX, Free> check{EVP_MD_CTX_new()};
    return check && EVP_DigestVerifyInit(check.get(), nullptr, digest_, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(check.get(), sent->data(), sent->size(), bytes_of(payload), payload.size()) == 1;
  }

 private:
  PublicKey key_;
  const EVP_MD* digest_;
};

PublicKey read_public_key(const std::string& pem, int kind, const std::string& kind_name) {
  if (pem.find("PRIVATE KEY") != pem.npos) {
    throw std::runtime_error(
        "is a private key; the venue has the public one: openssl pkey -in PRIVATE.pem -pubout");
  }
  const std::unique_ptr<BIO, Free> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  PublicKey key{bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr};
  if (!key) throw std::runtime_error("must be PEM that begins with -----BEGIN PUBLIC KEY-----");
  if (EVP_PKEY_get_base_id(key.get()) != kind) {
    throw std::runtime_error("is a public key of another kind than " + kind_name);
  }
  return key;
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

std::unique_ptr<Verifier> make_verifier(KeyType type, const std::string& secret) {
  switch (type) {
    case KeyType::Rsa:
      return std::make_unique<PublicKeyVerifier>(read_public_key(secret, EVP_PKEY_RSA, "RSA"), EVP_sha256());
    case KeyType::Ed25519:
      return std::make_unique<PublicKeyVerifier>(read_public_key(secret, EVP_PKEY_ED25519, "Ed25519"),
                                                 nullptr);
    case KeyType::Hmac:
      break;
  }
  if (secret.empty()) throw std::runtime_error("must not be empty");
  return std::make_unique<HmacVerifier>(secret);
}

}  // namespace bridge::simulator
