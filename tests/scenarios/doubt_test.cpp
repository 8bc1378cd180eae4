// When nobody knows: fixspec/scenarios.md, S43 to S50 and S64.
#include "scenarios/play.hpp"

#include <algorithm>

namespace bridge::scenarios {
namespace {

using order::OrdRejReason;
using order::StreamTold;
using order::TicketId;
using order::TradesFound;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

std::ptrdiff_t places(const Lines& sent) {
  return std::ranges::count_if(sent, [](const auto& line) { return line.starts_with("> place"); });
}

TEST_P(Scenarios, S43DoubtThatTheStreamEnds) {
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.stream(ExecutionType::New, OrderStatus::New, "0"));
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> status fb-1"));
}

TEST_P(Scenarios, S43DoubtThatAQuestionEnds) {
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.question("X"));
  static_cast<void>(floor.status(OrderStatus::New));
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(X) I/A 10/0/10/0", "8(X) 0/0 10/0/10/0"));
}

TEST_P(Scenarios, S44FilledWhileTheLinkWasLost) {
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.lost(RequestKind::Place));
  static_cast<void>(floor.status(OrderStatus::Filled, "10"));
  static_cast<void>(floor.wait(2s));
  static_cast<void>(floor.answer(RequestKind::Trades, TradesFound{{fill(1, "4"), fill(2, "6")}}));
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(X) 0/0 10/0/10/0", "8(X) F/1 10/4/6/4",
                                  "8(X) F/2 10/10/0/6"));
  EXPECT_EQ(places(sent()), 1);
}

TEST_P(Scenarios, S45AnAbsenceIsProved) {
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  deny(59s);
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0")) << "the window is open still";
  deny(60s);
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_EQ(places(sent()), 1);
}

TEST_P(Scenarios, S46ACancelInDoubtIsRepeated) {
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.cancel("Y", "X"));
  missing(RequestKind::Cancel, -2011);
  missing(RequestKind::Status, -2013);
  static_cast<void>(floor.wait(300ms));
  static_cast<void>(floor.stream(ExecutionType::New, OrderStatus::New, "0"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(X) 0/6 10/0/10/0",
                                  "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_EQ(std::ranges::count(sent(), "> cancel fb-1"), 2);
}

TEST_P(Scenarios, S46ACancelOfWhatWasNeverPlaced) {
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.cancel("Y", "X"));
  refused(RequestKind::Place, error(-2019, OrdRejReason::ExceedsLimit));
  EXPECT_THAT(told(),
              ElementsAre("8(X) A/A 10/0/10/0", "8(X) 8/8 10/0/0/0 103=3", "9(Y,X) 434=1 39=8 102=1"));
}

TEST_P(Scenarios, S47ACancelInDoubtThatWasDone) {
  floor.notice = PendingCancelNotice::Always;
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(floor.unclear(RequestKind::Cancel));
  static_cast<void>(floor.status(OrderStatus::Canceled));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
}

TEST_P(Scenarios, S47ACancelInDoubtThatWasTooLate) {
  floor.notice = PendingCancelNotice::Always;
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(floor.unclear(RequestKind::Cancel));
  filled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(X) F/6 10/10/0/10",
                                  "9(Y,X) 434=1 39=2 102=0"));
}

TEST_P(Scenarios, S48AReplaceInDoubtThatWasDone) {
  open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "12";
  shown_amended();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "8(Y,X) 5/0 12/0/12/0"));
}

TEST_P(Scenarios, S48AReplaceInDoubtThatWasNotDone) {
  open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  static_cast<void>(floor.status(OrderStatus::New));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0")) << "it may still arrive";
  static_cast<void>(floor.wait(10s));
  static_cast<void>(floor.status(OrderStatus::New));
  EXPECT_THAT(told(), ElementsAre("9(Y,X) 434=2 39=0 102=99"));
}

TEST_P(Scenarios, S49AGapOfTheStream) {
  open_order();
  static_cast<void>(floor.decide(order::StreamDown{}));
  static_cast<void>(floor.decide(order::StreamUp{}));
  static_cast<void>(floor.status(OrderStatus::PartiallyFilled, "5"));
  static_cast<void>(floor.wait(2s));
  static_cast<void>(floor.answer(RequestKind::Trades, TradesFound{{fill(1, "3"), fill(2, "2")}}));
  trade(1, "3", "3");
  trade(2, "2", "5");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3", "8(X) F/1 10/5/5/2"));
}

TEST_P(Scenarios, S49FillsOutOfOrder) {
  open_order();
  trade(2, "4", "7");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0")) << "there was one before it";
  trade(1, "3", "3");
  EXPECT_THAT(told(), ElementsAre("8(X) F/1 10/3/7/3", "8(X) F/1 10/7/3/4"));
}

TEST_P(Scenarios, S50KilledBetweenWriteAndAnswer) {
  static_cast<void>(floor.place("X"));
  floor.replay_open();
  static_cast<void>(floor.restart());
  static_cast<void>(floor.status(OrderStatus::New));
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(X) 0/0 10/0/10/0"));
  EXPECT_EQ(places(sent()), 1);
}

TEST_P(Scenarios, S50AChainOutlivesTheGateway) {
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "12";
  modified(OrderStatus::PartiallyFilled, "1");
  floor.replay_open();
  static_cast<void>(floor.restart());
  static_cast<void>(floor.status(OrderStatus::PartiallyFilled, "1"));
  trade(1, "1", "1");
  trade(2, "2", "3");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(Y,X) 5/1 12/1/11/0",
                                  "8(Y) F/1 12/3/9/2"));
}

TEST_P(Scenarios, S64AnOrderThatTurnsUpLate) {
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  deny(2min);
  static_cast<void>(floor.wait(1h));
  static_cast<void>(sent());
  trade(1, "3", "3");
  canceled("3");
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(X) 8/8 10/0/0/0 103=99", "8(X) 0/0 10/0/10/0",
                                  "8(X) F/1 10/3/7/3", "8(X) 4/4 10/3/0/0 378=8"));
  EXPECT_THAT(sent(), ElementsAre("> cancel 4001"));
  EXPECT_THAT(floor.other, ::testing::Contains("attention 1"));
}

TEST_P(Scenarios, S64AnOrderThatTurnsUpLateIsKeptIfAgreed) {
  floor.entry.cancel_late_order = false;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  deny(2min);
  static_cast<void>(sent());
  static_cast<void>(floor.stream(ExecutionType::New, OrderStatus::New, "0"));
  trade(1, "10", "10");
  EXPECT_THAT(told(), ElementsAre("8(X) A/A 10/0/10/0", "8(X) 8/8 10/0/0/0 103=99", "8(X) 0/0 10/0/10/0",
                                  "8(X) F/2 10/10/0/10"));
  EXPECT_THAT(sent(), IsEmpty());
}

}  // namespace
}  // namespace bridge::scenarios
