// The scenarios of orders that the client places itself: how the venue behaves towards an order of this
// client id. Data; any thread.
#pragma once

#include "simulator/scenarios.hpp"

#include <vector>

namespace bridge::simulator {

[[nodiscard]] std::vector<Scenario> entry_scenarios();

}  // namespace bridge::simulator
