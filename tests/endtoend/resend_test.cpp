// Reports outlive the connection they were meant for; a reset archives what came before it.
#include "endtoend/stage.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace bridge::endtoend {
namespace {

bool is_resent_report(std::string_view message) {
  return value(message, 35) == "8" && value(message, 11) == "c1" && value(message, 43) == "Y";
}

class Resend : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    oms = stage.make_oms("oms");
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  // The client is cut off, without a Logout, while the answer to its cancel is on the way.
  void miss_a_report() {
    stage.venue().delay_cancel_replies(milliseconds{300});
    ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
    ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
    oms.reset();
    ASSERT_TRUE(eventually([&] { return stage.answered("canceled") == "1"; }));
  }

  void expect_the_report_again() {
    oms = stage.make_oms("oms");
    ASSERT_TRUE(oms->log_on(kPatience));
    const auto report = oms->wait_for(is_resent_report, kPatience);
    EXPECT_EQ(value(report, 150), "4") << report;
    EXPECT_EQ(value(report, 37), "1001") << report;
    EXPECT_NE(value(report, 122), "") << "OrigSendingTime: " << report;
    stage.venue().delay_cancel_replies(milliseconds{0});
    ASSERT_TRUE(oms->send_cancel(cancel("c2", "1002")));
    EXPECT_EQ(value(oms->wait_for_report("c2", kPatience), 43), "") << "a new report is no repetition";
    EXPECT_EQ(final_reports(*oms, "c1").size(), 1U);
  }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")}}};
  std::unique_ptr<fix::Oms> oms;
};

TEST_F(Resend, AMissedReportIsSentAgainWhenTheClientReturns) {
  miss_a_report();
  expect_the_report_again();
}

TEST_F(Resend, AMissedReportIsSentAgainAfterARestart) {
  miss_a_report();
  stage.gateway().signal(SIGTERM);
  EXPECT_EQ(stage.gateway().wait(), 0);
  ASSERT_TRUE(stage.gateway_becomes_ready());
  expect_the_report_again();
}

TEST_F(Resend, AMissedReportIsSentAgainAfterAKill) {
  miss_a_report();
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  expect_the_report_again();
}

// Who asked through the client is in the journal with the request: the answer of another life of the gateway
// goes there too.
TEST_F(Resend, AnAnswerAfterAKillIsForWhomTheRequestSpoke) {
  stage.venue().drop_cancel_replies(true);
  auto asked = cancel("c1", "1001");
  asked.insert(asked.end(), {{115, "DESK7"}, {116, "TRADER"}, {144, "LONDON"}});
  ASSERT_TRUE(oms->send_cancel(asked));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  stage.gateway().kill();
  stage.venue().drop_cancel_replies(false);
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto report = oms->wait_for_report("c1", kPatience);
  EXPECT_EQ(value(report, 150), "4") << report;
  EXPECT_EQ(value(report, 128), "DESK7") << report;
  EXPECT_EQ(value(report, 129), "TRADER") << report;
  EXPECT_EQ(value(report, 145), "LONDON") << report;

  asked.insert(asked.end(), {{97, "Y"}, {115, "DESK8"}});
  ASSERT_TRUE(oms->send_cancel(asked));
  const auto again =
      oms->wait_for([](std::string_view message) { return value(message, 97) == "Y"; }, kPatience);
  EXPECT_EQ(value(again, 128), "DESK8") << "to whom the repeat asks for: " << again;
  EXPECT_EQ(value(again, 17), value(report, 17));
  ASSERT_TRUE(oms->send_cancel(cancel("c2", "1002")));
  EXPECT_EQ(value(oms->wait_for_report("c2", kPatience), 128), "");
}

TEST_F(Resend, AResetBeginsAtOneAndKeepsWhatWas) {
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  oms->stop();
  oms.reset();  // QuickFIX has one session of a name in a process

  const auto fresh = stage.make_oms("", true);
  ASSERT_TRUE(fresh->log_on(kPatience));
  const auto logon = all_received(*fresh).front();
  EXPECT_EQ(value(logon, 35), "A");
  EXPECT_EQ(value(logon, 34), "1");
  EXPECT_EQ(value(logon, 141), "Y");
  ASSERT_TRUE(fresh->send_cancel(cancel("c2", "1002")));
  EXPECT_EQ(value(fresh->wait_for_report("c2", kPatience), 34), "2");
  fresh->stop();
  stage.gateway().signal(SIGTERM);
  ASSERT_EQ(stage.gateway().wait(), 0);

  EXPECT_EQ(stage.ask_journal("SELECT count(*) FROM past_sessions"), "1");
  EXPECT_EQ(stage.ask_journal("SELECT count(*) FROM messages JOIN past_sessions USING(session, epoch)"
                              " WHERE body LIKE '%11=c1%' AND body LIKE '%150=4%'"),
            "1");
  EXPECT_EQ(stage.ask_journal("SELECT count(*) FROM messages JOIN sessions USING(session, epoch)"
                              " WHERE body LIKE '%11=c2%' AND msg_seq_num = 2"),
            "1");
}

}  // namespace
}  // namespace bridge::endtoend
