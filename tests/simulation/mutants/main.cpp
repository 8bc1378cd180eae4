// simulation_mutants NAME: plants the mistake and runs seeds until one breaks a promise, of histories of
// orders too where they are named: simulation_mutants NAME orders. 0: it was found.
#include "base/log.hpp"
#include "simulation/history.hpp"
#include "simulation/mutants/planted.hpp"

#include <cstdint>
#include <cstdio>

int main(int argc, char** argv) {
  using namespace bridge;
  constexpr std::uint64_t kSeeds = 5000;
  if (argc < 2 || argc > 3) {
    std::fputs("usage: simulation_mutants NAME [orders] (mistakes.cmake has them)\n", stderr);
    return 2;
  }
  log::open(log::Level::Error, "/dev/null");
  planted_mistake = argv[1];
  const auto theme = argc == 3 ? simulation::Theme::Orders : simulation::Theme::Cancels;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto outcome = simulation::run(theme, seed);
    if (!outcome.violation) continue;
    std::printf("%s: found at seed %llu: %s: %s\n", argv[1], static_cast<unsigned long long>(seed),
                outcome.violation->invariant.c_str(), outcome.violation->what.c_str());
    return 0;
  }
  std::printf("%s: not found in %llu seeds\n", argv[1], static_cast<unsigned long long>(kSeeds));
  return 1;
}
