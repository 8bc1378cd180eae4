#include "simulator/control.hpp"

#include "base/log.hpp"
#include "simulator/awaited.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <stdexcept>
#include <thread>
#include <utility>

namespace bridge::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto kWithin = std::chrono::seconds{10};  // for a request, and for its reply
constexpr auto kControlAcceptAgainAfter = milliseconds{100};
constexpr std::uint64_t kBodyBytesMax = 4 * 1024 * 1024;
constexpr int kClientsMax = 16;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

class HttpControl : public Control {
 public:
  HttpControl(Simulator& simulator, const std::string& address, unsigned short port)
      : simulator_(simulator), acceptor_(io_) {
    listen(address, port);
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~HttpControl() override {
    io_.stop();
    thread_.join();
  }
  HttpControl(const HttpControl&) = delete;
  HttpControl& operator=(const HttpControl&) = delete;

  [[nodiscard]] unsigned short port() const override { return port_; }

 private:
  void listen(const std::string& address, unsigned short port);
  asio::awaitable<void> accept();
  asio::awaitable<void> serve(tcp::socket socket);

  Simulator& simulator_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  unsigned short port_ = 0;
  int clients_ = 0;
  std::thread thread_;
};

// Whoever reaches it may do anything to this venue: it is for this machine only.
void HttpControl::listen(const std::string& address, unsigned short port) {
  beast::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error || !ip.is_loopback()) {
    throw std::runtime_error("control address '" + address + "' must be 127.0.0.1 or ::1");
  }
  const tcp::endpoint endpoint{ip, port};
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    throw std::runtime_error("control: cannot listen on " + address + " port " + std::to_string(port) + ": " +
                             error.message() + "; choose another port, or 0 for any free one");
  }
  port_ = acceptor_.local_endpoint().port();
}

asio::awaitable<void> HttpControl::accept() {
  asio::steady_timer again{io_};
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(kResult);
    if (error) {
      log::warn("simulator_control_accept_failed", {{"reason", error.message()}});
      again.expires_after(kControlAcceptAgainAfter);
      co_await again.async_wait(kResult);
    } else if (clients_ < kClientsMax) {
      ++clients_;
      asio::co_spawn(io_, serve(std::move(socket)), [this](const std::exception_ptr&) { --clients_; });
    }
  }
}

// Serves one request a connection.
asio::awaitable<void> HttpControl::serve(tcp::socket socket) {
  beast::tcp_stream stream{std::move(socket)};
  beast::flat_buffer buffer;
  http::request_parser<http::string_body> parser;
  parser.body_limit(kBodyBytesMax);
  stream.expires_after(kWithin);
  const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, kResult);
  if (read_error) co_return;
  const auto& request = parser.get();
  const ControlReply reply =
      control(simulator_, view(request.method_string()), view(request.target()), request.body());
  http::response<http::string_body> response{http::int_to_status(reply.status), request.version()};
  response.set(http::field::content_type, "application/json");
  response.keep_alive(false);
  response.body() = reply.body + '\n';
  response.prepare_payload();
  stream.expires_after(kWithin);
  co_await http::async_write(stream, response, kResult);
  beast::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

std::unique_ptr<Control> start_control(Simulator& simulator, const std::string& address,
                                       unsigned short port) {
  return std::make_unique<HttpControl>(simulator, address, port);
}

}  // namespace bridge::simulator
