#include "venue/backoff.hpp"

#include <algorithm>

namespace bridge::venue {

milliseconds Backoff::wait_after(milliseconds up, std::uint32_t random) {
  if (up >= kSteady) next_ = first_;
  const milliseconds step = std::min(next_, max_);
  next_ = std::min(step * 2, max_);
  const auto half = step.count() / 2;
  return milliseconds{step.count() - half + (half > 0 ? random % (half + 1) : 0)};
}

}  // namespace bridge::venue
