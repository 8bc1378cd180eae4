#include "fix/listener.hpp"

#include "base/log.hpp"
#include "fix/door.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace bridge::fix {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr milliseconds kAcceptBackOff{100};
constexpr int kLoggedPerSecond = 20;

// A log line for everyone at the door would let strangers push our own lines out of the log's queue.
class LineBudget {
 public:
  // How many lines were left out since the last one; nothing when this one is to be left out too.
  std::optional<int> take() {
    const auto second = std::chrono::steady_clock::now();
    if (second - begun_ >= seconds{1}) {
      begun_ = second;
      used_ = 0;
    }
    if (used_ == kLoggedPerSecond) {
      ++left_out_;
      return {};
    }
    ++used_;
    return std::exchange(left_out_, 0);
  }

 private:
  std::chrono::steady_clock::time_point begun_{};
  int used_ = 0;
  int left_out_ = 0;
};

// A connection that has not logged on. Handlers know it by its number, never by its address: it may be
// gone when they run.
struct Stranger {
  Stranger(tcp::socket connected, asio::io_context& io) : socket(std::move(connected)), deadline(io) {}

  tcp::socket socket;
  asio::steady_timer deadline;
  std::array<char, 1024> chunk{};
  std::string bytes;
  std::string peer;
};

std::string text_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  const auto port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

// Where strangers wait. Shared with its own pending handlers, which may run after the listener is gone.
class Hall : public std::enable_shared_from_this<Hall> {
 public:
  Hall(asio::io_context& io, ListenerSettings settings, std::vector<SessionSettings> sessions,
       Listener::Admit admit, Listener::Refuse refuse)
      : io_(io),
        acceptor_(io),
        back_off_(io),
        settings_(std::move(settings)),
        sessions_(std::move(sessions)),
        admit_(std::move(admit)),
        refuse_(std::move(refuse)) {}

  void open();
  void accept();
  void close();
  [[nodiscard]] unsigned short port() const { return port_; }

 private:
  using Number = std::uint64_t;

  void on_accept(const error_code& error, tcp::socket socket);
  void wait_before_accept(const error_code& error);
  void greet(tcp::socket socket);
  void arm(Number number, Stranger& stranger);
  void read(Number number, Stranger& stranger);
  void on_read(Number number, const error_code& error, std::size_t size);
  void let_in(Number number, const Admitted& admitted);
  void turn_away(Number number, const std::string& reason, const std::string& detail);
  void log_refused(const std::string& peer, const std::string& reason, const std::string& detail);

  asio::io_context& io_;
  tcp::acceptor acceptor_;
  asio::steady_timer back_off_;
  ListenerSettings settings_;
  std::vector<SessionSettings> sessions_;
  Listener::Admit admit_;
  Listener::Refuse refuse_;
  std::map<Number, Stranger> strangers_;  // by age
  Number last_number_ = 0;
  unsigned short port_ = 0;
  bool accept_failing_ = false;
  LineBudget lines_;
};

void Hall::open() {
  error_code error;
  const auto fail = [&](const char* what) {
    if (!error) return;
    throw std::runtime_error("fix listener " + settings_.address + ":" + std::to_string(settings_.port) +
                             ": " + what + ": " + error.message());
  };
  const auto address = asio::ip::make_address(settings_.address, error);
  fail("not an IP address");
  const tcp::endpoint endpoint(address, settings_.port);
  acceptor_.open(endpoint.protocol(), error);
  fail("cannot open a socket");
  acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  fail("cannot set SO_REUSEADDR");
  acceptor_.bind(endpoint, error);
  fail("cannot bind (is another process listening there?)");
  acceptor_.listen(asio::socket_base::max_listen_connections, error);
  fail("cannot listen");
  port_ = acceptor_.local_endpoint().port();
  log::info("fix_listening", {{"address", settings_.address}, {"port", port_}});
}

void Hall::accept() {
  acceptor_.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
    self->on_accept(error, std::move(socket));
  });
}

void Hall::on_accept(const error_code& error, tcp::socket socket) {
  if (!acceptor_.is_open()) return;
  if (error) return wait_before_accept(error);
  if (std::exchange(accept_failing_, false)) log::info("fix_accept_works_again");
  greet(std::move(socket));
  accept();
}

// Out of descriptors or memory: the connection stays in the backlog, so trying at once would spin.
void Hall::wait_before_accept(const error_code& error) {
  if (!std::exchange(accept_failing_, true)) {
    log::error("fix_accept_failed", {{"error", error.message()}, {"retry_ms", kAcceptBackOff.count()}});
  }
  back_off_.expires_after(kAcceptBackOff);
  back_off_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled && self->acceptor_.is_open()) self->accept();
  });
}

void Hall::greet(tcp::socket socket) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // already gone
  socket.set_option(tcp::no_delay(true), error);
  if (!strangers_.empty() && strangers_.size() >= settings_.strangers_limit) {
    turn_away(strangers_.begin()->first, "evicted", "too many connections have not logged on");
  }
  const auto number = ++last_number_;
  auto& stranger = strangers_.try_emplace(number, std::move(socket), io_).first->second;
  stranger.peer = text_of(peer);
  arm(number, stranger);
  read(number, stranger);
}

void Hall::arm(Number number, Stranger& stranger) {
  stranger.deadline.expires_after(settings_.first_message_deadline);
  stranger.deadline.async_wait([self = shared_from_this(), number](const error_code& cancelled) {
    if (!cancelled) self->turn_away(number, "deadline", "no whole Logon in time");
  });
}

void Hall::read(Number number, Stranger& stranger) {
  stranger.socket.async_read_some(
      asio::buffer(stranger.chunk),
      [self = shared_from_this(), number](const error_code& error, std::size_t size) {
        self->on_read(number, error, size);
      });
}

void Hall::on_read(Number number, const error_code& error, std::size_t size) {
  const auto found = strangers_.find(number);
  if (found == strangers_.end()) return;
  if (error) return turn_away(number, "gone", error.message());
  auto& stranger = found->second;
  stranger.bytes.append(stranger.chunk.data(), size);
  const auto verdict = judge_first_message(stranger.bytes, sessions_, settings_.first_message_limit, now());
  if (const auto* admitted = std::get_if<Admitted>(&verdict)) return let_in(number, *admitted);
  if (const auto* refused = std::get_if<Refused>(&verdict)) {
    return turn_away(number, refused->reason, refused->detail);
  }
  read(number, stranger);
}

void Hall::let_in(Number number, const Admitted& admitted) {
  auto node = strangers_.extract(number);
  auto& stranger = node.mapped();
  error_code error;
  const bool ipv6 = stranger.socket.local_endpoint(error).address().is_v6();
  const int descriptor = stranger.socket.release(error);
  if (error) return log_refused(stranger.peer, "gone", error.message());
  admit_(Arrival{.session = admitted.session,
                 .socket = descriptor,
                 .ipv6 = ipv6,
                 .bytes = std::move(stranger.bytes),
                 .peer = std::move(stranger.peer)});
}

void Hall::turn_away(Number number, const std::string& reason, const std::string& detail) {
  const auto node = strangers_.extract(number);
  if (!node.empty()) log_refused(node.mapped().peer, reason, detail);
}

void Hall::log_refused(const std::string& peer, const std::string& reason, const std::string& detail) {
  if (refuse_) refuse_(reason);
  const auto left_out = lines_.take();
  if (!left_out) return;
  if (*left_out > 0) log::warn("fix_refused_lines_left_out", {{"lines", *left_out}});
  // Load balancers probe by connecting and leaving: no news.
  const auto level = reason == "gone" ? log::Level::Debug : log::Level::Warn;
  log::write(level, "fix_refused", {{"peer", peer}, {"reason", reason}, {"detail", detail}});
}

void Hall::close() {
  error_code ignored;
  acceptor_.close(ignored);
  back_off_.cancel();
  strangers_.clear();
}

class AsioListener : public Listener {
 public:
  explicit AsioListener(std::shared_ptr<Hall> hall) : hall_(std::move(hall)) {}
  ~AsioListener() override { hall_->close(); }

  [[nodiscard]] unsigned short port() const override { return hall_->port(); }
  void close() override { hall_->close(); }

 private:
  std::shared_ptr<Hall> hall_;
};

}  // namespace

std::unique_ptr<Listener> make_listener(asio::io_context& io, ListenerSettings settings,
                                        std::vector<SessionSettings> sessions, Listener::Admit admit,
                                        Listener::Refuse refuse) {
  auto hall = std::make_shared<Hall>(io, std::move(settings), std::move(sessions), std::move(admit),
                                     std::move(refuse));
  hall->open();
  hall->accept();
  return std::make_unique<AsioListener>(std::move(hall));
}

}  // namespace bridge::fix
