// A venue that is away, silent, unclear or talks nonsense.
#include "endtoend/scripted_venue.hpp"
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(AbsentVenue, ACancelIsRefusedAtOnceAndTheGatewayRecovers) {
  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto oms = stage.make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  stage.venue().stop();
  ASSERT_TRUE(eventually([&] { return stage.page("/ready").status == 503; }));
  EXPECT_THAT(stage.page("/ready").body, HasSubstr("account main: venue: link down: "));
  EXPECT_EQ(stage.page("/live").status, 200);
  EXPECT_EQ(stage.metric(R"(fixbridge_link_up{account="main"})"), "0");

  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  const auto reject = oms->wait_for_report("c1", kPatience);
  EXPECT_EQ(value(reject, 35), "9") << reject;
  EXPECT_EQ(value(reject, 102), "2") << reject;
  EXPECT_THAT(value(reject, 58), HasSubstr("Not connected to the venue; nothing was sent"));

  stage.restart_venue({order(1001, "order-1"), order(1002, "order-2")});
  ASSERT_TRUE(eventually([&] { return stage.is_ready(); }));
  EXPECT_EQ(stage.metric(R"(fixbridge_link_up{account="main"})"), "1");
  ASSERT_TRUE(oms->send_cancel(cancel("c2", "1002")));
  EXPECT_EQ(value(oms->wait_for_report("c2", kPatience), 150), "4");
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1001)->status, "NEW") << "what was refused stays refused";
}

TEST(AbsentVenue, ALinkLostWithCancelsInFlightEndsInTheTruth) {
  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2", "FILLED")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto oms = stage.make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(oms->send_cancel(cancel("c2", "1002")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 2; }));
  stage.venue().drop_connections();
  EXPECT_EQ(value(oms->wait_for_report("c1", kPatience), 150), "4");
  EXPECT_EQ(value(oms->wait_for_report("c2", kPatience), 39), "2");
  EXPECT_EQ(final_reports(*oms, "c1").size(), 1U);
  EXPECT_EQ(final_reports(*oms, "c2").size(), 1U);
}

class SlowVenue : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  std::vector<std::string> reports() const {
    std::vector<std::string> found;
    for (const auto& message : oms->received()) {
      found.push_back(value(message, 35) + " 150=" + value(message, 150) + " 39=" + value(message, 39));
    }
    return found;
  }

  Stage stage{
      {.orders = {order(1001, "order-1"), part_filled_order(1002, "order-2")}, .answer_within = "300ms"}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(SlowVenue, TheTruthComesWithoutANoticeWhenItIsTheVenuesFirstWord) {
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  EXPECT_THAT(reports(), ElementsAre("8 150=4 39=4"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel", "order.status"));
}

TEST_F(SlowVenue, DoubtIsToldBeforeTheTruthAndWithTrueQuantities) {
  stage.venue().behave(simulator::kEveryOrder, {.cancels = {{.executes = false, .replies = false}}});
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1002")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  EXPECT_THAT(reports(), ElementsAre("8 150=6 39=6", "8 150=4 39=4"));
  const auto notice = oms->received().front();
  EXPECT_THAT(value(notice, 58), HasSubstr("In doubt"));
  EXPECT_EQ(value(notice, 14), "0.100") << notice;
  EXPECT_EQ(value(notice, 151), "0.150") << notice;
}

TEST_F(SlowVenue, AnUnclearAnswerIsNoAnswer) {
  // −1007: nobody knows; here it was not executed, so the cancel is repeated once it can no longer land.
  stage.venue().fail_next("order.cancel", 408, -1007, "Timeout waiting for response from backend server.", 1);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  EXPECT_THAT(reports(), ElementsAre("8 150=6 39=6", "8 150=4 39=4"));
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1001)->status, "CANCELED");
  EXPECT_EQ(stage.cancels_asked(), 2U);
}

TEST_F(ScriptedVenue, NonsenseIsCountedAndSurvived) {
  server.send("this is not JSON");
  server.send("[1,2,3]");
  server.send(std::string("\x00\xff\xfe{", 4), true);
  server.send(R"({"id":"time-1","status":)");
  server.send("{}");
  server.send(R"({"id":7,"status":200,"result":{}})");
  server.send(R"({"id":"nobody","status":400,"error":{"code":-1102,"msg":"What?"}})");
  server.send(canceled("4711-1c", "1001"));  // a ticket that never was
  ASSERT_TRUE(serve_until([&] {
    return metric("frames_unreadable_total") == "4" && metric("frames_stray_total") == "4";
  })) << metric("frames_unreadable_total")
      << " unreadable, " << metric("frames_stray_total") << " stray";

  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(serve_until([&] { return !cancel_frame().empty(); }));
  server.send(canceled(id_of(cancel_frame()), "1001"));
  ASSERT_TRUE(serve_until([&] { return !final_reports(*oms, "c1").empty(); }));
  EXPECT_EQ(value(final_reports(*oms, "c1")[0], 150), "4");
  EXPECT_EQ(server.accepted, 1) << "the link was never given up";
}

TEST_F(ScriptedVenue, AnAnswerSaidTwiceIsReportedOnce) {
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(serve_until([&] { return !cancel_frame().empty(); }));
  const auto id = id_of(cancel_frame());
  server.send(canceled(id, "1001"));
  server.send(canceled(id, "1001"));
  server.send(R"({"id":")" + id + R"(","status":400,"error":{"code":-2011,"msg":"Unknown order sent."}})");
  ASSERT_TRUE(serve_until([&] { return metric("frames_stray_total") == "2"; }));
  EXPECT_EQ(final_reports(*oms, "c1").size(), 1U);
  EXPECT_EQ(value(final_reports(*oms, "c1")[0], 150), "4");
}

TEST_F(ScriptedVenue, SeesACloseFrameWhenTheGatewayEnds) {
  stage.gateway().signal(SIGTERM);
  ASSERT_TRUE(serve_until([&] { return !server.close_codes.empty(); }));
  EXPECT_EQ(stage.gateway().wait(), 0);
  EXPECT_THAT(server.close_codes, ElementsAre(1001)) << "going away";
}

}  // namespace
}  // namespace bridge::endtoend
