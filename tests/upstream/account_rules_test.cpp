// What an order has to keep to, in the order in which it costs something.
#include "upstream/account_rules.hpp"

#include <gtest/gtest.h>

namespace bridge {
namespace {

const Timestamp kNow = from_ms(1'795'359'600'000);

order::Command place() {
  order::PlaceCommand command;
  command.venue_symbol = "BTCUSDT";
  command.entry.check_filters = false;
  command.terms.order_qty = "1";
  command.terms.price = "100";
  return command;
}

std::string refused(const order::Command& command) {
  const auto& why = std::get<order::PlaceCommand>(command).refused;
  return why ? why->text : "";
}

TEST(AccountRules, WhatALimitForbidsTakesNothingOfTheVenuesOrders) {
  AccountRules rules;
  order::SymbolRules symbol;
  symbol.symbol = "BTCUSDT";
  rules.learn({symbol});
  rules.learn_position_mode(false);
  rules.learn({venue::RateLimit{.type = "ORDERS", .interval = "SECOND", .interval_num = 10, .limit = 1}});
  const auto forbids = [](order::Command&) {
    return std::optional(order::OrderRefusal{order::OrdRejReason::ExceedsLimit, "risk: no", "max_notional"});
  };
  const auto allows = [](order::Command&) { return std::optional<order::OrderRefusal>(); };
  for (int i = 0; i < 3; ++i) {
    order::Command command = place();
    rules.judge(command, kNow, forbids);
    EXPECT_EQ(refused(command), "risk: no");
  }
  order::Command command = place();
  rules.judge(command, kNow, allows);
  EXPECT_EQ(refused(command), "") << "the one that the venue takes in ten seconds is left";
  command = place();
  rules.judge(command, kNow, allows);
  EXPECT_NE(refused(command).find("order limit is used up"), std::string::npos);
}

}  // namespace
}  // namespace bridge
