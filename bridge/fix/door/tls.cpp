#include "fix/door/tls.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>

namespace bridge::fix {
namespace {

constexpr const char* kCiphers12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr std::size_t kRecord = 16384;  // a TLS record holds no more

struct FreeOfTls {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string last_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return clean_text(reason == nullptr ? "no reason given" : reason);
}

[[noreturn]] void refuse(const std::string& key, const std::string& file, const std::string& remedy) {
  throw std::runtime_error("listen.tls." + key + " " + clean_text(file, 256) + " cannot be used (" +
                           last_error() + "): " + remedy);
}

void read_own_certificate(SSL_CTX* context, const TlsSettings& settings) {
  if (SSL_CTX_use_certificate_chain_file(context, settings.certificate.c_str()) != 1) {
    refuse("certificate", settings.certificate,
           "give a readable PEM file, our certificate first and then those up to the CA's");
  }
  if (SSL_CTX_use_PrivateKey_file(context, settings.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    refuse("key", settings.key,
           "give the PEM file of the private key that belongs to the certificate, without a passphrase");
  }
}

// A certificate in the file is trusted as it is, be it a CA's or a single client's.
void read_client_trust(SSL_CTX* context, const TlsSettings& settings) {
  if (settings.client_ca.empty()) return;
  if (SSL_CTX_load_verify_locations(context, settings.client_ca.c_str(), nullptr) != 1) {
    refuse("client_ca", settings.client_ca, "give a readable PEM file of the CA that signs the clients'");
  }
  SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(settings.client_ca.c_str()));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  if (settings.crl.empty()) return;
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, settings.crl.c_str(), X509_FILETYPE_PEM) < 1) {
    refuse("crl", settings.crl, "give the PEM file of the CA's certificate revocation list");
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
}

std::string subject_of(X509* certificate) {
  const std::unique_ptr<BIO, FreeOfTls> bio{BIO_new(BIO_s_mem())};
  check(bio != nullptr, "memory for a name");
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string fingerprint_of(X509* certificate) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  check(X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1, "SHA-256 of a certificate");
  std::string text;
  for (unsigned at = 0; at < size; ++at) {
    text += kDigits[digest[at] >> 4U];
    text += kDigits[digest[at] & 15U];
  }
  return text;
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void TlsSession::Free::operator()(ssl_st* session) const { SSL_free(session); }

TlsContext::TlsContext(const TlsSettings& settings) : context_(SSL_CTX_new(TLS_server_method())) {
  check(context_ != nullptr, "memory for TLS");
  SSL_CTX* context = context_.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  check(SSL_CTX_set_cipher_list(context, kCiphers12) == 1, "the ciphers of TLS 1.2");
  read_own_certificate(context, settings);
  read_client_trust(context, settings);
}

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context)
    : context_(std::move(context)), session_(SSL_new(context_->native())) {
  check(session_ != nullptr, "memory for a TLS session");
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  check(in != nullptr && out != nullptr, "memory for a TLS session");
  SSL_set_bio(session_.get(), in, out);
  SSL_set_accept_state(session_.get());
}

bool TlsSession::take(std::string_view network, std::string& plain) {
  if (!error_.empty()) return false;
  if (!network.empty()) {
    const int written =
        BIO_write(SSL_get_rbio(session_.get()), network.data(), static_cast<int>(network.size()));
    check(written == static_cast<int>(network.size()), "a BIO in memory takes everything");
  }
  if (!established() && !shake_hands()) return false;
  if (!established()) return true;
  std::array<char, kRecord> record;
  while (true) {
    const int got = SSL_read(session_.get(), record.data(), static_cast<int>(record.size()));
    if (got <= 0) return fail(got);
    plain.append(record.data(), static_cast<std::size_t>(got));
  }
}

bool TlsSession::shake_hands() {
  const int result = SSL_do_handshake(session_.get());
  if (result != 1) return fail(result);
  const std::unique_ptr<X509, FreeOfTls> certificate{SSL_get1_peer_certificate(session_.get())};
  if (certificate) peer_ = {subject_of(certificate.get()), fingerprint_of(certificate.get())};
  return true;
}

// True when it only waits for more bytes.
bool TlsSession::fail(int result) {
  const int error = SSL_get_error(session_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return true;
  if (error == SSL_ERROR_ZERO_RETURN) {
    error_ = "the client closed the TLS session";
  } else if (const long verified = SSL_get_verify_result(session_.get()); verified != X509_V_OK) {
    error_ = std::string("the client's certificate is refused: ") + X509_verify_cert_error_string(verified);
  } else {
    error_ = "TLS: " + last_error();
  }
  ERR_clear_error();
  return false;
}

bool TlsSession::put(std::string_view plain) {
  if (!error_.empty() || !established()) return false;
  if (plain.empty()) return true;
  const int written = SSL_write(session_.get(), plain.data(), static_cast<int>(plain.size()));
  if (written == static_cast<int>(plain.size())) return true;
  fail(written);
  if (error_.empty()) error_ = "TLS: not all could be written";
  return false;
}

std::string TlsSession::output() {
  BIO* out = SSL_get_wbio(session_.get());
  std::string bytes(BIO_ctrl_pending(out), '\0');
  if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

void TlsSession::close() {
  if (error_.empty() && established()) SSL_shutdown(session_.get());
  if (error_.empty()) error_ = "closed";
  ERR_clear_error();
}

bool TlsSession::established() const { return SSL_is_init_finished(session_.get()) == 1; }

}  // namespace bridge::fix
