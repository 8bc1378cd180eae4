// Orders that are placed, filled, refused and expire: fixspec/scenarios.md, S01 to S12.
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using order::OrdRejReason;

TEST_P(Scenarios, S01FilledInTwo) {
  static_cast<void>(floor.place("X"));
  acknowledged();
  trade(1, "3", "3");
  trade(2, "7", "10");
  trade(2, "7", "10");  // the venue says it twice
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3", "8(X) F/2 10/10/0/7"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1"));
}

TEST_P(Scenarios, S02RefusedByTheVenue) {
  static_cast<void>(floor.place("X"));
  refused(RequestKind::Place, error(-4014));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1"));
}

TEST_P(Scenarios, S03RefusedHere) {
  auto command = Floor::limit("X");
  command.refused = order::OrderRefusal{OrdRejReason::UnsupportedCharacteristic,
                                        "MinQty(110)=5 is not supported by the venue"};
  static_cast<void>(floor.place(command));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=11"));
  static_cast<void>(floor.decide(order::LinkDown{"reset", {}}));
  static_cast<void>(floor.place("X2"));
  EXPECT_THAT(told(), ElementsAre("8(X2) 8/8 10/0/0/0 103=0"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S04FilledBeforeItIsAcknowledged) {
  static_cast<void>(floor.place("X"));
  trade(1, "3", "3");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3"));
  acknowledged();
  EXPECT_THAT(told(), IsEmpty());
}

TEST_P(Scenarios, S05AFillThatOnlyAReplyTellsOfIsFetched) {
  using std::chrono_literals::operator""s;
  static_cast<void>(floor.place("X"));
  auto taken = floor.shown(OrderStatus::New, "0");
  auto filled = taken;
  filled.status = OrderStatus::Filled;
  filled.executed_qty = "10";
  either([&] { static_cast<void>(floor.answer(RequestKind::Place, Found{filled})); },
         [&] { tell_new(taken); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
  static_cast<void>(floor.wait(2s));
  static_cast<void>(sent());
  static_cast<void>(floor.answer(RequestKind::Trades, order::TradesFound{{fill(7, "4"), fill(8, "6")}}));
  EXPECT_THAT(told(), ElementsAre("8(X) F/1 10/4/6/4", "8(X) F/2 10/10/0/6"));
  trade(7, "4", "4");
  trade(8, "6", "10");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(Scenarios, S06Market) {
  auto command = limit("X", TimeInForce::None);
  command.terms.type = order::OrdType::Market;
  command.terms.price.clear();
  static_cast<void>(floor.place(command));
  acknowledged();
  trade(1, "10", "10");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/2 10/10/0/10"));
}

TEST_P(Scenarios, S07TheRestOfAnIocExpires) {
  static_cast<void>(floor.place(limit("X", TimeInForce::ImmediateOrCancel)));
  acknowledged();
  trade(1, "4", "4");
  expired("4", "2");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/4/6/4", "8(X) C/C 10/4/0/0"));
}

TEST_P(Scenarios, S08AnIocThatFindsNothingExpires) {
  static_cast<void>(floor.place(limit("X", TimeInForce::ImmediateOrCancel)));
  acknowledged();
  expired("0", "2");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) C/C 10/0/0/0"));
}

TEST_P(Scenarios, S08AnIocThatFindsNothingIsCanceledIfAgreed) {
  floor.entry.killed_is_canceled = true;
  static_cast<void>(floor.place(limit("X", TimeInForce::ImmediateOrCancel)));
  acknowledged();
  expired("0", "2");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) 4/4 10/0/0/0"));
}

// A question says what the report said (order.status is not asked).
TEST_P(Scenarios, S08TheRestOfAMarketOrderIsCanceledIfAgreed) {
  floor.entry.killed_is_canceled = true;
  auto command = limit("X", TimeInForce::None);
  command.terms.type = order::OrdType::Market;
  command.terms.price.clear();
  static_cast<void>(floor.place(command));
  acknowledged();
  trade(1, "4", "4");
  expired("4", "9");
  static_cast<void>(floor.question("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/4/6/4", "8(X) 4/4 10/4/0/0",
                                  "8(X) I/4 10/4/0/0"));
}

TEST_P(Scenarios, S09AFokThatIsRefused) {
  static_cast<void>(floor.place(limit("X", TimeInForce::FillOrKill)));
  refused(RequestKind::Place, error(-5021));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
}

TEST_P(Scenarios, S09AFokThatExpires) {
  static_cast<void>(floor.place(limit("X", TimeInForce::FillOrKill)));
  acknowledged();
  expired("0", "10");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) C/C 10/0/0/0"));
}

PlaceCommand post_only() {
  auto command = limit("X", TimeInForce::GoodTillCancel);
  command.terms.post_only = true;
  return command;
}

TEST_P(Scenarios, S10APostOnlyOrderThatIsRefused) {
  static_cast<void>(floor.place(post_only()));
  refused(RequestKind::Place, error(-5022));
  EXPECT_THAT(told(), ElementsAre("8(X) 8/8 10/0/0/0 103=99"));
}

TEST_P(Scenarios, S10APostOnlyOrderThatExpires) {
  static_cast<void>(floor.place(post_only()));
  acknowledged();
  expired("0", "11");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) C/C 10/0/0/0"));
}

TEST_P(Scenarios, S11GoodTillADate) {
  auto command = limit("X", TimeInForce::GoodTillDate);
  command.terms.good_till_ms = Floor::kStart + 3'600'000;
  static_cast<void>(floor.place(command));
  acknowledged();
  trade(1, "4", "4");
  expired("4");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/4/6/4", "8(X) C/C 10/4/0/0"));
}

TEST_P(Scenarios, S12ExpiredInAMatchWithItself) {
  open_order();
  trade(1, "4", "4");
  expired("4", "1", OrderStatus::ExpiredInMatch);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/4/6/4", "8(X) C/C 10/4/0/0"));
}

TEST_P(Scenarios, S12TheEndWaitsForTheFillsBeforeIt) {
  open_order();
  expired("4", "1", OrderStatus::ExpiredInMatch);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
  trade(1, "4", "4");
  EXPECT_THAT(told(), ElementsAre("8(X) F/1 10/4/6/4", "8(X) C/C 10/4/0/0"));
}

}  // namespace
}  // namespace bridge::scenarios
