// Orders and replaces that a risk limit forbids: fixspec/scenarios.md, S66.
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using order::MarkPrice;
using order::RiskLimits;

constexpr const char* kNew = "8(X) 0/0 10/0/10/0";

TEST_P(Scenarios, S66ASymbolThatMayNotBeTraded) {
  RiskLimits limits;
  limits.symbols = {{"ETHUSDT", ""}};
  static_cast<void>(floor.set_limits(limits));
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S66ASideThatMayNotBeTraded) {
  RiskLimits limits;
  limits.may_buy = false;
  static_cast<void>(floor.set_limits(limits));
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S66TooMuchForOneOrder) {
  RiskLimits limits;
  limits.max_order_qty = {{"BTCUSDT", "9"}};
  static_cast<void>(floor.set_limits(limits));
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=3"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S66WorthTooMuchForOneOrder) {
  RiskLimits limits;
  limits.max_notional = "999";
  static_cast<void>(floor.set_limits(limits));
  static_cast<void>(floor.place("X"));
  auto market = Floor::limit("X2", "10", "");
  market.terms.type = order::OrdType::Market;
  market.terms.time_in_force = TimeInForce::None;
  static_cast<void>(floor.place(market));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=3", "8(X2) 8/8 10/0/0/0 103=99"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S66APriceTooFarFromTheMarkPrice) {
  RiskLimits limits;
  limits.collar_buy_percent = "5";
  static_cast<void>(floor.set_limits(limits));
  floor.mark = MarkPrice{"95", Floor::kStart, 0ms};
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S66TooManyOrdersInATime) {
  RiskLimits limits;
  limits.order_rate = 1;
  static_cast<void>(floor.set_limits(limits));
  open_order();
  static_cast<void>(floor.place("X2"));
  EXPECT_THAT(told(), ElementsAre(kNew, "8(X2) 8/8 10/0/0/0 103=3"));
  static_cast<void>(floor.wait(1s));
  static_cast<void>(floor.place("X3"));
  acknowledged();
  EXPECT_THAT(told(), ElementsAre("8(X3) 0/0 10/0/10/0"));
}

TEST_P(Scenarios, S66TheSameOrderOnceMore) {
  RiskLimits limits;
  limits.duplicate_within = 500ms;
  static_cast<void>(floor.set_limits(limits));
  open_order();
  static_cast<void>(floor.place("X2"));
  EXPECT_THAT(told(), ElementsAre(kNew, "8(X2) 8/8 10/0/0/0 103=99"));
}

TEST_P(Scenarios, S66TooManyOrdersOpen) {
  RiskLimits limits;
  limits.max_open_orders = 1;
  static_cast<void>(floor.set_limits(limits));
  open_order();
  const auto first = floor.order();
  static_cast<void>(floor.place("X2"));
  EXPECT_THAT(told(), ElementsAre(kNew, "8(X2) 8/8 10/0/0/0 103=3"));
  floor.use(first);
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  static_cast<void>(floor.place("X3"));
  acknowledged();
  EXPECT_THAT(told(), ElementsAre("8(Y,X) 4/4 10/0/0/0", "8(X3) 0/0 10/0/10/0"));
}

TEST_P(Scenarios, S66APositionThatCouldGrowTooLarge) {
  RiskLimits limits;
  limits.max_position = {{"*", "19"}};
  static_cast<void>(floor.set_limits(limits));
  open_order();
  const auto first = floor.order();
  trade(1, "4", "4");
  static_cast<void>(floor.place("X2"));
  floor.use(first);
  static_cast<void>(floor.replace("Y", "X", "20"));
  EXPECT_THAT(told(),
              ElementsAre(kNew, "8(X) F/1 10/4/6/4", "8(X2) 8/8 10/0/0/0 103=3", "9(Y,X) 434=2 39=1 102=2"));
  static_cast<void>(floor.replace("Z", "X", "19"));
  floor.qty = "19";
  modified(OrderStatus::PartiallyFilled, "4");
  EXPECT_THAT(told(), ElementsAre("8(Z,X) 5/1 19/4/15/0"));
}

TEST_P(Scenarios, S66TooManyReplacesForItsOrders) {
  RiskLimits limits;
  limits.amend_ratio = 1;
  static_cast<void>(floor.set_limits(limits));
  open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "12";
  modified(OrderStatus::New);
  static_cast<void>(floor.replace("Z", "Y", "13"));
  EXPECT_THAT(told(), ElementsAre(kNew, "8(Y,X) 5/0 12/0/12/0", "9(Z,Y) 434=2 39=0 102=2"));
}

TEST_P(Scenarios, S66NoLimitHindersACancel) {
  open_order();
  RiskLimits limits;
  limits.may_buy = limits.may_sell = false;
  static_cast<void>(floor.set_limits(limits));
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  EXPECT_THAT(told(), ElementsAre(kNew, "8(Y,X) 4/4 10/0/0/0"));
}

}  // namespace
}  // namespace bridge::scenarios
