// What the gateway says to messages it cannot take; the session goes on and the venue hears nothing.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::IsEmpty;

class Protocol : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  std::string wait_for_type(const std::string& msg_type) const {
    return oms->wait_for([&](std::string_view message) { return value(message, 35) == msg_type; }, kPatience);
  }
  void expect_the_session_goes_on() {
    EXPECT_THAT(stage.asked(), IsEmpty());
    ASSERT_TRUE(oms->send_cancel(cancel("after", "1001")));
    EXPECT_EQ(value(oms->wait_for_report("after", kPatience), 150), "4");
  }

  Stage stage{{.orders = {order(1001, "order-1")}}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(Protocol, AListOfOrdersIsAnUnsupportedMessageType) {
  ASSERT_TRUE(oms->send("E", {{11, "c1"}, {55, "BTCUSDT"}, {54, "1"}, {38, "1"}, {40, "1"}, {21, "1"}}));
  EXPECT_EQ(essence(wait_for_type("j")),
            "35=j|49=BRIDGE|56=DESK1|45=2|58=Unsupported message type: the bridge takes 35=D, F, G, H, "
            "q and AF|372=E|379=c1|380=3|");
  expect_the_session_goes_on();
}

TEST_F(Protocol, AnUnknownMessageTypeIsRejected) {
  ASSERT_TRUE(oms->send("ZZ", {{11, "c1"}}));
  const auto reject = wait_for_type("3");
  EXPECT_EQ(value(reject, 373), "11") << reject;
  EXPECT_EQ(value(reject, 372), "ZZ") << reject;
  EXPECT_EQ(value(reject, 45), "2") << reject;
  expect_the_session_goes_on();
}

TEST_F(Protocol, ACancelWithoutSymbolIsRejected) {
  ASSERT_TRUE(oms->send_cancel({{11, "c1"}, {54, "1"}, {37, "1001"}}));
  const auto reject = wait_for_type("3");
  EXPECT_EQ(value(reject, 373), "1") << reject;
  EXPECT_EQ(value(reject, 371), "55") << reject;
  EXPECT_EQ(value(reject, 372), "F") << reject;
  expect_the_session_goes_on();
}

TEST_F(Protocol, AUserTagOnACancelIsAccepted) {
  auto request = cancel("c1", "1001");
  request.emplace_back(9999, "ours");
  ASSERT_TRUE(oms->send_cancel(request));
  EXPECT_EQ(value(oms->wait_for_report("c1", kPatience), 150), "4");
}

}  // namespace
}  // namespace bridge::endtoend
