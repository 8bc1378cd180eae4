// Banned addresses (fixspec/venue.md, 6.2): who goes on after a 429 is sent away for a while, and for twice
// as long the next time. All clients of this venue come from one address. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace bridge::simulator {

struct BanRules {
  int patience = 50;                // further requests in the minute of a 429 that are answered 429 only
  milliseconds length{2 * 60'000};  // of the first ban
};

class Ban {
 public:
  explicit Ban(const BanRules& rules) : rules_(rules), next_length_(rules.length) {}

  // The time at which the ban ends; nothing when there is none.
  [[nodiscard]] std::optional<Timestamp> until(Timestamp at) const {
    return at < until_ ? std::optional{until_} : std::nullopt;
  }
  void impose(milliseconds length, Timestamp at) { until_ = std::max(until_, at + length); }
  // Notes that a request or handshake came although a 429 or 418 had said to wait. Returns true when that was
  // one too many.
  bool overstepped(Timestamp at) {
    const std::int64_t minute = to_ms(at) / 60'000;
    if (minute != minute_) oversteps_ = 0;
    minute_ = minute;
    if (++oversteps_ <= rules_.patience) return false;
    oversteps_ = 0;
    impose(next_length_, at);
    next_length_ = std::min(next_length_ * 2, kLengthMax);
    return true;
  }
  void lift() { *this = Ban{rules_}; }

 private:
  static constexpr milliseconds kLengthMax{std::chrono::hours{72}};

  BanRules rules_;
  milliseconds next_length_;
  Timestamp until_{};
  std::int64_t minute_ = 0;
  int oversteps_ = 0;
};

}  // namespace bridge::simulator
