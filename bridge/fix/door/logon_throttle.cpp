#include "fix/door/logon_throttle.hpp"

#include <algorithm>

namespace bridge::fix {
namespace {

constexpr int kFree = 5;  // wrong logons without a wait
constexpr seconds kFirstWait{1};
constexpr seconds kLongestWait{60};
constexpr seconds kForgottenAfter{600};
constexpr std::size_t kNames = 10'000;

seconds wait_after(int failures) {
  const int doublings = std::min(failures - kFree, 6);  // 64 s and more is kLongestWait
  return doublings < 0 ? seconds{0} : std::min(kFirstWait * (1 << doublings), kLongestWait);
}

}  // namespace

milliseconds LogonThrottle::wait(const std::string& name, Timestamp at) const {
  const auto found = failures_.find(name);
  if (found == failures_.end() || found->second.blocked_until <= at) return milliseconds{0};
  return std::chrono::ceil<milliseconds>(found->second.blocked_until - at);
}

void LogonThrottle::failed(const std::string& name, Timestamp at) {
  if (!failures_.contains(name)) make_room();
  Failures& failures = failures_[name];
  if (at - failures.last > kForgottenAfter) failures.count = 0;
  ++failures.count;
  failures.last = at;
  failures.blocked_until = at + wait_after(failures.count);
}

void LogonThrottle::make_room() {
  if (failures_.size() < kNames) return;
  failures_.erase(std::min_element(failures_.begin(), failures_.end(), [](const auto& a, const auto& b) {
    return a.second.last < b.second.last;
  }));
}

}  // namespace bridge::fix
