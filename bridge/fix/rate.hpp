// Lets at most so many messages through within a time. It is a bucket of tokens that fills evenly, kept as
// the one moment at which it will be full. Pure: time is an argument. The lane's thread.
#pragma once

#include "base/time.hpp"
#include "fix/settings.hpp"

#include <optional>

namespace bridge::fix {

class Rate {
 public:
  explicit Rate(RateLimit limit);

  // Takes a token. When there is none it returns how long it will be until there is one, rounded up.
  [[nodiscard]] std::optional<milliseconds> take(Timestamp at);

 private:
  microseconds per_;
  microseconds interval_;  // until a token comes back; 0: no limit
  Timestamp full_at_{};
};

}  // namespace bridge::fix
