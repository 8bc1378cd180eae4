#include "order/order_check.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>

namespace bridge::order {
namespace {

SymbolRules rules() {
  SymbolRules rules;
  rules.symbol = "BTCUSDT";
  rules.status = "TRADING";
  rules.tick = "0.10";
  rules.min_price = "261.10";
  rules.max_price = "809484";
  rules.lot = {"0.001", "1000", "0.001"};
  rules.market_lot = {"0.001", "120", "0.001"};
  rules.min_notional = "100";
  rules.order_types = {"LIMIT", "MARKET"};
  rules.times_in_force = {"GTC", "IOC", "FOK", "GTX", "GTD"};
  return rules;
}

OrderTerms limit(std::string qty, std::string price) {
  OrderTerms terms;
  terms.time_in_force = TimeInForce::GoodTillCancel;
  terms.order_qty = std::move(qty);
  terms.price = std::move(price);
  return terms;
}

// Why it is refused, "103 text"; empty when it is not.
std::string why(const std::optional<OrderRefusal>& refused) {
  return refused ? std::to_string(static_cast<int>(refused->reason)) + " " + refused->text : "";
}

TEST(OrderCheck, LetsPassWhatTheVenueTakes) {
  EXPECT_EQ(why(check_terms(limit("0.250", "65000.10"), rules())), "");
  EXPECT_EQ(why(check_terms(limit("0.25", "65000.1"), rules())), "") << "however it is written";
  EXPECT_EQ(why(check_terms(limit("5", "0.00001"), SymbolRules{})), "") << "nothing is published";
}

TEST(OrderCheck, SaysTagValueAndLimit) {
  EXPECT_EQ(why(check_terms(limit("0.25", "65000.15"), rules())),
            "18 Price(44)=65000.15 is no multiple of the tick 0.10; nothing was sent");
  EXPECT_EQ(why(check_terms(limit("0.25", "100"), rules())),
            "99 Price(44)=100 is below 261.10; nothing was sent");
  EXPECT_EQ(why(check_terms(limit("0.25", "809484.1"), rules())),
            "99 Price(44)=809484.1 is above 809484; nothing was sent");
  EXPECT_EQ(why(check_terms(limit("0.0001", "65000"), rules())),
            "13 OrderQty(38)=0.0001 is below the least lot 0.001; nothing was sent");
  EXPECT_EQ(why(check_terms(limit("0.0015", "65000"), rules())),
            "13 OrderQty(38)=0.0015 is no multiple of the step 0.001; nothing was sent");
  EXPECT_EQ(why(check_terms(limit("1001", "65000"), rules())),
            "3 OrderQty(38)=1001 is above the largest lot 1000; nothing was sent");
  EXPECT_EQ(why(check_terms(limit("0.001", "65000"), rules())),
            "13 OrderQty(38) times Price(44) is 65.000, below the least notional 100; nothing was sent");
}

TEST(OrderCheck, MarketOrdersHaveTheirOwnLot) {
  OrderTerms terms = limit("121", "");
  terms.type = OrdType::Market;
  terms.time_in_force = TimeInForce::None;
  EXPECT_EQ(why(check_terms(terms, rules())),
            "3 OrderQty(38)=121 is above the largest lot 120; nothing was sent");
}

TEST(OrderCheck, ReduceOnlyHasNoLeastNotional) {
  OrderTerms terms = limit("0.001", "65000");
  terms.reduce_only = true;
  EXPECT_EQ(why(check_terms(terms, rules())), "");
}

TEST(OrderCheck, WhatTheSymbolDoesNotTake) {
  OrderTerms terms = limit("1", "65000");
  terms.post_only = true;
  terms.retail_price_improvement = true;
  EXPECT_EQ(why(check_terms(terms, rules())),
            "11 TimeInForce(59): the venue does not take RPI for BTCUSDT; nothing was sent");
  SymbolRules halted = rules();
  halted.status = "SETTLING";
  EXPECT_EQ(why(check_terms(limit("1", "65000"), halted)),
            "0 The venue does not trade BTCUSDT now: SETTLING; nothing was sent");
}

TEST(OrderCheck, PositionModes) {
  PlaceCommand command;
  command.side = '2';
  command.terms.position_effect = 'C';
  PlaceCommand hedge = command;
  EXPECT_EQ(why(fit_position_mode(command, false)), "");
  EXPECT_TRUE(command.terms.reduce_only);
  EXPECT_EQ(command.terms.position_side, PositionSide::Both);
  EXPECT_EQ(why(fit_position_mode(hedge, true)), "");
  EXPECT_FALSE(hedge.terms.reduce_only);
  EXPECT_EQ(hedge.terms.position_side, PositionSide::Long) << "a sale that closes is of a long position";
  PlaceCommand silent;
  EXPECT_NE(why(fit_position_mode(silent, true)), "");
  PlaceCommand named;
  named.terms.position_side = PositionSide::Short;
  EXPECT_NE(why(fit_position_mode(named, false)), "");
  for (const auto& [side, effect, expected] :
       {std::tuple{'1', 'O', PositionSide::Long}, std::tuple{'2', 'O', PositionSide::Short},
        std::tuple{'1', 'C', PositionSide::Short}}) {
    PlaceCommand one;
    one.side = side;
    one.terms.position_effect = effect;
    EXPECT_EQ(why(fit_position_mode(one, true)), "");
    EXPECT_EQ(one.terms.position_side, expected);
  }
}

}  // namespace
}  // namespace bridge::order
