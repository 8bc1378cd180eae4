#include "venue/binance/request_id.hpp"

#include "venue/binance/quote.hpp"

#include <gtest/gtest.h>

namespace bridge::venue::binance {

namespace {

using order::RequestId;
using order::RequestKind;
using order::TicketId;

}  // namespace

TEST(RequestId, IsReadAsItWasWritten) {
  for (const RequestId id :
       {RequestId{TicketId{17}, 3, RequestKind::Cancel}, RequestId{TicketId{1}, 1, RequestKind::Status},
        RequestId{TicketId{2}, 1, RequestKind::AlgoPlace}, RequestId{TicketId{3}, 2, RequestKind::AlgoCancel},
        RequestId{TicketId{4}, 3, RequestKind::AlgoStatus},
        RequestId{TicketId{5}, 1, RequestKind::SweepOpenOrders},
        RequestId{TicketId{6}, 2, RequestKind::SweepAlgoOrders},
        RequestId{TicketId{UINT64_MAX}, UINT32_MAX, RequestKind::Status}}) {
    EXPECT_EQ(read_request_id(to_text(id)), id);
    EXPECT_LE(to_text(id).size(), 36U);
  }
  EXPECT_EQ(to_text({TicketId{17}, 3, RequestKind::Cancel}), "17-3c");
}

TEST(RequestId, IsNothingElse) {
  for (const char* text : {"",
                           "-",
                           "c",
                           "17",
                           "17-c",
                           "-3c",
                           "17-3",
                           "17-3x",
                           "17-3C",
                           "17-0c",
                           "017-3c",
                           "17-03c",
                           "+17-3c",
                           "17--3c",
                           "17-+3c",
                           " 17-3c",
                           "17-3c ",
                           "17-3cc",
                           "17 -3c",
                           "17-3-3c",
                           "0x11-3c",
                           "18446744073709551616-1c",
                           "17-4294967296c",
                           "5633b6a2-90a9-4192-83e7-925c90b6a2fd"}) {
    EXPECT_FALSE(read_request_id(text)) << text;
  }
  EXPECT_FALSE(read_request_id(std::string_view{"17-3c\0", 6}));
}

TEST(Quote, EscapesWhatJsonDoesNotTake) {
  EXPECT_EQ(quoted("plain"), R"("plain")");
  EXPECT_EQ(quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quoted(std::string_view{"\x01\n\0\x1f", 4}), R"("\u0001\u000a\u0000\u001f")");
}

TEST(Quote, KeepsUtf8) {
  EXPECT_EQ(quoted("测试USDT"), "\"测试USDT\"");
  EXPECT_EQ(well_formed("测试USDT é \xF0\x9F\x98\x80"), "测试USDT é \xF0\x9F\x98\x80");
}

TEST(Quote, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(well_formed("a\xFF"), "a?");
  EXPECT_EQ(well_formed("\xC0\xAF"), "??");            // overlong
  EXPECT_EQ(well_formed("\xED\xA0\x80"), "???");       // surrogate
  EXPECT_EQ(well_formed("\xE6\xB5"), "??");            // cut off
  EXPECT_EQ(well_formed("\xF4\x90\x80\x80"), "????");  // beyond U+10FFFF
  EXPECT_EQ(well_formed("\xE6\x41z"), "?Az");
}

}  // namespace bridge::venue::binance
