#include "fix/session/id_scope.hpp"

#include <algorithm>
#include <chrono>

namespace bridge::fix {

Timestamp IdScope::since(Timestamp at) const {
  return days_ == 0 ? Timestamp::min() : schedule_.day_began(at, std::chrono::days{days_ - 1});
}

Timestamp IdScope::since(Timestamp at, const order::Command& command) const {
  const auto made =
      order::is_repeat(command) ? from_fix_text(order::transact_time_of(command)) : std::nullopt;
  if (!made) return since(at);
  const Timestamp yesterday = schedule_.day_began(at) - microseconds{1};
  return since(std::clamp(*made, yesterday, at));
}

}  // namespace bridge::fix
