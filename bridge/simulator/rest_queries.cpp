// What REST tells of orders, trades and the venue, and the deeds that only it knows.
#include "simulator/checks.hpp"
#include "simulator/deeds.hpp"
#include "simulator/exchange_info.hpp"
#include "simulator/rest_json.hpp"
#include "simulator/rest_requests.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::int64_t kLimitDefault = 500;
constexpr std::int64_t kLimitMost = 1000;
constexpr std::int64_t kWeekMs = 7LL * 24 * 3600 * 1000;
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// What of a list is asked for: which, and how many of them, the first or the last.
struct Page {
  Query query;
  std::size_t size = 0;
  bool newest = false;
};

std::variant<Page, Refusal> read_page(const Request& params) {
  for (const char* name : {"orderId", "fromId", "startTime", "endTime", "limit"}) {
    if (was_sent(params, name) && !params.integer(name)) return invalid_data(name);
  }
  const std::int64_t size = params.integer("limit").value_or(kLimitDefault);
  if (size < 1 || size > kLimitMost) return invalid_data("limit");
  Query query{.symbol = params.text("symbol").value_or(""),
              .start_time = params.integer("startTime"),
              .end_time = params.integer("endTime"),
              .limit = kNoLimit};
  if (query.start_time && query.end_time) {
    if (*query.end_time < *query.start_time) return invalid_data("endTime");
    if (*query.end_time - *query.start_time > kWeekMs) return too_long_a_time();
  }
  const bool newest = !query.start_time;
  if (query.start_time && !query.end_time) query.end_time = *query.start_time + kWeekMs;
  if (query.end_time && !query.start_time) query.start_time = *query.end_time - kWeekMs;
  return Page{.query = std::move(query), .size = static_cast<std::size_t>(size), .newest = newest};
}

template <class Item>
void cut(std::vector<Item>& items, const Page& page) {
  if (items.size() <= page.size) return;
  const auto surplus = static_cast<std::ptrdiff_t>(items.size() - page.size);
  page.newest ? items.erase(items.begin(), items.begin() + surplus)
              : items.erase(items.end() - surplus, items.end());
}

}  // namespace

std::optional<Refusal> RestRequests::refuse_unknown_symbol(const Request& params) const {
  if (!was_sent(params, "symbol") || book_.knows(*params.text("symbol"))) return std::nullopt;
  return invalid_symbol();
}

// As it was then; nothing when it was not there yet.
std::optional<Order> RestRequests::as_of(const Order& order, const Call& call) const {
  if (call.sees == call.at) return order;
  if (order.time > book_.stamp(call.sees)) return std::nullopt;
  return *book_.find_as_of({.symbol = order.symbol, .order_id = order.order_id, .client_order_id = {}},
                           call.sees);
}

std::vector<Order> RestRequests::orders(const Query& query, const Call& call) const {
  std::vector<Order> seen;
  for (const Order& order : book_.orders(query)) {
    if (auto then = as_of(order, call)) seen.push_back(std::move(*then));
  }
  return seen;
}

std::vector<Order> RestRequests::open_orders(const std::string& symbol, const Call& call) const {
  if (call.sees == call.at) return book_.open_orders(symbol);
  std::vector<Order> open = orders({.symbol = symbol, .limit = kNoLimit}, call);
  std::erase_if(open, [](const Order& order) { return !is_open(order); });
  return open;
}

RestRequests::Outcome RestRequests::tell_open_orders(const Call& call) {
  if (auto refusal = refuse_unknown_symbol(call.params)) return *refusal;
  return orders_json(open_orders(call.params.text("symbol").value_or(""), call));
}

std::variant<Order, Refusal> RestRequests::find_order(const Call& call) const {
  if (auto refusal = refuse_symbol(call.params, book_)) return *refusal;
  if (auto refusal = refuse_order_name(call.params)) return *refusal;
  const Order* order = book_.find(order_named(call.params));
  auto then = order != nullptr ? as_of(*order, call) : std::nullopt;
  if (!then) return no_such_order();
  return std::move(*then);
}

RestRequests::Outcome RestRequests::tell_order(const Call& call) {
  const auto found = find_order(call);
  if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
  return order_json(std::get<Order>(found));
}

RestRequests::Outcome RestRequests::tell_open_order(const Call& call) {
  const auto found = find_order(call);
  if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
  const Order& order = std::get<Order>(found);
  if (!is_open(order)) return no_such_order();
  return order_json(order);
}

RestRequests::Outcome RestRequests::tell_all_orders(const Call& call) {
  if (auto refusal = refuse_unknown_symbol(call.params)) return *refusal;
  auto read = read_page(call.params);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  Page& page = std::get<Page>(read);
  page.query.from_id = call.params.integer("orderId");
  if (page.query.from_id) {
    page.newest = false;
  } else if (!page.query.start_time) {
    page.query.start_time = book_.stamp(call.at) - kWeekMs;
  }
  auto found = orders(page.query, call);
  cut(found, page);
  return orders_json(found);
}

RestRequests::Outcome RestRequests::tell_trades(const Call& call) {
  const Request& params = call.params;
  if (auto refusal = refuse_unknown_symbol(params)) return *refusal;
  auto read = read_page(params);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  Page& page = std::get<Page>(read);
  page.query.from_id = params.integer("fromId");
  page.query.order_id = params.integer("orderId");
  if (page.query.from_id && page.query.start_time) return improper_combination();
  if (page.query.order_id && page.query.symbol.empty()) return mandatory_missing("symbol");
  if (page.query.from_id) {
    page.newest = false;
  } else if (!page.query.start_time) {
    page.query.start_time = book_.stamp(call.at) - kWeekMs;
  }
  auto found = book_.trades(page.query);
  if (call.sees != call.at) {
    const std::int64_t then = book_.stamp(call.sees);
    std::erase_if(found, [&](const Execution& trade) { return trade.time > then; });
  }
  cut(found, page);
  return trades_json(found);
}

// The book keeps no former states of conditional orders: one that has ended since was NEW.
RestRequests::Outcome RestRequests::tell_open_algo_orders(const Call& call) {
  if (auto refusal = refuse_unknown_symbol(call.params)) return *refusal;
  const std::string symbol = call.params.text("symbol").value_or("");
  if (call.sees == call.at) return open_algo_orders_json(book_.open_algo_orders(symbol));
  const std::int64_t then = book_.stamp(call.sees);
  std::vector<AlgoOrder> open;
  for (AlgoOrder& algo : book_.algo_orders({.symbol = symbol, .end_time = then, .limit = kNoLimit})) {
    if (algo.status != "NEW" && algo.update_time <= then) continue;
    if (algo.status != "NEW") {
      algo.status = "NEW";
      algo.update_time = algo.create_time;
      algo.trigger_time = algo.actual_order_id = 0;
    }
    open.push_back(std::move(algo));
  }
  return open_algo_orders_json(open);
}

RestRequests::Outcome RestRequests::tell_algo_order(const Call& call) {
  if (auto refusal = refuse_algo_name(call.params)) return *refusal;
  const AlgoOrder* algo = book_.find_algo({.algo_id = call.params.integer("algoId").value_or(0),
                                           .client_algo_id = call.params.text("clientAlgoId").value_or("")});
  if (algo == nullptr) return no_such_order();
  return algo_order_json(*algo);
}

RestRequests::Outcome RestRequests::tell_exchange_info(const Call& call) {
  return exchange_info_json(book_.symbols(), requests_.weight().limit, requests_.order_limits(call.at),
                            requests_.clock(call.at));
}

// A symbol whose mark price nobody has set has none: 0.
RestRequests::Outcome RestRequests::tell_mark_prices(const Call& call) {
  if (const auto refusal = refuse_unknown_symbol(call.params)) return *refusal;
  const Timestamp clock = requests_.clock(call.at);
  if (was_sent(call.params, "symbol")) {
    const std::string symbol = *call.params.text("symbol");
    return mark_price_json(symbol, shortest(book_.prices(symbol).mark), clock);
  }
  std::vector<std::pair<std::string, std::string>> prices;
  for (const auto& symbol : book_.symbols()) {
    prices.emplace_back(symbol, shortest(book_.prices(symbol).mark));
  }
  return mark_prices_json(prices, clock);
}

RestRequests::Outcome RestRequests::tell_order_limits(const Call& call) {
  return order_limits_json(requests_.order_limits(call.at));
}

RestRequests::Outcome RestRequests::tell_position_mode(const Call&) {
  return dual_side_json(book_.hedge_mode());
}

void RestRequests::cancel_all(const std::string& symbol, Timestamp at) {
  for (const Order& order : book_.open_orders(symbol)) {
    book_.cancel({.symbol = symbol, .order_id = order.order_id, .client_order_id = {}}, at);
  }
}

// Of regular orders only: conditional ones are another service's.
RestRequests::Outcome RestRequests::cancel_open_orders(const Call& call) {
  if (auto refusal = refuse_symbol(call.params, book_)) return *refusal;
  cancel_all(*call.params.text("symbol"), call.at);
  return all_canceled_json();
}

RestRequests::Outcome RestRequests::cancel_open_algo_orders(const Call& call) {
  if (auto refusal = refuse_symbol(call.params, book_)) return *refusal;
  const Asker asker{.at = call.at, .method = call.params.method, .request_id = "null"};
  for (const AlgoOrder& algo : book_.open_algo_orders(*call.params.text("symbol"))) {
    if (algo.status == "NEW") end_algo(book_, algo, "CANCELED", asker);
  }
  return all_canceled_json();
}

RestRequests::Outcome RestRequests::start_countdown(const Call& call) {
  if (auto refusal = refuse_symbol(call.params, book_)) return *refusal;
  const auto time = call.params.integer("countdownTime");
  if (!time || *time < 0) return mandatory_missing("countdownTime");
  const std::string symbol = *call.params.text("symbol");
  countdowns_.erase(symbol);
  if (*time > 0) countdowns_[symbol] = call.at + milliseconds{*time};
  return countdown_json(symbol, *time);
}

void RestRequests::count_down(Timestamp at) {
  for (auto countdown = countdowns_.begin(); countdown != countdowns_.end();) {
    if (countdown->second > at) {
      ++countdown;
      continue;
    }
    const std::string symbol = countdown->first;
    countdown = countdowns_.erase(countdown);
    cancel_all(symbol, at);
  }
}

}  // namespace bridge::simulator
