// What the venue has said of the orders that were canceled or asked about last. Pure. Belongs to a blotter.
#pragma once

#include "order/types.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace bridge::order {

class KnownOrders {
 public:
  struct Known {
    std::string client_order_id;
    OrderStatus status = OrderStatus::Unknown;
  };

  // Of more than `max` orders the first ones are forgotten.
  explicit KnownOrders(std::size_t max) : max_(max) {}

  void remember(const Order& order);
  // Null when it was never heard of, or is forgotten.
  [[nodiscard]] const Known* find(const std::string& symbol, OrderId id) const;

 private:
  struct Key {
    OrderId id;
    std::string symbol;  // ids differ, symbols seldom do
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const { return std::hash<std::int64_t>{}(key.id.value()); }
  };

  std::size_t max_;
  std::unordered_map<Key, Known, Hash> known_;
  std::deque<const Key*> oldest_first_;  // of known_, whose entries stay where they are
};

}  // namespace bridge::order
