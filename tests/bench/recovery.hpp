// How long the gateway takes to be there again after a kill -9, with a long journal behind it.
#pragma once

#include "bench/past.hpp"

#include <boost/json/value.hpp>

#include <filesystem>
#include <string>

namespace bridge::bench {

struct RecoveryPlan {
  Past past;
  std::filesystem::path journal = "build/bench-journal";  // made there when missing; each start has a copy
  bool make_again = false;
  int starts = 3;
};

// What build/bench-recovery.json holds.
[[nodiscard]] boost::json::object recovery(const RecoveryPlan& plan);
// The same for a terminal.
[[nodiscard]] std::string table_of_recovery(const boost::json::object& recovery);

}  // namespace bridge::bench
