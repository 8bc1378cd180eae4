// What the server shows in the TLS handshake: read from files, or made on the spot. Any thread.
#pragma once

#include <string>

namespace bridge::simulator {

struct Certificate {
  std::string chain;  // PEM, the server's own certificate first
  std::string key;    // PEM
};

// Self-signed, EC P-256, valid a year, for localhost, 127.0.0.1 and ::1. The key never leaves the process.
[[nodiscard]] Certificate make_certificate();
// Throws std::runtime_error naming the file that cannot be read.
[[nodiscard]] Certificate read_certificate(const std::string& cert_file, const std::string& key_file);

}  // namespace bridge::simulator
