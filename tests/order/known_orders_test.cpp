#include "order/known_orders.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

Order order(std::int64_t id, const std::string& symbol, const std::string& client_order_id) {
  Order order;
  order.order_id = OrderId{id};
  order.symbol = symbol;
  order.client_order_id = client_order_id;
  order.status = OrderStatus::Canceled;
  return order;
}

TEST(KnownOrders, AreFoundBySymbolAndId) {
  KnownOrders known(10);
  known.remember(order(1, "BTCUSDT", "a"));
  known.remember(order(1, "ETHUSDT", "b"));
  ASSERT_NE(known.find("BTCUSDT", OrderId{1}), nullptr);
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1})->client_order_id, "a");
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1})->status, OrderStatus::Canceled);
  EXPECT_EQ(known.find("ETHUSDT", OrderId{1})->client_order_id, "b");
  EXPECT_EQ(known.find("BTCUSDT", OrderId{2}), nullptr);
}

TEST(KnownOrders, AreNoMoreThanTheirLimitTheFirstOnesGo) {
  KnownOrders known(3);
  for (std::int64_t id = 1; id <= 3; ++id) known.remember(order(id, "BTCUSDT", "a"));
  known.remember(order(1, "BTCUSDT", "said again: it keeps its place"));
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1})->client_order_id, "said again: it keeps its place");
  for (std::int64_t id = 4; id <= 1000; ++id) {
    known.remember(order(id, "BTCUSDT", "a"));
    EXPECT_EQ(known.find("BTCUSDT", OrderId{id - 3}), nullptr);
    EXPECT_NE(known.find("BTCUSDT", OrderId{id - 2}), nullptr);
  }
}

}  // namespace
}  // namespace bridge::order
