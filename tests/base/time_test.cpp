#include "base/time.hpp"

#include <gtest/gtest.h>

namespace bridge {
namespace {

TEST(Time, WritesMicrosecondsForPeople) {
  EXPECT_EQ(iso_text(from_us(1'795'367'371'123'456)), "2026-11-22T17:09:31.123456Z");
  EXPECT_EQ(iso_text(from_us(0)), "1970-01-01T00:00:00.000000Z");
}

TEST(Time, WritesMillisecondsForFixAndNeverRoundsUp) {
  EXPECT_EQ(fix_text(from_us(1'795'367'371'123'999)), "20261122-17:09:31.123");
  EXPECT_EQ(fix_text(from_ms(1'709'164'800'007)), "20240229-00:00:00.007");
}

TEST(Time, ConvertsThereAndBack) {
  EXPECT_EQ(to_us(from_us(42)), 42);
  EXPECT_EQ(to_ms(from_ms(1'795'367'371'123)), 1'795'367'371'123);
  EXPECT_EQ(to_ms(from_us(1'999)), 1);
}

TEST(Time, StaysRightBeforeTheEpoch) { EXPECT_EQ(iso_text(from_us(-1)), "1969-12-31T23:59:59.999999Z"); }

TEST(Time, WritesFixTimesWithThePlacesAsked) {
  const Timestamp at = from_us(1'795'367'371'123'999);
  EXPECT_EQ(fix_text(at, 0), "20261122-17:09:31");
  EXPECT_EQ(fix_text(at, 6), "20261122-17:09:31.123999");
}

TEST(Time, ReadsFixTimes) {
  const Timestamp second = from_us(1'795'367'371'000'000);
  EXPECT_EQ(from_fix_text("20261122-17:09:31"), second);
  EXPECT_EQ(from_fix_text("20261122-17:09:31.1"), second + milliseconds{100});
  EXPECT_EQ(from_fix_text("20261122-17:09:31.123456789"), second + microseconds{123456});
  EXPECT_EQ(from_fix_text("20261231-23:59:60.000"), from_fix_text("20270101-00:00:00"));
  for (const auto* wrong :
       {"", "20261122", "20261122-17:09", "20261122-24:00:00", "20260230-00:00:00", "2026112x-17:09:31",
        "20261122-17:09:31.", "20261122-17:09:31,5", "20261122-17:09:31.1234567890"}) {
    EXPECT_FALSE(from_fix_text(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace bridge
