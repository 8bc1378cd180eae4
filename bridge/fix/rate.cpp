#include "fix/rate.hpp"

#include <algorithm>

namespace bridge::fix {

Rate::Rate(RateLimit limit)
    : per_(limit.per), interval_(limit.messages == 0 ? microseconds{0} : per_ / limit.messages) {}

std::optional<milliseconds> Rate::take(Timestamp at) {
  if (interval_ == microseconds{0}) return std::nullopt;
  // It never waits for more than an empty bucket takes: a clock that was set back must not hold the client up
  // for longer.
  full_at_ = std::clamp(full_at_, at, at + per_);
  const microseconds missing = full_at_ + interval_ - (at + per_);
  if (missing > microseconds{0}) return std::chrono::ceil<milliseconds>(missing);
  full_at_ += interval_;
  return std::nullopt;
}

}  // namespace bridge::fix
