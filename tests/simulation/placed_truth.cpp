#include "placed_truth.hpp"

#include "venue/binance/request_id.hpp"

#include <algorithm>
#include <numeric>

namespace bridge::simulation {
namespace {

using order::OrderStatus;
using order::testing::VenueOrder;

// Quantities and prices of these orders are whole numbers, however many zeros they are written with.
std::int64_t whole(const std::string& text) { return std::stoll(text); }

OrderStatus status_of(const std::string& word) {
  if (word == "NEW") return OrderStatus::New;
  if (word == "PARTIALLY_FILLED") return OrderStatus::PartiallyFilled;
  if (word == "FILLED") return OrderStatus::Filled;
  if (word == "CANCELED") return OrderStatus::Canceled;
  if (word == "EXPIRED") return OrderStatus::Expired;
  return word == "EXPIRED_IN_MATCH" ? OrderStatus::ExpiredInMatch : OrderStatus::Unknown;
}

// 0: nobody's.
std::uint64_t ticket_of(const std::string& request_id) {
  const auto id = venue::binance::read_request_id(request_id);
  return id ? id->ticket.value() : 0;
}

}  // namespace

void PlacedTruth::executes(const Asked& asked) {
  if (asked.symbol == kPlacedSymbol && asked.method != "order.status") executed_.insert(ticket_of(asked.id));
}

VenueOrder& PlacedTruth::entry(const simulator::Order& order) {
  const auto known = std::ranges::find(orders_, order.order_id, &VenueOrder::id);
  if (known != orders_.end()) return *known;
  if (by_client_id(order.client_order_id) != nullptr) {
    world_.violated("I22", "the venue has two orders of the client id " + order.client_order_id);
  }
  VenueOrder& added = orders_.emplace_back();
  added.symbol = order.symbol;
  added.id = order.order_id;
  added.client_id = order.client_order_id;
  added.side = order.side == "BUY" ? '1' : '2';
  added.market = order.type == "MARKET";
  added.created_ms = order.time;
  return added;
}

void PlacedTruth::take(const simulator::Order& order, std::uint64_t by) {
  VenueOrder& known = entry(order);
  known.status = status_of(order.status);
  known.qty = whole(order.orig_qty);
  known.price = known.market ? 0 : whole(order.price);
  known.cum = whole(order.executed_qty);
  const std::pair terms{known.qty, known.price};
  if (known.terms.empty() || known.terms.back() != terms) {
    known.amended_by.clear();  // what one of them came to shows no more
    if (!known.terms.empty() && by != 0) known.amended_by.insert(by);
    known.terms.push_back(terms);
  }
  if (known.status == OrderStatus::Canceled) {
    known.canceled_by = by;
    known.amended_by.erase(by);  // canceled in place of it
  }
  world_.note("book", order.client_order_id, " (", order.order_id, ") is ", order.status, ' ',
              order.executed_qty, '/', order.orig_qty, '@', order.price);
}

void PlacedTruth::take(const simulator::Change& change) {
  std::string id = change.request_id;  // JSON text
  std::erase(id, '"');
  for (const auto& order : change.orders) {
    if (order.symbol == kPlacedSymbol) take(order, ticket_of(id));
  }
  for (const auto& execution : change.executions) {
    if (execution.symbol != kPlacedSymbol) continue;
    const auto order = std::ranges::find(orders_, execution.order_id, &VenueOrder::id);
    if (order == orders_.end()) return world_.violated("venue", "the simulator trades an order of nobody's");
    order::testing::VenueTrade& trade = order->trades.emplace_back();
    trade.at = change.at;
    trade.execution.symbol = execution.symbol;
    trade.execution.trade_id = execution.trade_id;
    trade.qty = whole(execution.quantity);
    trade.price = whole(execution.price);
  }
  for (const auto& order : orders_) {
    const auto traded = std::accumulate(order.trades.begin(), order.trades.end(), std::int64_t{0},
                                        [](std::int64_t sum, const auto& trade) { return sum + trade.qty; });
    if (traded != order.cum) {
      world_.violated("venue", "the simulator's trades of " + order.client_id + " are not what is filled");
    }
  }
}

const VenueOrder* PlacedTruth::some_open(Random& random) const {
  std::vector<const VenueOrder*> open;
  for (const auto& order : orders_) {
    if (order.open()) open.push_back(&order);
  }
  return open.empty() ? nullptr : random.pick(open);
}

std::int64_t PlacedTruth::position() const {
  std::int64_t sum = 0;
  for (const auto& order : orders_) sum += order.side == '1' ? order.cum : -order.cum;
  return sum;
}

}  // namespace bridge::simulation
