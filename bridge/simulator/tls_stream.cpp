#include "simulator/tls_stream.hpp"

#include "simulator/awaited.hpp"

#include <boost/beast/websocket/teardown.hpp>

namespace bridge::simulator {

namespace asio = boost::asio;

TlsStream::TlsStream(Wire::Socket socket, asio::ssl::context& context) : tls_(std::move(socket), context) {}

asio::awaitable<TlsStream::Error> TlsStream::shake_hands() {
  const auto [error] = co_await tls_.async_handshake(asio::ssl::stream_base::server, kResult);
  co_return error;
}

asio::awaitable<void> TlsStream::shut_down() { co_await tls_.async_shutdown(kResult); }

void TlsStream::tear_down(boost::beast::role_type role, AnyCompletion done) {
  tls_.async_shutdown([this, role, done = std::move(done)](Error of_tls) mutable {
    boost::beast::websocket::async_teardown(
        role, wire().socket(),
        [of_tls, done = std::move(done)](Error of_tcp) mutable { done(of_tls ? of_tls : of_tcp); });
  });
}

void TlsStream::read(asio::mutable_buffer into, AnyCompletion done) {
  tls_.async_read_some(into, std::move(done));
}

void TlsStream::write(asio::const_buffer from, AnyCompletion done) {
  tls_.async_write_some(from, std::move(done));
}

}  // namespace bridge::simulator
