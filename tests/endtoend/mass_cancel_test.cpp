// Everything of a session at once, on the whole road: 35=q and 35=AF, and a client that is gone.
#include "endtoend/trading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// The ids of the orders that are open at the venue.
std::vector<std::string> open_at(const Stage& stage) {
  std::vector<std::string> open;
  for (const auto& order : stage.venue().orders()) {
    if (order.status == "NEW" || order.status == "PARTIALLY_FILLED") open.push_back(order.client_order_id);
  }
  return open;
}

// FIX 4.2 has neither message.
class MassCancels : public testing::TestWithParam<const char*>, protected Trading {
 protected:
  MassCancels() : Trading(GetParam()) {}
  void SetUp() override { begin(); }

  bool mass_cancel(const std::string& cl_ord_id, const fix::Oms::Fields& more = {{530, "7"}}) {
    fix::Oms::Fields fields{{11, cl_ord_id}, {60, sending_time()}};
    fields.insert(fields.end(), more.begin(), more.end());
    return oms->send("q", fields);
  }
};

TEST_P(MassCancels, TellOfEachOrderAndThenHowMany) {
  ASSERT_TRUE(place("X1", "0.010", "65000"));
  ASSERT_TRUE(place("X2", "0.020", "65001"));
  ASSERT_TRUE(place_stop("X3", "0.010", "75000"));
  EXPECT_THAT(told(3), SizeIs(3));
  ASSERT_TRUE(mass_cancel("Q"));
  const auto lines = told(7);
  ASSERT_THAT(lines, SizeIs(7));
  EXPECT_THAT(
      (std::vector<std::string>{lines.begin() + 3, lines.begin() + 6}),
      UnorderedElementsAre("8(X1) 4/4 0.010/0/0/0", "8(X2) 4/4 0.020/0/0/0", "8(X3) 4/4 0.010/0/0/0"));
  EXPECT_EQ(lines.back(), "r(Q) 531=7 533=3");
  EXPECT_THAT(open_at(stage), IsEmpty());
  EXPECT_EQ(stage.cancels_asked(), 2U) << "one each";
}

TEST_P(MassCancels, OfNothingIsAnsweredAtOnce) {
  ASSERT_TRUE(mass_cancel("Q", {{530, "1"}, {55, "BTCUSDT"}}));
  EXPECT_THAT(told(1), ElementsAre("r(Q) 531=1 533=0"));
  ASSERT_TRUE(oms->send("AF", {{584, "S"}, {585, "7"}}));
  EXPECT_THAT(told(2).back(), "8() I/8 0/0/0/0");
}

// The gateway is killed with the cancels on their way, and tells the end of all of it in its next life.
TEST_P(MassCancels, OutlastTheGateway) {
  ASSERT_TRUE(place("X1", "0.010", "65000"));
  ASSERT_TRUE(place("X2", "0.010", "65001"));
  EXPECT_THAT(told(2), SizeIs(2));
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(mass_cancel("Q"));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() >= 2; }));
  stage.gateway().kill();
  stage.venue().drop_cancel_replies(false);
  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_NE(oms->wait_for([](std::string_view message) { return value(message, 35) == "r"; }, kPatience), "");
  const auto messages = oms->received();
  const auto count = [&](const std::string& id, int tag) {
    return std::ranges::count_if(messages, [&](const std::string& message) {
      return value(message, 11) == id && value(message, tag) == "4" && value(message, 43) != "Y";
    });
  };
  EXPECT_EQ(count("X1", 150), 1);
  EXPECT_EQ(count("X2", 150), 1);
  EXPECT_EQ(line(messages.back()), "r(Q) 531=7 533=2");
  EXPECT_EQ(stage.cancels_asked(), 2U) << "none twice";
}

INSTANTIATE_TEST_SUITE_P(Versions, MassCancels, testing::Values("FIX.4.4", "FIXT.1.1"));

// A client that is cut off comes back within a second, before the grace is over; one that is gone stays away.
class GoneClient : public testing::TestWithParam<const char*>, protected Trading {
 protected:
  GoneClient() : Trading(GetParam(), ", cancel_on_disconnect: {grace: 1500ms}", "client") {}
  void SetUp() override {
    begin();
    ASSERT_TRUE(place("X1", "0.010", "65000"));
    ASSERT_TRUE(place("X2", "0.010", "65001"));
    EXPECT_THAT(told(2), SizeIs(2));
  }
  void leave() { oms.reset(); }
  void come_back() {
    oms = stage.make_oms_of(version(), "client");
    ASSERT_TRUE(oms->log_on(kPatience));
  }
};

TEST_P(GoneClient, HasItsOrdersCanceledAndIsToldWhenItIsBack) {
  leave();
  ASSERT_TRUE(eventually([&] { return open_at(stage).empty(); })) << stage.log();
  ASSERT_NO_FATAL_FAILURE(come_back());
  EXPECT_THAT(told(2), UnorderedElementsAre("8(X1) 4/4 0.010/0/0/0", "8(X2) 4/4 0.010/0/0/0"));
  for (const auto& message : oms->received()) {
    EXPECT_EQ(value(message, 378), "4") << message;
    EXPECT_EQ(value(message, 43), "Y") << message;
  }
}

TEST_P(GoneClient, KeepsItsOrdersWhenItIsBackInTime) {
  oms->cut();
  ASSERT_TRUE(eventually([&] { return stage.log().find("cancel_on_disconnect ") != std::string::npos; }));
  ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  ASSERT_TRUE(cancel("Y", "X1"));
  EXPECT_EQ(told(3).back(), "8(Y,X1) 4/4 0.010/0/0/0");
  // Gone once more: when that grace is over the first one's is, too.
  leave();
  ASSERT_TRUE(eventually([&] { return open_at(stage).empty(); })) << stage.log();
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "cancel_by_bridge") == 1; })) << stage.log();
  const std::string log = stage.log();
  EXPECT_EQ(count_of(log, "cancel_on_disconnect "), 2U);
  EXPECT_LT(log.rfind("cancel_on_disconnect "), log.find("cancel_by_bridge"));
}

TEST_P(GoneClient, KeepsItsOrdersAfterALogout) {
  oms->stop();
  ASSERT_TRUE(eventually([&] { return stage.log().find("fix_logout") != std::string::npos; }));
  leave();
  ASSERT_NO_FATAL_FAILURE(come_back());
  EXPECT_THAT(open_at(stage), SizeIs(2));
  EXPECT_EQ(stage.log().find("cancel_on_disconnect "), std::string::npos);
}

TEST_P(GoneClient, HasItsOrdersCanceledThoughTheGatewayEndedWithIt) {
  stage.gateway().kill();
  leave();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_TRUE(eventually([&] { return open_at(stage).empty(); })) << stage.log();
}

TEST_P(GoneClient, HasItsOrdersCanceledThoughTheGatewayEndedInItsGrace) {
  leave();
  ASSERT_TRUE(eventually([&] { return stage.log().find("cancel_on_disconnect ") != std::string::npos; }));
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_TRUE(eventually([&] { return open_at(stage).empty(); })) << stage.log();
  ASSERT_NO_FATAL_FAILURE(come_back());
  EXPECT_THAT(told(2), UnorderedElementsAre("8(X1) 4/4 0.010/0/0/0", "8(X2) 4/4 0.010/0/0/0"));
}

INSTANTIATE_TEST_SUITE_P(Versions, GoneClient, testing::Values("FIX.4.2", "FIX.4.4", "FIXT.1.1"));

}  // namespace
}  // namespace bridge::endtoend
