// What `fixbridge run` opens before anything else: the journals' directory, the log, the ports. `fixbridge
// check` tries it as the user who runs it, without leaving a trace: nothing is created, written or listened
// on, and a gateway that runs is not disturbed.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace bridge {

struct EnvironmentFindings {
  std::vector<std::string> missing;  // "journal.dir: what is wrong; what to do". Empty: run can open all
  std::vector<std::string> notes;    // what is no mistake, and good to know
};
[[nodiscard]] EnvironmentFindings check_environment(const config::Config& config);

}  // namespace bridge
