// What the venue does with the requests for one order when it is not the ordinary thing. Data; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/order.hpp"
#include "simulator/refusal.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace bridge::simulator {

constexpr int kAlways = std::numeric_limits<int>::max();

// The default is the ordinary: executed, answered, at once.
struct Fault {
  std::optional<Order> becomes{};    // what the order turns into just before
  bool executes = true;              // a cancel takes effect; when not, `refusal` is answered, or nothing
  std::optional<Refusal> refusal{};  // answered instead, whether executed or not
  bool replies = true;               // false: no answer at all
  milliseconds delay{0};             // of the answer
  milliseconds outage{0};            // instead of an answer all connections drop, and new ones so long
  // A connection that relies on its session.logon gets the null-id −2015 instead and is logged off
  // (venue §1.6); one that signs each request, the ordinary.
  bool revokes_session = false;
  int times = 1;  // requests it happens to
};

// Used up one after the other; after the last everything is ordinary.
struct Behaviour {
  std::vector<Fault> cancels{};   // order.cancel
  std::vector<Fault> statuses{};  // order.status
};

}  // namespace bridge::simulator
