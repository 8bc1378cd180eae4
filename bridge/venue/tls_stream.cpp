#include "venue/tls_stream.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace bridge::venue {

namespace asio = boost::asio;
using boost::system::error_code;

void TlsStream::verify_peer(Verify verify) {
  tls_.set_verify_mode(asio::ssl::verify_peer);
  tls_.set_verify_callback(std::move(verify));
}

void TlsStream::shake_hands(AnyCompletion done) {
  tls_.async_handshake(asio::ssl::stream_base::client, std::move(done));
}

void TlsStream::tear_down(boost::beast::role_type role, AnyCompletion done) {
  if (!taking_leave) {
    return asio::post(get_executor(), [done = std::move(done)]() mutable { done(error_code{}); });
  }
  tls_.async_shutdown([this, role, done = std::move(done)](error_code of_tls) mutable {
    boost::beast::websocket::async_teardown(
        role, socket(),
        [of_tls, done = std::move(done)](error_code of_tcp) mutable { done(of_tls ? of_tls : of_tcp); });
  });
}

void TlsStream::read(asio::mutable_buffer into, AnyCompletion done) {
  tls_.async_read_some(into, std::move(done));
}

void TlsStream::write(asio::const_buffer from, AnyCompletion done) {
  tls_.async_write_some(from, std::move(done));
}

void TlsStream::write_kept_back(bool waits, std::size_t size, AnyCompletion done) {
  if (waits) {
    return asio::post(get_executor(), [size, done = std::move(done)]() mutable { done(error_code{}, size); });
  }
  asio::async_write(tls_, asio::buffer(kept_back_),
                    [this, size, done = std::move(done)](error_code error, std::size_t) mutable {
                      kept_back_.clear();
                      done(error, size);
                    });
}

}  // namespace bridge::venue
