#include "order/budget.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

using Purpose = Budget::Purpose;

const Timestamp kMinute = from_ms(1795359600000);  // a window begins

std::optional<Timestamp> take_many(Budget& budget, Timestamp at, int count, Purpose purpose) {
  for (int i = 0; i < count; ++i) {
    if (const auto later = budget.take(at, 1, purpose)) return later;
  }
  return std::nullopt;
}

TEST(Budget, LetsThroughWhatTheVenueAllowsAndNoMore) {
  Budget budget;
  EXPECT_FALSE(take_many(budget, kMinute, 2400, Purpose::FirstCancel));
  EXPECT_EQ(budget.take(kMinute + seconds{3}, 1, Purpose::FirstCancel), kMinute + seconds{60});
  EXPECT_FALSE(budget.take(kMinute + seconds{60}, 1, Purpose::FirstCancel));
}

TEST(Budget, KeepsAFifthForFirstCancels) {
  Budget budget;
  EXPECT_FALSE(take_many(budget, kMinute, 1920, Purpose::Other));
  EXPECT_EQ(budget.take(kMinute, 1, Purpose::Other), kMinute + seconds{60});
  EXPECT_FALSE(take_many(budget, kMinute, 480, Purpose::FirstCancel));
  EXPECT_TRUE(budget.take(kMinute, 1, Purpose::FirstCancel));
}

TEST(Budget, TakesAHeavyRequestWholeOrNotAtAll) {
  Budget budget(BudgetSettings{.limit = 10, .reserve_percent = 0});
  EXPECT_FALSE(budget.take(kMinute, 8, Purpose::Other));
  EXPECT_TRUE(budget.take(kMinute, 5, Purpose::Other));
  EXPECT_FALSE(budget.take(kMinute, 2, Purpose::Other));
}

// It is on its way while the window turns: nobody knows in which it is counted.
TEST(Budget, CountsWhatIsSentLateInAWindowInTheNextOneToo) {
  Budget budget(BudgetSettings{.limit = 10, .reserve_percent = 0});
  EXPECT_FALSE(budget.take(kMinute + seconds{58}, 2, Purpose::Other));
  EXPECT_FALSE(budget.take(kMinute + milliseconds{59'500}, 7, Purpose::Other));
  EXPECT_EQ(budget.used(kMinute + seconds{60}), 7);
  EXPECT_EQ(budget.used(kMinute + seconds{120}), 0);
}

TEST(Budget, LearnsWhatOthersUsed) {
  Budget budget;
  EXPECT_FALSE(budget.take(kMinute, 1, Purpose::FirstCancel));
  budget.told(kMinute, kMinute + milliseconds{20}, 2400, 2399);
  EXPECT_FALSE(budget.take(kMinute + seconds{1}, 1, Purpose::FirstCancel));
  EXPECT_TRUE(budget.take(kMinute + seconds{1}, 1, Purpose::FirstCancel));
}

TEST(Budget, BelievesNoCountThatIsLowerThanItsOwn) {
  Budget budget;
  EXPECT_FALSE(take_many(budget, kMinute, 100, Purpose::FirstCancel));
  budget.told(kMinute, kMinute + milliseconds{20}, 2400, 3);
  EXPECT_EQ(budget.used(kMinute), 100);
}

TEST(Budget, LearnsNothingFromACountTakenAtTheTurnOfAWindow) {
  Budget budget;
  budget.told(kMinute - milliseconds{5}, kMinute + milliseconds{5}, 2400, 2390);
  EXPECT_EQ(budget.used(kMinute + seconds{1}), 0);
}

TEST(Budget, TakesTheVenuesLimitOver) {
  Budget budget;
  budget.told(kMinute, kMinute, 1200, 1);
  EXPECT_TRUE(take_many(budget, kMinute, 1201, Purpose::FirstCancel));
  EXPECT_FALSE(take_many(budget, kMinute + seconds{60}, 1200, Purpose::FirstCancel));
}

TEST(Budget, SendsNothingDuringAPauseAndEverythingFromItsEndOn) {
  Budget budget;
  budget.pause(kMinute + milliseconds{12'345});
  EXPECT_EQ(budget.take(kMinute + milliseconds{12'344}, 1, Purpose::FirstCancel),
            kMinute + milliseconds{12'345});
  EXPECT_FALSE(budget.take(kMinute + milliseconds{12'345}, 1, Purpose::FirstCancel));
}

TEST(Budget, AShorterPauseDoesNotEndALongerOne) {
  Budget budget;
  budget.pause(kMinute + seconds{120});
  budget.pause(kMinute + seconds{1});
  EXPECT_EQ(budget.take(kMinute + seconds{2}, 1, Purpose::Other), kMinute + seconds{120});
}

TEST(Budget, AClockALittleBehindDoesNotReopenAWindow) {
  Budget budget(BudgetSettings{.limit = 2, .reserve_percent = 0});
  EXPECT_FALSE(budget.take(kMinute + seconds{60}, 2, Purpose::Other));
  EXPECT_TRUE(budget.take(kMinute + milliseconds{59'990}, 1, Purpose::Other));
}

// What was said before our clock was measured was said at another time.
TEST(Budget, AClockThatWasFarAheadIsForgotten) {
  Budget budget(BudgetSettings{.limit = 10, .reserve_percent = 0});
  const Timestamp wrong = kMinute + std::chrono::hours{2};
  EXPECT_FALSE(budget.take(wrong, 5, Purpose::Other));
  budget.pause(wrong + seconds{30});
  EXPECT_EQ(budget.take(kMinute, 1, Purpose::Other), kMinute + seconds{30});
  EXPECT_FALSE(budget.take(kMinute + seconds{30}, 5, Purpose::Other));
  EXPECT_TRUE(budget.take(kMinute + seconds{30}, 1, Purpose::Other));
  EXPECT_FALSE(budget.take(kMinute + seconds{60}, 10, Purpose::Other));
}

}  // namespace
}  // namespace bridge::order
