// Targets side by side: short rounds in turn, so that whatever else the machine does meets all of them alike.
#pragma once

#include "bench/figures.hpp"
#include "bench/load.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::bench {

struct Plan {
  std::vector<std::string> targets{"relay", "bridge", "bridge_tls", "bridge_disk", "stock", "node"};
  int rounds = 7;
  int time_ms = 1000;  // of each measurement
  int rate = 1000;     // of the open loop, requests a second
  Road road = Road::Cancel;
};

// What build/bench.json holds. Throws std::runtime_error when a target does not start, or a request is
// answered by anything but the report that ends its road.
[[nodiscard]] boost::json::object compare(const Plan& plan);

}  // namespace bridge::bench
