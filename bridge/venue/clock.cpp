#include "venue/clock.hpp"

namespace bridge::venue {

namespace {

// Times between 2001 and 2286 have thirteen digits. Anything else is no time in milliseconds.
constexpr std::int64_t kEarliestMs = 1'000'000'000'000;
constexpr std::int64_t kLatestMs = 9'999'999'999'999;

// A quartz drifts some 50 µs a second: after five minutes a sample is worth 15 ms less.
constexpr seconds kOld{300};

// A sample less sure than that could date a cancel so far ahead that it outlives the time it is given to
// arrive (recv_window and a second: order/settings.hpp).
constexpr milliseconds kSureEnough{900};

microseconds distance(microseconds left, microseconds right) {
  return left < right ? right - left : left - right;
}

}  // namespace

void Clock::measured(Timestamp sent, Timestamp received, std::int64_t server_time_ms) {
  // The question was answered before it was asked: our clock was set back meanwhile, and the sample says
  // nothing.
  if (received < sent) return;
  if (server_time_ms < kEarliestMs || server_time_ms > kLatestMs) return;

  const microseconds half = (received - sent) / 2;
  if (half > kSureEnough) return;
  const microseconds offset = from_ms(server_time_ms) - (sent + half);

  if (known()) {
    // When `received` is before `taken_` our clock was set back, and the old sample is of another time.
    const bool old = received < taken_ || received - taken_ >= kOld;
    const bool surer = half <= uncertainty_;
    // When two samples cannot both be right, a clock was set or has drifted. Then the newer one holds. A
    // millisecond is granted for the venue's rounding.
    const bool contradicts = distance(offset, *offset_) > half + uncertainty_ + milliseconds{1};
    if (!old && !surer && !contradicts) return;
  }
  offset_ = offset;
  uncertainty_ = half;
  taken_ = received;
}

}  // namespace bridge::venue
