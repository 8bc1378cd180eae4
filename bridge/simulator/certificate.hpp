// The certificate that the server shows in the TLS handshake: it is read from files, or made on the spot. Any
// thread.
#pragma once

#include <string>

namespace bridge::simulator {

struct Certificate {
  std::string chain;  // PEM, the server's own certificate first
  std::string key;    // PEM
};

// Makes a self-signed certificate, EC P-256, valid for a year, for localhost, 127.0.0.1 and ::1. Its key
// never leaves the process.
[[nodiscard]] Certificate make_certificate();
// Reads the files. It throws a std::runtime_error that names the file that cannot be read.
[[nodiscard]] Certificate read_certificate(const std::string& cert_file, const std::string& key_file);

}  // namespace bridge::simulator
