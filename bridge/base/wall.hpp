// What the world outside is told of the time. now() (time.hpp) follows no step of the system's clock:
// deadlines and the order of what is recorded hang on it. A counterparty sees the wall's time: now(), and the
// step of the system's clock that was taken over. Any thread.
#pragma once

#include "base/time.hpp"

#include <optional>

namespace bridge {

// What was taken over, which is the wall's time minus now(). It is 0 at the start.
[[nodiscard]] microseconds wall_offset();
void set_wall_offset(microseconds offset);
[[nodiscard]] inline Timestamp wall_time() { return now() + wall_offset(); }

// Decides when a step of the system's clock is taken over (decisions/0028): once it has stood for some
// seconds, and the venue's clock agrees better with it than with what is shown. Pure; one thread.
class ClockWatch {
 public:
  enum class Finding { Nothing, Stepped, TakeOver };
  // To be called once a second. All are offsets to now(): of the system's clock, of what is shown, and of the
  // venue's clock when it is known.
  [[nodiscard]] Finding look(microseconds system, microseconds shown, std::optional<microseconds> venue);

 private:
  microseconds seen_{0};  // of the system's clock, at its last step
  int looks_ = 0;         // since then
};

}  // namespace bridge
