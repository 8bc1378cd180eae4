// The weight budget of one IP at one venue, shared by all lanes that go there. Any thread.
#pragma once

#include "order/budget.hpp"

#include <mutex>

namespace bridge {

class Weights {
 public:
  explicit Weights(order::BudgetSettings settings = {}) : budget_(settings) {}

  // As order::Budget.
  [[nodiscard]] std::optional<Timestamp> take(Timestamp at, std::int64_t weight,
                                              order::Budget::Purpose purpose) {
    const std::lock_guard lock(mutex_);
    return budget_.take(at, weight, purpose);
  }
  void told(Timestamp sent, Timestamp received, std::int64_t limit, std::int64_t count) {
    const std::lock_guard lock(mutex_);
    budget_.told(sent, received, limit, count);
  }
  [[nodiscard]] Timestamp next_window(Timestamp at) const { return budget_.next_window(at); }
  void pause(Timestamp until) {
    const std::lock_guard lock(mutex_);
    budget_.pause(until);
  }

 private:
  std::mutex mutex_;
  order::Budget budget_;
};

}  // namespace bridge
