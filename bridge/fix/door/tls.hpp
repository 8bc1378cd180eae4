// TLS for FIX connections, without sockets: bytes of the network in, bytes of the client out, and back. So a
// connection can change threads with what it has negotiated. TLS 1.2 (ECDHE with AEAD ciphers) and 1.3; no
// renegotiation, compression, tickets or early data. A TlsSession belongs to one thread at a time.
#pragma once

#include "fix/settings.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace bridge::fix {

// A listener's certificate, key and what it asks of clients. Immutable; any thread.
class TlsContext {
 public:
  // Reads the files. It throws a std::runtime_error that names the key of `listen.tls` and the remedy.
  explicit TlsContext(const TlsSettings& settings);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

// Who a client's certificate is for; it has been verified.
struct PeerCertificate {
  std::string subject;      // RFC 2253: "CN=desk1,O=Fund"
  std::string fingerprint;  // SHA-256 of the certificate, 64 hexadecimal digits in lower case
};

class TlsSession {
 public:
  explicit TlsSession(std::shared_ptr<const TlsContext> context);

  // Takes bytes of the network, and appends what they say to `plain`. Returns false when the session is over:
  // error() says why, and what output() has is still to be sent (an alert).
  [[nodiscard]] bool take(std::string_view network, std::string& plain);
  // Takes bytes for the client, once the session is established. Returns false when it is over.
  [[nodiscard]] bool put(std::string_view plain);
  // Returns what is to be sent now, and forgets it here.
  [[nodiscard]] std::string output();
  // Says that nothing more will come (close_notify), into output().
  void close();

  [[nodiscard]] bool established() const;
  // The client's certificate; nothing when none was asked for.
  [[nodiscard]] const std::optional<PeerCertificate>& peer() const { return peer_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct Free {
    void operator()(ssl_st* session) const;
  };
  bool shake_hands();
  bool fail(int result);

  std::shared_ptr<const TlsContext> context_;
  std::unique_ptr<ssl_st, Free> session_;
  std::optional<PeerCertificate> peer_;
  std::string error_;
};

}  // namespace bridge::fix
