// TLS towards the venue: which versions are spoken, who is trusted, and whose certificate it must be. The
// lane's thread makes it; nothing changes afterwards.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace bridge::venue {

// The context for all connections of a link. It speaks TLS 1.2 or newer, and takes no key below 112 bits of
// security and no SHA-1.
struct Tls {
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
};
// It throws std::runtime_error for a CA file that cannot be read; when none is named, the system's store is
// trusted. When there is a revocation list (CRL) in the file, every certificate below it must have one, and
// not be on it.
[[nodiscard]] std::shared_ptr<Tls> make_tls(const std::string& ca_file);

// Demands that the peer of this connection is `host`, a name or an address, by an alternative name of its
// certificate. A common name counts for nothing, nor does a "*" for a part of a label.
void expect_host(SSL* connection, const std::string& host);

}  // namespace bridge::venue
