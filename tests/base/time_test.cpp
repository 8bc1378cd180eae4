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

}  // namespace
}  // namespace bridge
