// Counts REQUEST_WEIGHT: what the clients of this venue used in the current clock minute
// (fixspec/venue.md, 6.1). Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace bridge::simulator {

// One row of a reply's rateLimits.
struct RateLimit {
  std::int64_t limit = 0;
  std::int64_t count = 0;
};

class Weight {
 public:
  // With a `limit` of 0 there is none; replies then show the largest INT, so that no client slows down by
  // itself.
  explicit Weight(std::int64_t limit)
      : limit_(limit > 0 ? limit : std::numeric_limits<std::int32_t>::max()) {}

  void charge(std::int64_t weight, Timestamp at) {
    turn_to(at);
    count_ += weight;
    most_ = std::max(most_, count_);
  }
  // It charges only what fits.
  [[nodiscard]] bool admit(std::int64_t weight, Timestamp at) {
    turn_to(at);
    if (count_ + weight > limit_) return false;
    charge(weight, at);
    return true;
  }
  // True when somebody was refused in this window.
  void throttle(Timestamp at) { throttled_window_ = to_ms(at) / kWindowMs; }
  [[nodiscard]] bool throttled(Timestamp at) const { return throttled_window_ == to_ms(at) / kWindowMs; }
  // The most weight that was used in any one window.
  [[nodiscard]] std::int64_t most() const { return most_; }
  void forget() { count_ = most_ = throttled_window_ = 0; }
  [[nodiscard]] RateLimit row() const { return {.limit = limit_, .count = count_}; }
  // The time at which the next window begins, in ms.
  [[nodiscard]] static std::int64_t next_window(Timestamp at) {
    return (to_ms(at) / kWindowMs + 1) * kWindowMs;
  }

 private:
  static constexpr std::int64_t kWindowMs = 60'000;

  void turn_to(Timestamp at) {
    const std::int64_t window = to_ms(at) / kWindowMs;
    if (window != window_) count_ = 0;
    window_ = window;
  }

  std::int64_t limit_;
  std::int64_t count_ = 0;
  std::int64_t window_ = 0;
  std::int64_t throttled_window_ = 0;
  std::int64_t most_ = 0;
};

}  // namespace bridge::simulator
