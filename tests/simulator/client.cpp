#include "simulator/client.hpp"

#include "base/any_completion.hpp"
#include "websocket/websocket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <openssl/ssl.h>

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace bridge::simulator::test {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using boost::system::error_code;
using bridge::test::Control;
using bridge::test::WebSocket;

constexpr auto kDeadline = std::chrono::seconds{10};

ssl::context trusting(const std::string& certificate) {
  ssl::context context{ssl::context::tls_client};
  context.set_verify_mode(ssl::verify_peer);
  context.add_certificate_authority(asio::buffer(certificate));
  return context;
}

// One TLS connection whose steps run to completion, one at a time.
struct Line {
  explicit Line(const Client::To& to)
      : context(trusting(to.certificate)), stream(asio::ip::tcp::socket{io}, context) {
    // SNI carries names only; the verification knows names and addresses.
    stream.verify_peer(ssl::host_name_verification(to.host));
    const auto loopback =
        to.host == "::1" ? asio::ip::make_address("::1") : asio::ip::make_address("127.0.0.1");
    step("connect", [&](AnyCompletion done) {
      stream.socket().async_connect({loopback, to.port}, std::move(done));
    });
  }

  void shake_hands() {
    step("TLS", [&](AnyCompletion done) { stream.connect_tls(std::move(done)); });
  }
  void close() {
    error_code ignored;
    stream.socket().close(ignored);
  }

  using Start = std::function<void(AnyCompletion)>;
  // `start` gets the completion handler of one asynchronous operation.
  error_code try_step(const Start& start) {
    std::optional<error_code> result;
    start(AnyCompletion{[&result](error_code error) { result = error; }});
    io.restart();
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    while (!result && std::chrono::steady_clock::now() < end && io.run_one_until(end) > 0) {
    }
    if (!result) {
      close();
      io.restart();
      io.run();
      throw std::runtime_error("nothing came within the deadline");
    }
    return *result;
  }
  void step(const char* name, const Start& start) {
    if (const auto error = try_step(start)) {
      throw std::runtime_error(std::string{name} + ": " + error.message());
    }
  }

  asio::io_context io;
  ssl::context context;
  WebSocket stream;
};

}  // namespace

struct Client::Impl {
  explicit Impl(const To& to) : line(to) {
    line.shake_hands();
    line.stream.on_control([this](Control kind, std::string_view) {
      pings += kind == Control::Ping ? 1 : 0;
      pongs += kind == Control::Pong ? 1 : 0;
    });
    line.step("upgrade",
              [&](AnyCompletion done) { line.stream.upgrade(to.host, to.target, std::move(done)); });
  }

  // Control frames are seen by a reader only; a data frame ends the wait as well and is kept.
  void read_until(const int& counter) {
    const int before = counter;
    bool read_ended = false;
    line.stream.read(AnyCompletion{[&read_ended](error_code) { read_ended = true; }});
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    line.io.restart();
    while (counter == before && !read_ended && line.io.run_one_until(end) > 0) {
    }
    const bool seen = counter > before;
    line.close();  // ends the read; the connection is of no more use
    while (!read_ended && line.io.run_one_until(end) > 0) {
    }
    if (!seen) throw std::runtime_error("no control frame came within the deadline");
  }

  // One read is under way at most; what it brings waits for receive().
  void start_reading() {
    if (reading) return;
    reading = true;
    read.reset();
    line.stream.read(AnyCompletion{[this](error_code error) { read = error; }});
  }
  void stop_reading() {
    line.close();
    line.io.restart();
    line.io.run();
  }
  ~Impl() {
    if (reading && !read) stop_reading();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Line line;
  bool reading = false;
  std::optional<error_code> read;  // how it ended
  int pings = 0;
  int pongs = 0;
};

Client::Client(const To& to) : impl_(std::make_unique<Impl>(to)) {}
Client::~Client() = default;

void Client::send(const std::string& frame) {
  impl_->line.step("send", [&](AnyCompletion done) { impl_->line.stream.write(frame, std::move(done)); });
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
  return std::string(impl_->line.stream.message());
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
                   [&](AnyCompletion done) { impl_->line.stream.ping("are you there", std::move(done)); });
  impl_->read_until(impl_->pongs);
}

void Client::await_ping() { impl_->read_until(impl_->pings); }

std::string Client::await_end() {
  auto& line = impl_->line;
  for (;;) {
    const auto error = line.try_step([&](AnyCompletion done) { line.stream.read(std::move(done)); });
    if (WebSocket::closed(error)) return std::to_string(line.stream.close_code());
    if (error) return "dropped";
  }
}

namespace {

void send_request(Line& line, const WebSocket::Request& request) {
  line.step("request", [&](AnyCompletion done) { line.stream.request(request, std::move(done)); });
}

WebSocket::Answer read_answer(Line& line) {
  WebSocket::Answer answer;
  line.step("response", [&](AnyCompletion done) { line.stream.read_answer(answer, std::move(done)); });
  return answer;
}

}  // namespace

struct RestClient::Impl {
  explicit Impl(const Client::To& to) : line(to), host(to.host) { line.shake_hands(); }

  Line line;
  std::string host;
};

RestClient::RestClient(const Client::To& to) : impl_(std::make_unique<Impl>(to)) {}
RestClient::~RestClient() = default;

void RestClient::send(const std::string& method, const std::string& target, const std::string& api_key,
                      const std::string& body) {
  WebSocket::Request request{.method = method, .host = impl_->host, .target = target, .body = body};
  if (!api_key.empty()) request.fields.push_back({"X-MBX-APIKEY", api_key});
  send_request(impl_->line, request);
}

void RestClient::send_upgrade(const std::string& target) {
  send_request(impl_->line, {.host = impl_->host, .target = target, .upgrade = true});
}

HttpReply RestClient::ask(const std::string& method, const std::string& target, const std::string& api_key,
                          const std::string& body) {
  send(method, target, api_key, body);
  const WebSocket::Answer answer = read_answer(impl_->line);
  return {.status = answer.status,
          .body = answer.body,
          .used_weight = answer.field("X-MBX-USED-WEIGHT-1M"),
          .retry_after = answer.field("Retry-After"),
          .content_type = answer.field("Content-Type"),
          .keeps_alive = answer.keeps_alive};
}

namespace {

WebSocket::Answer http_get(const Client::To& to, bool upgrade) {
  Line line{to};
  line.shake_hands();
  send_request(line, {.host = to.host, .target = to.target, .upgrade = upgrade});
  return read_answer(line);
}

}  // namespace

int http_status(const Client::To& to, bool upgrade) { return http_get(to, upgrade).status; }

std::string http_retry_after(const Client::To& to) { return http_get(to, true).field("Retry-After"); }

bool takes_old_tls(const Client::To& to) {
  Line line{to};
  SSL* tls = line.stream.tls();
  SSL_set_security_level(tls, 0);
  SSL_set_max_proto_version(tls, TLS1_1_VERSION);
  return !line.try_step([&](AnyCompletion done) { line.stream.connect_tls(std::move(done)); });
}

}  // namespace bridge::simulator::test
