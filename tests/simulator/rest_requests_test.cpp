// REST requests without sockets: what is checked, what is told, what is done, what goes wrong as planned.
#include "simulator/deeds.hpp"
#include "simulator/hand.hpp"
#include "simulator/rest_desk.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <set>
#include <string>
#include <vector>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Rest : public RestDesk {
 protected:
  // An order of BTCUSDT.
  void put(std::int64_t id, milliseconds age = milliseconds{1000}, const std::string& status = "NEW") {
    Order order = documented_order();
    order.symbol = "BTCUSDT";
    order.order_id = id;
    order.client_order_id = "o-" + std::to_string(id);
    order.status = status;
    order.time = to_ms(at_ - age);
    book_.put(order, at_ - age);
  }
  void fill(std::int64_t id, const std::string& quantity) {
    ASSERT_TRUE(
        fill_by_hand(book_, {.symbol = "BTCUSDT", .order_id = id, .client_order_id = {}}, quantity, "", at_));
  }
  AlgoOrder put_algo(const std::string& client_id) {
    AlgoOrder algo;
    algo.client_algo_id = client_id;
    algo.order_type = "STOP_MARKET";
    algo.symbol = "BTCUSDT";
    algo.side = "SELL";
    algo.quantity = "0.250";
    algo.trigger_price = "2990.00";
    return place_algo(book_, algo, {.at = at_, .method = "algoOrder.place", .request_id = "1"});
  }
  static std::vector<std::int64_t> ids(const RestAnswer& answer, const char* field = "orderId") {
    std::vector<std::int64_t> all;
    for (const json::value& item : list(answer)) all.push_back(item.at(field).as_int64());
    return all;
  }
  static std::string field(const RestAnswer& answer, const char* name) {
    return std::string{json::parse(answer.body).at(name).as_string()};
  }
  std::string status(std::int64_t id) {
    return book_.find({.symbol = "BTCUSDT", .order_id = id, .client_order_id = {}})->status;
  }
  RestAnswer raw(const std::string& target, const std::string& api_key = Keys{}.api_key,
                 const std::string& method = "GET", const std::string& body = "") {
    return rest_.answer({.method = method, .target = target, .api_key = api_key, .body = body}, at_);
  }
  std::string time() const { return "timestamp=" + std::to_string(to_ms(at_)); }
};

TEST_F(Rest, TakesSignaturesOfEachKindOfKey) {
  for (const Keys& keys : {Keys{}, rsa_keys(), ed25519_keys()}) {
    EXPECT_EQ(rest("GET", "/fapi/v1/openOrders", "symbol=ETHUSDT", keys).status, 200U) << keys.api_key;
  }
}

TEST_F(Rest, JudgesTheQueryAsItWasSent) {
  const std::string coded = "origClientOrderId=FIX%2D42.a%5fB&symbol=ETHUSDT&" + time();
  EXPECT_EQ(field(raw("/fapi/v1/order?" + signed_query(coded)), "clientOrderId"), "FIX-42.a_B");
  const std::string signature = "signature=" + signature_of("symbol=ETHUSDT&" + time(), Keys{});
  EXPECT_EQ(raw("/fapi/v1/openOrders?" + signature + "&symbol=ETHUSDT&" + time()).status, 200U);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?symbol=ETHUSDT&" + time() + "&limit=1&" + signature)), -1022);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + time() + "&symbol=ETHUSDT&" + signature)), -1022);
}

TEST_F(Rest, TakesParametersFromTheBodyToo) {
  put(1);
  const std::string query = "symbol=BTCUSDT";
  const std::string body = "countdownTime=1000&" + time();
  const auto answer = raw("/fapi/v1/countdownCancelAll?" + query, Keys{}.api_key, "POST",
                          body + "&signature=" + signature_of(query + body, Keys{}));
  EXPECT_EQ(answer.body, R"({"symbol":"BTCUSDT","countdownTime":"1000"})");
}

TEST_F(Rest, ChecksKeyThenSignatureThenTime) {
  const std::string query = signed_query("symbol=ETHUSDT&" + time());
  EXPECT_EQ(raw("/fapi/v1/openOrders?" + query, "").status, 401U);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + query, "")), -2014);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + query, 'K' + Keys{}.api_key.substr(1))), -2015);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?symbol=ETHUSDT")), -1102);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?symbol=ETHUSDT&" + time())), -1102);
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + query + "0")), -1022);
  at_ += milliseconds{5001};
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + query)), -1021);
  at_ -= milliseconds{5001 + 1000};
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + query)), -1021);
  EXPECT_EQ(code(get("openOrders", "recvWindow=60001")), -1130);
  keys_.set_revoked(Keys{}.api_key, true);
  EXPECT_EQ(get("openOrders").status, 401U);
}

TEST_F(Rest, ChargesWhatTheRouteCosts) {
  const struct {
    std::string method, path, params;
    std::int64_t weight;
  } kRoutes[] = {{"GET", "openOrders", "symbol=BTCUSDT", 1},
                 {"GET", "openOrders", "", 40},
                 {"GET", "openAlgoOrders", "symbol=BTCUSDT", 1},
                 {"GET", "openAlgoOrders", "", 40},
                 {"GET", "order", "", 1},
                 {"GET", "openOrder", "", 1},
                 {"GET", "algoOrder", "", 1},
                 {"GET", "allOrders", "", 5},
                 {"GET", "userTrades", "", 5},
                 {"GET", "positionSide/dual", "", 30},
                 {"GET", "rateLimit/order", "", 1},
                 {"GET", "premiumIndex", "symbol=BTCUSDT", 1},
                 {"GET", "premiumIndex", "", 10},
                 {"GET", "exchangeInfo", "", 1},
                 {"GET", "nothing", "", 1},
                 {"DELETE", "allOpenOrders", "", 1},
                 {"DELETE", "algoOpenOrders", "", 1},
                 {"POST", "countdownCancelAll", "", 10}};
  std::int64_t used = 0;
  for (const auto& [method, path, params, weight] : kRoutes) {
    const auto answer = rest(method, "/fapi/v1/" + path, params);
    EXPECT_EQ(answer.used_weight, used + weight) << method << ' ' << path;
    used = answer.used_weight.value_or(0);
  }
}

TEST_F(Rest, TellsOneOrder) {
  put(1, milliseconds{10}, "CANCELED");
  EXPECT_EQ(field(get("order", "symbol=BTCUSDT&orderId=1"), "status"), "CANCELED");
  EXPECT_EQ(field(get("order", "symbol=BTCUSDT&origClientOrderId=o-1"), "status"), "CANCELED");
  EXPECT_EQ(code(get("openOrder", "symbol=BTCUSDT&orderId=1")), -2013);
  EXPECT_EQ(field(get("openOrder", "symbol=ETHUSDT&origClientOrderId=FIX-42.a_B"), "status"), "NEW");
  EXPECT_EQ(code(get("order", "symbol=BTCUSDT&orderId=2")), -2013);
  EXPECT_EQ(get("order", "symbol=BTCUSDT&orderId=2").status, 400U);
  EXPECT_EQ(code(get("order", "symbol=BTCUSDT")), -1102);
  EXPECT_EQ(code(get("order", "orderId=1")), -1102);
  EXPECT_EQ(code(get("order", "symbol=NOSUCH&orderId=1")), -1121);
  EXPECT_EQ(code(get("order", "symbol=BTCUSDT&orderId=x")), -1130);
  EXPECT_EQ(code(get("order", "symbol=BTCUSDT&origClientOrderId=a%20b")), -1100);
}

TEST_F(Rest, TellsOpenOrders) {
  put(1);
  put(2);
  put(3, milliseconds{1}, "FILLED");
  EXPECT_THAT(ids(get("openOrders", "symbol=BTCUSDT")), ElementsAre(1, 2));
  EXPECT_THAT(ids(get("openOrders")), ElementsAre(1, 2, documented_order().order_id));
  EXPECT_THAT(list(get("openOrders", "symbol=ETHUSDT")), testing::SizeIs(1));
  EXPECT_EQ(code(get("openOrders", "symbol=NOSUCH")), -1121);
}

TEST_F(Rest, TellsAllOrdersPageByPage) {
  put(1, milliseconds{8LL * 24 * 3'600'000}, "FILLED");
  put(2, milliseconds{3000}, "CANCELED");
  put(3, milliseconds{2000});
  put(4, milliseconds{1000});
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT")), ElementsAre(2, 3, 4));
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT&limit=2")), ElementsAre(3, 4));
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT&orderId=1&limit=2")), ElementsAre(1, 2));
  const std::string since = std::to_string(to_ms(at_) - 2000);
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT&startTime=" + since + "&limit=1")), ElementsAre(3));
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT&endTime=" + since)), ElementsAre(2, 3));
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT&startTime=" + since + "&endTime=" + since)),
              ElementsAre(3));
  EXPECT_EQ(code(get("allOrders", "symbol=BTCUSDT&startTime=0&endTime=604800001")), -1127);
  EXPECT_EQ(code(get("allOrders", "symbol=BTCUSDT&startTime=2&endTime=1")), -1130);
  EXPECT_EQ(code(get("allOrders", "symbol=BTCUSDT&limit=1001")), -1130);
}

TEST_F(Rest, TellsTradesByOrderIdAndTime) {
  put(1);
  put(2);
  fill(1, "0.100");
  fill(2, "0.100");
  at_ += milliseconds{1000};
  fill(1, "0.150");
  const auto all = ids(get("userTrades", "symbol=BTCUSDT"), "id");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(ids(get("userTrades", "symbol=BTCUSDT&orderId=1"), "id"), ElementsAre(all[0], all[2]));
  EXPECT_THAT(ids(get("userTrades", "symbol=BTCUSDT&limit=1"), "id"), ElementsAre(all[2]));
  EXPECT_THAT(ids(get("userTrades", "symbol=BTCUSDT&limit=1&fromId=" + std::to_string(all[1])), "id"),
              ElementsAre(all[1]));
  EXPECT_THAT(ids(get("userTrades", "symbol=BTCUSDT&startTime=" + std::to_string(to_ms(at_))), "id"),
              ElementsAre(all[2]));
  EXPECT_THAT(ids(get("userTrades", "symbol=ETHUSDT"), "id"), IsEmpty());
  EXPECT_EQ(code(get("userTrades", "symbol=BTCUSDT&fromId=1&startTime=1")), -1128);
  EXPECT_EQ(code(get("userTrades", "orderId=1")), -1102);
  at_ += milliseconds{8LL * 24 * 3'600'000};
  EXPECT_THAT(ids(get("userTrades", "symbol=BTCUSDT"), "id"), IsEmpty());
}

TEST_F(Rest, TellsConditionalOrders) {
  const AlgoOrder waiting = put_algo("a-1");
  const AlgoOrder ended = put_algo("a-2");
  end_algo(book_, ended, "CANCELED", {.at = at_, .method = "algoOrder.cancel", .request_id = "1"});
  EXPECT_THAT(ids(get("openAlgoOrders", "symbol=BTCUSDT"), "algoId"), ElementsAre(waiting.algo_id));
  EXPECT_THAT(ids(get("openAlgoOrders", "symbol=ETHUSDT"), "algoId"), IsEmpty());
  EXPECT_EQ(field(get("algoOrder", "algoId=" + std::to_string(ended.algo_id)), "algoStatus"), "CANCELED");
  EXPECT_EQ(field(get("algoOrder", "clientAlgoId=a-1"), "algoStatus"), "NEW");
  EXPECT_EQ(field(get("algoOrder", "clientAlgoId=a-1"), "actualOrderId"), "");
  EXPECT_EQ(code(get("algoOrder", "clientAlgoId=a-3")), -2013);
  EXPECT_EQ(code(get("algoOrder")), -1102);
}

TEST_F(Rest, TellsMarkPrices) {
  set_price(book_, "BTCUSDT", "64000.5", "64001", at_);
  const auto one = get("premiumIndex", "symbol=BTCUSDT");
  EXPECT_EQ(field(one, "symbol"), "BTCUSDT");
  EXPECT_EQ(field(one, "markPrice"), "64000.5");
  EXPECT_THAT(get("premiumIndex").body, AllOf(HasSubstr(R"("symbol":"BTCUSDT","markPrice":"64000.5")"),
                                              HasSubstr(R"("symbol":"ETHUSDT","markPrice":"0")")));
  EXPECT_EQ(code(get("premiumIndex", "symbol=NOSUCH")), -1121);
}

TEST_F(Rest, TellsThePositionMode) {
  EXPECT_EQ(get("positionSide/dual").body, R"({"dualSidePosition":false})");
  set_hedge_mode(book_, true, at_);
  EXPECT_EQ(get("positionSide/dual").body, R"({"dualSidePosition":true})");
}

TEST_F(Rest, CancelsAllOrdersOfASymbolButNoConditionalOnes) {
  put(1);
  put(2);
  const AlgoOrder algo = put_algo("a-1");
  EXPECT_EQ(code(rest("DELETE", "/fapi/v1/allOpenOrders")), -1102);
  EXPECT_EQ(code(rest("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT")), 200);
  EXPECT_EQ(status(1), "CANCELED");
  EXPECT_EQ(status(2), "CANCELED");
  EXPECT_EQ(book_.find_algo({.algo_id = algo.algo_id, .client_algo_id = {}})->status, "NEW");
  EXPECT_EQ(book_.open_count("ETHUSDT"), 1U);
  EXPECT_EQ(code(rest("DELETE", "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT")), 200);
  EXPECT_EQ(book_.find_algo({.algo_id = algo.algo_id, .client_algo_id = {}})->status, "CANCELED");
}

TEST_F(Rest, CancelsWhenACountdownRunsOut) {
  put(1);
  const auto count_down = [&](const std::string& ms) {
    return rest("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=" + ms);
  };
  EXPECT_FALSE(rest_.next_countdown());
  EXPECT_EQ(count_down("1000").status, 200U);
  EXPECT_EQ(rest_.next_countdown(), at_ + milliseconds{1000});
  at_ += milliseconds{900};
  EXPECT_EQ(count_down("1000").status, 200U);
  at_ += milliseconds{999};
  rest_.count_down(at_);
  EXPECT_EQ(status(1), "NEW");
  at_ += milliseconds{1};
  rest_.count_down(at_);
  EXPECT_EQ(status(1), "CANCELED");
  EXPECT_EQ(book_.open_count("ETHUSDT"), 1U);
  EXPECT_FALSE(rest_.next_countdown());
  EXPECT_EQ(count_down("1000").status, 200U);
  EXPECT_EQ(count_down("0").body, R"({"symbol":"BTCUSDT","countdownTime":"0"})");
  EXPECT_FALSE(rest_.next_countdown());
  EXPECT_EQ(code(count_down("-1")), -1102);
  EXPECT_EQ(code(count_down("soon")), -1102);
}

TEST_F(Rest, SeesTheBookAsItWasWhenItLags) {
  put(1, milliseconds{60'000});
  put(2, milliseconds{60'000});
  const AlgoOrder algo = put_algo("a-1");
  at_ += milliseconds{10'000};
  fill(1, "0.250");
  book_.cancel({.symbol = "BTCUSDT", .order_id = 2, .client_order_id = {}}, at_);
  end_algo(book_, algo, "CANCELED", {.at = at_, .method = "algoOrder.cancel", .request_id = "1"});
  put(3, milliseconds{0});
  put_algo("a-2");
  at_ += milliseconds{1000};
  for (const char* route : {"openOrders", "userTrades", "openAlgoOrders", "order", "allOrders"}) {
    rest_.behave("GET /fapi/v1/" + std::string{route}, {{.lag = milliseconds{2000}}});
  }
  EXPECT_THAT(ids(get("openOrders", "symbol=BTCUSDT")), ElementsAre(1, 2));
  EXPECT_THAT(ids(get("openOrders", "symbol=BTCUSDT")), ElementsAre(3));
  EXPECT_THAT(ids(get("userTrades", "symbol=BTCUSDT"), "id"), IsEmpty());
  EXPECT_EQ(ids(get("userTrades", "symbol=BTCUSDT"), "id").size(), 1U);
  EXPECT_THAT(ids(get("openAlgoOrders"), "algoId"), ElementsAre(algo.algo_id));
  EXPECT_THAT(ids(get("openAlgoOrders"), "algoId"), ElementsAre(algo.algo_id + 1));
  EXPECT_EQ(code(get("order", "symbol=BTCUSDT&orderId=3")), -2013);
  EXPECT_EQ(field(get("order", "symbol=BTCUSDT&orderId=3"), "status"), "NEW");
  EXPECT_THAT(ids(get("allOrders", "symbol=BTCUSDT")), ElementsAre(1, 2));
  requests_.set({.snapshot_lag = milliseconds{2000}});
  EXPECT_EQ(field(get("order", "symbol=BTCUSDT&orderId=1"), "status"), "NEW");
  EXPECT_THAT(ids(get("openOrders", "symbol=BTCUSDT")), ElementsAre(1, 2));
}

TEST_F(Rest, GoesByTheVenuesClock) {
  requests_.set({.clock_skew = milliseconds{30'000}});
  EXPECT_EQ(get("openOrders").status, 200U);
  const std::string here = signed_query("timestamp=" + std::to_string(to_ms(at_)));
  EXPECT_EQ(code(raw("/fapi/v1/openOrders?" + here)), -1021);
  EXPECT_EQ(raw("/fapi/v1/time").body, "{\"serverTime\":" + std::to_string(to_ms(at_) + 30'000) + '}');
}

TEST_F(Rest, ForgetsFaultsAndCountdowns) {
  put(1);
  rest_.behave(kEveryRoute, {{.refusal = overloaded(), .times = kAlways}});
  EXPECT_EQ(get("openOrders").status, 503U);
  rest_.behave(kEveryRoute, {});
  (void)rest("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=1000");
  rest_.behave(kEveryRoute, {{.refusal = overloaded(), .times = kAlways}});
  rest_.reset();
  EXPECT_EQ(get("openOrders").status, 200U);
  EXPECT_FALSE(rest_.next_countdown());
  EXPECT_EQ(rest_.requests(), 1);
}

TEST_F(Rest, BansAsPlanned) {
  rest_.behave(kEveryRoute, {{.ban = milliseconds{1500}}});
  const auto banned = get("openOrders");
  EXPECT_EQ(banned.status, 418U);
  EXPECT_EQ(banned.retry_after, seconds{2});
  EXPECT_EQ(banned.line, Line::Ended);
  EXPECT_EQ(get("openOrders").status, 418U);
  at_ += milliseconds{1500};
  EXPECT_EQ(get("openOrders").status, 200U);
}

}  // namespace
}  // namespace bridge::simulator::test
