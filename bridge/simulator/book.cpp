#include "simulator/book.hpp"

#include "simulator/execute.hpp"
#include "simulator/turn.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace bridge::simulator {
namespace {

// Ids grow from the largest there is, but leave room for as many again: a loaded order may have any.
constexpr std::int64_t kIdsLeft = 1'000'000'000;

// A client id is unique among open orders only (fixspec/venue.md, 4.5): open ones first, then the youngest.
bool answers_before(const Order& left, const Order& right) {
  return std::tuple(is_open(left), left.time, left.order_id) >
         std::tuple(is_open(right), right.time, right.order_id);
}

void raise(std::int64_t& next, std::int64_t taken) {
  if (taken < std::numeric_limits<std::int64_t>::max() - kIdsLeft) next = std::max(next, taken + 1);
}

}  // namespace

void Book::put(Order order, Timestamp at) {
  if (order.time == 0) order.time = stamp(at);
  if (order.update_time == 0) order.update_time = order.time;
  if (order.orig_type.empty()) order.orig_type = order.type;
  if (order.queue_rank == 0) order.queue_rank = next_rank_;
  Change change{.at = at};
  change.orders.push_back(std::move(order));
  commit(change);
}

void Book::restore(const Change& content, Timestamp at) {
  apply(content);
  for (const Order& order : content.orders) orders_.at({order.symbol, order.order_id}).back().since = at;
}

const Order* Book::cancel(const OrderName& name, Timestamp at, const std::string& request_id) {
  const Order* found = find(name);
  if (found == nullptr || !is_open(*found)) return nullptr;
  Turn turn{*this, at, "order.cancel", request_id};
  const Id id{found->symbol, found->order_id};
  close(turn, turn.touch(*found), "CANCELED");
  turn.commit();
  return &orders_.at(id).back().order;
}

const Order* Book::end(const OrderName& name, const std::string& status, Timestamp at) {
  const Order* found = find(name);
  if (found == nullptr || !is_open(*found)) return nullptr;
  const Id id{found->symbol, found->order_id};
  Turn turn{*this, at};
  Order& order = turn.touch(*found);
  if (status == "FILLED") {
    const bool untouched = units_of(order.executed_qty) == 0 && units_of(order.price) > 0;
    fill(turn, order, left_of(order), price_of(turn, order), {.maker = order.type == "LIMIT"});
    if (untouched) order.avg_price = order.price;  // with the places that its author wrote
  } else {
    close(turn, order, status);
  }
  turn.commit();
  return &orders_.at(id).back().order;
}

void Book::commit(const Change& change) {
  if (witness_) witness_(change);
  apply(change);
  if (user_events_ == nullptr) return;
  for (const UserEvent& event : change.events) user_events_->publish(event.type, event.json);
}

void Book::apply(const Change& change) {
  for (const Order& order : change.orders) apply(order, change.at);
  for (const Execution& execution : change.executions) {
    Market& market = this->market(execution.symbol);
    raise(market.next_trade_id, execution.trade_id);
    market.trades.insert_or_assign(execution.trade_id, execution);
  }
  for (const AlgoOrder& algo : change.algo_orders) apply(algo);
  for (const Position& position : change.positions) positions_[{position.symbol, position.side}] = position;
  for (const Quote& quote : change.quotes) apply(quote);
  for (const Prices& prices : change.prices) market(prices.symbol).prices = prices;
  balance_ = change.balance.value_or(balance_);
  hedge_mode_ = change.hedge_mode.value_or(hedge_mode_);
}

void Book::apply(const Order& given, Timestamp at) {
  Order order = given;
  raise(next_rank_, order.queue_rank);
  const Id id{order.symbol, order.order_id};
  auto& versions = orders_[id];
  if (!versions.empty()) {
    const Order& before = versions.back().order;
    by_client_id_[{before.symbol, before.client_order_id}].erase(before.order_id);
    queue_in(before, false);
  }
  if (!order.client_order_id.empty()) {
    by_client_id_[{order.symbol, order.client_order_id}].insert(order.order_id);
  }
  symbols_.insert(order.symbol);
  raise(market(order.symbol).next_order_id, order.order_id);
  queue_in(order, is_open(order));
  if (versions.size() == kVersionsKept) versions.pop_front();
  versions.push_back({.since = at, .order = std::move(order)});
}

// Puts an order where it waits, or takes it away from there.
void Book::queue_in(const Order& order, bool stays) {
  Market& market = this->market(order.symbol);
  const bool buys = order.side == "BUY";
  const Units price = units_of(order.price);
  const Resting resting{.key = buys ? -price : price, .rank = order.queue_rank, .order_id = order.order_id};
  const std::pair<std::int64_t, Id> date{order.good_till_date, {order.symbol, order.order_id}};
  Queue& queue = buys ? market.bids : market.asks;
  if (!stays) {
    queue.erase(resting);
    market.open.erase(order.order_id);
    dated_.erase(date);
    return;
  }
  market.open.insert(order.order_id);
  if (order.type == "LIMIT" && price > 0) queue.insert(resting);
  if (order.time_in_force == "GTD" && order.good_till_date > 0) dated_.insert(date);
}

void Book::apply(const AlgoOrder& algo) {
  algo_orders_.insert_or_assign(algo.algo_id, algo);
  algo_by_client_id_[algo.client_algo_id].insert(algo.algo_id);
  if (algo.status == "NEW" || algo.status == "TRIGGERING") {
    algo_waiting_.insert(algo.algo_id);
  } else {
    algo_waiting_.erase(algo.algo_id);
  }
  if (algo.actual_order_id != 0) parents_[{algo.symbol, algo.actual_order_id}] = algo.algo_id;
}

void Book::apply(const Quote& quote) {
  const bool buys = quote.side == "BUY";
  Market& market = this->market(quote.symbol);
  Queue& queue = buys ? market.bids : market.asks;
  const Resting resting{.key = buys ? -quote.price : quote.price, .rank = quote.rank, .order_id = 0};
  raise(next_rank_, quote.rank);
  if (quote.quantity > 0) {
    quotes_[quote.rank] = quote;
    queue.insert(resting);
  } else {
    queue.erase(resting);
    quotes_.erase(quote.rank);
  }
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

}  // namespace bridge::simulator
