#include "venue/rest.hpp"

#include "base/check.hpp"
#include "base/log.hpp"
#include "venue/backoff.hpp"
#include "venue/endpoint.hpp"
#include "venue/https.hpp"
#include "venue/tls.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>
#include <utility>

namespace bridge::venue {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;

struct Pending {
  RestCall call;
  Clock::time_point deadline;
};
struct Failure {
  std::uint64_t number;
  std::string reason;
  bool never_left;
};

//          something to ask        on_connected
//   Idle ───────────────▶ Connecting ────────▶ Up ──┐ on_answer: the next, or Idle when the venue
//    ▲                        │ on_end         │ ▲  │ closes behind its answer
//    │  the wait is over      ▼                │ └──┘
//    └──────────────────── Waiting ◀───────────┘ on_end, a deadline
enum class Phase { Idle, Connecting, Up, Waiting, Closed };

class QueuedRestClient final : public RestClient, private HttpsConnection::Handler {
 public:
  QueuedRestClient(asio::io_context& io, RestSettings settings, RestClient::Handler& handler)
      : io_(io),
        settings_(std::move(settings)),
        handler_(handler),
        tls_(make_tls(settings_.ca_file)),
        backoff_(settings_.backoff_first, settings_.backoff_max),
        retry_(io),
        deadline_(io),
        random_(std::random_device{}()) {}

  ~QueuedRestClient() override {
    // Handlers in flight keep the connection; they must not find us.
    if (connection_) connection_->abandon();
  }

  bool send(RestCall call) override {
    check(is_path(call.target) && std::ranges::all_of(call.fields, is_sound), "a call is fit for a request");
    if (phase_ == Phase::Closed || queued_.size() + (in_flight_ ? 1 : 0) >= settings_.queue_limit) {
      return false;
    }
    const auto until = Clock::now() + call.within;
    queued_.push_back({std::move(call), until});
    go_on();
    watch();
    return true;
  }

  void close(std::function<void()> done) override {
    if (connection_) connection_->abandon();
    connection_.reset();
    retry_.cancel();
    deadline_.cancel();
    queued_.clear();
    in_flight_.reset();
    phase_ = Phase::Closed;
    asio::post(io_, std::move(done));
  }

 private:
  static bool is_sound(const HttpField& field) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7F; };
    return !field.name.empty() && std::ranges::all_of(field.name, printable) &&
           std::ranges::all_of(field.value, printable);
  }

  // Connects or sends, as far as it can.
  void go_on() {
    if (queued_.empty()) return;
    if (phase_ == Phase::Idle) {
      phase_ = Phase::Connecting;
      answered_ = false;
      log::info("rest_connecting", {{"host", settings_.host}, {"port", settings_.port}});
      connection_ = make_https(io_, tls_, settings_, *this);
      connection_->connect();
    } else if (phase_ == Phase::Up && !in_flight_) {
      in_flight_ = std::move(queued_.front());
      queued_.pop_front();
      connection_->send(in_flight_->call);
    }
  }

  void on_connected() override {
    phase_ = Phase::Up;
    go_on();
  }

  void on_answer(const RestAnswer& answer, bool stays) override {
    const std::uint64_t number = in_flight_->call.number;
    in_flight_.reset();
    answered_ = true;
    trouble_.clear();
    if (!stays) {
      connection_.reset();
      phase_ = Phase::Idle;
    }
    go_on();
    watch();
    // This comes last, because the handler may close us.
    handler_.on_rest_answer(number, answer);
  }

  void on_end(const std::string& reason) override {
    // A venue that hangs up while nothing is asked is none to warn of.
    const bool wanted = in_flight_ || !queued_.empty();
    log::write(wanted ? log::Level::Warn : log::Level::Info, "rest_lost",
               {{"host", settings_.host}, {"port", settings_.port}, {"reason", reason}});
    trouble_ = reason;
    std::vector<Failure> failed;
    if (in_flight_) failed.push_back({in_flight_->call.number, reason, false});
    wait_and_retry();
    tell(failed);
  }

  // Whatever was asked on it has been answered or has failed. One that answered anything was a success.
  void wait_and_retry() {
    connection_.reset();
    in_flight_.reset();
    phase_ = Phase::Waiting;
    const milliseconds up = answered_ ? Backoff::kSteady : milliseconds{0};
    retry_.expires_after(backoff_.wait_after(up, static_cast<std::uint32_t>(random_())));
    retry_.async_wait([this](boost::system::error_code error) {
      if (error || phase_ != Phase::Waiting) return;
      phase_ = Phase::Idle;
      go_on();
    });
    watch();
  }

  // Wakes at the first deadline.
  void watch() {
    deadline_.cancel();
    if (phase_ == Phase::Closed || (!in_flight_ && queued_.empty())) return;
    auto first = in_flight_ ? in_flight_->deadline : queued_.front().deadline;
    for (const Pending& one : queued_) first = std::min(first, one.deadline);
    deadline_.expires_at(first);
    deadline_.async_wait([this](boost::system::error_code error) {
      if (!error && phase_ != Phase::Closed) give_up();
    });
  }

  void give_up() {
    const auto now = Clock::now();
    std::vector<Failure> failed;
    const auto overdue = [now](const Pending& one) { return one.deadline <= now; };
    for (const Pending& one : queued_) {
      if (!overdue(one)) continue;
      failed.push_back({one.call.number, "not sent within " + time_of(one) + because(), true});
    }
    std::erase_if(queued_, overdue);
    if (in_flight_ && overdue(*in_flight_)) {
      failed.push_back({in_flight_->call.number, "no answer within " + time_of(*in_flight_), false});
      // Its answer may still come, and would be taken for that of the next call.
      connection_->abandon();
      wait_and_retry();
    } else {
      watch();
    }
    tell(failed);
  }

  static std::string time_of(const Pending& one) { return std::to_string(one.call.within.count()) + " ms"; }
  std::string because() const { return trouble_.empty() ? "" : ", last: " + trouble_; }

  // This comes last, because the handler may close us; then it hears nothing more.
  void tell(const std::vector<Failure>& failed) {
    for (const Failure& one : failed) {
      if (phase_ == Phase::Closed) return;
      handler_.on_rest_failed(one.number, one.reason, one.never_left);
    }
  }

  asio::io_context& io_;
  RestSettings settings_;
  RestClient::Handler& handler_;
  std::shared_ptr<Tls> tls_;
  Backoff backoff_;
  asio::steady_timer retry_;
  asio::steady_timer deadline_;
  std::mt19937 random_;
  Phase phase_ = Phase::Idle;
  std::shared_ptr<HttpsConnection> connection_;
  std::deque<Pending> queued_;        // not yet given to the connection
  std::optional<Pending> in_flight_;  // some of its bytes may have arrived
  bool answered_ = false;             // something, on this connection
  std::string trouble_;               // why there was no connection, last
};

}  // namespace

std::unique_ptr<RestClient> make_rest_client(asio::io_context& io, RestSettings settings,
                                             RestClient::Handler& handler) {
  check_endpoint(settings.host, settings.port);
  return std::make_unique<QueuedRestClient>(io, std::move(settings), handler);
}

}  // namespace bridge::venue
