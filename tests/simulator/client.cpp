#include "simulator/client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>

namespace bridge::simulator::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using beast::error_code;

constexpr auto kDeadline = std::chrono::seconds{10};

ssl::context trusting(const std::string& certificate) {
  ssl::context context{ssl::context::tls_client};
  context.set_verify_mode(ssl::verify_peer);
  context.add_certificate_authority(asio::buffer(certificate));
  return context;
}

// One TLS connection whose steps run to completion, one at a time.
struct Line {
  explicit Line(const Client::To& to) : context(trusting(to.certificate)), stream(io, context) {
    // SNI carries names only; the verification knows names and addresses.
    stream.next_layer().set_verify_callback(ssl::host_name_verification(to.host));
    auto& socket = beast::get_lowest_layer(stream).socket();
    const auto loopback =
        to.host == "::1" ? asio::ip::make_address("::1") : asio::ip::make_address("127.0.0.1");
    step("connect", [&](auto done) { socket.async_connect({loopback, to.port}, std::move(done)); });
  }

  void shake_hands() {
    step("TLS",
         [&](auto done) { stream.next_layer().async_handshake(ssl::stream_base::client, std::move(done)); });
  }

  // `start` gets the completion handler of one asynchronous operation.
  template <class Start>
  error_code try_step(Start start) {
    std::optional<error_code> result;
    start([&result](error_code error, auto&&...) { result = error; });
    io.restart();
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    while (!result && std::chrono::steady_clock::now() < end && io.run_one_until(end) > 0) {
    }
    if (!result) {
      beast::get_lowest_layer(stream).close();
      io.restart();
      io.run();
      throw std::runtime_error("nothing came within the deadline");
    }
    return *result;
  }
  template <class Start>
  void step(const char* name, Start start) {
    if (const auto error = try_step(std::move(start))) {
      throw std::runtime_error(std::string{name} + ": " + error.message());
    }
  }

  asio::io_context io;
  ssl::context context;
  websocket::stream<beast::ssl_stream<beast::tcp_stream>> stream;
};

}  // namespace

struct Client::Impl {
  explicit Impl(const To& to) : line(to) {
    line.shake_hands();
    line.stream.control_callback([this](websocket::frame_type type, beast::string_view) {
      pings += type == websocket::frame_type::ping ? 1 : 0;
      pongs += type == websocket::frame_type::pong ? 1 : 0;
    });
    line.step("upgrade",
              [&](auto done) { line.stream.async_handshake(to.host, to.target, std::move(done)); });
  }

  // Control frames are seen by a reader only; a data frame ends the wait as well and is kept.
  void read_until(const int& counter) {
    const int before = counter;
    bool read_ended = false;
    line.stream.async_read(buffer, [&read_ended](error_code, std::size_t) { read_ended = true; });
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    line.io.restart();
    while (counter == before && !read_ended && line.io.run_one_until(end) > 0) {
    }
    const bool seen = counter > before;
    beast::get_lowest_layer(line.stream).close();  // ends the read; the connection is of no more use
    while (!read_ended && line.io.run_one_until(end) > 0) {
    }
    if (!seen) throw std::runtime_error("no control frame came within the deadline");
  }

  // One read is under way at most; what it brings waits for receive().
  void start_reading() {
    if (reading) return;
    reading = true;
    read.reset();
    buffer.clear();
    line.stream.async_read(buffer, [this](error_code error, std::size_t) { read = error; });
  }
  void stop_reading() {
    beast::get_lowest_layer(line.stream).close();
    line.io.restart();
    line.io.run();
  }
  ~Impl() {
    if (reading && !read) stop_reading();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Line line;
  beast::flat_buffer buffer;
  bool reading = false;
  std::optional<error_code> read;  // how it ended
  int pings = 0;
  int pongs = 0;
};

Client::Client(const To& to) : impl_(std::make_unique<Impl>(to)) {}
Client::~Client() = default;

void Client::send(const std::string& frame) {
  impl_->line.step("send",
                   [&](auto done) { impl_->line.stream.async_write(asio::buffer(frame), std::move(done)); });
}

std::string Client::receive() {
  impl_->start_reading();
  impl_->line.io.restart();
  const auto end = std::chrono::steady_clock::now() + kDeadline;
  while (!impl_->read && impl_->line.io.run_one_until(end) > 0) {
  }
  if (!impl_->read) {
    impl_->stop_reading();
    throw std::runtime_error("nothing came within the deadline");
  }
  impl_->reading = false;
  if (*impl_->read) throw std::runtime_error("receive: " + impl_->read->message());
  return beast::buffers_to_string(impl_->buffer.data());
}

bool Client::has_frame_within(std::chrono::milliseconds time) {
  impl_->start_reading();
  impl_->line.io.restart();
  const auto end = std::chrono::steady_clock::now() + time;
  while (!impl_->read && impl_->line.io.run_one_until(end) > 0) {
  }
  return impl_->read.has_value();
}

void Client::ping() {
  impl_->line.step("ping",
                   [&](auto done) { impl_->line.stream.async_ping("are you there", std::move(done)); });
  impl_->read_until(impl_->pongs);
}

void Client::await_ping() { impl_->read_until(impl_->pings); }

std::string Client::await_end() {
  auto& line = impl_->line;
  for (;;) {
    impl_->buffer.clear();
    const auto error =
        line.try_step([&](auto done) { line.stream.async_read(impl_->buffer, std::move(done)); });
    if (error == websocket::error::closed) return std::to_string(line.stream.reason().code);
    if (error) return "dropped";
  }
}

namespace {

http::response<http::string_body> http_get(const Client::To& to, bool upgrade) {
  Line line{to};
  line.shake_hands();
  http::request<http::empty_body> request{http::verb::get, to.target, 11};
  request.set(http::field::host, to.host);
  if (upgrade) {
    request.set(http::field::connection, "Upgrade");
    request.set(http::field::upgrade, "websocket");
    request.set(http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
    request.set(http::field::sec_websocket_version, "13");
  }
  auto& tls = line.stream.next_layer();
  line.step("request", [&](auto done) { http::async_write(tls, request, std::move(done)); });
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  line.step("response", [&](auto done) { http::async_read(tls, buffer, response, std::move(done)); });
  return response;
}

}  // namespace

int http_status(const Client::To& to, bool upgrade) {
  return static_cast<int>(http_get(to, upgrade).result_int());
}

std::string http_retry_after(const Client::To& to) { return http_get(to, true)[http::field::retry_after]; }

bool takes_old_tls(const Client::To& to) {
  Line line{to};
  SSL* tls = line.stream.next_layer().native_handle();
  SSL_set_security_level(tls, 0);
  SSL_set_max_proto_version(tls, TLS1_1_VERSION);
  return !line.try_step([&](auto done) {
    line.stream.next_layer().async_handshake(ssl::stream_base::client, std::move(done));
  });
}

}  // namespace bridge::simulator::test
