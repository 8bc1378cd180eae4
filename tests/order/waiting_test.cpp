// Cancels that wait to leave, tickets that nobody can answer, and those that somebody settles by hand.
#include "order/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// ---- a cancel that has not left ----

TEST(Waiting, ACancelWithoutWeightIsSentWhenThereIsSome) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.held_back(1, milliseconds{1500}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1499}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("cancel 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.cancel_reply(2, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(Waiting, ACancelThatWouldWaitTooLongIsRefusedWithTheTime) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.held_back(1, milliseconds{2001}, "The limit is used up"),
              ElementsAre("reject 1-1 102=2 39=0 37=42 41=X"));
  EXPECT_THAT(desk.reports.back().text,
              HasSubstr("The limit is used up; nothing was sent. Try again after 20"));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

TEST(Waiting, ACancelWaitsNoLongerThanThatInAll) {
  Desk desk;
  desk.cancel("42", "X");
  std::uint32_t attempt = 1;
  desk.held_back(attempt, milliseconds{900});
  EXPECT_THAT(desk.wait(milliseconds{900}), ElementsAre("cancel 1-2 BTCUSDT 42"));
  desk.held_back(++attempt, milliseconds{900});
  EXPECT_THAT(desk.wait(milliseconds{900}), ElementsAre("cancel 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.held_back(++attempt, milliseconds{900}), ElementsAre("reject 1-1 102=2 39=0 37=42 41=X"));
}

TEST(Waiting, ACancelGoesOverTheOtherLinkWhenItsOwnFellBeforeItLeft) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.held_back(1, milliseconds{0}, "The link to the venue failed"), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{25}), ElementsAre("cancel 1-2 BTCUSDT 42"));
}

TEST(Waiting, ACancelIsRefusedWhenTheLastLinkFallsMeanwhile) {
  Desk desk;
  desk.cancel("42", "X");
  desk.held_back(1, milliseconds{1000});
  desk.link_down();
  EXPECT_THAT(desk.wait(milliseconds{1999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("reject 1-1 102=2 39=0 37=42 41=X"));
}

TEST(Waiting, AfterARestartTheOrderIsAskedAboutFirst) {
  Desk desk;
  desk.cancel("42", "X");
  desk.held_back(1, milliseconds{1000});
  desk.restart();
  EXPECT_THAT(desk.link_up(), ElementsAre("status 1-2 BTCUSDT 42"));
  // The cancel provably never left: no need to wait for it.
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-3 BTCUSDT 42"));
}

TEST(Waiting, ARepeatThatDidNotLeaveGoesBackToAsking) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  desk.wait(milliseconds{3000});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}), IsEmpty());
  desk.wait(milliseconds{1});
  EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-4 BTCUSDT 42"));
  EXPECT_THAT(desk.held_back(4, milliseconds{700}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{700}), ElementsAre("status 1-5 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(5, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-6 BTCUSDT 42"));
}

TEST(Waiting, RepeatsAreMarkedForTheBudget) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_FALSE(desk.last_cancel().repeat);
  desk.held_back(1, milliseconds{100});
  desk.wait(milliseconds{100});
  EXPECT_FALSE(desk.last_cancel().repeat) << "the first one never left";
  desk.cancel_reply(2, Rejected{[] {
                      auto error = error_of(-1008, "Busy");
                      error.retry = Retry::Soon;
                      return error;
                    }()});
  desk.wait(milliseconds{250});
  EXPECT_TRUE(desk.last_cancel().repeat);
}

// ---- the clock was set between two lives ----

TEST(Restart, GivesACancelOfTheLastLifeItsWholeTime) {
  Desk desk;
  desk.cancel("42", "X");
  desk.set_clock(std::chrono::hours{1});
  desk.restart();
  EXPECT_THAT(desk.link_up(), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{2999}), ElementsAre("status 1-3 BTCUSDT 42", "attention 1 Y"));
  EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}), ElementsAre("pending 1-2 39=6"))
      << "asked for the notice alone";
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-4 BTCUSDT 42"));
}

TEST(Restart, WaitsForNothingLongerThanFromNowOn) {
  Desk desk;
  desk.cancel("42", "X");
  desk.set_clock(std::chrono::hours{-1});
  desk.restart();
  EXPECT_THAT(desk.wait(milliseconds{59'999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("attention 1 Y"));
}

// ---- nobody can answer ----

TEST(Attention, IsCalledForOnceWhenATicketStaysOpen) {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  desk.lost(1, RequestKind::Cancel);
  EXPECT_THAT(desk.wait(milliseconds{59'999}), IsEmpty());
  EXPECT_EQ(desk.blotter().needing_attention(), 0U);
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("attention 1 Y"));
  EXPECT_EQ(desk.blotter().needing_attention(), 1U);
  EXPECT_THAT(desk.wait(seconds{3600}), IsEmpty());
  EXPECT_THAT(desk.link_up(), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
  EXPECT_EQ(desk.blotter().needing_attention(), 0U);
}

TEST(Attention, SaysNothingToAClientThatWantsNoNotices) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  desk.ask(std::move(command));
  desk.link_down();
  desk.lost(1, RequestKind::Cancel);
  EXPECT_THAT(desk.wait(seconds{120}), ElementsAre("attention 1 Y"));
}

// ---- settled by hand ----

// A ticket that the venue cannot answer now.
Desk in_doubt() {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  desk.lost(1, RequestKind::Cancel);
  desk.wait(seconds{90});
  return desk;
}

TEST(Resolution, IsToldAtOnceAndSaysWhoAndWhy) {
  Desk desk = in_doubt();
  EXPECT_THAT(desk.resolve(Resolution::Rejected), ElementsAre("reject 1-1 102=99 39=0 37=42 41=X"));
  EXPECT_EQ(desk.reports.back().text, "Settled by hand by op: asked the venue");
  EXPECT_TRUE(desk.reports.back().watched);
  EXPECT_EQ(desk.blotter().watched(), 1U);
  EXPECT_EQ(desk.blotter().needing_attention(), 0U);
}

TEST(Resolution, SaysWhatIsNotKnownOfACanceledOrder) {
  Desk desk = in_doubt();
  EXPECT_THAT(desk.resolve(Resolution::Canceled), ElementsAre("canceled 1-1 39=4 37=42 41=X"));
  EXPECT_THAT(desk.reports.back().text, HasSubstr("14 and 6 are not known"));
}

TEST(Resolution, IsGivenOnce) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Canceled);
  EXPECT_FALSE(desk.blotter().can_resolve(TicketId{1}));
  EXPECT_THAT(desk.resolve(Resolution::Rejected), IsEmpty());
}

TEST(Resolution, LetsANewCancelOfTheOrderPass) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Rejected);
  desk.link_up();
  EXPECT_THAT(desk.cancel("42", "X", "Z"), ElementsAre("cancel 2-1 BTCUSDT 42"));
}

TEST(Resolution, IsForgottenWhenTheVenueSaysTheSame) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Rejected);
  EXPECT_THAT(desk.link_up(), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::Filled, "0.250"), "3")}),
              ElementsAre("forget 1"));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

TEST(Resolution, IsCorrectedWhenTheOrderIsCanceledAfterAll) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Rejected);
  desk.link_up();
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-2 39=4 37=42 41=X 14=0.000 6=0", "attention 1 Y"));
  EXPECT_TRUE(desk.reports.back().unsolicited);
}

TEST(Resolution, IsCorrectedWhenTheOrderWasFilledInTruth) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Canceled);
  desk.link_up();
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::Filled, "0.250"), "3")}),
              ElementsAre("status 1-2 39=2 37=42 11=Y 41=X 14=0.250", "attention 1 Y"));
  EXPECT_TRUE(desk.reports.back().unsolicited);
}

TEST(Resolution, IsCorrectedWhenTheOrderIsStillOpenAndNothingIsSent) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Canceled);
  desk.link_up();
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}),
              ElementsAre("status 1-2 39=0 37=42 11=Y 41=X 14=0.000", "attention 1 Y"));
}

TEST(Resolution, SurvivesARestart) {
  Desk desk = in_doubt();
  desk.resolve(Resolution::Rejected);
  EXPECT_THAT(desk.restart(), IsEmpty());
  desk.link_up();
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-2 39=4 37=42 41=X 14=0.000 6=0", "attention 1 Y"));
}

// ---- settings ----

TEST(Settings, AreTakenFromTheStartThatWasRecorded) {
  Desk desk;
  BlotterSettings patient;
  patient.answer_within = seconds{20};
  desk.decide(Restarted{AccountName{"main"}, patient});
  desk.link_up();
  desk.cancel("42", "X");
  EXPECT_THAT(desk.wait(milliseconds{19'999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), Not(IsEmpty()));
}

}  // namespace
}  // namespace bridge::order::testing
