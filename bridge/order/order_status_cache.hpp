// Remembers what the venue has said of the orders that were canceled or asked about last. It is pure, and
// belongs to a blotter.
#pragma once

#include "order/venue_order.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

namespace bridge::order {

class OrderStatusCache {
 public:
  // When there are more than `max` orders, the first ones are forgotten.
  explicit OrderStatusCache(std::size_t max) : max_(max) {}

  // An order that has ended stays ended: a word that calls it open after that is older.
  void remember(const Order& order);
  // The order's last status; nothing when it was never heard of, or is forgotten.
  [[nodiscard]] std::optional<OrderStatus> find(const std::string& symbol, OrderId id) const;

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
  std::unordered_map<Key, OrderStatus, Hash> known_;
  std::deque<const Key*> oldest_first_;  // of known_, whose entries stay where they are
};

}  // namespace bridge::order
