// How long a session's ClOrdIDs count as used: for so many of its days, or for ever. FIX asks for ids that
// are new within a trading day, and an order system may begin at 1 on each. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "fix/door/schedule.hpp"
#include "fix/settings.hpp"
#include "order/command.hpp"

namespace bridge::fix {

class IdScope {
 public:
  // It throws what the constructor of Schedule throws.
  explicit IdScope(const SessionSettings& settings)
      : schedule_(settings.schedule), days_(settings.cl_ord_id_days) {}

  // The time since when ids count as used, for a request that comes in at `at`.
  [[nodiscard]] Timestamp since(Timestamp at) const;
  // The same time; but a cancel that may have been sent before (43=Y, 97=Y) belongs to the day on which it
  // was made (60), though to none before yesterday.
  [[nodiscard]] Timestamp since(Timestamp at, const order::Command& command) const;

 private:
  Schedule schedule_;
  int days_;  // 0: all of them
};

}  // namespace bridge::fix
