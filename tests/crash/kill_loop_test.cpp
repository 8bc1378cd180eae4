// Real processes killed with SIGKILL under load, again and again; rounds.hpp says what a round is,
// checker.hpp what must hold. By hand: CRASH_ROUNDS=200 [CRASH_SEED=42] crash_test
// --gtest_filter='KillLoop.*'.
#include "crash/order_rounds.hpp"
#include "crash/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
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
    if (order_tally.rounds > 0) std::cout << "seed " << seed() << ": " << order_tally.line() << std::endl;
  }
  Tally tally;
  OrderTally order_tally;
};
Sum& sum() {
  static auto* const sum = dynamic_cast<Sum*>(testing::AddGlobalTestEnvironment(new Sum));
  return *sum;
}
[[maybe_unused]] const Sum& kRegistered = sum();

// A third of the rounds, in sets; every set has a seed of its own.
void play_sets(Victim victim, const std::function<bool(int rounds, std::uint64_t set_seed)>& play_set) {
  const auto kind = static_cast<std::uint64_t>(victim);
  const std::uint64_t all = number_of("CRASH_ROUNDS", kRounds);
  std::uint64_t left = (all + 2 - kind) / 3;
  std::cout << name_of(victim) << ": " << left << " rounds, CRASH_SEED=" << seed() << std::endl;
  for (std::uint64_t set = 0; left > 0; ++set) {
    const std::uint64_t rounds = std::min(left, kRoundsASet);
    left -= rounds;
    EXPECT_TRUE(play_set(static_cast<int>(rounds), seed() * 1000 + set * 3 + kind));
  }
}

void expect_all_ends_well(Victim victim) {
  play_sets(victim, [victim](int rounds, std::uint64_t set_seed) {
    return play(victim, rounds, set_seed, sum().tally);
  });
}

void expect_books_agree(Victim victim) {
  play_sets(victim, [victim](int rounds, std::uint64_t set_seed) {
    return play_orders(victim, rounds, set_seed, sum().order_tally);
  });
}

TEST(KillLoop, EveryCancelEndsInTheTruthWhenTheGatewayDies) { expect_all_ends_well(Victim::Gateway); }

TEST(KillLoop, EveryCancelEndsInTheTruthWhenTheVenueDies) { expect_all_ends_well(Victim::Venue); }

TEST(KillLoop, EveryCancelEndsInTheTruthWhenBothDie) { expect_all_ends_well(Victim::Both); }

TEST(KillLoop, TheClientsBookIsTheVenuesWhenTheGatewayDies) { expect_books_agree(Victim::Gateway); }

TEST(KillLoop, TheClientsBookIsTheVenuesWhenTheVenueDies) { expect_books_agree(Victim::Venue); }

TEST(KillLoop, TheClientsBookIsTheVenuesWhenBothDie) { expect_books_agree(Victim::Both); }

}  // namespace
}  // namespace bridge::crash
