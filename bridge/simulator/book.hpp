// The orders that the simulated venue knows, open and closed, and what a cancel does to them. It knows
// neither JSON nor sockets. The simulator's thread owns it.
#pragma once

#include "base/time.hpp"
#include "simulator/order.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge::simulator {

// How a request names its order. With both given the venue's id wins.
struct OrderName {
  std::string symbol;
  std::optional<std::int64_t> order_id;
  std::string client_order_id;
};

// The order as it stands from now on, and the request that canceled it (its id, JSON text).
struct Change {
  Timestamp at;
  const Order& order;
  std::string request_id{};  // empty: put, filled or expired, not canceled
};

class Book {
 public:
  // It is told of each change before that is made; when it throws, the change is not made.
  using Witness = std::function<void(const Change&)>;
  void set_witness(Witness witness) { witness_ = std::move(witness); }
  // The clock of the book, which stamps the orders, is so much ahead of the `at` it is given.
  void set_clock_skew(milliseconds skew) { clock_skew_ = skew; }

  // Adds an order. It fills the fields that say "0: when loaded" and "empty: as type", and replaces an order
  // of the same id.
  void put(Order order, Timestamp at);
  // The order, closed ones included; of a re-used client id the newest, an open one first.
  [[nodiscard]] const Order* find(const OrderName& name) const;
  // The order as it was at `at`, for its last kVersionsKept changes. An order was always there.
  [[nodiscard]] const Order* find_as_of(const OrderName& name, Timestamp at) const;
  // Cancels an order. Returns it as the cancel leaves it; nothing when it is not on the book.
  [[nodiscard]] const Order* cancel(const OrderName& name, Timestamp at,
                                    const std::string& request_id = "null");
  // Ends an order by the venue itself: FILLED (in full), EXPIRED or CANCELED. Returns nothing when it is not
  // on the book.
  const Order* end(const OrderName& name, const std::string& status, Timestamp at);
  [[nodiscard]] bool knows(const std::string& symbol) const { return symbols_.contains(symbol); }
  [[nodiscard]] std::vector<Order> orders() const;

 private:
  static constexpr std::size_t kVersionsKept = 16;

  using Id = std::pair<std::string, std::int64_t>;       // symbol, orderId
  using ClientId = std::pair<std::string, std::string>;  // symbol, clientOrderId
  struct Version {
    Timestamp since;
    Order order;
  };

  [[nodiscard]] const std::deque<Version>* versions_of(const OrderName& name) const;
  const Order* change(Order order, Timestamp at, const std::string& request_id);
  [[nodiscard]] std::int64_t stamp(Timestamp at) const { return to_ms(at + clock_skew_); }

  std::map<Id, std::deque<Version>> orders_;  // never empty; the youngest last
  std::map<ClientId, std::set<std::int64_t>> by_client_id_;
  std::set<std::string> symbols_{"BTCUSDT", "ETHUSDT"};
  milliseconds clock_skew_{0};
  Witness witness_;
};

}  // namespace bridge::simulator
