#include "order/order_status_cache.hpp"

namespace bridge::order {

void OrderStatusCache::remember(const Order& order) {
  const auto [entry, added] = known_.try_emplace({order.order_id, order.symbol}, order.status);
  if (!added) {
    if (!is_done(entry->second)) entry->second = order.status;
    return;
  }
  oldest_first_.push_back(&entry->first);
  if (oldest_first_.size() <= max_) return;
  known_.erase(known_.find(*oldest_first_.front()));
  oldest_first_.pop_front();
}

std::optional<OrderStatus> OrderStatusCache::find(const std::string& symbol, OrderId id) const {
  const auto entry = known_.find({id, symbol});
  return entry == known_.end() ? std::nullopt : std::optional(entry->second);
}

}  // namespace bridge::order
