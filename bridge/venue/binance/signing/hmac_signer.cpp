#include "venue/binance/signing/hmac_signer.hpp"

#include "base/check.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <stdexcept>

namespace bridge::venue::binance {

namespace {

struct Free {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, Free>;

constexpr std::size_t kSha256Bytes = 32;

std::string hex(const std::array<unsigned char, kSha256Bytes>& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

class HmacSigner final : public Signer {
 public:
  explicit HmacSigner(const Secret& secret) {
    const std::unique_ptr<EVP_MAC, Free> mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    if (!mac) throw std::runtime_error("OpenSSL has no HMAC: check its configuration");
    keyed_.reset(EVP_MAC_CTX_new(mac.get()));

    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 2> params{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
        OSSL_PARAM_construct_end()};
    const auto key = secret.reveal();
    const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
    if (!keyed_ || EVP_MAC_init(keyed_.get(), bytes, key.size(), params.data()) != 1) {
      throw std::runtime_error("OpenSSL refuses HMAC-SHA256: check its configuration");
    }
    mark_ = Signer::mark();
  }

  // The context begins anew with the key that it has: a copy for each payload would cost a third of this.
  Result<std::string, Unsigned> sign(std::string_view payload) const override {
    std::array<unsigned char, kSha256Bytes> mac{};
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(payload.data());
    check(EVP_MAC_init(keyed_.get(), nullptr, 0, nullptr) == 1 &&
              EVP_MAC_update(keyed_.get(), bytes, payload.size()) == 1 &&
              EVP_MAC_final(keyed_.get(), mac.data(), &size, mac.size()) == 1 && size == mac.size(),
          "HMAC-SHA256 of a keyed context");
    return hex(mac);
  }
  // Any thread may ask for it, while the lane signs.
  std::string mark() const override { return mark_; }

 private:
  MacContext keyed_;
  std::string mark_;
};

}  // namespace

std::unique_ptr<Signer> make_hmac_signer(const Secret& secret) {
  return std::make_unique<HmacSigner>(secret);
}

}  // namespace bridge::venue::binance
