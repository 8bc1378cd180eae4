#include "venue/binance/signing/key_signer.hpp"

#include "base/check.hpp"
#include "venue/binance/signing/private_key.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <stdexcept>
#include <utility>

namespace bridge::venue::binance {

namespace {

using Bytes = std::vector<unsigned char>;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(const Bytes& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL ends it with a zero
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

class KeySigner final : public Signer {
 public:
  KeySigner(PrivateKey key, KeyType type)
      : key_{std::move(key)}, digest_{type == KeyType::Rsa ? EVP_sha256() : nullptr} {
    constexpr std::string_view kTrial = "trial";
    const Bytes signature = signature_of(kTrial);
    const bool fits = !signature.empty() && verifies(kTrial, signature);
    ERR_clear_error();  // or the next TLS call would take it for its own
    if (!fits) {
      throw std::runtime_error(
          "accounts.<name>.secret is a damaged key, what it signs does not verify: copy it again");
    }
  }

  Result<std::string, Unsigned> sign(std::string_view payload) const override {
    const Bytes signature = signature_of(payload);
    check(!signature.empty(), "a signature by a key that has signed before");
    return base64(signature);
  }

 private:
  // The signature; empty when OpenSSL cannot make one. Ed25519 digests by itself, so it has no digest_ and
  // takes all in one call.
  Bytes signature_of(std::string_view payload) const {
    const Context context{EVP_MD_CTX_new()};
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    Bytes signature(size);
    if (!context || EVP_DigestSignInit(context.get(), nullptr, digest_, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(payload), payload.size()) != 1) {
      return {};
    }
    signature.resize(size);
    return signature;
  }

  bool verifies(std::string_view payload, const Bytes& signature) const {
    const Context context{EVP_MD_CTX_new()};
    return context && EVP_DigestVerifyInit(context.get(), nullptr, digest_, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(payload),
                            payload.size()) == 1;
  }

  PrivateKey key_;
  const EVP_MD* digest_;
};

}  // namespace

std::unique_ptr<Signer> make_key_signer(const Credentials& credentials) {
  return std::make_unique<KeySigner>(read_private_key(credentials), credentials.type);
}

}  // namespace bridge::venue::binance
