// The risk limits: what each of them refuses, and that neither a second request, a replace nor a restart goes
// past one.
#include "base/decimal.hpp"
#include "floor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

constexpr const char* kAccount = "";

MarkPrice mark_of(std::string price, milliseconds age = 0ms) {
  return {std::move(price), Floor::kStart, age};
}

Floor with_limits(const RiskLimits& limits, const std::string& session = Floor::kSession) {
  Floor floor;
  static_cast<void>(floor.set_limits(limits, session));
  return floor;
}

// The text of the refusal of the order; empty when it was sent.
std::string refusal(Floor& floor, PlaceCommand command) {
  const auto lines = floor.place(std::move(command));
  EXPECT_EQ(lines.size(), 1U);
  return lines.front().starts_with(">") ? "" : floor.reports.back().text;
}

PlaceCommand sale(std::string cl_ord_id, std::string qty = "10", std::string price = "100") {
  PlaceCommand command = Floor::limit(std::move(cl_ord_id), std::move(qty), std::move(price));
  command.side = '2';
  return command;
}

PlaceCommand market(std::string cl_ord_id, std::string qty = "10") {
  PlaceCommand command = Floor::limit(std::move(cl_ord_id), std::move(qty), "");
  command.terms.type = OrdType::Market;
  command.terms.time_in_force = TimeInForce::None;
  return command;
}

TEST(RiskLimits, WithoutThemNothingIsRefused) {
  Floor floor;
  EXPECT_THAT(floor.place("X"), ElementsAre("> place fb-1"));
}

TEST(RiskLimits, Symbols) {
  RiskLimits limits;
  limits.symbols = {{"ETHUSDT", ""}, {"SOL*", ""}};
  Floor floor = with_limits(limits);
  EXPECT_EQ(refusal(floor, Floor::limit("X")), "risk: symbols: BTCUSDT is not among them");
  EXPECT_EQ(floor.reports.back().ord_rej_reason, OrdRejReason::Other);
  PlaceCommand other = Floor::limit("X2");
  other.venue_symbol = "SOLUSDT";
  EXPECT_EQ(refusal(floor, other), "");
}

TEST(RiskLimits, Sides) {
  RiskLimits limits;
  limits.may_sell = false;
  Floor floor = with_limits(limits);
  EXPECT_EQ(refusal(floor, sale("X")), "risk: sides: selling is not allowed");
  EXPECT_EQ(refusal(floor, Floor::limit("X2")), "");
}

TEST(RiskLimits, MaxOrderQtyIsThatOfTheMostExactName) {
  RiskLimits limits;
  limits.max_order_qty = {{"*", "1"}, {"BTCUSDT", "10"}, {"BTC*", "5"}};
  Floor floor = with_limits(limits);
  EXPECT_EQ(refusal(floor, Floor::limit("X", "10")), "");
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "10.001")), "risk: max_order_qty 10: this order is 10.001");
  EXPECT_EQ(floor.reports.back().ord_rej_reason, OrdRejReason::ExceedsLimit);
}

TEST(RiskLimits, MaxNotionalIsByThePriceOrByTheMarkPrice) {
  RiskLimits limits;
  limits.max_notional = "1000";
  Floor floor = with_limits(limits);
  EXPECT_EQ(refusal(floor, Floor::limit("X", "10", "100")), "") << "it has a price of its own";
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "10", "100.1")),
            "risk: max_notional 1000: this order is 1001.0, 10 at 100.1");
  EXPECT_EQ(refusal(floor, market("X3")),
            "risk: max_notional 1000: the mark price of BTCUSDT is not known; try again");
  floor.mark = mark_of("99", 10001ms);
  EXPECT_THAT(refusal(floor, market("X4")), HasSubstr("is 10001 ms old; it may be 10000 ms; try again"));
  floor.mark = mark_of("101", 10000ms);
  EXPECT_EQ(refusal(floor, market("X5")), "risk: max_notional 1000: this order is 1010, 10 at 101");
  floor.mark = mark_of("100");
  EXPECT_EQ(refusal(floor, market("X6")), "");
  EXPECT_EQ(std::get<PlaceCommand>(std::get<Requested>(floor.events.back().what).command).mark_price,
            floor.mark)
      << "what it was decided by is in the event";
  PlaceCommand stop = Floor::stop("X7");
  stop.terms.stop_px = "101";
  EXPECT_EQ(refusal(floor, stop), "risk: max_notional 1000: this order is 1010, 10 at 101")
      << "it is executed above the mark price";
}

TEST(RiskLimits, PriceCollarIsBySide) {
  RiskLimits limits;
  limits.collar_buy_percent = "5";
  limits.collar_sell_percent = "2.5";
  Floor floor = with_limits(limits);
  EXPECT_THAT(refusal(floor, Floor::limit("X")),
              HasSubstr("price_collar 5%: the mark price of BTCUSDT is not"));
  floor.mark = mark_of("100");
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "10", "105.00")), "");
  EXPECT_EQ(refusal(floor, Floor::limit("X3", "10", "105.01")),
            "risk: price_collar 5%: Price(44)=105.01 is too far above the mark price 100");
  EXPECT_EQ(refusal(floor, Floor::limit("X4", "10", "1")), "") << "a low bid harms nobody";
  EXPECT_EQ(refusal(floor, sale("X5", "10", "97.5")), "");
  EXPECT_EQ(refusal(floor, sale("X6", "10", "97.4")),
            "risk: price_collar 2.5%: Price(44)=97.4 is too far below the mark price 100");
  EXPECT_EQ(refusal(floor, market("X7")), "") << "it has no price";
}

TEST(RiskLimits, MaxOpenOrdersCountsWhatIsInDoubt) {
  RiskLimits limits;
  limits.max_open_orders = 2;
  Floor floor = with_limits(limits);
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.lost(RequestKind::Place));
  static_cast<void>(floor.place("X2"));
  EXPECT_EQ(refusal(floor, Floor::limit("X3")), "risk: max_open_orders 2: 2 are open");
  floor.use(3);
  static_cast<void>(floor.refused(RequestKind::Place, -2019));
  EXPECT_EQ(refusal(floor, Floor::limit("X4")), "") << "one was refused, and has left its place";
}

TEST(RiskLimits, MaxPositionTakesTheWorst) {
  RiskLimits limits;
  limits.max_position = {{"BTCUSDT", "15"}};
  Floor floor = with_limits(limits);
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.placed());
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "6")), "risk: max_position 15 BTCUSDT: it could be 16 long");
  EXPECT_EQ(refusal(floor, sale("X3", "15")), "") << "what is bought may not be filled, and helps no seller";
  EXPECT_EQ(refusal(floor, sale("X4", "1")), "risk: max_position 15 BTCUSDT: it could be 16 short");
  floor.use(2);
  static_cast<void>(floor.trade(1, "10", "10"));
  EXPECT_EQ(refusal(floor, sale("X5", "10")), "") << "10 long now";
  PlaceCommand other = Floor::limit("X6", "100");
  other.venue_symbol = "ETHUSDT";
  EXPECT_EQ(refusal(floor, other), "") << "the limit names one symbol";
}

TEST(RiskLimits, OrderRateIsAWindowThatSlides) {
  RiskLimits limits;
  limits.order_rate = 2;
  limits.order_rate_per = 1000ms;
  Floor floor = with_limits(limits);
  EXPECT_EQ(refusal(floor, Floor::limit("X")), "");
  static_cast<void>(floor.wait(999ms));
  EXPECT_EQ(refusal(floor, Floor::limit("X2")), "");
  EXPECT_EQ(refusal(floor, Floor::limit("X3")), "risk: order_rate 2 in 1000 ms: 2 were taken; try again");
  EXPECT_EQ(floor.reports.back().ord_rej_reason, OrdRejReason::ExceedsLimit);
  static_cast<void>(floor.wait(1ms));
  EXPECT_EQ(refusal(floor, Floor::limit("X4")), "") << "what was refused does not count";
  EXPECT_EQ(floor.limit_passed, "");
}

TEST(RiskLimits, TheSameOrderOnceMoreTooSoon) {
  RiskLimits limits;
  limits.duplicate_within = 500ms;
  Floor floor = with_limits(limits);
  EXPECT_EQ(refusal(floor, Floor::limit("X", "10", "100")), "");
  static_cast<void>(floor.wait(120ms));
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "10.0", "100.00")),
            "risk: duplicate_within 500 ms: the same order came 120 ms ago");
  EXPECT_EQ(floor.reports.back().ord_rej_reason, OrdRejReason::Other);
  EXPECT_EQ(refusal(floor, Floor::limit("X3", "10", "101")), "");
  EXPECT_EQ(refusal(floor, sale("X4")), "");
  static_cast<void>(floor.wait(380ms));
  EXPECT_EQ(refusal(floor, Floor::limit("X5")), "");
}

// ---- replaces ----

Floor with_open_order(const RiskLimits& limits) {
  Floor floor = with_limits(limits);
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.placed());
  return floor;
}

TEST(RiskLimits, AReplaceIsHeldAgainstThem) {
  RiskLimits limits;
  limits.max_order_qty = {{"BTCUSDT", "12"}};
  Floor floor = with_open_order(limits);
  EXPECT_THAT(floor.replace("Y", "X", "13"), ElementsAre("9(Y,X) 434=2 39=0 102=2"));
  EXPECT_EQ(floor.reports.back().text, "risk: max_order_qty 12: this order is 13");
  EXPECT_THAT(floor.replace("Z", "X", "12"), ElementsAre("> modify 4002 12@100"));
}

TEST(RiskLimits, WhatLowersAnOrderIsNotRefusedForItsSize) {
  RiskLimits limits;
  Floor floor = with_open_order(limits);
  limits.max_order_qty = {{"BTCUSDT", "1"}};
  limits.max_notional = "1";
  limits.max_position = {{"BTCUSDT", "1"}};
  limits.max_open_orders = 1;
  static_cast<void>(floor.set_limits(limits));
  EXPECT_THAT(floor.replace("Y", "X", "9"), ElementsAre("> modify 4002 9@100"));
}

TEST(RiskLimits, AReplaceIsNotWayAroundThePosition) {
  RiskLimits limits;
  limits.max_position = {{"*", "20"}};
  Floor floor = with_open_order(limits);
  static_cast<void>(floor.trade(1, "4", "4"));
  EXPECT_THAT(floor.replace("Y", "X", "21"), ElementsAre("9(Y,X) 434=2 39=1 102=2"));
  EXPECT_THAT(floor.replace("Z", "X", "20"), ElementsAre("> modify 4002 20@100"));
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "1")), "risk: max_position 20 BTCUSDT: it could be 21 long")
      << "the replace may be taken";
  floor.use(2);
  static_cast<void>(floor.refused(RequestKind::Modify, -4014));
  EXPECT_EQ(refusal(floor, Floor::limit("X3", "10")), "") << "it was not";
}

TEST(RiskLimits, AReplaceInDoubtCountsWithTheMostThatItMayBe) {
  RiskLimits limits;
  limits.max_position = {{"*", "20"}};
  Floor floor = with_open_order(limits);
  static_cast<void>(floor.replace("Y", "X", "15"));
  static_cast<void>(floor.unclear(RequestKind::Modify));
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "6")), "risk: max_position 20 BTCUSDT: it could be 21 long");
  EXPECT_EQ(refusal(floor, Floor::limit("X3", "5")), "");
}

TEST(RiskLimits, AmendRatio) {
  RiskLimits limits;
  limits.amend_ratio = 2;
  limits.amend_ratio_free = 1;
  Floor floor = with_open_order(limits);
  for (const char* id : {"A", "B"}) {
    const std::string now = floor.reports.back().cl_ord_id.value();
    EXPECT_EQ(floor.replace(id, now, "", id == std::string("A") ? "101" : "102").size(), 1U);
    floor.price = id == std::string("A") ? "101" : "102";
    static_cast<void>(floor.modified());
  }
  EXPECT_THAT(floor.replace("C", "B", "", "103"), ElementsAre("9(C,B) 434=2 39=0 102=2"));
  EXPECT_EQ(floor.reports.back().text,
            "risk: amend_ratio 2: this would be replace 3 for 1 new orders in 60000 ms");
  static_cast<void>(floor.wait(60s));
  EXPECT_EQ(floor.replace("D", "B", "", "103").front().substr(0, 8), "> modify");
}

TEST(RiskLimits, ACancelIsNeverRefusedByOne) {
  RiskLimits limits;
  Floor floor = with_open_order(limits);
  limits.may_buy = limits.may_sell = false;
  limits.symbols = {{"ETHUSDT", ""}};
  limits.order_rate = 1;
  static_cast<void>(floor.set_limits(limits));
  EXPECT_THAT(floor.cancel("Y", "X"), ElementsAre("> cancel 4002"));
}

// ---- the account's ----

TEST(RiskLimits, TheAccountsHoldForAllSessionsTogether) {
  RiskLimits limits;
  limits.max_position = {{"BTCUSDT", "15"}};
  Floor floor = with_limits(limits, kAccount);
  static_cast<void>(floor.place("X"));
  PlaceCommand other = Floor::limit("X", "6");
  other.session = SessionKey{"FIX.4.4:BRIDGE->OTHER"};
  floor.judge(other);
  ASSERT_TRUE(other.refused);
  EXPECT_EQ(other.refused->text, "risk: account.max_position 15 BTCUSDT: it could be 16 long");
  EXPECT_EQ(other.refused->limit, "account.max_position");
}

TEST(RiskLimits, WhatCostsLeastComesFirst) {
  RiskLimits own;
  own.max_position = {{"*", "1"}};
  RiskLimits of_account;
  of_account.max_order_qty = {{"*", "1"}};
  Floor floor = with_limits(own);
  static_cast<void>(floor.set_limits(of_account, kAccount));
  static_cast<void>(refusal(floor, Floor::limit("X")));
  EXPECT_EQ(floor.limit_passed, "account.max_order_qty");
}

// ---- what stays ----

TEST(RiskLimits, ANewerOneTakesThePlaceOfTheOlderInTheJournal) {
  RiskLimits limits;
  limits.max_open_orders = 1;
  Floor floor = with_limits(limits);
  limits.max_open_orders = 2;
  static_cast<void>(floor.set_limits(limits));
  EXPECT_THAT(floor.other, ElementsAre("forget 1"));
  static_cast<void>(floor.set_limits({}));
  EXPECT_THAT(floor.other, ElementsAre("forget 1", "forget 2", "forget 3"));
  EXPECT_THAT(floor.blotter().orders().limited(), IsEmpty());
}

TEST(RiskLimits, ARestartKnowsWhatForgottenOrdersHaveFilled) {
  RiskLimits limits;
  limits.max_position = {{"*", "25"}};
  Floor floor = with_limits(limits);
  for (int order = 1; order <= 2; ++order) {
    static_cast<void>(floor.place("X" + std::to_string(order)));
    static_cast<void>(floor.placed());
    static_cast<void>(floor.trade(order, "10", "10"));
    static_cast<void>(floor.wait(61s));
  }
  EXPECT_EQ(floor.blotter().orders().find(TicketId{2}), nullptr) << "it is forgotten";
  floor.replay_open();
  static_cast<void>(floor.restart());
  EXPECT_EQ(refusal(floor, Floor::limit("X3", "6")), "risk: max_position 25 BTCUSDT: it could be 26 long");
  EXPECT_EQ(refusal(floor, sale("X4", "45")), "");
}

TEST(RiskLimits, PositionsThatNobodyLimitsAreKeptNoLonger) {
  RiskLimits limits;
  limits.max_position = {{"*", "25"}};
  Floor floor = with_limits(limits);
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.placed());
  static_cast<void>(floor.trade(1, "10", "10"));
  static_cast<void>(floor.wait(61s));
  floor.other.clear();
  static_cast<void>(floor.set_limits({}));
  EXPECT_THAT(floor.other, ElementsAre("forget 1", "forget 4", "forget 3"));
  static_cast<void>(floor.set_limits(limits));
  EXPECT_EQ(refusal(floor, Floor::limit("X2", "25")), "") << "counted from when the limit was set";
}

}  // namespace
}  // namespace bridge::order::testing
