#include "journal/bytes.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bridge::journal {
namespace {

TEST(Bytes, LeavesValidUtf8AsItIs) {
  const std::string text = "plain, é, €, 😀, \x7F\x01";
  EXPECT_EQ(to_utf8(text), text);
  EXPECT_EQ(from_utf8(text), text);
}

TEST(Bytes, WritesALatin1ByteAsAPrivateCharacter) {
  EXPECT_EQ(to_utf8("caf\xE9"), "caf\uF7E9");
  EXPECT_EQ(from_utf8("caf\uF7E9"), "caf\xE9");
}

TEST(Bytes, EscapesItsOwnEscape) {
  const std::string text = "\uF780 \uF7FF";
  EXPECT_NE(to_utf8(text), text);
  EXPECT_EQ(from_utf8(to_utf8(text)), text);
}

TEST(Bytes, RefusesOverlongSurrogateAndOutOfRangeForms) {
  for (const std::string bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                "\xF4\x90\x80\x80", "\xF8", "\xE2\x82", "\xF0\x9F\x98", "\xC3"}) {
    EXPECT_EQ(to_utf8(bad).size(), 3 * bad.size());
    EXPECT_EQ(from_utf8(to_utf8(bad)), bad);
  }
}

TEST(Bytes, BringsBackAnyBytes) {
  constexpr std::uint32_t kSeed = 20260722;
  std::mt19937 random(kSeed);
  // Mostly bytes of which longer characters are made: chance alone would rarely build one.
  const std::string likely("\xEF\x9E\x9F\x80\xBF\xE2\x82\xAC\xF0\x9F\xC3\xA9 a\x00", 16);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 12, '\0');
    for (char& byte : bytes) {
      byte = random() % 4 == 0 ? static_cast<char>(random() & 0xFFU) : likely[random() % likely.size()];
    }
    ASSERT_EQ(from_utf8(to_utf8(bytes)), bytes) << "round " << round << ", seed " << kSeed;
  }
}

}  // namespace
}  // namespace bridge::journal
