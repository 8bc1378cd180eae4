// One history: everything that a seed has in store, from the first order to the last answer.
#pragma once

#include "plan.hpp"
#include "world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulation {

struct Outcome {
  std::optional<Violation> violation;
  std::vector<std::string> diary;  // when it was asked for
  std::uint64_t steps = 0;         // things that happened
  std::size_t recorded = 0;        // events in the journal
};

[[nodiscard]] Outcome run(Theme theme, std::uint64_t seed, bool keeps_diary = false);

}  // namespace bridge::simulation
