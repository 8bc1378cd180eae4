// What the venue does with the requests for one order when it is not the ordinary thing. Data; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/refusal.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace bridge::simulator {

constexpr int kAlways = std::numeric_limits<int>::max();

// The default is the ordinary: executed, answered, at once.
struct Fault {
  bool executes = true;              // a cancel takes effect
  bool fills_first = false;          // the order trades in full just before: the cancel is too late
  std::optional<Refusal> refusal{};  // answered instead, whether executed or not
  bool replies = true;               // false: no answer at all
  milliseconds delay{0};             // of the answer
  milliseconds outage{0};            // no answer: every connection drops, new ones do so as long
  bool revokes_session = false;      // a logged-on connection gets the null-id −2015 (venue §1.6) instead;
                                     // one that signs each request, the ordinary answer
  int times = 1;                     // requests it happens to
};

// Used up one after the other; after the last everything is ordinary.
struct Behaviour {
  std::vector<Fault> cancels{};   // order.cancel
  std::vector<Fault> statuses{};  // order.status
};

}  // namespace bridge::simulator
