// The engine's clock is ours. QuickFIX asks FIX::DateTime::nowUtc() for the time wherever it needs it: for
// SendingTime(52), for how far off a client's is, for heartbeats. With the system's clock in there a step of
// it would have sessions timed out, while the rest of the bridge goes on with the time it had
// (base/time.hpp). What clients are told of the time, and how far off theirs may be, is engine.cpp's
// (base/wall.hpp).
//
// The library exports that function and calls it through its own symbol table, so the program's wins.
// ClockStep (tests/endtoend) fails when that ends. Any thread.
#include "base/time.hpp"
#include "fix/quickfix.hpp"

#include <chrono>

namespace FIX {

// The engine asks ten times a cancel: by days and nanoseconds, without the calendar.
DateTime DateTime::nowUtc() {
  const auto at = bridge::now();
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::nanoseconds of_day = at - day;
  return {static_cast<int>(JULIAN_19700101 + day.time_since_epoch().count()), of_day.count()};
}

}  // namespace FIX
