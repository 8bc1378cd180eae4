#include "order/order_limiter.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

constexpr std::int64_t kMinuteMs = 1'795'359'600'000;  // a whole minute

Timestamp at(std::int64_t ms) { return from_ms(kMinuteMs + ms); }

TEST(OrderLimiter, ARequestTooManyIsWorthTryingInTheNextWindow) {
  OrderLimiter limiter;
  limiter.limit(seconds{10}, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take(at(9000)), std::nullopt);
  EXPECT_EQ(limiter.take(at(9500)), at(10000));
  EXPECT_EQ(limiter.take(at(10000)), std::nullopt);
}

TEST(OrderLimiter, TheLongestWaitHolds) {
  OrderLimiter limiter;
  limiter.limit(seconds{10}, 2);
  limiter.limit(seconds{60}, 3);
  EXPECT_EQ(limiter.take(at(0)), std::nullopt);
  EXPECT_EQ(limiter.take(at(0)), std::nullopt);
  EXPECT_EQ(limiter.take(at(10000)), std::nullopt);
  EXPECT_EQ(limiter.take(at(20000)), at(60000));
}

TEST(OrderLimiter, LearnsWhatOthersUsed) {
  OrderLimiter limiter;
  limiter.told(at(1000), at(1010), seconds{10}, 300, 299);
  EXPECT_EQ(limiter.take(at(1020)), std::nullopt);
  EXPECT_EQ(limiter.take(at(1020)), at(10000));
}

TEST(OrderLimiter, ARowThatTheVenueDoesNotTrackIsNone) {
  OrderLimiter limiter;
  limiter.told(at(1000), at(1010), seconds{10}, -1, -1);
  EXPECT_EQ(limiter.take(at(1020)), std::nullopt);
  limiter.limit(seconds{10}, 0);
  EXPECT_EQ(limiter.take(at(1020)), std::nullopt);
}

TEST(OrderLimiter, AReplyOfTheWindowBeforeSaysNothingOfThisOne) {
  OrderLimiter limiter;
  limiter.told(at(9990), at(10010), seconds{10}, 300, 300);
  EXPECT_EQ(limiter.take(at(10020)), std::nullopt);
}

}  // namespace
}  // namespace bridge::order
