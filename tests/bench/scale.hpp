// How the gateway grows with its sessions, and with its lanes.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::bench {

struct ScalePlan {
  std::vector<int> sessions{1, 10, 100, 500};  // on one lane
  std::vector<int> lanes{1, 2, 3, 4};
  int sessions_of_lane = 8;
  int rounds = 3;
  int time_ms = 1000;  // of each measurement
  int cancels =
      11000;  // that each lane has answered when its memory is measured: by then it is as large as it gets
};

// What build/bench-scale.json holds. Each round starts each gateway anew: memory is measured before its first
// cancel, too.
[[nodiscard]] boost::json::object scale(const ScalePlan& plan);
// The same for a terminal …
[[nodiscard]] std::string table_of_scale(const boost::json::object& scale);
// … and for scale.gp: two blocks of columns, sessions and lanes.
[[nodiscard]] std::string columns_of_scale(const boost::json::object& scale);

}  // namespace bridge::bench
