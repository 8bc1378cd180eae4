// The weight of one IP at one venue, shared by all lanes that go there. All times are ours. It counts
// by the venue's clock, which is one for all accounts: if each had a clock, the pause that one was told would
// end, and its window begin, by the clock of another that does not know the venue's time yet. Any thread.
#pragma once

#include "order/weight_limiter.hpp"

#include <mutex>
#include <optional>

namespace bridge {

class SharedWeightLimiter {
 public:
  explicit SharedWeightLimiter(order::WeightLimiterSettings settings = {}) : limiter_(settings) {}

  // Takes the venue's clock minus ours, as an account has measured it, and how wrong that may be.
  void measured(microseconds offset, microseconds uncertainty) {
    const std::lock_guard lock(mutex_);
    offset_ = offset;
    uncertainty_ = uncertainty;
  }
  // These do what they do in order::WeightLimiter.
  [[nodiscard]] std::optional<Timestamp> take(Timestamp at, std::int64_t weight,
                                              order::WeightLimiter::Purpose purpose) {
    const std::lock_guard lock(mutex_);
    const auto later = limiter_.take(at + offset(), weight, purpose);
    return later ? std::optional{*later - offset()} : std::nullopt;
  }
  void told(Timestamp sent, Timestamp received, std::int64_t limit, std::int64_t count) {
    const std::lock_guard lock(mutex_);
    limiter_.told(sent + offset(), received + offset(), limit, count);
  }
  [[nodiscard]] std::int64_t limit() {
    const std::lock_guard lock(mutex_);
    return limiter_.limit();
  }
  void pause(Timestamp until) {
    const std::lock_guard lock(mutex_);
    limiter_.pause(until + offset());
  }
  // Pauses after a 429 or 418, until the venue's clock surely shows `venue_ms`. Without a time, or while that
  // clock is not known (ours may be hours off), it pauses until the next window begins. Returns the end of
  // the pause.
  Timestamp pause_until(std::int64_t venue_ms, Timestamp at) {
    const std::lock_guard lock(mutex_);
    const bool dated = venue_ms > 0 && offset_;
    const Timestamp until = dated ? from_ms(venue_ms) + uncertainty_ : limiter_.next_window(at + offset());
    limiter_.pause(until);
    return until - offset();
  }

 private:
  [[nodiscard]] microseconds offset() const { return offset_.value_or(microseconds{0}); }

  std::mutex mutex_;
  order::WeightLimiter limiter_;
  std::optional<microseconds> offset_;
  microseconds uncertainty_{0};
};

}  // namespace bridge
