#include "venue/clock.hpp"

#include <gtest/gtest.h>

namespace bridge::venue {

namespace {

constexpr std::int64_t kNoonMs = 1'795'359'600'000;
const Timestamp kNoon = from_ms(kNoonMs);

// Asked at noon + `at`, answered `round_trip` later by a venue that is `ahead` of us.
void measure(Clock& clock, milliseconds at, milliseconds round_trip, milliseconds ahead) {
  const Timestamp sent = kNoon + at;
  const Timestamp received = sent + round_trip;
  clock.measured(sent, received, to_ms(sent + round_trip / 2 + ahead));
}

}  // namespace

TEST(Clock, KnowsNothingAtFirst) {
  const Clock clock;
  EXPECT_FALSE(clock.known());
  EXPECT_EQ(clock.venue_time(kNoon), kNoon);
}

TEST(Clock, PutsTheServersTimeInTheMiddleOfTheRoundTrip) {
  Clock clock;
  clock.measured(kNoon, kNoon + milliseconds{40}, kNoonMs + 120);
  EXPECT_TRUE(clock.known());
  EXPECT_EQ(clock.offset(), milliseconds{100});
  EXPECT_EQ(clock.uncertainty(), milliseconds{20});
  EXPECT_EQ(clock.venue_time(kNoon), kNoon + milliseconds{100});
}

// The answer may have been made as the question left, or as it came back itself.
TEST(Clock, KnowsWhenTheVenuesTimeIsSurelyReached) {
  for (const auto made : {milliseconds{0}, milliseconds{40}}) {
    Clock clock;
    clock.measured(kNoon, kNoon + milliseconds{40}, kNoonMs + 100 + made.count());
    const Timestamp later = kNoon + seconds{60};
    const Timestamp shown = clock.surely_reached(later) + milliseconds{100};  // by the venue's clock
    EXPECT_GE(shown, later);
    EXPECT_LE(shown, later + milliseconds{40});
  }
}

TEST(Clock, PrefersTheShorterRoundTrip) {
  Clock clock;
  measure(clock, milliseconds{0}, milliseconds{40}, milliseconds{100});
  measure(clock, milliseconds{1000}, milliseconds{200}, milliseconds{130});
  EXPECT_EQ(clock.offset(), milliseconds{100});
  measure(clock, milliseconds{2000}, milliseconds{10}, milliseconds{95});
  EXPECT_EQ(clock.offset(), milliseconds{95});
  EXPECT_EQ(clock.uncertainty(), milliseconds{5});
}

TEST(Clock, TakesALongerRoundTripWhenTheBestIsOld) {
  Clock clock;
  measure(clock, milliseconds{0}, milliseconds{10}, milliseconds{100});
  measure(clock, milliseconds{6 * 60 * 1000}, milliseconds{40}, milliseconds{110});
  EXPECT_EQ(clock.offset(), milliseconds{110});
}

TEST(Clock, BelievesTheNewerOfTwoSamplesThatContradictEachOther) {
  Clock clock;
  measure(clock, milliseconds{0}, milliseconds{10}, milliseconds{100});
  // Our clock was set back by an hour.
  measure(clock, milliseconds{1000}, milliseconds{40}, milliseconds{3'600'000});
  EXPECT_EQ(clock.offset(), milliseconds{3'600'000});
}

TEST(Clock, BelievesANewSampleFromBeforeTheOldOne) {
  Clock clock;
  measure(clock, milliseconds{100'000}, milliseconds{10}, milliseconds{0});
  measure(clock, milliseconds{0}, milliseconds{40}, milliseconds{10});
  EXPECT_EQ(clock.offset(), milliseconds{10});
}

TEST(Clock, IgnoresAnAnswerFromBeforeTheQuestion) {
  Clock clock;
  clock.measured(kNoon, kNoon - milliseconds{1}, kNoonMs);
  EXPECT_FALSE(clock.known());
}

TEST(Clock, IgnoresASampleThatCouldBeWrongByASecond) {
  Clock clock;
  measure(clock, milliseconds{0}, milliseconds{1802}, milliseconds{100});
  EXPECT_FALSE(clock.known());
  measure(clock, milliseconds{0}, milliseconds{1800}, milliseconds{100});
  EXPECT_TRUE(clock.known());
}

TEST(Clock, IgnoresWhatIsNoTimeInMilliseconds) {
  Clock clock;
  for (const std::int64_t ms :
       {std::int64_t{0}, std::int64_t{-1}, kNoonMs / 1000, kNoonMs * 1000, INT64_MAX}) {
    clock.measured(kNoon, kNoon + milliseconds{1}, ms);
  }
  EXPECT_FALSE(clock.known());
}

}  // namespace bridge::venue
