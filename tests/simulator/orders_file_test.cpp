#include "simulator/mistake.hpp"
#include "simulator/simulator.hpp"
#include "where.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace bridge::simulator::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class OrdersFile : public testing::Test {
 protected:
  ~OrdersFile() override { std::filesystem::remove(file_); }

  std::vector<Order> load(const std::string& text) {
    std::ofstream{file_} << text;
    return load_orders(file_);
  }
  std::string mistake(const std::string& text) {
    return mistake_of([&] { load(text); });
  }
  std::string mistake_in_order(const std::string& fields) {
    return mistake(R"({"orders":[{"symbol":"BTCUSDT","orderId":1},{"symbol":"BTCUSDT","orderId":2,)" +
                   fields + "}]}");
  }

  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("orders-" + std::to_string(::getpid()) + ".json");
};

TEST_F(OrdersFile, ReadsEveryField) {
  const auto orders = load(R"({"orders":[{"symbol":"ETHUSDT","orderId":8389765500001234567,
    "clientOrderId":"c-1","status":"PARTIALLY_FILLED","side":"SELL","type":"LIMIT","timeInForce":"GTD",
    "price":"3120.55","origQty":"0.250","executedQty":"0.100","avgPrice":"3120.50","cumQuote":"312.05",
    "stopPrice":"1","positionSide":"SHORT","workingType":"MARK_PRICE","priceMatch":"QUEUE",
    "selfTradePreventionMode":"NONE","activatePrice":"2","priceRate":"0.3","origType":"STOP",
    "reduceOnly":true,"closePosition":true,"priceProtect":true,"goodTillDate":5,"time":6,"updateTime":7}]})");
  ASSERT_EQ(orders.size(), 1U);
  const Order& order = orders.front();
  EXPECT_EQ(order.symbol, "ETHUSDT");
  EXPECT_EQ(order.order_id, 8389765500001234567);
  EXPECT_EQ(order.client_order_id, "c-1");
  EXPECT_EQ(order.status, "PARTIALLY_FILLED");
  EXPECT_EQ(order.side, "SELL");
  EXPECT_EQ(order.time_in_force, "GTD");
  EXPECT_EQ(order.price, "3120.55");
  EXPECT_EQ(order.orig_qty, "0.250");
  EXPECT_EQ(order.executed_qty, "0.100");
  EXPECT_EQ(order.avg_price, "3120.50");
  EXPECT_EQ(order.cum_quote, "312.05");
  EXPECT_EQ(order.stop_price, "1");
  EXPECT_EQ(order.position_side, "SHORT");
  EXPECT_EQ(order.working_type, "MARK_PRICE");
  EXPECT_EQ(order.price_match, "QUEUE");
  EXPECT_EQ(order.self_trade_prevention_mode, "NONE");
  EXPECT_EQ(order.activate_price, "2");
  EXPECT_EQ(order.price_rate, "0.3");
  EXPECT_EQ(order.orig_type, "STOP");
  EXPECT_TRUE(order.reduce_only && order.close_position && order.price_protect);
  EXPECT_EQ(order.good_till_date, 5);
  EXPECT_EQ(order.time, 6);
  EXPECT_EQ(order.update_time, 7);
}

TEST_F(OrdersFile, OfTheDemoIsSound) {
  const auto orders = load_orders(std::filesystem::path{BRIDGE_SOURCE_DIR} / "config/demo-orders.json");
  EXPECT_EQ(orders.size(), 24U);
}

TEST_F(OrdersFile, ErrorsNameAFileThatIsNotThere) {
  EXPECT_THAT([] { return load_orders("no/such/file.json"); },
              testing::ThrowsMessage<std::runtime_error>(
                  "no/such/file.json: cannot be read; give the path of an orders file"));
}

TEST_F(OrdersFile, ErrorsNameTheLineThatIsNotJson) {
  EXPECT_THAT(mistake("{\n\"orders\": [\n  {]\n}"),
              AllOf(HasSubstr(file_.string()), HasSubstr("line 3: is not JSON")));
  EXPECT_THAT(mistake("{\"orders\": ["), HasSubstr("line 1: is not JSON"));
  EXPECT_THAT(mistake("{\"orders\": []}\n}"), HasSubstr("line 2: is not JSON"));
}

TEST_F(OrdersFile, ErrorsSayWhatTheFileMustLookLike) {
  EXPECT_THAT(mistake("[]"), HasSubstr(R"(must be an object {"orders": [...]})"));
  EXPECT_THAT(mistake(R"({"orders":{}})"), HasSubstr("must be an object"));
  EXPECT_THAT(mistake(R"({"orders":[],"order":[]})"), HasSubstr("order: is not known here"));
  EXPECT_THAT(mistake(R"({"orders":[7]})"), HasSubstr("orders[0]: must be an object, is 7"));
}

TEST_F(OrdersFile, ErrorsNameOrderAndField) {
  EXPECT_THAT(mistake_in_order(R"("origqty":"1")"),
              HasSubstr("orders[1].origqty: is not a field of order.status"));
  EXPECT_THAT(mistake_in_order(R"("origQty":1)"),
              HasSubstr(R"(orders[1].origQty: must be a decimal in quotes, like "0.250", is 1)"));
  EXPECT_THAT(mistake_in_order(R"("price":"1e5")"), HasSubstr(R"(orders[1].price: must be a decimal)"));
  EXPECT_THAT(mistake_in_order(R"("reduceOnly":"true")"),
              HasSubstr(R"(orders[1].reduceOnly: must be true or false)"));
  EXPECT_THAT(mistake_in_order(R"("time":"5")"), HasSubstr("orders[1].time: must be an integer"));
  EXPECT_THAT(mistake_in_order(R"("goodTillDate":9223372036854775808)"), HasSubstr("must be an integer"));
  EXPECT_THAT(
      mistake_in_order(R"("status":"OPEN")"),
      HasSubstr(
          R"(orders[1].status: must be one of NEW, PARTIALLY_FILLED, FILLED, CANCELED, REJECTED, EXPIRED, )"
          R"(EXPIRED_IN_MATCH, is "OPEN")"));
  EXPECT_THAT(mistake_in_order(R"("side":"buy")"), HasSubstr(R"(orders[1].side: must be one of BUY, SELL)"));
}

TEST_F(OrdersFile, TakesTheVenuesWordsOnly) {
  for (const char* field :
       {"type", "timeInForce", "positionSide", "workingType", "priceMatch", "selfTradePreventionMode"}) {
    EXPECT_THAT(mistake_in_order('"' + std::string{field} + R"(":"WHATEVER")"),
                HasSubstr("orders[1]." + std::string{field} + ": must be one of "));
  }
  for (const char* fields :
       {R"("timeInForce":"RPI")", R"("timeInForce":"GTD","goodTillDate":1795359600000)",
        R"("type":"TRAILING_STOP_MARKET","activatePrice":"1","priceRate":"0.1","timeInForce":"GTE_GTC")",
        R"("type":"STOP_MARKET","closePosition":true)", R"("status":"EXPIRED_IN_MATCH")"}) {
    EXPECT_EQ(mistake_in_order(fields), "no mistake found");
  }
}

TEST_F(OrdersFile, AsksForTheDateOfAGtdOrder) {
  EXPECT_THAT(mistake_in_order(R"("timeInForce":"GTD")"), HasSubstr("orders[1].goodTillDate: is there"));
  EXPECT_THAT(mistake_in_order(R"("goodTillDate":5)"), HasSubstr("orders[1].goodTillDate: is there"));
}

TEST_F(OrdersFile, ErrorsNameWhatIsMissingOrThereTwice) {
  EXPECT_THAT(mistake(R"({"orders":[{"symbol":"BTCUSDT"}]})"), HasSubstr("orders[0]: orderId is missing"));
  EXPECT_THAT(mistake(R"({"orders":[{"orderId":1}]})"), HasSubstr("orders[0]: symbol is missing"));
  EXPECT_THAT(
      mistake(
          R"({"orders":[{"symbol":"A","orderId":1},{"symbol":"B","orderId":1},{"symbol":"A","orderId":1}]})"),
      HasSubstr("orders[2].orderId: 1 is there twice for A"));
}

TEST_F(OrdersFile, RefusesQuantitiesThatContradictTheStatus) {
  EXPECT_THAT(mistake_in_order(R"("origQty":"1","executedQty":"2","avgPrice":"5")"),
              HasSubstr("is more than origQty"));
  EXPECT_THAT(mistake_in_order(R"("origQty":"1","executedQty":"0.5","avgPrice":"5")"),
              HasSubstr("NEW needs executedQty 0"));
  EXPECT_THAT(mistake_in_order(R"("status":"FILLED","origQty":"1.0","executedQty":"0.5","avgPrice":"5")"),
              HasSubstr("FILLED needs executedQty equal to origQty"));
  EXPECT_THAT(
      mistake_in_order(R"("status":"PARTIALLY_FILLED","origQty":"1","executedQty":"1.0","avgPrice":"5")"),
      HasSubstr("between 0 and origQty"));
  EXPECT_THAT(mistake_in_order(R"("status":"FILLED","origQty":"1","executedQty":"1")"),
              HasSubstr("needs an avgPrice"));
}

}  // namespace
}  // namespace bridge::simulator::test
