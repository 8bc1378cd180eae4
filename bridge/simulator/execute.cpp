#include "simulator/execute.hpp"

#include "simulator/instruments.hpp"
#include "simulator/order_events.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bridge::simulator {
namespace {

constexpr int kAveragePlaces = 5;
constexpr int kMoneyPlaces = 8;

// Of the open orders that may only reduce this position, those expire that have nothing left to reduce.
void knock_out(Turn& turn, const Position& position) {
  std::vector<Order> candidates = turn.book().open_orders(position.symbol);
  for (const Order& order : turn.touched()) candidates.push_back(order);
  for (const Order& candidate : candidates) {
    const Order& order = turn.seen(candidate);
    if (!order.reduce_only || !is_open(order) || order.symbol != position.symbol ||
        order.position_side != position.side || reducible(position, order.side == "BUY") > 0) {
      continue;
    }
    close(turn, turn.touch(order), "EXPIRED", kNothingToReduce);
  }
}

void add_to(Order& order, Units quantity, Units price) {
  const Units before = units_of(order.executed_qty);
  const Units average = weighted(units_of(order.avg_price), before, price, quantity);
  const int places = std::max(places_of(order.orig_qty), places_of(order.executed_qty));
  order.executed_qty = decimal(before + quantity, std::max(places, places_of(shortest(quantity))));
  order.avg_price = decimal(average, kAveragePlaces);
  order.cum_quote = decimal(units_of(order.cum_quote) + times(price, quantity), kAveragePlaces);
  const bool filled = before + quantity >= units_of(order.orig_qty);
  order.status = filled ? "FILLED" : "PARTIALLY_FILLED";
}

Execution execution_of(const Turn& turn, const Order& order, Units quantity, Units price, FillKind kind) {
  const Instrument instrument = instrument_of(order.symbol);
  const Units quote = times(price, quantity);
  const Units fee = kind.free ? 0 : times(quote, units_of(kind.maker ? kMakerFee : kTakerFee));
  const auto text = [](Units units, int places) {
    return decimal(units, std::max(places, places_of(shortest(units))));
  };
  return {.symbol = order.symbol,
          .trade_id = turn.next_trade_id(order.symbol),
          .order_id = order.order_id,
          .side = order.side,
          .position_side = order.position_side,
          .price = text(price, instrument.price_places),
          .quantity = text(quantity, places_of(order.orig_qty)),
          .quote_quantity = decimal(quote, kAveragePlaces),
          .commission = decimal(fee, kMoneyPlaces),
          .commission_asset = kCommissionAsset,
          .maker = kind.maker,
          .time = turn.stamp()};
}

}  // namespace

Units left_of(const Order& order) { return units_of(order.orig_qty) - units_of(order.executed_qty); }

Units price_of(const Turn& turn, const Order& order) {
  for (const Units price : {units_of(order.price), units_of(order.avg_price),
                            turn.book().prices(order.symbol).last, turn.book().prices(order.symbol).mark}) {
    if (price > 0) return price;
  }
  return 0;
}

Units tradable(Turn& turn, const Order& order) {
  if (!is_open(order)) return 0;
  if (!order.reduce_only) return left_of(order);
  const Position& position = turn.position(order.symbol, order.position_side);
  return std::min(left_of(order), reducible(position, order.side == "BUY"));
}

Order& enter(Turn& turn, Order order) {
  Order& entered = turn.add(std::move(order));
  tell_order(turn, entered, {.execution_type = "NEW"});
  return entered;
}

void fill(Turn& turn, Order& order, Units quantity, Units price, FillKind kind) {
  Execution execution = execution_of(turn, order, quantity, price, kind);
  Position& position = turn.position(order.symbol, order.position_side);
  const Units before = position.amount;
  const Units profit = trade(position, order.side == "BUY", quantity, price);
  execution.realized_profit = decimal(profit, kMoneyPlaces);
  turn.earn(profit - units_of(execution.commission));
  add_to(order, quantity, price);
  order.update_time = turn.stamp();
  turn.prices(order.symbol).last = price;
  if (!kind.calculated) tell_trade(turn, order, execution);
  tell_order(turn, order, {.execution_type = kind.calculated ? "CALCULATED" : "TRADE", .trade = &execution});
  turn.add(std::move(execution));
  tell_account(turn, position);
  const bool turned = before != 0 && (before > 0) != (position.amount > 0);
  if (turned || (before != 0 && position.amount == 0)) knock_out(turn, position);
}

void close(Turn& turn, Order& order, std::string_view status, std::string_view reason) {
  order.status = status;
  order.update_time = turn.stamp();
  tell_order(turn, order,
             {.execution_type = status == "CANCELED" ? "CANCELED" : "EXPIRED", .reason = reason});
}

}  // namespace bridge::simulator
