// 35=q, 35=AF and what becomes of the orders of a client that is gone: one cancel for each order, each told
// as any other end of it, and nothing said of an order before it is known.
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
using namespace std::chrono_literals;

constexpr CancelOnDisconnect kGrace{.enabled = true, .grace = 5s, .on_logout = false};

// Orders X1 to X… of 10 at 100 that the venue has and the client knows of. The last one is the floor's.
Floor with_open_orders(int count) {
  Floor floor;
  for (int i = 1; i <= count; ++i) {
    static_cast<void>(floor.place("X" + std::to_string(i)));
    static_cast<void>(floor.placed());
    static_cast<void>(floor.stream(ExecutionType::New, OrderStatus::New, "0"));
  }
  return floor;
}

// The request whose cancel is for this order of the venue.
RequestId cancel_of(const Floor& floor, const std::string& order) {
  for (auto request = floor.requests.rbegin(); request != floor.requests.rend(); ++request) {
    if (Floor::request_line(*request) == "> cancel " + order) return id_of(*request);
  }
  ADD_FAILURE() << "no cancel of " << order;
  return {};
}

// The venue has canceled the order of this ticket, by its reply.
Floor::Lines canceled(Floor& floor, std::uint64_t order, const std::string& executed = "0") {
  floor.use(order);
  return floor.answer(cancel_of(floor, std::to_string(4000 + order)),
                      Canceled{floor.shown(OrderStatus::Canceled, executed)});
}

TEST(MassCancel, TellsOfEachOrderAndThenHowMany) {
  Floor floor = with_open_orders(2);
  EXPECT_THAT(floor.mass_cancel("Q"), ElementsAre("> cancel 4001", "> cancel 4002"));
  EXPECT_THAT(canceled(floor, 1), ElementsAre("8(X1) 4/4 10/0/0/0"));
  EXPECT_THAT(canceled(floor, 2), ElementsAre("8(X2) 4/4 10/0/0/0", "r(Q) 531=7 533=2"));
  EXPECT_TRUE(floor.reports.back().final);
}

TEST(MassCancel, OfNothingIsDoneAtOnce) {
  Floor floor;
  EXPECT_THAT(floor.mass_cancel("Q"), ElementsAre("r(Q) 531=7 533=0"));
}

TEST(MassCancel, MeansTheSymbolAndTheSideThatItNames) {
  Floor floor = with_open_orders(1);
  auto sell = Floor::limit("S");
  sell.side = '2';
  static_cast<void>(floor.place(sell));
  static_cast<void>(floor.placed());
  auto other = Floor::limit("E");
  other.symbol = other.venue_symbol = "ETHUSDT";
  static_cast<void>(floor.place(other));
  EXPECT_THAT(floor.mass_cancel("Q1", "BTCUSDT", '2'), ElementsAre("> cancel 4002"));
  EXPECT_THAT(floor.mass_cancel("Q2", "ETHUSDT"), ElementsAre("> cancel fb-3"));
  EXPECT_THAT(floor.mass_cancel("Q3", "BTCUSDT"), ElementsAre("> cancel 4001"))
      << "S is being canceled, and is waited for";
}

TEST(MassCancel, LeavesTheOrdersOfOthersAlone) {
  Floor floor = with_open_orders(1);
  auto theirs = Floor::limit("T");
  theirs.session = SessionKey{"FIX.4.4:BRIDGE->OTHER"};
  static_cast<void>(floor.place(theirs));
  static_cast<void>(floor.placed());
  EXPECT_THAT(floor.mass_cancel("Q"), ElementsAre("> cancel 4001"));
  EXPECT_THAT(canceled(floor, 1), ElementsAre("8(X1) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
}

TEST(MassCancel, DoesNotCountAnOrderThatWasFilledMeanwhile) {
  Floor floor = with_open_orders(2);
  static_cast<void>(floor.mass_cancel("Q"));
  floor.use(1);
  EXPECT_THAT(floor.trade(1, "10", "10"), ElementsAre("8(X1) F/2 10/10/0/10"));
  EXPECT_THAT(floor.answer(cancel_of(floor, "4001"), Missing{Floor::error(-2011)}), IsEmpty());
  EXPECT_THAT(canceled(floor, 2), ElementsAre("8(X2) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
}

TEST(MassCancel, WaitsForTheFillsBeforeAnEnd) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.mass_cancel("Q"));
  EXPECT_THAT(canceled(floor, 1, "4"), IsEmpty());
  EXPECT_THAT(floor.trade(1, "4", "4"),
              ElementsAre("8(X1) F/1 10/4/6/4", "8(X1) 4/4 10/4/0/0", "r(Q) 531=7 533=1"));
}

TEST(MassCancel, CancelsAnOrderInDoubtAndWaitsForItsTruth) {
  Floor floor;
  static_cast<void>(floor.place("X1"));
  EXPECT_THAT(floor.mass_cancel("Q"), ElementsAre("> cancel fb-1"));
  EXPECT_THAT(floor.placed(), Contains("8(X1) 0/0 10/0/10/0"));
  floor.use(1);
  EXPECT_THAT(floor.canceled(), ElementsAre("8(X1) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
}

TEST(MassCancel, SendsNoSecondCancelOfAnOrderThatItsClientCancels) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.cancel("Y", "X1"));
  EXPECT_THAT(floor.mass_cancel("Q"), IsEmpty());
  EXPECT_THAT(floor.canceled(), ElementsAre("8(Y,X1) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
}

TEST(MassCancel, RefusesAClientsCancelAndReplaceMeanwhile) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.mass_cancel("Q"));
  EXPECT_THAT(floor.cancel("Y", "X1"), ElementsAre("9(Y,X1) 434=1 39=6 102=3"));
  EXPECT_THAT(floor.replace("Z", "X1", "12"), ElementsAre("9(Z,X1) 434=2 39=0 102=3"));
}

TEST(MassCancel, SaysWhichOrderCouldNotBeCanceled) {
  Floor floor = with_open_orders(2);
  static_cast<void>(floor.mass_cancel("Q"));
  EXPECT_THAT(floor.answer(cancel_of(floor, "4001"), Rejected{Floor::error(-2015)}), IsEmpty());
  EXPECT_THAT(canceled(floor, 2), ElementsAre("8(X2) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
  EXPECT_EQ(floor.reports.back().text, "1 of 2 orders could not be canceled; X1: -2015 no");
}

TEST(MassCancel, IsRefusedWhenNoOrderCouldBeCanceled) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.mass_cancel("Q"));
  EXPECT_THAT(floor.answer(cancel_of(floor, "4001"), Rejected{Floor::error(-2015)}),
              ElementsAre("r(Q) 531=0 532=99 533=0"));
}

// Nothing of it can leave: the client hears when it is known that nothing will, and the order goes on.
TEST(MassCancel, WaitsForTheLinkAndThenSaysThatNothingLeft) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.decide(LinkDown{"reset", {}}));
  EXPECT_THAT(floor.mass_cancel("Q"), IsEmpty());
  EXPECT_THAT(floor.wait(29s), IsEmpty());
  EXPECT_THAT(floor.wait(2s), ElementsAre("r(Q) 531=0 532=99 533=0"));
  EXPECT_THAT(floor.reports.back().text, HasSubstr("Not connected to the venue; nothing was sent"));
}

TEST(MassCancel, LeavesWithTheLinkThatComesBack) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.decide(LinkDown{"reset", {}}));
  static_cast<void>(floor.mass_cancel("Q"));
  static_cast<void>(floor.wait(10s));
  EXPECT_THAT(floor.decide(LinkUp{}), Contains("> cancel 4001"));
}

TEST(MassCancel, DoesNotGuessHowAnOrderInDoubtEnds) {
  Floor floor = with_open_orders(2);
  static_cast<void>(floor.mass_cancel("Q"));
  static_cast<void>(canceled(floor, 2));
  auto told = floor.wait(36s);
  std::erase_if(told, [](const std::string& line) { return line.starts_with(">"); });
  EXPECT_THAT(told, ElementsAre("r(Q) 531=0 532=99 533=1"));
  EXPECT_EQ(floor.reports.back().text,
            "In doubt: the venue has not said how 1 of 2 orders end; execution reports will tell");
  floor.use(1);
  EXPECT_THAT(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, "0"),
              ElementsAre("8(X1) 4/4 10/0/0/0"));
}

TEST(MassCancel, AfterARestartGoesOnAndCountsTheSame) {
  Floor floor = with_open_orders(2);
  static_cast<void>(floor.mass_cancel("Q"));
  static_cast<void>(canceled(floor, 1));
  floor.replay_open();
  EXPECT_THAT(floor.restart(), Contains("> status 4002"));
  floor.use(2);
  const auto told = floor.status(OrderStatus::Canceled);
  EXPECT_THAT(told, ElementsAre("8(X2) 4/4 10/0/0/0", "r(Q) 531=7 533=2"));
}

TEST(MassCancel, UnderAnIdThatWasUsedIsRefused) {
  Floor floor = with_open_orders(1);
  EXPECT_THAT(floor.mass_cancel("X1"), ElementsAre("r(X1) 531=0 532=99 533=0"));
  EXPECT_THAT(floor.cancel("Y", "X1"), ElementsAre("> cancel 4001"));
}

TEST(MassCancel, RepeatedIsToldWhatWasTold) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.mass_cancel("Q"));
  MassCancelCommand again;
  again.session = SessionKey{Floor::kSession};
  again.cl_ord_id = ClOrdId{"Q"};
  again.poss_resend = true;
  EXPECT_THAT(floor.mass_cancel(again), IsEmpty()) << "it will be answered";
  static_cast<void>(canceled(floor, 1));
  EXPECT_THAT(floor.mass_cancel(again), ElementsAre("r(Q) 531=7 533=1"));
  EXPECT_TRUE(floor.reports.back().poss_resend);
}

TEST(MassCancel, OfAnotherKindIsNotSupported) {
  Floor floor = with_open_orders(1);
  MassCancelCommand command;
  command.session = SessionKey{Floor::kSession};
  command.cl_ord_id = ClOrdId{"Q1"};
  command.request_type = '5';
  EXPECT_THAT(floor.mass_cancel(command), ElementsAre("r(Q1) 531=0 532=0 533=0"));
  command.cl_ord_id = ClOrdId{"Q2"};
  command.request_type = '1';
  EXPECT_THAT(floor.mass_cancel(command), ElementsAre("r(Q2) 531=0 532=1 533=0")) << "55 is missing";
}

TEST(MassCancel, IsRefusedBeyondALimit) {
  Floor floor = with_open_orders(1);
  for (int n = 1; n <= 100; ++n) static_cast<void>(floor.mass_cancel("Q" + std::to_string(n)));
  EXPECT_THAT(floor.mass_cancel("Q101"), ElementsAre("r(Q101) 531=0 532=99 533=0"));
  EXPECT_EQ(canceled(floor, 1).size(), 101U) << "all of them are answered";
}

TEST(MassCancel, CancelsConditionalOrdersToo) {
  Floor floor;
  static_cast<void>(floor.place(Floor::stop("X1")));
  static_cast<void>(floor.algo_placed());
  EXPECT_THAT(floor.mass_cancel("Q"), ElementsAre("> algo cancel A7001"));
  EXPECT_THAT(floor.algo_canceled(), ElementsAre("8(X1) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
}

// ---- a client that is gone ----

TEST(CancelOnDisconnect, WaitsForTheClientAndThenCancelsItsOrders) {
  Floor floor = with_open_orders(2);
  EXPECT_THAT(floor.log_on(kGrace), IsEmpty());
  EXPECT_THAT(floor.is_gone(), IsEmpty());
  EXPECT_THAT(floor.wait(4900ms), IsEmpty());
  EXPECT_THAT(floor.wait(200ms), ElementsAre("> cancel 4001", "> cancel 4002"));
  EXPECT_THAT(canceled(floor, 1), ElementsAre("8(X1) 4/4 10/0/0/0 378=4"));
  EXPECT_THAT(canceled(floor, 2), ElementsAre("8(X2) 4/4 10/0/0/0 378=4"));
  EXPECT_EQ(floor.other.back(), "forget 3") << "nobody is to be answered";
}

TEST(CancelOnDisconnect, LeavesAClientAloneThatIsBackInTime) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.is_gone());
  static_cast<void>(floor.wait(4s));
  EXPECT_THAT(floor.log_on(kGrace), IsEmpty());
  EXPECT_THAT(floor.wait(30s), IsEmpty());
  EXPECT_THAT(floor.other, ElementsAre("forget 2"));
}

TEST(CancelOnDisconnect, IsOfNoConcernToAClientThatDidNotAskForIt) {
  Floor floor = with_open_orders(1);
  EXPECT_THAT(floor.is_gone(), ElementsAre("nothing is to be done"));
  static_cast<void>(floor.log_on({}));
  EXPECT_THAT(floor.is_gone(), ElementsAre("nothing is to be done"));
}

TEST(CancelOnDisconnect, OfAClientWithoutOrdersIsNothing) {
  Floor floor;
  static_cast<void>(floor.log_on(kGrace));
  EXPECT_THAT(floor.is_gone(), ElementsAre("nothing is to be done"));
}

TEST(CancelOnDisconnect, OutlastsARestartInItsGrace) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.is_gone());
  floor.replay_open();
  static_cast<void>(floor.restart());
  EXPECT_THAT(floor.is_gone(), ElementsAre("nothing is to be done")) << "it is under way";
  EXPECT_THAT(floor.wait(5100ms), Contains("> cancel 4001"));
}

TEST(CancelOnDisconnect, IsRememberedOverARestart) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.log_on(kGrace));
  floor.replay_open();
  static_cast<void>(floor.restart());
  EXPECT_THAT(floor.is_gone(), IsEmpty()) << "the gateway's end has cut it off";
  EXPECT_THAT(floor.wait(5100ms), Contains("> cancel 4001"));
}

// What is in doubt of the time before does not keep it from what came later.
TEST(CancelOnDisconnect, TakesTheNewOrdersOfAClientThatIsGoneOnceMore) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.is_gone());
  EXPECT_THAT(floor.wait(5100ms), ElementsAre("> cancel 4001"));
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.place("X2"));
  static_cast<void>(floor.placed());
  const auto second = floor.order();
  EXPECT_THAT(floor.is_gone(), IsEmpty());
  EXPECT_THAT(floor.wait(5100ms), Contains("> cancel " + std::to_string(4000 + second)));
}

// It cannot cancel them itself: they are waited for as long as it takes.
TEST(CancelOnDisconnect, WaitsForTheLink) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.decide(LinkDown{"reset", {}}));
  static_cast<void>(floor.is_gone());
  EXPECT_THAT(floor.wait(300s), IsEmpty());
  EXPECT_THAT(floor.decide(LinkUp{}), Contains("> cancel 4001"));
}

TEST(CancelOnDisconnect, CallsForSomebodyAndTriesAgainWhenTheVenueRefuses) {
  Floor floor = with_open_orders(1);
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.is_gone());
  static_cast<void>(floor.wait(5100ms));
  static_cast<void>(floor.answer(cancel_of(floor, "4001"), Rejected{Floor::error(-2015)}));
  EXPECT_THAT(floor.other, Contains("attention 2"));
  EXPECT_THAT(floor.wait(29s), IsEmpty());
  EXPECT_THAT(floor.wait(2s), ElementsAre("> cancel 4001"));
  EXPECT_THAT(canceled(floor, 1), ElementsAre("8(X1) 4/4 10/0/0/0 378=4"));
}

// ---- 35=AF ----

TEST(MassStatus, TellsOfEachOpenOrder) {
  Floor floor = with_open_orders(2);
  floor.use(1);
  static_cast<void>(floor.trade(1, "4", "4"));
  EXPECT_THAT(floor.mass_status("S"),
              ElementsAre("8(X1) I/1 10/4/6/0 911=2 912=N", "8(X2) I/0 10/0/10/0 911=2 912=Y"));
  EXPECT_THAT(floor.mass_status("S2", "ETHUSDT"), ElementsAre("8() I/8 0/0/0/0 911=0 912=Y"));
  EXPECT_THAT(floor.mass_status("S3", "BTCUSDT", '2'), ElementsAre("8() I/8 0/0/0/0 911=0 912=Y"));
}

TEST(MassStatus, OfAnotherKindIsRejected) {
  Floor floor = with_open_orders(1);
  MassStatusCommand question;
  question.session = SessionKey{Floor::kSession};
  question.mass_status_req_id = "S";
  question.request_type = '6';
  static_cast<void>(floor.decide(Requested{TicketId{50}, question, {}, {}}));
  EXPECT_EQ(floor.reports.back().kind, ReportKind::MassStatusRejected);
  EXPECT_EQ(floor.reports.back().business_reason, BusinessReason::NotAvailable);
  EXPECT_EQ(floor.reports.back().text,
            "MassStatusReqType(585)=6 is not supported; send 1 (of a security) or 7 (all)");
}

}  // namespace
}  // namespace bridge::order::testing
