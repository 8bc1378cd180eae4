// What RFC 6455 forbids and what it allows, said by a venue byte by byte. After each of it the link is there,
// or back, and an honest frame gets through.
#include "venue/link_fixture.hpp"
#include "venue/raw_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace bridge::venue {
namespace {

using namespace test;
using testing::ElementsAreArray;
using testing::HasSubstr;

const std::string kHonest = "an honest frame";
constexpr std::size_t kLimit = 1U << 20U;

struct Case {
  std::string name;
  Script script;
  std::string why{};                  // a part of the reason why the link ends; empty: it goes on …
  std::vector<std::string> frames{};  // … after these, before the honest one
};

void PrintTo(const Case& odd, std::ostream* out) { *out << odd.name; }

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

Case says(const std::string& name, const std::string& bytes, const std::string& why) {
  return {name, {.bytes = bytes}, why};
}
Case may(const std::string& name, const std::string& bytes, const std::vector<std::string>& frames) {
  return {name, {.bytes = bytes}, "", frames};
}

// RFC 6455, 5.2: reserved bits, opcodes, masks, lengths.
std::vector<Case> frame_heads() {
  std::vector<Case> cases{
      says("Rsv1", frame(kText | 0x40, "x"), "illegal reserved bits"),
      says("Rsv2", frame(kText | 0x20, "x"), "illegal reserved bits"),
      says("Rsv3", frame(kText | 0x10, "x"), "illegal reserved bits"),
      says("Rsv1OnPing", frame(kPing | 0x40, ""), "illegal reserved bits"),
      says("Rsv1OnContinuation", frame(kTextBegins, "x") + frame(kEnds | 0x40, "y"), "illegal reserved bits"),
      says("MaskedText", masked(kText, "x"), "frame was masked"),
      says("MaskedContinuation", frame(kTextBegins, "x") + masked(kEnds, "y"), "frame was masked"),
      says("MaskedPing", masked(kPing, "x"), "frame was masked"),
      says("MaskedClose", masked(kClose, closing(1000)), "frame was masked"),
      says("LengthIn16BitsThatFits7", frame(kText, std::string(125, 'x'), Length::In16Bits), "not canonical"),
      says("LengthZeroIn16Bits", frame(kText, "", Length::In16Bits), "not canonical"),
      says("LengthIn64BitsThatFits16", frame(kText, std::string(65535, 'x'), Length::In64Bits),
           "not canonical"),
      says("LengthIn64BitsThatFits7", frame(kText, "x", Length::In64Bits), "not canonical"),
      says("LengthWithTheHighBit", head(kText, 1ULL << 63U) + std::string(2 * kLimit, 'x'),
           "a frame of more"),
      says("LengthOfAllOnes", head(kText, ~0ULL) + std::string(2 * kLimit, 'x'), "a frame of more"),
  };
  for (const int opcode : {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
    const std::string number = std::to_string(opcode);
    cases.push_back(says("Opcode" + number, frame(0x80 | opcode, ""), "illegal opcode"));
  }
  return cases;
}

// RFC 6455, 5.4 and 5.5: fragments and control frames.
std::vector<Case> fragments() {
  std::string bytewise = frame(kTextBegins, "a");
  for (const char c : std::string("bcdefghij"))
    bytewise += frame(kPing, "p") + frame(kGoesOn, std::string{c});
  return {
      says("FragmentedPing", frame(kPing & 0x0F, "x"), "control frame was fragmented"),
      says("FragmentedPong", frame(kPong & 0x0F, "x"), "control frame was fragmented"),
      says("FragmentedClose", frame(kClose & 0x0F, closing(1000)), "control frame was fragmented"),
      says("LongPing", frame(kPing, std::string(126, 'x')), "control frame size was invalid"),
      says("LongPong", frame(kPong, std::string(70'000, 'x')), "control frame size was invalid"),
      says("LongClose", frame(kClose, closing(1000, std::string(124, 'x'))),
           "control frame size was invalid"),
      says("ContinuationOfNothing", frame(kGoesOn, "x"), "continuation frame was unexpected"),
      says("EndOfNothing", frame(kEnds, "x"), "continuation frame was unexpected"),
      says("TextInAText", frame(kTextBegins, "x") + frame(kText, "y"), "data frame was unexpected"),
      says("TextBeginsInAText", frame(kTextBegins, "x") + frame(kTextBegins, "y"),
           "data frame was unexpected"),
      says("BinaryInAText", frame(kTextBegins, "x") + frame(kBinary, "y"), "data frame was unexpected"),
      says("TextInABinary", frame(kBinaryBegins, "x") + frame(kText, "y"), "data frame was unexpected"),
      says("ClosesInAText", frame(kTextBegins, "x") + frame(kClose, closing(1001)), "closed with 1001"),
      may("BytewiseWithPings", bytewise + frame(kEnds, "k"), {"abcdefghijk"}),
      may("TwoFragments", frame(kTextBegins, "x") + frame(kEnds, "y"), {"xy"}),
      may("FragmentsOfABinary", frame(kBinaryBegins, "\xFF") + frame(kEnds, "\xFE"), {"\xFF\xFE"}),
      may("PongInAText", frame(kTextBegins, "x") + frame(kPong, "") + frame(kEnds, "y"), {"xy"}),
      may("EmptyFragments",
          frame(kTextBegins, "") + repeated(frame(kGoesOn, ""), 100'000) + frame(kEnds, "x"), {"x"}),
      may("EmptyEnd", frame(kTextBegins, "x") + frame(kEnds, ""), {"x"}),
      may("EmptyText", frame(kText, ""), {""}),
      may("EmptyBinary", frame(kBinary, ""), {""}),
      may("Binary", frame(kBinary, std::string("\x00\xFF\xC0", 3)), {std::string("\x00\xFF\xC0", 3)}),
      may("EmptyPing", frame(kPing, ""), {}),
      may("LongestPing", frame(kPing, std::string(125, '\xFF')), {}),
      may("PongThatNobodyAskedFor", frame(kPong, "x") + frame(kPong, ""), {}),
      may("Texts", frame(kText, "1") + frame(kText, "2") + frame(kText, "3"), {"1", "2", "3"}),
      says("PingFlood", repeated(frame(kPing, "x"), 100'000), "more than 100 control frames"),
      says("PongFlood", repeated(frame(kPong, std::string(125, 'x')), 100'000),
           "more than 100 control frames"),
      says("PingFloodInAText", frame(kTextBegins, "x") + repeated(frame(kPing, ""), 100'000),
           "more than 100 control frames"),
  };
}

std::vector<Case> sizes() {
  const std::string longest(kLimit, 'x');
  const std::string piece(1024, 'x');
  const std::string too_long = "a frame of more than 1048576 bytes";
  return {
      may("Of125Bytes", frame(kText, std::string(125, 'x')), {std::string(125, 'x')}),
      may("Of126Bytes", frame(kText, std::string(126, 'x')), {std::string(126, 'x')}),
      may("Of65535Bytes", frame(kText, std::string(65535, 'x')), {std::string(65535, 'x')}),
      may("Of65536Bytes", frame(kText, std::string(65536, 'x')), {std::string(65536, 'x')}),
      may("Of1MiB", frame(kText, longest), {longest}),
      may("Of1MiBInPieces", frame(kTextBegins, "") + repeated(frame(kGoesOn, piece), 1024) + frame(kEnds, ""),
          {longest}),
      says("Of1MiBAndAByte", frame(kText, longest + "x"), too_long),
      says("Of1MiBAndAByteInTwo", frame(kTextBegins, longest) + frame(kEnds, "x"), too_long),
      says("Of1MiBAndMoreInPieces",
           frame(kTextBegins, "") + repeated(frame(kGoesOn, piece), 1025) + frame(kEnds, ""), too_long),
      says("OfEndlessPieces", frame(kBinaryBegins, "x") + repeated(frame(kGoesOn, piece), 4096), too_long),
      says("Announced4EiB", head(kText, 1ULL << 62U) + repeated(piece, 2048), too_long),
  };
}

// RFC 6455, 8.1: text is UTF-8, whatever the fragments cut through.
std::vector<Case> texts() {
  const std::string not_utf8 = "not valid utf8";
  const std::string euro = "\xE2\x82\xAC";
  const std::string bomb = "\xF0\x9F\x92\xA3";
  return {
      says("ByteFF", frame(kText, "\xFF"), not_utf8),
      says("ContinuationAlone", frame(kText, "\x80"), not_utf8),
      says("OverlongNul", frame(kText, "\xC0\x80"), not_utf8),
      says("OverlongSlash", frame(kText, "\xE0\x80\xAF"), not_utf8),
      says("Surrogate", frame(kText, "\xED\xA0\x80"), not_utf8),
      says("BeyondUnicode", frame(kText, "\xF4\x90\x80\x80"), not_utf8),
      says("FiveBytes", frame(kText, "\xF8\x88\x80\x80\x80"), not_utf8),
      says("CutAtTheEnd", frame(kText, "x\xE2\x82"), not_utf8),
      says("CutByAsciiInTheNextFragment", frame(kTextBegins, "\xE2\x82") + frame(kEnds, "x"), not_utf8),
      says("CutAtTheLastFragment", frame(kTextBegins, "x") + frame(kEnds, "\xE2\x82"), not_utf8),
      says("WrongInTheSecondFragment", frame(kTextBegins, "x") + frame(kEnds, "\xFF"), not_utf8),
      says("WrongFarInside", frame(kText, std::string(70'000, 'x') + "\xFF" + std::string(70'000, 'x')),
           not_utf8),
      may("SplitOverFragments",
          frame(kTextBegins, "\xE2") + frame(kGoesOn, "\x82") + frame(kPing, "") + frame(kEnds, "\xAC"),
          {euro}),
      may("FourBytesInFour",
          frame(kTextBegins, "\xF0") + frame(kGoesOn, "\x9F") + frame(kGoesOn, "\x92") + frame(kEnds, "\xA3"),
          {bomb}),
      may("NulInside", frame(kText, std::string("a\0b", 3)), {std::string("a\0b", 3)}),
      may("Bom", frame(kText, "\xEF\xBB\xBF{}"), {"\xEF\xBB\xBF{}"}),
  };
}

// RFC 6455, 7.4.
std::vector<Case> closes() {
  std::vector<Case> cases{
      says("CloseOfOneByte", frame(kClose, "\x03"), "close frame payload size was invalid"),
      says("CloseWithBadText", frame(kClose, closing(1000, "\xFF")),
           "close frame payload was not valid utf8"),
      says("CloseWithNothing", frame(kClose, ""), "closed with"),
      says("CloseWithALongReason", frame(kClose, closing(1011, std::string(123, 'r'))),
           "closed with 1011 rrr"),
      says("CloseWithLines", frame(kClose, closing(1000, "a\r\nINFO link_up\n")), "closed with 1000 a"),
      says("DataBehindAClose", frame(kClose, closing(1000)) + frame(kText, "late"), "closed with 1000"),
      says("TwoCloses", frame(kClose, closing(1000)) + frame(kClose, closing(1001)), "closed with 1000"),
  };
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 5000, 65535}) {
    const std::string number = std::to_string(code);
    cases.push_back(says("Close" + number, frame(kClose, closing(code)), "closed with " + number));
  }
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
    cases.push_back(
        says("Close" + std::to_string(code), frame(kClose, closing(code)), "reason code was invalid"));
  }
  return cases;
}

std::string switching(const std::string& more, const std::string& upgrade = "Upgrade: websocket\r\n",
                      const std::string& connection = "Connection: Upgrade\r\n",
                      const std::string& accept = "Sec-WebSocket-Accept: <accept>\r\n") {
  return "HTTP/1.1 101 Switching Protocols\r\n" + upgrade + connection + accept + more + "\r\n";
}
Case answers(const std::string& name, const std::string& handshake, const std::string& why) {
  return {name, {.handshake = handshake, .hangs_up = true}, why};
}

// RFC 6455, 4.1, and HTTP.
std::vector<Case> handshakes() {
  std::vector<Case> cases{
      answers("WrongAccept",
              switching("", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n",
                        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
              "Accept field is invalid"),
      answers("NoAccept", switching("", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n", ""),
              "Accept field is missing"),
      answers("NoUpgrade", switching("", ""), "Upgrade field is missing"),
      answers("OtherUpgrade", switching("", "Upgrade: h2c\r\n"), "missing the websocket token"),
      answers("NoConnection", switching("", "Upgrade: websocket\r\n", ""), "Connection field is missing"),
      answers("ConnectionCloses", switching("", "Upgrade: websocket\r\n", "Connection: close\r\n"),
              "missing the upgrade token"),
      answers("Http10",
              "HTTP/1.0 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: <accept>\r\n\r\n",
              "not HTTP/1.1"),
      answers("DeflateNotOffered", switching("Sec-WebSocket-Extensions: permessage-deflate\r\n"),
              "not offered"),
      answers("OtherExtension", switching("Sec-WebSocket-Extensions: x-evil; y=1\r\n"), "not offered"),
      answers("Subprotocol", switching("Sec-WebSocket-Protocol: chat\r\n"), "not offered"),
      answers("Redirect",
              "HTTP/1.1 301 Moved Permanently\r\nLocation: wss://evil.example/\r\nContent-Length: 0\r\n\r\n",
              "status 301"),
      answers("RedirectElsewhere",
              "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\n"
              "Content-Length: 0\r\n\r\n",
              "status 307"),
      answers("Page", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "status 200"),
      answers("EndlessPage", "HTTP/1.1 200 OK\r\n\r\n" + std::string(9U << 20U, 'x'),
              "shaking hands (WebSocket)"),
      answers("AnnouncesAHugePage", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx",
              "shaking hands (WebSocket)"),
      answers("ChunksOfNoSize", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
              "shaking hands (WebSocket)"),
      answers("BadRequest", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "status 400"),
      answers("Forbidden", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "status 403"),
      answers("Unavailable", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "status 503"),
      answers("NoStatus", "HTTP/1.1 \r\n\r\n", "shaking hands (WebSocket)"),
      answers("LongStatus", "HTTP/1.1 1010 X\r\n\r\n", "shaking hands (WebSocket)"),
      answers("NegativeLength", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "shaking hands (WebSocket)"),
      answers("TwoLengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
              "shaking hands (WebSocket)"),
      answers("NoHttp", "hello, who is there?\r\n\r\n", "shaking hands (WebSocket)"),
      answers("Http2", "\x50\x52\x49 * HTTP/2.0\r\n\r\nSM\r\n\r\n", "shaking hands (WebSocket)"),
      answers("FramesAtOnce", frame(kText, "x"), "shaking hands (WebSocket)"),
      answers("Nothing", "\r\n", "shaking hands (WebSocket)"),
      answers("HeaderOf64KiB", switching("X: " + std::string(65'536, 'x') + "\r\n"),
              "shaking hands (WebSocket)"),
      answers("TenThousandHeaders", switching(repeated("X: y\r\n", 10'000)), "shaking hands (WebSocket)"),
      answers("HeaderWithoutEnd", "HTTP/1.1 101 X\r\nX: " + std::string(1U << 20U, 'x'),
              "shaking hands (WebSocket)"),
      answers("HeaderWithoutColon", switching("no colon here\r\n"), "shaking hands (WebSocket)"),
      answers("NulInAHeader", switching(std::string("X: a\0b\r\n", 8)), "shaking hands (WebSocket)"),
      answers("NameWithABlank", switching("X Y: z\r\n"), "shaking hands (WebSocket)"),
      answers("BareLf", "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n",
              "shaking hands (WebSocket)"),
      // Who splits an answer gets its second half read as frames.
      {"SplitAnswer",
       {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .hangs_up = true},
       "reading: "},
  };
  Case slow{"ByteByByte", {.bytes = frame(kText, "slow"), .byte_by_byte = true}, "", {"slow"}};
  cases.push_back(slow);
  cases.push_back({"Folded", {.handshake = switching("X: a\r\n b\r\n")}, "", {}});
  cases.push_back(
      {"OddCase",
       {.handshake = switching("", "UPGRADE: WebSocket\r\n", "connection: keep-alive, uPgRaDe\r\n")},
       "",
       {}});
  return cases;
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& part : {frame_heads(), fragments(), sizes(), texts(), closes(), handshakes()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

class EachOddity : public LinkFixture, public testing::WithParamInterface<Case> {};

TEST_P(EachOddity, IsTakenOrEndsTheConnectionAndAnHonestFrameGetsThrough) {
  const Case& odd = GetParam();
  const bool goes_on = odd.why.empty();
  RawServer server{io_, loopback_certificate(), [&](int connection) {
                     if (connection > 1) return Script{.bytes = frame(kText, kHonest)};
                     Script script = odd.script;
                     if (goes_on) script.bytes += frame(kText, kHonest);
                     return script;
                   }};
  auto settings = settings_for(server.port());
  settings.connect_timeout = milliseconds{3000};
  connect(settings);
  wait_for([&] { return !recorder_.frames.empty() && recorder_.frames.back() == kHonest; });
  EXPECT_TRUE(link_->is_open());
  if (goes_on) {
    std::vector<std::string> frames = odd.frames;
    frames.push_back(kHonest);
    EXPECT_THAT(recorder_.frames, ElementsAreArray(frames));
    EXPECT_EQ(server.accepted, 1);
    return;
  }
  EXPECT_EQ(server.accepted, 2);
  EXPECT_THAT(recorder_.frames, ElementsAreArray({kHonest})) << "and nothing of the other connection";
  const auto& reasons = recorder_.reasons.empty() ? recorder_.unreachable : recorder_.reasons;
  ASSERT_EQ(reasons.size(), 1U);
  EXPECT_THAT(reasons[0], HasSubstr(odd.why));
  EXPECT_EQ(reasons[0].find_first_of("\r\n"), std::string::npos) << "no line of somebody else's making";
  EXPECT_LT(server.heard, 4096U) << "a flood is not answered by a flood";
}

INSTANTIATE_TEST_SUITE_P(Of, EachOddity, testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

class SlowVenue : public LinkFixture {};

TEST_F(SlowVenue, WhoDoesNotEndTheHandshakeIsLeft) {
  RawServer server{io_, loopback_certificate(), [](int connection) {
                     return connection > 1 ? Script{.bytes = frame(kText, kHonest)}
                                           : Script{.handshake = "HTTP/1.1 101 Switching"};
                   }};
  auto settings = settings_for(server.port());
  settings.connect_timeout = milliseconds{200};
  connect(settings);
  wait_for([&] { return !recorder_.frames.empty(); });
  ASSERT_EQ(recorder_.unreachable.size(), 1U);
  EXPECT_EQ(recorder_.unreachable[0], "not connected within 200 ms, while shaking hands (WebSocket)");
}

TEST_F(SlowVenue, WhoNeverEndsAMessageIsLeftWhenItAnswersNoPing) {
  RawServer server{io_, loopback_certificate(), [](int connection) {
                     return Script{.bytes = connection > 1 ? frame(kText, kHonest) : frame(kTextBegins, "x")};
                   }};
  auto settings = settings_for(server.port());
  settings.ping_interval = settings.pong_timeout = milliseconds{40};
  connect(settings);
  wait_for([&] { return !recorder_.frames.empty(); });
  ASSERT_FALSE(recorder_.reasons.empty());
  EXPECT_THAT(recorder_.reasons[0], HasSubstr("no sign of life"));
}

}  // namespace
}  // namespace bridge::venue
