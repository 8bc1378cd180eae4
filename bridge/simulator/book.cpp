#include "simulator/book.hpp"

#include "base/decimal.hpp"

#include <tuple>

namespace bridge::simulator {
namespace {

bool is_open(const Order& order) { return order.status == "NEW" || order.status == "PARTIALLY_FILLED"; }

// A client id is unique among open orders only (fixspec/venue.md, 4.5): open ones first, then the youngest.
bool answers_before(const Order& left, const Order& right) {
  return std::tuple(is_open(left), left.time, left.order_id) >
         std::tuple(is_open(right), right.time, right.order_id);
}

}  // namespace

void Book::put(Order order, Timestamp at) {
  if (order.time == 0) order.time = stamp(at);
  if (order.update_time == 0) order.update_time = order.time;
  if (order.orig_type.empty()) order.orig_type = order.type;
  change(std::move(order), at, "");
}

const Order* Book::find(const OrderName& name) const {
  const auto* versions = versions_of(name);
  return versions != nullptr ? &versions->back().order : nullptr;
}

const Order* Book::find_as_of(const OrderName& name, Timestamp at) const {
  const auto* versions = versions_of(name);
  if (versions == nullptr) return nullptr;
  auto seen = versions->rbegin();
  while (seen->since > at && std::next(seen) != versions->rend()) ++seen;
  return &seen->order;
}

const std::deque<Book::Version>* Book::versions_of(const OrderName& name) const {
  if (name.order_id) {
    const auto order = orders_.find({name.symbol, *name.order_id});
    return order == orders_.end() ? nullptr : &order->second;
  }
  const auto ids = by_client_id_.find({name.symbol, name.client_order_id});
  if (ids == by_client_id_.end()) return nullptr;
  const std::deque<Version>* best = nullptr;
  for (const std::int64_t id : ids->second) {
    const auto& versions = orders_.at({name.symbol, id});
    if (best == nullptr || answers_before(versions.back().order, best->back().order)) best = &versions;
  }
  return best;
}

const Order* Book::cancel(const OrderName& name, Timestamp at, const std::string& request_id) {
  const Order* found = find(name);
  if (found == nullptr || !is_open(*found)) return nullptr;
  Order order = *found;
  order.status = "CANCELED";
  order.update_time = stamp(at);
  return change(std::move(order), at, request_id);
}

const Order* Book::end(const OrderName& name, const std::string& status, Timestamp at) {
  const Order* found = find(name);
  if (found == nullptr || !is_open(*found)) return nullptr;
  Order order = *found;
  order.status = status;
  order.update_time = stamp(at);
  if (status == "FILLED") {
    order.executed_qty = order.orig_qty;
    if (is_zero(order.avg_price)) order.avg_price = order.price;
  }
  return change(std::move(order), at, "");
}

const Order* Book::change(Order order, Timestamp at, const std::string& request_id) {
  if (witness_) witness_({.at = at, .order = order, .request_id = request_id});
  auto& versions = orders_[{order.symbol, order.order_id}];
  if (!versions.empty()) {
    by_client_id_[{order.symbol, versions.back().order.client_order_id}].erase(order.order_id);
  }
  if (!order.client_order_id.empty()) {
    by_client_id_[{order.symbol, order.client_order_id}].insert(order.order_id);
  }
  symbols_.insert(order.symbol);
  if (versions.size() == kVersionsKept) versions.pop_front();
  versions.push_back({.since = at, .order = std::move(order)});
  return &versions.back().order;
}

std::vector<Order> Book::orders() const {
  std::vector<Order> all;
  for (const auto& [id, versions] : orders_) all.push_back(versions.back().order);
  return all;
}

}  // namespace bridge::simulator
