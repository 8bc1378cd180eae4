// When each point is hit, and what its action is bound to lead to: one row a point.
#pragma once

#include "base/failpoint.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bridge::failpoints {

// What the gateway is doing when the point is armed.
enum class When {
  Work,     // cancels come in
  Down,     // … and the journal fails at the first of them
  Broken,   // … and the link breaks at the first reply
  Missed,   // … and the client's connection breaks as soon as the venue has answered
  Restart,  // it starts after a kill, with cancels under way
  Rescue,   // it starts after a kill while the journal was down
  Stop,     // SIGTERM
};

// How `error` ends.
enum class Ends {
  No,             // the process goes on, and heals by itself
  OneAtOnce,      // exit code 1
  TwoAtStart,     // exit code 2, before it is ready
  WithItsAnswer,  // it goes on, but one answer waits for the next start
};

struct Situation {
  std::string_view point;
  When when = When::Work;
  std::string_view after{};  // hits count from there
  int hit = 1;
  Ends error_ends = Ends::No;
  // The reserve has the number of a request whose refusal died with the process: a client that finds a gap
  // fill in place of an answer asks again, with 97=Y.
  bool answers_may_be_lost = false;
};

// A row for each of failpoint::kPoints.
[[nodiscard]] const std::vector<Situation>& situations();

// The text for FIXBRIDGE_FAILPOINTS. `action`: "crash", "error", "delay:250".
[[nodiscard]] std::string armed(const Situation& situation, const std::string& action);
// What the gateway before a Rescue is armed with.
[[nodiscard]] std::string journal_down_for_good();

}  // namespace bridge::failpoints
