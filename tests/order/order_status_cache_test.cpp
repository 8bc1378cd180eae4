#include "order/order_status_cache.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

Order order(std::int64_t id, const std::string& symbol, OrderStatus status) {
  Order order;
  order.order_id = OrderId{id};
  order.symbol = symbol;
  order.status = status;
  return order;
}

TEST(OrderStatusCache, AreFoundBySymbolAndId) {
  OrderStatusCache known(10);
  known.remember(order(1, "BTCUSDT", OrderStatus::Canceled));
  known.remember(order(1, "ETHUSDT", OrderStatus::New));
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1}), OrderStatus::Canceled);
  EXPECT_EQ(known.find("ETHUSDT", OrderId{1}), OrderStatus::New);
  EXPECT_EQ(known.find("BTCUSDT", OrderId{2}), std::nullopt);
}

TEST(OrderStatusCache, ThatHaveEndedStayEnded) {
  OrderStatusCache known(10);
  known.remember(order(1, "BTCUSDT", OrderStatus::New));
  known.remember(order(1, "BTCUSDT", OrderStatus::PartiallyFilled));
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1}), OrderStatus::PartiallyFilled);
  known.remember(order(1, "BTCUSDT", OrderStatus::Filled));
  known.remember(order(1, "BTCUSDT", OrderStatus::New));
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1}), OrderStatus::Filled) << "a query that lags behind";
}

TEST(OrderStatusCache, AreNoMoreThanTheirLimitTheFirstOnesGo) {
  OrderStatusCache known(3);
  for (std::int64_t id = 1; id <= 3; ++id) known.remember(order(id, "BTCUSDT", OrderStatus::New));
  known.remember(order(1, "BTCUSDT", OrderStatus::Filled));  // said again: it keeps its place
  EXPECT_EQ(known.find("BTCUSDT", OrderId{1}), OrderStatus::Filled);
  for (std::int64_t id = 4; id <= 1000; ++id) {
    known.remember(order(id, "BTCUSDT", OrderStatus::New));
    EXPECT_EQ(known.find("BTCUSDT", OrderId{id - 3}), std::nullopt);
    EXPECT_NE(known.find("BTCUSDT", OrderId{id - 2}), std::nullopt);
  }
}

}  // namespace
}  // namespace bridge::order
