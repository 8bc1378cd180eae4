#include "simulator/book.hpp"

#include "simulator/orders.hpp"

#include <gmock/gmock.h>

namespace bridge::simulator::test {
namespace {

Order order(std::int64_t id, const std::string& client_id, const std::string& status, std::int64_t time) {
  Order order = documented_order();
  order.order_id = id;
  order.client_order_id = client_id;
  order.status = status;
  order.time = time;
  return order;
}

OrderName by_client_id(const std::string& id) {
  return {.symbol = "ETHUSDT", .order_id = {}, .client_order_id = id};
}
OrderName by_id(std::int64_t id) { return {.symbol = "ETHUSDT", .order_id = id, .client_order_id = {}}; }

TEST(Book, CancelsAnOpenOrderOnce) {
  Book book;
  book.put(documented_order(), kNow);
  const Order* canceled = book.cancel(by_id(8389765500001234567), kNow);
  ASSERT_NE(canceled, nullptr);
  EXPECT_EQ(canceled->status, "CANCELED");
  EXPECT_EQ(canceled->update_time, to_ms(kNow));
  EXPECT_EQ(book.cancel(by_id(8389765500001234567), kNow), nullptr);
}

TEST(Book, KeepsTheFillsOfAPartiallyFilledOrderItCancels) {
  Book book;
  Order partial = documented_order();
  partial.status = "PARTIALLY_FILLED";
  partial.executed_qty = "0.100";
  book.put(partial, kNow);
  const Order* canceled = book.cancel(by_id(partial.order_id), kNow);
  ASSERT_NE(canceled, nullptr);
  EXPECT_EQ(canceled->executed_qty, "0.100");
}

TEST(Book, DoesNotCancelWhatIsClosed) {
  for (const char* status : {"FILLED", "CANCELED", "EXPIRED"}) {
    Book book;
    book.put(order(1, "a", status, 1), kNow);
    EXPECT_EQ(book.cancel(by_id(1), kNow), nullptr) << status;
    ASSERT_NE(book.find(by_id(1)), nullptr) << status;
    EXPECT_EQ(book.find(by_id(1))->status, status);
  }
}

TEST(Book, TellsNeighboursBeyondTwoToThe53Apart) {
  Book book;
  book.put(order(9007199254740992, "even", "NEW", 1), kNow);
  book.put(order(9007199254740993, "odd", "NEW", 1), kNow);
  EXPECT_EQ(book.find(by_id(9007199254740993))->client_order_id, "odd");
  EXPECT_EQ(book.find(by_id(9007199254740992))->client_order_id, "even");
}

TEST(Book, PrefersTheNewestOpenOrderOfAReusedClientId) {
  Book book;
  book.put(order(1, "again", "NEW", 100), kNow);
  book.put(order(2, "again", "NEW", 200), kNow);
  book.put(order(3, "again", "FILLED", 300), kNow);
  EXPECT_EQ(book.cancel(by_client_id("again"), kNow)->order_id, 2);
  EXPECT_EQ(book.cancel(by_client_id("again"), kNow)->order_id, 1);
  EXPECT_EQ(book.cancel(by_client_id("again"), kNow), nullptr);
  EXPECT_EQ(book.find(by_client_id("again"))->order_id, 3);
}

TEST(Book, TakesTheVenuesIdWhenBothAreGiven) {
  Book book;
  book.put(order(1, "one", "NEW", 1), kNow);
  book.put(order(2, "two", "NEW", 2), kNow);
  const OrderName both{.symbol = "ETHUSDT", .order_id = 1, .client_order_id = "two"};
  EXPECT_EQ(book.find(both)->client_order_id, "one");
}

TEST(Book, ReplacesAnOrderOfTheSameId) {
  Book book;
  book.put(order(1, "before", "NEW", 1), kNow);
  book.put(order(1, "after", "FILLED", 1), kNow);
  EXPECT_EQ(book.find(by_client_id("before")), nullptr);
  EXPECT_EQ(book.find(by_client_id("after"))->status, "FILLED");
}

TEST(Book, KeepsSymbolsApart) {
  Book book;
  book.put(documented_order(), kNow);
  EXPECT_EQ(book.find({.symbol = "BTCUSDT", .order_id = 8389765500001234567, .client_order_id = {}}),
            nullptr);
}

TEST(Book, FillsInWhatAScenarioMayLeaveOut) {
  Book book;
  Order bare;
  bare.order_id = 7;
  book.put(bare, kNow);
  const Order* found = book.find({.symbol = "BTCUSDT", .order_id = 7, .client_order_id = {}});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->time, to_ms(kNow));
  EXPECT_EQ(found->update_time, to_ms(kNow));
  EXPECT_EQ(found->orig_type, "LIMIT");
}

}  // namespace
}  // namespace bridge::simulator::test
