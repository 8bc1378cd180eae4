// An account's dead man's switch: for each symbol with orders of ours the venue counts down, and cancels what
// is open there unless it is told to begin anew. It is told so while this process lives, and no more once it
// does not (fixspec/venue.md, 9.5; decisions/0034).
//
//              an order of ours                 renewed at a quarter of the countdown
//   not there ─────────────────▶ to be begun ──▶ counting ──┐
//       ▲                                        │  ▲       │
//       │        stopped, when a renewal is due  │  └───────┘
//       └────────────────────────────────────────┘ none of ours any more; a clean end
//
// The venue's reach is all regular orders of the account for the symbol, whoever placed them. Conditional
// orders that wait for their trigger are not touched, as far as is known.
//
// Nothing of it is recorded: no order depends on it, and no decision. So it waits for no commit, and a replay
// needs none of it. The lane's thread.
#pragma once

#include "base/time.hpp"
#include "ops/metrics.hpp"
#include "upstream/venue_session.hpp"
#include "venue/dialect.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

class DeadManSwitch {
 public:
  class Venue {
   public:
    virtual ~Venue() = default;
    // Asks the venue now; the answer is awaited for so long, and answered() follows. Returns why not, when it
    // was not asked.
    virtual std::optional<VenueSession::Unsent> set_countdown(const venue::Countdown& countdown,
                                                              milliseconds within) = 0;
  };
  // Why a countdown was not set; it may be all the same when nobody has said so.
  struct Failure {
    std::string why;
    bool may_be_set = false;
  };
  struct Resources {
    std::string account;
    milliseconds countdown;
    int weight_share;           // percent of REQUEST_WEIGHT a minute that it may take
    milliseconds may_land_for;  // a call that was lost may arrive so long after it was sent
    std::function<Timestamp()> now;
    std::function<std::int64_t()> weight_limit;  // REQUEST_WEIGHT a minute, as far as known
    ops::Metrics::Lane& metrics;
  };

  DeadManSwitch(Resources around, Venue& venue) : around_(std::move(around)), venue_(venue) {}

  // Takes the venue's symbols for which it may have orders of ours (OrderBook::on_book).
  void watch(const std::map<std::string, std::size_t>& on_book);
  // Once a second.
  void tick();
  // What became of a call that was made at `sent`.
  void answered(const venue::Countdown& asked, Timestamp sent, const std::optional<Failure>& failure);
  // Ends every countdown; `done` runs once that is so, or after 3 s.
  void stop(std::function<void()> done);

  // Why orders are not protected as they should be; empty when they are.
  [[nodiscard]] std::string not_ready() const;
  // How many symbols a share of the weight is enough for, each renewed at a quarter of the countdown.
  [[nodiscard]] static std::size_t symbols_max(std::int64_t weight_limit, int weight_share,
                                               milliseconds countdown);

 private:
  // When a countdown ends: not sooner, and not later, as far as is known.
  struct Counting {
    Timestamp earliest;
    Timestamp latest;
  };
  struct Symbol {
    std::string name;
    std::uint64_t place = 0;  // in the row of those that came: who came first is protected first
    Timestamp since{};
    bool wanted = true;    // the venue may have orders of ours
    bool has_room = true;  // within the share of the weight
    bool told_no_room = false;
    bool asked = false;  // the answer to a call is awaited
    std::optional<Counting> counting{};
    Timestamp due{};      // of the next call
    int failures = 0;     // in a row
    std::string trouble;  // why the last call failed
    // A call that was lost may still arrive until then; it was to end the countdown, or to begin it.
    Timestamp lost_until{};
    bool lost_an_end = false;
  };

  [[nodiscard]] bool to_count(const Symbol& symbol) const;
  [[nodiscard]] bool is_due(const Symbol& symbol) const;
  [[nodiscard]] bool is_at_risk(const Symbol& symbol) const;
  [[nodiscard]] milliseconds left(const Symbol& symbol) const;
  [[nodiscard]] std::size_t calls_a_minute() const;
  [[nodiscard]] std::size_t room() const;
  void share_out();
  void go_on();
  [[nodiscard]] bool call(Symbol& symbol);
  void failed(Symbol& symbol, bool of_an_end, const std::string& why, Timestamp not_before);
  void begun(Symbol& symbol, Timestamp sent);
  void ended(Symbol& symbol);
  void look_for_the_end();
  void drop_what_is_over();
  void show() const;
  void finish_stop();
  [[nodiscard]] milliseconds renew_after() const;

  Resources around_;
  Venue& venue_;
  std::map<std::string, Symbol> symbols_;
  std::uint64_t places_ = 0;
  std::size_t asked_ = 0;
  std::deque<Timestamp> calls_;  // of the last minute
  std::function<void()> stopped_;
  Timestamp stop_by_{};
  bool stopping_ = false;
};

}  // namespace bridge
