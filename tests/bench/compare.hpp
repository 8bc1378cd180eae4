// Targets side by side: short rounds in turn, so that whatever else the machine does meets all of them alike.
#pragma once

#include "bench/figures.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::bench {

struct Plan {
  std::vector<std::string> targets{"relay", "bridge", "bridge_tls", "bridge_disk", "stock", "node"};
  int rounds = 7;
  int time_ms = 1000;  // of each measurement
  int rate = 1000;     // of the open loop, cancels a second
};

// What build/bench.json holds. Throws std::runtime_error when a target does not start, or a cancel ends in
// anything but the report of its end.
[[nodiscard]] boost::json::object compare(const Plan& plan);

}  // namespace bridge::bench
