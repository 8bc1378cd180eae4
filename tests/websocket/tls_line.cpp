#include "websocket/tls_line.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace bridge::test {

namespace asio = boost::asio;

void TlsLine::shake_hands(asio::ssl::stream_base::handshake_type side, AnyCompletion done) {
  tls_.async_handshake(side, std::move(done));
}

void TlsLine::tear_down(boost::beast::role_type role, AnyCompletion done) {
  tls_.async_shutdown([this, role, done = std::move(done)](Error of_tls) mutable {
    boost::beast::websocket::async_teardown(
        role, socket(),
        [of_tls, done = std::move(done)](Error of_tcp) mutable { done(of_tls ? of_tls : of_tcp); });
  });
}

void TlsLine::write_all(const std::string& bytes) { asio::write(tls_, asio::buffer(bytes)); }

void TlsLine::read(asio::mutable_buffer into, AnyCompletion done) {
  tls_.async_read_some(into, std::move(done));
}

void TlsLine::write(asio::const_buffer from, AnyCompletion done) {
  tls_.async_write_some(from, std::move(done));
}

}  // namespace bridge::test
