#include "venue/raw_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <utility>
#include <vector>

namespace bridge::venue::test {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

struct Connection {
  Connection(tcp::socket socket, ssl::context& tls) : stream(std::move(socket), tls) {}
  ssl::stream<tcp::socket> stream;
  std::string request;
  std::string out;
  std::size_t written = 0;
  std::array<char, 65536> chunk{};
};
using ConnectionPtr = std::shared_ptr<Connection>;

// RFC 6455, 4.2.2.
std::string accept_for(const std::string& request) {
  constexpr std::string_view kName = "Sec-WebSocket-Key: ";
  const auto begin = request.find(kName) + kName.size();
  const std::string text =
      request.substr(begin, request.find('\r', begin) - begin) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 64> base64{};
  const int size = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(size)};
}

std::string answer_to(const std::string& request, const Script& script) {
  std::string answer = script.handshake.empty() ? kSwitching : script.handshake;
  constexpr std::string_view kMark = "<accept>";
  if (const auto at = answer.find(kMark); at != std::string::npos) {
    answer.replace(at, kMark.size(), accept_for(request));
  }
  return answer + script.bytes;
}

}  // namespace

struct RawServer::Impl : std::enable_shared_from_this<RawServer::Impl> {
  Impl(RawServer& test, asio::io_context& io, std::function<Script(int)> scripts)
      : server(&test), script(std::move(scripts)), acceptor(io, {asio::ip::address_v4::loopback(), 0}) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (error || !self->server) return;
      socket.set_option(tcp::no_delay{true});
      auto peer = std::make_shared<Connection>(std::move(socket), self->tls);
      self->connections.push_back(peer);
      self->shake_hands(peer, ++self->server->accepted);
      self->accept();
    });
  }

  void shake_hands(const ConnectionPtr& peer, int number) {
    peer->stream.async_handshake(ssl::stream_base::server,
                                 [self = shared_from_this(), peer, number](error_code error) {
                                   if (!error && self->server) self->read_request(peer, number);
                                 });
  }

  void read_request(const ConnectionPtr& peer, int number) {
    asio::async_read_until(peer->stream, asio::dynamic_buffer(peer->request), "\r\n\r\n",
                           [self = shared_from_this(), peer, number](error_code error, std::size_t) {
                             if (error || !self->server) return;
                             const Script told = self->script(number);
                             peer->out = answer_to(peer->request, told);
                             self->write(peer, told.byte_by_byte ? 1 : peer->out.size(), told.hangs_up);
                             self->read(peer);
                           });
  }

  void write(const ConnectionPtr& peer, std::size_t step, bool hangs_up) {
    if (peer->written == peer->out.size()) {
      error_code ignored;
      if (hangs_up) peer->stream.next_layer().close(ignored);
      return;
    }
    asio::async_write(peer->stream, asio::buffer(peer->out.data() + peer->written, step),
                      [self = shared_from_this(), peer, step, hangs_up](error_code error, std::size_t size) {
                        peer->written += size;
                        if (!error && self->server) self->write(peer, step, hangs_up);
                      });
  }

  void read(const ConnectionPtr& peer) {
    peer->stream.async_read_some(asio::buffer(peer->chunk),
                                 [self = shared_from_this(), peer](error_code error, std::size_t size) {
                                   if (error || !self->server) return;
                                   self->server->heard += size;
                                   self->read(peer);
                                 });
  }

  RawServer* server;
  std::function<Script(int)> script;
  tcp::acceptor acceptor;
  ssl::context tls{ssl::context::tls_server};
  std::vector<ConnectionPtr> connections;
};

RawServer::RawServer(asio::io_context& io, const Certificate& certificate, std::function<Script(int)> script)
    : impl_(std::make_shared<Impl>(*this, io, std::move(script))) {
  impl_->tls.use_certificate_chain(asio::buffer(certificate.chain_pem));
  impl_->tls.use_private_key(asio::buffer(certificate.key_pem), ssl::context::pem);
  impl_->accept();
}

RawServer::~RawServer() {
  impl_->server = nullptr;
  error_code ignored;
  impl_->acceptor.close(ignored);
  for (const auto& peer : impl_->connections) peer->stream.next_layer().close(ignored);
}

std::string RawServer::port() const { return std::to_string(impl_->acceptor.local_endpoint().port()); }

// --- frames ---

namespace {

std::string big_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    text += static_cast<char>(number >> shift & 0xFFU);
  return text;
}

}  // namespace

std::string head(int first, std::uint64_t length) {
  return std::string{static_cast<char>(first), static_cast<char>(127)} + big_endian(length, 8);
}

std::string frame(int first, const std::string& payload, Length form) {
  const std::size_t size = payload.size();
  if (form == Length::In64Bits || size > 0xFFFF) return head(first, size) + payload;
  std::string text{static_cast<char>(first)};
  if (form == Length::In16Bits || size > 125) {
    text += static_cast<char>(126);
    text += big_endian(size, 2);
  } else {
    text += static_cast<char>(size);
  }
  return text + payload;
}

std::string masked(int first, const std::string& payload) {
  const std::string mask = "\x01\x02\x03\x04";
  std::string text{static_cast<char>(first), static_cast<char>(0x80U | payload.size())};
  text += mask;
  for (std::size_t i = 0; i < payload.size(); ++i) text += static_cast<char>(payload[i] ^ mask[i % 4]);
  return text;
}

std::string closing(int code, const std::string& reason) {
  return big_endian(static_cast<std::uint64_t>(code), 2) + reason;
}

}  // namespace bridge::venue::test
