// Certificates for test servers, good ones and such as must be refused. Each is made with a CA of its own.
#pragma once

#include <string>

namespace bridge::venue::test {

struct Certificate {
  std::string ca_pem;  // with the CA's revocation list behind it, when there is one
  std::string chain_pem;
  std::string key_pem;
};

enum class KeyKind { P256, Rsa2048, Rsa1024 };

struct CertificateWish {
  std::string alt_names{};  // "IP:127.0.0.1,DNS:localhost"; empty: none
  std::string common_name = "test venue";
  long valid_from_s = -3600;  // from now
  long valid_until_s = 3600;
  KeyKind key = KeyKind::P256;
  KeyKind ca_key = KeyKind::P256;
  bool sha1 = false;           // signed so
  bool self_signed = false;    // by itself, not by the CA
  std::string usage{};         // extended key usage, "clientAuth"; empty: none is stated
  std::string constraints{};   // name constraints of the CA: "permitted;DNS:other.example"
  bool intermediate = false;   // a CA between, which is sent along …
  bool truncated = false;      // … or is not
  bool issuer_is_ca = true;    // the one between may sign
  bool revocations = false;    // the CA has a revocation list …
  bool revoked = false;        // … and the certificate is on it
  bool list_is_stale = false;  // … which should have been renewed
};
[[nodiscard]] Certificate make_certificate(const CertificateWish& wish);
[[nodiscard]] Certificate make_certificate(const std::string& alt_names);

}  // namespace bridge::venue::test
