#include "simulator/connection.hpp"

#include "base/log.hpp"
#include "simulator/awaited.hpp"
#include "simulator/query.hpp"
#include "simulator/rest_server.hpp"
#include "simulator/tls_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <map>
#include <string>
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

constexpr std::string_view kPath = "/ws-fapi/v1";
constexpr std::string_view kRestPath = "/fapi/";
constexpr std::size_t kFrameBytesMax = 65536;
constexpr std::size_t kRepliesMax = 10'000;  // waiting, of one connection
constexpr unsigned kBanned = 418;            // Beast has no name for it
constexpr auto kGreetingWithin = std::chrono::seconds{10};
constexpr auto kFarewellWithin = std::chrono::seconds{1};
constexpr auto kPongWithin = std::chrono::minutes{10};  // fixspec/venue.md, 1.2, as is the next
constexpr auto kLifetime = std::chrono::hours{24};

// Three coroutines (read, write, keep alive) share a WebSocket; the first to end drops the connection, which
// ends the other two. A connection of the REST interface has one.
class TlsConnection : public Connection, private RestLine {
 public:
  TlsConnection(tcp::socket socket, ssl::context& tls, Server::Desk& desk, milliseconds ping_every)
      : stream_(std::move(socket), tls),
        desk_(desk),
        ping_every_(ping_every),
        replies_wake_(stream_.get_executor()),
        ping_due_(stream_.get_executor()),
        deadline_(stream_.get_executor()),
        line_due_(stream_.get_executor()),
        pause_(stream_.get_executor()),
        ended_(stream_.get_executor()) {}

  asio::awaitable<void> run() override {
    deadline_.expires_after(kGreetingWithin);
    beside(keep_deadline());
    const bool greeted = co_await greet();
    deadline_.cancel();
    if (greeted && !gone_ && service_ == Service::Rest) {
      spawn(serve_rest(*this, std::move(first_), in_, desk_));
    } else if (greeted && !gone_) {
      if (service_ == Service::Stream) desk_.join(*this, target_);
      spawn(read());
      spawn(write());
      spawn(keep_alive());
    } else {
      drop();
    }
    while (running_ > 0) {
      ended_.expires_at(Clock::time_point::max());
      co_await ended_.async_wait(kResult);
    }
    drop();
    desk_.leave(*this);
  }

  [[nodiscard]] std::optional<Service> service() const override { return service_; }

  void say(Reply reply) override {
    if (!gone_ && !enqueue(std::move(reply))) drop();
  }

  void turn(Line line, milliseconds after) override {
    if (after.count() > 0) {
      line_due_.expires_after(after);
      beside(turn_when_due(line));
    } else if (line == Line::Cut) {
      drop();
    } else if (line == Line::Ended) {
      ending_ = true;
      replies_wake_.cancel();
    } else {
      wire().turn(line);
    }
  }

  void drop() override {
    gone_ = true;
    for (auto* timer : {&replies_wake_, &ping_due_, &deadline_, &line_due_, &pause_}) timer->cancel();
    wire().close();
  }

 private:
  [[nodiscard]] TlsStream& stream() override { return stream_.next_layer(); }
  void expect_within(milliseconds time) override {
    deadline_.expires_after(time);
    beside(keep_deadline());
  }
  asio::awaitable<void> let_pass(milliseconds time) override {
    pause_.expires_after(time);
    co_await pause_.async_wait(kResult);
  }
  [[nodiscard]] bool ending() const override { return ending_; }

  [[nodiscard]] Wire& wire() { return stream_.next_layer().wire(); }
  // Runs beside the others: the connection outlives its end.
  void beside(asio::awaitable<void> part) {
    ++running_;
    asio::co_spawn(stream_.get_executor(), std::move(part), [this](const std::exception_ptr&) {
      --running_;
      ended_.cancel();
    });
  }
  // The connection ends with it.
  void spawn(asio::awaitable<void> part) {
    ++running_;
    asio::co_spawn(stream_.get_executor(), std::move(part), [this](const std::exception_ptr& failure) {
      report(failure);
      --running_;
      drop();
      ended_.cancel();
    });
  }
  static void report(const std::exception_ptr& failure);
  asio::awaitable<bool> greet();
  asio::awaitable<bool> greet_api();
  asio::awaitable<bool> greet_stream();
  asio::awaitable<bool> upgrade();
  asio::awaitable<void> turn_away(unsigned status, milliseconds retry_after);
  asio::awaitable<void> read();
  asio::awaitable<void> write();
  asio::awaitable<void> keep_alive();
  asio::awaitable<void> keep_deadline();
  asio::awaitable<void> turn_when_due(Line line);
  bool enqueue(Reply reply);
  void release_late_replies();

  websocket::stream<TlsStream> stream_;
  beast::flat_buffer in_{kFrameBytesMax + kHttpHeaderBytesMax};
  Server::Desk& desk_;
  milliseconds ping_every_;
  HttpRequest first_;  // what the client began with
  std::string target_;
  std::optional<Service> service_;
  Visit visit_;
  std::deque<std::string> replies_;
  std::multimap<Clock::time_point, std::string> late_replies_;  // when they are due
  asio::steady_timer replies_wake_;
  asio::steady_timer ping_due_;
  asio::steady_timer deadline_;  // of greeting and farewell
  asio::steady_timer line_due_;
  asio::steady_timer pause_;
  Clock::time_point last_pong_;
  asio::steady_timer ended_;
  int running_ = 0;
  bool ending_ = false;
  bool gone_ = false;
};

void TlsConnection::report(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {  // the book file, most likely: nobody is told what is not on disk
    log::error("simulator_connection_failed", {{"reason", error.what()}});
  }
}

// TLS, then one HTTP request, whose path tells what the connection is for.
asio::awaitable<bool> TlsConnection::greet() {
  if (co_await stream_.next_layer().shake_hands()) co_return false;

  http::request_parser<http::string_body> parser;
  parser.header_limit(kHttpHeaderBytesMax);
  parser.body_limit(kHttpBodyBytesMax);
  const auto [http_error, bytes] = co_await http::async_read(stream_.next_layer(), in_, parser, kResult);
  if (http_error) co_return false;
  first_ = parser.release();
  target_.assign(first_.target().data(), first_.target().size());
  const bool upgrades = websocket::is_upgrade(first_);
  if (!upgrades && path_of(target_).starts_with(kRestPath)) {
    service_ = Service::Rest;
    co_return true;
  }
  if (upgrades && is_stream(target_)) {
    service_ = Service::Stream;
    co_return co_await greet_stream();
  }
  service_ = Service::Api;
  co_return co_await greet_api();
}

asio::awaitable<bool> TlsConnection::greet_api() {
  if (const auto banned_for = desk_.refuse_handshake()) {
    co_await turn_away(kBanned, *banned_for);
    co_return false;
  }
  const bool known = path_of(target_) == kPath;
  if (!known || !websocket::is_upgrade(first_)) {
    const auto status = known ? http::status::upgrade_required : http::status::not_found;
    co_await turn_away(static_cast<unsigned>(status), {});
    co_return false;
  }
  visit_ = desk_.greet();
  visit_.return_rate_limits = target_.find("returnRateLimits=false") == std::string::npos;
  co_return co_await upgrade();
}

asio::awaitable<bool> TlsConnection::greet_stream() {
  const HandshakeFault fault = desk_.on_stream_handshake();
  if (fault.status != 0) {
    co_await turn_away(static_cast<unsigned>(fault.status), {});
    co_return false;
  }
  if (fault.line != Line::Open) turn(fault.line, {});
  co_return co_await upgrade();
}

asio::awaitable<bool> TlsConnection::upgrade() {
  in_.clear();
  stream_.set_option(websocket::stream_base::timeout{.handshake_timeout = kGreetingWithin,
                                                     .idle_timeout = websocket::stream_base::none(),
                                                     .keep_alive_pings = false});
  stream_.read_message_max(kFrameBytesMax);
  const auto [error] = co_await stream_.async_accept(first_, kResult);
  co_return !error && !gone_;
}

asio::awaitable<void> TlsConnection::turn_away(unsigned status, milliseconds retry_after) {
  http::response<http::empty_body> response;
  response.version(first_.version());
  response.result(status);
  response.keep_alive(false);
  if (status == kBanned) {
    response.reason("I'm a teapot");
    response.set(http::field::retry_after, std::to_string(std::chrono::ceil<seconds>(retry_after).count()));
  }
  response.prepare_payload();
  const auto [error, bytes] = co_await http::async_write(stream_.next_layer(), response, kResult);
  if (error) co_return;
  deadline_.expires_after(kFarewellWithin);
  beside(keep_deadline());
  co_await stream_.next_layer().shut_down();
}

// Drops the connection unless the deadline is called off or set anew.
asio::awaitable<void> TlsConnection::keep_deadline() {
  const auto [error] = co_await deadline_.async_wait(kResult);
  if (!error) drop();
}

asio::awaitable<void> TlsConnection::turn_when_due(Line line) {
  const auto [error] = co_await line_due_.async_wait(kResult);
  if (!error && !gone_) turn(line, {});
}

asio::awaitable<void> TlsConnection::read() {
  while (!gone_) {
    const auto [error, bytes] = co_await stream_.async_read(in_, kResult);
    if (error) break;
    const auto data = in_.cdata();
    const std::string_view frame{static_cast<const char*>(data.data()), data.size()};
    if (service_ == Service::Stream) {
      desk_.hear(*this, frame);
      in_.clear();
      continue;
    }
    Answer answer = desk_.on_frame(frame, visit_);
    in_.clear();
    for (Reply& reply : answer.replies) {
      if (!enqueue(std::move(reply))) co_return;
    }
    if (answer.line != Line::Open) turn(answer.line, answer.line_after);
  }
}

asio::awaitable<void> TlsConnection::write() {
  while (!gone_) {
    release_late_replies();
    if (replies_.empty()) {
      if (ending_ && late_replies_.empty()) break;
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
  if (ending_ && !gone_) co_await stream_.async_close(websocket::close_code::policy_error, kResult);
}

asio::awaitable<void> TlsConnection::keep_alive() {
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

// Returns false when the client reads too slowly.
bool TlsConnection::enqueue(Reply reply) {
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

void TlsConnection::release_late_replies() {
  while (!late_replies_.empty() && late_replies_.begin()->first <= Clock::now()) {
    replies_.push_back(std::move(late_replies_.begin()->second));
    late_replies_.erase(late_replies_.begin());
  }
}

}  // namespace

std::unique_ptr<Connection> make_connection(tcp::socket socket, ssl::context& tls, Server::Desk& desk,
                                            milliseconds ping_every) {
  return std::make_unique<TlsConnection>(std::move(socket), tls, desk, ping_every);
}

}  // namespace bridge::simulator
