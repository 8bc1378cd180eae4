#include "endtoend/private_key.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <functional>
#include <memory>
#include <stdexcept>

namespace bridge::endtoend {
namespace {

constexpr std::size_t kRsaBits = 2048;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string written(const std::function<int(BIO*)>& write) {
  const std::unique_ptr<BIO, Free> bio{BIO_new(BIO_s_mem())};
  if (write(bio.get()) != 1) throw std::runtime_error("OpenSSL does not write the key");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

KeyPair make_key_pair(const std::string& algorithm, const std::string& passphrase) {
  const std::unique_ptr<EVP_PKEY, Free> key{algorithm == "RSA"
                                                ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits)
                                                : EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm.c_str())};
  if (!key) throw std::runtime_error("OpenSSL makes no key of " + algorithm);
  std::string phrase = passphrase;
  const auto write_private = [&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), phrase.empty() ? nullptr : EVP_aes_256_cbc(),
                                         phrase.data(), static_cast<int>(phrase.size()), nullptr, nullptr);
  };
  return {written(write_private), written([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); })};
}

}  // namespace bridge::endtoend
