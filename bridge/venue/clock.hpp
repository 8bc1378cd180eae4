// The venue's clock as seen from here: offset = serverTime − (sent + received)/2, from session.status.
// A pure value fed with times; the lane's thread.
#pragma once

#include "base/time.hpp"

#include <optional>

namespace bridge::venue {

class Clock {
 public:
  // A session.status sent at `sent`, answered at `received` with `server_time_ms`. A sample with a
  // longer round trip than the best recent one is less sure and only taken when that one is old; one of
  // nearly two seconds is not taken at all.
  void measured(Timestamp sent, Timestamp received, std::int64_t server_time_ms);
  [[nodiscard]] bool known() const { return offset_.has_value(); }
  // Venue minus local; 0 while unknown.
  [[nodiscard]] microseconds offset() const { return offset_.value_or(microseconds{0}); }
  // Half of the round trip of the sample in use: how wrong the offset can be.
  [[nodiscard]] microseconds uncertainty() const { return uncertainty_; }
  [[nodiscard]] Timestamp venue_time(Timestamp local) const { return local + offset(); }

 private:
  std::optional<microseconds> offset_;
  microseconds uncertainty_{0};
  Timestamp taken_{};
};

}  // namespace bridge::venue
