// The venue's request limit: it is never gone beyond, and what it says about it is obeyed.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;

class Limits : public testing::Test {
 protected:
  void begin(StageSettings settings, int orders) {
    for (int i = 1; i <= orders; ++i) {
      settings.orders.push_back(order(1000 + i, "order-" + std::to_string(i)));
    }
    stage = std::make_unique<Stage>(std::move(settings));
    ASSERT_TRUE(stage->gateway_becomes_ready()) << stage->err();
    oms = stage->make_oms();
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  static std::string name(int number) { return "c" + std::to_string(number); }
  void ask(int number) { ASSERT_TRUE(oms->send_cancel(cancel(name(number), std::to_string(1000 + number)))); }
  std::string answer(int number) { return oms->wait_for_report(name(number), kPatience); }

  std::unique_ptr<Stage> stage;
  std::unique_ptr<fix::Oms> oms;
};

// Far more than a minute allows: the rest is refused here with the time to try again; the venue has to refuse
// nothing, and has no reason to ban.
TEST_F(Limits, AreNeverGoneBeyond) {
  constexpr int kAsked = 300;
  begin({.weight_limit = 100}, kAsked);
  for (int i = 1; i <= kAsked; ++i) ask(i);
  int canceled = 0;
  int refused = 0;
  for (int i = 1; i <= kAsked; ++i) {
    const auto report = answer(i);
    canceled += value(report, 150) == "4" ? 1 : 0;
    if (value(report, 35) != "9") continue;
    ++refused;
    EXPECT_EQ(value(report, 102), "2") << report;
    EXPECT_THAT(value(report, 58),
                HasSubstr("The venue's request limit is used up; nothing was sent. Try again after 20"));
    EXPECT_EQ(stage->venue().find("BTCUSDT", 1000 + i)->status, "NEW");
  }
  EXPECT_EQ(canceled + refused, kAsked);
  EXPECT_GT(canceled, 0);
  EXPECT_GT(refused, 0);
  const auto seen = stage->venue().counters();
  EXPECT_EQ(seen.too_many_requests, 0);
  EXPECT_EQ(seen.banned, 0);
  EXPECT_LE(seen.weight_most, 100);
}

TEST_F(Limits, AWaitThatIsShortEnoughIsWaitedOut) {
  begin({}, 3);
  stage->venue().fail_next("order.cancel", {429, -1003, "Too many requests.", milliseconds{1200}}, 1);
  ask(1);
  ASSERT_TRUE(eventually([&] { return count_of(stage->log(), "venue_limits") == 1; }));
  for (int i = 2; i <= 3; ++i) ask(i);
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(value(answer(i), 150), "4");
  EXPECT_EQ(stage->venue().counters().too_early, 0) << "to the millisecond";
}

TEST_F(Limits, AWaitThatIsTooLongIsToldWithItsEnd) {
  begin({}, 2);
  stage->venue().fail_next("order.cancel", {429, -1003, "Too many requests.", seconds{600}}, 1);
  ask(1);
  EXPECT_EQ(value(answer(1), 58), "-1003 Too many requests. The order's status is not known");
  ask(2);
  EXPECT_THAT(value(answer(2), 58), HasSubstr("Try again after 20"));
  EXPECT_EQ(stage->cancels_asked(), 1U);
  EXPECT_EQ(stage->venue().counters().too_early, 0);
}

// 418: connections are closed, and new ones turned away. No attempt before its end, service from then on.
TEST_F(Limits, ABanIsSatOut) {
  begin({}, 3);
  stage->venue().ban(seconds{4});
  ASSERT_TRUE(eventually([&] { return stage->page("/ready").status == 503; })) << stage->log();
  ask(2);
  EXPECT_EQ(value(answer(2), 35), "9");
  ASSERT_TRUE(eventually([&] { return stage->is_ready(); }));
  const auto seen = stage->venue().counters();
  EXPECT_EQ(seen.bans, 1) << "by hand, and none for going on";
  EXPECT_EQ(seen.too_early, 0);
  EXPECT_LE(seen.handshakes_refused, 2) << "a link learns of it once";
  ask(3);
  EXPECT_EQ(value(answer(3), 150), "4");
}

// The fifth that only first cancels may use is there after any number of questions.
TEST_F(Limits, QuestionsLeaveWeightForCancels) {
  constexpr int kQuestions = 150;
  begin({.weight_limit = 100}, 5);
  for (int i = 1; i <= kQuestions; ++i) {
    const auto id = std::to_string(i);
    ASSERT_TRUE(oms->send("H", question({{11, "order-1"}, {37, "1001"}, {790, "q" + id}})));
  }
  ASSERT_TRUE(eventually([&] { return stage->venue().counters().requests >= 60; }));
  for (int i = 1; i <= 5; ++i) ask(i);
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(value(answer(i), 150), "4");
  EXPECT_EQ(stage->venue().counters().too_many_requests, 0);
}

}  // namespace
}  // namespace bridge::endtoend
