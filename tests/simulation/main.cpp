// The simulation by hand: `simulation --seed N` tells one history, `simulation --seeds A B` runs a range,
// `simulation --minutes M` runs new ones until time is up, of either theme. With `--orders` in front the
// clients place orders of their own. A seed that breaks a promise is told in full.
#include "base/log.hpp"
#include "history.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

namespace {

using namespace bridge;
using Clock = std::chrono::steady_clock;

int usage() {
  std::fputs("usage: simulation [--orders] --seed N | --seeds FIRST LAST | --minutes M\n", stderr);
  return 2;
}

const char* option_of(simulation::Theme theme) {
  return theme == simulation::Theme::Orders ? "--orders " : "";
}

void print(simulation::Theme theme, std::uint64_t seed, const simulation::Outcome& outcome) {
  for (const auto& line : outcome.diary) std::puts(line.c_str());
  if (!outcome.violation) {
    std::printf("seed %llu keeps every promise\n", static_cast<unsigned long long>(seed));
    return;
  }
  std::printf("seed %llu breaks %s: %s\n  simulation %s--seed %llu\n", static_cast<unsigned long long>(seed),
              outcome.violation->invariant.c_str(), outcome.violation->what.c_str(), option_of(theme),
              static_cast<unsigned long long>(seed));
}

struct Sum {
  std::uint64_t seeds = 0, broken = 0, steps = 0, recorded = 0;
};

// True: go on.
bool run(simulation::Theme theme, std::uint64_t seed, Sum& sum) {
  const auto outcome = simulation::run(theme, seed);
  ++sum.seeds;
  sum.steps += outcome.steps;
  sum.recorded += outcome.recorded;
  if (!outcome.violation) return true;
  print(theme, seed, simulation::run(theme, seed, true));
  return ++sum.broken < 3;
}

int report(const Sum& sum, Clock::time_point began) {
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  std::printf(
      "%llu seeds, %llu broken; %llu happenings, %llu events in journals; %.0f s, %.0f seeds a second\n",
      static_cast<unsigned long long>(sum.seeds), static_cast<unsigned long long>(sum.broken),
      static_cast<unsigned long long>(sum.steps), static_cast<unsigned long long>(sum.recorded), seconds,
      static_cast<double>(sum.seeds) / seconds);
  return sum.broken == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  using simulation::Theme;
  const bool orders = argc > 1 && std::strcmp(argv[1], "--orders") == 0;
  const Theme theme = orders ? Theme::Orders : Theme::Cancels;
  if (orders) {
    --argc;
    ++argv;
  }
  const auto number = [&](int at) { return std::strtoull(argv[at], nullptr, 10); };
  const std::string how = argc > 1 ? argv[1] : "";
  log::open(log::Level::Error, "/dev/null");
  const auto began = Clock::now();
  Sum sum;
  if (how == "--seed" && argc == 3) {
    const auto outcome = simulation::run(theme, number(2), true);
    print(theme, number(2), outcome);
    return outcome.violation ? 1 : 0;
  }
  if (how == "--seeds" && argc == 4) {
    for (auto seed = number(2); seed <= number(3) && run(theme, seed, sum); ++seed) {
    }
    return report(sum, began);
  }
  if (how == "--minutes" && argc == 3) {
    const auto end = began + std::chrono::minutes(number(2));
    std::uint64_t seed = std::uint64_t{std::random_device{}()} << 16U;
    std::printf("from seed %llu on\n", static_cast<unsigned long long>(seed));
    while (Clock::now() < end && (orders || run(Theme::Cancels, seed, sum)) &&
           run(Theme::Orders, seed, sum)) {
      ++seed;
    }
    return report(sum, began);
  }
  return usage();
}
