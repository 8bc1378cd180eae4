// Certificates to test with: a CA, what it issues and what it has revoked. OpenSSL stays in the .cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace bridge::fix::test {

struct Identity {
  std::string certificate;  // PEM
  std::string key;          // PEM
  std::string fingerprint;  // SHA-256, 64 hexadecimal digits
  long serial = 0;
};

enum class KeyKind { Ec, Rsa };

class Ca {
 public:
  explicit Ca(const std::string& name);
  ~Ca();
  Ca(const Ca&) = delete;
  Ca& operator=(const Ca&) = delete;

  [[nodiscard]] std::string certificate() const;
  // With "CN=<name>,O=Fund" for its subject, good until `days` from now.
  [[nodiscard]] Identity issue(const std::string& name, KeyKind kind = KeyKind::Ec, int days = 1);
  // A list of revocations with these serial numbers.
  [[nodiscard]] std::string crl(const std::vector<long>& serials) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// An Ed25519 key pair as PEM, and what it signs, base64.
struct SigningKey {
  std::string private_key;
  std::string public_key;
};
[[nodiscard]] SigningKey make_signing_key();
[[nodiscard]] std::string sign(const std::string& private_key, const std::string& text);

}  // namespace bridge::fix::test
