#include "venue/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace bridge::venue::test {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Free<X509_free>>;
using List = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;

constexpr long kLeafSerial = 3;

struct Party {
  Key key;
  Cert cert;
};

Key make_key(KeyKind kind) {
  if (kind == KeyKind::P256) return Key{EVP_EC_gen("P-256")};
  return Key{EVP_RSA_gen(kind == KeyKind::Rsa2048 ? 2048U : 1024U)};
}

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{BIO_new(BIO_s_mem()), &BIO_free};
  write(bio.get());
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}
std::string pem_of(const Cert& cert) {
  return pem([&](BIO* bio) { PEM_write_bio_X509(bio, cert.get()); });
}
std::string pem_of(const List& list) {
  return pem([&](BIO* bio) { PEM_write_bio_X509_CRL(bio, list.get()); });
}
std::string pem_of(const Key& key) {
  return pem(
      [&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

void extend(const Cert& cert, int nid, const std::string& value) {
  if (value.empty()) return;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  if (!extension) throw std::runtime_error("bad certificate extension " + value);
  X509_add_ext(cert.get(), extension, -1);
  X509_EXTENSION_free(extension);
}

Party make_party(const std::string& name, KeyKind kind, long serial) {
  Party party{make_key(kind), Cert{X509_new()}};
  X509* cert = party.cert.get();
  X509_set_version(cert, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert), serial);
  X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
  X509_set_pubkey(cert, party.key.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC, bytes, -1, -1, 0);
  return party;
}

void sign(const Party& party, const Party& issuer, bool sha1 = false) {
  X509_set_issuer_name(party.cert.get(), X509_get_subject_name(issuer.cert.get()));
  if (X509_sign(party.cert.get(), issuer.key.get(), sha1 ? EVP_sha1() : EVP_sha256()) == 0) {
    throw std::runtime_error("cannot sign the certificate");
  }
}

Party make_ca(const CertificateWish& wish) {
  Party ca = make_party("test CA", wish.ca_key, 1);
  extend(ca.cert, NID_basic_constraints, "critical,CA:TRUE");
  extend(ca.cert, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(ca.cert, NID_name_constraints, wish.constraints);
  sign(ca, ca);
  return ca;
}

Party make_intermediate(const Party& ca, bool may_sign) {
  Party between = make_party("test CA between", KeyKind::P256, 2);
  extend(between.cert, NID_basic_constraints, may_sign ? "critical,CA:TRUE" : "critical,CA:FALSE");
  sign(between, ca);
  return between;
}

Party make_leaf(const CertificateWish& wish, const Party& issuer) {
  Party leaf = make_party(wish.common_name, wish.key, kLeafSerial);
  X509_gmtime_adj(X509_getm_notBefore(leaf.cert.get()), wish.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(leaf.cert.get()), wish.valid_until_s);
  extend(leaf.cert, NID_subject_alt_name, wish.alt_names);
  extend(leaf.cert, NID_ext_key_usage, wish.usage);
  sign(leaf, wish.self_signed ? leaf : issuer, wish.sha1);
  return leaf;
}

std::string make_revocations(const CertificateWish& wish, const Party& ca) {
  const List list{X509_CRL_new()};
  X509_CRL_set_version(list.get(), 1);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(ca.cert.get()));
  const std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>> time{ASN1_TIME_new()};
  X509_CRL_set1_lastUpdate(list.get(), X509_gmtime_adj(time.get(), -7200));
  X509_CRL_set1_nextUpdate(list.get(), X509_gmtime_adj(time.get(), wish.list_is_stale ? -60 : 3600));
  if (wish.revoked) {
    X509_REVOKED* entry = X509_REVOKED_new();
    const std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>> serial{ASN1_INTEGER_new()};
    ASN1_INTEGER_set(serial.get(), kLeafSerial);
    X509_REVOKED_set_serialNumber(entry, serial.get());
    X509_REVOKED_set_revocationDate(entry, X509_gmtime_adj(time.get(), -60));
    X509_CRL_add0_revoked(list.get(), entry);
  }
  X509_CRL_sort(list.get());
  X509_CRL_sign(list.get(), ca.key.get(), EVP_sha256());
  return pem_of(list);
}

}  // namespace

Certificate make_certificate(const CertificateWish& wish) {
  const Party ca = make_ca(wish);
  Certificate made{.ca_pem = pem_of(ca.cert), .chain_pem = {}, .key_pem = {}};
  if (wish.revocations) made.ca_pem += make_revocations(wish, ca);
  if (wish.intermediate) {
    const Party between = make_intermediate(ca, wish.issuer_is_ca);
    const Party leaf = make_leaf(wish, between);
    made.chain_pem = pem_of(leaf.cert) + (wish.truncated ? "" : pem_of(between.cert));
    made.key_pem = pem_of(leaf.key);
  } else {
    const Party leaf = make_leaf(wish, ca);
    made.chain_pem = pem_of(leaf.cert);
    made.key_pem = pem_of(leaf.key);
  }
  return made;
}

Certificate make_certificate(const std::string& alt_names) {
  return make_certificate(CertificateWish{.alt_names = alt_names});
}

}  // namespace bridge::venue::test
