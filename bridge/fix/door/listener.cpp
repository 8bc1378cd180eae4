#include "fix/door/listener.hpp"

#include "base/line_budget.hpp"
#include "base/log.hpp"
#include "fix/door/connection_limiter.hpp"
#include "fix/door/door.hpp"
#include "fix/door/logons.hpp"
#include "fix/door/pending_connection.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
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
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds kAcceptBackOff{100};
// A Logon that is refused is closed after this time, which is longer than a password takes.
constexpr milliseconds kRefusalAfter{500};
constexpr int kLoggedPerSecond = 20;

std::string text_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  const auto port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

IpAddress address_of(const asio::ip::address& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

void check_credentials(const std::vector<SessionSettings>& sessions) {
  for (const auto& session : sessions) {
    const auto refuse = [&](const std::string& key, const std::optional<std::string>& complaint) {
      if (!complaint) return;
      throw std::runtime_error("session " + session.key().value() + ": credentials." + key + " " +
                               *complaint);
    };
    const Credentials& credentials = session.credentials;
    if (!credentials.password_hash.empty()) {
      refuse("password_hash", complaint_about_hash(credentials.password_hash));
    }
    if (!credentials.public_key.empty()) refuse("public_key", complaint_about_key(credentials.public_key));
  }
}

// Connections that have not logged on wait here. It is shared with its own pending handlers, which may run
// after the listener is gone.
class Hall : public std::enable_shared_from_this<Hall> {
 public:
  Hall(asio::io_context& io, ListenerSettings settings, std::vector<SessionSettings> sessions,
       Listener::Admit admit, Listener::Refuse refuse)
      : io_(io),
        acceptor_(io),
        back_off_(io),
        settings_(std::move(settings)),
        admit_(std::move(admit)),
        refuse_(std::move(refuse)),
        visitors_(settings_.accept_rate),
        logons_(std::make_unique<Logons>(io, std::move(sessions))) {
    if (settings_.tls) tls_ = std::make_shared<TlsContext>(*settings_.tls);
  }

  void open();
  void accept();
  void reload(const ListenerSettings& settings, const std::vector<SessionSettings>& sessions);
  void close();
  [[nodiscard]] unsigned short port() const { return port_; }

 private:
  using Number = std::uint64_t;
  using Strangers = std::map<Number, PendingConnection>;  // by age

  void on_accept(const error_code& error, tcp::socket socket);
  void wait_before_accept(const error_code& error);
  void greet(tcp::socket socket);
  [[nodiscard]] std::optional<Refused> refuse_entry(const IpAddress& address);
  [[nodiscard]] std::optional<Refused> make_room(const IpAddress& address);
  [[nodiscard]] std::shared_ptr<void> take_seat(const IpAddress& address);
  [[nodiscard]] Strangers::iterator most_crowded();
  [[nodiscard]] Strangers::iterator oldest_of(const IpAddress& address);
  void evict(Strangers::iterator stranger, const char* why);
  void await(Number number, PendingConnection& stranger, SteadyClock::time_point end, const Refused& late);
  void read(Number number, PendingConnection& stranger);
  void on_read(Number number, const error_code& error, std::size_t size);
  void judge(Number number, PendingConnection& stranger);
  void prove(Number number, PendingConnection& stranger, Admitted admitted);
  void let_in(Number number, const order::SessionKey& session);
  void turn_away(Number number, const Refused& refused);
  void turn_away_later(Number number, PendingConnection& stranger, Refused refused);
  void log_refused(const std::string& peer, const Refused& refused);

  asio::io_context& io_;
  tcp::acceptor acceptor_;
  asio::steady_timer back_off_;
  ListenerSettings settings_;
  Listener::Admit admit_;
  Listener::Refuse refuse_;
  std::shared_ptr<const TlsContext> tls_;
  ConnectionLimiter visitors_;
  Strangers strangers_;
  Number last_number_ = 0;
  unsigned short port_ = 0;
  bool accept_failing_ = false;
  LineBudget lines_{kLoggedPerSecond};
  std::unique_ptr<Logons> logons_;  // until close()
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
  const auto address = address_of(peer.address());
  if (const auto refused = refuse_entry(address)) return log_refused(text_of(peer), *refused);
  auto seat = take_seat(address);
  if (const auto refused = make_room(address)) return log_refused(text_of(peer), *refused);
  const auto number = ++last_number_;
  auto& stranger = strangers_.try_emplace(number, std::move(socket), io_).first->second;
  stranger.address = address;
  stranger.peer = text_of(peer);
  stranger.seat = std::move(seat);
  if (tls_) stranger.tls = std::make_unique<TlsSession>(tls_);
  await(number, stranger, SteadyClock::now() + settings_.first_message_deadline,
        {"deadline", "no whole Logon in time"});
  read(number, stranger);
}

std::optional<Refused> Hall::refuse_entry(const IpAddress& address) {
  if (!admits(settings_.networks, address)) {
    return Refused{"network", "listen.networks do not hold this address"};
  }
  if (!visitors_.enter(address, now())) {
    return Refused{"too_fast", "this address connects more often than listen.accept_rate allows"};
  }
  return {};
}

// Of the connections that are too many, one that has not logged on has to go, or else the newcomer.
std::optional<Refused> Hall::make_room(const IpAddress& address) {
  if (visitors_.of(address) > settings_.connections_per_address) {
    const auto oldest = oldest_of(address);
    if (oldest == strangers_.end()) {
      return Refused{"too_many", "this address has listen.connections_per_address connections"};
    }
    evict(oldest, "its address has too many connections");
  }
  if (visitors_.all() > settings_.connections_limit && strangers_.empty()) {
    return Refused{"full", "there are listen.connections_limit connections"};
  }
  if (visitors_.all() > settings_.connections_limit || strangers_.size() >= settings_.strangers_limit) {
    evict(most_crowded(), "too many connections have not logged on");
  }
  return {};
}

// Counts the connection until it is let go, by whichever thread.
std::shared_ptr<void> Hall::take_seat(const IpAddress& address) {
  return {this, [&io = io_, hall = weak_from_this(), address](Hall*) {
            asio::dispatch(io, [hall, address] {
              if (const auto there = hall.lock()) there->visitors_.leave(address);
            });
          }};
}

// The oldest stranger of the address that most strangers are from: one that floods us makes room itself.
Hall::Strangers::iterator Hall::most_crowded() {
  std::map<IpAddress, std::size_t> count;
  for (const auto& [number, stranger] : strangers_) ++count[stranger.address];
  return std::ranges::max_element(strangers_, {},
                                  [&](const auto& entry) { return count[entry.second.address]; });
}

Hall::Strangers::iterator Hall::oldest_of(const IpAddress& address) {
  return std::ranges::find(strangers_, address, [](const auto& entry) { return entry.second.address; });
}

void Hall::evict(Strangers::iterator stranger, const char* why) {
  turn_away(stranger->first, {"evicted", why});
}

void Hall::await(Number number, PendingConnection& stranger, SteadyClock::time_point end,
                 const Refused& late) {
  stranger.deadline.expires_at(end);
  stranger.deadline.async_wait([self = shared_from_this(), number, late](const error_code& cancelled) {
    if (!cancelled) self->turn_away(number, late);
  });
}

void Hall::read(Number number, PendingConnection& stranger) {
  stranger.socket.async_read_some(
      asio::buffer(stranger.chunk),
      [self = shared_from_this(), number](const error_code& error, std::size_t size) {
        self->on_read(number, error, size);
      });
}

void Hall::on_read(Number number, const error_code& error, std::size_t size) {
  const auto found = strangers_.find(number);
  if (found == strangers_.end()) return;
  if (error) return turn_away(number, {"gone", error.message()});
  PendingConnection& stranger = found->second;
  if (!stranger.take(size)) {
    return turn_away(number, {"tls", stranger.tls->error().empty() ? "the client takes no handshake"
                                                                   : stranger.tls->error()});
  }
  if (stranger.bytes.empty()) return read(number, stranger);
  judge(number, stranger);
}

void Hall::judge(Number number, PendingConnection& stranger) {
  Origin origin{.address = stranger.address, .certificate = {}};
  if (stranger.tls) origin.certificate = stranger.tls->peer();
  auto verdict = logons_->judge(stranger.bytes, origin, settings_.first_message_limit);
  if (std::holds_alternative<NeedMore>(verdict)) return read(number, stranger);
  stranger.whole_since = SteadyClock::now();
  if (auto* admitted = std::get_if<Admitted>(&verdict)) {
    return prove(number, stranger, std::move(*admitted));
  }
  auto& refused = std::get<Refused>(verdict);
  if (!refused.whole) return turn_away(number, refused);
  turn_away_later(number, stranger, std::move(refused));
}

void Hall::prove(Number number, PendingConnection& stranger, Admitted admitted) {
  const auto session = admitted.session;
  await(number, stranger, SteadyClock::now() + settings_.first_message_deadline,
        {"busy", "the logons before it took too long to verify"});
  logons_->prove(std::move(admitted), stranger.address,
                 [this, number, session](const std::optional<Refused>& refused) {
                   const auto found = strangers_.find(number);
                   if (found == strangers_.end()) return;
                   if (refused) return turn_away_later(number, found->second, *refused);
                   let_in(number, session);
                 });
}

void Hall::let_in(Number number, const order::SessionKey& session) {
  auto node = strangers_.extract(number);
  auto& stranger = node.mapped();
  error_code error;
  const bool ipv6 = stranger.socket.local_endpoint(error).address().is_v6();
  const int descriptor = stranger.socket.release(error);
  if (error) return log_refused(stranger.peer, {"gone", error.message()});
  visitors_.know(stranger.address, now());
  admit_(Arrival{.session = session,
                 .socket = descriptor,
                 .ipv6 = ipv6,
                 .bytes = std::move(stranger.bytes),
                 .peer = std::move(stranger.peer),
                 .limits = settings_.connection,
                 .tls = std::move(stranger.tls),
                 .seat = std::move(stranger.seat)});
}

// The reason for which it was refused before is the one that counts, whatever ends it now.
void Hall::turn_away(Number number, const Refused& refused) {
  const auto node = strangers_.extract(number);
  if (!node.empty()) log_refused(node.mapped().peer, node.mapped().verdict.value_or(refused));
}

void Hall::turn_away_later(Number number, PendingConnection& stranger, Refused refused) {
  await(number, stranger, stranger.whole_since + kRefusalAfter, refused);
  stranger.verdict = std::move(refused);
}

void Hall::log_refused(const std::string& peer, const Refused& refused) {
  if (refuse_) refuse_(refused.reason);
  const auto left_out = lines_.take();
  if (!left_out) return;
  if (*left_out > 0) log::warn("fix_refused_lines_left_out", {{"lines", *left_out}});
  // Load balancers probe by connecting and leaving, which is no news.
  const auto level = refused.reason == "gone" ? log::Level::Debug : log::Level::Warn;
  if (refused.session.empty()) {
    log::write(level, "fix_refused",
               {{"peer", peer}, {"reason", refused.reason}, {"detail", refused.detail}});
  } else {
    log::write(level, "fix_refused",
               {{"session", refused.session},
                {"peer", peer},
                {"reason", refused.reason},
                {"detail", refused.detail}});
  }
}

void Hall::reload(const ListenerSettings& settings, const std::vector<SessionSettings>& sessions) {
  check_credentials(sessions);
  if (settings_.tls && settings.tls) tls_ = std::make_shared<TlsContext>(*settings.tls);
  settings_.networks = settings.networks;
  logons_->reload(sessions);
}

void Hall::close() {
  error_code ignored;
  acceptor_.close(ignored);
  back_off_.cancel();
  strangers_.clear();
  logons_.reset();
}

class AsioListener : public Listener {
 public:
  explicit AsioListener(std::shared_ptr<Hall> hall) : hall_(std::move(hall)) {}
  ~AsioListener() override { hall_->close(); }

  [[nodiscard]] unsigned short port() const override { return hall_->port(); }
  void reload(const ListenerSettings& settings, const std::vector<SessionSettings>& sessions) override {
    hall_->reload(settings, sessions);
  }
  void close() override { hall_->close(); }

 private:
  std::shared_ptr<Hall> hall_;
};

}  // namespace

void check_admission(const ListenerSettings& settings, const std::vector<SessionSettings>& sessions) {
  if (settings.tls) static_cast<void>(TlsContext(*settings.tls));
  check_credentials(sessions);
}

std::unique_ptr<Listener> make_listener(asio::io_context& io, ListenerSettings settings,
                                        std::vector<SessionSettings> sessions, Listener::Admit admit,
                                        Listener::Refuse refuse) {
  check_credentials(sessions);
  auto hall = std::make_shared<Hall>(io, std::move(settings), std::move(sessions), std::move(admit),
                                     std::move(refuse));
  hall->open();
  hall->accept();
  return std::make_unique<AsioListener>(std::move(hall));
}

}  // namespace bridge::fix
