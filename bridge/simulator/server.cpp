#include "simulator/server.hpp"

#include "base/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <deque>
#include <list>
#include <map>
#include <stdexcept>
#include <utility>

namespace bridge::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Upgrade = http::request<http::empty_body>;

constexpr std::string_view kPath = "/ws-fapi/v1";
constexpr std::size_t kConnectionsMax = 256;
constexpr std::size_t kFrameBytesMax = 65536;
constexpr std::size_t kRepliesMax = 10'000;  // waiting, of one connection
constexpr std::uint32_t kHeaderBytesMax = 8 * 1024;
constexpr auto kGreetingWithin = std::chrono::seconds{10};
constexpr auto kFarewellWithin = std::chrono::seconds{1};
constexpr auto kPongWithin = std::chrono::minutes{10};  // venue §1.5, as is the next
constexpr auto kLifetime = std::chrono::hours{24};
constexpr auto kAcceptAgainAfter = milliseconds{100};
constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

// One client, from TLS handshake to the end. Three coroutines (read, write, keep alive) share it; the
// first to end drops the connection, which ends the other two.
class Connection {
 public:
  Connection(tcp::socket socket, ssl::context& tls, Server::Desk& desk, milliseconds ping_every)
      : stream_(std::move(socket), tls),
        desk_(desk),
        ping_every_(ping_every),
        replies_wake_(stream_.get_executor()),
        ping_due_(stream_.get_executor()),
        ended_(stream_.get_executor()) {}

  // Ends when nothing of the connection runs any more; then it may be destroyed.
  asio::awaitable<void> run() {
    const bool greeted = co_await greet();
    if (greeted) {
      spawn(read());
      spawn(write());
      spawn(keep_alive());
    }
    while (running_ > 0) {
      ended_.expires_at(Clock::time_point::max());
      co_await ended_.async_wait(kResult);
    }
    drop();
  }

  void drop() {
    gone_ = true;
    replies_wake_.cancel();
    ping_due_.cancel();
    beast::get_lowest_layer(stream_).close();
  }

 private:
  asio::awaitable<bool> greet();
  asio::awaitable<void> turn_away(const Upgrade& request, http::status status);
  void spawn(asio::awaitable<void> part) {
    ++running_;
    asio::co_spawn(stream_.get_executor(), std::move(part), [this](const std::exception_ptr&) {
      --running_;
      drop();
      ended_.cancel();
    });
  }
  asio::awaitable<void> read();
  asio::awaitable<void> write();
  asio::awaitable<void> keep_alive();
  bool enqueue(Server::Reply reply);
  void release_late_replies();

  websocket::stream<beast::ssl_stream<beast::tcp_stream>> stream_;
  beast::flat_buffer in_{kFrameBytesMax + kHeaderBytesMax};
  Server::Desk& desk_;
  milliseconds ping_every_;
  Visit visit_;
  std::deque<std::string> replies_;
  std::multimap<Clock::time_point, std::string> late_replies_;  // when they are due
  asio::steady_timer replies_wake_;
  asio::steady_timer ping_due_;
  Clock::time_point last_pong_;
  asio::steady_timer ended_;
  int running_ = 0;
  bool gone_ = false;
};

// TLS, then one HTTP request, which must be the upgrade.
asio::awaitable<bool> Connection::greet() {
  auto& tcp = beast::get_lowest_layer(stream_);
  tcp.expires_after(kGreetingWithin);
  const auto [tls_error] = co_await stream_.next_layer().async_handshake(ssl::stream_base::server, kResult);
  if (tls_error) co_return false;

  http::request_parser<http::empty_body> parser;
  parser.header_limit(kHeaderBytesMax);
  const auto [http_error, bytes] = co_await http::async_read(stream_.next_layer(), in_, parser, kResult);
  if (http_error) co_return false;
  const Upgrade& request = parser.get();
  desk_.on_handshake();
  const std::string_view target{request.target().data(), request.target().size()};
  const bool upgrade = websocket::is_upgrade(request);
  const bool known = target.substr(0, target.find('?')) == kPath;
  if (!known || !upgrade) {
    co_await turn_away(request, known ? http::status::upgrade_required : http::status::not_found);
    co_return false;
  }

  visit_.connected_since = now();
  visit_.return_rate_limits = target.find("returnRateLimits=false") == std::string_view::npos;
  tcp.expires_never();
  in_.clear();
  stream_.set_option(websocket::stream_base::timeout{.handshake_timeout = kGreetingWithin,
                                                     .idle_timeout = websocket::stream_base::none(),
                                                     .keep_alive_pings = false});
  stream_.read_message_max(kFrameBytesMax);
  const auto [upgrade_error] = co_await stream_.async_accept(request, kResult);
  co_return !upgrade_error && !gone_;
}

asio::awaitable<void> Connection::turn_away(const Upgrade& request, http::status status) {
  http::response<http::empty_body> response{status, request.version()};
  response.keep_alive(false);
  response.prepare_payload();
  const auto [error, bytes] = co_await http::async_write(stream_.next_layer(), response, kResult);
  if (error) co_return;
  beast::get_lowest_layer(stream_).expires_after(kFarewellWithin);
  co_await stream_.next_layer().async_shutdown(kResult);
}

asio::awaitable<void> Connection::read() {
  while (!gone_) {
    const auto [error, bytes] = co_await stream_.async_read(in_, kResult);
    if (error) break;
    const auto data = in_.cdata();
    auto reply = desk_.on_frame({static_cast<const char*>(data.data()), data.size()}, visit_);
    in_.clear();
    if (reply && !enqueue(std::move(*reply))) break;
  }
}

asio::awaitable<void> Connection::write() {
  while (!gone_) {
    release_late_replies();
    if (replies_.empty()) {
      replies_wake_.expires_at(late_replies_.empty() ? Clock::time_point::max()
                                                     : late_replies_.begin()->first);
      co_await replies_wake_.async_wait(kResult);
      continue;
    }
    const std::string frame = std::move(replies_.front());
    replies_.pop_front();
    const auto [error, bytes] = co_await stream_.async_write(asio::buffer(frame), kResult);
    if (error) break;
  }
}

asio::awaitable<void> Connection::keep_alive() {
  const auto end = Clock::now() + kLifetime;
  last_pong_ = Clock::now();
  stream_.control_callback([this](websocket::frame_type type, beast::string_view) {
    if (type == websocket::frame_type::pong) last_pong_ = Clock::now();
  });
  while (!gone_ && Clock::now() < end && Clock::now() - last_pong_ < kPongWithin) {
    ping_due_.expires_after(ping_every_);
    co_await ping_due_.async_wait(kResult);
    if (gone_) break;
    const auto [error] = co_await stream_.async_ping({}, kResult);
    if (error) break;
  }
}

// False: the client reads too slowly.
bool Connection::enqueue(Server::Reply reply) {
  if (replies_.size() + late_replies_.size() >= kRepliesMax) {
    log::warn("simulator_dropped_slow_reader", {{"replies_waiting", kRepliesMax}});
    return false;
  }
  if (reply.delay.count() > 0) {
    late_replies_.emplace(Clock::now() + reply.delay, std::move(reply.frame));
  } else {
    replies_.push_back(std::move(reply.frame));
  }
  replies_wake_.cancel();
  return true;
}

void Connection::release_late_replies() {
  while (!late_replies_.empty() && late_replies_.begin()->first <= Clock::now()) {
    replies_.push_back(std::move(late_replies_.begin()->second));
    late_replies_.erase(late_replies_.begin());
  }
}

class TlsServer : public Server {
 public:
  TlsServer(asio::io_context& io, const Settings& settings, const Certificate& certificate, Desk& desk)
      : io_(io), acceptor_(io), accept_again_(io), desk_(desk), ping_every_(settings.ping_every) {
    use(certificate);
    listen(settings);
    asio::co_spawn(io_, accept(), [](const std::exception_ptr&) {});
  }

  [[nodiscard]] unsigned short port() const override { return port_; }

  void drop_connections() override {
    for (Connection& connection : connections_) connection.drop();
  }

  void go_down(milliseconds outage) override {
    down_until_ = Clock::now() + outage;
    drop_connections();
  }

  void close() override {
    closed_ = true;
    beast::error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    drop_connections();
  }

 private:
  void use(const Certificate& certificate);
  void listen(const Settings& settings);
  asio::awaitable<void> accept();
  void admit(tcp::socket socket);

  asio::io_context& io_;
  ssl::context tls_{ssl::context::tls_server};
  tcp::acceptor acceptor_;
  asio::steady_timer accept_again_;
  Desk& desk_;
  milliseconds ping_every_;
  unsigned short port_ = 0;
  bool closed_ = false;
  Clock::time_point down_until_{};
  std::list<Connection> connections_;
};

void TlsServer::use(const Certificate& certificate) {
  tls_.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_compression);
  beast::error_code error;
  tls_.use_certificate_chain(asio::buffer(certificate.chain), error);
  if (!error) tls_.use_private_key(asio::buffer(certificate.key), ssl::context::pem, error);
  if (error) {
    throw std::runtime_error("simulator: cert_file and key_file must be a certificate and its key in PEM: " +
                             error.message());
  }
}

void TlsServer::listen(const Settings& settings) {
  beast::error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) {
    throw std::runtime_error("simulator: address '" + settings.address +
                             "' is not an IP address; use 127.0.0.1 or ::1");
  }
  const tcp::endpoint endpoint{address, settings.port};
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    throw std::runtime_error("simulator: cannot listen on " + settings.address + " port " +
                             std::to_string(settings.port) + ": " + error.message() +
                             "; choose another port, or 0 for any free one");
  }
  port_ = acceptor_.local_endpoint().port();
}

asio::awaitable<void> TlsServer::accept() {
  while (!closed_) {
    auto [error, socket] = co_await acceptor_.async_accept(kResult);
    if (closed_) break;
    if (error) {  // out of descriptors, most likely: they come back
      log::warn("simulator_accept_failed", {{"reason", error.message()}});
      accept_again_.expires_after(kAcceptAgainAfter);
      co_await accept_again_.async_wait(kResult);
    } else if (Clock::now() < down_until_) {
      continue;  // closes the socket
    } else if (connections_.size() >= kConnectionsMax) {
      log::warn("simulator_refused_connection", {{"connections", connections_.size()}});
    } else {
      admit(std::move(socket));
    }
  }
}

void TlsServer::admit(tcp::socket socket) {
  beast::error_code ignored;  // a client that is gone already shows in the handshake
  socket.set_option(tcp::no_delay(true), ignored);
  const auto place = connections_.emplace(connections_.end(), std::move(socket), tls_, desk_, ping_every_);
  asio::co_spawn(io_, place->run(), [this, place](const std::exception_ptr&) { connections_.erase(place); });
}

}  // namespace

std::unique_ptr<Server> make_server(asio::io_context& io, const Server::Settings& settings,
                                    const Certificate& certificate, Server::Desk& desk) {
  return std::make_unique<TlsServer>(io, settings, certificate, desk);
}

}  // namespace bridge::simulator
