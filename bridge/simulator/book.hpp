// The orders the simulated venue knows, open and closed, and what a cancel does to them. Knows neither
// JSON nor sockets. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"
#include "simulator/order.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace bridge::simulator {

// How a request names its order. With both given the venue's id wins.
struct OrderName {
  std::string symbol;
  std::optional<std::int64_t> order_id;
  std::string client_order_id;
};

class Book {
 public:
  // Fills the fields that say "0: when loaded" and "empty: as type". Replaces an order of the same id.
  void put(Order order, Timestamp at);
  // The order, closed ones included; of a re-used client id the newest, an open one first.
  [[nodiscard]] const Order* find(const OrderName& name) const;
  // The order as the cancel leaves it; nothing when it is not on the book.
  [[nodiscard]] const Order* cancel(const OrderName& name, Timestamp at);
  [[nodiscard]] bool knows(const std::string& symbol) const { return symbols_.contains(symbol); }

 private:
  using Id = std::pair<std::string, std::int64_t>;       // symbol, orderId
  using ClientId = std::pair<std::string, std::string>;  // symbol, clientOrderId

  std::map<Id, Order> orders_;
  std::map<ClientId, std::set<std::int64_t>> by_client_id_;
  std::set<std::string> symbols_{"BTCUSDT", "ETHUSDT"};
};

}  // namespace bridge::simulator
