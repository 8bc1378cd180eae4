// One account's way to the venue: its links, its language, the venue's clock and the weight limit. A
// ticket's requests keep to one link while it is up; when it falls another takes over. A link that grows old,
// or that the venue is about to close, is replaced: the new one is ready before the old one goes. A
// new key comes into use the same way.
//
// The lane's thread.
#pragma once

#include "config/config.hpp"
#include "order/settings.hpp"
#include "upstream/account_rules.hpp"
#include "upstream/dead_man_switch.hpp"
#include "upstream/mark_prices.hpp"
#include "upstream/rest_calls.hpp"
#include "upstream/user_stream.hpp"
#include "upstream/venue_session.hpp"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class Upstream : private VenueSession::Handler,
                 private UserStream::Handler,
                 private RestCalls::Handler,
                 private DeadManSwitch::Venue {
 public:
  using SteadyTime = VenueSession::SteadyTime;
  class Handler {
   public:
    virtual ~Handler() = default;
    // The first link is ready …
    virtual void on_ready(Upstream& upstream) = 0;
    // … and the last one is no more.
    virtual void on_down(Upstream& upstream, const std::string& reason) = 0;
    // The answer will not come. When that was the last link, this comes after on_down.
    virtual void on_lost(Upstream& upstream, const VenueSession::Lost& lost, const std::string& reason) = 0;
    virtual void on_reply(Upstream& upstream, const venue::Reply& reply, std::string_view frame) = 0;
    // The user-data stream tells of everything from now on, or no more …
    virtual void on_stream_up(Upstream& upstream) = 0;
    virtual void on_stream_down(Upstream& upstream, const std::string& reason) = 0;
    // … and has told of an order of the account, whoever placed it.
    virtual void on_stream_order(Upstream& upstream, const order::OrderUpdate& update,
                                 std::string_view frame) = 0;
    virtual void on_stream_algo(Upstream& upstream, const order::AlgoUpdate& update,
                                std::string_view frame) = 0;
  };
  // What became of a new key, in words for the operator.
  using Renewed = std::function<void(bool taken, const std::string& text)>;
  struct Resources {
    MakeLink make_link;
    std::shared_ptr<const venue::Dialect> dialect;  // none: make_dialect() makes it
    MakeRest make_rest{};                           // used where orders are placed
    SharedWeightLimiter& weight_limiter;
    ops::Metrics::Lane& metrics;
    std::function<Timestamp()> now;
    std::uint32_t seed;  // of the jitter
  };
  using Unsent = VenueSession::Unsent;

  // It takes the account's credentials, and throws std::runtime_error for settings that cannot be used.
  Upstream(config::Account& account, Resources around, Handler& handler);

  void open();
  // Looks, once a second, after the venue's clock, refused logons, and links that grow old.
  void tick();
  // Takes the request's weight, signs it and puts it aside until flush(). `cause` is when what caused it came
  // in, `subject` is for the log. Returns nothing when that is done; else nothing was kept.
  [[nodiscard]] std::optional<Unsent> stage(const order::Request& request, SteadyTime cause,
                                            const order::Subject& subject);
  // Takes the venue's symbols for which it may have orders of ours; the dead man's switch, where the account
  // has one, is for these.
  void watch(const std::map<std::string, std::size_t>& on_book);
  // Holds a command to place or replace against what the account has to keep to (account_rules.hpp), and
  // against the risk limits, which `limits` knows.
  void judge(order::Command& command, const AccountRules::JudgeLimits& limits);
  // The risk limits that hold from now on: their mark prices are asked for.
  void serve_limits(const std::vector<order::RiskLimits>& limits) { mark_prices_.serve(limits); }
  // A symbol's mark price as it is known now; nothing when it is not.
  [[nodiscard]] std::optional<order::MarkPrice> mark_price(const std::string& symbol) const {
    return mark_prices_.find(symbol, venue_time());
  }
  // The stream has not told what it should have.
  void doubt_stream(const std::string& reason);
  [[nodiscard]] bool stream_up() const { return stream_ != nullptr && stream_->up(); }
  // Lets what is staged leave, after the turn's commit.
  void flush();
  // Forgets what is staged, and every request that waits for an answer, because the turn was not committed.
  void discard();
  // Takes a new key: each place gets a link with it, once that is ready. Should the venue refuse the key
  // before any is, the old links stay, and the key is forgotten. `done` runs once, when that is known.
  void renew(std::shared_ptr<const venue::Dialect> dialect, Renewed done);
  // Ends the dead man's switch, then the links. `done` runs once every link is gone.
  void close(std::function<void()> done);

  [[nodiscard]] const order::AccountName& account() const { return account_.name; }
  [[nodiscard]] bool ready() const;
  [[nodiscard]] bool clock_known() const { return account_.clock.known(); }
  // The venue's time, as far as it is known.
  [[nodiscard]] Timestamp venue_time() const { return account_.clock.venue_time(account_.now()); }
  // The venue's clock minus ours (base/time.hpp), as far as known.
  [[nodiscard]] std::optional<microseconds> clock_offset() const;
  // Says that the system's clock was set, or has been taken over: the venue's is asked for again.
  void measure_clock();
  // Why it is not ready; empty when it is. It is not ready either while the venue's clock is seconds away
  // from the one that clients are shown.
  [[nodiscard]] std::string not_ready() const;

 private:
  // A place for a link, and who is in it.
  struct Place {
    std::unique_ptr<VenueSession> session;
    std::unique_ptr<VenueSession> successor;  // on its way up, to take the session's place
    Timestamp replace_at{};                   // the session is old by then; 0: not ready yet
    bool renewing = false;                    // the successor has a new key
    Timestamp announced_at{};                 // the venue last said that the session is to end
  };
  struct Leaving {
    std::unique_ptr<VenueSession> session;
    Timestamp by;  // answered or not, it goes
    bool closing = false;
    bool gone = false;
  };

  // A new key on its way into use.
  struct Renewal {
    std::shared_ptr<const venue::Dialect> before;
    Renewed done;
    bool begun = false;  // a link has it
  };

  // VenueSession::Handler
  void on_session_ready(VenueSession& session) override;
  void on_session_lost(VenueSession& session, const std::string& reason,
                       const std::vector<VenueSession::Lost>& lost) override;
  void on_session_reply(const venue::Reply& reply, std::string_view frame) override;
  void on_session_ending(VenueSession& session) override;
  void on_session_refused(VenueSession& session, const order::VenueError& error) override;

  void on_session_key(const venue::SessionReply& answer) override;
  void on_session_orders(Timestamp sent, const venue::RateLimit& limit) override;
  // UserStream::Handler
  void on_stream_up() override;
  void on_stream_down(const std::string& reason) override;
  void on_stream_order(const order::OrderUpdate& update, std::string_view frame) override;
  void on_stream_algo(const order::AlgoUpdate& update, std::string_view frame) override;
  bool ask_key(venue::ListenKeyAction action) override;
  // RestCalls::Handler
  void on_rest_reply(const venue::Reply& reply, std::string_view body) override;
  void on_rest_lost(const VenueSession::Lost& lost, const std::string& reason) override;
  void on_rest_told(venue::AccountQuestion question, std::string_view body) override;
  void on_rest_countdown(const venue::Countdown& asked, Timestamp sent,
                         const std::optional<DeadManSwitch::Failure>& failure) override;
  // DeadManSwitch::Venue
  std::optional<Unsent> set_countdown(const venue::Countdown& countdown, milliseconds within) override;
  void ask_rules();
  void ask_mark_prices();

  template <class Visit>
  void each_session(Visit visit);
  [[nodiscard]] std::unique_ptr<VenueSession> make_session();
  [[nodiscard]] Place* place_of(const VenueSession& session);
  [[nodiscard]] std::size_t ready_links() const;
  [[nodiscard]] VenueSession* session_for(order::TicketId ticket);
  void watch_clock();
  [[nodiscard]] std::optional<microseconds> clock_error() const;
  void watch_age(Place& place);
  void succeed(Place& place);
  void see_off(Leaving& leaving);
  void leave(std::unique_ptr<VenueSession> session);
  void renewed(Place& place);
  void give_up_renewal(const order::VenueError& error);
  void end_renewal(bool taken, const std::string& text);
  void close_links(std::function<void()> done);

  VenueSession::Account account_;
  milliseconds rotate_after_;
  Handler& handler_;
  std::uint64_t sessions_made_ = 0;
  std::vector<Place> places_;
  std::list<Leaving> leaving_;
  std::optional<Renewal> renewal_;
  // For orders that are placed here; without such there are none.
  std::unique_ptr<RestCalls> rest_;
  std::unique_ptr<UserStream> stream_;
  std::optional<DeadManSwitch> dead_man_switch_;
  AccountRules rules_;
  MarkPrices mark_prices_;
  Timestamp rules_at_{};  // asked for last
  bool was_ready_ = false;
  bool clock_is_off_ = false;
  bool closing_ = false;
  std::size_t links_closing_ = 0;
};

}  // namespace bridge
