// A set of rounds under order flow on one site: requests at a steady rate, a kill in the middle of them, a
// restart at once, some more requests, rest; and then the judge. Places of which nobody knows keep their time
// until the end of the set, when all is canceled and the judge wants everything. A violation is printed with
// its history, and the directory is kept.
#pragma once

#include "crash/order_tally.hpp"
#include "crash/rounds.hpp"

#include <cstdint>

namespace bridge::crash {

// False: something that must hold did not.
[[nodiscard]] bool play_orders(Victim victim, int rounds, std::uint64_t seed, OrderTally& tally);

}  // namespace bridge::crash
