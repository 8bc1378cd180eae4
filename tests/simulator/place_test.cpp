// What order.place refuses besides the documented frames, and what it takes.
#include "simulator/deeds.hpp"
#include "simulator/market.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;

class Place : public Market {};

struct Refused {
  Params params;
  int code;
};

TEST_F(Place, RefusesWhatIsNotAnOrder) {
  const auto eth = [](const Params& more) { return limit("a", "BUY", "0.250", "3120.55", more); };
  const auto at_market = [](const Params& more) { return market("a", "BUY", "0.250", more); };
  const Refused all[] = {
      {eth({{"symbol", ""}}), -1102},
      {eth({{"symbol", "\"NOUSDT\""}}), -1121},
      {eth({{"side", ""}}), -1102},
      {eth({{"side", "\"HOLD\""}}), -1117},
      {eth({{"type", ""}}), -1102},
      {eth({{"type", "\"ICEBERG\""}}), -1116},
      {eth({{"type", "\"TRAILING_STOP_MARKET\""}}), -4120},
      {eth({{"timeInForce", ""}}), -1102},
      {eth({{"timeInForce", "\"DAY\""}}), -1115},
      {eth({{"quantity", ""}}), -1102},
      {eth({{"quantity", "\"1e3\""}}), -1102},
      {eth({{"quantity", "\"-1\""}}), -4003},
      {eth({{"quantity", "\"0.2505\""}}), -1111},
      {eth({{"quantity", "\"10001\""}}), -4005},
      {eth({{"price", "\"0\""}}), -4001},
      {eth({{"price", "\"306177.01\""}}), -4002},
      {eth({{"price", "\"39.85\""}}), -4013},
      {eth({{"goodTillDate", "1795363200000"}}), -1106},
      {eth({{"stopPrice", "\"3000\""}}), -1106},
      {eth({{"timeInForce", "\"GTD\""}}), -1102},
      {eth({{"priceMatch", "\"QUEUE\""}}), -1106},
      {eth({{"priceMatch", "\"OPPONENT_20\""}, {"price", ""}}), -5037},
      {eth({{"selfTradePreventionMode", "\"DECREMENT\""}}), -5039},
      {eth({{"newOrderRespType", "\"FULL\""}}), -1136},
      {eth({{"positionSide", "\"UP\""}}), -4060},
      {eth({{"positionSide", "\"LONG\""}}), -4061},
      {eth({{"reduceOnly", "\"yes\""}}), -1130},
      {eth({{"newClientOrderId", "\"a b\""}}), -1100},
      {eth({{"newClientOrderId", quoted(std::string(37, 'a'))}}), -4015},
      {at_market({{"price", "\"3120.55\""}}), -1106},
      {at_market({{"quantity", "\"2001\""}}), -4005},
      {at_market({{"priceMatch", "\"QUEUE\""}}), -5038},
  };
  for (const auto& [params, expected] : all) {
    const json::object reply = place(params);
    EXPECT_EQ(code(reply), expected) << json::serialize(reply);
    EXPECT_TRUE(reply.contains("rateLimits"));
  }
  EXPECT_TRUE(book_.orders().empty());
  EXPECT_TRUE(told_.events().empty());
}

TEST_F(Place, NamesWhatIsMissing) {
  const json::object reply = place(limit("a", "BUY", "0.250", "3120.55", {{"timeInForce", ""}}));
  EXPECT_EQ(reply.at("error").at("msg"),
            "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.");
  EXPECT_EQ(place(limit("a", "BUY", "0.250", "3120.55", {{"stopPrice", "\"1\""}})).at("error").at("msg"),
            "Parameter 'stopPrice' sent when not required.");
}

TEST_F(Place, ChecksPricesAgainstTheMarkPriceOfTheSidesThatCouldLose) {
  set_price(book_, "ETHUSDT", "3000", "", at_);
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3150.01"))), -4016);
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3150.00"))), 0);
  EXPECT_EQ(code(place(limit("b", "SELL", "1", "2849.99"))), -4024);
  EXPECT_EQ(code(place(limit("c", "SELL", "1", "9000.00"))), 0);
  quote(book_, "ETHUSDT", "SELL", "1", "3150.01", at_);
  EXPECT_EQ(code(place(limit("d", "BUY", "1", "2000.00"))), 0);
  EXPECT_EQ(code(place(market("e", "SELL", "1", {{"selfTradePreventionMode", "\"NONE\""}}))), 0);
  clear_quotes(book_, "ETHUSDT", at_);
  (void)cancel_by_hand(book_, named("c"), at_);
  quote(book_, "ETHUSDT", "SELL", "1", "3150.01", at_);
  EXPECT_EQ(code(place(market("f", "BUY", "1"))), -4131);
}

TEST_F(Place, AsksForTheMinimumNotionalUnlessItReduces) {
  EXPECT_EQ(code(place(limit("a", "SELL", "0.001", "3120.55"))), -4164);
  set_position(book_, {.symbol = "ETHUSDT", .amount = kOne, .entry = 3000 * kOne}, at_);
  EXPECT_EQ(code(place(limit("a", "SELL", "0.001", "3120.55", {{"reduceOnly", "\"true\""}}))), 0);
  EXPECT_EQ(code(place(market("b", "BUY", "0.001"))), 0);  // worth nothing known
  set_price(book_, "ETHUSDT", "3000", "", at_);
  EXPECT_EQ(code(place(market("c", "BUY", "0.001"))), -4164);
}

TEST_F(Place, WantsASideInHedgeModeAndNoReduceOnly) {
  set_hedge_mode(book_, true, at_);
  const Params long_side{{"positionSide", "\"LONG\""}};
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3000.00"))), -4061);
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3000.00",
                             {{"positionSide", "\"LONG\""}, {"reduceOnly", "\"false\""}}))),
            -4062);
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3000.00", long_side))), 0);
  EXPECT_EQ(code(place(limit("b", "SELL", "1", "3500.00", long_side))), -2022);
  (void)fill_by_hand(book_, named("a"), "", "", at_);
  const json::object closing = place(limit("b", "SELL", "1", "3500.00", long_side));
  ASSERT_EQ(code(closing), 0);
  EXPECT_EQ(closing.at("result").at("reduceOnly"), true);
  EXPECT_EQ(book_.position("ETHUSDT", "LONG").amount, kOne);
  EXPECT_EQ(book_.position("ETHUSDT", "BOTH").amount, 0);
}

TEST_F(Place, KeepsAClientIdUniqueAmongOpenOrdersOnly) {
  ASSERT_EQ(code(place(limit("a", "BUY", "1", "3000.00"))), 0);
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3000.00"))), -4116);
  (void)cancel_by_hand(book_, named("a"), at_);
  EXPECT_EQ(code(place(limit("a", "BUY", "1", "3000.00"))), 0);
}

TEST_F(Place, MakesAClientIdWhenThereIsNone) {
  const json::object reply = place(limit("", "BUY", "1", "3000.00", {{"newClientOrderId", ""}}));
  ASSERT_EQ(code(reply), 0);
  EXPECT_FALSE(reply.at("result").at("clientOrderId").as_string().empty());
}

TEST_F(Place, FindsTheFifthPriceNotTheFifthOrder) {
  for (const char* price : {"3000", "3001", "3001", "3002", "3003"}) {
    quote(book_, "ETHUSDT", "SELL", "1", price, at_);
  }
  const Params fifth{{"priceMatch", "\"OPPONENT_5\""}, {"price", ""}};
  EXPECT_EQ(code(place(limit("a", "BUY", "0.250", "", fifth))), -5041);
  quote(book_, "ETHUSDT", "SELL", "1", "3004", at_);
  const json::object reply = place(limit("a", "BUY", "0.250", "", fifth));
  EXPECT_EQ(reply.at("result").at("price"), "3004.00");
  EXPECT_EQ(order("a").avg_price, "3000.00000");
}

TEST_F(Place, DropsTheMillisecondsOfADateAndExpiresThen) {
  const std::int64_t date = to_ms(kNow) + 700'123;
  (void)place(limit("a", "BUY", "1", "3000.00",
                    {{"timeInForce", "\"GTD\""}, {"goodTillDate", std::to_string(date)}}));
  const std::int64_t kept = order("a").good_till_date;
  EXPECT_EQ(kept, date - date % 1000);
  pass_time(book_, from_ms(kept - 1));
  EXPECT_EQ(order("a").status, "NEW");
  pass_time(book_, from_ms(kept));
  EXPECT_EQ(order("a").status, "EXPIRED");
}

TEST_F(Place, ExpiresOverdueOrdersBeforeItAnswers) {
  (void)place(limit("a", "BUY", "1", "3000.00",
                    {{"timeInForce", "\"GTD\""}, {"goodTillDate", std::to_string(to_ms(kNow) + 601'000)}}));
  at_ = kNow + std::chrono::seconds{602};
  EXPECT_EQ(status(ask("order.status", {{"symbol", "\"ETHUSDT\""}, {"origClientOrderId", "\"a\""}})),
            "EXPIRED");
}

TEST_F(Place, IsThereForStatusAndCancel) {
  (void)place(limit("a", "BUY", "1", "3000.00"));
  const Params names{{"symbol", "\"ETHUSDT\""}, {"origClientOrderId", "\"a\""}};
  const json::object told = ask("order.status", names);
  EXPECT_EQ(told.at("result").at("avgPrice"), "0.00000");
  EXPECT_EQ(told.at("result").at("time"), to_ms(kNow));
  hush();
  EXPECT_EQ(status(ask("order.cancel", names)), "CANCELED");
  EXPECT_THAT(news(), testing::ElementsAre("ORDER_TRADE_UPDATE a CANCELED CANCELED 0"));
}

TEST_F(Place, CountsOrdersAndShowsWhatIsUsed) {
  (void)place(limit("a", "BUY", "1", "3000.00"));
  const json::object reply = place(limit("b", "BUY", "1", "3000.00"));
  const json::array& rows = reply.at("rateLimits").as_array();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("limit"), -1);
  EXPECT_EQ(rows[1].at("count"), 2);
  EXPECT_EQ(rows[2].at("intervalNum"), 1);
  EXPECT_EQ(requests_.counters().orders_placed, 2);
  EXPECT_FALSE(
      place(limit("c", "BUY", "1", "3000.00", {{"returnRateLimits", "false"}})).contains("rateLimits"));
}

}  // namespace
}  // namespace bridge::simulator::test
