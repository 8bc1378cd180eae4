// Random orders of two sessions on two symbols under random limits, with restarts between them, against a
// second calculation of what the limits allow that shares nothing with the first: whole numbers, and one list
// of all that ever happened.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace bridge::order::testing {

struct RiskOutcome {
  std::optional<std::string> broken;    // the first request that was decided otherwise
  std::map<std::string, int> by_limit;  // refusals
};

[[nodiscard]] RiskOutcome play_risk_history(std::uint64_t seed);

}  // namespace bridge::order::testing
