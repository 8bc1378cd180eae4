// The life of an order by FIX 4.4 Vol. 4 App. D, as this venue can keep it: fixspec/scenarios.md, whose
// numbers these tests bear. Each is judged by every line that leaves.
#include "floor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::order::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using namespace std::chrono_literals;

// An order of 10 at 100 that the venue has and the client knows of.
Floor with_open_order(const std::string& cl_ord_id = "X") {
  Floor floor;
  static_cast<void>(floor.place(cl_ord_id));
  static_cast<void>(floor.placed());
  static_cast<void>(floor.stream(ExecutionType::New, OrderStatus::New, "0"));
  return floor;
}

Floor with_open_post_only_order() {
  Floor floor;
  PlaceCommand command = Floor::limit("X");
  command.terms.post_only = true;
  static_cast<void>(floor.place(std::move(command)));
  static_cast<void>(floor.placed());
  return floor;
}

TEST(OrderScenarios, S01FilledInTwo) {
  Floor floor;
  EXPECT_THAT(floor.place("X"), ElementsAre("> place fb-1"));
  EXPECT_THAT(floor.placed(), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), IsEmpty());
  EXPECT_THAT(floor.trade(1, "3", "3"), ElementsAre("8(X) F/1 10/3/7/3"));
  EXPECT_THAT(floor.trade(2, "7", "10"), ElementsAre("8(X) F/2 10/10/0/7"));
  EXPECT_THAT(floor.trade(2, "7", "10"), IsEmpty()) << "told twice by the venue";
}

TEST(OrderScenarios, S02RefusedByTheVenue) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  VenueError error = Floor::error(-4014);
  error.ord_rej_reason = OrdRejReason::Other;
  EXPECT_THAT(floor.answer(RequestKind::Place, Rejected{error}), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_EQ(floor.reports.back().order_id, "NONE");
  EXPECT_EQ(floor.reports.back().venue_code, -4014);
}

TEST(OrderScenarios, S03RefusedHereLeavesNothing) {
  Floor floor;
  auto command = Floor::limit("X");
  command.refused = OrderRefusal{OrdRejReason::UnsupportedCharacteristic, "MinQty(110) is not supported"};
  EXPECT_THAT(floor.place(command), ElementsAre("8(X) 8/8 10/0/0/0 103=11"));
  static_cast<void>(floor.decide(LinkDown{"reset", {}}));
  EXPECT_THAT(floor.place("X2"), ElementsAre("8(X2) 8/8 10/0/0/0 103=0"));
  static_cast<void>(floor.decide(LinkUp{}));
  static_cast<void>(floor.decide(StreamDown{}));
  EXPECT_THAT(floor.place("X3"), ElementsAre("8(X3) 8/8 10/0/0/0 103=0"));
  floor.entry.trade_while_syncing = true;
  EXPECT_THAT(floor.place("X4"), ElementsAre("> place fb-4"));
  EXPECT_THAT(floor.lost(RequestKind::Place, true), ElementsAre("8(X4) 8/8 10/0/0/0 103=0"));
}

TEST(OrderScenarios, S04TheStreamIsFirst) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.trade(1, "3", "3"), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3"));
  EXPECT_THAT(floor.placed(OrderStatus::New, "0"), IsEmpty());
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), IsEmpty());
}

TEST(OrderScenarios, S05ARepliesFillIsFetchedNotMade) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.placed(OrderStatus::Filled, "10"), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(floor.wait(2s), ElementsAre("> trades 4001"));
  EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{floor.execution(7, "4")}}), IsEmpty())
      << "it lags";
  EXPECT_THAT(floor.wait(1s), ElementsAre("> trades 4001"));
  EXPECT_THAT(
      floor.answer(RequestKind::Trades, TradesFound{{floor.execution(7, "4"), floor.execution(8, "6")}}),
      ElementsAre("8(X) F/1 10/4/6/4", "8(X) F/2 10/10/0/6"));
  EXPECT_THAT(floor.other, ElementsAre("doubt of the stream"));
  EXPECT_THAT(floor.trade(8, "6", "10"), IsEmpty());
}

TEST(OrderScenarios, S06Market) {
  Floor floor;
  auto command = Floor::limit("X", "10", "");
  command.terms.type = OrdType::Market;
  command.terms.time_in_force = TimeInForce::None;
  static_cast<void>(floor.place(command));
  EXPECT_THAT(floor.placed(), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X) F/2 10/10/0/10"));
}

PlaceCommand ioc(std::string id) {
  auto command = Floor::limit(std::move(id));
  command.terms.time_in_force = TimeInForce::ImmediateOrCancel;
  return command;
}

TEST(OrderScenarios, S07And08TheRestOfAnIoc) {
  Floor floor;
  static_cast<void>(floor.place(ioc("X")));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.trade(1, "4", "4"), ElementsAre("8(X) F/1 10/4/6/4"));
  EXPECT_THAT(floor.stream(ExecutionType::Expired, OrderStatus::Expired, "4"),
              ElementsAre("8(X) C/C 10/4/0/0"));
  static_cast<void>(floor.place(ioc("X2")));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.stream(ExecutionType::Expired, OrderStatus::Expired, "0"),
              ElementsAre("8(X2) C/C 10/0/0/0"));
  floor.entry.killed_is_canceled = true;
  static_cast<void>(floor.place(ioc("X3")));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.stream(ExecutionType::Expired, OrderStatus::Expired, "0"),
              ElementsAre("8(X3) 4/4 10/0/0/0"));
}

TEST(OrderScenarios, S12TheEndWaitsForTheFillsBeforeIt) {
  Floor floor = with_open_order();
  EXPECT_THAT(floor.stream(ExecutionType::Expired, OrderStatus::ExpiredInMatch, "4"), IsEmpty());
  EXPECT_THAT(floor.trade(1, "4", "4"), ElementsAre("8(X) F/1 10/4/6/4", "8(X) C/C 10/4/0/0"));
}

TEST(OrderScenarios, S13Canceled) {
  for (const bool stream_first : {false, true}) {
    Floor floor = with_open_order();
    EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("> cancel 4001"));
    const auto told = ElementsAre("8(Y,X) 4/4 10/0/0/0");
    if (stream_first) {
      EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "0"), told);
      EXPECT_THAT(floor.canceled(), IsEmpty());
    } else {
      EXPECT_THAT(floor.canceled(), told);
      EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "0"), IsEmpty());
    }
    EXPECT_EQ(floor.reports.back().secondary_cl_ord_id, "fb-1");
  }
}

TEST(OrderScenarios, ACancelThatTheTermsRefuseShowsItsOrder) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "3", "3"));
  floor.refused_by_terms = Refusal{RejectReason::Other, "TransactTime(60) is more than 3600 s ago"};
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("9(Y,X) 434=1 39=1 102=99"));
  EXPECT_FALSE(floor.reports.back().status_unknown);
}

TEST(OrderScenarios, S14ACancelRefusedLeavesTheOrder) {
  Floor floor = with_open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.refused(RequestKind::Cancel, -1021), ElementsAre("9(Y,X) 434=1 39=0 102=99"));
  EXPECT_THAT(floor.trade(1, "3", "3"), ElementsAre("8(X) F/1 10/3/7/3")) << "X stays current";
}

TEST(OrderScenarios, S15FillsWhileACancelIsPending) {
  Floor floor = with_open_order();
  floor.notice = PendingCancelNotice::Always;
  EXPECT_THAT(floor.trade(1, "2", "2"), ElementsAre("8(X) F/1 10/2/8/2"));
  EXPECT_THAT(floor.trade(2, "3", "5"), ElementsAre("8(X) F/1 10/5/5/3"));
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("8(Y,X) 6/6 10/5/5/0", "> cancel 4001"));
  EXPECT_THAT(floor.trade(3, "1", "6"), ElementsAre("8(X) F/6 10/6/4/1"));
  EXPECT_THAT(floor.canceled("6"), ElementsAre("8(Y,X) 4/4 10/6/0/0"));
}

TEST(OrderScenarios, S16FilledBeforeTheCancel) {
  Floor floor = with_open_order();
  floor.notice = PendingCancelNotice::Always;
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("8(Y,X) 6/6 10/0/10/0", "> cancel 4001"));
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X) F/6 10/10/0/10", "9(Y,X) 434=1 39=2 102=0"));
  EXPECT_THAT(floor.answer(RequestKind::Cancel, Missing{Floor::error(-2011)}), IsEmpty());
}

TEST(OrderScenarios, S17NothingIsConcludedFromUnknownOrder) {
  Floor floor = with_open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.answer(RequestKind::Cancel, Missing{Floor::error(-2011)}), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X) F/2 10/10/0/10", "9(Y,X) 434=1 39=2 102=0"));
}

TEST(OrderScenarios, S17SomebodyElseHasCanceledItWhileNobodyListened) {
  Floor floor = with_open_order();
  static_cast<void>(floor.decide(StreamDown{}));
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.answer(RequestKind::Cancel, Missing{Floor::error(-2011)}), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.status(OrderStatus::Canceled, "3"), ElementsAre("> trades 4001"));
  EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{floor.execution(1, "3")}}),
              ElementsAre("8(X) F/1 10/3/7/3", "8(X) 4/4 10/3/0/0 378=8", "9(Y,X) 434=1 39=4 102=0"));
}

TEST(OrderScenarios, S18And19CanceledBeforeItWasAcknowledged) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("> cancel fb-1"));
  EXPECT_THAT(floor.placed(), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(floor.canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

// Its last fill was told while the client took it for an order of 10: nothing else would say that it has
// ended.
TEST(OrderScenarios, AnOrderThatSomebodyElseHasMadeWholeIsToldSo) {
  Floor floor = with_open_order();
  EXPECT_THAT(floor.trade(1, "7", "7"), ElementsAre("8(X) F/1 10/7/3/7"));
  static_cast<void>(floor.decide(StreamDown{"reset", {}}));
  EXPECT_THAT(floor.decide(StreamUp{}), ElementsAre("> status 4001"));
  floor.qty = "7";
  EXPECT_THAT(floor.status(OrderStatus::Filled, "7"), ElementsAre("8(X) D/2 7/7/0/0 378=99"));
}

// What was sent while the order was not there could not be taken: it is none of the cancel's tries.
TEST(OrderScenarios, S19ACancelGoesOnOnceItsOrderIsThere) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.lost(RequestKind::Place));
  static_cast<void>(floor.cancel("Y", "X"));
  const auto sent = [&] { return std::ranges::count(floor.requests, "> cancel fb-1", &Floor::request_line); };
  const auto question = [&] {
    const auto asked =
        std::ranges::find_if(floor.requests.rbegin(), floor.requests.rend(), [](const auto& one) {
          return id_of(one).kind == RequestKind::Status && id_of(one).ticket.value() == 2;
        });
    return id_of(*asked);
  };
  for (int tries = 1; tries <= 3; ++tries) {
    ASSERT_EQ(sent(), tries);
    static_cast<void>(floor.missing(RequestKind::Cancel));
    static_cast<void>(floor.answer(question(), Missing{Floor::error(-2013)}));
    static_cast<void>(floor.wait(4s));
  }
  ASSERT_EQ(sent(), 4);
  static_cast<void>(floor.unclear(RequestKind::Cancel));
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), Contains("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(floor.answer(question(), Found{floor.shown(OrderStatus::New, "0")}),
              ElementsAre("8(Y,X) 6/6 10/0/10/0", "> cancel 4001"));
}

TEST(OrderScenarios, S21And22TheSecondCancel) {
  Floor floor = with_open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(floor.cancel("Y2", "X"), ElementsAre("9(Y2,X) 434=1 39=6 102=3"));
  floor.use(1);
  EXPECT_THAT(
      floor.answer({TicketId{2}, 1, RequestKind::Cancel}, Canceled{floor.shown(OrderStatus::Canceled, "0")}),
      ElementsAre("8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(floor.cancel("Y3", "Y"), ElementsAre("9(Y3,Y) 434=1 39=4 102=0"));
}

TEST(OrderScenarios, S23And24Replaced) {
  Floor floor = with_open_order();
  floor.entry.pending_replace = true;
  EXPECT_THAT(floor.trade(1, "1", "1"), ElementsAre("8(X) F/1 10/1/9/1"));
  EXPECT_THAT(floor.replace("Y", "X", "12"), ElementsAre("8(Y,X) E/E 10/1/9/0", "> modify 4001 12@100"));
  EXPECT_THAT(floor.trade(2, "1", "2"), ElementsAre("8(X) F/E 10/2/8/1"));
  floor.qty = "12";
  EXPECT_THAT(floor.modified(OrderStatus::PartiallyFilled, "2"), ElementsAre("8(Y,X) 5/1 12/2/10/0"));
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::PartiallyFilled, "2", floor.amendment()),
              IsEmpty());
  EXPECT_THAT(floor.trade(3, "10", "12"), ElementsAre("8(Y) F/2 12/12/0/10"));
}

TEST(OrderScenarios, S23TheStreamTellsOfTheReplaceFirst) {
  Floor floor = with_open_order();
  EXPECT_THAT(floor.replace("Y", "X", "", "101"), ElementsAre("> modify 4001 10@101"));
  floor.price = "101";
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::New, "0", floor.amendment()),
              ElementsAre("8(Y,X) 5/0 10/0/10/0"));
  EXPECT_THAT(floor.modified(), IsEmpty());
  EXPECT_THAT(floor.replace("Z", "Y", "9"), ElementsAre("> modify 4001 9@101")) << "the price is the book's";
}

TEST(OrderScenarios, S25And26TooLateToReplace) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X) F/2 10/10/0/10", "9(Y,X) 434=2 39=2 102=0"));
  EXPECT_THAT(floor.replace("Z", "X", "12"), ElementsAre("9(Z,X) 434=2 39=2 102=0"));
}

TEST(OrderScenarios, S28TheVenueCancelsWhatIsFilledAsFarAsWanted) {
  for (const bool stream_first : {false, true}) {
    Floor floor = with_open_order();
    static_cast<void>(floor.replace("Y", "X", "7"));
    EXPECT_THAT(floor.trade(1, "7", "7"), ElementsAre("8(X) F/1 10/7/3/7"));
    if (stream_first) {
      EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "7"), IsEmpty());
    }
    EXPECT_THAT(floor.modified(OrderStatus::Canceled, "7"), ElementsAre("8(Y,X) 5/2 7/7/0/0"));
    EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "7"), IsEmpty());
  }
}

// The venue's pages do not say what such an answer shows. This one has the wanted price and the old quantity.
TEST(OrderScenarios, S28WhatTheVenueShowsOfAnOrderCanceledInsteadIsNotAnAmendment) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "7", "101"));
  floor.price = "101";
  EXPECT_THAT(floor.modified(OrderStatus::Canceled, "7"), IsEmpty());
  floor.price = "100";
  EXPECT_THAT(floor.trade(1, "7", "7"), ElementsAre("8(X) F/1 10/7/3/7", "8(Y,X) 5/2 7/7/0/0"));
  EXPECT_EQ(std::prev(floor.reports.end(), 2)->terms->price, "100");
}

TEST(OrderScenarios, S28SomebodyElsesQuantityIsTakenFromSuchAnAnswer) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "7", "101"));
  floor.qty = "12";  // amended by somebody else, and nobody has heard of it
  floor.price = "101";
  EXPECT_THAT(floor.modified(OrderStatus::Canceled, "11"), IsEmpty());
  floor.price = "100";
  EXPECT_THAT(floor.trade(1, "11", "11"), ElementsAre("8(X) F/1 12/11/1/11", "8(Y,X) 5/2 11/11/0/0"));
}

TEST(OrderScenarios, S29AtOrBelowWhatIsFilled) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "7", "7"));
  EXPECT_THAT(floor.replace("Y", "X", "6"), ElementsAre("> cancel 4001"));
  EXPECT_THAT(floor.canceled("7"), ElementsAre("8(Y,X) 5/2 7/7/0/0"));
}

TEST(OrderScenarios, S30PostOnlyAmendedThroughTheBook) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "10", "120"));
  EXPECT_THAT(floor.modified(OrderStatus::Canceled, "0"), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

TEST(OrderScenarios, S30APostOnlyOrderFilledBeyondItsOldQuantityWasAmended) {
  Floor floor = with_open_post_only_order();
  static_cast<void>(floor.replace("Y", "X", "20"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "20";
  const auto lines = floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "12");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), "8(Y,X) 5/0 20/0/20/0");
}

TEST(OrderScenarios, S33ARefusedReplaceLeavesTheChain) {
  Floor floor = with_open_order();
  floor.entry.pending_replace = true;
  static_cast<void>(floor.replace("Y", "X", "12"));
  EXPECT_THAT(floor.trade(1, "1", "1"), ElementsAre("8(X) F/E 10/1/9/1"));
  EXPECT_THAT(floor.refused(RequestKind::Modify, -4014), ElementsAre("9(Y,X) 434=2 39=1 102=99"));
  EXPECT_THAT(floor.replace("Z", "X", "6"), ElementsAre("8(Z,X) E/E 10/1/9/0", "> modify 4001 6@100"));
  floor.qty = "6";
  EXPECT_THAT(floor.modified(OrderStatus::PartiallyFilled, "1"), ElementsAre("8(Z,X) 5/1 6/1/5/0"));
}

TEST(OrderScenarios, S34TheSecondReplaceWhileOneIsPending) {
  Floor floor = with_open_order();
  floor.entry.pending_replace = true;
  static_cast<void>(floor.replace("Y", "X", "8"));
  EXPECT_THAT(floor.replace("Z", "Y", "7"), ElementsAre("9(Z,X) 434=2 39=E 102=3"));
}

TEST(OrderScenarios, S36ACancelDoesNotWaitForAReplace) {
  Floor floor = with_open_order();
  floor.entry.pending_replace = true;
  floor.notice = PendingCancelNotice::Always;
  EXPECT_THAT(floor.replace("Y", "X", "8"), ElementsAre("8(Y,X) E/E 10/0/10/0", "> modify 4001 8@100"));
  EXPECT_THAT(floor.cancel("Z", "Y"), ElementsAre("8(Z,X) 6/6 10/0/10/0", "> cancel 4001"));
  floor.qty = "8";
  EXPECT_THAT(floor.modified(), ElementsAre("8(Y,X) 5/6 8/0/8/0"));
  EXPECT_THAT(floor.canceled(), ElementsAre("8(Z,Y) 4/4 8/0/0/0"));
}

TEST(OrderScenarios, S37NoNeedToModify) {
  for (const bool replaced : {true, false}) {
    Floor floor = with_open_order();
    floor.entry.same_terms_replaced = replaced;
    static_cast<void>(floor.replace("Y", "X", "10"));
    EXPECT_THAT(floor.refused(RequestKind::Modify, -5027),
                ElementsAre(replaced ? "8(Y,X) 5/0 10/0/10/0" : "9(Y,X) 434=2 39=0 102=99"));
  }
}

TEST(OrderScenarios, S38And39SomebodyElseActs) {
  Floor floor = with_open_order();
  floor.qty = "12";
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::New, "0"),
              ElementsAre("8(X) D/0 12/0/12/0 378=99"));
  EXPECT_THAT(floor.trade(1, "1", "1"), ElementsAre("8(X) F/1 12/1/11/1"));
  EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "1"),
              ElementsAre("8(X) 4/4 12/1/0/0 378=8"));
}

TEST(OrderScenarios, S40And41TheSamePlaceAgain) {
  Floor floor = with_open_order();
  EXPECT_THAT(floor.place("X"), ElementsAre("8(X) 8/0 10/0/10/0 103=6"));
  auto again = Floor::limit("X");
  again.poss_resend = true;
  EXPECT_THAT(floor.place(again), ElementsAre("8(X) I/0 10/0/10/0"));
  again.poss_resend = false;
  again.poss_dup = true;
  EXPECT_THAT(floor.place(again), IsEmpty());
  auto fresh = Floor::limit("Y");
  fresh.poss_resend = true;
  EXPECT_THAT(floor.place(fresh), ElementsAre("> place fb-5"));
}

TEST(OrderScenarios, S42Questions) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "3", "3"));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/1 10/3/7/0"));
}

TEST(OrderScenarios, S43DoubtThatTheStreamEnds) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.unclear(RequestKind::Place), ElementsAre("8(X) A/A 10/0/10/0", "> status fb-1"));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/A 10/0/10/0"));
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), ElementsAre("8(X) 0/0 10/0/10/0"));
}

TEST(OrderScenarios, S43AVenueThatIsTooSlowIsAskedMoreAndMoreSlowly) {
  BlotterSettings settings;
  settings.answer_within = 400ms;
  Floor floor(settings);
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  EXPECT_LE(std::ranges::count(floor.wait(20s), "> status fb-1"), 8);
}

TEST(OrderScenarios, S44TheLinkIsLostAndItWasFilled) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.lost(RequestKind::Place), ElementsAre("8(X) A/A 10/0/10/0", "> status fb-1"));
  EXPECT_THAT(floor.status(OrderStatus::Filled, "10"), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(floor.wait(2s), ElementsAre("> trades 4001"));
  EXPECT_THAT(
      floor.answer(RequestKind::Trades, TradesFound{{floor.execution(1, "4"), floor.execution(2, "6")}}),
      ElementsAre("8(X) F/1 10/4/6/4", "8(X) F/2 10/10/0/6"));
}

// Answers every question about a place in doubt with "not there", until something else is said.
Floor::Lines deny_until(Floor& floor, milliseconds span) {
  Floor::Lines told;
  const auto note = [&](const Floor::Lines& lines) {
    for (const auto& line : lines) {
      if (!line.starts_with(">")) told.push_back(line);
    }
  };
  for (milliseconds passed{0}; passed < span && told.empty(); passed += 100ms) {
    note(floor.wait(100ms));
    const RequestId last = id_of(floor.requests.back());
    if (last.kind == RequestKind::Status) note(floor.answer(last, Missing{Floor::error(-2013)}));
    if (last.kind == RequestKind::OpenOrders || last.kind == RequestKind::AllOrders) {
      note(floor.answer(last, OrdersFound{}));
    }
    if (last.kind == RequestKind::Trades) note(floor.answer(last, TradesFound{}));
  }
  return told;
}

TEST(OrderScenarios, S45AnAbsenceIsProvedNotGuessed) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  EXPECT_THAT(deny_until(floor, 59s), IsEmpty()) << "not before the window is over";
  EXPECT_THAT(deny_until(floor, 60s), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  int places = 0;
  for (const auto& request : floor.requests) places += std::holds_alternative<SendPlace>(request) ? 1 : 0;
  EXPECT_EQ(places, 1);
}

// Its trade is listed, and it is not, for it is older than what is asked for.
TEST(OrderScenarios, S45AnAbsenceIsProvedThoughAnOlderOrderHasTraded) {
  for (const bool list_lags : {false, true}) {
    Floor floor;
    static_cast<void>(floor.place("X"));
    static_cast<void>(floor.unclear(RequestKind::Place));
    Order older = floor.shown(OrderStatus::Filled, "10");
    older.order_id = OrderId{3999};
    older.client_order_id = "older";
    Execution its_trade = floor.execution(1, "10");
    its_trade.order_id = older.order_id;
    for (int polls = 0; polls < 30 && id_of(floor.requests.back()).kind == RequestKind::Status; ++polls) {
      static_cast<void>(floor.missing(RequestKind::Status));
      if (id_of(floor.requests.back()).kind == RequestKind::Status) static_cast<void>(floor.wait(30s));
    }
    EXPECT_THAT(floor.answer(RequestKind::OpenOrders, OrdersFound{}), ElementsAre("> all fb-1"));
    EXPECT_THAT(floor.answer(RequestKind::AllOrders, OrdersFound{}), ElementsAre("> trades fb-1"));
    EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{its_trade}}), ElementsAre("> all fb-1"));
    EXPECT_EQ(std::get<AskAllOrders>(floor.requests.back()).from_id, 3999);
    OrdersFound from_then_on;
    if (!list_lags) from_then_on.orders.emplace_back(older);
    EXPECT_THAT(floor.answer(RequestKind::AllOrders, from_then_on), ElementsAre("> trades fb-1"));
    const auto told = floor.answer(RequestKind::Trades, TradesFound{{its_trade}});
    EXPECT_EQ(told, list_lags ? Floor::Lines{} : Floor::Lines{"8(X) 8/8 10/0/0/0 103=99"});
  }
}

TEST(OrderScenarios, S45ASilenceOfADeadStreamProvesNothing) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.decide(StreamDown{}));
  EXPECT_THAT(deny_until(floor, 10min), IsEmpty());
  static_cast<void>(floor.decide(StreamUp{}));
  EXPECT_THAT(deny_until(floor, 29s), IsEmpty());
  EXPECT_THAT(deny_until(floor, 2min), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
}

TEST(OrderScenarios, S46ACancelOfAPlaceInDoubtIsRepeated) {
  Floor floor;
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("8(Y,X) 6/6 10/0/10/0", "> cancel fb-1"));
  EXPECT_THAT(floor.answer(RequestKind::Cancel, Missing{Floor::error(-2011)}), ElementsAre("> status fb-1"));
  EXPECT_THAT(floor.missing(RequestKind::Status), IsEmpty()) << "no 102=1 in between";
  EXPECT_THAT(floor.wait(300ms), ::testing::Contains("> cancel fb-1"));
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"), ElementsAre("8(X) 0/6 10/0/10/0"));
  EXPECT_THAT(floor.canceled(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
}

// So that the venue's weight is left for others; and once the place is known the cancel waits for nothing.
TEST(OrderScenarios, S46ACancelOfAPlaceInDoubtIsRepeatedMoreAndMoreSlowly) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.cancel("Y", "X"));
  std::ptrdiff_t repeats = 0;
  for (int i = 0; i < 400; ++i) {
    static_cast<void>(floor.answer(RequestKind::Cancel, Missing{Floor::error(-2011)}));
    static_cast<void>(floor.answer(RequestKind::Status, Missing{Floor::error(-2013)}));
    repeats += std::ranges::count(floor.wait(50ms), "> cancel fb-1");
  }
  EXPECT_GE(repeats, 3);
  EXPECT_LE(repeats, 8) << "in 20 seconds";
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"),
              ElementsAre("8(X) 0/0 10/0/10/0", "> cancel 4001"));
}

TEST(OrderScenarios, S46ACancelOfAPlaceThatIsProvedAbsent) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(floor.cancel("Y", "X"));
  VenueError late = Floor::error(-2019);
  late.ord_rej_reason = OrdRejReason::ExceedsLimit;
  EXPECT_THAT(floor.answer(RequestKind::Place, Rejected{late}),
              ElementsAre("8(X) 8/8 10/0/0/0 103=3", "9(Y,X) 434=1 39=8 102=1"));
}

TEST(OrderScenarios, S48AReplaceInDoubt) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  EXPECT_THAT(floor.lost(RequestKind::Modify), ElementsAre("8(Y,X) E/E 10/0/10/0", "> status 4001"));
  EXPECT_THAT(floor.status(OrderStatus::New), IsEmpty()) << "it may still arrive";
  static_cast<void>(floor.wait(10s));
  EXPECT_THAT(floor.status(OrderStatus::New), ElementsAre("9(Y,X) 434=2 39=0 102=99"));
  static_cast<void>(floor.replace("Z", "X", "12"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "12";
  EXPECT_THAT(floor.status(OrderStatus::New), ElementsAre("8(Z,X) 5/0 12/0/12/0"));
}

TEST(OrderScenarios, S49AGapIsFilledInOrder) {
  Floor floor = with_open_order();
  static_cast<void>(floor.decide(StreamDown{}));
  EXPECT_THAT(floor.decide(StreamUp{}), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.place("N"), ElementsAre("8(N) 8/8 10/0/0/0 103=0")) << "not before the gap is closed";
  floor.use(1);
  EXPECT_THAT(floor.trade(3, "2", "7"), IsEmpty()) << "two fills before it are not known";
  EXPECT_THAT(floor.status(OrderStatus::PartiallyFilled, "7"), ElementsAre("> trades 4001"));
  EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{floor.execution(1, "3"), floor.execution(2, "2"),
                                                             floor.execution(3, "2")}}),
              ElementsAre("8(X) F/1 10/3/7/3", "8(X) F/1 10/5/5/2", "8(X) F/1 10/7/3/2"));
  EXPECT_THAT(floor.trade(2, "2", "5"), IsEmpty());
  EXPECT_THAT(floor.other, IsEmpty()) << "the gap explains it: the stream is not doubted";
  EXPECT_THAT(floor.place("N2"), ElementsAre("> place fb-3"));
}

TEST(OrderScenarios, S49OutOfOrderFillsWaitForEachOther) {
  Floor floor = with_open_order();
  EXPECT_THAT(floor.trade(2, "4", "7"), IsEmpty());
  EXPECT_THAT(floor.trade(1, "3", "3"), ElementsAre("8(X) F/1 10/3/7/3", "8(X) F/1 10/7/3/4"));
}

TEST(OrderScenarios, S50AKillBetweenWriteAndAnswer) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  floor.replay_open();
  EXPECT_THAT(floor.restart(), ElementsAre("8(X) A/A 10/0/10/0", "> status fb-1"));
  EXPECT_THAT(floor.status(OrderStatus::New), ElementsAre("8(X) 0/0 10/0/10/0"));
}

TEST(OrderScenarios, S50AChainSurvivesARestart) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "1", "1"));
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "12";
  static_cast<void>(floor.modified(OrderStatus::PartiallyFilled, "1"));
  static_cast<void>(floor.replace("Z", "Y", "13"));
  static_cast<void>(floor.refused(RequestKind::Modify, -4014));
  floor.replay_open();
  EXPECT_THAT(floor.restart(), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.status(OrderStatus::PartiallyFilled, "1"), IsEmpty());
  EXPECT_THAT(floor.trade(2, "2", "3"), ElementsAre("8(Y) F/1 12/3/9/2"));
  EXPECT_THAT(floor.trade(1, "1", "1"), IsEmpty());
  EXPECT_THAT(floor.cancel("C", "X"), ElementsAre("> cancel 4001")) << "any ClOrdID of the chain names it";
}

TEST(OrderScenarios, S64AnOrderThatTurnsUpLate) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(deny_until(floor, 2min));
  floor.other.clear();
  floor.replay_open();
  static_cast<void>(floor.restart());
  static_cast<void>(floor.wait(1h));
  EXPECT_THAT(floor.trade(1, "3", "3"),
              ElementsAre("8(X) 0/0 10/0/10/0", "> cancel 4001", "8(X) F/1 10/3/7/3"));
  EXPECT_THAT(floor.other, ::testing::Contains("attention 1"));
  EXPECT_THAT(floor.answer(RequestKind::Cancel, Canceled{floor.shown(OrderStatus::Canceled, "3")}),
              ElementsAre("8(X) 4/4 10/3/0/0 378=8"));
}

TEST(OrderScenarios, AReplaceWaitsForTheEndOfDoubt) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.replace("Y", "X", "12"), ElementsAre("9(Y,X) 434=2 39=0 102=3")) << "not acknowledged";
  static_cast<void>(floor.unclear(RequestKind::Place));
  EXPECT_THAT(floor.replace("Z", "X", "12"), ElementsAre("9(Z,X) 434=2 39=A 102=3"));
}

TEST(OrderScenarios, AReplaceThatCannotBe) {
  Floor floor;
  EXPECT_THAT(floor.replace("Y", "X", "12"), ElementsAre("9(Y,X) 434=2 39=8 102=1"));
  EXPECT_EQ(floor.reports.back().order_id, "NONE");
  auto matched = Floor::limit("P", "10", "");
  matched.terms.price_match = "QUEUE";
  static_cast<void>(floor.place(matched));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.replace("Z", "P", "12"), ElementsAre("9(Z,P) 434=2 39=0 102=99"));
}

TEST(OrderScenarios, AReplaceOfWhatIsBeingCanceled) {
  Floor floor = with_open_order();
  static_cast<void>(floor.cancel("C", "X"));
  EXPECT_THAT(floor.replace("Y", "X", "12"), ElementsAre("9(Y,X) 434=2 39=0 102=3"));
}

TEST(OrderScenarios, AReplaceOfAnotherSide) {
  Floor floor = with_open_order();
  ReplaceCommand other;
  other.session = SessionKey{Floor::kSession};
  other.cl_ord_id = ClOrdId{"Y"};
  other.orig_cl_ord_id = "X";
  other.venue_symbol = "BTCUSDT";
  other.side = '2';
  EXPECT_THAT(floor.replace(other), ElementsAre("9(Y,X) 434=2 39=0 102=99"));
  EXPECT_EQ(floor.reports.back().text, "Side(54) is not the order's; nothing was sent");
}

// TransactTime(60) of what the venue did is the venue's, whoever asked for it.
TEST(OrderScenarios, TheVenueSaysWhenItHappened) {
  const auto at = [](const Floor& floor) {
    return to_ms(floor.reports.back().transact_time) - Floor::kStart;
  };
  Floor replaced = with_open_order();  // which the venue has told twice
  static_cast<void>(replaced.replace("Y", "X", "12"));
  replaced.qty = "12";
  static_cast<void>(replaced.modified());
  EXPECT_EQ(at(replaced), 3) << "150=5";
  static_cast<void>(replaced.stream(ExecutionType::Expired, OrderStatus::Expired, "0"));
  EXPECT_EQ(at(replaced), 4) << "150=C";
  Floor canceled = with_open_order();
  static_cast<void>(canceled.stream(ExecutionType::Canceled, OrderStatus::Canceled, "0"));
  EXPECT_EQ(at(canceled), 3) << "150=4 by somebody else";
  Floor instead = with_open_order();
  static_cast<void>(instead.replace("Y", "X", "10", "120"));
  static_cast<void>(instead.modified(OrderStatus::Canceled));
  EXPECT_EQ(at(instead), 3) << "150=4 instead of 150=5";
  Floor cut = with_open_order();
  static_cast<void>(cut.trade(1, "7", "7"));
  static_cast<void>(cut.replace("Y", "X", "7"));
  static_cast<void>(cut.canceled("7"));
  EXPECT_EQ(at(cut), 5) << "150=5 39=2";
}

TEST(OrderScenarios, TheRestOfAMarketOrderIsAskedAboutAsItWasTold) {
  Floor floor;
  floor.entry.killed_is_canceled = true;
  auto market = Floor::limit("X", "10", "");
  market.terms.type = OrdType::Market;
  market.terms.time_in_force = TimeInForce::None;
  static_cast<void>(floor.place(market));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.stream(ExecutionType::Expired, OrderStatus::Expired, "0"),
              ElementsAre("8(X) 4/4 10/0/0/0"));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/4 10/0/0/0"));
}

TEST(OrderScenarios, S64TheCancelOfALateOrderIsRepeatedWhileItIsOpen) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(deny_until(floor, 2min));
  EXPECT_THAT(floor.stream(ExecutionType::New, OrderStatus::New, "0"),
              ElementsAre("8(X) 0/0 10/0/10/0", "> cancel 4001"));
  static_cast<void>(floor.lost(RequestKind::Cancel));
  EXPECT_THAT(floor.wait(1s), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.status(OrderStatus::New), IsEmpty());
  EXPECT_THAT(floor.wait(2s), ElementsAre("> cancel 4001"));
  EXPECT_THAT(floor.canceled(), ElementsAre("8(X) 4/4 10/0/0/0 378=8"));
}

// Found by the kill loop under order flow.
TEST(OrderScenarios, NothingIsPendingOfAnOrderThatHasEnded) {
  BlotterSettings settings;
  settings.answer_within = 500ms;
  Floor floor(settings);
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.placed());
  static_cast<void>(floor.decide(LinkDown{"reset", {}}));
  EXPECT_THAT(floor.cancel("Y", "X"), IsEmpty());
  EXPECT_THAT(floor.wait(1s), IsEmpty()) << "the notice is owed, and the cancel waits for a link";
  EXPECT_THAT(floor.decide(LinkUp{}), ::testing::Contains("> cancel 4001"));
  EXPECT_THAT(floor.status(OrderStatus::Expired), ElementsAre("8(X) C/C 10/0/0/0"));
}

TEST(OrderScenarios, TheBookCountsWhatTheVenueMayHaveBySymbol) {
  Floor floor;
  const OrderBook& book = floor.blotter().orders();
  EXPECT_THAT(book.on_book(), IsEmpty());
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(book.on_book(), ElementsAre(Pair("BTCUSDT", 1U))) << "from its place on";
  static_cast<void>(floor.placed());
  PlaceCommand other = Floor::limit("Y");
  other.venue_symbol = "ETHUSDT";
  static_cast<void>(floor.place(other));
  static_cast<void>(floor.unclear(RequestKind::Place));
  EXPECT_THAT(book.on_book(), ElementsAre(Pair("BTCUSDT", 1U), Pair("ETHUSDT", 1U))) << "in doubt";
  static_cast<void>(floor.place("Z"));
  static_cast<void>(floor.refused(RequestKind::Place, -2019));
  EXPECT_THAT(book.on_book(), ElementsAre(Pair("BTCUSDT", 1U), Pair("ETHUSDT", 1U)));
  floor.replay_open();
  EXPECT_THAT(floor.blotter().orders().on_book(), ElementsAre(Pair("BTCUSDT", 1U), Pair("ETHUSDT", 1U)))
      << "and after a restart";
}

TEST(OrderScenarios, AnEndedOrderIsForgottenAndItsIdIsStillUsedUp) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "10", "10"));
  static_cast<void>(floor.wait(1min));
  EXPECT_THAT(floor.other, ElementsAre("forget 1"));
  EXPECT_FALSE(floor.blotter().has(TicketId{1}));
  EXPECT_THAT(floor.place("X"), ElementsAre("8(X) 8/2 10/10/0/0 103=6"));
}

TEST(OrderScenarios, AStreamThatDoesNotTellOfAnOrderIsDoubted) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.placed());
  static_cast<void>(floor.wait(5s));
  EXPECT_THAT(floor.other, ElementsAre("doubt of the stream"));
}

TEST(OrderScenarios, AnOrderOfWhichNothingIsHeardIsAskedAbout) {
  Floor floor = with_open_order();
  EXPECT_THAT(floor.wait(60s), ElementsAre("> status 4001"));
  EXPECT_THAT(floor.status(OrderStatus::New), IsEmpty());
  EXPECT_THAT(floor.wait(60s), ElementsAre("> status 4001"));
}

// The following were found by histories (history.hpp).

TEST(OrderScenarios, DoubtIsToldWithThePrecedenceOfAPendingCancel) {
  Floor floor;
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("8(Y,X) 6/6 10/0/10/0", "> cancel fb-1"));
  EXPECT_THAT(floor.unclear(RequestKind::Place), ElementsAre("8(X) A/6 10/0/10/0", "> status fb-1"));
}

TEST(OrderScenarios, ARepeatedCancelIsKnownByAnyIdOfTheChain) {
  for (const bool answered : {false, true}) {
    Floor floor = with_open_order();
    static_cast<void>(floor.replace("Y", "X", "12"));
    floor.qty = "12";
    static_cast<void>(floor.modified());
    EXPECT_THAT(floor.cancel("Z", "X"), ElementsAre("> cancel 4001"));
    if (answered) {
      EXPECT_THAT(floor.canceled(), ElementsAre("8(Z,Y) 4/4 12/0/0/0"));
    }
    auto again = std::get<CancelCommand>(
        std::get<Requested>(floor.events[floor.events.size() - 1 - answered].what).command);
    again.poss_dup = true;
    EXPECT_THAT(floor.again(again), IsEmpty());
    again.poss_dup = false;
    again.poss_resend = true;
    EXPECT_THAT(floor.again(again), answered ? Floor::Lines{"8(Z,Y) 4/4 12/0/0/0"} : Floor::Lines{});
  }
}

TEST(OrderScenarios, AMarketOrderThatWasKilledKeepsItsStatus) {
  Floor floor;
  floor.entry.killed_is_canceled = true;
  auto command = Floor::limit("X");
  command.terms.type = OrdType::Market;
  command.terms.price.clear();
  command.terms.time_in_force = TimeInForce::None;
  static_cast<void>(floor.place(command));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.stream(ExecutionType::Expired, OrderStatus::Expired, "0"),
              ElementsAre("8(X) 4/4 10/0/0/0"));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/4 10/0/0/0"));
}

TEST(OrderScenarios, TradesAreListedFromBeforeThePlace) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.placed(OrderStatus::Filled, "10"));
  static_cast<void>(floor.wait(2s));
  const auto* trades = std::get_if<AskTrades>(&floor.requests.back());
  ASSERT_NE(trades, nullptr);
  EXPECT_LE(trades->since_ms, Floor::kStart - 1000) << "the venue's clock is known to a fraction of a second";
}

TEST(OrderScenarios, ACancelThatCameAfterTheEndDoesNotHoldItBack) {
  Floor floor = with_open_order();
  floor.asked_at_venue_ms = Floor::kStart + 100'000;
  static_cast<void>(floor.cancel("Y", "X"));
  // It had ended long before, with a fill that is not known yet.
  static_cast<void>(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "3"));
  static_cast<void>(floor.wait(2s));
  EXPECT_THAT(floor.answer(RequestKind::Trades, TradesFound{{floor.execution(1, "3")}}),
              ElementsAre("8(X) F/1 10/3/7/3", "8(X) 4/4 10/3/0/0 378=8", "9(Y,X) 434=1 39=4 102=0"));
}

TEST(OrderScenarios, AQuestionAboutAnOrderThatWasRefusedHereSaysRejected) {
  Floor floor;
  auto command = Floor::limit("X");
  command.refused = OrderRefusal{OrdRejReason::UnsupportedCharacteristic, "MinQty(110) is not supported"};
  static_cast<void>(floor.place(command));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/8 10/0/0/0"));
}

TEST(OrderScenarios, AQuestionByARequestThatWasRefusedIsAboutItsOrder) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  EXPECT_THAT(floor.replace("Z", "X", "13"), ElementsAre("9(Z,X) 434=2 39=0 102=3"));
  EXPECT_THAT(floor.question("Z"), ElementsAre("8(X) I/0 10/0/10/0"));
  static_cast<void>(floor.cancel("C", "X"));
  EXPECT_THAT(floor.cancel("C2", "X"), ElementsAre("9(C2,X) 434=1 39=6 102=3"));
  EXPECT_THAT(floor.question("C2"), ElementsAre("8(X) I/0 10/0/10/0"));
}

TEST(OrderScenarios, AQuestionAboutAnOrderThatIsNoLongerInTheBookSaysHowItEnded) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "10", "10"));
  static_cast<void>(floor.wait(2min));
  EXPECT_THAT(floor.other, ::testing::Contains("forget 1"));
  EXPECT_THAT(floor.question("X"), ElementsAre("8(X) I/2 10/10/0/0"));
}

TEST(OrderScenarios, AQuestionByAReplaceOfAnOrderThatIsNoLongerInTheBookIsAnsweredUnderItsId) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "12";
  static_cast<void>(floor.modified());
  static_cast<void>(floor.trade(1, "12", "12"));
  static_cast<void>(floor.wait(2min));
  EXPECT_THAT(floor.question("Y"), ElementsAre("> status 4001"));
  static_cast<void>(floor.status(OrderStatus::Filled, "12"));
  EXPECT_EQ(floor.reports.back().cl_ord_id.value(), "Y");
}

TEST(OrderScenarios, LateWordsDoNotChangeTheTermsOfAnOrderThatHasEnded) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "6"));
  static_cast<void>(floor.trade(1, "7", "7"));
  EXPECT_THAT(floor.modified(OrderStatus::Canceled, "7"), ElementsAre("8(Y,X) 5/2 7/7/0/0"));
  floor.qty = "6";
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::Canceled, "7", floor.amendment()),
              IsEmpty());
  EXPECT_THAT(floor.question("Y"), ElementsAre("8(Y) I/2 7/7/0/0"));
}

TEST(OrderScenarios, AReplaceThatOnlyTheEndShowsIsToldBeforeIt) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "12";
  EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "0"),
              ElementsAre("8(Y,X) 5/0 12/0/12/0", "8(Y) 4/4 12/0/0/0 378=8"));
}

// The venue may have canceled it instead, and would show the wanted terms all the same.
TEST(OrderScenarios, AReplaceOfAPostOnlyOrderThatTheEndLeavesOpenWaitsForItsAnswer) {
  const auto ended = [] {
    Floor floor = with_open_post_only_order();
    static_cast<void>(floor.replace("Y", "X", "12"));
    static_cast<void>(floor.cancel("Z", "X"));
    floor.qty = "12";
    EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "0"), IsEmpty());
    return floor;
  };
  Floor taken = ended();
  EXPECT_THAT(taken.modified(), ElementsAre("8(Y,X) 5/0 12/0/12/0", "8(Z,Y) 4/4 12/0/0/0"));
  Floor instead = ended();
  EXPECT_THAT(instead.modified(OrderStatus::Canceled),
              ElementsAre("8(Z,X) 4/4 10/0/0/0", "9(Y,Z) 434=2 39=4 102=0"));
  Floor refused = ended();
  EXPECT_THAT(refused.refused(RequestKind::Modify, -5043),
              ElementsAre("9(Y,X) 434=2 39=0 102=3", "8(Z,X) 4/4 10/0/0/0"));
  Floor lost = ended();
  EXPECT_THAT(lost.lost(RequestKind::Modify), ElementsAre("8(Y,X) E/E 10/0/10/0", "> status 4001"));
  EXPECT_THAT(lost.status(OrderStatus::Canceled),
              ElementsAre("8(Z,X) 4/4 10/0/0/0", "9(Y,Z) 434=2 39=4 102=0"));
  EXPECT_THAT(lost.reports.back().text, HasSubstr("the venue has not said"));
}

TEST(OrderScenarios, AForeignAmendmentIsToldWhileAReplaceIsPending) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "4";
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::New, "0"),
              ElementsAre("8(X) D/0 4/0/4/0 378=99"));
  EXPECT_THAT(floor.trade(1, "4", "4"), ElementsAre("8(X) F/2 4/4/0/4", "9(Y,X) 434=2 39=2 102=0"));
}

TEST(OrderScenarios, AReplaceThatSomebodyElseHasOvertaken) {
  Floor in_doubt = with_open_order();
  static_cast<void>(in_doubt.replace("Y", "X", "12"));
  static_cast<void>(in_doubt.lost(RequestKind::Modify));
  static_cast<void>(in_doubt.wait(20s));
  in_doubt.qty = "4";
  EXPECT_THAT(in_doubt.status(OrderStatus::New),
              ElementsAre("9(Y,X) 434=2 39=0 102=99", "8(X) D/0 4/0/4/0 378=99"));
  EXPECT_THAT(in_doubt.reports.at(in_doubt.reports.size() - 2).text, HasSubstr("the venue has not said"));

  // There was no need to modify it, and then somebody else has: their terms are told and stay.
  Floor same = with_open_order();
  static_cast<void>(same.replace("Y", "X", "10"));
  same.qty = "4";
  EXPECT_THAT(same.stream(ExecutionType::Amendment, OrderStatus::New, "0"),
              ElementsAre("8(X) D/0 4/0/4/0 378=99"));
  EXPECT_THAT(same.refused(RequestKind::Modify, -5027), ElementsAre("8(Y,X) 5/0 4/0/4/0"));
}

// The stream tells it late, after what somebody else has made of the order: it was taken all the same.
TEST(OrderScenarios, AReplaceThatIsToldAfterSomebodyElsesIsAnsweredAsTaken) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "12";
  OrderUpdate ours = floor.update(ExecutionType::Amendment, OrderStatus::New, "0",
                                  floor.last(RequestKind::Modify).ticket.value());
  floor.qty = "4";
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::New, "0"),
              ElementsAre("8(X) D/0 4/0/4/0 378=99"));
  EXPECT_THAT(floor.stream(ours), ElementsAre("8(Y,X) 5/0 4/0/4/0"));
  EXPECT_THAT(floor.lost(RequestKind::Modify), IsEmpty());
}

// Here the one that is pending was never sent: as much as it wanted is filled, so the rest is to be canceled.
TEST(OrderScenarios, AForeignAmendmentIsToldWhileACancelForAReplaceIsPending) {
  Floor floor = with_open_order();
  static_cast<void>(floor.trade(1, "3", "3"));
  EXPECT_THAT(floor.replace("Y", "X", "3"), ElementsAre("> cancel 4001"));
  floor.qty = "8";
  EXPECT_THAT(floor.trade(2, "5", "8"), ElementsAre("8(X) F/2 8/8/0/5", "9(Y,X) 434=2 39=2 102=0"));
}

// The stream lags: the order's end is known before what somebody else had made of it until then.
TEST(OrderScenarios, AForeignAmendmentFromBeforeTheKnownEndIsTold) {
  Floor floor = with_open_order();
  floor.qty = "16";
  const OrderUpdate amended = floor.update(ExecutionType::Amendment, OrderStatus::New, "0");
  const OrderUpdate filled = floor.fill(1, "12", "12");
  static_cast<void>(floor.replace("Y", "X", "10", "100"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "10";
  EXPECT_THAT(floor.status(OrderStatus::Canceled, "12"), IsEmpty());
  EXPECT_THAT(floor.stream(amended), ElementsAre("8(X) D/E 16/0/16/0 378=99"));
  EXPECT_THAT(floor.stream(filled), ElementsAre("8(X) F/E 16/12/4/12", "8(Y,X) 5/2 12/12/0/0"));
}

// The stream's word that it was taken comes after the order's end is known, which left that open.
TEST(OrderScenarios, AReplaceFromBeforeTheKnownEndIsTold) {
  Floor floor = with_open_post_only_order();
  static_cast<void>(floor.replace("Y", "X", "20"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "20";
  const OrderUpdate taken = floor.update(ExecutionType::Amendment, OrderStatus::New, "0", 2);
  const OrderUpdate filled = floor.fill(1, "8", "8");
  EXPECT_THAT(floor.status(OrderStatus::Canceled, "8"), IsEmpty());
  EXPECT_THAT(floor.stream(taken), ElementsAre("8(Y,X) 5/0 20/0/20/0"));
  EXPECT_THAT(floor.stream(filled), ElementsAre("8(Y) F/1 20/8/12/8", "8(Y) 4/4 20/8/0/0 378=8"));
}

// More is filled than it was for: it was amended, whatever ended it then.
TEST(OrderScenarios, AReplaceOfAPostOnlyOrderIsProvedByItsFills) {
  Floor floor = with_open_post_only_order();
  static_cast<void>(floor.replace("Y", "X", "15"));
  static_cast<void>(floor.lost(RequestKind::Modify));
  floor.qty = "15";
  EXPECT_THAT(floor.status(OrderStatus::Canceled, "12"), ElementsAre("8(Y,X) 5/0 15/0/15/0"));
}

TEST(OrderScenarios, LateTradesThatFillAnOrderWaitForItsStatusAsWell) {
  Floor floor = with_open_order();
  static_cast<void>(floor.stream(ExecutionType::Trade, OrderStatus::PartiallyFilled, "4"));
  static_cast<void>(floor.wait(2s));
  const RequestId late = floor.last(RequestKind::Trades);
  static_cast<void>(floor.lost(RequestKind::Trades));
  EXPECT_THAT(floor.answer(late, TradesFound{{floor.execution(1, "4"), floor.execution(2, "6")}}), IsEmpty());
  static_cast<void>(floor.wait(2s));
  EXPECT_THAT(floor.status(OrderStatus::Filled, "10"), ElementsAre("> trades 4001"));
  EXPECT_THAT(
      floor.answer(RequestKind::Trades, TradesFound{{floor.execution(1, "4"), floor.execution(2, "6")}}),
      ElementsAre("8(X) F/1 10/4/6/4", "8(X) F/2 10/10/0/6"));
}

// An open order X, for which Y is pending, and Z waits behind it.
Floor with_queued_replace() {
  Floor floor = with_open_order();
  floor.entry.queue_replace = true;
  EXPECT_THAT(floor.replace("Y", "X", "8"), ElementsAre("> modify 4001 8@100"));
  EXPECT_THAT(floor.replace("Z", "Y", "6"), IsEmpty());
  return floor;
}

TEST(OrderScenarios, AReplaceThatWaitsIsSentOnceTheFirstIsAnswered) {
  Floor taken = with_queued_replace();
  taken.qty = "8";
  EXPECT_THAT(taken.answer(taken.last(RequestKind::Modify), Found{taken.shown(OrderStatus::New, "0")}),
              ElementsAre("8(Y,X) 5/0 8/0/8/0", "> modify 4001 6@100"));
  taken.qty = "6";
  EXPECT_THAT(taken.modified(), ElementsAre("8(Z,Y) 5/0 6/0/6/0"));

  Floor refused = with_queued_replace();
  EXPECT_THAT(refused.refused(RequestKind::Modify, -4014),
              ElementsAre("9(Y,X) 434=2 39=0 102=99", "> modify 4001 6@100"));
  refused.qty = "6";
  EXPECT_THAT(refused.modified(), ElementsAre("8(Z,X) 5/0 6/0/6/0"));

  Floor told_by_stream = with_queued_replace();
  told_by_stream.qty = "8";
  EXPECT_THAT(told_by_stream.stream(ExecutionType::Amendment, OrderStatus::New, "0"),
              ElementsAre("8(Y,X) 5/0 8/0/8/0", "> modify 4001 6@100"));
}

TEST(OrderScenarios, AReplaceThatWaitsIsMeasuredByWhatIsFilledThen) {
  Floor floor = with_queued_replace();
  EXPECT_THAT(floor.trade(1, "6", "6"), ElementsAre("8(X) F/1 10/6/4/6"));
  floor.qty = "8";
  EXPECT_THAT(floor.modified(OrderStatus::PartiallyFilled, "6"),
              ElementsAre("8(Y,X) 5/1 8/6/2/0", "> cancel 4001"));
  EXPECT_THAT(floor.canceled("6"), ElementsAre("8(Z,Y) 5/2 6/6/0/0"));
}

TEST(OrderScenarios, OneReplaceWaitsAtMost) {
  Floor floor = with_queued_replace();
  EXPECT_THAT(floor.replace("V", "X", "5"), ElementsAre("9(V,X) 434=2 39=0 102=3"));
}

TEST(OrderScenarios, AReplaceThatWaitsIsRefusedWhenItCannotBeSentSoon) {
  Floor in_doubt = with_queued_replace();
  EXPECT_THAT(in_doubt.lost(RequestKind::Modify),
              ElementsAre("9(Z,X) 434=2 39=0 102=3", "8(Y,X) E/E 10/0/10/0", "> status 4001"));

  Floor silent = with_queued_replace();
  EXPECT_THAT(silent.wait(20s), Contains("9(Z,X) 434=2 39=0 102=3"));

  Floor never_left = with_queued_replace();
  static_cast<void>(never_left.decide(LinkDown{}));
  EXPECT_THAT(never_left.lost(RequestKind::Modify, true),
              ElementsAre("9(Y,X) 434=2 39=0 102=2", "9(Z,X) 434=2 39=0 102=2"));

  Floor canceled = with_queued_replace();
  static_cast<void>(canceled.cancel("F", "X"));
  canceled.qty = "8";
  EXPECT_THAT(canceled.modified(), ElementsAre("8(Y,X) 5/0 8/0/8/0", "9(Z,Y) 434=2 39=0 102=3"));

  Floor filled = with_queued_replace();
  EXPECT_THAT(filled.trade(1, "10", "10"),
              ElementsAre("8(X) F/2 10/10/0/10", "9(Y,X) 434=2 39=2 102=0", "9(Z,X) 434=2 39=2 102=0"));
}

TEST(OrderScenarios, AReplaceThatWaitedThroughARestartIsRefused) {
  Floor floor = with_queued_replace();
  floor.replay_open();
  EXPECT_THAT(floor.restart(), Contains("9(Z,X) 434=2 39=0 102=3"));
  floor.qty = "8";
  EXPECT_THAT(floor.status(OrderStatus::New), ElementsAre("8(Y,X) 5/0 8/0/8/0"));
}

TEST(OrderScenarios, AReplaceFromBeforeTheClockWasSetBackIsNotInDoubtForSoLong) {
  Floor floor = with_open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.set_clock_back(1h);
  static_cast<void>(floor.decide(Restarted{}));
  static_cast<void>(floor.decide(LinkUp{}));
  Floor::Lines told;
  for (int asked = 0; asked < 60 && told.empty(); ++asked) {
    told = floor.status(OrderStatus::New);
    static_cast<void>(floor.wait(1s));
  }
  EXPECT_THAT(told, ElementsAre("9(Y,X) 434=2 39=0 102=99"));
}

// The order had the wanted terms once; by now somebody else has changed them, and the answer does not know
// yet.
TEST(OrderScenarios, AnAnswerOlderThanWhatIsKnownProvesNoReplace) {
  Floor floor = with_open_order();
  const Order before = floor.shown(OrderStatus::New, "0");
  static_cast<void>(floor.replace("Y", "X", "10", "100"));
  static_cast<void>(floor.missing(RequestKind::Modify));
  floor.qty = "12";
  EXPECT_THAT(floor.stream(ExecutionType::Amendment, OrderStatus::New, "0"),
              ElementsAre("8(X) D/E 12/0/12/0 378=99"));
  EXPECT_THAT(floor.answer(RequestKind::Status, Found{before}), IsEmpty());
}

TEST(OrderScenarios, TradesThatFillAnOrderWaitForItsStatus) {
  Floor floor = with_open_order();
  static_cast<void>(floor.placed(OrderStatus::PartiallyFilled, "4"));
  static_cast<void>(floor.wait(2s));
  const auto both = TradesFound{{floor.execution(1, "4"), floor.execution(2, "6")}};
  EXPECT_THAT(floor.answer(RequestKind::Trades, both), IsEmpty()) << "somebody may have amended it";
  EXPECT_THAT(floor.wait(300ms), ElementsAre("> status 4001"));
  floor.qty = "15";
  EXPECT_THAT(floor.status(OrderStatus::PartiallyFilled, "10"),
              ElementsAre("8(X) D/0 15/0/15/0 378=99", "> trades 4001"));
  EXPECT_THAT(floor.answer(RequestKind::Trades, both),
              ElementsAre("8(X) F/1 15/4/11/4", "8(X) F/1 15/10/5/6"));
}

TEST(OrderScenarios, AnOrderCalledAbsentIsLookedForAfterAGap) {
  Floor floor;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.unclear(RequestKind::Place));
  static_cast<void>(deny_until(floor, 2min));
  static_cast<void>(floor.decide(StreamDown{}));
  EXPECT_THAT(floor.decide(StreamUp{}), ElementsAre("> status fb-1"));
  EXPECT_THAT(floor.missing(RequestKind::Status), IsEmpty());
  EXPECT_THAT(floor.wait(1h), IsEmpty());
  static_cast<void>(floor.decide(StreamDown{}));
  static_cast<void>(floor.decide(StreamUp{}));
  EXPECT_THAT(floor.status(OrderStatus::New), ElementsAre("8(X) 0/0 10/0/10/0", "> cancel 4001"));
}

}  // namespace
}  // namespace bridge::order::testing
