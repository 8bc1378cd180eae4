#include "websocket/websocket.hpp"

#include "websocket/tls_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <utility>

namespace bridge::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ssl::stream_base;

struct WebSocket::Impl {
  Impl(Socket socket, asio::ssl::context& context) : stream(std::move(socket), context) {}

  websocket::stream<TlsLine> stream;
  beast::flat_buffer buffer;
  // Of a connection that is no WebSocket.
  http::request<http::empty_body> request;
  http::response<http::string_body> response;
};

WebSocket::WebSocket(Socket socket, asio::ssl::context& context)
    : impl_(std::make_unique<Impl>(std::move(socket), context)) {}
WebSocket::~WebSocket() = default;

WebSocket::Socket& WebSocket::socket() { return impl_->stream.next_layer().socket(); }

SSL* WebSocket::tls() { return impl_->stream.next_layer().tls().native_handle(); }

void WebSocket::verify_peer(std::function<bool(bool, asio::ssl::verify_context&)> verify) {
  auto& tls = impl_->stream.next_layer().tls();
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_verify_callback(std::move(verify));
}

void WebSocket::connect_tls(AnyCompletion done) {
  impl_->stream.next_layer().shake_hands(stream_base::client, std::move(done));
}

void WebSocket::accept_tls(AnyCompletion done) {
  impl_->stream.next_layer().shake_hands(stream_base::server, std::move(done));
}

void WebSocket::upgrade(const std::string& host, const std::string& target, AnyCompletion done) {
  impl_->stream.async_handshake(host, target, std::move(done));
}

void WebSocket::accept(AnyCompletion done) { impl_->stream.async_accept(std::move(done)); }

void WebSocket::get(const Get& get, Answer& answer, AnyCompletion done) {
  impl_->request = {http::verb::get, get.target, 11};
  impl_->request.set(http::field::host, get.host);
  if (get.upgrade) {
    impl_->request.set(http::field::connection, "Upgrade");
    impl_->request.set(http::field::upgrade, "websocket");
    impl_->request.set(http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
    impl_->request.set(http::field::sec_websocket_version, "13");
  }
  auto& line = impl_->stream.next_layer();
  auto answered = [this, &answer, done = std::move(done)](Error error, std::size_t) mutable {
    if (!error) {
      answer.status = static_cast<int>(impl_->response.result_int());
      answer.retry_after = impl_->response[http::field::retry_after];
    }
    done(error);
  };
  auto asked = [this, &line, answered = std::move(answered)](Error error, std::size_t) mutable {
    if (error) return answered(error, 0);
    http::async_read(line, impl_->buffer, impl_->response, AnyCompletion{std::move(answered)});
  };
  http::async_write(line, impl_->request, AnyCompletion{std::move(asked)});
}

void WebSocket::decline(const Answer& answer, AnyCompletion done) {
  auto asked = [this, answer, done = std::move(done)](Error error, std::size_t) mutable {
    if (error) return done(error);
    impl_->response.result(static_cast<unsigned>(answer.status));
    impl_->response.set(http::field::retry_after, answer.retry_after);
    impl_->response.prepare_payload();
    http::async_write(impl_->stream.next_layer(), impl_->response, std::move(done));
  };
  http::async_read(impl_->stream.next_layer(), impl_->buffer, impl_->request,
                   AnyCompletion{std::move(asked)});
}

void WebSocket::read(AnyCompletion done) {
  impl_->buffer.consume(impl_->buffer.size());
  impl_->stream.async_read(impl_->buffer, std::move(done));
}

std::string_view WebSocket::message() const {
  const auto bytes = impl_->buffer.cdata();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

void WebSocket::on_control(std::function<void(Control, std::string_view)> told) {
  impl_->stream.control_callback(
      [told = std::move(told)](websocket::frame_type type, beast::string_view text) {
        const auto kind = type == websocket::frame_type::ping   ? Control::Ping
                          : type == websocket::frame_type::pong ? Control::Pong
                                                                : Control::Close;
        told(kind, {text.data(), text.size()});
      });
}

int WebSocket::close_code() const { return impl_->stream.reason().code; }

bool WebSocket::closed(const Error& error) { return error == websocket::error::closed; }

void WebSocket::write(std::string_view bytes, AnyCompletion done) {
  impl_->stream.async_write(asio::const_buffer(bytes.data(), bytes.size()), std::move(done));
}

void WebSocket::ping(const std::string& payload, AnyCompletion done) {
  impl_->stream.async_ping({payload.data(), payload.size()}, std::move(done));
}

void WebSocket::write_now(std::string_view bytes, bool binary) {
  impl_->stream.binary(binary);
  impl_->stream.write(asio::const_buffer(bytes.data(), bytes.size()));
}

void WebSocket::ping_now(const std::string& payload) { impl_->stream.ping({payload.data(), payload.size()}); }

void WebSocket::write_raw_now(const std::string& bytes) { impl_->stream.next_layer().write_all(bytes); }

}  // namespace bridge::test
