#include "venue/tls_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <utility>

namespace bridge::venue::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Stream = websocket::stream<beast::ssl_stream<tcp::socket>>;

struct Connection {
  Connection(tcp::socket socket, ssl::context& tls) : ws(std::move(socket), tls) {}
  Stream ws;
  beast::flat_buffer buffer;
  http::request<http::empty_body> request;
  http::response<http::empty_body> response;
};
using ConnectionPtr = std::shared_ptr<Connection>;

}  // namespace

struct TlsServer::Impl : std::enable_shared_from_this<TlsServer::Impl> {
  Impl(TlsServer& test, asio::io_context& io, ServerOptions how, unsigned short port)
      : server(&test), options(how), acceptor(io, tcp::endpoint{asio::ip::address_v4::loopback(), port}) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (error || !self->server) return;
      ++self->server->accepted;
      auto peer = std::make_shared<Connection>(std::move(socket), self->tls);
      self->connections.push_back(peer);
      if (!self->options.mute) self->shake_hands(peer);
      self->accept();
    });
  }

  void shake_hands(const ConnectionPtr& peer) {
    peer->ws.next_layer().async_handshake(ssl::stream_base::server,
                                          [self = shared_from_this(), peer](error_code error) {
                                            if (!self->server) return;
                                            if (error) {
                                              ++self->server->refused;
                                            } else if (self->options.decline_with != 0) {
                                              self->decline(peer);
                                            } else {
                                              self->upgrade(peer);
                                            }
                                          });
  }

  void decline(const ConnectionPtr& peer) {
    http::async_read(peer->ws.next_layer(), peer->buffer, peer->request,
                     [self = shared_from_this(), peer](error_code error, std::size_t) {
                       if (error || !self->server) return;
                       peer->response.result(static_cast<unsigned>(self->options.decline_with));
                       peer->response.set(http::field::retry_after, "3600");
                       peer->response.prepare_payload();
                       http::async_write(peer->ws.next_layer(), peer->response,
                                         [self, peer](error_code, std::size_t) {});
                     });
  }

  void upgrade(const ConnectionPtr& peer) {
    peer->ws.control_callback([weak = weak_from_this()](websocket::frame_type type, beast::string_view text) {
      const auto self = weak.lock();
      if (self && self->server && type == websocket::frame_type::pong) {
        self->server->pongs.emplace_back(text.data(), text.size());
      }
    });
    peer->ws.async_accept([self = shared_from_this(), peer](error_code error) {
      if (error || !self->server) return;
      ++self->server->upgraded;
      if (!self->options.silent) self->read(peer);
    });
  }

  void read(const ConnectionPtr& peer) {
    peer->ws.async_read(peer->buffer, [self = shared_from_this(), peer](error_code error, std::size_t) {
      if (!self->server) return;
      if (error == websocket::error::closed) self->server->close_codes.push_back(peer->ws.reason().code);
      if (error) return;
      self->server->received.push_back(beast::buffers_to_string(peer->buffer.cdata()));
      peer->buffer.consume(peer->buffer.size());
      self->read(peer);
    });
  }

  TlsServer* server;
  ServerOptions options;
  tcp::acceptor acceptor;
  ssl::context tls{ssl::context::tls_server};
  std::vector<ConnectionPtr> connections;
};

TlsServer::TlsServer(asio::io_context& io, const Certificate& certificate, ServerOptions options,
                     const std::string& port)
    : impl_(std::make_shared<Impl>(*this, io, options, static_cast<unsigned short>(std::stoi(port)))) {
  SSL_CTX* context = impl_->tls.native_handle();
  SSL_CTX_set_security_level(context, 0);  // it is the other side that must refuse what is weak
  if (options.tls_1_1) {
    SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  }
  impl_->tls.use_certificate_chain(asio::buffer(certificate.chain_pem));
  impl_->tls.use_private_key(asio::buffer(certificate.key_pem), ssl::context::pem);
  impl_->accept();
}

TlsServer::~TlsServer() {
  impl_->server = nullptr;
  error_code ignored;
  impl_->acceptor.close(ignored);
  drop();
}

std::string TlsServer::port() const { return std::to_string(impl_->acceptor.local_endpoint().port()); }

void TlsServer::send(const std::string& message, bool binary) {
  auto& ws = impl_->connections.back()->ws;
  ws.binary(binary);
  ws.write(asio::buffer(message));
}

void TlsServer::send_raw(const std::string& bytes) {
  asio::write(impl_->connections.back()->ws.next_layer(), asio::buffer(bytes));
}

void TlsServer::ping(const std::string& payload) {
  impl_->connections.back()->ws.ping(websocket::ping_data{payload.data(), payload.size()});
}

void TlsServer::drop() {
  error_code ignored;
  for (const auto& peer : impl_->connections) beast::get_lowest_layer(peer->ws).close(ignored);
  impl_->connections.clear();
}

}  // namespace bridge::venue::test
