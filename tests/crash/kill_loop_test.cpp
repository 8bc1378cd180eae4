// Real processes killed with SIGKILL under load, again and again; rounds.hpp says what a round is,
// checker.hpp what must hold. By hand: CRASH_ROUNDS=200 [CRASH_SEED=42] crash_test
// --gtest_filter='KillLoop.*'.
#include "crash/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>

namespace bridge::crash {
namespace {

constexpr std::uint64_t kRounds = 20;      // of all three kinds together
constexpr std::uint64_t kRoundsASet = 10;  // on one site

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return otherwise;
  std::uint64_t number = 0;
  const char* end = text + std::string_view{text}.size();
  if (std::from_chars(text, end, number).ptr != end || end == text) {
    throw std::runtime_error(std::string(variable) + "=" + text + ": want a number");
  }
  return number;
}

std::uint64_t seed() {
  static const std::uint64_t seed = number_of("CRASH_SEED", std::random_device{}());
  return seed;
}

// Prints what all kinds did together, once, when the program ends.
class Sum : public testing::Environment {
 public:
  void TearDown() override {
    if (tally.rounds > 0) std::cout << "seed " << seed() << ": " << tally.line() << std::endl;
  }
  Tally tally;
};
Sum& sum() {
  static auto* const sum = dynamic_cast<Sum*>(testing::AddGlobalTestEnvironment(new Sum));
  return *sum;
}
[[maybe_unused]] const Sum& kRegistered = sum();

// A third of the rounds, in sets; every set has a seed of its own.
void expect_all_ends_well(Victim victim) {
  const auto kind = static_cast<std::uint64_t>(victim);
  const std::uint64_t all = number_of("CRASH_ROUNDS", kRounds);
  std::uint64_t left = (all + 2 - kind) / 3;
  std::cout << name_of(victim) << ": " << left << " rounds, CRASH_SEED=" << seed() << std::endl;
  for (std::uint64_t set = 0; left > 0; ++set) {
    const std::uint64_t rounds = std::min(left, kRoundsASet);
    left -= rounds;
    EXPECT_TRUE(play(victim, static_cast<int>(rounds), seed() * 1000 + set * 3 + kind, sum().tally));
  }
}

TEST(KillLoop, EveryCancelEndsInTheTruthWhenTheGatewayDies) { expect_all_ends_well(Victim::Gateway); }

TEST(KillLoop, EveryCancelEndsInTheTruthWhenTheVenueDies) { expect_all_ends_well(Victim::Venue); }

TEST(KillLoop, EveryCancelEndsInTheTruthWhenBothDie) { expect_all_ends_well(Victim::Both); }

}  // namespace
}  // namespace bridge::crash
