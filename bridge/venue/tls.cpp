#include "venue/tls.hpp"

#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <stdexcept>

namespace bridge::venue {
namespace {

// 112 bits mean RSA from 2048, elliptic curves from 224, and no signature with SHA-1.
constexpr int kSecurityLevel = 2;

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

bool has_revocation_list(X509_STORE* store) {
  const auto* objects = X509_STORE_get0_objects(store);
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    if (X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_CRL) return true;
  }
  return false;
}

}  // namespace

std::shared_ptr<Tls> make_tls(const std::string& ca_file) {
  auto tls = std::make_shared<Tls>();
  SSL_CTX* context = tls->context.native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_security_level(context, kSecurityLevel);
  boost::system::error_code error;
  if (ca_file.empty()) {
    tls->context.set_default_verify_paths(error);
  } else {
    tls->context.load_verify_file(ca_file, error);
  }
  if (error) {
    throw std::runtime_error("ca_file \"" + clean_text(ca_file) + "\" cannot be used (" + error.message() +
                             "): give a readable PEM file with the certificate of the venue's CA");
  }
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  if (has_revocation_list(store))
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return tls;
}

void expect_host(SSL* connection, const std::string& host) {
  X509_VERIFY_PARAM* expected = SSL_get0_param(connection);
  X509_VERIFY_PARAM_set_hostflags(expected,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const bool address = is_address(host);
  const int set = address ? X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str())
                          : X509_VERIFY_PARAM_set1_host(expected, host.data(), host.size());
  if (set != 1) throw std::runtime_error("the venue's host \"" + clean_text(host) + "\" cannot be checked");
  // A server name is a name: RFC 6066, section 3, has no place for addresses.
  if (!address) SSL_set_tlsext_host_name(connection, host.c_str());
}

}  // namespace bridge::venue
