// The venue's clock as seen from here: offset = serverTime − (sent + received)/2, from session.status. It is
// a pure value that is fed with times; the lane's thread.
#pragma once

#include "base/time.hpp"

#include <optional>

namespace bridge::venue {

class Clock {
 public:
  // Takes a sample: a session.status that was sent at `sent` and answered at `received` with
  // `server_time_ms`. A sample with a longer round trip than the best recent one is less sure and only taken
  // when that one is old; one of nearly two seconds is not taken at all.
  void measured(Timestamp sent, Timestamp received, std::int64_t server_time_ms);
  [[nodiscard]] bool known() const { return offset_.has_value(); }
  // The venue's time minus ours; 0 while it is unknown.
  [[nodiscard]] microseconds offset() const { return offset_.value_or(microseconds{0}); }
  // How wrong the offset can be: half of the round trip of the sample in use.
  [[nodiscard]] microseconds uncertainty() const { return uncertainty_; }
  [[nodiscard]] Timestamp venue_time(Timestamp local) const { return local + offset(); }
  // Our time from which on the venue's clock shows `venue` or later, however wrong the offset is.
  [[nodiscard]] Timestamp surely_reached(Timestamp venue) const { return venue - offset() + uncertainty(); }

 private:
  std::optional<microseconds> offset_;
  microseconds uncertainty_{0};
  Timestamp taken_{};
};

}  // namespace bridge::venue
