// The orders in the answers to order.place and order.modify, and what algoOrder.cancel answers.
#include "venue/binance/order_reader.hpp"

#include "venue/binance/algo_reader.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;

order::Order order_in(const std::string& file) {
  const std::string text = json::serialize(test::read_frame_file(file).at("response").at("result"));
  const auto json = Json::read(text);
  const auto order = read_order(json->root());
  EXPECT_TRUE(order) << file << ": " << order.error().what;
  return order ? *order : order::Order{};
}

}  // namespace

TEST(OrderReader, ReadsTheOrderInEveryAnswerThatHasOne) {
  std::size_t read = 0;
  for (const auto& file : std::filesystem::directory_iterator{test::kFrames}) {
    const std::string name = file.path().filename();
    if (!name.starts_with("order.place.") && !name.starts_with("order.modify.")) continue;
    const json::object frame = test::read_frame_file(name);
    if (!frame.at("response").as_object().contains("result")) continue;
    const json::value& result = frame.at("response").at("result");
    const order::Order order = order_in(name);
    EXPECT_EQ(order.order_id.value(), result.at("orderId").as_int64()) << name;
    EXPECT_EQ(order.client_order_id, result.at("clientOrderId").as_string()) << name;
    EXPECT_EQ(order.status_text, result.at("status").as_string()) << name;
    EXPECT_EQ(order.orig_qty, result.at("origQty").as_string()) << name;
    EXPECT_EQ(order.executed_qty, result.at("executedQty").as_string()) << name;
    EXPECT_EQ(order.price, result.at("price").as_string()) << name;
    EXPECT_EQ(order.avg_price, std::nullopt) << name << ": fills come by the stream";
    ++read;
  }
  EXPECT_GE(read, 14U);
}

// Success is what the order says, not what the answer's status says.
TEST(OrderReader, SeesThatAnAmendmentEndedTheOrder) {
  const order::Order order = order_in("order.modify.became_canceled.json");
  EXPECT_EQ(order.status, order::OrderStatus::Canceled);
  EXPECT_EQ(order.executed_qty, "0.100");
}

TEST(OrderReader, ReadsWhatWasAskedBack) {
  EXPECT_EQ(order_in("order.place.limit_gtd.json").good_till_date_ms, 1795363200000);
  EXPECT_EQ(order_in("order.place.price_match.json").price_match, "QUEUE");
  EXPECT_EQ(order_in("order.place.hedge_close_long.json").position_side, "LONG");
  EXPECT_TRUE(order_in("order.place.reduce_only.json").reduce_only);
  EXPECT_EQ(order_in("order.modify.json").orig_qty, "0.300");
}

TEST(OrderReader, ReadsThatAConditionalOrderWasCanceled) {
  const auto read = [](const json::value& result) {
    const std::string text = json::serialize(result);
    const auto json = Json::read(text);
    return read_algo_cancel(json->root());
  };
  for (const char* file : {"algoOrder.cancel.json", "algoOrder.cancel.by_clientAlgoId.json"}) {
    json::value result = test::read_frame_file(file).at("response").at("result");
    const auto canceled = read(result);
    ASSERT_TRUE(canceled) << file;
    EXPECT_EQ(canceled->algo_id, order::AlgoId{2000000912345678});
    EXPECT_EQ(canceled->client_algo_id, "FIX-A-7");
    for (const json::value& other : {json::value("400"), json::value(200), json::value(nullptr)}) {
      result.as_object()["code"] = other;
      EXPECT_FALSE(read(result)) << other;
    }
  }
  EXPECT_FALSE(read(json::object{{"code", "200"}}));
}

}  // namespace bridge::venue::binance
