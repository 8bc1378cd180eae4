// order_mutants NAME: plants the mistake and plays histories until one breaks a promise. 0: it was found.
#include "order/history.hpp"
#include "order/mutants/planted.hpp"
#include "order/risk_history.hpp"

#include <cstdint>
#include <cstdio>

int main(int argc, char** argv) {
  using namespace bridge;
  constexpr std::uint64_t kSeeds = 5000;
  if (argc != 2) {
    std::fputs("usage: order_mutants NAME (mistakes.cmake has them)\n", stderr);
    return 2;
  }
  planted_mistake = argv[1];
  // Those about limits are for the histories with limits.
  const bool of_limits = planted_mistake.starts_with("ALimit");
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto violation =
        of_limits ? order::testing::play_risk_history(seed).broken : order::testing::History(seed).run();
    if (!violation) continue;
    std::printf("%s: found at seed %llu: %s\n", argv[1], static_cast<unsigned long long>(seed),
                violation->c_str());
    return 0;
  }
  std::printf("%s: not found in %llu seeds\n", argv[1], static_cast<unsigned long long>(kSeeds));
  return 1;
}
