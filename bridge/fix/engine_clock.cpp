// The engine's clock is ours. QuickFIX asks FIX::DateTime::nowUtc() for the time wherever it needs it: for
// SendingTime(52), for how far off a client's is, for heartbeats. With the system's clock in there a step of
// it would have every message of every client rejected ("SendingTime accuracy problem"), or sessions timed
// out, while the rest of the bridge goes on with the time it had (base/time.hpp).
//
// The library exports that function and calls it through its own symbol table, so the program's wins.
// ClockStep (tests/endtoend) fails when that ends. Any thread.
#include "base/time.hpp"
#include "fix/quickfix.hpp"

namespace FIX {

DateTime DateTime::nowUtc() {
  constexpr std::int64_t kSecond = 1'000'000;
  constexpr int kMicroseconds = 6;  // places
  const std::int64_t us = bridge::to_us(bridge::now());
  return fromUtcTimeT(static_cast<time_t>(us / kSecond), static_cast<int>(us % kSecond), kMicroseconds);
}

}  // namespace FIX
