#include "simulator/book.hpp"

#include <tuple>

namespace bridge::simulator {
namespace {

bool is_open(const Order& order) { return order.status == "NEW" || order.status == "PARTIALLY_FILLED"; }

// A client id is unique among open orders only (venue §0.9): open ones first, then the youngest.
bool answers_before(const Order& left, const Order& right) {
  return std::tuple(is_open(left), left.time, left.order_id) >
         std::tuple(is_open(right), right.time, right.order_id);
}

}  // namespace

void Book::put(Order order, Timestamp at) {
  if (order.time == 0) order.time = to_ms(at);
  if (order.update_time == 0) order.update_time = order.time;
  if (order.orig_type.empty()) order.orig_type = order.type;

  const Id id{order.symbol, order.order_id};
  if (const auto old = orders_.find(id); old != orders_.end()) {
    by_client_id_[{order.symbol, old->second.client_order_id}].erase(order.order_id);
  }
  if (!order.client_order_id.empty()) {
    by_client_id_[{order.symbol, order.client_order_id}].insert(order.order_id);
  }
  symbols_.insert(order.symbol);
  orders_.insert_or_assign(id, std::move(order));
}

const Order* Book::find(const OrderName& name) const {
  if (name.order_id) {
    const auto order = orders_.find({name.symbol, *name.order_id});
    return order == orders_.end() ? nullptr : &order->second;
  }
  const auto ids = by_client_id_.find({name.symbol, name.client_order_id});
  if (ids == by_client_id_.end()) return nullptr;
  const Order* best = nullptr;
  for (const std::int64_t id : ids->second) {
    const Order& order = orders_.at({name.symbol, id});
    if (best == nullptr || answers_before(order, *best)) best = &order;
  }
  return best;
}

const Order* Book::cancel(const OrderName& name, Timestamp at) {
  const Order* found = find(name);
  if (found == nullptr || !is_open(*found)) return nullptr;
  Order& order = orders_.at({found->symbol, found->order_id});
  order.status = "CANCELED";
  order.update_time = to_ms(at);
  return &order;
}

}  // namespace bridge::simulator
