#include "base/check.hpp"

#include <gtest/gtest.h>

namespace bridge {
namespace {

TEST(Check, LetsPassWhatHolds) { check(true, "one is one"); }

TEST(CheckDeathTest, EndsTheProcessAndSaysWhere) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(check(false, "a ticket has one owner"),
               "check_test.cpp:[0-9]+: check failed: a ticket has one owner");
}

}  // namespace
}  // namespace bridge
