#include "commands/venue_check.hpp"

#include "order/reporting.hpp"
#include "upstream/account_settings.hpp"
#include "upstream/upstream.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <utility>

namespace bridge {
namespace {

constexpr milliseconds kSkewWorthATimeServer{500};
constexpr seconds kVenueAnswersWithin{5};
// No order has this id: asking for it proves the key and changes nothing.
const order::OrderId kNoOrder{1};
constexpr int kNoSuchOrder = -2013;

std::string milliseconds_text(microseconds span) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(span).count()) + " ms";
}

// Brings the account's link up once, and sends a signed query once it is ready.
class VenueCheck : private VenueSession::Handler {
 public:
  VenueCheck(config::Account account, const std::function<void(const VenueFinding&)>& tell)
      : tell_(tell),
        name_(account.name),
        venue_("wss://" + account.link.host + ":" + account.link.port + account.link.path),
        connect_timeout_(account.link.connect_timeout),
        symbol_(symbol_of(account)),
        metrics_lane_(metrics_.lane(account.name)),
        account_{.name = order::AccountName{account.name},
                 .dialect = make_dialect(account),
                 .link = account.link,
                 .make_link =
                     [this](venue::LinkSettings settings, venue::Link::Handler& listener) {
                       return venue::make_link(io_, std::move(settings), listener);
                     },
                 .clock = {},
                 .weight_limiter = weight_limiter_,
                 .metrics = *metrics_lane_,
                 .now = now,
                 .random = std::mt19937(std::random_device{}())},
        session_(1, account_, *this) {}

  bool run() {
    session_.open();
    const std::string not_tried = session_.not_ready();
    const auto tried = [&] { return session_.link_open() || session_.not_ready() != not_tried; };
    bool ok = wait(connect_timeout_ + kVenueAnswersWithin, tried) && session_.link_open();
    say(ok, "connection", venue_,
        session_.not_ready() + "; check url, ca_file, the host's name resolution and its firewall");
    ok = ok && wait(kVenueAnswersWithin, [this] { return account_.clock.known(); });
    if (session_.link_open()) report_clock();
    if (ok) ok = wait(kVenueAnswersWithin, [this] { return ready_ || refused(); }) && ready_;
    if (ok) {
      ok = !session_.stage(
          order::AskStatus{{order::TicketId{1}, 1, order::RequestKind::Status}, symbol_, kNoOrder},
          std::chrono::steady_clock::now(), {});
      session_.flush();
      ok = ok && wait(kVenueAnswersWithin, [this] { return outcome_.has_value(); });
    }
    if (session_.link_open()) ok = report_credentials() && ok;
    close();
    return ok && clock_ok_;
  }

 private:
  static std::string symbol_of(const config::Account& account) {
    for (const auto& session : account.sessions) {
      for (const auto& symbol : session.terms.entitled_symbols) {
        if (!symbol.ends_with('*')) return symbol;
      }
    }
    return "BTCUSDT";
  }

  void on_session_ready(VenueSession&) override { ready_ = true; }
  void on_session_lost(VenueSession&, const std::string&, const std::vector<VenueSession::Lost>&) override {
    ready_ = false;
  }
  void on_session_reply(const venue::Reply& reply, std::string_view) override { outcome_ = reply.outcome; }
  void on_session_key(const venue::SessionReply&) override {}
  void on_session_orders(Timestamp, const venue::RateLimit&) override {}
  void on_session_ending(VenueSession&) override {}
  void on_session_refused(VenueSession&, const order::VenueError&) override {}

  [[nodiscard]] bool refused() const { return session_.not_ready().find("refused") != std::string::npos; }

  bool wait(milliseconds limit, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!done() && std::chrono::steady_clock::now() < deadline) {
      session_.flush();
      io_.run_one_for(milliseconds{20});
    }
    return done();
  }

  void say(bool ok, const std::string& what, const std::string& found, const std::string& remedy) {
    tell_({.account = name_, .what = what, .ok = ok, .text = ok ? found : remedy});
  }

  void report_clock() {
    const auto& clock = account_.clock;
    clock_ok_ = clock.known() && std::chrono::abs(clock.offset()) < kSkewWorthATimeServer;
    const bool behind = clock.offset() < microseconds{0};
    const std::string found = "the venue's clock is " + milliseconds_text(std::chrono::abs(clock.offset())) +
                              (behind ? " behind" : " ahead of") + " this machine's, give or take " +
                              milliseconds_text(clock.uncertainty());
    say(clock_ok_, "clock", found,
        clock.known() ? found + "; synchronise this machine's clock (chrony, systemd-timesyncd)"
                      : "session.status was not answered within 5 s");
  }

  bool report_credentials() {
    const bool missing = outcome_ && std::holds_alternative<order::Missing>(*outcome_);
    const auto* error = outcome_ ? order::error_of(*outcome_) : nullptr;
    const bool ok = missing || (outcome_ && std::holds_alternative<order::Found>(*outcome_));
    std::string remedy =
        session_.ready() ? "the venue did not answer order.status within 5 s" : session_.not_ready();
    if (error != nullptr) {
      remedy = order::venue_text(*error) + ": " + remedy_of(error->code, name_);
    }
    say(ok, "credentials", "order.status is answered as it must be (" + std::to_string(kNoSuchOrder) + ")",
        remedy);
    return ok;
  }

  void close() {
    bool closed = false;
    session_.close([&] { closed = true; });
    wait(kVenueAnswersWithin, [&] { return closed; });
  }

  const std::function<void(const VenueFinding&)>& tell_;
  std::string name_;
  std::string venue_;
  milliseconds connect_timeout_;
  std::string symbol_;
  boost::asio::io_context io_;
  ops::Metrics metrics_;
  std::unique_ptr<ops::Metrics::Lane> metrics_lane_;
  bool ready_ = false;
  bool clock_ok_ = false;
  std::optional<order::Outcome> outcome_;
  SharedWeightLimiter weight_limiter_;
  VenueSession::Account account_;
  VenueSession session_;
};

}  // namespace

bool check_venues(config::Config config, const std::function<void(const VenueFinding&)>& tell) {
  bool all_ok = true;
  for (auto& account : config.accounts) {
    try {
      all_ok = VenueCheck(std::move(account), tell).run() && all_ok;
    } catch (const std::exception& error) {
      tell({.account = account.name, .what = "", .ok = false, .text = error.what()});
      all_ok = false;
    }
  }
  return all_ok;
}

}  // namespace bridge
