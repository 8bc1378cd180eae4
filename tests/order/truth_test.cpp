// What is told of an order is what is known of that order, and no more: another order's status, a quantity or
// an end that nobody has seen would move a client's position.
#include "order/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const VenueError kUnknownOrder = error_of(-2011, "Unknown order sent.");
const VenueError kNoSuchOrder = error_of(-2013, "Order does not exist.");

Order another(OrderStatus status, std::string executed = "0.000") {
  Order order = order_of(status, std::move(executed));
  order.order_id = OrderId{801};
  order.client_order_id = "X801";
  return order;
}

// ---- a ClOrdID(11) that was used before ----

// d1 canceled order 800 for certain.
Prior canceled_800(Desk& desk) {
  Order order = order_of(OrderStatus::Canceled);
  order.order_id = OrderId{800};
  order.client_order_id = "X800";
  desk.cancel("800", "", "d1");
  desk.cancel_reply(1, Canceled{order});
  return {TicketId{1}, desk.reports.back()};
}

TEST(UsedClOrdId, SaysNothingOfAnotherOrder) {
  Desk desk;
  const Prior prior = canceled_800(desk);
  EXPECT_THAT(desk.ask(Desk::command("801", "", "d1"), prior),
              ElementsAre("reject 2-1 102=6 39=0 37=801 41=NONE"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
  EXPECT_THAT(desk.ask(Desk::command("", "X801", "d1"), prior),
              ElementsAre("reject 3-1 102=6 39=0 37=NONE 41=X801"));
}

TEST(UsedClOrdId, SaysWhatIsKnownOfTheOrderThatItNames) {
  Desk desk;
  const Prior prior = canceled_800(desk);
  desk.question("", "801");
  desk.status_reply(1, Found{another(OrderStatus::Filled, "0.250")});
  EXPECT_THAT(desk.ask(Desk::command("801", "", "d1"), prior),
              ElementsAre("reject 3-1 102=6 39=2 37=801 41=NONE"));
  EXPECT_FALSE(desk.reports.back().status_unknown);
}

TEST(UsedClOrdId, OfARequestThatIsOpenSaysPendingOfItsOrderOnly) {
  Desk desk;
  desk.cancel("800", "", "d1");
  const Prior open{TicketId{1}, std::nullopt};
  EXPECT_THAT(desk.ask(Desk::command("801", "", "d1"), open),
              ElementsAre("reject 2-1 102=6 39=0 37=801 41=NONE"));
  EXPECT_THAT(desk.ask(Desk::command("800", "", "d1"), open),
              ElementsAre("reject 3-1 102=6 39=6 37=800 41=NONE"));
}

TEST(UsedClOrdId, OfAnotherSymbolIsOfAnotherOrder) {
  Desk desk;
  const Prior prior = canceled_800(desk);
  auto command = Desk::command("800", "", "d1");
  command.symbol = "ETH/USDT";
  command.venue_symbol = "ETHUSDT";
  EXPECT_THAT(desk.ask(command, prior), ElementsAre("reject 2-1 102=6 39=0 37=800 41=NONE"));
}

// A repeat is the same request. One that names another order is not, and must not be told the other's end.
TEST(UsedClOrdId, IsNoRepeatWhenItNamesAnotherOrder) {
  for (const bool poss_dup : {false, true}) {
    Desk desk;
    const Prior prior = canceled_800(desk);
    auto again = Desk::command("801", "", "d1");
    (poss_dup ? again.poss_dup : again.poss_resend) = true;
    EXPECT_THAT(desk.ask(again, prior), ElementsAre("reject 2-1 102=6 39=0 37=801 41=NONE"));
  }
}

TEST(UsedClOrdId, IsARepeatWhateverTheVenueCalledTheOrder) {
  for (const auto& [order_id, orig] : {std::pair{"42", ""}, {"", "X"}, {"42", "OTHER"}, {"0042", ""}}) {
    Desk desk;
    desk.cancel(order_id, orig, "d1");
    desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)});
    const Prior prior{TicketId{1}, desk.reports.back()};
    auto again = Desk::command(order_id, orig, "d1");
    again.poss_resend = true;
    EXPECT_THAT(desk.ask(again, prior), ElementsAre(HasSubstr("97=Y"))) << order_id << orig;
    again.poss_resend = false;
    again.poss_dup = true;
    EXPECT_THAT(desk.ask(again, prior), IsEmpty()) << order_id << orig;
  }
}

TEST(UsedClOrdId, IsARepeatWhenTheOrderWasNotFound) {
  Desk desk;
  desk.cancel("999", "", "d1");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  desk.status_reply(2, Missing{kNoSuchOrder});
  desk.wait(milliseconds{500});
  desk.status_reply(3, Missing{kNoSuchOrder});
  auto again = Desk::command("999", "", "d1");
  again.poss_dup = true;
  EXPECT_THAT(desk.ask(again, Prior{TicketId{1}, desk.reports.back()}), IsEmpty());
}

// A refusal for our own reasons is no word of the venue about the order.
TEST(UsedClOrdId, TakesNoStatusFromARefusalOfOurOwn) {
  Desk desk({.queue_for = milliseconds{0}});
  desk.link_down();
  desk.cancel("42", "X", "d1");
  EXPECT_THAT(desk.ask(Desk::command("42", "X", "d1"), Prior{TicketId{1}, desk.reports.back()}),
              ElementsAre("reject 2-1 102=6 39=0 37=42 41=X"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
}

// ---- quantities ----

TEST(Notice, WaitsForTheVenuesWordAboutTheOrder) {
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.wait(milliseconds{5000}), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::PartiallyFilled, "0.100"), "7")}),
              ElementsAre("pending 1-1 39=6", "cancel 1-3 BTCUSDT 42"));
  ASSERT_TRUE(desk.reports.back().order);
  EXPECT_EQ(desk.reports.back().order->executed_qty, "0.100");
}

// What was told a moment ago may not be true any more: it is asked for once more.
TEST(Notice, IsGivenWithTheWordOfThatMoment) {
  Desk desk({.recv_window = milliseconds{30'000}});
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{5000}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{priced(order_of(OrderStatus::PartiallyFilled, "0.100"), "7")}),
              ElementsAre("pending 1-1 39=6"));
  EXPECT_EQ(desk.reports.back().order->executed_qty, "0.100");
}

TEST(Notice, IsNotGivenWhileNothingIsKnown) {
  Desk desk;
  desk.cancel("42", "X");
  desk.wait(seconds{300});
  EXPECT_THAT(desk.reports, IsEmpty());
  EXPECT_EQ(desk.blotter().needing_attention(), 1U);
}

TEST(Notice, IsGivenOfACanceledOrderWhosePriceIsMissing) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled, "0.100")});
  EXPECT_THAT(desk.wait(milliseconds{5000}), Contains("pending 1-1 39=6"));
  EXPECT_EQ(desk.reports.back().text, "The order is canceled; its average price is being asked for");
  EXPECT_EQ(desk.reports.back().order->executed_qty, "0.100");
}

TEST(Notice, IsNotGivenWhenTheVenuesWordIsTheEnd) {
  Desk desk;
  desk.cancel("42", "X");
  desk.wait(milliseconds{5000});
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(Notice, AlwaysWantedIsAskedForBeforeTheCancel) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Always;
  EXPECT_THAT(desk.ask(command), ElementsAre("status 1-1 BTCUSDT 42", "cancel 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(1, Found{priced(order_of(OrderStatus::PartiallyFilled, "0.100"), "7")}),
              ElementsAre("pending 1-1 39=6"));
  ASSERT_TRUE(desk.reports.back().order);
  EXPECT_EQ(desk.reports.back().order->executed_qty, "0.100");
  Order done = priced(order_of(OrderStatus::Canceled, "0.100"), "7");
  EXPECT_THAT(desk.cancel_reply(2, Canceled{done}), ElementsAre("canceled 1-2 39=4 37=42 41=X 14=0.100 6=7"));
}

TEST(Notice, AlwaysWantedIsLeftOutWhenTheAnswerIsThereFirst) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Always;
  desk.ask(command);
  EXPECT_THAT(desk.cancel_reply(2, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
  EXPECT_THAT(desk.status_reply(1, Found{order_of(OrderStatus::New)}), IsEmpty());
}

// What was asked for the notice settles nothing: the cancel is on its way.
TEST(Notice, TakesNoEndFromWhatWasAskedForIt) {
  for (const Outcome& outcome :
       {Outcome{Found{order_of(OrderStatus::Canceled)}}, Outcome{Missing{kNoSuchOrder}},
        Outcome{Unclear{error_of(-1007, "Timeout")}}}) {
    Desk desk;
    auto command = Desk::command("42", "X");
    command.pending_cancel = PendingCancelNotice::Always;
    desk.ask(command);
    EXPECT_THAT(desk.status_reply(1, outcome), Each(StartsWith("pending")));
    EXPECT_THAT(desk.cancel_reply(2, Canceled{order_of(OrderStatus::Canceled)}),
                ElementsAre(StartsWith("canceled 1-")));
  }
}

TEST(Notice, IsNotGivenAnExecIdOfTheLastLife) {
  Desk desk;
  desk.cancel("42", "X");
  desk.restart();
  desk.link_up();
  desk.status_reply(2, Found{order_of(OrderStatus::Canceled)});
  EXPECT_GT(desk.reports.back().number, 1U)
      << "an earlier release may have told a notice that this one would not";
}

TEST(AQuestionWhileACancelIsOpen, TellsNoQuantitiesThatNobodyKnows) {
  Desk desk;
  desk.cancel("42", "");
  desk.question("", "42");
  EXPECT_THAT(desk.status_reply(1, Missing{kNoSuchOrder}),
              ElementsAre("j 2-1 380=4 379= A cancel of the order is pending. -2013 Order does not exist."));
}

// ---- an order that is open ----

TEST(AnOpenOrder, IsCanceledAgainSlowlyAsLongAsTheVenueContradictsItself) {
  Desk desk;
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  desk.ask(std::move(command));
  const auto answer = [&](const std::vector<std::string>& lines) {
    std::vector<std::string> next;
    for (const auto& text : lines) {
      const auto dash = text.find('-');
      const auto attempt = static_cast<std::uint32_t>(std::stoul(text.substr(dash + 1)));
      const bool cancel = text.starts_with("cancel");
      for (auto& more : cancel ? desk.cancel_reply(attempt, Missing{kUnknownOrder})
                               : desk.status_reply(attempt, Found{order_of(OrderStatus::New)})) {
        next.push_back(std::move(more));
      }
    }
    return next;
  };
  int cancels = 1;
  std::vector<std::string> lines = desk.cancel_reply(1, Missing{kUnknownOrder});
  for (int second = 0; second < 600; ++second) {
    while (!lines.empty()) {
      for (const auto& text : lines) cancels += text.starts_with("cancel") ? 1 : 0;
      lines = answer(lines);
    }
    lines = desk.wait(seconds{1});
    std::erase_if(lines, [](const std::string& text) { return text.starts_with("attention"); });
  }
  EXPECT_GE(cancels, 12) << "ten minutes";
  EXPECT_LE(cancels, 3 + 20) << "but not more often than every half minute";
  EXPECT_EQ(desk.blotter().open(), 1U);
}

// Three cancels were answered −2011, and order.status says NEW.
Desk contradicted() {
  Desk desk;
  desk.cancel("42", "X", "Y1");
  std::uint32_t attempt = 1;
  for (int cancels = 1; cancels <= 3; ++cancels) {
    desk.cancel_reply(attempt, Missing{kUnknownOrder});
    for (int asked = 0; asked < (cancels < 3 ? 4 : 5); ++asked) {
      desk.status_reply(++attempt, Found{order_of(OrderStatus::New)});
      desk.wait(asked < 3 ? seconds{1} : seconds{0});
    }
    ++attempt;
  }
  return desk;
}

TEST(AnOpenOrder, IsCanceledAtOnceForAFreshRequest) {
  Desk desk = contradicted();
  EXPECT_THAT(desk.cancel("42", "", "Y2"), ElementsAre("cancel 2-1 BTCUSDT 42"));
  EXPECT_THAT(desk.cancel("42", "", "Y3"), ElementsAre("reject 3-1 102=3 39=6 37=42 41=NONE"))
      << "that one is pending";
  EXPECT_THAT(desk.decide(VenueAnswered{{TicketId{2}, 1, RequestKind::Cancel},
                                        Canceled{order_of(OrderStatus::Canceled)}}),
              ElementsAre("canceled 2-1 39=4 37=42 41=X 14=0.000 6=0"));
}

TEST(ASecondCancel, IsRefusedUnderAnyIdThatTheVenueHasToldOfTheOrder) {
  Desk desk;
  desk.cancel("", "X", "Y1");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  desk.status_reply(2, Found{order_of(OrderStatus::New)});
  EXPECT_THAT(desk.cancel("42", "", "Y2"), ElementsAre("reject 2-1 102=3 39=6 37=42 41=NONE"));
}

TEST(ASecondCancel, OfAnotherOrderIsNotRefusedForAnIdThatBothHave) {
  Desk desk;
  desk.cancel("42", "OWN", "Y1");
  EXPECT_THAT(desk.cancel("43", "OWN", "Y2"), ElementsAre("cancel 2-1 BTCUSDT 43"));
}

// ---- ids that disagree ----

TEST(IdsThatDisagree, AreJudgedAlikeWhateverIsRemembered) {
  Desk fresh;
  Desk informed;
  informed.question("", "42");
  informed.status_reply(1, Found{order_of(OrderStatus::New)});
  EXPECT_THAT(fresh.cancel("42", "OWN"), ElementsAre("cancel 1-1 BTCUSDT 42"));
  EXPECT_THAT(informed.cancel("42", "OWN"), ElementsAre("cancel 2-1 BTCUSDT 42"));
  informed.restart();
  EXPECT_THAT(informed.link_up(), ElementsAre("status 2-2 BTCUSDT 42"));
  fresh.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)});
  EXPECT_THAT(fresh.reports.back().text, HasSubstr("another client id than OrigClOrdID(41) said"));
}

// ---- not known is not dead ----

TEST(AnUnknownOrder, IsNotSaidToBeDead) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  desk.status_reply(2, Missing{kNoSuchOrder});
  desk.wait(milliseconds{500});
  EXPECT_THAT(desk.status_reply(3, Missing{kNoSuchOrder}),
              ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=X code=-2013"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
  EXPECT_THAT(desk.reports.back().text, HasSubstr("onditional (algo) orders are not reachable"));
}

TEST(AnUnknownOrder, IsNotSaidToBeDeadWhenItsIdCannotBeTheVenues) {
  Desk desk;
  EXPECT_THAT(desk.cancel("", "not legal"), ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=not legal"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
}

TEST(AnUnknownOrder, HasNoQuantitiesToAnswerAQuestionWith) {
  Desk desk;
  desk.question("Z");
  EXPECT_THAT(
      desk.status_reply(1, Missing{kNoSuchOrder}),
      ElementsAre(
          "j 1-1 380=1 379=Z -2013 Order does not exist. Conditional (algo) orders are not reachable"));
}

TEST(AStatusNobodyKnows, IsSaidToBeUnknown) {
  Desk desk;
  desk.decide(Requested{TicketId{1},
                        Desk::command("42", "X"),
                        {},
                        Refusal{RejectReason::VenueOption, "Account(1)=A3 is not open to this session"}});
  EXPECT_TRUE(desk.reports.back().status_unknown);
  desk.cancel("NONE", "");
  EXPECT_TRUE(desk.reports.back().status_unknown);
  Desk refused;
  refused.cancel("42", "X");
  refused.cancel_reply(1, Rejected{error_of(-1022, "Signature for this request is not valid.")});
  EXPECT_TRUE(refused.reports.back().status_unknown);
  EXPECT_THAT(refused.reports.back().text, Not(HasSubstr("unchanged")));
}

TEST(AStatusTheVenueHasTold, IsNotSaidToBeUnknown) {
  Desk desk({.queue_for = milliseconds{0}});
  desk.cancel("42", "X");
  desk.cancel_reply(1, Missing{kUnknownOrder});
  desk.status_reply(2, Found{order_of(OrderStatus::Filled)});
  EXPECT_FALSE(desk.reports.back().status_unknown);
  // Terminal is for ever …
  desk.link_down();
  EXPECT_THAT(desk.cancel("42", "", "Y2"), ElementsAre("reject 2-1 102=2 39=2 37=42 41=NONE"));
  EXPECT_FALSE(desk.reports.back().status_unknown);
  // … open is not.
  desk.link_up();
  desk.question("", "801");
  desk.status_reply(1, Found{another(OrderStatus::PartiallyFilled, "0.1")});
  desk.link_down();
  EXPECT_THAT(desk.cancel("801", "", "Y3"), ElementsAre("reject 4-1 102=2 39=1 37=801 41=NONE"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
}

// Nor is a session told the status of an order that it may not ask about.
TEST(AStatusTheVenueHasTold, IsNotToldToASessionThatMayNotAskForIt) {
  Desk desk;
  const Prior prior = canceled_800(desk);
  const Refusal refused{RejectReason::VenueOption, "Account(1)=A3 is not open to this session"};
  EXPECT_THAT(desk.decide(Requested{TicketId{8}, Desk::command("800", "", "d2"), {}, refused}),
              ElementsAre("reject 8-1 102=2 39=0 37=800 41=NONE"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
}

// ---- evidence ----

// This attempt failed; an earlier one may have landed.
TEST(ARefusal, ProvesNothingAboutAnEarlierCancel) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  desk.status_reply(2, Found{order_of(OrderStatus::New)});
  EXPECT_THAT(desk.wait(milliseconds{3000}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-4 BTCUSDT 42"));
  // The first answer was late: what it said about the order may have been older than the first cancel.
  EXPECT_THAT(desk.cancel_reply(4, Rejected{error_of(-2015, "Invalid API-key.", RejectReason::VenueOption)}),
              ElementsAre("status 1-5 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(5, Found{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

// … and is final once the query has had time to show that none has.
TEST(ARefusal, IsFinalOnceTheOrderIsOpenForCertain) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, Unclear{error_of(-1007, "Timeout")});
  desk.status_reply(2, Found{order_of(OrderStatus::New)});
  desk.wait(milliseconds{3000});
  EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}), ElementsAre("cancel 1-4 BTCUSDT 42"));
  desk.cancel_reply(4, Rejected{error_of(-2015, "Invalid API-key.", RejectReason::VenueOption)});
  EXPECT_THAT(desk.status_reply(5, Found{order_of(OrderStatus::New)}), IsEmpty()) << "the query may lag";
  const auto lines = desk.wait(milliseconds{2000});
  EXPECT_THAT(lines, ElementsAre("status 1-6 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(6, Found{order_of(OrderStatus::New)}),
              ElementsAre("pending 1-1 39=6", "reject 1-2 102=2 39=0 37=42 41=X code=-2015"));
}

TEST(AReply, AboutTheSameIdOfAnotherSymbolProvesNothing) {
  Desk desk;
  desk.cancel("42", "");
  Order other = order_of(OrderStatus::Canceled);
  other.symbol = "ETHUSDT";
  EXPECT_THAT(desk.cancel_reply(1, Canceled{other}), ElementsAre("status 1-2 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(2, Found{other}), IsEmpty());
  EXPECT_EQ(desk.blotter().open(), 1U);
}

TEST(WhatIsKnown, IsForgottenByARestartInLifeAsInAReplay) {
  Desk desk;
  desk.question("", "801");
  desk.status_reply(1, Found{another(OrderStatus::Filled, "0.250")});
  desk.restart();
  desk.cancel("801", "");
  EXPECT_THAT(desk.wait(seconds{2}), ElementsAre("reject 2-1 102=2 39=0 37=801 41=NONE"));
  EXPECT_TRUE(desk.reports.back().status_unknown);
}

// ---- a gap of the link ----

TEST(AGapOfTheLink, IsWaitedForLikeOneOfTheWeight) {
  Desk desk;
  desk.link_down();
  EXPECT_THAT(desk.cancel("42", "X", "Y1"), IsEmpty());
  EXPECT_THAT(desk.cancel("43", "", "Y2"), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{390}), IsEmpty());
  EXPECT_THAT(desk.link_up(), ElementsAre("cancel 1-1 BTCUSDT 42", "cancel 2-1 BTCUSDT 43"));
  EXPECT_FALSE(desk.last_cancel().repeat);
}

TEST(AGapOfTheLink, IsWaitedForNoLonger) {
  Desk desk;
  desk.link_down();
  desk.cancel("42", "X");
  EXPECT_THAT(desk.wait(milliseconds{1999}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("reject 1-1 102=2 39=0 37=42 41=X"));
  EXPECT_THAT(desk.reports.back().text, HasSubstr("Not connected to the venue; nothing was sent. Try again"));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

TEST(AGapOfTheLink, IsWaitedForByWhatItKeptFromLeaving) {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  EXPECT_THAT(desk.lost(1, RequestKind::Cancel, true), IsEmpty());
  desk.wait(milliseconds{25});
  EXPECT_THAT(desk.link_up(), ElementsAre("cancel 1-2 BTCUSDT 42"));
}

TEST(AGapOfTheLink, ThatEndsAtOnceIsFollowedByAMomentsPeace) {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  desk.lost(1, RequestKind::Cancel, true);
  EXPECT_THAT(desk.link_up(), IsEmpty()) << "a link that takes nothing is not offered it without end";
  EXPECT_THAT(desk.wait(milliseconds{25}), ElementsAre("cancel 1-2 BTCUSDT 42"));
}

TEST(AGapOfTheLink, DoesNotShortenAWaitForTheWeight) {
  Desk desk;
  desk.cancel("42", "X");
  desk.held_back(1, milliseconds{1500});
  desk.link_down();
  EXPECT_THAT(desk.wait(milliseconds{100}), IsEmpty());
  EXPECT_THAT(desk.link_up(), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1399}), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("cancel 1-2 BTCUSDT 42"));
}

// ---- settled by hand, and contradicted ----

TEST(AVerdict, ThatTheVenueContradictsNeedsAttentionUntilSomebodyHasSeenIt) {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  desk.lost(1, RequestKind::Cancel);
  desk.wait(seconds{90});
  desk.resolve(Resolution::Canceled);
  desk.link_up();
  EXPECT_THAT(desk.status_reply(2, Found{order_of(OrderStatus::New)}),
              ElementsAre("status 1-2 39=0 37=42 11=Y 41=X 14=0.000", "attention 1 Y"));
  EXPECT_EQ(desk.blotter().needing_attention(), 1U);
  EXPECT_THAT(desk.wait(seconds{3600}), IsEmpty()) << "it is told once, and no longer asked about";
  EXPECT_THAT(desk.restart(), IsEmpty());
  EXPECT_THAT(desk.link_up(), IsEmpty());
  EXPECT_EQ(desk.blotter().needing_attention(), 1U);
  EXPECT_TRUE(desk.blotter().can_resolve(TicketId{1}));
  EXPECT_THAT(desk.resolve(Resolution::Rejected), ElementsAre("forget 1"));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

TEST(AVerdict, ThatTheVenueOnlyAddsToNeedsNobody) {
  Desk desk;
  desk.cancel("42", "X");
  desk.link_down();
  desk.lost(1, RequestKind::Cancel);
  desk.resolve(Resolution::Canceled);
  desk.link_up();
  EXPECT_THAT(desk.status_reply(2, Found{priced(order_of(OrderStatus::Canceled, "0.100"), "7")}),
              ElementsAre("canceled 1-2 39=4 37=42 41=X 14=0.100 6=7"));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

TEST(AVerdict, IsNotCorrectedByWhatSaysNothingOfTheOrder) {
  Desk desk;
  desk.cancel("42", "X");
  desk.resolve(Resolution::Canceled);
  EXPECT_THAT(desk.cancel_reply(1, Rejected{error_of(-2015, "Invalid API-key.")}),
              ElementsAre("status 1-2 BTCUSDT 42"));
  desk.status_reply(2, Missing{kNoSuchOrder});
  EXPECT_THAT(desk.wait(milliseconds{500}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, Missing{kNoSuchOrder}), ElementsAre("forget 1"));
}

}  // namespace
}  // namespace bridge::order::testing
