// The weight budget of one IP at one venue, shared by all lanes that go there. All times are ours. The budget
// counts by the venue's clock, one for all accounts: with a clock each, the pause that one was told would
// end, and its window begin, by the clock of another that does not know the venue's time yet. Any thread.
#pragma once

#include "order/budget.hpp"

#include <mutex>
#include <optional>

namespace bridge {

class Weights {
 public:
  explicit Weights(order::BudgetSettings settings = {}) : budget_(settings) {}

  // The venue's clock minus ours, as an account has measured it.
  void measured(microseconds offset) {
    const std::lock_guard lock(mutex_);
    offset_ = offset;
  }
  // As order::Budget.
  [[nodiscard]] std::optional<Timestamp> take(Timestamp at, std::int64_t weight,
                                              order::Budget::Purpose purpose) {
    const std::lock_guard lock(mutex_);
    const auto later = budget_.take(at + offset(), weight, purpose);
    return later ? std::optional{*later - offset()} : std::nullopt;
  }
  void told(Timestamp sent, Timestamp received, std::int64_t limit, std::int64_t count) {
    const std::lock_guard lock(mutex_);
    budget_.told(sent + offset(), received + offset(), limit, count);
  }
  void pause(Timestamp until) {
    const std::lock_guard lock(mutex_);
    budget_.pause(until + offset());
  }
  // 429 or 418: until `venue_ms` by the venue's clock; without a time, or while that clock is not known (ours
  // may be hours off), until the next window begins. Returns the end of the pause.
  Timestamp pause_until(std::int64_t venue_ms, Timestamp at) {
    const std::lock_guard lock(mutex_);
    const bool dated = venue_ms > 0 && offset_;
    const Timestamp until = dated ? from_ms(venue_ms) : budget_.next_window(at + offset());
    budget_.pause(until);
    return until - offset();
  }

 private:
  [[nodiscard]] microseconds offset() const { return offset_.value_or(microseconds{0}); }

  std::mutex mutex_;
  order::Budget budget_;
  std::optional<microseconds> offset_;
};

}  // namespace bridge
