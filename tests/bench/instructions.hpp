// How many instructions a cancel and a place take, user space, all threads. callgrind counts them one by one:
// the figure hardly moves, however busy the machine is.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::bench {

struct InstructionsPlan {
  std::vector<std::string> targets{"relay", "bridge", "bridge_tls", "bridge_disk", "stock"};
  int time_ms = 5000;  // of the count; under callgrind all is some fifty times slower
};

// What build/bench-instructions.json holds.
[[nodiscard]] boost::json::object instructions(const InstructionsPlan& plan);
// The same for a terminal.
[[nodiscard]] std::string table_of_instructions(const boost::json::object& instructions);

}  // namespace bridge::bench
