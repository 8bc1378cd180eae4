#include "venue/https_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace bridge::venue::test {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

struct HttpPeer {
  HttpPeer(tcp::socket socket, ssl::context& tls) : stream(std::move(socket), tls) {}
  ssl::stream<tcp::socket> stream;
  std::string in;
  std::string out;
};
using HttpPeerPtr = std::shared_ptr<HttpPeer>;

}  // namespace

struct HttpsServer::Impl : std::enable_shared_from_this<HttpsServer::Impl> {
  Impl(HttpsServer& test, asio::io_context& io, std::function<HttpReply(int)> replies)
      : server(&test), reply(std::move(replies)), acceptor(io, {asio::ip::address_v4::loopback(), 0}) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (error || !self->server) return;
      ++self->server->accepted;
      auto peer = std::make_shared<HttpPeer>(std::move(socket), self->tls);
      self->peers.push_back(peer);
      peer->stream.async_handshake(ssl::stream_base::server, [self, peer](error_code failed) {
        if (!failed && self->server) self->read(peer);
      });
      self->accept();
    });
  }

  void read(const HttpPeerPtr& peer) {
    asio::async_read_until(peer->stream, asio::dynamic_buffer(peer->in), "\r\n\r\n",
                           [self = shared_from_this(), peer](error_code error, std::size_t size) {
                             if (error || !self->server) return;
                             self->server->requests.push_back(peer->in.substr(0, size));
                             peer->in.erase(0, size);
                             const auto number = static_cast<int>(self->server->requests.size());
                             self->write(peer, self->reply(number));
                           });
  }

  void write(const HttpPeerPtr& peer, const HttpReply& what) {
    peer->out = what.bytes;
    asio::async_write(
        peer->stream, asio::buffer(peer->out),
        [self = shared_from_this(), peer, hangs_up = what.hangs_up](error_code error, std::size_t) {
          if (error || !self->server) return;
          error_code ignored;
          hangs_up ? void(peer->stream.next_layer().close(ignored)) : self->read(peer);
        });
  }

  HttpsServer* server;
  std::function<HttpReply(int)> reply;
  tcp::acceptor acceptor;
  ssl::context tls{ssl::context::tls_server};
  std::vector<HttpPeerPtr> peers;
};

std::string http_answer(const std::string& body, const std::string& head) {
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

HttpsServer::HttpsServer(asio::io_context& io, const Certificate& certificate,
                         std::function<HttpReply(int)> reply)
    : impl_(std::make_shared<Impl>(*this, io, std::move(reply))) {
  impl_->tls.use_certificate_chain(asio::buffer(certificate.chain_pem));
  impl_->tls.use_private_key(asio::buffer(certificate.key_pem), ssl::context::pem);
  impl_->accept();
}

HttpsServer::~HttpsServer() {
  impl_->server = nullptr;
  error_code ignored;
  impl_->acceptor.close(ignored);
  drop();
}

std::string HttpsServer::port() const { return std::to_string(impl_->acceptor.local_endpoint().port()); }

void HttpsServer::drop() {
  error_code ignored;
  for (const auto& peer : impl_->peers) peer->stream.next_layer().close(ignored);
  impl_->peers.clear();
}

}  // namespace bridge::venue::test
