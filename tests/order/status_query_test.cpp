// Questions about orders (35=H). See desk.hpp for the lines.
#include "order/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Prior closed_cancel(ReportKind kind) {
  Report report;
  report.kind = kind;
  report.cl_ord_id = ClOrdId{"Y"};
  report.orig_cl_ord_id = "X";
  report.order_id = "42";
  report.order = order_of(kind == ReportKind::Canceled ? OrderStatus::Canceled : OrderStatus::Filled);
  return {TicketId{700}, report};
}

TEST(StatusQuery, IsPutToTheVenueByOrderIdWhenThereIsOne) {
  Desk desk;
  EXPECT_THAT(desk.question("X", "42"), ElementsAre("status 1-1 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::New)}),
              ElementsAre("status 1-1 39=0 37=42 11=X 41= 14=0.000"));
  EXPECT_EQ(desk.blotter().open_status_queries(), 0U);
  EXPECT_TRUE(desk.reports.back().final);
}

TEST(StatusQuery, IsPutToTheVenueByTheOrdersOwnClOrdId) {
  Desk desk;
  EXPECT_THAT(desk.question("X"), ElementsAre("status 1-1 BTCUSDT X"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::PartiallyFilled, "0.100")}),
              ElementsAre("status 1-1 39=1 37=42 11=X 41= 14=0.100"));
}

TEST(StatusQuery, TakesOrigClOrdIdForTheOrderWhenClOrdIdIsNoCancelOfOurs) {
  Desk desk;
  EXPECT_THAT(desk.question("never-arrived", "", "X"), ElementsAre("status 1-1 BTCUSDT X"));
}

TEST(StatusQuery, SaysPendingCancelWhileACancelIsOpen) {
  Desk desk;
  desk.cancel("42", "");
  EXPECT_THAT(desk.question("X"), ElementsAre("status 2-1 BTCUSDT X"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::PartiallyFilled, "0.100")}),
              ElementsAre("status 2-1 39=6 37=42 11=Y 41=X 14=0.100"));
  EXPECT_EQ(desk.blotter().open(), 1U);
}

TEST(StatusQuery, FollowsAnOpenCancelsIdToItsOrder) {
  Desk desk;
  desk.cancel("", "X");
  EXPECT_THAT(desk.question("Y", "", "", Prior{TicketId{1}, std::nullopt}),
              ElementsAre("status 2-1 BTCUSDT X"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::New)}),
              ElementsAre("status 2-1 39=6 37=42 11=Y 41=X 14=0.000"));
}

TEST(StatusQuery, FollowsAnAcceptedCancelsIdToItsOrder) {
  Desk desk;
  EXPECT_THAT(desk.question("Y", "", "", closed_cancel(ReportKind::Canceled)),
              ElementsAre("status 1-1 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("status 1-1 39=4 37=42 11=Y 41=X 14=0.000"));
}

TEST(StatusQuery, ARejectedCancelLeavesTheOrderItsOwnId) {
  Desk desk;
  EXPECT_THAT(desk.question("Y", "", "", closed_cancel(ReportKind::CancelRejected)),
              ElementsAre("status 1-1 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::Filled, "0.250")}),
              ElementsAre("status 1-1 39=2 37=42 11=X 41= 14=0.250"));
}

TEST(StatusQuery, AnUnknownOrderIsToldSo) {
  Desk desk;
  desk.question("Z");
  EXPECT_THAT(desk.status_reply(1, Missing{error_of(-2013, "Order does not exist.")}),
              ElementsAre("j 1-1 380=1 379=Z -2013 Order does not exist. Conditional (algo) orders are not "
                          "reachable"));
}

TEST(StatusQuery, AnIdTheVenueCannotKnowIsAnUnknownOrder) {
  Desk desk;
  EXPECT_THAT(
      desk.question("X", "4x2"),
      ElementsAre("j 1-1 380=1 379=X OrderID(37)=4x2 is not a venue order id: digits up to 2^63-1 are"));
  EXPECT_THAT(desk.question("with blank"),
              ElementsAre(HasSubstr("j 2-1 380=1 379=with blank OrigClOrdID(41)=")));
}

TEST(StatusQuery, NeverCallsAnOrderUnknownWhileItsCancelIsOpen) {
  Desk desk;
  desk.cancel("42", "");
  desk.question("", "42");
  EXPECT_THAT(desk.status_reply(1, Missing{error_of(-2013, "Order does not exist.")}),
              ElementsAre("j 2-1 380=4 379= A cancel of the order is pending. -2013 Order does not exist."));
}

TEST(StatusQuery, WithoutALinkOnlyAnOpenCancelIsKnown) {
  Desk desk;
  desk.cancel("42", "");
  desk.link_down();
  EXPECT_THAT(desk.question("", "42"),
              ElementsAre(HasSubstr("j 2-1 380=4 379= A cancel of the order is pending. Not connected")));
  EXPECT_THAT(
      desk.question("Z"),
      ElementsAre("j 3-1 380=4 379=Z Not connected to the venue; nothing is known about the order now. "
                  "Ask again"));
}

// Quantities of an order that was seen open are true no longer; those of one that has ended are true for
// ever.
TEST(StatusQuery, WithoutAnAnswerTellsTheQuantitiesOfAnOrderThatHasEnded) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled, "0.100")});
  desk.link_down();
  EXPECT_THAT(desk.question("", "42"), ElementsAre("status 2-1 39=6 37=42 11=Y 41=X 14=0.100"));
  Desk open;
  open.cancel("42", "X");
  open.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  open.status_reply(2, Found{order_of(OrderStatus::PartiallyFilled, "0.100")});
  open.link_down();
  EXPECT_THAT(open.question("", "42"), ElementsAre(HasSubstr("j 2-1 380=4")));
}

TEST(StatusQuery, IsNotPursuedWhenTheVenueIsSilent) {
  Desk desk;
  desk.question("X");
  EXPECT_THAT(desk.wait(milliseconds{5000}),
              ElementsAre("j 1-1 380=4 379=X The venue has not answered. Ask again"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::New)}), IsEmpty());
}

TEST(StatusQuery, SaysWhyItWasNotAsked) {
  Desk desk;
  desk.question("X");
  EXPECT_THAT(desk.decide(RequestLost{
                  {TicketId{1}, 1, RequestKind::Status}, true, "The venue's request limit is used up", {}}),
              ElementsAre("j 1-1 380=4 379=X The venue's request limit is used up. Ask again"));
}

TEST(StatusQuery, IsGivenUpWhenTheLinkFails) {
  Desk desk;
  desk.question("X");
  EXPECT_THAT(desk.lost(1, RequestKind::Status),
              ElementsAre("j 1-1 380=4 379=X The link to the venue failed. Ask again"));
}

TEST(StatusQuery, IsGivenUpAfterARestart) {
  Desk desk;
  desk.question("X");
  EXPECT_THAT(desk.restart(), ElementsAre(HasSubstr("j 1-1 380=4 379=X Not connected")));
  EXPECT_EQ(desk.blotter().open_status_queries(), 0U);
}

TEST(StatusQuery, PassesOnWhyTheVenueRefused) {
  Desk desk;
  desk.question("X");
  EXPECT_THAT(desk.status_reply(1, Rejected{error_of(-1003, "Too many requests.")}),
              ElementsAre("j 1-1 380=4 379=X -1003 Too many requests."));
  desk.question("X");
  VenueError bad_symbol = error_of(-1121, "Invalid symbol.");
  bad_symbol.unknown_symbol = true;
  EXPECT_THAT(desk.status_reply(1, Rejected{bad_symbol}),
              ElementsAre("j 2-1 380=2 379=X -1121 Invalid symbol."));
}

TEST(StatusQuery, TakesNoAnswerAboutAnotherOrder) {
  Desk desk;
  desk.question("", "43");
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::New)}),
              ElementsAre("j 1-1 380=4 379= The venue answered about another order. Ask again"));
}

TEST(StatusQuery, GuessesNothingFromAStatusItDoesNotKnow) {
  Desk desk;
  desk.question("X");
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::Unknown)}),
              ElementsAre("j 1-1 380=4 379=X The venue calls the order NEWISH, which is not known here"));
}

TEST(StatusQuery, IsRefusedBeyondItsLimit) {
  BlotterSettings settings;
  settings.open_status_queries_max = 1;
  Desk desk(settings);
  desk.question("X");
  EXPECT_THAT(desk.question("Z"), ElementsAre(HasSubstr("j 2-1 380=4 379=Z Too many questions")));
}

TEST(StatusQuery, IsRefusedByTheSessionsTerms) {
  Desk desk;
  StatusCommand command;
  command.cl_ord_id = "X";
  const Refusal refused{RejectReason::VenueOption, "Symbol(55)=ETHUSDT is not open to this session"};
  EXPECT_THAT(desk.decide(Requested{TicketId{1}, command, {}, refused}),
              ElementsAre("j 1-1 380=6 379=X Symbol(55)=ETHUSDT is not open to this session"));
}

TEST(StatusQuery, EchoesTheQuestionsOwnId) {
  Desk desk;
  StatusCommand command;
  command.cl_ord_id = "X";
  command.venue_symbol = "BTCUSDT";
  command.ord_status_req_id = "req-1";
  command.msg_seq_num = 12;
  desk.decide(Requested{TicketId{1}, command, {}, {}});
  desk.decide(VenueAnswered{{TicketId{1}, 1, RequestKind::Status}, Found{order_of(OrderStatus::New)}});
  EXPECT_EQ(desk.reports.back().ord_status_req_id, "req-1");
}

}  // namespace
}  // namespace bridge::order::testing
