#include "base/words.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge {
namespace {

TEST(MeantBy, TakesTwoSlips) {
  EXPECT_EQ(meant_by("chek", {"run", "check"}), "check");
  EXPECT_EQ(meant_by("hceck", {"run", "check"}), "check");
  EXPECT_EQ(meant_by("checked", {"run", "check"}), "check");
  EXPECT_EQ(meant_by("checking", {"run", "check"}), "");
  EXPECT_EQ(meant_by("", {"run", "it"}), "it");
  EXPECT_EQ(meant_by("x", {}), "");
}

TEST(MeantBy, ComparesNoLongText) {
  const std::string word(65, 'x');
  EXPECT_EQ(meant_by(word, {word}), "");
  EXPECT_EQ(meant_by(word.substr(1), {word}), word);
}

}  // namespace
}  // namespace bridge
