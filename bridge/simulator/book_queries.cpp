// What the book is asked.
#include "simulator/book.hpp"

#include <algorithm>
#include <limits>

namespace bridge::simulator {
namespace {

// The same first number for every symbol: ids are unique per symbol only.
constexpr std::int64_t kFirstOrderId = 4'000'000'001;
constexpr std::int64_t kFirstTradeId = 7'000'000'001;
constexpr std::int64_t kFirstAlgoId = 2'000'000'912'345'678;

bool within_times(std::int64_t time, const Query& query) {
  return time >= query.start_time.value_or(0) &&
         time <= query.end_time.value_or(std::numeric_limits<std::int64_t>::max());
}

bool wants(const Query& query, const std::string& symbol) {
  return query.symbol.empty() || query.symbol == symbol;
}

}  // namespace

std::vector<Order> Book::orders() const {
  std::vector<Order> all;
  for (const auto& [id, versions] : orders_) all.push_back(versions.back().order);
  return all;
}

std::vector<Order> Book::open_orders(const std::string& symbol) const {
  std::vector<Order> open;
  for (const auto& [name, market] : markets_) {
    if (!symbol.empty() && name != symbol) continue;
    for (const std::int64_t id : market.open) open.push_back(orders_.at({name, id}).back().order);
  }
  return open;
}

std::size_t Book::open_count(const std::string& symbol) const {
  const auto market = markets_.find(symbol);
  return market == markets_.end() ? 0 : market->second.open.size();
}

std::vector<Order> Book::orders(const Query& query) const {
  std::vector<Order> found;
  for (const auto& [id, versions] : orders_) {
    if (found.size() == query.limit) break;
    const Order& order = versions.back().order;
    if (wants(query, order.symbol) && order.order_id >= query.from_id.value_or(0) &&
        within_times(order.time, query)) {
      found.push_back(order);
    }
  }
  return found;
}

std::int64_t Book::next_order_id(const std::string& symbol) const {
  const auto market = markets_.find(symbol);
  return std::max(kFirstOrderId, market == markets_.end() ? 0 : market->second.next_order_id);
}

std::vector<Execution> Book::trades(const Query& query) const {
  std::vector<Execution> found;
  for (const auto& [symbol, market] : markets_) {
    if (!wants(query, symbol)) continue;
    for (auto trade = market.trades.lower_bound(query.from_id.value_or(0)); trade != market.trades.end();
         ++trade) {
      if (found.size() == query.limit) return found;
      const Execution& execution = trade->second;
      if (query.order_id.value_or(execution.order_id) == execution.order_id &&
          within_times(execution.time, query)) {
        found.push_back(execution);
      }
    }
  }
  return found;
}

std::int64_t Book::next_trade_id(const std::string& symbol) const {
  const auto market = markets_.find(symbol);
  return std::max(kFirstTradeId, market == markets_.end() ? 0 : market->second.next_trade_id);
}

const AlgoOrder* Book::find_algo(const AlgoName& name) const {
  if (name.algo_id != 0) {
    const auto algo = algo_orders_.find(name.algo_id);
    return algo == algo_orders_.end() ? nullptr : &algo->second;
  }
  const auto ids = algo_by_client_id_.find(name.client_algo_id);
  if (ids == algo_by_client_id_.end() || ids->second.empty()) return nullptr;
  for (const std::int64_t id : ids->second) {
    if (algo_waiting_.contains(id)) return &algo_orders_.at(id);
  }
  return &algo_orders_.at(*ids->second.rbegin());
}

const AlgoOrder* Book::parent_of(const Order& order) const {
  const auto parent = parents_.find({order.symbol, order.order_id});
  return parent == parents_.end() ? nullptr : &algo_orders_.at(parent->second);
}

std::vector<AlgoOrder> Book::open_algo_orders(const std::string& symbol) const {
  std::vector<AlgoOrder> open;
  for (const std::int64_t id : algo_waiting_) {
    const AlgoOrder& algo = algo_orders_.at(id);
    if (symbol.empty() || algo.symbol == symbol) open.push_back(algo);
  }
  return open;
}

std::vector<AlgoOrder> Book::algo_orders(const Query& query) const {
  std::vector<AlgoOrder> found;
  for (auto algo = algo_orders_.lower_bound(query.from_id.value_or(0));
       algo != algo_orders_.end() && found.size() < query.limit; ++algo) {
    if (wants(query, algo->second.symbol) && within_times(algo->second.create_time, query)) {
      found.push_back(algo->second);
    }
  }
  return found;
}

std::int64_t Book::next_algo_id() const {
  return algo_orders_.empty() ? kFirstAlgoId : algo_orders_.rbegin()->first + 1;
}

std::vector<Position> Book::positions() const {
  std::vector<Position> all;
  for (const auto& [key, position] : positions_) all.push_back(position);
  return all;
}

Position Book::position(const std::string& symbol, const std::string& side) const {
  const auto position = positions_.find({symbol, side});
  return position == positions_.end() ? Position{.symbol = symbol, .side = side} : position->second;
}

Prices Book::prices(const std::string& symbol) const {
  const auto market = markets_.find(symbol);
  return market == markets_.end() ? Prices{.symbol = symbol} : market->second.prices;
}

const Queue& Book::queue(const std::string& symbol, const std::string& side) const {
  static const Queue kEmpty;
  const auto market = markets_.find(symbol);
  if (market == markets_.end()) return kEmpty;
  return side == "BUY" ? market->second.bids : market->second.asks;
}

std::vector<OrderName> Book::overdue(Timestamp at) const {
  std::vector<OrderName> due;
  for (const auto& [date, id] : dated_) {
    if (date > stamp(at)) break;
    due.push_back({.symbol = id.first, .order_id = id.second, .client_order_id = {}});
  }
  return due;
}

Book::Market& Book::market(const std::string& symbol) {
  Market& market = markets_[symbol];
  market.prices.symbol = symbol;
  return market;
}

}  // namespace bridge::simulator
