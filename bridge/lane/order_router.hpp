// One lane's road from FIX to the venue and back, without its thread and its sockets: record, decide, act.
// Every event is journaled, decided by its account's blotter and acted out into buffers; at the end of the
// turn the journal commits, and only then do bytes leave (output commit). A lane drives it in real time;
// the simulation in tests/simulation drives the same code on a clock of its own.
//
// When a commit fails the turn is undone and taken once more with the journal down: cancels are refused
// with a reason, nothing goes to the venue, and the lane is not ready. When the journal can write again the
// lane recovers as after a restart: open tickets come back from the journal and are asked about.
//
// One thread: the lane's.
#pragma once

#include "config/config.hpp"
#include "fix/session/engine.hpp"
#include "fix/session/id_scope.hpp"
#include "journal/journal.hpp"
#include "journal/log/emergency_numbers.hpp"
#include "lane/journal_session_store.hpp"
#include "ops/metrics.hpp"
#include "order/account_blotters.hpp"
#include "upstream/upstream.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge {

class OrderRouter final : public fix::Engine::Application, private Upstream::Handler {
 public:
  struct Dependencies {
    journal::Journal& journal;
    journal::EmergencyNumbers& emergency_numbers;
    ops::Metrics& metrics;
    std::function<SharedWeightLimiter&(const config::Account&)>
        weight_limiter;  // of the account's IP and venue
    MakeLink make_link;
    MakeRest make_rest{};
    std::function<Timestamp()> clock;
    std::uint32_t seed;  // of the jitter
    // Takes the account's credentials. When there is none, each account signs in this process.
    std::function<std::shared_ptr<const venue::Dialect>(config::Account&)> dialect{};
  };
  // It takes the accounts' credentials, and throws what the rooms throw for settings that they cannot use.
  OrderRouter(std::string name, std::vector<config::Account> accounts, const Dependencies& around);
  ~OrderRouter() override;

  // The engine keeps its numbers here. It is to be made with this, and with this object as its client …
  [[nodiscard]] fix::SessionStore& session_store() { return session_store_; }
  // … and is then handed over, once: open tickets come back from the journal. The first turn has begun then,
  // and end_turn() ends it.
  void begin(fix::Engine& engine);
  void open_links();

  // The lane calls this between two calls of end_turn(), besides letting engine and links call in here.
  void tick();            // once a second
  void pass_deadlines();  // all that are due by the clock
  // The venue's clock minus ours, of the first account that knows it.
  [[nodiscard]] std::optional<microseconds> venue_offset() const;
  // Says that the system's clock was set, or has been taken over.
  void measure_clocks();
  // Says that a handler failed half-way: the turn cannot be trusted, and is undone.
  void break_turn(const std::string& why);
  // Ends the turn. When it returns false the lane must end: neither journal nor emergency numbers take a
  // write; or nobody knows whether the turn was committed, or the journal is another's, and nothing of the
  // turn may leave.
  [[nodiscard]] bool end_turn();
  [[nodiscard]] std::optional<Timestamp> next_deadline() const;

  // Settles a ticket by hand, as part of the turn. Returns why not, when it cannot.
  [[nodiscard]] std::string resolve(order::TicketId ticket, order::Resolution as, std::string who,
                                    std::string why);
  // Takes the risk limits of a configuration that was read again; accounts and sessions that it does not name
  // keep theirs.
  void set_limits(const config::Limits& limits);
  // Takes a new key for an account, as Upstream::renew does.
  void renew(const order::AccountName& account, std::shared_ptr<const venue::Dialect> dialect,
             Upstream::Renewed done);
  // True when the journal is up: after end_turn(), what the turn recorded is then durable.
  [[nodiscard]] bool recording() const { return state_ != State::Down; }

  // True when nothing is left that an answer could still come for.
  [[nodiscard]] bool drained() const;
  void close_links(const std::function<void()>& done);
  // True when not_ready() may say something else than at the last call of this.
  [[nodiscard]] bool readiness_changed() { return std::exchange(readiness_changed_, false); }
  // Tells why this lane is not ready; empty when it is.
  [[nodiscard]] std::string not_ready() const;
  [[nodiscard]] std::size_t open() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  //                a handler fails               end_turn(): undone, and taken once more
  //   Recording ─────────────────────▶ Broken ──────────────────────────────────┐
  //       │ ▲                                                                   ▼
  //       │ └──── the journal has taken what was told meanwhile (once a second) Down
  //       └────────────────── end_turn(): the commit fails ─────────────────────▶
  //
  //   Recording  events are journaled, decided and acted out; the commit lets them leave
  //   Broken     the same, but the turn cannot be trusted: its handlers do nothing more, its end undoes it
  //   Down       the journal cannot record: requests are refused, and nothing goes to the venue
  enum class State { Recording, Broken, Down };

  // An account's way to the venue, and its figures. Its place is that of its blotter.
  struct Route {
    Route(std::size_t at, config::Account& own, const Dependencies& around, OrderRouter& router);
    std::size_t place;
    std::string account;
    std::unique_ptr<ops::Metrics::Lane> metrics;
    Upstream upstream;
    bool recorded = false;                    // this turn has events of it
    std::vector<SteadyTime> reported_causes;  // of this turn's reports to venue replies
  };
  using What = decltype(order::Event::what);
  // An event that waits its turn in submit().
  struct Waiting {
    order::Event event;
    std::string evidence;
  };

  // fix::Engine::Application
  void on_command(order::Command command, std::string_view message) override;
  void on_logon(const order::SessionKey& session) override;
  void on_cancel_on_disconnect(const order::SessionKey& session,
                               const order::CancelOnDisconnect& rule) override;
  void on_logout(const order::SessionKey& session, bool orderly) override;
  void on_refused(const std::string& reason) override { all_metrics_.connection_refused(reason); }
  // Upstream::Handler
  void on_ready(Upstream& upstream) override;
  void on_down(Upstream& upstream, const std::string& reason) override;
  void on_lost(Upstream& upstream, const VenueSession::Lost& lost, const std::string& reason) override;
  void on_reply(Upstream& upstream, const venue::Reply& reply, std::string_view frame) override;
  void on_stream_up(Upstream& upstream) override;
  void on_stream_down(Upstream& upstream, const std::string& reason) override;
  void on_stream_order(Upstream& upstream, const order::OrderUpdate& update, std::string_view frame) override;
  void on_stream_algo(Upstream& upstream, const order::AlgoUpdate& update, std::string_view frame) override;

  void restore();
  // Records each account's and session's limits where they are others than those that hold.
  void record_limits();
  void record_limits(Route& route, const order::SessionKey& session, const order::RiskLimits& wanted);
  // Why the limits forbid the command, if they do; what it was decided by is written into it.
  [[nodiscard]] std::optional<order::OrderRefusal> judge_limits(Route& route, order::Command& command,
                                                                Timestamp at);
  void note_limit(Route& route, const order::Command& command, order::TicketId ticket);
  // Finds the ticket that has used the request's ClOrdID(11), within the session's scope. It throws
  // JournalError.
  [[nodiscard]] std::optional<order::Prior> prior_of(const order::Command& command);
  [[nodiscard]] bool was_told(const order::Report& report);
  [[nodiscard]] Route& route_of(const order::AccountName& account) {
    return *routes_[blotters_.place_of(account)];
  }
  [[nodiscard]] const order::OrderBook& orders_of(const Upstream& upstream) {
    return blotters_[route_of(upstream.account()).place].orders();
  }
  [[nodiscard]] std::size_t open(std::size_t place) const;
  // The lane's own figures are counted under its first account.
  [[nodiscard]] ops::Metrics::Lane& lane_metrics() { return *routes_.front()->metrics; }
  // The client is not there: its orders are canceled, where that was agreed, unless it comes back in time.
  void begin_grace(Route& route, const order::SessionKey& session);
  // After a start nobody is logged on, and after an outage of the journal some are.
  void catch_up_with_sessions();
  // By the venue's clock; 0 while that is not known.
  [[nodiscard]] static std::int64_t venue_time_ms(const Route& route);
  // How many of the sessions that may trade an account are logged on.
  void count_logged_on();

  void readiness_changed(What change);
  // Takes what the venue has said; the frame is the evidence.
  void hear(What what, std::string_view frame);

  // record, decide, act
  void submit(order::Event event, std::string_view evidence = {});
  void take(const order::Event& event, std::string_view evidence);
  void act(Route& route, const order::Request& request);
  void act(Route& route, const order::Tell& effect);
  void act(Route& route, const order::CallForAttention& effect);
  void act(Route& route, const order::Forget& effect);
  void act(Route& route, const order::DoubtStream& effect);
  void act(Route& route, const order::CancelOurselves& effect);
  void act(Route& route, const order::KeepPosition& effect);
  void answer_unrecorded(order::Command command, const std::optional<order::Refusal>& refused);
  void tell_unrecorded(Route& route, const order::Report& report, std::string_view cl_ord_id);

  // the turn
  void flush();
  [[nodiscard]] bool give_up(journal::Commit commit);
  void journal_failed();
  void journal_returned();

  std::string name_;
  std::function<Timestamp()> clock_;
  journal::Journal& journal_;
  ops::Metrics& all_metrics_;
  JournalSessionStore session_store_;
  std::map<order::SessionKey, order::Terms> terms_;
  std::map<order::SessionKey, fix::IdScope> id_scopes_;
  config::Limits limits_;  // as the configuration has them …
  std::string limits_by_;  // … and how it came to be read
  order::AccountBlotters blotters_;
  std::vector<std::unique_ptr<Route>> routes_;               // by the blotters' places
  std::map<order::SessionKey, std::set<Route*>> traded_by_;  // the accounts that a session may trade
  std::map<order::SessionKey, order::CancelOnDisconnect> disconnect_rules_;  // as of the last Logon
  fix::Engine* engine_ = nullptr;

  std::deque<Waiting> events_;
  bool submitting_ = false;
  SteadyTime cause_{};  // when this turn's current cause came in
  bool in_reply_ = false;
  State state_ = State::Recording;
  std::string why_;  // it is Broken or Down
  std::size_t links_closing_ = 0;
  bool readiness_changed_ = true;
};

}  // namespace bridge
