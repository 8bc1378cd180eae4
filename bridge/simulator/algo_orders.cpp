// Conditional orders: placed, ended, triggered.
#include "simulator/deeds.hpp"
#include "simulator/execute.hpp"
#include "simulator/instruments.hpp"
#include "simulator/matching.hpp"
#include "simulator/order_events.hpp"
#include "simulator/turn.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulator {
namespace {

bool is_trailing(const AlgoOrder& algo) { return algo.order_type == "TRAILING_STOP_MARKET"; }
bool buys(const AlgoOrder& algo) { return algo.side == "BUY"; }

Units watched(const AlgoOrder& algo, const Prices& prices) {
  return algo.working_type == "MARK_PRICE" ? prices.mark : prices.last;
}

// A stop goes with the price, a take profit against it.
bool waits_for_rise(const AlgoOrder& algo) {
  const bool takes_profit = algo.order_type.starts_with("TAKE_PROFIT");
  return buys(algo) != takes_profit;
}

// A trailing order becomes active at its activation price: a SELL one when the price has risen to it.
bool is_activated_at(const AlgoOrder& algo, Units price) {
  if (algo.activate_price.empty()) return true;
  const Units wanted = units_of(algo.activate_price);
  return price != 0 && (buys(algo) ? price <= wanted : price >= wanted);
}

bool has_turned_back(const AlgoOrder& algo, Units price) {
  const Units step = times(algo.extreme, units_of(algo.callback_rate) / 100);
  return buys(algo) ? price >= algo.extreme + step : price <= algo.extreme - step;
}

// A trailing order follows the price; the second NEW says that it does.
void follow(Turn& turn, AlgoOrder& algo, Units price) {
  const bool begins = !algo.activated && is_activated_at(algo, price);
  if (begins) algo.activated = true;
  if (!algo.activated || price == 0) {
    if (begins) tell_algo(turn, algo);
    return;
  }
  const bool better = algo.extreme == 0 || (buys(algo) ? price < algo.extreme : price > algo.extreme);
  if (better) algo.extreme = price;
  algo.update_time = turn.stamp();
  if (begins) tell_algo(turn, algo);
}

Order order_of(const Turn& turn, const AlgoOrder& algo) {
  Order order;
  order.symbol = algo.symbol;
  order.client_order_id = algo.client_algo_id;
  order.side = algo.side;
  order.type = algo.order_type == "STOP" || algo.order_type == "TAKE_PROFIT" ? "LIMIT" : "MARKET";
  order.orig_type = algo.order_type;
  order.time_in_force = algo.time_in_force;
  order.price = algo.price;
  order.orig_qty = algo.quantity;
  order.executed_qty = decimal(0, places_of(algo.quantity));
  order.avg_price = order.cum_quote = "0.00000";
  order.stop_price = algo.trigger_price;
  order.position_side = algo.position_side;
  order.working_type = algo.working_type;
  order.price_match = algo.price_match;
  order.self_trade_prevention_mode = algo.self_trade_prevention_mode;
  if (is_trailing(algo)) {
    order.activate_price = algo.activate_price;
    order.price_rate = algo.callback_rate;
  }
  order.reduce_only = algo.reduce_only;
  order.close_position = algo.close_position;
  order.price_protect = algo.price_protect;
  if (algo.close_position) {
    const Position position = turn.book().position(algo.symbol, algo.position_side);
    order.orig_qty = decimal(reducible(position, buys(algo)), places_of(algo.quantity));
  }
  if (algo.price_match != "NONE") {
    order.price = decimal(matched_price(turn.book(), order), instrument_of(algo.symbol).price_places);
  }
  return order;
}

void set(Turn& turn, AlgoOrder& algo, const char* status) {
  algo.status = status;
  algo.update_time = turn.stamp();
  tell_algo(turn, algo);
}

// Why its order cannot be: it would reduce what is not there.
bool reduces_nothing(const Turn& turn, const AlgoOrder& algo) {
  const Position position = turn.book().position(algo.symbol, algo.position_side);
  return algo.reduce_only && reducible(position, buys(algo)) == 0;
}

// From TRIGGERING on.
void conclude(Book& book, const AlgoOrder& triggering, const TriggerFate& fate, Timestamp at) {
  Turn turn{book, at};
  AlgoOrder& algo = turn.touch(triggering);
  if (!fate.rejected.empty()) {
    algo.reject_reason = fate.rejected;
    set(turn, algo, "REJECTED");
  } else if (algo.close_position && reduces_nothing(turn, algo)) {
    set(turn, algo, "EXPIRED");
  } else if (reduces_nothing(turn, algo)) {
    algo.reject_reason = "ReduceOnly Order is rejected.";
    set(turn, algo, "REJECTED");
  } else {
    Order order = order_of(turn, algo);
    order.order_id = book.next_order_id(order.symbol);
    algo.actual_order_id = order.order_id;
    algo.actual_type = order.type;
    if (!fate.tells_later) set(turn, algo, "TRIGGERED");
    Order& entered = enter(turn, std::move(order));
    match(turn, entered);
    if (fate.tells_later) set(turn, algo, "TRIGGERED");
  }
  turn.commit();
}

void fire(Book& book, const AlgoOrder& waiting, Timestamp at) {
  const TriggerFate fate = book.fate_of(waiting);
  const AlgoName name{.algo_id = waiting.algo_id, .client_algo_id = {}};
  {
    Turn turn{book, at};
    AlgoOrder& algo = turn.touch(waiting);
    algo.trigger_time = turn.stamp();
    set(turn, algo, "TRIGGERING");
    turn.commit();
  }
  if (!fate.holds) conclude(book, *book.find_algo(name), fate, at);
}

// Lets the trailing orders of the symbol see the price.
void follow_price(Book& book, const std::string& symbol, Timestamp at) {
  const Prices prices = book.prices(symbol);
  for (const AlgoOrder& algo : book.open_algo_orders(symbol)) {
    if (!is_trailing(algo) || algo.status != "NEW") continue;
    Turn turn{book, at};
    follow(turn, turn.touch(algo), watched(algo, prices));
    turn.commit();
  }
}

}  // namespace

bool is_reached(const AlgoOrder& algo, const Prices& prices) {
  const Units price = watched(algo, prices);
  if (price == 0 || algo.status != "NEW") return false;
  if (is_trailing(algo)) return algo.activated && has_turned_back(algo, price);
  const Units wanted = units_of(algo.trigger_price);
  return waits_for_rise(algo) ? price >= wanted : price <= wanted;
}

AlgoOrder place_algo(Book& book, AlgoOrder given, const Asker& asker) {
  Turn turn{book, asker.at, asker.method, asker.request_id};
  given.algo_id = book.next_algo_id();
  if (given.client_algo_id.empty()) given.client_algo_id = "venue-" + std::to_string(given.algo_id);
  given.create_time = given.update_time = turn.stamp();
  AlgoOrder& algo = turn.touch(given);
  tell_algo(turn, algo);
  AlgoOrder placed = algo;
  if (is_trailing(algo)) follow(turn, algo, watched(algo, book.prices(algo.symbol)));
  turn.commit();
  return placed;
}

void end_algo(Book& book, const AlgoOrder& algo, const std::string& status, const Asker& asker) {
  Turn turn{book, asker.at, asker.method, asker.request_id};
  set(turn, turn.touch(algo), status.c_str());
  turn.commit();
}

void run_triggers(Book& book, const std::string& symbol, Timestamp at) {
  follow_price(book, symbol, at);
  for (;;) {
    const Prices prices = book.prices(symbol);
    const auto waiting = book.open_algo_orders(symbol);
    const auto due = std::find_if(waiting.begin(), waiting.end(),
                                  [&](const AlgoOrder& algo) { return is_reached(algo, prices); });
    if (due == waiting.end()) return;
    fire(book, *due, at);
    follow_price(book, symbol, at);
  }
}

void trigger(Book& book, const AlgoOrder& given, Timestamp at) {
  // The given one may be the book's own, which changes under what is done here.
  const AlgoOrder algo = given;  // NOLINT(performance-unnecessary-copy-initialization)
  if (algo.status == "NEW") {
    fire(book, algo, at);
  } else {
    conclude(book, algo, {}, at);
  }
  run_triggers(book, algo.symbol, at);
}

}  // namespace bridge::simulator
