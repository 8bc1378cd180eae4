// How long to wait before the next attempt to connect. The wait is doubled on each failure, with jitter, so
// that many gateways do not come back in step. A connection that was up only briefly counts as a failure: a
// venue that accepts and drops must not be hammered. This is a pure value; the lane's thread.
#pragma once

#include "base/time.hpp"

#include <cstdint>

namespace bridge::venue {

class Backoff {
 public:
  // A connection that was up for so long was a success, and the next wait is the first one again.
  static constexpr seconds kSteady{10};

  Backoff(milliseconds first, milliseconds max) : first_(first), max_(max), next_(first) {}

  // The wait after a connection that was up for `up`, which is zero when it never was. The wait lies between
  // a half and the whole of the current step; `random` chooses where.
  [[nodiscard]] milliseconds wait_after(milliseconds up, std::uint32_t random);

 private:
  milliseconds first_;
  milliseconds max_;
  milliseconds next_;
};

}  // namespace bridge::venue
