#include "base/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge {
namespace {

TEST(CleanText, KeepsPrintableAscii) {
  EXPECT_EQ(clean_text("Order does not exist. ~!|="), "Order does not exist. ~!|=");
}

TEST(CleanText, ReplacesWhatCouldSplitAFieldOrALine) {
  EXPECT_EQ(clean_text("a\x01"
                       "35=8\r\nb\x7f\xc3\xa9"),
            "a?35=8??b???");
  EXPECT_EQ(clean_text(std::string_view("a\0b", 3)), "a?b");
}

TEST(CleanText, CutsAtTheLimit) {
  EXPECT_EQ(clean_text(std::string(500, 'x')).size(), 128U);
  EXPECT_EQ(clean_text("abcdef", 3), "abc");
}

}  // namespace
}  // namespace bridge
