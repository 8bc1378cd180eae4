// A set of rounds on one site: load, a kill in the middle of it, a restart at once; again; and at the end,
// when all is answered, the judge. A violation is printed with its history, and the directory is kept.
#pragma once

#include "crash/tally.hpp"

#include <cstdint>
#include <string_view>

namespace bridge::crash {

enum class Victim { Gateway, Venue, Both };
[[nodiscard]] std::string_view name_of(Victim victim);

// False: something that must hold did not.
[[nodiscard]] bool play(Victim victim, int rounds, std::uint64_t seed, Tally& tally);

}  // namespace bridge::crash
