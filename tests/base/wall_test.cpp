#include "base/wall.hpp"

#include <gtest/gtest.h>

namespace bridge {
namespace {

using namespace std::chrono_literals;
using Finding = ClockWatch::Finding;

// Looks so many times; what the last one found.
Finding look(ClockWatch& watch, int times, microseconds system, microseconds shown,
             std::optional<microseconds> venue) {
  Finding found = Finding::Nothing;
  for (int i = 0; i < times; ++i) found = watch.look(system, shown, venue);
  return found;
}

TEST(ClockWatch, TakesAStepOverOnceItHasStoodAndTheVenueAgrees) {
  for (const auto step : {300s, -300s, 3600s, -2s}) {
    ClockWatch watch;
    EXPECT_EQ(look(watch, 5, 0s, 0s, step), Finding::Nothing) << "there is nothing to take over";
    EXPECT_EQ(look(watch, 1, step, 0s, step), Finding::Stepped);
    EXPECT_EQ(look(watch, 2, step, 0s, step), Finding::Nothing) << "it may be stepped back";
    EXPECT_EQ(look(watch, 1, step, 0s, step), Finding::TakeOver);
    EXPECT_EQ(look(watch, 9, step, step, step), Finding::Nothing) << "it was";
  }
}

TEST(ClockWatch, DoesNotTakeOverWhatTheVenueContradicts) {
  ClockWatch watch;
  EXPECT_EQ(look(watch, 1, 3600s, 0s, 50ms), Finding::Stepped);
  EXPECT_EQ(look(watch, 60, 3600s, 0s, 50ms), Finding::Nothing);
  EXPECT_EQ(look(watch, 60, 3600s, 0s, std::nullopt), Finding::Nothing) << "nobody knows";
  EXPECT_EQ(look(watch, 60, 3600s, 0s, 1800s), Finding::Nothing) << "neither is better";
  EXPECT_EQ(look(watch, 1, 3600s, 0s, 3601s), Finding::TakeOver) << "it has been measured anew";
}

// A host that was suspended: our clock stood still meanwhile, and the venue is measured only afterwards.
TEST(ClockWatch, TakesOverTheTimeThatASuspendedHostHasMissed) {
  ClockWatch watch;
  EXPECT_EQ(look(watch, 9, 0s, 0s, 0s), Finding::Nothing);
  EXPECT_EQ(look(watch, 1, 7200s, 0s, 0s), Finding::Stepped);
  EXPECT_EQ(look(watch, 5, 7200s, 0s, 0s), Finding::Nothing);
  EXPECT_EQ(look(watch, 1, 7200s, 0s, 7200s), Finding::TakeOver);
}

TEST(ClockWatch, WaitsForAClockThatIsSteppedAgainAndAgain) {
  ClockWatch watch;
  for (int i = 1; i < 20; ++i) {
    EXPECT_EQ(look(watch, 1, i * 10s, 0s, 300s), Finding::Stepped);
    EXPECT_EQ(look(watch, 2, i * 10s, 0s, 300s), Finding::Nothing);
  }
}

TEST(ClockWatch, HasNoEyesForAClockThatIsSlewed) {
  ClockWatch watch;
  for (int i = 0; i < 9; ++i) EXPECT_EQ(look(watch, 1, i * 100ms, 0s, 900ms), Finding::Nothing) << i;
}

TEST(WallTime, IsOursUntilAStepIsTakenOver) {
  EXPECT_EQ(wall_offset(), 0s);
  set_wall_offset(-300s);
  const Timestamp before = now();
  EXPECT_GE(wall_time(), before - 300s);
  EXPECT_LT(wall_time(), before);
  set_wall_offset(0s);
}

}  // namespace
}  // namespace bridge
