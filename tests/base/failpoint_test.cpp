#include "base/failpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <set>
#include <string>

namespace bridge {
namespace {

using testing::HasSubstr;

class Failpoint : public testing::Test {
 protected:
  void SetUp() override {
    if (!failpoint::kCompiledIn) GTEST_SKIP() << "built with BRIDGE_FAILPOINTS=OFF";
  }
  void TearDown() override { failpoint::arm(""); }
};

std::string refusal_of(const std::string& text) {
  try {
    failpoint::arm(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(FailpointTable, NamesEachPointOnceAndSaysWhatErrorMeans) {
  std::set<std::string_view> names;
  for (const auto& point : failpoint::kPoints) {
    EXPECT_TRUE(names.insert(point.name).second) << point.name;
    EXPECT_FALSE(point.error.empty()) << point.name;
  }
  EXPECT_GE(names.size(), 20U);
}

#ifdef BRIDGE_NO_FAILPOINTS
TEST(FailpointTable, CannotBeArmedInABuildWithoutIt) {
  EXPECT_THAT(refusal_of("journal.commit=crash"), HasSubstr("built without failpoints"));
  EXPECT_FALSE(failpoint::fails("journal.commit"));
}
#endif

TEST_F(Failpoint, DoesNothingUnlessItIsArmed) {
  EXPECT_FALSE(failpoint::fails("journal.commit"));
  failpoint::arm("link.write=error");
  EXPECT_FALSE(failpoint::fails("journal.commit"));
}

TEST_F(Failpoint, FailsAtEachHit) {
  failpoint::arm("journal.commit=error");
  EXPECT_TRUE(failpoint::fails("journal.commit"));
  EXPECT_TRUE(failpoint::fails("journal.commit"));
}

TEST_F(Failpoint, FailsAtTheNthHitAndThenNoMore) {
  failpoint::arm("journal.commit=error@2");
  EXPECT_FALSE(failpoint::fails("journal.commit"));
  EXPECT_TRUE(failpoint::fails("journal.commit"));
  EXPECT_FALSE(failpoint::fails("journal.commit"));
}

TEST_F(Failpoint, CountsOnlyOnceTheOtherPointWasHit) {
  failpoint::arm("journal.commit=error@1,after:fix.take");
  EXPECT_FALSE(failpoint::fails("journal.commit"));
  EXPECT_FALSE(failpoint::fails("fix.take"));
  EXPECT_TRUE(failpoint::fails("journal.commit"));
}

TEST_F(Failpoint, IsOneOfSeveralThatAreArmed) {
  failpoint::arm("journal.commit=error@1;link.write=error@2");
  EXPECT_FALSE(failpoint::fails("link.write"));
  EXPECT_TRUE(failpoint::fails("journal.commit"));
  EXPECT_TRUE(failpoint::fails("link.write"));
}

TEST_F(Failpoint, ThrowsWhereTheFailureIsAnException) {
  failpoint::arm("fix.take=error@1");
  EXPECT_THROW(failpoint::pass("fix.take"), failpoint::Failure);
  EXPECT_NO_THROW(failpoint::pass("fix.take"));
}

TEST_F(Failpoint, Waits) {
  failpoint::arm("link.write=delay:20@1");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(failpoint::fails("link.write"));
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds{20});
}

using FailpointDeathTest = Failpoint;

TEST_F(FailpointDeathTest, EndsTheProcessOnTheSpot) {
  failpoint::arm("journal.commit=crash@2");
  EXPECT_FALSE(failpoint::fails("journal.commit"));
  EXPECT_EXIT((void)failpoint::fails("journal.commit"), testing::KilledBySignal(SIGKILL),
              "failpoint journal.commit: crash");
}

TEST_F(Failpoint, IsArmedByTheEnvironment) {
  ::setenv("FIXBRIDGE_FAILPOINTS", "fix.send=error", 1);
  failpoint::arm_from_environment();
  ::unsetenv("FIXBRIDGE_FAILPOINTS");
  EXPECT_TRUE(failpoint::fails("fix.send"));
}

TEST_F(Failpoint, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(
      refusal_of("journal.comit=crash"),
      HasSubstr(
          "\"journal.comit=crash\": no point is called \"journal.comit\"; there are journal.catch_up,"));
  EXPECT_THAT(refusal_of("journal.commit"), HasSubstr("want POINT=crash, POINT=error or POINT=delay:MS"));
  EXPECT_THAT(refusal_of("journal.commit=abort"), HasSubstr("want POINT=crash"));
  EXPECT_THAT(refusal_of("journal.commit=delay:"), HasSubstr("\"\" is not a number from 1 to 60000"));
  EXPECT_THAT(refusal_of("journal.commit=crash@0"), HasSubstr("\"0\" is not a number from 1 to"));
  EXPECT_THAT(refusal_of("journal.commit=crash,before:fix.take"), HasSubstr("want after:POINT"));
  EXPECT_THAT(refusal_of("journal.commit=crash,after:fix.tale"),
              HasSubstr("no point is called \"fix.tale\""));
  EXPECT_FALSE(failpoint::fails("journal.commit")) << "nothing of a refused text is armed";
}

}  // namespace
}  // namespace bridge
