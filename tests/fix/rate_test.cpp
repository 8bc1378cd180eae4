#include "fix/rate.hpp"

#include <gtest/gtest.h>

namespace bridge::fix {
namespace {

using namespace std::chrono_literals;

const Timestamp kStart = from_ms(1'763'800'000'000);

RateLimit limit(int messages, milliseconds per) {
  RateLimit result;
  result.messages = messages;
  result.per = per;
  return result;
}

TEST(Rate, HasNoLimitByDefault) {
  Rate rate{RateLimit{}};
  for (int i = 0; i < 100'000; ++i) ASSERT_FALSE(rate.take(kStart));
}

TEST(Rate, LetsABurstThroughAndThenSaysHowLongToWait) {
  Rate rate{limit(3, 1500ms)};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(rate.take(kStart));
  EXPECT_EQ(rate.take(kStart), 500ms);
  EXPECT_EQ(rate.take(kStart + 100ms), 400ms);
  EXPECT_FALSE(rate.take(kStart + 500ms));
  EXPECT_EQ(rate.take(kStart + 500ms), 500ms);
}

TEST(Rate, NeverSavesUpMoreThanABurst) {
  Rate rate{limit(2, 1s)};
  EXPECT_FALSE(rate.take(kStart));
  const Timestamp later = kStart + 24h;
  EXPECT_FALSE(rate.take(later));
  EXPECT_FALSE(rate.take(later));
  EXPECT_EQ(rate.take(later), 500ms);
}

TEST(Rate, TakesNoTokenForARefusal) {
  Rate rate{limit(1, 1s)};
  EXPECT_FALSE(rate.take(kStart));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(rate.take(kStart + 500ms));
  EXPECT_FALSE(rate.take(kStart + 1s));
}

TEST(Rate, WaitsNoLongerWhenTheClockIsSetBack) {
  Rate rate{limit(2, 1s)};
  EXPECT_FALSE(rate.take(kStart));
  EXPECT_FALSE(rate.take(kStart));
  EXPECT_EQ(rate.take(kStart - 1h), 500ms);
  EXPECT_FALSE(rate.take(kStart - 1h + 500ms));
}

TEST(Rate, RoundsTheWaitUp) {
  Rate rate{limit(3, 1s)};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(rate.take(kStart));
  EXPECT_EQ(rate.take(kStart), 334ms);
}

}  // namespace
}  // namespace bridge::fix
