// What becomes of ClOrdIDs(11) when the session's day is over: an order system may begin at 1 each morning.
#include "endtoend/another_day.hpp"

namespace bridge::endtoend {
namespace {

TEST_F(AnotherDay, TakesAnIdOfYesterdayForAnotherOrder) {
  oms->cancel("c1", "37=1001|");
  EXPECT_EQ(value(answer_to("c1"), 150), "4");
  oms->cancel("c1", "37=1002|");
  EXPECT_EQ(value(answer_to("c1"), 102), "6") << "today it is used";
  begin_day(1);
  oms->cancel("c1", "37=1002|");
  EXPECT_EQ(value(answer_to("c1"), 150), "4");
  EXPECT_EQ(status(1002), "CANCELED");
  oms->cancel("c1", "37=1003|");
  EXPECT_EQ(value(answer_to("c1"), 102), "6") << "and today again";
  // A question by that id is about today's cancel.
  oms->say("H", "11=c1|54=1|55=BTCUSDT|");
  EXPECT_EQ(value(answer_to("c1"), 37), "1002");
  EXPECT_EQ(status(1003), "NEW");
  expect_replay_is_equal();
}

// It may have been sent before (97=Y): TransactTime(60) tells on which day.
TEST_F(AnotherDay, RepeatsAnAnswerOfYesterdayToARequestOfYesterday) {
  const std::string yesterday = oms->time();
  oms->cancel("c1", "37=1001|", "", yesterday);
  const auto first = answer_to("c1");
  begin_day(1);
  oms->cancel("c1", "37=1001|", "97=Y|", yesterday);
  const auto again = answer_to("c1");
  EXPECT_EQ(value(again, 97), "Y") << again;
  EXPECT_EQ(value(again, 17), value(first, 17)) << "it is the same report";
  EXPECT_EQ(stage.cancels_asked(), 1U);
  // What bears its id and was made today is another request: nobody has answered it.
  oms->cancel("c1", "37=1002|", "97=Y|");
  const auto other = answer_to("c1");
  EXPECT_EQ(value(other, 97), "") << other;
  EXPECT_EQ(value(other, 37), "1002") << other;
  EXPECT_EQ(status(1002), "CANCELED");
  expect_replay_is_equal();
}

TEST_F(AnotherDay, LeavesAnIdToItsTicketWhileThatIsOpen) {
  stage.venue().drop_cancel_replies(true);
  stage.venue().fail_next("order.status", 503, -1008, "Server is currently overloaded", 10'000);
  oms->cancel("c1", "37=1001|");
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  begin_day(1);
  oms->cancel("c1", "37=1002|");
  EXPECT_EQ(value(answer_to("c1"), 102), "6");
  EXPECT_EQ(stage.cancels_asked(), 1U);
  stage.venue().fail_next("order.status", 503, -1008, "Server is currently overloaded", 0);
  EXPECT_EQ(value(answer_to("c1"), 150), "4");
  // Its day is over, and now it is closed.
  oms->cancel("c1", "37=1002|");
  ASSERT_TRUE(eventually([&] { return status(1002) == "CANCELED"; }));
  stage.venue().drop_cancel_replies(false);
  EXPECT_EQ(value(answer_to("c1"), 37), "1002");
  expect_replay_is_equal();
}

class ForEver : public AnotherDay {
 protected:
  ForEver() : AnotherDay("account: main, cl_ord_id_unique: for_ever") {}
};

TEST_F(ForEver, AnIdOfYesterdayIsUsed) {
  oms->cancel("c1", "37=1001|");
  EXPECT_EQ(value(answer_to("c1"), 150), "4");
  begin_day(1);
  oms->cancel("c1", "37=1002|");
  EXPECT_EQ(value(answer_to("c1"), 102), "6");
  EXPECT_EQ(status(1002), "NEW");
  expect_replay_is_equal();
}

}  // namespace
}  // namespace bridge::endtoend
