// REQUEST_WEIGHT of one IP at one venue (fixspec/venue.md, 6.1): how much may still be sent, and when more
// may. Counts what is sent and learns from replies what others on this IP used. Pure; shared by the accounts
// of one process, so its owner guards it. All times are the venue's.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>

namespace bridge::order {

struct WeightLimiterSettings {
  std::int64_t limit = 2400;  // per window; replies correct it
  seconds window{60};         // aligned to the venue's clock
  int reserve_percent = 20;   // kept for first cancels (bridge/invariants.md, I13)
  milliseconds edge{1000};    // what is sent so late in a window may be counted in the next one
};

class WeightLimiter {
 public:
  // FirstCancel may use all of it; queries, repeats, logons and handshakes leave the reserve alone.
  enum class Purpose { FirstCancel, Other };

  explicit WeightLimiter(WeightLimiterSettings settings = {});

  // Takes `weight`. Returns nothing when it was taken, else when it is worth trying again.
  [[nodiscard]] std::optional<Timestamp> take(Timestamp at, std::int64_t weight, Purpose purpose);
  // Learns that the reply to a request sent at `sent` showed REQUEST_WEIGHT at `count` of `limit`.
  void told(Timestamp sent, Timestamp received, std::int64_t limit, std::int64_t count);
  // Obeys a 429 or 418: nothing may be sent before `until`.
  void pause(Timestamp until);
  // The time at which the window after that of `at` begins.
  [[nodiscard]] Timestamp next_window(Timestamp at) const;
  // The weight used in the window of `at`, as far as it is known.
  [[nodiscard]] std::int64_t used(Timestamp at);
  // The weight of a window, as far as it is known.
  [[nodiscard]] std::int64_t limit() const { return settings_.limit; }

 private:
  void turn_to(Timestamp at);
  [[nodiscard]] std::int64_t window_of(Timestamp at) const;

  WeightLimiterSettings settings_;
  std::int64_t window_ = 0;   // number of the current window
  std::int64_t used_ = 0;     // in it
  std::int64_t at_edge_ = 0;  // of that, in its last stretch
  Timestamp latest_{};        // told last: what time it is
  Timestamp paused_until_{};
};

}  // namespace bridge::order
