// Orders are placed, amended, and come to their date.
#include "simulator/deeds.hpp"
#include "simulator/execute.hpp"
#include "simulator/instruments.hpp"
#include "simulator/matching.hpp"
#include "simulator/order_events.hpp"
#include "simulator/turn.hpp"

#include <utility>

namespace bridge::simulator {
namespace {

bool would_take(const Book& book, const Order& order) {
  return order.time_in_force == "GTX" && would_fill(book, order, 1);
}

// A FOK order trades in full or not at all, a GTX order not at once: who accepts one that cannot, expires it.
bool expires_at_once(const Turn& turn, const Order& order) {
  const bool unfillable =
      order.time_in_force == "FOK" && !would_fill(turn.book(), order, units_of(order.orig_qty));
  return unfillable || would_take(turn.book(), order);
}

void apply(const Amendment& amendment, Order& order) {
  order.price = amendment.price;
  order.orig_qty = amendment.quantity;
  order.price_match = amendment.price_match;
}

}  // namespace

Placed place(Book& book, Order order, const Asker& asker) {
  Turn turn{book, asker.at, asker.method, asker.request_id};
  Order& entered = enter(turn, std::move(order));
  Placed placed{.acknowledged = entered, .result = {}};
  if (expires_at_once(turn, entered)) {
    close(turn, entered, "EXPIRED", entered.time_in_force == "FOK" ? kFokUnfilled : kGtxTaking);
  } else {
    match(turn, entered);
  }
  placed.result = entered;
  turn.commit();
  run_triggers(book, placed.result.symbol, asker.at);
  return placed;
}

Order amend(Book& book, const Order& order, const Amendment& amendment, const Asker& asker) {
  Turn turn{book, asker.at, asker.method, asker.request_id};
  Order& amended = turn.touch(order);
  Order wanted = amended;
  apply(amendment, wanted);
  const bool spent = units_of(wanted.orig_qty) <= units_of(amended.executed_qty);
  if (spent || would_take(book, wanted)) {
    close(turn, amended, "CANCELED");
    Order told = amended;
    told.price = wanted.price;
    turn.commit();
    return told;
  }
  apply(amendment, amended);
  ++amended.amendments;
  amended.update_time = turn.stamp();
  turn.queue_again(amended);
  tell_order(turn, amended, {.execution_type = "AMENDMENT", .modify_id = amendment.modify_id});
  match(turn, amended);
  Order told = amended;
  turn.commit();
  run_triggers(book, told.symbol, asker.at);
  return told;
}

void pass_time(Book& book, Timestamp at) {
  for (const OrderName& name : book.overdue(at)) {
    const Order* order = book.find(name);
    if (order == nullptr) continue;
    Turn turn{book, at};
    close(turn, turn.touch(*order), "EXPIRED");
    turn.commit();
  }
}

}  // namespace bridge::simulator
