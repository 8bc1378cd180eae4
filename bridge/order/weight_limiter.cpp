#include "order/weight_limiter.hpp"

#include <algorithm>

namespace bridge::order {

WeightLimiter::WeightLimiter(WeightLimiterSettings settings) : settings_(settings) {}

std::int64_t WeightLimiter::window_of(Timestamp at) const {
  return to_us(at) / std::chrono::duration_cast<microseconds>(settings_.window).count();
}

Timestamp WeightLimiter::next_window(Timestamp at) const {
  return from_us((window_of(at) + 1) * std::chrono::duration_cast<microseconds>(settings_.window).count());
}

// The clocks of several accounts differ by a little, and for that no window that is over comes back. They
// differ by more only when ours was far ahead of the venue's and has been measured since: then what was said
// by it was never so.
void WeightLimiter::turn_to(Timestamp at) {
  const std::int64_t window = window_of(at);
  if (window < window_ - 1) {
    window_ = window;
    at_edge_ = 0;
    paused_until_ = std::min(paused_until_, at + (paused_until_ - latest_));
  }
  latest_ = at;
  if (window <= window_) return;
  used_ = window == window_ + 1 ? at_edge_ : 0;
  at_edge_ = 0;
  window_ = window;
}

std::optional<Timestamp> WeightLimiter::take(Timestamp at, std::int64_t weight, Purpose purpose) {
  turn_to(at);
  if (at < paused_until_) return paused_until_;
  const std::int64_t reserve =
      purpose == Purpose::FirstCancel ? 0 : settings_.limit * settings_.reserve_percent / 100;
  if (used_ + weight > settings_.limit - reserve) return next_window(at);
  used_ += weight;
  if (at >= next_window(at) - settings_.edge) at_edge_ += weight;
  return std::nullopt;
}

// A count that was taken at the turn of a window belongs to one of two windows, so it says nothing.
void WeightLimiter::told(Timestamp sent, Timestamp received, std::int64_t limit, std::int64_t count) {
  turn_to(received);
  if (limit > 0) settings_.limit = limit;
  if (window_of(sent) != window_ || window_of(received) != window_) return;
  used_ = std::max(used_, count);
}

void WeightLimiter::pause(Timestamp until) { paused_until_ = std::max(paused_until_, until); }

std::int64_t WeightLimiter::used(Timestamp at) {
  turn_to(at);
  return used_;
}

}  // namespace bridge::order
