#include "simulator/hand.hpp"

#include "simulator/deeds.hpp"
#include "simulator/execute.hpp"
#include "simulator/instruments.hpp"
#include "simulator/turn.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr const char* kLiquidation = "autoclose-";
constexpr const char* kAdl = "adl_autoclose";  // this is the whole id

const Order* open_order(const Book& book, const OrderName& name) {
  const Order* order = book.find(name);
  return order != nullptr && is_open(*order) ? order : nullptr;
}

std::string client_id(const std::string& prefix, const Book& book, Timestamp at) {
  return prefix == kAdl ? prefix : prefix + std::to_string(book.stamp(at)) + "000";
}

Order closing_order(const Book& book, const Liquidation& liquidation, Timestamp at) {
  const auto& [symbol, side, quantity, price, prefix] = liquidation;
  const bool liquidates = prefix == kLiquidation;
  Order order;
  order.symbol = symbol;
  order.client_order_id = client_id(prefix, book, at);
  order.side = side;
  order.type = liquidates ? "LIQUIDATION" : "MARKET";
  order.time_in_force = liquidates ? "IOC" : "GTC";
  order.price = liquidates ? price : "0.00";
  order.orig_qty = quantity;
  order.executed_qty = decimal(0, places_of(quantity));
  order.avg_price = order.cum_quote = "0.00000";
  order.stop_price = "0.00";
  order.reduce_only = true;
  if (book.hedge_mode()) order.position_side = side == "SELL" ? "LONG" : "SHORT";
  return order;
}

}  // namespace

bool fill_by_hand(Book& book, const OrderName& name, const std::string& quantity, const std::string& price,
                  Timestamp at) {
  const Order* order = open_order(book, name);
  if (order == nullptr) return false;
  const std::string symbol = order->symbol;
  Turn turn{book, at};
  Order& filled = turn.touch(*order);
  const Units left = left_of(filled);
  const Units wanted = quantity.empty() ? left : std::min(left, units_of(quantity));
  fill(turn, filled, wanted, price.empty() ? price_of(turn, filled) : units_of(price),
       {.maker = filled.type == "LIMIT"});
  turn.commit();
  run_triggers(book, symbol, at);
  return true;
}

bool cancel_by_hand(Book& book, const OrderName& name, Timestamp at) {
  return book.end(name, "CANCELED", at) != nullptr;
}

bool amend_by_hand(Book& book, const OrderName& name, const std::string& quantity, const std::string& price,
                   Timestamp at) {
  const Order* order = open_order(book, name);
  if (order == nullptr) return false;
  const Amendment amendment{.price = price.empty() ? order->price : price,
                            .quantity = quantity.empty() ? order->orig_qty : quantity,
                            .price_match = order->price_match};
  (void)amend(book, *order, amendment, {.at = at});
  return true;
}

bool expire_by_hand(Book& book, const OrderName& name, const std::string& reason, Timestamp at,
                    const std::string& status) {
  const Order* order = open_order(book, name);
  if (order == nullptr) return false;
  Turn turn{book, at};
  close(turn, turn.touch(*order), status, reason);
  turn.commit();
  return true;
}

bool expire_algo_by_hand(Book& book, const AlgoName& name, Timestamp at) {
  const AlgoOrder* algo = book.find_algo(name);
  if (algo == nullptr || algo->status != "NEW") return false;
  end_algo(book, *algo, "EXPIRED", {.at = at});
  return true;
}

bool trigger_by_hand(Book& book, const AlgoName& name, Timestamp at) {
  const AlgoOrder* algo = book.find_algo(name);
  if (algo == nullptr || (algo->status != "NEW" && algo->status != "TRIGGERING")) return false;
  trigger(book, *algo, at);
  return true;
}

Order place_by_hand(Book& book, Order order, Timestamp at) {
  return place(book, std::move(order), {.at = at}).result;
}

void quote(Book& book, const std::string& symbol, const std::string& side, const std::string& quantity,
           const std::string& price, Timestamp at) {
  Turn turn{book, at};
  turn.add(Quote{.symbol = symbol, .side = side, .price = units_of(price), .quantity = units_of(quantity)});
  turn.commit();
}

void clear_quotes(Book& book, const std::string& symbol, Timestamp at) {
  Turn turn{book, at};
  for (const char* side : {"BUY", "SELL"}) {
    for (const Resting& resting : book.queue(symbol, side)) {
      if (resting.order_id == 0) turn.touch(book.quote(resting.rank)).quantity = 0;
    }
  }
  turn.commit();
}

void set_price(Book& book, const std::string& symbol, const std::string& mark, const std::string& last,
               Timestamp at) {
  Turn turn{book, at};
  Prices& prices = turn.prices(symbol);
  if (!mark.empty()) prices.mark = units_of(mark);
  if (!last.empty()) prices.last = units_of(last);
  turn.commit();
  run_triggers(book, symbol, at);
}

void liquidate(Book& book, const Liquidation& liquidation, Timestamp at) {
  const auto& [symbol, side, quantity, price, prefix] = liquidation;
  const bool liquidates = prefix == kLiquidation;
  Turn turn{book, at};
  if (liquidates) {
    for (const Order& order : book.open_orders(symbol)) {
      close(turn, turn.touch(order), "EXPIRED", kLiquidated);
    }
  }
  Order& order = enter(turn, closing_order(book, liquidation, at));
  fill(turn, order, units_of(quantity), units_of(price), {.calculated = liquidates, .free = true});
  turn.commit();
  run_triggers(book, symbol, at);
}

void set_position(Book& book, const Position& position, Timestamp at) {
  Turn turn{book, at};
  turn.position(position.symbol, position.side) = position;
  turn.commit();
}

void set_hedge_mode(Book& book, bool on, Timestamp at) {
  Turn turn{book, at};
  turn.set_hedge_mode(on);
  turn.commit();
}

}  // namespace bridge::simulator
