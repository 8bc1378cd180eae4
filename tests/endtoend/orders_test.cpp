// An order's whole life on the whole road: an OMS, the gateway as a process of its own, and a venue on which
// orders trade. Every message about an order is judged, in the notation of fixspec/scenarios.md.
#include "endtoend/trading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Orders : public testing::TestWithParam<const char*>, protected Trading {
 protected:
  Orders() : Trading(GetParam()) {}
  void SetUp() override { begin(); }

  // 4.2 tells fills by 150=1 and 150=2.
  [[nodiscard]] std::string trade(const char* status) const {
    return version() == "FIX.4.2" ? std::string(status) + "/" + status : "F/" + std::string(status);
  }
};

TEST_P(Orders, ArePlacedFilledInPartsReplacedAndCanceled) {
  ASSERT_TRUE(place("X", "0.010", "65000"));
  EXPECT_THAT(told(1), ElementsAre("8(X) 0/0 0.010/0/0.010/0"));
  ASSERT_TRUE(fill("0.003"));
  EXPECT_EQ(told(2).back(), "8(X) " + trade("1") + " 0.010/0.003/0.007/0.003");
  ASSERT_TRUE(replace("Y", "X", "0.012", "65001"));
  EXPECT_EQ(told(3).back(), "8(Y,X) 5/1 0.012/0.003/0.009/0");
  ASSERT_TRUE(fill("0.002"));
  EXPECT_EQ(told(4).back(), "8(Y) " + trade("1") + " 0.012/0.005/0.007/0.002");
  ASSERT_TRUE(cancel("Z", "Y"));
  EXPECT_EQ(told(5).back(), "8(Z,Y) 4/4 0.012/0.005/0/0");
  EXPECT_EQ(told(5).size(), 5U);
}

TEST_P(Orders, AreFilled) {
  ASSERT_TRUE(place("X", "0.010", "65000"));
  static_cast<void>(told(1));
  ASSERT_TRUE(fill(""));
  EXPECT_THAT(told(2),
              ElementsAre("8(X) 0/0 0.010/0/0.010/0", "8(X) " + trade("2") + " 0.010/0.010/0.000/0.010"));
}

TEST_P(Orders, WaitForTheirTriggerAndAreOneOrderAllAlong) {
  price("65000");
  ASSERT_TRUE(place_stop("X", "0.010", "65100"));
  EXPECT_THAT(told(1), ElementsAre("8(X) 0/0 0.010/0/0.010/0"));
  stage.venue().at_book([](simulator::Book& book, Timestamp at) {
    simulator::quote(book, "BTCUSDT", "SELL", "0.010", "65101", at);
  });
  price("65100");
  EXPECT_EQ(told(2).back(), "8(X) " + trade("2") + " 0.010/0.010/0.000/0.010");
  const auto messages = oms->received();
  EXPECT_EQ(value(messages.front(), 37).front(), 'A');
  EXPECT_EQ(value(messages.back(), 37), value(messages.front(), 37)) << "37 never changes";
  EXPECT_EQ(value(messages.front(), 198), "");
  EXPECT_NE(value(messages.back(), 198), "") << "the order that it became";
  EXPECT_EQ(told(2).size(), 2U);
}

TEST_P(Orders, AreCanceledBeforeTheirTrigger) {
  price("65000");
  ASSERT_TRUE(place_stop("X", "0.010", "65100"));
  EXPECT_THAT(told(1), ElementsAre("8(X) 0/0 0.010/0/0.010/0"));
  ASSERT_TRUE(cancel("Y", "X"));
  EXPECT_EQ(told(2).back(), "8(Y,X) 4/4 0.010/0/0/0");
  price("65200");
  ASSERT_TRUE(cancel("Z", "Y"));
  EXPECT_EQ(told(3).back(), "9(Z,Y) 434=1 39=4 102=0");
  EXPECT_EQ(told(3).size(), 3U);
}

TEST_P(Orders, MeetTheBook) {
  stage.venue().at_book([](simulator::Book& book, Timestamp at) {
    simulator::quote(book, "BTCUSDT", "SELL", "0.014", "65000", at);
  });
  ASSERT_TRUE(place("X", "0.010", "", {{40, "1"}}));
  EXPECT_THAT(told(2),
              ElementsAre("8(X) 0/0 0.010/0/0.010/0", "8(X) " + trade("2") + " 0.010/0.010/0.000/0.010"));
  ASSERT_TRUE(place("Y", "0.010", "65000", {{59, "3"}}));
  EXPECT_EQ(told(5).at(3), "8(Y) " + trade("1") + " 0.010/0.004/0.006/0.004");
  EXPECT_EQ(told(5).at(4), "8(Y) C/C 0.010/0.004/0/0");
}

TEST_P(Orders, AreRefusedAndLeaveNothing) {
  const std::string other = version() == "FIX.4.2" ? "2" : "99";
  ASSERT_TRUE(place("T", "0.010", "65000.05"));
  EXPECT_THAT(told(1), ElementsAre("8(T) 8/8 0.010/0/0/0"));
  EXPECT_THAT(stage.venue().orders(), IsEmpty());
  ASSERT_TRUE(place("X", "0.010", "65000"));
  EXPECT_EQ(told(2).back(), "8(X) 0/0 0.010/0/0.010/0");
  ASSERT_TRUE(replace("Y", "X", "0.010", "65000.05"));
  EXPECT_EQ(told(3).back(), "9(Y,X) 434=2 39=0 102=" + other);
  simulator::Behaviour refuses;
  refuses.modifies.push_back(
      {.executes = false, .refusal = simulator::Refusal{.status = 400, .code = -4014, .msg = "No."}});
  stage.venue().behave(simulator::kEveryOrder, refuses);
  ASSERT_TRUE(replace("Z", "X", "0.012", "65000"));
  EXPECT_EQ(told(4).back(), "9(Z,X) 434=2 39=0 102=" + other);
  EXPECT_EQ(told(4).size(), 4U);
}

TEST_P(Orders, AreTakenOnceWhateverIsRepeated) {
  ASSERT_TRUE(place("X", "0.010", "65000"));
  EXPECT_THAT(told(1), ElementsAre("8(X) 0/0 0.010/0/0.010/0"));
  ASSERT_TRUE(place("X", "0.010", "65000"));
  EXPECT_EQ(told(2).back(), "8(X) 8/0 0.010/0/0.010/0");
  const std::string asked = version() == "FIX.4.2" ? "8(X) 0/0" : "8(X) I/0";
  ASSERT_TRUE(place("X", "0.010", "65000", {{97, "Y"}}));
  EXPECT_EQ(told(3).back(), asked + " 0.010/0/0.010/0");
  ASSERT_TRUE(oms->send("H", {{11, "X"}, {55, "BTCUSDT"}, {54, "1"}}));
  EXPECT_EQ(told(4).back(), asked + " 0.010/0/0.010/0");
  EXPECT_EQ(stage.venue().orders().size(), 1U);
}

TEST_P(Orders, AreToldWhatSomebodyElseDoes) {
  ASSERT_TRUE(place("X", "0.010", "65000"));
  EXPECT_THAT(told(1), ElementsAre("8(X) 0/0 0.010/0/0.010/0"));
  const auto name = open_order();
  stage.venue().at_book([&](simulator::Book& book, Timestamp at) {
    EXPECT_TRUE(simulator::amend_by_hand(book, name, "0.012", "64990", at));
    EXPECT_TRUE(simulator::cancel_by_hand(book, name, at));
  });
  EXPECT_THAT(told(3),
              ElementsAre("8(X) 0/0 0.010/0/0.010/0", "8(X) D/0 0.012/0/0.012/0", "8(X) 4/4 0.012/0/0/0"));
}

TEST_P(Orders, AreCaughtUpAfterTheStreamWasLost) {
  ASSERT_TRUE(place("X", "0.010", "65000"));
  EXPECT_THAT(told(1), ElementsAre("8(X) 0/0 0.010/0/0.010/0"));
  simulator::StreamBehaviour away;
  away.handshakes.push_back({.status = 503, .times = simulator::kAlways});
  stage.venue().behave_stream(away);
  stage.venue().turn_connections(simulator::Line::Cut, simulator::Service::Stream);
  ASSERT_TRUE(eventually([&] { return stage.log().find("stream_down") != std::string::npos; }));
  ASSERT_TRUE(fill("0.004"));
  ASSERT_TRUE(fill("0.005", "65001"));
  stage.venue().behave_stream({});
  EXPECT_THAT(told(3),
              ElementsAre("8(X) 0/0 0.010/0/0.010/0", "8(X) " + trade("1") + " 0.010/0.004/0.006/0.004",
                          "8(X) " + trade("1") + " 0.010/0.009/0.001/0.005"));
}

INSTANTIATE_TEST_SUITE_P(Versions, Orders, testing::Values("FIX.4.2", "FIX.4.4", "FIXT.1.1"));

}  // namespace
}  // namespace bridge::endtoend
