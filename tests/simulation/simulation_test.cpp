// The seeds of every run of the tests. More of them: `./run soak`.
#include "base/log.hpp"
#include "simulation/history.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace bridge::simulation {
namespace {

// The command that tells it again, then the whole story.
std::string story_of(Theme theme, std::uint64_t seed) {
  std::string story = theme == Theme::Orders ? "simulation --orders --seed " : "simulation --seed ";
  story.append(std::to_string(seed)).append("\n");
  for (const auto& line : run(theme, seed, true).diary) story.append(line).append("\n");
  return story;
}

class Simulation : public testing::TestWithParam<std::uint64_t> {
 protected:
  static void keeps_every_promise(Theme theme, std::uint64_t first, std::uint64_t seeds) {
    std::uint64_t steps = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
      const auto outcome = run(theme, seed);
      steps += outcome.steps;
      ASSERT_FALSE(outcome.violation)
          << outcome.violation->invariant << ": " << outcome.violation->what << "\n"
          << story_of(theme, seed);
    }
    EXPECT_GT(steps, seeds * 100);
  }
  static void SetUpTestSuite() { log::open(log::Level::Error, "/dev/null"); }
  static void TearDownTestSuite() { log::close(); }
};

TEST_P(Simulation, KeepsEveryPromise) {
  constexpr std::uint64_t kSeeds = 500;
  keeps_every_promise(Theme::Cancels, GetParam() * kSeeds + 1, kSeeds);
}

TEST_P(Simulation, KeepsEveryPromiseAboutOrders) {
  constexpr std::uint64_t kSeeds = 250;
  keeps_every_promise(Theme::Orders, GetParam() * kSeeds + 1, kSeeds);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Simulation, testing::Range<std::uint64_t>(0, 8));

TEST_F(Simulation, TellsTheSameStoryForTheSameSeed) {
  for (const Theme theme : {Theme::Cancels, Theme::Orders}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const auto first = run(theme, seed, true);
      EXPECT_EQ(first.diary, run(theme, seed, true).diary) << "seed " << seed;
      EXPECT_GT(first.diary.size(), 5U);
    }
  }
}

}  // namespace
}  // namespace bridge::simulation
