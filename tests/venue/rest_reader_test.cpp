#include "venue/binance/rest_reader.hpp"

#include "venue/binance/algo_reader.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;

json::value body(const std::string& file) { return test::read_frame_file(file).at("response").at("body"); }
std::string body_text(const std::string& file) { return json::serialize(body(file)); }

// The body of a file whose first element was changed.
template <class Change>
std::string changed_list(const std::string& file, Change change) {
  json::value list = body(file);
  change(list.as_array().at(0).as_object());
  return json::serialize(list);
}

const order::OrderId kOrder{8389765500001234567};

}  // namespace

TEST(RestReader, ReadsListsOfOrders) {
  const auto open = read_orders(body_text("rest.openOrders.get.json"));
  ASSERT_TRUE(open);
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ(open->at(0).order_id, kOrder);
  EXPECT_EQ(open->at(0).status, order::OrderStatus::New);
  EXPECT_EQ(open->at(1).client_order_id, "FIX-45");
  EXPECT_EQ(open->at(1).executed_qty, "0.100");
  EXPECT_EQ(open->at(1).avg_price, "3120.50");
  EXPECT_EQ(open->at(1).time_ms, 1795359600020);
  const auto all = read_orders(body_text("rest.allOrders.get.json"));
  ASSERT_TRUE(all);
  EXPECT_EQ(all->at(0).status, order::OrderStatus::Filled);
  EXPECT_TRUE(read_orders("[]")->empty());
}

TEST(RestReader, ReadsOneOrder) {
  const auto order = read_one_order(json::serialize(body("rest.allOrders.get.json").as_array().at(0)));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->order_id, kOrder);
  EXPECT_FALSE(read_one_order("[]"));
  EXPECT_FALSE(read_one_order("{}"));
}

TEST(RestReader, ReadsAListWholeOrNotAtAll) {
  for (const char* key : {"orderId", "symbol", "status", "origQty", "executedQty"}) {
    const auto list =
        read_orders(changed_list("rest.openOrders.get.json", [&](json::object& o) { o.erase(key); }));
    ASSERT_FALSE(list);
    EXPECT_TRUE(list.error().what.starts_with("element 0: ")) << list.error().what;
    EXPECT_NE(list.error().what.find(key), std::string::npos);
  }
  for (const char* key : {"id", "orderId", "price", "qty", "symbol"}) {
    EXPECT_FALSE(read_trades(changed_list("rest.userTrades.get.json", [&](json::object& o) {
      o.erase(key);
    }))) << key;
  }
  for (const char* key : {"algoId", "symbol", "algoStatus"}) {
    EXPECT_FALSE(read_algo_orders(changed_list("rest.openAlgoOrders.get.json", [&](json::object& o) {
      o.erase(key);
    }))) << key;
  }
  for (const char* text : {"", "{}", "null", "[", "[1]", "[null]", "[[]]", "<html></html>"}) {
    EXPECT_FALSE(read_orders(text)) << text;
    EXPECT_FALSE(read_trades(text)) << text;
    EXPECT_FALSE(read_algo_orders(text)) << text;
    EXPECT_FALSE(read_order_limits(text)) << text;
  }
}

TEST(RestReader, ReadsTrades) {
  const auto trades = read_trades(body_text("rest.userTrades.get.json"));
  ASSERT_TRUE(trades);
  ASSERT_EQ(trades->size(), 2U);
  const order::Execution& first = trades->at(0);
  EXPECT_EQ(first.symbol, "ETHUSDT");
  EXPECT_EQ(first.order_id, kOrder);
  EXPECT_EQ(first.trade_id, 7123456789);
  EXPECT_EQ(first.last_qty, "0.100");
  EXPECT_EQ(first.last_px, "3120.50");
  EXPECT_EQ(first.commission, "0.06241000");
  EXPECT_EQ(first.commission_asset, "USDT");
  EXPECT_TRUE(first.maker);
  EXPECT_EQ(first.time_ms, 1795359600040);
  EXPECT_FALSE(
      read_trades(changed_list("rest.userTrades.get.json", [](json::object& o) { o["qty"] = "0"; })));
}

TEST(RestReader, ReadsConditionalOrders) {
  const auto open = read_algo_orders(body_text("rest.openAlgoOrders.get.json"));
  ASSERT_TRUE(open);
  EXPECT_EQ(open->at(0).algo_id, order::AlgoId{2000000912345678});
  EXPECT_EQ(open->at(0).status, order::AlgoStatus::New);
  EXPECT_EQ(open->at(0).child, std::nullopt);
  const auto finished = read_one_algo_order(body_text("rest.algoOrder.get.json"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, order::AlgoStatus::Finished);
  EXPECT_EQ(finished->child, order::OrderId{8389765500001239999});
  EXPECT_EQ(finished->avg_price, "2989.71000");
  EXPECT_EQ(finished->executed_qty, "0.250");
  EXPECT_EQ(finished->trigger_time_ms, 1795359600900);
}

TEST(RestReader, ReadsWhatAlgoOrderPlaceAnswers) {
  const auto placed = [](const std::string& file) {
    const std::string result = json::serialize(test::read_frame_file(file).at("response").at("result"));
    return *read_one_algo_order(result);
  };
  const order::AlgoOrder trailing = placed("algoOrder.place.trailing.json");
  EXPECT_EQ(trailing.order_type, "TRAILING_STOP_MARKET");
  EXPECT_EQ(trailing.activate_price, "3150.00");
  EXPECT_EQ(trailing.callback_rate, "0.5");
  EXPECT_EQ(trailing.create_time_ms, 1795359600020);
  EXPECT_TRUE(placed("algoOrder.place.take_profit_market_close_position.json").close_position);
  EXPECT_EQ(placed("algoOrder.place.stop_limit.json").client_algo_id, "FIX-A-7");
  EXPECT_EQ(placed("algoOrder.place.take_profit_limit.json").status, order::AlgoStatus::New);
  EXPECT_EQ(placed("algoOrder.place.json").trigger_price, "2990.00");
}

TEST(RestReader, ReadsTheRulesOfASymbol) {
  const auto info = read_exchange_info(body_text("rest.exchangeInfo.get.json"));
  ASSERT_TRUE(info);
  ASSERT_EQ(info->symbols.size(), 1U);
  EXPECT_EQ(info->left_out, 0U);
  const order::SymbolRules& rules = info->symbols[0];
  EXPECT_EQ(rules.symbol, "ETHUSDT");
  EXPECT_EQ(rules.status, "TRADING");
  EXPECT_EQ(rules.tick, "0.01");
  EXPECT_EQ(rules.min_price, "39.86");
  EXPECT_EQ(rules.max_price, "306177");
  EXPECT_EQ(rules.lot.min + " " + rules.lot.max + " " + rules.lot.step, "0.001 10000 0.001");
  EXPECT_EQ(rules.market_lot.min + " " + rules.market_lot.max + " " + rules.market_lot.step,
            "0.001 2000 0.001");
  EXPECT_EQ(rules.min_notional, "20");
  EXPECT_EQ(rules.multiplier_up, "1.0500");
  EXPECT_EQ(rules.multiplier_down, "0.9500");
  EXPECT_EQ(rules.max_num_orders, 200);
  EXPECT_EQ(rules.position_control_side, "NONE");
  EXPECT_EQ(rules.order_types.size(), 7U);
  EXPECT_EQ(rules.order_types.at(1), "MARKET");
  EXPECT_EQ(rules.times_in_force, (std::vector<std::string>{"GTC", "IOC", "FOK", "GTX", "GTD", "RPI"}));
}

TEST(RestReader, LeavesOutASymbolThatItCannotRead) {
  json::value info = body("rest.exchangeInfo.get.json");
  json::array& symbols = info.at("symbols").as_array();
  const json::value whole = symbols.at(0);
  symbols.push_back(17);
  symbols.push_back(json::object{});
  symbols.push_back(whole);
  symbols.back().as_object()["symbol"] = "BTCUSDT";
  symbols.back().at("filters").as_array().erase(symbols.back().at("filters").as_array().begin());  // tick
  symbols.push_back(whole);
  symbols.back().as_object()["symbol"] = "测试USDT";
  symbols.back().as_object()["orderTypes"] = json::array{"LIMIT", 17, "a=b", "", nullptr};
  const auto read = read_exchange_info(json::serialize(info));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->left_out, 3U);
  ASSERT_EQ(read->symbols.size(), 2U);
  EXPECT_EQ(read->symbols[1].symbol, "测试USDT");
  EXPECT_EQ(read->symbols[1].order_types, std::vector<std::string>{"LIMIT"});
  for (const char* text : {"", "[]", "{}", R"({"symbols":{}})"})
    EXPECT_FALSE(read_exchange_info(text)) << text;
}

// A list of all symbols is longer than any frame may be.
TEST(RestReader, ReadsABodyOfSomeMiBAndNoLongerOne) {
  json::value info = body("rest.exchangeInfo.get.json");
  json::array& symbols = info.at("symbols").as_array();
  const json::value one = symbols.at(0);
  while (symbols.size() < 900) symbols.push_back(one);
  std::string text = json::serialize(info);
  EXPECT_GT(text.size(), 1U << 20U);
  const auto read = read_exchange_info(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->symbols.size(), 900U);
  text.append(kRestBodyLimit + 1 - text.size(), ' ');
  EXPECT_FALSE(read_exchange_info(text));
}

TEST(RestReader, ReadsLimitsAndTheMode) {
  const auto limits = read_order_limits(body_text("rest.rateLimit_order.get.json"));
  ASSERT_TRUE(limits);
  ASSERT_EQ(limits->size(), 2U);
  EXPECT_EQ(limits->at(0).type, "ORDERS");
  EXPECT_EQ(limits->at(0).interval, "SECOND");
  EXPECT_EQ(limits->at(0).interval_num, 10);
  EXPECT_EQ(limits->at(0).limit, 10000);
  EXPECT_FALSE(read_order_limits(R"([{"rateLimitType":"ORDERS","interval":"MINUTE","limit":-1}])"));
  EXPECT_EQ(*read_position_mode(body_text("rest.positionSide_dual.get.json")), false);
  EXPECT_EQ(*read_position_mode(R"({"dualSidePosition":true})"), true);
  for (const char* text : {"", "{}", "true", R"({"dualSidePosition":"true"})", R"({"dualSidePosition":1})"}) {
    EXPECT_FALSE(read_position_mode(text)) << text;
  }
}

TEST(RestReader, ReadsThatASweepWasTaken) {
  EXPECT_TRUE(read_swept(body_text("rest.allOpenOrders.delete.json")));
  EXPECT_TRUE(read_swept(body_text("rest.algoOpenOrders.delete.json")));
  for (const char* text : {"", "[]", "{}", R"({"code":"200"})", R"({"code":-2011,"msg":"no"})", "200"}) {
    EXPECT_FALSE(read_swept(text)) << text;
  }
}

TEST(RestReader, ReadsTheCountdownThatWasSet) {
  const auto set = read_countdown(body_text("rest.countdownCancelAll.post.json"));
  ASSERT_TRUE(set);
  EXPECT_EQ(set->symbol, "ETHUSDT");
  EXPECT_EQ(set->time, milliseconds{120000});
  EXPECT_EQ(read_countdown(R"({"symbol":"ETHUSDT","countdownTime":"0"})")->time, milliseconds{0});
  for (const char* text :
       {"", "[]", "{}", R"({"symbol":"ETHUSDT"})", R"({"countdownTime":"120000"})",
        R"({"symbol":"ETHUSDT","countdownTime":"soon"})", R"({"symbol":"ETHUSDT","countdownTime":"-1"})"}) {
    EXPECT_FALSE(read_countdown(text)) << text;
  }
}

TEST(RestReader, ReadsMarkPrices) {
  const std::string one =
      R"({"symbol":"BTCUSDT","markPrice":"64000.50000000","indexPrice":"64001.1","time":1795359600000})";
  const auto single = read_mark_prices(one);
  ASSERT_TRUE(single);
  ASSERT_EQ(single->size(), 1U);
  EXPECT_EQ(single->front().symbol, "BTCUSDT");
  EXPECT_EQ(single->front().price, "64000.50000000");
  EXPECT_EQ(single->front().time_ms, 1795359600000);
  // A price that is none is left out, and keeps no other from being read.
  const auto several = read_mark_prices(
      R"([{"symbol":"A","markPrice":"0","time":1},{"symbol":"B","markPrice":"x","time":1},7,)"
      R"({"symbol":"C","markPrice":"1"},)" +
      one + "]");
  ASSERT_TRUE(several);
  ASSERT_EQ(several->size(), 1U);
  for (const char* text : {"", "7", "\"BTCUSDT\"", "[", "{"}) EXPECT_FALSE(read_mark_prices(text)) << text;
}

TEST(RestReader, JudgesErrorsAsItDoesThoseOfFrames) {
  const auto judged = [](int status, const std::string& text) { return judge_rest(status, text, 0); };
  EXPECT_TRUE(
      std::holds_alternative<order::Missing>(judged(400, body_text("rest.order.get_error_2013.json"))));
  EXPECT_TRUE(std::holds_alternative<order::Unclear>(judged(503, body_text("rest.error_503_unknown.json"))));
  EXPECT_TRUE(std::holds_alternative<order::Unclear>(judged(502, "<html>Bad Gateway</html>")));
  EXPECT_TRUE(std::holds_alternative<order::Rejected>(judged(403, "<html>WAF</html>")));
  EXPECT_TRUE(std::holds_alternative<order::Unclear>(judged(400, R"({"code":"-1121"})")));
  const auto banned = judge_rest(418, R"({"code":-1003,"msg":"banned"})", 1795359720000);
  EXPECT_EQ(std::get<order::Rejected>(banned).error.retry_after_ms, 1795359720000);
}

}  // namespace bridge::venue::binance
