#include "websocket/websocket.hpp"

#include "websocket/tls_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
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
  // Of a connection that is no WebSocket, or none yet.
  http::request<http::string_body> request;
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

std::string WebSocket::Answer::field(std::string_view name) const {
  for (const Field& field : fields)
    if (beast::iequals(field.name, name)) return field.value;
  return {};
}

void WebSocket::request(const Request& request, AnyCompletion done) {
  auto& sent = impl_->request = {};
  sent.method_string(request.method);
  sent.target(request.target);
  sent.set(http::field::host, request.host);
  for (const Field& field : request.fields) sent.insert(field.name, field.value);
  if (request.upgrade) {
    sent.set(http::field::connection, "Upgrade");
    sent.set(http::field::upgrade, "websocket");
    sent.set(http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
    sent.set(http::field::sec_websocket_version, "13");
  }
  sent.body() = request.body;
  sent.prepare_payload();
  http::async_write(impl_->stream.next_layer(), sent, std::move(done));
}

void WebSocket::read_answer(Answer& answer, AnyCompletion done) {
  auto& came = impl_->response = {};
  auto answered = [&came, &answer, done = std::move(done)](Error error, std::size_t) mutable {
    if (!error) {
      answer = {.status = static_cast<int>(came.result_int()),
                .body = came.body(),
                .keeps_alive = came.keep_alive()};
      for (const auto& field : came) answer.fields.push_back({field.name_string(), field.value()});
    }
    done(error);
  };
  http::async_read(impl_->stream.next_layer(), impl_->buffer, came, AnyCompletion{std::move(answered)});
}

void WebSocket::take_request(AnyCompletion done) {
  impl_->request = {};
  http::async_read(impl_->stream.next_layer(), impl_->buffer, impl_->request, std::move(done));
}

std::string_view WebSocket::target() const {
  const beast::string_view target = impl_->request.target();
  return {target.data(), target.size()};
}

void WebSocket::accept(AnyCompletion done) { impl_->stream.async_accept(impl_->request, std::move(done)); }

void WebSocket::decline(int status, const std::vector<Field>& fields, AnyCompletion done) {
  auto& sent = impl_->response = {};
  sent.result(static_cast<unsigned>(status));
  for (const Field& field : fields) sent.insert(field.name, field.value);
  sent.prepare_payload();
  http::async_write(impl_->stream.next_layer(), sent, std::move(done));
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
