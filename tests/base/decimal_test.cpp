#include "base/decimal.hpp"

#include <gtest/gtest.h>

namespace bridge {
namespace {

TEST(Decimal, IsDigitsWithAtMostOnePoint) {
  for (const char* text : {"0", "10", "0.250", "00.1", ".5", "5.", "99999999999999999999999.00000000001"}) {
    EXPECT_TRUE(is_decimal(text)) << text;
  }
  for (const char* text : {"", ".", "-1", "+1", "1e3", "1.2.3", " 1", "1 ", "0x1", "nan", "1,5"}) {
    EXPECT_FALSE(is_decimal(text)) << text;
  }
}

TEST(Decimal, IsZeroForEveryWayToWriteNothing) {
  for (const char* text : {"0", "0.000", "000", ".0", "", "abc", "-1"}) EXPECT_TRUE(is_zero(text)) << text;
  for (const char* text : {"0.001", "1", "10", "100.0"}) EXPECT_FALSE(is_zero(text)) << text;
}

TEST(Decimal, SubtractsOnTheDigits) {
  EXPECT_EQ(subtract("10", "1"), "9");
  EXPECT_EQ(subtract("0.250", "0.1"), "0.150");
  EXPECT_EQ(subtract("1", "0.001"), "0.999");
  EXPECT_EQ(subtract("1000", "0.1"), "999.9");
  EXPECT_EQ(subtract("1.0", "1"), "0.0");
  EXPECT_EQ(subtract("5", "5"), "0");
  EXPECT_EQ(subtract("007", "1"), "6");
  EXPECT_EQ(subtract(".5", ".25"), "0.25");
  EXPECT_EQ(subtract("9007199254740993.1", "0.1"), "9007199254740993.0");  // beyond what a double can hold
}

TEST(Decimal, KeepsTheLongerNumberOfPlaces) {
  EXPECT_EQ(subtract("2.00", "1"), "1.00");
  EXPECT_EQ(subtract("2", "1.00"), "1.00");
}

TEST(Decimal, HasNoAnswerBelowZeroOrForNonsense) {
  EXPECT_EQ(subtract("1", "1.0001"), std::nullopt);
  EXPECT_EQ(subtract("9", "10"), std::nullopt);
  EXPECT_EQ(subtract("", "1"), std::nullopt);
  EXPECT_EQ(subtract("1", "x"), std::nullopt);
}

TEST(Decimal, AddsOnTheDigits) {
  EXPECT_EQ(add("10", "1"), "11");
  EXPECT_EQ(add("0.250", "0.1"), "0.350");
  EXPECT_EQ(add("0.9", "0.1"), "1.0");
  EXPECT_EQ(add("099", ".01"), "99.01");
  EXPECT_EQ(add("0", "0.000"), "0.000");
  EXPECT_EQ(add("99999999999999999999999999999999999999999999", "1"),
            "100000000000000000000000000000000000000000000");
  EXPECT_FALSE(add("1", "-1"));
  EXPECT_FALSE(add("", "1"));
}

TEST(Decimal, ComparesByValueNotByText) {
  EXPECT_TRUE(compare("1.0", "1") == 0);
  EXPECT_TRUE(compare("9", "10") < 0);
  EXPECT_TRUE(compare("0.10", "0.099") > 0);
  EXPECT_TRUE(compare("007", "7.000") == 0);
  EXPECT_TRUE(compare("x", "1") == std::partial_ordering::unordered);
}

TEST(Decimal, AveragesPricesByTheirQuantities) {
  AveragePrice average;
  EXPECT_EQ(average.text(), "0");
  average.add("3", "10");
  EXPECT_EQ(average.text(), "10");
  average.add("1", "12");
  EXPECT_EQ(average.text(), "10.5");
  average.add("2", "0.00000001");
  EXPECT_EQ(average.text(), "7");  // 42.00000002 / 6
  AveragePrice thirds;
  thirds.add("1", "1");
  thirds.add("2", "2");
  EXPECT_EQ(thirds.text(), "1.66666667");
}

}  // namespace
}  // namespace bridge
