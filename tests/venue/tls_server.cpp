#include "venue/tls_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace bridge::venue::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Cert = std::unique_ptr<X509, decltype(&X509_free)>;

Key make_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{BIO_new(BIO_s_mem()), &BIO_free};
  write(bio.get());
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}
std::string pem_of(const Cert& cert) {
  return pem([&](BIO* bio) { PEM_write_bio_X509(bio, cert.get()); });
}
std::string pem_of(const Key& key) {
  return pem(
      [&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

void extend(X509* cert, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  if (!extension) throw std::runtime_error("bad certificate extension " + value);
  X509_add_ext(cert, extension, -1);
  X509_EXTENSION_free(extension);
}

Cert make_cert(const std::string& name, const Key& key, long serial) {
  Cert cert{X509_new(), &X509_free};
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), key.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert.get()), "CN", MBSTRING_ASC, bytes, -1, -1, 0);
  return cert;
}

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

Certificate make_certificate(const std::string& alt_names) {
  const Key ca_key = make_key();
  const Cert ca = make_cert("test CA", ca_key, 1);
  X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
  extend(ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(ca.get(), NID_key_usage, "critical,keyCertSign");
  X509_sign(ca.get(), ca_key.get(), EVP_sha256());

  const Key key = make_key();
  const Cert leaf = make_cert("test venue", key, 2);
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(ca.get()));
  extend(leaf.get(), NID_subject_alt_name, alt_names);
  X509_sign(leaf.get(), ca_key.get(), EVP_sha256());
  return {.ca_pem = pem_of(ca), .chain_pem = pem_of(leaf), .key_pem = pem_of(key)};
}

struct TlsServer::Impl : std::enable_shared_from_this<TlsServer::Impl> {
  Impl(TlsServer& test, asio::io_context& io, ServerOptions how)
      : server(&test), options(how), acceptor(io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {}

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

TlsServer::TlsServer(asio::io_context& io, const Certificate& certificate, ServerOptions options)
    : impl_(std::make_shared<Impl>(*this, io, options)) {
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

void TlsServer::ping(const std::string& payload) {
  impl_->connections.back()->ws.ping(websocket::ping_data{payload.data(), payload.size()});
}

void TlsServer::drop() {
  error_code ignored;
  for (const auto& peer : impl_->connections) beast::get_lowest_layer(peer->ws).close(ignored);
  impl_->connections.clear();
}

}  // namespace bridge::venue::test
