// The whole messages of a scenario, as a file beside the tests: for each version a heading, and for each
// report its line and its message. They were read against fixspec/ by a human being, and are written anew
// only when the environment has WRITE_SCENARIOS=1 (run the program itself then, not ctest, which runs tests
// side by side). One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bridge::scenarios {

using Told = std::vector<std::pair<std::string, std::string>>;  // line, message in pipe text

// What the file of this scenario says of this version, "FIX 4.4"; empty when there is none.
[[nodiscard]] Told golden(const std::string& scenario, const std::string& version);
// True when it is to be written.
[[nodiscard]] bool writes_golden();
void write_golden(const std::string& scenario, const std::string& version, const Told& told);
// All scenarios that have a file, by name.
[[nodiscard]] std::vector<std::string> golden_scenarios();

}  // namespace bridge::scenarios
