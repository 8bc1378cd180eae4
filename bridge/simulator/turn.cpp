#include "simulator/turn.hpp"

#include "simulator/order_events.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bridge::simulator {
namespace {

// The item for which `same` holds; a copy of `original` at the end when there is none.
template <class Item, class Same>
Item& among(std::list<Item>& items, const Item& original, Same same) {
  const auto item = std::find_if(items.begin(), items.end(), same);
  return item != items.end() ? *item : items.emplace_back(original);
}

auto is(const std::string& symbol, std::int64_t order_id) {
  return [&symbol, order_id](const Order& order) {
    return order.order_id == order_id && order.symbol == symbol;
  };
}

}  // namespace

Turn::Turn(Book& book, Timestamp at, std::string method, std::string request_id)
    : book_(book), change_{.at = at, .request_id = std::move(request_id), .method = std::move(method)} {}

Order& Turn::add(Order order) {
  if (order.order_id == 0) {
    order.order_id = book_.next_order_id(order.symbol);
    for (const Order& other : change_.orders) {
      if (other.symbol == order.symbol) order.order_id = std::max(order.order_id, other.order_id + 1);
    }
  }
  if (order.client_order_id.empty()) order.client_order_id = "venue-" + std::to_string(order.order_id);
  if (order.orig_type.empty()) order.orig_type = order.type;
  order.time = order.update_time = stamp();
  queue_again(order);
  return change_.orders.emplace_back(std::move(order));
}

void Turn::queue_again(Order& order) { order.queue_rank = book_.next_rank() + ranks_given_++; }

Order& Turn::touch(const Order& order) {
  return among(change_.orders, order, is(order.symbol, order.order_id));
}

AlgoOrder& Turn::touch(const AlgoOrder& algo) {
  return among(change_.algo_orders, algo,
               [id = algo.algo_id](const AlgoOrder& other) { return other.algo_id == id; });
}

Position& Turn::position(const std::string& symbol, const std::string& side) {
  return among(change_.positions, book_.position(symbol, side),
               [&](const Position& other) { return other.symbol == symbol && other.side == side; });
}

Quote& Turn::touch(const Quote& quote) {
  return among(change_.quotes, quote, [rank = quote.rank](const Quote& other) { return other.rank == rank; });
}

void Turn::add(Quote quote) {
  quote.rank = book_.next_rank() + ranks_given_++;
  change_.quotes.push_back(std::move(quote));
}

Prices& Turn::prices(const std::string& symbol) {
  return among(change_.prices, book_.prices(symbol),
               [&](const Prices& other) { return other.symbol == symbol; });
}

const Order& Turn::seen(const Order& order) const {
  const Order* found = find(order.symbol, order.order_id);
  return found != nullptr ? *found : order;
}

const Order* Turn::find(const std::string& symbol, std::int64_t order_id) const {
  const auto order = std::find_if(change_.orders.begin(), change_.orders.end(), is(symbol, order_id));
  if (order != change_.orders.end()) return &*order;
  return book_.find({.symbol = symbol, .order_id = order_id, .client_order_id = {}});
}

std::int64_t Turn::next_trade_id(const std::string& symbol) const {
  std::int64_t next = book_.next_trade_id(symbol);
  for (const Execution& execution : change_.executions) {
    if (execution.symbol == symbol) next = std::max(next, execution.trade_id + 1);
  }
  return next;
}

void Turn::finish_parents() {
  std::vector<const AlgoOrder*> parents;
  for (const AlgoOrder& algo : change_.algo_orders) {
    if (algo.status == "TRIGGERED") parents.push_back(&algo);
  }
  for (const Order& order : change_.orders) {
    const AlgoOrder* parent = book_.parent_of(order);
    if (parent != nullptr && parent->status == "TRIGGERED") parents.push_back(&touch(*parent));
  }
  for (const AlgoOrder* parent : parents) {
    const Order* order = find(parent->symbol, parent->actual_order_id);
    AlgoOrder& algo = touch(*parent);
    if (order == nullptr || is_open(*order) || algo.status == "FINISHED") continue;
    algo.status = "FINISHED";
    algo.actual_price = order->avg_price;
    algo.actual_quantity = order->executed_qty;
    algo.update_time = stamp();
    tell_algo(*this, algo);
  }
}

void Turn::commit() {
  finish_parents();
  book_.commit(change_);
}

}  // namespace bridge::simulator
