#include "venue/backoff.hpp"

#include <gtest/gtest.h>

namespace bridge::venue {

namespace {

constexpr milliseconds kNever{0};

}  // namespace

TEST(Backoff, DoublesUpToItsMaximum) {
  Backoff backoff{milliseconds{250}, milliseconds{1000}};
  const std::uint32_t longest = 125;
  EXPECT_EQ(backoff.wait_after(kNever, longest), milliseconds{250});
  EXPECT_GE(backoff.wait_after(kNever, 0), milliseconds{250});
  EXPECT_EQ(backoff.wait_after(kNever, 500), milliseconds{1000});
  EXPECT_EQ(backoff.wait_after(kNever, 500), milliseconds{1000});
}

TEST(Backoff, WaitsBetweenAHalfAndTheWhole) {
  for (std::uint32_t random = 0; random < 1000; ++random) {
    Backoff backoff{milliseconds{250}, milliseconds{1000}};
    const auto wait = backoff.wait_after(kNever, random);
    EXPECT_GE(wait, milliseconds{125});
    EXPECT_LE(wait, milliseconds{250});
  }
}

TEST(Backoff, DoesNotCountABriefConnectionAsSuccess) {
  Backoff backoff{milliseconds{100}, milliseconds{10000}};
  (void)backoff.wait_after(milliseconds{500}, 0);
  (void)backoff.wait_after(milliseconds{500}, 0);
  EXPECT_GE(backoff.wait_after(milliseconds{9999}, 0), milliseconds{200});
}

TEST(Backoff, BeginsAnewAfterASteadyConnection) {
  Backoff backoff{milliseconds{100}, milliseconds{10000}};
  for (int i = 0; i < 5; ++i) (void)backoff.wait_after(kNever, 0);
  EXPECT_LE(backoff.wait_after(Backoff::kSteady, 7), milliseconds{100});
}

TEST(Backoff, LivesWithAStepOfZero) {
  Backoff backoff{milliseconds{0}, milliseconds{0}};
  EXPECT_EQ(backoff.wait_after(kNever, 12345), milliseconds{0});
}

}  // namespace bridge::venue
