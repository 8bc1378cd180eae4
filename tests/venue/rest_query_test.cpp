#include "venue/binance/rest_query.hpp"

#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;

constexpr const char* kSecret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";

const Signer& hmac() {
  static const auto made = make_signer({.api_key = "k", .secret = Secret{kSecret}});
  return *made;
}

// Signs by handing back what it is given.
class Echo : public Signer {
 public:
  Result<std::string, Unsigned> sign(std::string_view payload) const override {
    return "+/=" + std::string{payload};
  }
};
class Refuses : public Signer {
 public:
  Result<std::string, Unsigned> sign(std::string_view) const override { return Unsigned{true, "dead"}; }
};

std::string target(const RestQuery& query, const Signer& signer = hmac()) {
  return *target_of(query, signer, milliseconds{5000}, from_ms(1795359600000));
}

// The documented request, as ours would be: with a recvWindow, and signed anew.
std::string documented(const std::string& file) {
  const json::value request = test::read_frame_file(file).at("request");
  std::string query{request.at("query").as_string()};
  const auto timestamp = query.find("timestamp=");
  if (timestamp == std::string::npos) return std::string{request.at("path").as_string()};
  query.erase(query.find("&signature="));
  query.insert(timestamp, "recvWindow=5000&");
  return std::string{request.at("path").as_string()} + "?" + query + "&signature=" + *hmac().sign(query);
}

}  // namespace

TEST(RestQuery, IsTheDocumentedRequest) {
  const order::OrderId id{8389765500001234567};
  EXPECT_EQ(target(open_orders("ETHUSDT")), documented("rest.openOrders.get.json"));
  EXPECT_EQ(target(open_algo_orders("ETHUSDT")), documented("rest.openAlgoOrders.get.json"));
  EXPECT_EQ(target(one_order("ETHUSDT", order::ClientOrderId{"FIX-46"})),
            documented("rest.order.get_error_2013.json"));
  EXPECT_EQ(target(one_algo_order(order::ClientOrderId{"FIX-A-7"})), documented("rest.algoOrder.get.json"));
  EXPECT_EQ(target(all_orders("ETHUSDT", id)), documented("rest.allOrders.get.json"));
  EXPECT_EQ(target(trades_of("ETHUSDT", id)), documented("rest.userTrades.get.json"));
  EXPECT_EQ(target(exchange_info()), documented("rest.exchangeInfo.get.json"));
  EXPECT_EQ(target(mark_prices("BTCUSDT")), "/fapi/v1/premiumIndex?symbol=BTCUSDT");
  EXPECT_EQ(target(mark_prices("")), "/fapi/v1/premiumIndex");
  EXPECT_EQ(mark_prices("BTCUSDT").weight, 1);
  EXPECT_EQ(mark_prices("").weight, 10);
  EXPECT_EQ(target(order_limits()), documented("rest.rateLimit_order.get.json"));
  EXPECT_EQ(target(position_mode()), documented("rest.positionSide_dual.get.json"));
  for (const auto& [query, file] :
       {std::pair{cancel_open_orders("ETHUSDT"), "rest.allOpenOrders.delete.json"},
        std::pair{cancel_open_algo_orders("ETHUSDT"), "rest.algoOpenOrders.delete.json"}}) {
    EXPECT_EQ(target(query), documented(file));
    EXPECT_EQ(query.method, RestMethod::Delete);
  }
  const RestQuery countdown = countdown_cancel_all("ETHUSDT", milliseconds{120000});
  EXPECT_EQ(target(countdown), documented("rest.countdownCancelAll.post.json"));
  EXPECT_EQ(countdown.method, RestMethod::Post);
}

// The venue's own example, whose order of parameters is not ours: the signature is over the query as it is.
TEST(RestQuery, IsSignedAsItIsSent) {
  const auto vectors = test::read_frame_file("00_signing_vectors.json").at("vectors").as_array();
  const auto* published = std::ranges::find_if(
      vectors, [](const json::value& vector) { return vector.at("name") == "published-fapi-rest"; });
  ASSERT_NE(published, vectors.end());
  const auto signer =
      make_signer({.api_key = "k", .secret = Secret{std::string{published->at("key").as_string()}}});
  EXPECT_EQ(*signer->sign(published->at("payload").as_string()), published->at("signature").as_string());

  EXPECT_EQ(target(one_order("ETHUSDT", order::OrderId{17}), Echo{}),
            "/fapi/v1/order?symbol=ETHUSDT&orderId=17&recvWindow=5000&timestamp=1795359600000&signature="
            "%2B%2F%3Dsymbol%3DETHUSDT%26orderId%3D17%26recvWindow%3D5000%26timestamp%3D1795359600000");
}

TEST(RestQuery, EncodesWhateverAClientWrote) {
  EXPECT_EQ(target(one_order("测试USDT", order::ClientOrderId{"a:b/c&d=e f"}), Echo{}).substr(0, 84),
            "/fapi/v1/order?symbol=%E6%B5%8B%E8%AF%95USDT&origClientOrderId=a%3Ab%2Fc%26d%3De%20f");
  const std::string hostile = target(open_orders(std::string{"X\r\nHost: a\0&#?", 14} + "\xFF"), Echo{});
  EXPECT_TRUE(std::ranges::all_of(hostile, [](char c) { return c > 0x20 && c < 0x7F; })) << hostile;
}

TEST(RestQuery, SaysWhatItWeighs) {
  EXPECT_EQ(open_orders().weight, 40);
  EXPECT_EQ(open_orders("ETHUSDT").weight, 1);
  EXPECT_EQ(open_algo_orders().weight, 40);
  EXPECT_EQ(one_order("ETHUSDT", order::OrderId{1}).weight, 1);
  EXPECT_EQ(all_orders("ETHUSDT", order::OrderId{1}).weight, 5);
  EXPECT_EQ(user_trades("ETHUSDT", 1).weight, 5);
  EXPECT_EQ(position_mode().weight, 30);
  EXPECT_EQ(countdown_cancel_all("ETHUSDT", milliseconds{0}).weight, 10);
  EXPECT_EQ(cancel_open_orders("ETHUSDT").weight, 1);
  EXPECT_EQ(cancel_open_algo_orders("ETHUSDT").weight, 1);
}

TEST(RestQuery, AsksForAPartOfAHistory) {
  EXPECT_EQ(
      target(all_orders("ETHUSDT", {}, {.start_ms = 1, .end_ms = 2, .limit = 1000}), Echo{}).substr(0, 65),
      "/fapi/v1/allOrders?symbol=ETHUSDT&startTime=1&endTime=2&limit=100");
  EXPECT_EQ(target(user_trades("ETHUSDT", 7123456789), Echo{}).substr(0, 52),
            "/fapi/v1/userTrades?symbol=ETHUSDT&fromId=7123456789");
}

TEST(RestQuery, ThatCannotBeSignedIsNone) {
  const auto refused = target_of(order_limits(), Refuses{}, milliseconds{5000}, from_ms(1795359600000));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().signer_dead);
  EXPECT_TRUE(target_of(exchange_info(), Refuses{}, milliseconds{5000}, from_ms(0))) << "it wants no key";
}

}  // namespace bridge::venue::binance
