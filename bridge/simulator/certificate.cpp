#include "simulator/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace bridge::simulator {
namespace {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    kFree(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Bignum = std::unique_ptr<BIGNUM, Freed<BN_free>>;

constexpr long kDay = 86400;  // seconds
constexpr int kSerialBits = 127;

void require(bool holds, const char* step) {
  if (!holds) throw std::runtime_error(std::string{"simulator: making a certificate failed at: "} + step);
}

void add_extension(X509* cert, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, cert, cert, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value)};
  require(extension && X509_add_ext(cert, extension.get(), -1) == 1, value);
}

// The number is random, so that two simulators on one machine are never taken for one.
void set_serial(X509* cert) {
  const Bignum serial{BN_new()};
  require(serial && BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1, "serial");
  require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(cert)) != nullptr, "serial");
}

Cert self_sign(EVP_PKEY* key) {
  Cert cert{X509_new()};
  require(cert && X509_set_version(cert.get(), X509_VERSION_3) == 1, "version");
  set_serial(cert.get());
  require(X509_gmtime_adj(X509_getm_notBefore(cert.get()), -kDay) != nullptr, "not before");
  require(X509_gmtime_adj(X509_getm_notAfter(cert.get()), 365 * kDay) != nullptr, "not after");
  require(X509_set_pubkey(cert.get(), key) == 1, "public key");
  X509_NAME* name = X509_get_subject_name(cert.get());
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>("fixbridge simulator"), -1, -1,
                                     0) == 1,
          "subject");
  require(X509_set_issuer_name(cert.get(), name) == 1, "issuer");
  add_extension(cert.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(cert.get(), NID_ext_key_usage, "serverAuth");
  add_extension(cert.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  require(X509_sign(cert.get(), key, EVP_sha256()) > 0, "signature");
  return cert;
}

std::string text_of(BIO* bio) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string read_file(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw std::runtime_error("simulator: " + file + ": cannot be read; a PEM file is needed here");
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

Certificate make_certificate() {
  const Key key{EVP_EC_gen("P-256")};
  require(key != nullptr, "key");
  const Cert cert = self_sign(key.get());
  const Bio cert_pem{BIO_new(BIO_s_mem())};
  const Bio key_pem{BIO_new(BIO_s_mem())};
  require(cert_pem && PEM_write_bio_X509(cert_pem.get(), cert.get()) == 1, "PEM");
  require(key_pem &&
              PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM");
  return {.chain = text_of(cert_pem.get()), .key = text_of(key_pem.get())};
}

Certificate read_certificate(const std::string& cert_file, const std::string& key_file) {
  return {.chain = read_file(cert_file), .key = read_file(key_file)};
}

}  // namespace bridge::simulator
