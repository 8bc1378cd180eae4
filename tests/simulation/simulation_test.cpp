// The seeds of every run of the tests. More of them: `./run soak`.
#include "base/log.hpp"
#include "simulation/history.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace bridge::simulation {
namespace {

// The command that tells it again, then the whole story.
std::string story_of(std::uint64_t seed) {
  std::string story = "simulation --seed " + std::to_string(seed) + "\n";
  for (const auto& line : run(seed, true).diary) story.append(line).append("\n");
  return story;
}

class Simulation : public testing::TestWithParam<std::uint64_t> {
 protected:
  static void SetUpTestSuite() { log::open(log::Level::Error, "/dev/null"); }
  static void TearDownTestSuite() { log::close(); }
};

TEST_P(Simulation, KeepsEveryPromise) {
  constexpr std::uint64_t kSeeds = 500;
  std::uint64_t steps = 0;
  for (std::uint64_t seed = GetParam() * kSeeds + 1; seed <= (GetParam() + 1) * kSeeds; ++seed) {
    const auto outcome = run(seed);
    steps += outcome.steps;
    ASSERT_FALSE(outcome.violation) << outcome.violation->invariant << ": " << outcome.violation->what << "\n"
                                    << story_of(seed);
  }
  EXPECT_GT(steps, kSeeds * 100);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Simulation, testing::Range<std::uint64_t>(0, 8));

TEST_F(Simulation, TellsTheSameStoryForTheSameSeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto first = run(seed, true);
    EXPECT_EQ(first.diary, run(seed, true).diary) << "seed " << seed;
    EXPECT_GT(first.diary.size(), 5U);
  }
}

}  // namespace
}  // namespace bridge::simulation
