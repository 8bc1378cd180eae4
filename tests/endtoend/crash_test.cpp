// The gateway is killed with cancels in flight and started again: each of them gets exactly one final report
// (final_reports() says how they are counted), and the venue's book agrees with it.
#include "endtoend/stage.hpp"

#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

constexpr int kCancels = 50;
constexpr std::int64_t kFirst = 5000;

std::vector<simulator::Order> book() {
  std::vector<simulator::Order> orders{order(4999, "fence")};
  for (int i = 0; i < kCancels; ++i) {
    const std::int64_t id = kFirst + i;
    const std::string client_id = "order-" + std::to_string(i);
    // Every tenth is filled, every seventh in part: not all answers are alike.
    orders.push_back(i % 10 == 9  ? order(id, client_id, "FILLED")
                     : i % 7 == 6 ? part_filled_order(id, client_id)
                                  : order(id, client_id));
  }
  return orders;
}

std::string cl_ord_id(int i) { return "c" + std::to_string(i); }

class Crash : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  void send_cancels(int from, int to) const {
    for (int i = from; i < to; ++i) oms->send_cancel(cancel(cl_ord_id(i), std::to_string(kFirst + i)));
  }

  // The client returns by itself.
  void restart_gateway() {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  }

  void expect_one_true_answer_each() {
    for (int i = 0; i < kCancels; ++i) {
      ASSERT_FALSE(oms->wait_for_report(cl_ord_id(i), kPatience).empty()) << cl_ord_id(i);
    }
    // Whatever else was on its way to the client is here once this one's answer is.
    ASSERT_TRUE(oms->send_cancel(cancel("fence", "4999")));
    ASSERT_FALSE(oms->wait_for_report("fence", kPatience).empty());
    for (int i = 0; i < kCancels; ++i) {
      const auto reports = final_reports(*oms, cl_ord_id(i));
      ASSERT_EQ(reports.size(), 1U) << testing::PrintToString(reports);
      const std::string status = stage.venue().find("BTCUSDT", kFirst + i)->status;
      EXPECT_EQ(value(reports[0], 37), std::to_string(kFirst + i));
      // The client may be back before the link is: then nothing was sent, and nothing has happened.
      if (value(reports[0], 102) == "2") {
        EXPECT_EQ(value(reports[0], 58).substr(0, 26), "Not connected to the venue") << reports[0];
        EXPECT_NE(status, "CANCELED") << reports[0];
        continue;
      }
      EXPECT_EQ(status, i % 10 == 9 ? "FILLED" : "CANCELED") << reports[0];
      EXPECT_EQ(value(reports[0], 35), i % 10 == 9 ? "9" : "8") << reports[0];
      EXPECT_EQ(value(reports[0], 39), i % 10 == 9 ? "2" : "4") << reports[0];
    }
    EXPECT_EQ(stage.err(), "");
  }

  Stage stage{{.orders = book()}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(Crash, CancelsExecutedWithoutAReplyAreAnsweredAfterTheRestart) {
  stage.venue().drop_cancel_replies(true);
  send_cancels(0, kCancels);
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == kCancels; }));
  stage.gateway().kill();
  EXPECT_TRUE(final_reports(*oms, cl_ord_id(0)).empty());
  stage.venue().drop_cancel_replies(false);
  restart_gateway();
  expect_one_true_answer_each();
}

TEST_F(Crash, RepliesThatComeAfterTheKillAreAskedForAgain) {
  stage.venue().delay_cancel_replies(milliseconds{300});
  send_cancels(0, kCancels / 2);
  ASSERT_FALSE(oms->wait_for_report(cl_ord_id(0), kPatience).empty());
  send_cancels(kCancels / 2, kCancels);  // their replies are on the way when the first are here already
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == kCancels; }));
  stage.gateway().kill();
  stage.venue().delay_cancel_replies(milliseconds{0});
  restart_gateway();
  expect_one_true_answer_each();
}

TEST_F(Crash, ABurstCutShortIsTakenUpWhereTheJournalEnds) {
  send_cancels(0, kCancels / 2);
  stage.gateway().kill();                // somewhere in the burst; some requests were never read
  send_cancels(kCancels / 2, kCancels);  // kept by the client, and sent again when it is asked to
  restart_gateway();
  expect_one_true_answer_each();
}

TEST_F(Crash, KilledAgainAndAgainItStillAnswersOnce) {
  for (int round = 0; round < 5; ++round) {
    send_cancels(round * 10, round * 10 + 10);
    if (round % 2 == 0) {
      (void)eventually([&] { return stage.cancels_asked() > static_cast<std::size_t>(round * 10); });
    }
    stage.gateway().kill();
    restart_gateway();
  }
  expect_one_true_answer_each();
}

}  // namespace
}  // namespace bridge::endtoend
