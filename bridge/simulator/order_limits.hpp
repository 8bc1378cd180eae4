// Counts ORDERS: what the account asked to place and to modify in the current 10 seconds and in the current
// minute, by the clock. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace bridge::simulator {

struct OrderLimitRules {
  std::int64_t per_10_seconds = 300;
  std::int64_t per_minute = 1200;
};

// One ORDERS row of a reply's rateLimits.
struct OrderLimit {
  std::string interval;  // SECOND, MINUTE
  int interval_num = 1;
  std::int64_t limit = 0;
  std::int64_t count = 0;
};

class OrderLimits {
 public:
  explicit OrderLimits(const OrderLimitRules& rules)
      : windows_{Window{.row = {.interval = "SECOND", .interval_num = 10, .limit = rules.per_10_seconds},
                        .length = 10'000},
                 Window{.row = {.interval = "MINUTE", .interval_num = 1, .limit = rules.per_minute},
                        .length = 60'000}} {}

  // Counts one request, the refused ones too. Returns the row that it oversteps; nullptr when it is let in.
  [[nodiscard]] const OrderLimit* count(Timestamp at) {
    const OrderLimit* overstepped = nullptr;
    for (Window& window : windows_) {
      turn_to(window, at);
      ++window.row.count;
      if (overstepped == nullptr && window.row.count > window.row.limit) overstepped = &window.row;
    }
    return overstepped;
  }
  [[nodiscard]] std::array<OrderLimit, 2> rows(Timestamp at) {
    for (Window& window : windows_) turn_to(window, at);
    return {windows_[0].row, windows_[1].row};
  }
  // The time at which the row's window ends.
  [[nodiscard]] static Timestamp window_end(const OrderLimit& row, Timestamp at) {
    const std::int64_t length = std::int64_t{row.interval_num} * (row.interval == "MINUTE" ? 60'000 : 1'000);
    return from_ms((to_ms(at) / length + 1) * length);
  }
  void forget() {
    for (Window& window : windows_) window.row.count = 0;
  }

 private:
  struct Window {
    OrderLimit row;
    std::int64_t length = 0;  // ms
    std::int64_t number = 0;
  };

  static void turn_to(Window& window, Timestamp at) {
    const std::int64_t number = to_ms(at) / window.length;
    if (number != window.number) window.row.count = 0;
    window.number = number;
  }

  std::array<Window, 2> windows_;
};

}  // namespace bridge::simulator
