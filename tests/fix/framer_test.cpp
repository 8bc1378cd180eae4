#include "fix/wire/framer.hpp"

#include "fix/message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bridge::fix {
namespace {

constexpr std::size_t kLimit = 64 * 1024;

std::string heartbeat(int number) {
  return message("35=0|34=" + std::to_string(number) + "|49=OMS|52=20261122-17:00:00|56=BRIDGE|");
}

struct Cut {
  std::vector<std::string> messages;
  bool open = true;
  std::size_t taken = 0;  // bytes until the framer gave up
};

// Feeds `bytes` in pieces, as a connection does.
Cut cut(Framer& framer, std::string_view bytes, std::size_t piece) {
  Cut result;
  while (!bytes.empty() && result.open) {
    const auto part = bytes.substr(0, piece);
    result.open = framer.append(part);
    result.taken += part.size();
    bytes.remove_prefix(part.size());
    for (auto next = framer.next(); !next.empty(); next = framer.next()) result.messages.emplace_back(next);
  }
  return result;
}

TEST(Framer, CutsMessagesWhereverTheStreamIsSplit) {
  const std::vector<std::string> sent = {heartbeat(1), heartbeat(2), heartbeat(3)};
  const auto stream = sent[0] + sent[1] + sent[2];
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    Framer framer(kLimit);
    const auto result = cut(framer, stream, piece);
    EXPECT_EQ(result.messages, sent) << "pieces of " << piece;
    EXPECT_TRUE(result.open);
    EXPECT_EQ(framer.garbled(), 0U);
  }
}

TEST(Framer, WaitsForTheRestOfAMessage) {
  Framer framer(kLimit);
  const auto whole = heartbeat(1);
  EXPECT_TRUE(framer.append(whole.substr(0, whole.size() - 1)));
  EXPECT_TRUE(framer.next().empty());
  EXPECT_TRUE(framer.append(whole.substr(whole.size() - 1)));
  EXPECT_EQ(framer.next(), whole);
  EXPECT_TRUE(framer.next().empty());
}

TEST(Framer, SkipsAMessageWithAWrongCheckSum) {
  auto wrong = heartbeat(1);
  wrong[wrong.size() - 2] = wrong[wrong.size() - 2] == '0' ? '1' : '0';
  Framer framer(kLimit);
  const auto result = cut(framer, wrong + heartbeat(2), 7);
  EXPECT_EQ(result.messages, std::vector{heartbeat(2)});
  EXPECT_EQ(framer.garbled(), 1U);
}

TEST(Framer, SkipsAMessageWhoseBodyLengthIsTooShort) {
  const auto wrong = with_checksum(soh("8=FIX.4.4|9=20|35=0|34=1|49=OMS|52=20261122-17:00:00|56=BRIDGE|"));
  Framer framer(kLimit);
  const auto result = cut(framer, wrong + heartbeat(2), 7);
  EXPECT_EQ(result.messages, std::vector{heartbeat(2)});
  EXPECT_EQ(framer.garbled(), 1U);
}

TEST(Framer, DoesNotWaitForABodyLengthThatSwallowsTheNextMessage) {
  const auto wrong = with_checksum(soh("8=FIX.4.4|9=60000|35=0|34=1|49=OMS|52=20261122-17:00:00|56=BRIDGE|"));
  for (std::size_t piece = 1; piece < 80; ++piece) {
    Framer framer(kLimit);
    const auto result = cut(framer, wrong + heartbeat(2), piece);
    EXPECT_EQ(result.messages, std::vector{heartbeat(2)}) << "pieces of " << piece;
    EXPECT_EQ(framer.garbled(), 1U);
  }
}

TEST(Framer, SkipsBytesBetweenMessages) {
  Framer framer(kLimit);
  const auto result = cut(framer, "\r\n" + heartbeat(1) + "8=FI8=junk" + heartbeat(2), 3);
  EXPECT_EQ(result.messages, (std::vector{heartbeat(1), heartbeat(2)}));
  EXPECT_EQ(framer.garbled(), 2U);
}

TEST(Framer, SkipsAMessageThatDoesNotBeginWithMsgType) {
  Framer framer(kLimit);
  const auto result = cut(framer, message("34=1|35=0|") + message("") + heartbeat(2), 11);
  EXPECT_EQ(result.messages, std::vector{heartbeat(2)});
  EXPECT_EQ(framer.garbled(), 2U);
}

TEST(Framer, KeepsAMessageThatQuotesABeginString) {
  const auto quoting = message("35=3|34=1|58=you sent 8=FIX.4.4 twice|");
  Framer framer(kLimit);
  EXPECT_EQ(cut(framer, quoting, 5).messages, std::vector{quoting});
}

TEST(Framer, TakesAMessageOfExactlyTheLimitAndNoLonger) {
  const auto sized = [](std::size_t size) {
    const std::size_t frame = message("35=0|58=|").size() + 2;  // 9= takes three digits more than one
    return message("35=0|58=" + std::string(size - frame, 'x') + "|");
  };
  const auto fits = sized(500);
  ASSERT_EQ(fits.size(), 500U);
  Framer at_limit(500);
  EXPECT_EQ(cut(at_limit, fits, 100).messages, std::vector{fits});
  Framer below(499);
  EXPECT_TRUE(cut(below, fits, 100).messages.empty());
}

// What strangers do to engines (bridge/fix/quickfix.md, 5).
TEST(Framer, GivesUpOnAHugeBodyLength) {
  Framer framer(kLimit);
  const auto result = cut(framer, soh("8=FIX.4.4|9=2000000000|35=A|") + std::string(1 << 20, 'x'), 4096);
  EXPECT_FALSE(result.open);
  EXPECT_LE(result.taken, kLimit + 4096);
}

TEST(Framer, GivesUpOnABodyLengthThatWouldWrap) {
  Framer framer(kLimit);
  const auto stream = soh("8=FIX.4.4|9=18446744073709551615|35=A|") + std::string(1 << 20, 'x');
  EXPECT_FALSE(cut(framer, stream, 4096).open);
}

TEST(Framer, GivesUpOnGarbageWithinTheLimit) {
  for (const char c : {'x', '8', '\x01', '='}) {
    Framer framer(kLimit);
    const auto result = cut(framer, std::string(4 << 20, c), 4096);
    EXPECT_FALSE(result.open);
    EXPECT_LE(result.taken, kLimit + 4096);
    EXPECT_EQ(framer.garbled(), 1U);
  }
}

TEST(Framer, GivesUpOnGarbageThatComesByteByByte) {
  Framer framer(kLimit);
  const auto result = cut(framer, std::string(1 << 20, '8'), 1);
  EXPECT_FALSE(result.open);
  EXPECT_LE(result.taken, kLimit + 1);
}

TEST(Framer, GivesUpOnHeadersWithoutMessages) {
  std::string stream;
  while (stream.size() < kLimit * 4) stream += soh("8=FIX.4.4|9=50000|35=0|");
  Framer framer(kLimit);
  EXPECT_FALSE(cut(framer, stream, 4096).open);
}

TEST(Framer, StaysOpenWhileMessagesComeBetweenGarbage) {
  Framer framer(1024);
  std::string stream;
  for (int i = 0; i < 100; ++i) stream += std::string(500, 'x') + heartbeat(i);
  const auto result = cut(framer, stream, 64);
  EXPECT_TRUE(result.open);
  EXPECT_EQ(result.messages.size(), 100U);
}

TEST(Field, IsTheFirstOfItsTag) {
  const auto text = message("35=F|11=c1|41=|111=no|11=c2|");
  EXPECT_EQ(field(text, 11), "c1");
  EXPECT_EQ(field(text, 8), "FIX.4.4");
  EXPECT_EQ(field(text, 41), "");
  EXPECT_EQ(field(text, 55), "");
  EXPECT_EQ(field("11=unfinished", 11), "unfinished");
}

}  // namespace
}  // namespace bridge::fix
