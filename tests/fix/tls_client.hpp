// A blocking TLS client for the tests, on a thread of its own where the server needs this one.
#pragma once

#include "fix/pki.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include <optional>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace bridge::fix::test {

struct TlsClientOptions {
  std::string ca;                      // PEM; trusts nobody else
  std::optional<Identity> identity{};  // shown to the server
  int version = 0;                     // TLS1_2_VERSION …; 0: any
};

class TlsClient {
 public:
  // Connects and shakes hands; error() says when that failed.
  TlsClient(unsigned short port, const TlsClientOptions& options)
      : context_(boost::asio::ssl::context::tls_client) {
    namespace ssl = boost::asio::ssl;
    context_.add_certificate_authority(boost::asio::buffer(options.ca));
    context_.set_verify_mode(ssl::verify_peer);
    if (options.version != 0) {
      SSL_CTX_set_security_level(context_.native_handle(), 0);
      SSL_CTX_set_min_proto_version(context_.native_handle(), options.version);
      SSL_CTX_set_max_proto_version(context_.native_handle(), options.version);
    }
    if (options.identity) {
      context_.use_certificate(boost::asio::buffer(options.identity->certificate), ssl::context::pem);
      context_.use_private_key(boost::asio::buffer(options.identity->key), ssl::context::pem);
    }
    stream_.emplace(io_, context_);
    stream_->next_layer().connect({boost::asio::ip::address_v4::loopback(), port}, error_);
    const timeval patience{20, 0};
    ::setsockopt(stream_->next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (!error_) stream_->handshake(ssl::stream_base::client, error_);
  }

  void send(const std::string& bytes) {
    if (!error_) boost::asio::write(*stream_, boost::asio::buffer(bytes), error_);
  }
  // What comes next; empty at the end, when error() says why.
  std::string read() {
    std::string bytes(65536, '\0');
    bytes.resize(error_ ? 0 : stream_->read_some(boost::asio::buffer(bytes), error_));
    return bytes;
  }
  // All that comes until it contains `wanted`, or the end.
  std::string read_until(const std::string& wanted) {
    std::string all;
    while (all.find(wanted) == std::string::npos) {
      const auto more = read();
      if (more.empty()) break;
      all += more;
    }
    return all;
  }
  [[nodiscard]] const boost::system::error_code& error() const { return error_; }
  [[nodiscard]] std::string version() { return SSL_get_version(stream_->native_handle()); }

 private:
  boost::asio::io_context io_;
  boost::asio::ssl::context context_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> stream_;
  boost::system::error_code error_;
};

}  // namespace bridge::fix::test
