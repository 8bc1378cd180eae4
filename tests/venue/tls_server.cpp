#include "venue/tls_server.hpp"

#include "websocket/websocket.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <string_view>
#include <utility>

namespace bridge::venue::test {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using bridge::test::Control;
using bridge::test::WebSocket;

namespace {

using ConnectionPtr = std::shared_ptr<WebSocket>;

}  // namespace

struct TlsServer::Impl : std::enable_shared_from_this<TlsServer::Impl> {
  Impl(TlsServer& test, asio::io_context& io, ServerOptions how, unsigned short port)
      : server(&test), options(how), acceptor(io, tcp::endpoint{asio::ip::address_v4::loopback(), port}) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (error || !self->server) return;
      ++self->server->accepted;
      auto peer = std::make_shared<WebSocket>(std::move(socket), self->tls);
      self->connections.push_back(peer);
      if (!self->options.mute) self->shake_hands(peer);
      self->accept();
    });
  }

  void shake_hands(const ConnectionPtr& peer) {
    peer->accept_tls(AnyCompletion{[self = shared_from_this(), peer](error_code error) {
      if (!self->server) return;
      if (error) {
        ++self->server->refused;
      } else if (self->options.decline_with != 0) {
        self->decline(peer);
      } else {
        self->upgrade(peer);
      }
    }});
  }

  void decline(const ConnectionPtr& peer) {
    peer->take_request(AnyCompletion{[self = shared_from_this(), peer](error_code error) {
      if (error || !self->server) return;
      peer->decline(self->options.decline_with, {{"Retry-After", "3600"}},
                    AnyCompletion{[self, peer](error_code) {}});
    }});
  }

  void upgrade(const ConnectionPtr& peer) {
    peer->on_control([weak = weak_from_this()](Control kind, std::string_view text) {
      const auto self = weak.lock();
      if (self && self->server && kind == Control::Pong) self->server->pongs.emplace_back(text);
    });
    peer->take_request(AnyCompletion{[self = shared_from_this(), peer](error_code error) {
      if (error || !self->server) return;
      self->server->paths.emplace_back(peer->target());
      self->accept_websocket(peer);
    }});
  }

  void accept_websocket(const ConnectionPtr& peer) {
    peer->accept(AnyCompletion{[self = shared_from_this(), peer](error_code error) {
      if (error || !self->server) return;
      ++self->server->upgraded;
      if (!self->options.silent) self->read(peer);
    }});
  }

  void read(const ConnectionPtr& peer) {
    peer->read(AnyCompletion{[self = shared_from_this(), peer](error_code error) {
      if (!self->server) return;
      if (WebSocket::closed(error)) self->server->close_codes.push_back(peer->close_code());
      if (error) return;
      self->server->received.emplace_back(peer->message());
      self->read(peer);
    }});
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
  impl_->connections.back()->write_now(message, binary);
}

void TlsServer::send_raw(const std::string& bytes) { impl_->connections.back()->write_raw_now(bytes); }

void TlsServer::ping(const std::string& payload) { impl_->connections.back()->ping_now(payload); }

void TlsServer::drop() {
  error_code ignored;
  for (const auto& peer : impl_->connections) peer->socket().close(ignored);
  impl_->connections.clear();
}

}  // namespace bridge::venue::test
