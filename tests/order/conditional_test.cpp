// Conditional orders, S51 to S56 of fixspec/scenarios.md, with what the venue's two services say of one order
// in either order.
#include "floor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using namespace std::chrono_literals;

// A stop of 10 that waits at the venue, and the client knows of it.
Floor with_stop(OrderEntryTerms entry = {}) {
  Floor floor;
  entry.enabled = true;
  floor.entry = entry;
  static_cast<void>(floor.place(Floor::stop("X")));
  static_cast<void>(floor.algo_placed());
  static_cast<void>(floor.algo_told(AlgoStatus::New));
  return floor;
}

TEST(Conditional, S51TriggeredAndFilled) {
  Floor floor;
  EXPECT_THAT(floor.place(Floor::stop("X")), ElementsAre("> algo place fb-1"));
  EXPECT_THAT(floor.algo_placed(), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_EQ(floor.reports.back().order_id, "A7001");
  EXPECT_EQ(floor.reports.back().secondary_cl_ord_id, "fb-1");
  EXPECT_EQ(floor.reports.back().secondary_order_id, "");
  EXPECT_THAT(floor.algo_told(AlgoStatus::New), IsEmpty());
  EXPECT_THAT(floor.algo_told(AlgoStatus::Triggering), IsEmpty());
  EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered), IsEmpty());
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), IsEmpty());
  EXPECT_THAT(floor.trade(1, "3", "3"), ElementsAre("8(X) F/1 10/3/7/3"));
  EXPECT_THAT(floor.trade(2, "7", "10"), ElementsAre("8(X) F/2 10/10/0/7"));
  EXPECT_EQ(floor.reports.back().order_id, "A7001") << "37 never changes";
  EXPECT_EQ(floor.reports.back().secondary_order_id, "4001");
  EXPECT_THAT(floor.algo_told(AlgoStatus::Finished, "10"), IsEmpty());
}

TEST(Conditional, S51ItsTriggerIsToldWhereTheSessionWantsIt) {
  for (const bool child_first : {false, true}) {
    OrderEntryTerms entry;
    entry.tell_triggered = true;
    Floor floor = with_stop(entry);
    const auto triggered = ElementsAre("8(X) L/0 10/0/10/0");
    if (child_first) {
      EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), triggered);
      EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered), IsEmpty());
    } else {
      EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered), triggered);
      EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), IsEmpty());
    }
    EXPECT_EQ(floor.reports.back().order_id, "A7001");
    EXPECT_EQ(floor.reports.back().secondary_order_id, "4001");
  }
}

TEST(Conditional, S52TheChildIsFirst) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X) F/2 10/10/0/10"));
  EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered), IsEmpty());
  EXPECT_THAT(floor.algo_told(AlgoStatus::Finished, "10"), IsEmpty());
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), IsEmpty());
}

TEST(Conditional, S52FinishedIsBeforeTheLastFill) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.trade(1, "4", "4"), ElementsAre("8(X) F/1 10/4/6/4"));
  EXPECT_THAT(floor.algo_told(AlgoStatus::Finished, "10"), IsEmpty());
  EXPECT_THAT(floor.trade(2, "6", "10"), ElementsAre("8(X) F/2 10/10/0/6"));
  EXPECT_THAT(floor.wait(10s), IsEmpty());
}

TEST(Conditional, S52FinishedWhoseChildIsNeverToldIsAskedAbout) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.algo_told(AlgoStatus::Finished, "4"), IsEmpty());
  EXPECT_THAT(floor.wait(2s), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.status(OrderStatus::Canceled, "4"), ElementsAre("> trades 4001"));
  EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{floor.execution(7, "4")}}),
              ElementsAre("8(X) F/1 10/4/6/4", "8(X) 4/4 10/4/0/0 378=8"));
}

TEST(Conditional, S52EverythingIsBeforeTheAnswerToThePlace) {
  Floor floor;
  static_cast<void>(floor.place(Floor::stop("X")));
  EXPECT_THAT(floor.trade(1, "4", "4"), IsEmpty()) << "37 is not known yet";
  EXPECT_THAT(floor.trade(2, "6", "10"), IsEmpty());
  EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered),
              ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/4/6/4", "8(X) F/2 10/10/0/6"));
  for (const auto& report : floor.reports) EXPECT_EQ(report.order_id, "A7001");
  EXPECT_THAT(floor.algo_placed(), IsEmpty());
}

TEST(Conditional, S53RejectedWhenItIsTriggered) {
  Floor floor = with_stop();
  AlgoOrder told = floor.algo(AlgoStatus::Rejected);
  told.reject_reason = "Margin is insufficient.";
  EXPECT_THAT(floor.algo_told(told), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_EQ(floor.reports.back().text, "Margin is insufficient.");
  EXPECT_EQ(floor.reports.back().order_id, "A7001");
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("9(Y,X) 434=1 39=8 102=0"));
}

TEST(Conditional, S53ExpiredAndCanceledByOthers) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.algo_told(AlgoStatus::Expired), ElementsAre("8(X) C/C 10/0/0/0"));
  Floor other = with_stop();
  EXPECT_THAT(other.algo_told(AlgoStatus::Canceled), ElementsAre("8(X) 4/4 10/0/0/0 378=8"));
}

TEST(Conditional, S54CanceledBeforeItsTrigger) {
  for (const bool stream_first : {false, true}) {
    for (const bool by_order_id : {false, true}) {
      Floor floor = with_stop();
      floor.notice = PendingCancelNotice::Always;
      EXPECT_THAT(floor.cancel("Y", "X", by_order_id ? "A7001" : ""),
                  ElementsAre("8(Y,X) 6/6 10/0/10/0", "> algo cancel A7001"));
      const auto told = ElementsAre("8(Y,X) 4/4 10/0/0/0");
      if (stream_first) {
        EXPECT_THAT(floor.algo_told(AlgoStatus::Canceled), told);
        EXPECT_THAT(floor.algo_canceled(), IsEmpty());
      } else {
        EXPECT_THAT(floor.algo_canceled(), told);
        EXPECT_THAT(floor.algo_told(AlgoStatus::Canceled), IsEmpty());
      }
      EXPECT_EQ(floor.reports.back().order_id, "A7001");
      EXPECT_THAT(floor.wait(50s), IsEmpty());
    }
  }
}

// The answer has no time, so it is ours, and not that of what the venue said before.
TEST(Conditional, S54ACancelIsToldWithTheTimeOfItsAnswer) {
  Floor floor = with_stop();
  static_cast<void>(floor.wait(60s));
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.algo_canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
  EXPECT_EQ(to_ms(floor.reports.back().transact_time), Floor::kStart + 60'000);
}

TEST(Conditional, S54ACancelWithoutAnAnswerIsAskedAbout) {
  Floor floor = with_stop();
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.unclear(RequestKind::AlgoCancel), ElementsAre("> algo status A7001"));
  EXPECT_THAT(floor.algo_status(AlgoStatus::Canceled), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

TEST(Conditional, S54ACancelThatNeverArrivedIsRepeated) {
  Floor floor = with_stop();
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.lost(RequestKind::AlgoCancel), ElementsAre("> algo status A7001"));
  EXPECT_THAT(floor.algo_status(AlgoStatus::New), IsEmpty()) << "it could still arrive";
  EXPECT_THAT(floor.wait(4s), ElementsAre("> algo status A7001"));
  EXPECT_THAT(floor.algo_status(AlgoStatus::New), ElementsAre("> algo cancel A7001"));
  EXPECT_THAT(floor.algo_canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

TEST(Conditional, S55CanceledWhileItIsTriggered) {
  Floor floor = with_stop();
  floor.notice = PendingCancelNotice::Always;
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("8(Y,X) 6/6 10/0/10/0", "> algo cancel A7001"));
  EXPECT_THAT(floor.refused(RequestKind::AlgoCancel, -4117), IsEmpty());
  EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered), ElementsAre("> cancel 4001"));
  EXPECT_THAT(floor.canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

TEST(Conditional, S55FilledBeforeItsChildCouldBeCanceled) {
  Floor floor = with_stop();
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(floor.refused(RequestKind::AlgoCancel, -4117));
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X) F/6 10/10/0/10", "9(Y,X) 434=1 39=2 102=0"));
  EXPECT_THAT(floor.algo_told(AlgoStatus::Triggered), IsEmpty());
}

TEST(Conditional, S55TheTriggerIsToldByAQuestionAlone) {
  Floor floor = with_stop();
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(floor.refused(RequestKind::AlgoCancel, -4117));
  EXPECT_THAT(floor.wait(250ms), ElementsAre("> algo status A7001"));
  EXPECT_THAT(floor.algo_status(AlgoStatus::Triggering), IsEmpty());
  EXPECT_THAT(floor.wait(500ms), ElementsAre("> algo status A7001"));
  EXPECT_THAT(floor.algo_status(AlgoStatus::Triggered), ElementsAre("> cancel 4001"));
  EXPECT_THAT(floor.canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

TEST(Conditional, S55ACancelOfATriggeredOneGoesToItsChildByEitherId) {
  for (const auto* order_id : {"", "A7001", "4001"}) {
    Floor floor = with_stop();
    static_cast<void>(floor.algo_told(AlgoStatus::Triggered));
    EXPECT_THAT(floor.cancel("Y", *order_id == '\0' ? "X" : "", order_id), ElementsAre("> cancel 4001"));
    EXPECT_THAT(floor.canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
  }
}

TEST(Conditional, S56ATrailingStopIsNewOnce) {
  Floor floor;
  PlaceCommand trailing = Floor::stop("X");
  trailing.terms.type = OrdType::TrailingStop;
  trailing.terms.callback_bips = "50";
  static_cast<void>(floor.place(trailing));
  EXPECT_THAT(floor.algo_told(AlgoStatus::New), ElementsAre("8(X) 0/0 10/0/10/0"));
  AlgoOrder active = floor.algo(AlgoStatus::New);
  active.activated = true;
  EXPECT_THAT(floor.algo_told(active), IsEmpty());
  EXPECT_THAT(floor.algo_placed(), IsEmpty());
}

TEST(Conditional, RefusedByTheVenue) {
  Floor floor;
  static_cast<void>(floor.place(Floor::stop("X")));
  EXPECT_THAT(floor.refused(RequestKind::AlgoPlace, -2021), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_EQ(floor.reports.back().order_id, "NONE");
}

TEST(Conditional, APlaceInDoubtIsAskedForAndNeverSentAgain) {
  Floor floor;
  static_cast<void>(floor.place(Floor::stop("X")));
  EXPECT_THAT(floor.unclear(RequestKind::AlgoPlace), ElementsAre("8(X) A/A 10/0/10/0", "> algo status fb-1"));
  EXPECT_THAT(floor.missing(RequestKind::AlgoStatus), IsEmpty()) << "it lags";
  EXPECT_THAT(floor.wait(250ms), ElementsAre("> algo status fb-1"));
  EXPECT_THAT(floor.algo_status(AlgoStatus::New), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_EQ(std::ranges::count_if(floor.requests,
                                  [](const Request& request) { return is_place(id_of(request).kind); }),
            1);
}

TEST(Conditional, ACancelOfOneInDoubtIsRepeatedUntilItIsDecided) {
  Floor floor;
  static_cast<void>(floor.place(Floor::stop("X")));
  static_cast<void>(floor.unclear(RequestKind::AlgoPlace));
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("> algo cancel fb-1"));
  EXPECT_THAT(floor.algo_canceled(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
}

TEST(Conditional, IsNotReplaced) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.replace("Y", "X", "12"), ElementsAre("9(Y,X) 434=2 39=0 102=99"));
  EXPECT_EQ(floor.reports.back().order_id, "A7001");
}

TEST(Conditional, AQuestionIsAnsweredFromTheBook) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/0 10/0/10/0"));
  static_cast<void>(floor.algo_told(AlgoStatus::Triggered));
  static_cast<void>(floor.trade(1, "4", "4"));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/1 10/4/6/0"));
  EXPECT_EQ(floor.reports.back().order_id, "A7001");
  EXPECT_EQ(floor.reports.back().secondary_order_id, "4001");
}

TEST(Conditional, ComesBackAfterARestartAndIsAskedAbout) {
  Floor floor = with_stop();
  floor.replay_open();
  EXPECT_THAT(floor.restart(), ElementsAre("> algo status A7001"));
  EXPECT_FALSE(floor.blotter().orders().in_sync());
  EXPECT_THAT(floor.algo_status(AlgoStatus::New), IsEmpty());
  EXPECT_TRUE(floor.blotter().orders().in_sync());
}

TEST(Conditional, ThatWasTriggeredDuringARestartIsFoundWithItsFills) {
  Floor floor = with_stop();
  floor.replay_open();
  static_cast<void>(floor.restart());
  EXPECT_THAT(floor.algo_status(AlgoStatus::Triggered), ElementsAre("> status 4001"));
  EXPECT_FALSE(floor.blotter().orders().in_sync());
  EXPECT_THAT(floor.status(OrderStatus::Filled, "10"), ElementsAre("> trades 4001"));
  EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{floor.execution(7, "10")}}),
              ElementsAre("8(X) F/2 10/10/0/10"));
  EXPECT_EQ(floor.reports.back().order_id, "A7001");
}

TEST(Conditional, ThatWasCanceledDuringARestartIsTold) {
  Floor floor = with_stop();
  static_cast<void>(floor.cancel("Y", "X"));
  floor.replay_open();
  EXPECT_THAT(floor.restart(), ElementsAre("> algo status A7001", "> algo status A7001"))
      << "the cancel asks, and so does the order";
  EXPECT_THAT(floor.algo_status(AlgoStatus::Canceled), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

TEST(Conditional, IsOnTheVenuesBookOnceItIsTriggered) {
  Floor floor = with_stop();
  EXPECT_THAT(floor.blotter().orders().on_book(), IsEmpty());
  EXPECT_EQ(floor.blotter().orders().live(), 1U);
  static_cast<void>(floor.algo_told(AlgoStatus::Triggered));
  EXPECT_THAT(floor.blotter().orders().on_book(), ElementsAre(Pair("BTCUSDT", 1U)));
  static_cast<void>(floor.trade(1, "10", "10"));
  EXPECT_THAT(floor.blotter().orders().on_book(), IsEmpty());
}

TEST(Conditional, ClosingAPositionHasItsChildsQuantity) {
  Floor floor;
  PlaceCommand command = Floor::stop("X");
  command.terms.order_qty = "";
  command.terms.close_position = true;
  static_cast<void>(floor.place(command));
  EXPECT_THAT(floor.algo_placed(), ElementsAre("8(X) 0/0 0/0/0/0"));
  EXPECT_THAT(floor.trade(1, "4", "4"), ElementsAre("8(X) F/1 10/4/6/4"));
}

TEST(Conditional, IsFoundByEachOfItsIdsAtTheVenue) {
  Floor floor;
  static_cast<void>(floor.place(Floor::stop("X")));
  const OrderBook& book = floor.blotter().orders();
  const AlgoOrder told = floor.algo(AlgoStatus::New);
  EXPECT_EQ(book.ticket_of(told), TicketId{1}) << "by its client id";
  static_cast<void>(floor.algo_placed());
  AlgoOrder nameless = told;
  nameless.client_algo_id.clear();
  EXPECT_EQ(book.ticket_of(nameless), TicketId{1}) << "by its algoId";
  AlgoOrder other = told;
  other.algo_id = AlgoId{1};
  EXPECT_EQ(book.ticket_of(other), std::nullopt) << "another one that has its client id";
  EXPECT_EQ(book.ticket_of(floor.shown(OrderStatus::New, "0")), TicketId{1}) << "its child, by the client id";
}

}  // namespace
}  // namespace bridge::order::testing
