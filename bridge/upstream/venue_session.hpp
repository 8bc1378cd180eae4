// One link of an account: the venue's clock as it is seen over it and, where the key asks for it, the session
// logon. It keeps the key that it was made with, and knows which of its requests are on the wire; what their
// answers mean is the blotter's.
//
//   Down ──link open──▶ Measuring ──clock──▶ LoggingOn ──ok──▶ Ready        (no session logon: at once Ready)
//     ▲                    ▲                    │ refused         │ key revoked
//     └────── link lost    └──── wait ◀── Refused ◀───────────────┘
//
// The lane's thread.
#pragma once

#include "base/line_budget.hpp"
#include "ops/metrics.hpp"
#include "order/effect.hpp"
#include "order/subject.hpp"
#include "upstream/shared_weight_limiter.hpp"
#include "venue/backoff.hpp"
#include "venue/clock.hpp"
#include "venue/dialect.hpp"
#include "venue/link.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

using MakeLink = std::function<std::unique_ptr<venue::Link>(venue::LinkSettings, venue::Link::Handler&)>;

class VenueSession : private venue::Link::Handler {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  // What the sessions of an account share.
  struct Account {
    order::AccountName name;
    std::shared_ptr<const venue::Dialect> dialect;  // of the sessions made from now on
    venue::LinkSettings link;
    MakeLink make_link;
    venue::Clock clock;
    SharedWeightLimiter& weight_limiter;
    ops::Metrics::Lane& metrics;
    std::function<Timestamp()> now;
    std::mt19937 random;
  };
  // A request whose answer will not come: its link fell, or its key was revoked.
  struct Lost {
    order::RequestId request;
    bool never_left = false;
    order::Subject subject{};
  };
  // Why a request was not staged, and from when on it is worth trying again (0: when a link is up).
  struct Unsent {
    std::string reason;
    Timestamp not_before{};
  };
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void on_session_ready(VenueSession& session) = 0;
    // It was ready and is no more. It is on its way back by itself.
    virtual void on_session_lost(VenueSession& session, const std::string& reason,
                                 const std::vector<Lost>& lost) = 0;
    virtual void on_session_reply(const venue::Reply& reply, std::string_view frame) = 0;
    // The answer to ask_key().
    virtual void on_session_key(const venue::SessionReply& answer) = 0;
    // A reply showed ORDERS counters; the request was signed at `sent`.
    virtual void on_session_orders(Timestamp sent, const venue::RateLimit& limit) = 0;
    // The venue is about to close this connection (serverShutdown).
    virtual void on_session_ending(VenueSession& session) = 0;
    // The venue refuses its session.logon. It is tried again.
    virtual void on_session_refused(VenueSession& session, const order::VenueError& error) = 0;
  };

  // `number` names it in the log.
  VenueSession(std::uint64_t number, Account& account, Handler& handler);

  void open() { link_->open(); }
  // Asks, once a second, for the venue's time, and tries a refused logon again.
  void tick();
  // Asks for the venue's time now, unless that is under way.
  void measure();
  // Asks about the listen key of the account. Returns false when it is not ready, or the last such question
  // is not answered yet.
  [[nodiscard]] bool ask_key(venue::ListenKeyAction action);
  // Puts a signed request aside until flush(). `cause` is when what caused it came in, `subject` is for the
  // log. Returns nothing when that is done; else it is not ready, cannot sign, or the link's queue is full,
  // and nothing was kept.
  [[nodiscard]] std::optional<Unsent> stage(const order::Request& request, SteadyTime cause,
                                            const order::Subject& subject);
  // Lets what is staged leave, after the turn's commit.
  void flush();
  // Forgets what is staged, and every request that waits for an answer, because the turn was not committed.
  void discard();
  void close(std::function<void()> done) { link_->close(std::move(done)); }
  // Waits for no answer any more.
  [[nodiscard]] std::vector<Lost> give_up() { return take_in_flight(kAllFrames); }

  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] bool ready() const { return state_ == State::Ready; }
  [[nodiscard]] bool link_open() const { return link_->is_open(); }
  // True when it is ready, but nothing was heard since a request that is long unanswered: it may be
  // half-open.
  [[nodiscard]] bool silent() const;
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }
  // Why it is not ready; empty when it is.
  [[nodiscard]] std::string not_ready() const;

 private:
  enum class State { Down, Measuring, LoggingOn, Refused, Ready };
  static constexpr std::uint64_t kAllFrames = std::numeric_limits<std::uint64_t>::max();
  struct InFlight {
    std::uint64_t frame = 0;  // its number on the link
    SteadyTime caused;
    SteadyTime sent;
    Timestamp signed_at;
    std::string symbol;
    order::OrderRef order;
    order::Subject subject;
  };

  // venue::Link::Handler
  milliseconds on_link_connecting() override;
  void on_link_open() override;
  void on_link_lost(const std::string& reason, std::uint64_t handed_over) override;
  void on_link_unreachable(const std::string& reason, milliseconds hold) override;
  void on_frame(std::string_view frame) override;

  void ask_time();
  void log_on();
  void stage_session_request(std::string id, std::string frame);
  void session_answered(const venue::SessionReply& answer);
  void time_answered(const venue::SessionReply& answer);
  void logon_answered(const venue::SessionReply& answer);
  // Puts the venue's times in the error into ours.
  void order_answered(venue::Reply& reply, std::string_view frame,
                      const std::vector<venue::RateLimit>& limits);
  void learn(Timestamp sent, const std::vector<venue::RateLimit>& limits);
  void stray(const venue::Stray& frame);
  // Counts a reply to an open request that shows another order than was asked for. That it proves nothing is
  // the blotter's to say.
  void check_order(const InFlight& asked, const venue::Reply& reply);
  [[nodiscard]] std::string_view account_name() const { return account_.name.value(); }
  // Returns false when the venue has caused enough log lines in this second.
  [[nodiscard]] bool may_log();
  // A time of the venue's until which we are to wait, no later than its longest ban may end.
  [[nodiscard]] std::int64_t believed(std::int64_t venue_ms) const;
  void refused(const order::VenueError& error);
  // Has the logon tried again later, and says how much later.
  milliseconds wait_refused(std::string why);
  // A 429 or 418 is for all of this IP.
  void obey(const order::VenueError& error);
  void become_ready();
  // All of them; those with a frame of a higher number never left.
  std::vector<Lost> take_in_flight(std::uint64_t handed_over);
  void lose(const std::string& reason, std::uint64_t handed_over);

  std::uint64_t number_;
  Account& account_;
  Handler& handler_;
  std::shared_ptr<const venue::Dialect> dialect_;  // the one it was born with: a key is for a whole link
  std::unique_ptr<venue::Link> link_;
  venue::Backoff logon_backoff_;
  State state_ = State::Down;
  std::string reason_ = "not connected yet";  // of Down and Refused
  Timestamp heard_{};                         // a frame, last
  std::map<order::RequestId, InFlight> in_flight_;
  std::vector<order::RequestId> leaving_;  // staged, not flushed
  std::string session_request_;            // id of the session.status or session.logon in flight; empty: none
  bool logging_on_ = false;                // it is a logon
  std::string key_request_;                // id of the question about the listen key; empty: none
  Timestamp key_asked_{};
  Timestamp session_asked_;
  std::uint64_t session_requests_ = 0;
  Timestamp logon_again_at_;
  LineBudget odd_lines_;
};

}  // namespace bridge
