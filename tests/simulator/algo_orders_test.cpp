// Conditional orders, from algoOrder.place to what becomes of the order they turn into.
#include "simulator/market.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::SizeIs;

class AlgoOrders : public Market {
 protected:
  json::object place_algo(const Params& params) { return ask("algoOrder.place", params); }
  [[nodiscard]] const AlgoOrder& algo(const std::string& id) const {
    return *book_.find_algo({.client_algo_id = id});
  }
  void price(const std::string& both) { set_price(book_, "ETHUSDT", both, both, at_); }
};

TEST_F(AlgoOrders, BecomeAnOrderOfTheirOwnWithTheirClientId) {
  price("3000");
  quote(book_, "ETHUSDT", "BUY", "1", "2989.50", at_);
  ASSERT_EQ(code(place_algo(stop("s", "SELL", "0.250", "2990.00"))), 0);
  hush();
  price("2990.01");
  EXPECT_THAT(news(), ElementsAre());
  price("2990");
  EXPECT_THAT(news(), ElementsAre("ALGO_UPDATE s TRIGGERING", "ALGO_UPDATE s TRIGGERED",
                                  "ORDER_TRADE_UPDATE s NEW NEW 0", "TRADE_LITE s 0.250",
                                  "ORDER_TRADE_UPDATE s TRADE FILLED 0.250", "ACCOUNT_UPDATE BOTH -0.250",
                                  "ALGO_UPDATE s FINISHED"));
  EXPECT_EQ(order("s").order_id, algo("s").actual_order_id);
  EXPECT_EQ(order("s").orig_type, "STOP_MARKET");
  EXPECT_EQ(order("s").stop_price, "2990.00");
  EXPECT_EQ(algo("s").actual_quantity, "0.250");
}

TEST_F(AlgoOrders, WatchTheirOwnPriceInTheirOwnDirection) {
  const struct {
    const char* type;
    const char* side;
    const char* before;
    const char* then;
  } kinds[] = {{"STOP_MARKET", "SELL", "3000.01", "3000"},
               {"STOP_MARKET", "BUY", "2999.99", "3000"},
               {"TAKE_PROFIT_MARKET", "SELL", "2999.99", "3000"},
               {"TAKE_PROFIT_MARKET", "BUY", "3000.01", "3000"}};
  for (const auto& [type, side, before, then] : kinds) {
    set_price(book_, "ETHUSDT", before, before, at_);
    const std::string id = std::string{type} + side;
    ASSERT_EQ(code(place_algo(stop(id, side, "1", "3000.00",
                                   {{"type", quoted(type)}, {"workingType", "\"MARK_PRICE\""}}))),
              0)
        << id;
    set_price(book_, "ETHUSDT", "", then, at_);
    EXPECT_EQ(algo(id).status, "NEW") << id;
    set_price(book_, "ETHUSDT", then, "", at_);
    EXPECT_EQ(algo(id).status, "FINISHED") << id;
  }
}

TEST_F(AlgoOrders, FireOnTheLastPriceThatATradeMade) {
  price("3000");
  (void)place_algo(stop("s", "SELL", "0.250", "2990.00"));
  quote(book_, "ETHUSDT", "BUY", "0.100", "2989", at_);
  (void)place(market("m", "SELL", "0.100"));
  EXPECT_EQ(algo("s").status, "FINISHED");
  EXPECT_EQ(order("s").status, "EXPIRED");  // nobody is left to buy
}

TEST_F(AlgoOrders, WaitOnTheBookWhenTheyAreLimitOrders) {
  price("3000");
  const Params more{{"type", "\"STOP\""}, {"price", "\"2985.00\""}, {"timeInForce", "\"GTC\""}};
  ASSERT_EQ(code(place_algo(stop("s", "SELL", "0.250", "2990.00", more))), 0);
  price("2990");
  EXPECT_EQ(algo("s").status, "TRIGGERED");
  EXPECT_EQ(order("s").type, "LIMIT");
  EXPECT_EQ(order("s").status, "NEW");
  hush();
  const Params names{{"symbol", "\"ETHUSDT\""}, {"orderId", std::to_string(algo("s").actual_order_id)}};
  EXPECT_EQ(status(ask("order.cancel", names)), "CANCELED");
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE s CANCELED CANCELED 0", "ALGO_UPDATE s FINISHED"));
}

TEST_F(AlgoOrders, FollowThePriceWhenTheyTrail) {
  price("3000");
  const Params more{{"type", "\"TRAILING_STOP_MARKET\""},
                    {"triggerPrice", ""},
                    {"callbackRate", "\"1\""},
                    {"activatePrice", "\"3100.00\""}};
  ASSERT_EQ(code(place_algo(stop("t", "SELL", "0.250", "", more))), 0);
  EXPECT_THAT(news(), ElementsAre("ALGO_UPDATE t NEW"));
  price("2900");
  EXPECT_THAT(news(), ElementsAre());
  price("3100");
  EXPECT_THAT(news(), ElementsAre("ALGO_UPDATE t NEW"));
  price("3200");
  price("3168.01");
  EXPECT_EQ(algo("t").status, "NEW");
  price("3168");
  EXPECT_EQ(algo("t").status, "FINISHED");
}

TEST_F(AlgoOrders, AreCanceledOnce) {
  (void)place_algo(stop("s", "SELL", "0.250", "2990.00"));
  hush();
  const json::object reply = ask("algoOrder.cancel", {{"clientAlgoId", "\"s\""}});
  EXPECT_EQ(reply.at("result").at("code"), "200");
  EXPECT_THAT(news(), ElementsAre("ALGO_UPDATE s CANCELED"));
  EXPECT_EQ(code(ask("algoOrder.cancel", {{"clientAlgoId", "\"s\""}})), -2011);
  EXPECT_EQ(code(ask("algoOrder.cancel", {})), -1102);
  EXPECT_EQ(code(ask("algoOrder.cancel", {{"algoId", "\"x\""}})), -1130);
  price("2000");
  EXPECT_THAT(book_.orders(), SizeIs(0));
}

TEST_F(AlgoOrders, AreNotToBeFoundAsOrders) {
  (void)place_algo(stop("s", "SELL", "0.250", "2990.00"));
  const Params names{{"symbol", "\"ETHUSDT\""}, {"origClientOrderId", "\"s\""}};
  EXPECT_EQ(code(ask("order.cancel", names)), -2011);
  EXPECT_EQ(code(ask("order.status", names)), -2013);
}

TEST_F(AlgoOrders, CloseTheWholePosition) {
  set_position(book_, {.symbol = "ETHUSDT", .amount = kOne, .entry = 3000 * kOne}, at_);
  quote(book_, "ETHUSDT", "BUY", "5", "2900", at_);
  ASSERT_EQ(
      code(place_algo(stop("c", "SELL", "", "2990.00", {{"quantity", ""}, {"closePosition", "\"true\""}}))),
      0);
  price("2990");
  EXPECT_EQ(order("c").orig_qty, "1.000");
  EXPECT_EQ(order("c").status, "FILLED");
  EXPECT_EQ(book_.position("ETHUSDT", "BOTH").amount, 0);
}

TEST_F(AlgoOrders, AreRejectedOrExpireWhenThereIsNothingToReduce) {
  ASSERT_EQ(code(place_algo(stop("r", "SELL", "1", "2990.00", {{"reduceOnly", "\"true\""}}))), 0);
  ASSERT_EQ(
      code(place_algo(stop("c", "SELL", "", "2990.00", {{"quantity", ""}, {"closePosition", "\"true\""}}))),
      0);
  price("2990");
  EXPECT_EQ(algo("r").status, "REJECTED");
  EXPECT_EQ(algo("r").reject_reason, "ReduceOnly Order is rejected.");
  EXPECT_EQ(algo("c").status, "EXPIRED");
}

TEST_F(AlgoOrders, RefuseWhatTheyDoNotUnderstand) {
  const std::pair<Params, int> all[] = {
      {{{"algoType", ""}}, -1102},
      {{{"algoType", "\"TWAP\""}}, -1130},
      {{{"type", "\"LIMIT\""}}, -1116},
      {{{"timeInForce", "\"GTX\""}}, -1115},
      {{{"triggerPrice", ""}}, -1102},
      {{{"triggerPrice", "\"0\""}}, -4006},
      {{{"triggerPrice", "\"306178\""}}, -4007},
      {{{"price", "\"2980\""}}, -1106},
      {{{"priceMatch", "\"QUEUE\""}}, -5038},
      {{{"callbackRate", "\"1\""}}, -1106},
      {{{"quantity", ""}}, -1102},
      {{{"workingType", "\"INDEX\""}}, -1130},
      {{{"closePosition", "\"true\""}, {"quantity", ""}, {"reduceOnly", "\"true\""}}, -1106},
      {{{"positionSide", "\"LONG\""}}, -4061},
      {{{"type", "\"STOP\""}}, -1102},
      {{{"type", "\"TRAILING_STOP_MARKET\""}, {"triggerPrice", ""}, {"callbackRate", "\"20.1\""}}, -1130},
      {{{"type", "\"TRAILING_STOP_MARKET\""}, {"triggerPrice", ""}}, -1102},
  };
  for (const auto& [more, expected] : all) {
    const json::object reply = place_algo(stop("s", "SELL", "0.250", "2990.00", more));
    EXPECT_EQ(code(reply), expected) << json::serialize(reply);
  }
  EXPECT_THAT(book_.open_algo_orders(""), SizeIs(0));
  // They weigh nothing, but count as orders, although their replies do not tell.
  EXPECT_EQ(requests_.order_limits(at_)[0].count, static_cast<std::int64_t>(std::size(all)));
}

TEST_F(AlgoOrders, MeetWhatIsPlanned) {
  price("3000");
  requests_.behave("held", {.triggers = {{.executes = false}}});
  requests_.behave("poor", {.triggers = {{.refusal = Refusal{400, -2019, "Margin is insufficient."}}}});
  requests_.behave("late", {.triggers = {{.tells_later = true}}});
  for (const char* id : {"held", "poor", "late"}) (void)place_algo(stop(id, "SELL", "1", "2990.00"));
  quote(book_, "ETHUSDT", "BUY", "1", "2989", at_);
  hush();
  price("2990");
  EXPECT_THAT(news(), ElementsAre("ALGO_UPDATE held TRIGGERING", "ALGO_UPDATE poor TRIGGERING",
                                  "ALGO_UPDATE poor REJECTED", "ALGO_UPDATE late TRIGGERING",
                                  "ORDER_TRADE_UPDATE late NEW NEW 0", "TRADE_LITE late 1.000",
                                  "ORDER_TRADE_UPDATE late TRADE FILLED 1.000", "ACCOUNT_UPDATE BOTH -1.000",
                                  "ALGO_UPDATE late TRIGGERED", "ALGO_UPDATE late FINISHED"));
  EXPECT_EQ(algo("poor").reject_reason, "Margin is insufficient.");
  EXPECT_EQ(code(ask("algoOrder.cancel", {{"clientAlgoId", "\"held\""}})), -4117);
  EXPECT_TRUE(trigger_by_hand(book_, {.client_algo_id = "held"}, at_));
  EXPECT_EQ(algo("held").status, "FINISHED");
  EXPECT_FALSE(trigger_by_hand(book_, {.client_algo_id = "held"}, at_));
}

}  // namespace
}  // namespace bridge::simulator::test
