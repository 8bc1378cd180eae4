#include "venue/clock.hpp"

namespace bridge::venue {

namespace {

// Between 2001 and 2286: thirteen digits. Anything else is no time in milliseconds.
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
  // Answered before it was asked: our clock was set back meanwhile, the sample says nothing.
  if (received < sent) return;
  if (server_time_ms < kEarliestMs || server_time_ms > kLatestMs) return;

  const microseconds half = (received - sent) / 2;
  if (half > kSureEnough) return;
  const microseconds offset = from_ms(server_time_ms) - (sent + half);

  if (known()) {
    // A received before taken_ means a clock set back: the old sample is of another time.
    const bool old = received < taken_ || received - taken_ >= kOld;
    const bool surer = half <= uncertainty_;
    // Two samples that cannot both be right: a clock was set or has drifted. The newer one holds,
    // with a millisecond granted for the venue's rounding.
    const bool contradicts = distance(offset, *offset_) > half + uncertainty_ + milliseconds{1};
    if (!old && !surer && !contradicts) return;
  }
  offset_ = offset;
  uncertainty_ = half;
  taken_ = received;
}

}  // namespace bridge::venue
