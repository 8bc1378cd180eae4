// order.modify besides the documented frames.
#include "simulator/market.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;

class Amend : public Market {
 protected:
  Amend() {
    (void)place(limit("a", "BUY", "0.250", "3000.00"));
    hush();
  }
  json::object amend(const Params& params) { return ask("order.modify", params); }
};

TEST_F(Amend, RefusesWhatIsNoAmendment) {
  const auto change = [](const Params& more) { return amendment("a", "BUY", "0.300", "3001.00", more); };
  const std::pair<Params, int> all[] = {
      {change({{"origClientOrderId", ""}}), -1102},
      {change({{"quantity", ""}}), -1102},
      {change({{"side", ""}}), -1102},
      {change({{"side", "\"SELL\""}}), -1117},
      {change({{"quantity", "\"0\""}}), -4003},
      {change({{"price", "\"3001.005\""}}), -4014},
      {change({{"quantity", "\"0.001\""}}), -5029},
      {change({{"modifyId", "\"x\""}}), -1130},
      {change({{"priceMatch", "\"QUEUE_5\""}, {"price", ""}}), -5041},
      {change({{"origClientOrderId", "\"b\""}}), -2013},
  };
  for (const auto& [params, expected] : all) {
    const json::object reply = amend(params);
    EXPECT_EQ(code(reply), expected) << json::serialize(reply);
  }
  EXPECT_EQ(order("a").price, "3000.00");
  EXPECT_THAT(news(), ElementsAre());
}

TEST_F(Amend, KeepsTheIdsAndTellsTheModifyIdAsText) {
  const std::int64_t id = order("a").order_id;
  const json::object reply = amend(amendment("a", "BUY", "0.300", "3001.00", {{"modifyId", "77"}}));
  EXPECT_EQ(reply.at("result").at("orderId"), id);
  EXPECT_EQ(reply.at("result").at("modifyId"), 77);
  const json::object event = json::parse(told_.events().back().json).as_object();
  EXPECT_EQ(event.at("o").at("M"), "77");
  EXPECT_EQ(event.at("o").at("q"), "0.300");
  EXPECT_EQ(requests_.counters().orders_amended, 1);
}

TEST_F(Amend, LosesItsPlaceInTheQueueEvenForLess) {
  (void)place(limit("b", "BUY", "0.250", "3000.00"));
  ASSERT_EQ(code(amend(amendment("a", "BUY", "0.200", "3000.00"))), 0);
  (void)place(market("taker", "SELL", "0.100", {{"selfTradePreventionMode", "\"NONE\""}}));
  EXPECT_EQ(order("b").executed_qty, "0.100");
  EXPECT_EQ(order("a").executed_qty, "0.000");
}

TEST_F(Amend, TradesAtOnceWhenItCrosses) {
  quote(book_, "ETHUSDT", "SELL", "0.100", "3005", at_);
  const json::object reply = amend(amendment("a", "BUY", "0.250", "3010.00"));
  EXPECT_EQ(status(reply), "PARTIALLY_FILLED");
  EXPECT_THAT(news(),
              ElementsAre("ORDER_TRADE_UPDATE a AMENDMENT NEW 0", "TRADE_LITE a 0.100",
                          "ORDER_TRADE_UPDATE a TRADE PARTIALLY_FILLED 0.100", "ACCOUNT_UPDATE BOTH 0.100"));
}

TEST_F(Amend, CancelsTheOrderThatItLeavesNothingOf) {
  (void)fill_by_hand(book_, named("a"), "0.200", "", at_);
  hush();
  EXPECT_EQ(status(amend(amendment("a", "BUY", "0.200", "3001.00"))), "CANCELED");
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE a CANCELED CANCELED 0.200"));
  EXPECT_EQ(code(amend(amendment("a", "BUY", "0.300", "3001.00"))), -2013);
}

TEST_F(Amend, CancelsAPostOnlyOrderThatWouldTake) {
  (void)place(limit("gtx", "BUY", "1", "2990.00", {{"timeInForce", "\"GTX\""}}));
  quote(book_, "ETHUSDT", "SELL", "1", "3005", at_);
  EXPECT_EQ(status(amend(amendment("gtx", "BUY", "1", "3004.99"))), "NEW");
  EXPECT_EQ(status(amend(amendment("gtx", "BUY", "1", "3005.00"))), "CANCELED");
  EXPECT_EQ(order("gtx").executed_qty, "0.000");
}

TEST_F(Amend, TakesThePriceThatTheBookHas) {
  quote(book_, "ETHUSDT", "BUY", "1", "3002.50", at_);
  const json::object reply =
      amend(amendment("a", "BUY", "0.250", "", {{"priceMatch", "\"QUEUE\""}, {"price", ""}}));
  EXPECT_EQ(reply.at("result").at("price"), "3002.50");
  EXPECT_EQ(reply.at("result").at("priceMatch"), "QUEUE");
}

TEST_F(Amend, CountsAsAnOrderEvenWhenRefused) {
  (void)amend(amendment("a", "BUY", "0.250", "3000.00"));
  EXPECT_EQ(requests_.order_limits(at_)[0].count, 2);
  EXPECT_EQ(requests_.order_limits(at_ + std::chrono::seconds{10})[0].count, 0);
  EXPECT_EQ(requests_.order_limits(at_)[1].count, 2);
}

}  // namespace
}  // namespace bridge::simulator::test
