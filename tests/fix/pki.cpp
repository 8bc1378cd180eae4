#include "fix/pki.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <functional>
#include <stdexcept>

namespace bridge::fix::test {
namespace {

template <class T, void (*free)(T*)>
struct Deleter {
  void operator()(T* pointer) const { free(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Deleter<X509, X509_free>>;

constexpr long kDay = 86400;

std::string pem(const std::function<void(BIO*)>& write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

std::string pem_of(const Cert& cert) {
  return pem([&](BIO* bio) { PEM_write_bio_X509(bio, cert.get()); });
}
std::string pem_of(const Key& key) {
  return pem([&](BIO* bio) {
    PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

Key make_key(KeyKind kind) { return Key{kind == KeyKind::Ec ? EVP_EC_gen("P-256") : EVP_RSA_gen(3072)}; }

void extend(X509* cert, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  if (extension == nullptr) throw std::runtime_error(std::string("bad certificate extension ") + value);
  X509_add_ext(cert, extension, -1);
  X509_EXTENSION_free(extension);
}

Cert make_cert(const std::string& name, EVP_PKEY* key, long serial, int days) {
  Cert cert{X509_new()};
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -2 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), days * kDay);
  X509_set_pubkey(cert.get(), key);
  X509_NAME* subject = X509_get_subject_name(cert.get());
  const auto add = [&](const char* field, const std::string& text) {
    X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
  };
  add("O", "Fund");
  add("CN", name);
  return cert;
}

std::string fingerprint_of(const Cert& cert) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(cert.get(), EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned at = 0; at < size; ++at) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", digest[at]);
    text += digits;
  }
  return text;
}

}  // namespace

struct Ca::Impl {
  Key key;
  Cert cert;
  long last_serial = 1;
};

Ca::Ca(const std::string& name) : impl_(std::make_unique<Impl>()) {
  impl_->key = make_key(KeyKind::Ec);
  impl_->cert = make_cert(name, impl_->key.get(), 1, 30);
  X509* cert = impl_->cert.get();
  X509_set_issuer_name(cert, X509_get_subject_name(cert));
  extend(cert, cert, NID_basic_constraints, "critical,CA:TRUE");
  extend(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(cert, cert, NID_subject_key_identifier, "hash");
  X509_sign(cert, impl_->key.get(), EVP_sha256());
}

Ca::~Ca() = default;

std::string Ca::certificate() const { return pem_of(impl_->cert); }

Identity Ca::issue(const std::string& name, KeyKind kind, int days) {
  const Key key = make_key(kind);
  const long serial = ++impl_->last_serial;
  const Cert cert = make_cert(name, key.get(), serial, days);
  X509_set_issuer_name(cert.get(), X509_get_subject_name(impl_->cert.get()));
  extend(cert.get(), impl_->cert.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(cert.get(), impl_->cert.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  extend(cert.get(), impl_->cert.get(), NID_authority_key_identifier, "keyid");
  X509_sign(cert.get(), impl_->key.get(), EVP_sha256());
  return {pem_of(cert), pem_of(key), fingerprint_of(cert), serial};
}

std::string Ca::crl(const std::vector<long>& serials) const {
  X509_CRL* crl = X509_CRL_new();
  X509_CRL_set_version(crl, 1);
  X509_CRL_set_issuer_name(crl, X509_get_subject_name(impl_->cert.get()));
  ASN1_TIME* time = X509_gmtime_adj(nullptr, -kDay);
  X509_CRL_set1_lastUpdate(crl, time);
  for (const long serial : serials) {
    X509_REVOKED* revoked = X509_REVOKED_new();
    ASN1_INTEGER* number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, serial);
    X509_REVOKED_set_serialNumber(revoked, number);
    X509_REVOKED_set_revocationDate(revoked, time);
    X509_CRL_add0_revoked(crl, revoked);
    ASN1_INTEGER_free(number);
  }
  X509_gmtime_adj(time, kDay);
  X509_CRL_set1_nextUpdate(crl, time);
  ASN1_TIME_free(time);
  X509_CRL_sign(crl, impl_->key.get(), EVP_sha256());
  std::string text = pem([&](BIO* bio) { PEM_write_bio_X509_CRL(bio, crl); });
  X509_CRL_free(crl);
  return text;
}

SigningKey make_signing_key() {
  const Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
  return {pem_of(key), pem([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key.get()); })};
}

std::string sign(const std::string& private_key, const std::string& text) {
  BIO* bio = BIO_new_mem_buf(private_key.data(), static_cast<int>(private_key.size()));
  const Key key{PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr)};
  BIO_free(bio);
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key.get());
  EVP_DigestSign(context, signature.data(), &size, reinterpret_cast<const unsigned char*>(text.data()),
                 text.size());
  EVP_MD_CTX_free(context);
  std::string base64(89, '\0');
  base64.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), signature.data(), 64)));
  return base64;
}

}  // namespace bridge::fix::test
