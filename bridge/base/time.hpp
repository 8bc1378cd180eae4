// Points in time and their text. Time is an argument everywhere: only the lane, the gateway and main
// may call now(). Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bridge {

// A point in time: UTC, microseconds since the epoch.
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// The system's time at the first call, and from then on what a steady clock adds to it: no step of the
// system's clock moves a deadline or the order of what is recorded.
[[nodiscard]] Timestamp now();
// By how much the system's clock was stepped since then, which is its time minus now().
[[nodiscard]] microseconds clock_step();

[[nodiscard]] inline std::int64_t to_us(Timestamp at) { return at.time_since_epoch().count(); }
[[nodiscard]] inline Timestamp from_us(std::int64_t us) { return Timestamp{microseconds{us}}; }

// Milliseconds since the epoch, the venue's unit.
[[nodiscard]] inline std::int64_t to_ms(Timestamp at) {
  return std::chrono::duration_cast<milliseconds>(at.time_since_epoch()).count();
}
[[nodiscard]] inline Timestamp from_ms(std::int64_t ms) { return Timestamp{milliseconds{ms}}; }

// The time as logs and pages show it: "2026-11-22T17:09:31.123456Z".
[[nodiscard]] std::string iso_text(Timestamp at);
// The time as a FIX UTCTimestamp with 0, 3 or 6 places of the second:
// "20261122-17:09:31.123" has milliseconds, the venue's precision.
[[nodiscard]] std::string fix_text(Timestamp at, int places = 3);
// Reads a UTCTimestamp with up to 9 places (digits beyond microseconds are dropped). Returns nothing when it
// is none.
[[nodiscard]] std::optional<Timestamp> from_fix_text(std::string_view text);

}  // namespace bridge
