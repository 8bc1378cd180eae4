#include "order/weight_limiter.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

using Purpose = WeightLimiter::Purpose;

const Timestamp kMinute = from_ms(1795359600000);  // a window begins

std::optional<Timestamp> take_many(WeightLimiter& limiter, Timestamp at, int count, Purpose purpose) {
  for (int i = 0; i < count; ++i) {
    if (const auto later = limiter.take(at, 1, purpose)) return later;
  }
  return std::nullopt;
}

TEST(WeightLimiter, LetsThroughWhatTheVenueAllowsAndNoMore) {
  WeightLimiter limiter;
  EXPECT_FALSE(take_many(limiter, kMinute, 2400, Purpose::FirstCancel));
  EXPECT_EQ(limiter.take(kMinute + seconds{3}, 1, Purpose::FirstCancel), kMinute + seconds{60});
  EXPECT_FALSE(limiter.take(kMinute + seconds{60}, 1, Purpose::FirstCancel));
}

TEST(WeightLimiter, KeepsAFifthForFirstCancels) {
  WeightLimiter limiter;
  EXPECT_FALSE(take_many(limiter, kMinute, 1920, Purpose::Other));
  EXPECT_EQ(limiter.take(kMinute, 1, Purpose::Other), kMinute + seconds{60});
  EXPECT_FALSE(take_many(limiter, kMinute, 480, Purpose::FirstCancel));
  EXPECT_TRUE(limiter.take(kMinute, 1, Purpose::FirstCancel));
}

TEST(WeightLimiter, TakesAHeavyRequestWholeOrNotAtAll) {
  WeightLimiter limiter(WeightLimiterSettings{.limit = 10, .reserve_percent = 0});
  EXPECT_FALSE(limiter.take(kMinute, 8, Purpose::Other));
  EXPECT_TRUE(limiter.take(kMinute, 5, Purpose::Other));
  EXPECT_FALSE(limiter.take(kMinute, 2, Purpose::Other));
}

// It is on its way while the window turns: nobody knows in which it is counted.
TEST(WeightLimiter, CountsWhatIsSentLateInAWindowInTheNextOneToo) {
  WeightLimiter limiter(WeightLimiterSettings{.limit = 10, .reserve_percent = 0});
  EXPECT_FALSE(limiter.take(kMinute + seconds{58}, 2, Purpose::Other));
  EXPECT_FALSE(limiter.take(kMinute + milliseconds{59'500}, 7, Purpose::Other));
  EXPECT_EQ(limiter.used(kMinute + seconds{60}), 7);
  EXPECT_EQ(limiter.used(kMinute + seconds{120}), 0);
}

TEST(WeightLimiter, LearnsWhatOthersUsed) {
  WeightLimiter limiter;
  EXPECT_FALSE(limiter.take(kMinute, 1, Purpose::FirstCancel));
  limiter.told(kMinute, kMinute + milliseconds{20}, 2400, 2399);
  EXPECT_FALSE(limiter.take(kMinute + seconds{1}, 1, Purpose::FirstCancel));
  EXPECT_TRUE(limiter.take(kMinute + seconds{1}, 1, Purpose::FirstCancel));
}

TEST(WeightLimiter, BelievesNoCountThatIsLowerThanItsOwn) {
  WeightLimiter limiter;
  EXPECT_FALSE(take_many(limiter, kMinute, 100, Purpose::FirstCancel));
  limiter.told(kMinute, kMinute + milliseconds{20}, 2400, 3);
  EXPECT_EQ(limiter.used(kMinute), 100);
}

TEST(WeightLimiter, LearnsNothingFromACountTakenAtTheTurnOfAWindow) {
  WeightLimiter limiter;
  limiter.told(kMinute - milliseconds{5}, kMinute + milliseconds{5}, 2400, 2390);
  EXPECT_EQ(limiter.used(kMinute + seconds{1}), 0);
}

TEST(WeightLimiter, TakesTheVenuesLimitOver) {
  WeightLimiter limiter;
  limiter.told(kMinute, kMinute, 1200, 1);
  EXPECT_TRUE(take_many(limiter, kMinute, 1201, Purpose::FirstCancel));
  EXPECT_FALSE(take_many(limiter, kMinute + seconds{60}, 1200, Purpose::FirstCancel));
}

TEST(WeightLimiter, SendsNothingDuringAPauseAndEverythingFromItsEndOn) {
  WeightLimiter limiter;
  limiter.pause(kMinute + milliseconds{12'345});
  EXPECT_EQ(limiter.take(kMinute + milliseconds{12'344}, 1, Purpose::FirstCancel),
            kMinute + milliseconds{12'345});
  EXPECT_FALSE(limiter.take(kMinute + milliseconds{12'345}, 1, Purpose::FirstCancel));
}

TEST(WeightLimiter, AShorterPauseDoesNotEndALongerOne) {
  WeightLimiter limiter;
  limiter.pause(kMinute + seconds{120});
  limiter.pause(kMinute + seconds{1});
  EXPECT_EQ(limiter.take(kMinute + seconds{2}, 1, Purpose::Other), kMinute + seconds{120});
}

TEST(WeightLimiter, AClockALittleBehindDoesNotReopenAWindow) {
  WeightLimiter limiter(WeightLimiterSettings{.limit = 2, .reserve_percent = 0});
  EXPECT_FALSE(limiter.take(kMinute + seconds{60}, 2, Purpose::Other));
  EXPECT_TRUE(limiter.take(kMinute + milliseconds{59'990}, 1, Purpose::Other));
}

// What was said before our clock was measured was said at another time.
TEST(WeightLimiter, AClockThatWasFarAheadIsForgotten) {
  WeightLimiter limiter(WeightLimiterSettings{.limit = 10, .reserve_percent = 0});
  const Timestamp wrong = kMinute + std::chrono::hours{2};
  EXPECT_FALSE(limiter.take(wrong, 5, Purpose::Other));
  limiter.pause(wrong + seconds{30});
  EXPECT_EQ(limiter.take(kMinute, 1, Purpose::Other), kMinute + seconds{30});
  EXPECT_FALSE(limiter.take(kMinute + seconds{30}, 5, Purpose::Other));
  EXPECT_TRUE(limiter.take(kMinute + seconds{30}, 1, Purpose::Other));
  EXPECT_FALSE(limiter.take(kMinute + seconds{60}, 10, Purpose::Other));
}

}  // namespace
}  // namespace bridge::order
