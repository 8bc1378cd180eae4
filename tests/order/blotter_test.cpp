#include "order/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const VenueError kUnknownOrder = error_of(-2011, "Unknown order sent.");
const VenueError kNoSuchOrder = error_of(-2013, "Order does not exist.");

// ---- the plain road ----

TEST(Blotter, SendsACancelAndTellsThatItIsDone) {
  Desk desk;
  EXPECT_THAT(desk.cancel("42", ""), ElementsAre("cancel 1-1 BTCUSDT 42"));
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
  EXPECT_EQ(desk.blotter().open(), 0U);
  EXPECT_TRUE(desk.reports.back().final);
}

TEST(Blotter, ReportsTheVenuesTimeAndTheClientsWords) {
  Desk desk;
  desk.cancel("", "X");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)});
  const Report& report = desk.reports.back();
  EXPECT_EQ(to_ms(report.transact_time), kStartMs - 5);
  EXPECT_EQ(report.symbol, "BTC/USDT");
  EXPECT_EQ(report.cl_ord_id.value(), "Y");
}

TEST(Blotter, FetchesAvgPxBeforeReportingAPartFilledOrder) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled, "0.100")}),
              ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::Canceled, "0.100"), "3120.5")}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.100 6=3120.5"));
}

TEST(Blotter, AsksAgainWhileTheQueryLagsBehindTheEngine) {
  Desk desk;
  desk.cancel("42", "");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled, "0.100")});
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::PartiallyFilled, "0.100"), "3120.5")}),
              IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{priced(order_of(OrderStatus::Canceled, "0.100"), "3120.5")}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.100 6=3120.5"));
}

TEST(Blotter, NeedsNoQueryWhenAnOldReplyStillCarriesAvgPrice) {
  Desk desk;
  desk.cancel("42", "");
  EXPECT_THAT(desk.cancel_reply(1, Canceled{priced(order_of(OrderStatus::Canceled, "0.100"), "3120.5")}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.100 6=3120.5"));
}

TEST(Blotter, PassesAVenueRefusalOnWithItsCodeAndWords) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.cancel_reply(1, Rejected{error_of(-1022, "Signature for this request is not valid.",
                                                     RejectReason::VenueOption)}),
              ElementsAre("reject 1-1 102=2 39=0 37=42 41=X code=-1022"));
  EXPECT_EQ(desk.reports.back().text, "-1022 Signature for this request is not valid.");
}

// ---- −2011: gone, but why? ----

struct Ending {
  OrderStatus status;
  const char* expected;
};
class GoneOrder : public ::testing::TestWithParam<Ending> {};

TEST_P(GoneOrder, IsAnsweredByWhatOrderStatusSays) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.cancel_reply(1, Missing{kUnknownOrder}), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{order_of(GetParam().status)}), ElementsAre(GetParam().expected));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Blotter, GoneOrder,
    ::testing::Values(Ending{OrderStatus::Filled, "reject 1-1 102=0 39=2 37=42 41=X"},
                      Ending{OrderStatus::Canceled, "reject 1-1 102=0 39=4 37=42 41=X"},
                      Ending{OrderStatus::Expired, "reject 1-1 102=0 39=C 37=42 41=X"},
                      Ending{OrderStatus::ExpiredInMatch, "reject 1-1 102=0 39=C 37=42 41=X"},
                      Ending{OrderStatus::Rejected, "reject 1-1 102=0 39=8 37=42 41=X"}));

TEST(Blotter, SaysUnknownOnlyWhenTheQueryFindsNothingEither) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  desk.status_reply(2, Missing{kNoSuchOrder});
  EXPECT_THAT(desk.wait(milliseconds{500}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Missing{kNoSuchOrder}),
              ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=X code=-2013"));
}

// The order was made a moment ago: order.status may not know it yet (fixspec/venue.md, 4.2).
TEST(Blotter, DoesNotBelieveThatAYoungOrderIsUnknown) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  EXPECT_THAT(desk.status_reply(2, Missing{kNoSuchOrder}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{499}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{priced(order_of(OrderStatus::Filled, "0.250"), "3")}),
              ElementsAre("reject 1-1 102=0 39=2 37=42 41=X"));
}

// "Not on the book" and then "open": the query lags behind the engine.
TEST(Blotter, GivesAQueryThatContradictsTheEngineTimeToCatchUp) {
  Desk desk;
  desk.cancel("", "X");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}), IsEmpty());
  // Named by its orderId from now on: client ids can be used again.
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{priced(order_of(OrderStatus::Filled, "0.250"), "3")}),
              ElementsAre("reject 1-1 102=0 39=2 37=42 41=X"));
}

TEST(Blotter, CancelsAgainWhenTheVenueGoesOnContradictingItself) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  desk.ask(std::move(command));
  std::uint32_t attempt = 1;
  for (const char* next : {"cancel 1-6 BTCUSDT 42", "cancel 1-11 BTCUSDT 42"}) {
    desk.cancel_reply(attempt, Missing{kUnknownOrder});
    for (int asked = 0; asked < 3; ++asked) {
      EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}), IsEmpty());
      EXPECT_THAT(desk.wait(seconds{1}), SizeIs(1));
    }
    EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}), ElementsAre(next));
    ++attempt;
  }
  // Nobody knows who of the two is right: never a guess.
  desk.cancel_reply(attempt, Missing{kUnknownOrder});
  EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}), IsEmpty());
  EXPECT_EQ(desk.blotter().open(), 1U);
}

TEST(Blotter, SaysStillOpenOnlyWhenAllCancelsAreDead) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  desk.ask(std::move(command));
  std::uint32_t attempt = 1;
  for (int cancels = 1; cancels <= 3; ++cancels) {
    EXPECT_THAT(desk.cancel_reply(attempt, Unclear{error_of(-1007, "Timeout")}), SizeIs(1));
    EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}), IsEmpty());
    EXPECT_THAT(desk.wait(milliseconds{3000}), SizeIs(1)) << "the cancel is dead";
    if (cancels < 3) {
      EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}), SizeIs(1));
    }
    ++attempt;
  }
  EXPECT_THAT(desk.status_reply(attempt, Found{order_of(OrderStatus::New)}), IsEmpty())
      << "the query may lag";
  EXPECT_THAT(desk.wait(milliseconds{2000}), SizeIs(1));
  EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}),
              ElementsAre("reject 1-1 102=99 39=0 37=42 41=X"));
}

TEST(Blotter, GuessesNothingFromAStatusItDoesNotKnow) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Unknown)}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("status 1-3 BTCUSDT 42"));
}

// ---- doubt ----

TEST(Blotter, TellsTheClientOfDoubtAndAsksWhenNoAnswerComes) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.wait(milliseconds{4999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_EQ(desk.blotter().doubtful(), 1U);
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}),
              ElementsAre("pending 1-1 39=6", "cancel 1-3 BTCUSDT 42"));
  EXPECT_FALSE(desk.reports.back().final);
  EXPECT_THAT(desk.cancel_reply(3, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-2 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(Blotter, TellsOfDoubtOnce) {
  Desk desk;
  desk.cancel("42", "X");
  desk.wait(seconds{5});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}),
              ElementsAre("pending 1-1 39=6", "cancel 1-3 BTCUSDT 42"));
  desk.cancel_reply(3, Unclear{error_of(-1007, "Timeout")});
  desk.status_reply(4, Found{order_of(OrderStatus::New)});
  desk.wait(seconds{300});
  EXPECT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.blotter().open(), 1U);
}

TEST(Blotter, AsksWhenTheOutcomeIsUnclear) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")}),
              ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::Filled, "0.250"), "3")}),
              ElementsAre("reject 1-1 102=0 39=2 37=42 41=X"));
}

TEST(Blotter, BelievesStillOpenOnlyOnceTheCancelCanNoLongerArrive) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{2999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-4 BTCUSDT 42"));
  EXPECT_THAT(desk.cancel_reply(4, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(Blotter, KnowsItsOwnCancelThoughTheQueryLagged) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  desk.status_reply(2, Found{order_of(OrderStatus::New)});
  EXPECT_THAT(desk.wait(milliseconds{3000}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-4 BTCUSDT 42"));
  EXPECT_THAT(desk.cancel_reply(4, Missing{kUnknownOrder}), ElementsAre("status 1-5 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(5, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

// Canceled, but before the request came: by somebody else, or by an earlier cancel that was told already.
TEST(Blotter, TakesNoCreditForWhatWasCanceledBefore) {
  for (const auto& [before_ms, expected] : {std::pair{1001, "reject 1-1 102=0 39=4 37=42 41=X"},
                                            std::pair{1000, "canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"}}) {
    Desk desk;
    Requested request{TicketId{1}, Desk::command("42", "X"), {}, {}, 1'795'359'600'000};
    desk.decide(request);
    desk.decide(VenueAnswered{{TicketId{1}, 1, RequestKind::Cancel}, Unclear{error_of(-1007, "Timeout")}});
    auto order = order_of(OrderStatus::Canceled);
    order.update_time_ms = request.venue_time_ms - before_ms;
    EXPECT_THAT(desk.decide(VenueAnswered{{TicketId{1}, 2, RequestKind::Status}, Found{order}}),
                ElementsAre(expected));
  }
}

TEST(Blotter, HasNotFoundSaidTwiceWhenACancelMayHaveLanded) {
  Desk desk;
  desk.cancel("42", "X");
  desk.wait(milliseconds{4000});
  desk.cancel_reply(1, Unclear{error_of(-1006, "Unexpected")});
  EXPECT_THAT(desk.status_reply(2, Missing{kNoSuchOrder}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{500}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Missing{kNoSuchOrder}),
              ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=X code=-2013"));
}

TEST(Blotter, BelievesNotFoundOnlyOnceTheCancelCanNoLongerArrive) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1006, "Unexpected")});
  desk.status_reply(2, Missing{kNoSuchOrder});
  EXPECT_THAT(desk.wait(milliseconds{500}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Missing{kNoSuchOrder}), IsEmpty()) << "an order may be placed meanwhile";
  EXPECT_THAT(desk.wait(milliseconds{2499}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-4 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(4, Missing{kNoSuchOrder}),
              ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=X code=-2013"));
}

TEST(Blotter, AsksMoreAndMoreSeldomWhileQueriesFail) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  desk.status_reply(2, Unclear{error_of(-1000, "Unknown")});
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("status 1-3 BTCUSDT 42"));
  desk.status_reply(3, Rejected{error_of(-1003, "Too many requests")});
  EXPECT_THAT(desk.wait(milliseconds{499}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-4 BTCUSDT 42"));
}

// A venue that is too slow for our questions gets fewer of them, not more.
TEST(Blotter, AsksMoreAndMoreSeldomWhileNobodyAnswers) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  desk.ask(std::move(command));
  EXPECT_THAT(desk.wait(milliseconds{5000}), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.wait(milliseconds{5249}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.wait(milliseconds{5499}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-4 BTCUSDT 42"));
}

TEST(Blotter, TakesALateReplyAsProof) {
  Desk desk;
  desk.cancel("42", "X");
  desk.wait(seconds{5});
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(Blotter, ALateRefusalOfTheFirstAttemptProvesNothingAboutTheSecond) {
  Desk desk;
  desk.cancel("42", "X");
  desk.wait(seconds{5});
  EXPECT_THAT(desk.cancel_reply(1, Rejected{error_of(-1021, "Timestamp")}), IsEmpty());
  EXPECT_EQ(desk.blotter().open(), 1U);
}

TEST(Blotter, TakesNoProofFromAReplyAboutAnotherOrder) {
  Desk desk;
  desk.cancel("43", "");
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("status 1-2 BTCUSDT 43"));
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Canceled)}), IsEmpty());
  Order right = order_of(OrderStatus::Canceled);
  right.order_id = OrderId{43};
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("status 1-3 BTCUSDT 43"));
  EXPECT_THAT(desk.status_reply(3, Found{right}), ElementsAre("canceled 1-1 39=4 37=43 41=X 14=0.000 6=0"));
}

TEST(Blotter, IgnoresASecondReply) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)});
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}), IsEmpty());
}

// ---- links ----

TEST(Blotter, AsksWhenTheLinkReturns) {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  EXPECT_THAT(desk.lost(1, RequestKind::Cancel), IsEmpty());
  EXPECT_THAT(desk.link_up(), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(Blotter, AsksAboutEachTicketForItselfWhenTheLinkReturns) {
  Desk desk;
  for (const char* id : {"1", "2", "3"}) {
    desk.cancel(id, "", std::string("Y") + id);
    desk.lost(1, RequestKind::Cancel);
  }
  desk.link_down();
  desk.lost_all_queries();
  EXPECT_THAT(desk.link_up(),
              ElementsAre(HasSubstr("status 1-"), HasSubstr("status 2-"), HasSubstr("status 3-")));
}

TEST(Blotter, TellsOfNoDoubtWhenAskedNotTo) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  desk.ask(command);
  EXPECT_THAT(desk.wait(milliseconds{5000}), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.wait(milliseconds{60000}), Each(Not(HasSubstr("pending"))));
}

TEST(Blotter, RefusesWhatTheSessionsTermsForbid) {
  Desk desk;
  const Refusal refused{RejectReason::VenueOption, "Account(1)=A3 is not open to this session"};
  EXPECT_THAT(desk.decide(Requested{TicketId{1}, Desk::command("42", "X"), {}, refused}),
              ElementsAre("reject 1-1 102=2 39=0 37=42 41=X"));
  EXPECT_EQ(desk.reports.back().text, refused.text);
}

TEST(Blotter, TriesOnceMoreWhatTheVenueWasTooBusyFor) {
  Desk desk;
  desk.cancel("42", "X");
  auto busy = error_of(-1008, "Request throttled by system-level protection.", RejectReason::VenueOption);
  busy.retry = Retry::Soon;
  EXPECT_THAT(desk.cancel_reply(1, Rejected{busy}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("cancel 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.cancel_reply(2, Rejected{busy}),
              ElementsAre("reject 1-1 102=2 39=0 37=42 41=X code=-1008"));
}

TEST(Blotter, WaitsOutARateLimitThatEndsInTime) {
  Desk desk;
  desk.cancel("42", "X");
  auto limited = error_of(-1003, "Too many requests.", RejectReason::VenueOption);
  limited.retry = Retry::Later;
  limited.retry_after_ms = kStartMs + 3000;
  EXPECT_THAT(desk.cancel_reply(1, Rejected{limited}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{2999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("cancel 1-2 BTCUSDT 42"));
}

TEST(Blotter, RefusesWhenARateLimitEndsTooLateOrAtAnUnknownTime) {
  for (const std::int64_t retry_after : {std::int64_t{0}, kStartMs + 5000}) {
    Desk desk;
    desk.cancel("42", "X");
    auto limited = error_of(-1003, "Too many requests.", RejectReason::VenueOption);
    limited.retry = Retry::Later;
    limited.retry_after_ms = retry_after;
    EXPECT_THAT(desk.cancel_reply(1, Rejected{limited}),
                ElementsAre("reject 1-1 102=2 39=0 37=42 41=X code=-1003"));
  }
}

TEST(Blotter, RefusesInTheVenuesWordsWhenTheLinkFallsBeforeTheSecondTry) {
  Desk desk;
  desk.cancel("42", "X");
  auto busy = error_of(-1008, "Request throttled.", RejectReason::VenueOption);
  busy.retry = Retry::Soon;
  desk.cancel_reply(1, Rejected{busy});
  desk.link_down();
  EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("reject 1-1 102=2 39=0 37=42 41=X code=-1008"));
}

TEST(Blotter, TriesNoMoreOftenThanItRepeats) {
  Desk desk({.recv_window = milliseconds{1000}});
  desk.cancel("42", "X");
  std::uint32_t attempt = 1;
  for (int cancels = 1; cancels < 3; ++cancels) {
    desk.cancel_reply(attempt, Unclear{error_of(-1007, "Timeout")});
    desk.status_reply(++attempt, Found{order_of(OrderStatus::New)});
    EXPECT_THAT(desk.wait(milliseconds{2000}), SizeIs(1)) << "the cancel is dead";
    EXPECT_THAT(desk.status_reply(++attempt, Found{order_of(OrderStatus::New)}), SizeIs(1)) << "another";
    ++attempt;
  }
  auto busy = error_of(-1008, "Request throttled.", RejectReason::VenueOption);
  busy.retry = Retry::Soon;
  EXPECT_THAT(desk.cancel_reply(attempt, Rejected{busy}), ElementsAre("status 1-8 BTCUSDT 42"))
      << "an earlier one may have landed";
}

TEST(Blotter, AsksNoSoonerThanARateLimitAllows) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  auto limited = error_of(-1003, "Too many requests.");
  limited.retry_after_ms = kStartMs + 4000;
  EXPECT_THAT(desk.status_reply(2, Rejected{limited}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{3999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
}

// ---- what is asked ----

TEST(Blotter, RefusesARequestThatNamesNoOrder) {
  Desk desk;
  EXPECT_THAT(desk.cancel("NONE", ""), ElementsAre("reject 1-1 102=99 39=0 37=NONE 41=NONE"));
  EXPECT_THAT(desk.reports.back().text,
              ::testing::AllOf(HasSubstr("OrderID(37)"), HasSubstr("OrigClOrdID(41)")));
}

TEST(Blotter, RefusesIdsTheVenueCannotKnow) {
  Desk desk;
  EXPECT_THAT(desk.cancel("", "not legal"), ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=not legal"));
  EXPECT_THAT(desk.cancel("ABC", "X"), ElementsAre("reject 2-1 102=1 39=0 37=NONE 41=X"));
}

TEST(Blotter, RefusesASecondCancelWhileTheFirstIsPending) {
  Desk desk;
  desk.cancel("42", "X", "Y1");
  EXPECT_THAT(desk.cancel("42", "", "Y2"), ElementsAre("reject 2-1 102=3 39=6 37=42 41=NONE"));
  EXPECT_THAT(desk.cancel("", "X", "Y3"), ElementsAre("reject 3-1 102=3 39=6 37=NONE 41=X"));
}

TEST(Blotter, RefusesAUsedClOrdId) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)});
  EXPECT_THAT(desk.ask(Desk::command("42", "X"), Prior{TicketId{1}, desk.reports.back()}),
              ElementsAre("reject 2-1 102=6 39=4 37=42 41=X"));
  desk.cancel("43", "Z", "Y2");
  EXPECT_THAT(desk.ask(Desk::command("43", "Z", "Y2"), Prior{TicketId{3}, std::nullopt}),
              ElementsAre("reject 4-1 102=6 39=6 37=43 41=Z"));
}

TEST(Blotter, SwallowsAPossDupItHasSeen) {
  Desk desk;
  auto again = Desk::command("42", "X");
  again.poss_dup = true;
  EXPECT_THAT(desk.ask(again, Prior{TicketId{7}, std::nullopt}), IsEmpty());
  EXPECT_THAT(desk.ask(again), ElementsAre("cancel 2-1 BTCUSDT 42"));
}

TEST(Blotter, RepeatsItsAnswerToAPossResend) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)});
  auto again = Desk::command("42", "X");
  again.poss_resend = true;
  EXPECT_THAT(desk.ask(again, Prior{TicketId{1}, desk.reports.back()}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0 97=Y"));
}

TEST(Blotter, SendsTheClientIdWhenTheSessionPrefersIt) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.prefer = IdPreference::ByOrigClOrdId;
  EXPECT_THAT(desk.ask(command), ElementsAre("cancel 1-1 BTCUSDT X"));
}

TEST(Blotter, TellsWhichOrderIsReallyGoneWhenTheIdsDisagreed) {
  Desk desk;
  desk.cancel("42", "OTHER");
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
  EXPECT_THAT(desk.reports.back().text, HasSubstr("another client id than OrigClOrdID(41) said"));
}

TEST(Blotter, RefusesBeyondItsLimitOfOpenTickets) {
  BlotterSettings settings;
  settings.open_tickets_max = 1;
  Desk desk(settings);
  desk.cancel("1", "", "Y1");
  EXPECT_THAT(desk.cancel("2", "", "Y2"), ElementsAre("reject 2-1 102=2 39=0 37=2 41=NONE"));
}

// ---- restart and replay ----

TEST(Blotter, AsksAboutEveryOpenTicketAfterARestart) {
  Desk before;
  before.cancel("42", "X");

  Blotter blotter{BlotterSettings{}};
  for (const auto& event : before.events) static_cast<void>(blotter.decide(event));
  const Timestamp later = from_ms(kStartMs + 1000);
  EXPECT_THAT(blotter.decide({later, Restarted{}}), IsEmpty());
  const auto effects = blotter.decide({later, LinkUp{}});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(line(effects[0]), "status 1-2 BTCUSDT 42");
  const auto told = blotter.decide(
      {later, VenueAnswered{{TicketId{1}, 2, RequestKind::Status}, Found{order_of(OrderStatus::Canceled)}}});
  EXPECT_EQ(line(told[0]), "canceled 1-2 39=4 37=42 41=X 14=0.000 6=0");
}

TEST(Blotter, AReplayHasTheSameEffects) {
  Desk desk;
  desk.cancel("42", "X", "Y1");
  desk.cancel("43", "", "Y2");
  desk.wait(seconds{7});
  desk.link_down();
  desk.lost(3, RequestKind::Status);
  desk.link_up();
  desk.restart();
  desk.link_up();
  desk.wait(seconds{20});

  Blotter again{BlotterSettings{}};
  std::vector<Report> reports;
  for (const auto& event : desk.events) {
    for (const auto& effect : again.decide(event)) {
      if (const auto* tell = std::get_if<Tell>(&effect)) reports.push_back(tell->report);
    }
  }
  ASSERT_EQ(reports.size(), desk.reports.size());
  for (std::size_t i = 0; i < reports.size(); ++i)
    EXPECT_EQ(line(Tell{reports[i]}), line(Tell{desk.reports[i]}));
}

// ---- two times (decisions/0028) ----

TEST(Blotter, TellsTheTimeThatWasTakenOverWhereTheVenueHasToldNone) {
  for (const auto by : {seconds{300}, seconds{-7200}}) {
    Desk desk;
    desk.take_over(by);
    static_cast<void>(desk.cancel("no id", "", "refused"));
    static_cast<void>(desk.question("no id either", "", ""));
    CancelCommand command = Desk::command("42", "", "pending");
    command.pending_cancel = PendingCancelNotice::Always;
    static_cast<void>(desk.ask(command));
    ASSERT_GE(desk.reports.size(), 2U);
    for (const auto& report : desk.reports) {
      EXPECT_EQ(report.transact_time, desk.at() + by) << report.cl_ord_id.value();
      EXPECT_FALSE(report.by_our_clock);
    }
    static_cast<void>(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}));
    EXPECT_EQ(desk.reports.back().kind, ReportKind::Canceled);
    EXPECT_EQ(desk.reports.back().transact_time, from_ms(kStartMs - 5))
        << "the venue's own time is told as it is";
  }
}

TEST(Blotter, MovesNoDeadlineForAStepOfTheClock) {
  Desk ours;
  Desk moved;
  for (auto* desk : {&ours, &moved}) {
    static_cast<void>(desk->cancel("42", ""));
    if (desk == &moved) desk->take_over(seconds{7200});
    EXPECT_THAT(desk->wait(milliseconds{4'999}), IsEmpty());
    EXPECT_THAT(desk->wait(milliseconds{1}), Not(IsEmpty()));
  }
  EXPECT_EQ(ours.blotter().next_deadline()->at, moved.blotter().next_deadline()->at);
}

}  // namespace
}  // namespace bridge::order::testing
