// TLS towards the venue: which versions, whom to trust, and whose certificate it must be. Made by the lane's
// thread; nothing changes afterwards.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace bridge::venue {

// TLS 1.2 or newer; no key below 112 bits of security, no SHA-1. One for all connections of a link.
struct Tls {
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
};
// Throws std::runtime_error for a CA file that cannot be read; empty: the system's store. When there is a
// revocation list (CRL) in the file, every certificate below it must have one, and not be on it.
[[nodiscard]] std::shared_ptr<Tls> make_tls(const std::string& ca_file);

// The peer of this connection must be `host`, a name or an address, by an alternative name of its
// certificate. A common name counts for nothing, nor does a "*" for a part of a label.
void expect_host(SSL* connection, const std::string& host);

}  // namespace bridge::venue
