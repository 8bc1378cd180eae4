#include "base/wall.hpp"

#include <atomic>

namespace bridge {
namespace {

constexpr seconds kStep{1};  // less is no step: a clock that is slewed
constexpr int kLooks = 3;    // for which it has to stand

std::atomic<microseconds::rep> offset_us{0};

}  // namespace

microseconds wall_offset() { return microseconds{offset_us.load(std::memory_order_relaxed)}; }
void set_wall_offset(microseconds offset) { offset_us.store(offset.count(), std::memory_order_relaxed); }

ClockWatch::Finding ClockWatch::look(microseconds system, microseconds shown,
                                     std::optional<microseconds> venue) {
  if (std::chrono::abs(system - seen_) >= kStep) {
    seen_ = system;
    looks_ = 0;
    return Finding::Stepped;
  }
  if (looks_ < kLooks) ++looks_;
  const bool differs = std::chrono::abs(system - shown) >= kStep;
  if (!differs || looks_ < kLooks || !venue) return Finding::Nothing;
  const bool better = std::chrono::abs(*venue - system) < std::chrono::abs(*venue - shown);
  return better ? Finding::TakeOver : Finding::Nothing;
}

}  // namespace bridge
