// This part of the order book is for conditional orders, until they are triggered: then the child's own words
// go through the one merge. The two services of the venue tell independently: the child's NEW and fills may
// come before TRIGGERED, and FINISHED before the last fill (fixspec/venue.md, 8.3). So FINISHED ends nothing,
// and no fill is made of what the algo service says.
#include "order/conditional.hpp"

#include "base/number.hpp"
#include "order/order_book.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

// More of a child's events are not held; its trades are asked for instead.
constexpr std::size_t kEarlyMax = 100;

OrderStatus end_of(AlgoStatus status) {
  if (status == AlgoStatus::Canceled) return OrderStatus::Canceled;
  return status == AlgoStatus::Expired ? OrderStatus::Expired : OrderStatus::Rejected;
}

const char* status_text(OrderStatus status) {
  switch (status) {
    case OrderStatus::Canceled:
      return "CANCELED";
    case OrderStatus::Expired:
      return "EXPIRED";
    case OrderStatus::Rejected:
      return "REJECTED";
    default:
      return "NEW";
  }
}

RequestId of_kind(RequestId request, RequestKind kind) {
  request.kind = kind;
  return request;
}

}  // namespace

// ---- small words ----

bool is_conditional(const PlacedOrder& order) { return is_conditional(order.command.terms.type); }

bool waits_for_trigger(const PlacedOrder& order) { return is_conditional(order) && !order.order_id; }

std::string shown_order_id(const PlacedOrder& order) {
  if (is_conditional(order)) {
    return order.algo.algo_id ? "A" + std::to_string(order.algo.algo_id->value()) : "NONE";
  }
  return order.order_id ? std::to_string(order.order_id->value()) : "NONE";
}

std::string shown_child_id(const PlacedOrder& order) {
  return is_conditional(order) && order.order_id ? std::to_string(order.order_id->value()) : "";
}

std::optional<AlgoId> algo_id_in(std::string_view order_id) {
  if (order_id.size() < 2 || order_id.front() != 'A') return std::nullopt;
  const std::string_view digits = order_id.substr(1);
  if (digits.front() < '0' || digits.front() > '9') return std::nullopt;
  const auto number = whole_number<std::int64_t>(digits);
  return number ? std::optional{AlgoId{*number}} : std::nullopt;
}

Request place_request(const PlacedOrder& order, RequestId request) {
  const PlaceCommand& command = order.command;
  if (is_conditional(order)) {
    return SendAlgoPlace{of_kind(request, RequestKind::AlgoPlace), command.venue_symbol,
                         order.client_order_id, command.side, order.terms};
  }
  return SendPlace{request, command.venue_symbol, order.client_order_id, command.side, order.terms};
}

Request cancel_request(const PlacedOrder& order, RequestId request, bool repeat) {
  const std::string& symbol = order.command.venue_symbol;
  if (waits_for_trigger(order)) {
    return SendAlgoCancel{of_kind(request, RequestKind::AlgoCancel), symbol, order.client_order_id,
                          order.algo.algo_id, repeat};
  }
  return SendCancel{request, symbol, ref_of(order), repeat};
}

Request status_request(const PlacedOrder& order, RequestId request) {
  const std::string& symbol = order.command.venue_symbol;
  if (waits_for_trigger(order)) {
    return AskAlgoStatus{of_kind(request, RequestKind::AlgoStatus), symbol, order.client_order_id,
                         order.algo.algo_id};
  }
  return AskStatus{request, symbol, ref_of(order)};
}

OrderFacts untriggered_facts(const PlacedOrder& order, OrderStatus status) {
  Order facts;
  facts.client_order_id = order.client_order_id.value();
  facts.symbol = order.command.venue_symbol;
  facts.executed_qty = "0";
  facts.orig_qty = order.terms.order_qty.empty() ? "0" : order.terms.order_qty;
  facts.status = status;
  facts.status_text = status_text(status);
  facts.update_time_ms = order.algo.time_ms;
  return facts;
}

// ---- whose word it is ----

std::optional<TicketId> OrderBook::ticket_of(const AlgoOrder& order) const {
  if (const auto entry = by_algo_id_.find(order.algo_id); entry != by_algo_id_.end()) return entry->second;
  const auto entry = by_client_id_.find(ClientOrderId{order.client_algo_id});
  if (entry == by_client_id_.end()) return std::nullopt;
  return is_about(*find(entry->second), order) ? std::optional{entry->second} : std::nullopt;
}

bool OrderBook::is_about(const PlacedOrder& order, const AlgoOrder& told) const {
  if (!is_conditional(order) || told.symbol != order.command.venue_symbol) return false;
  if (order.algo.algo_id) return *order.algo.algo_id == told.algo_id;
  return told.client_algo_id == order.client_order_id.value();
}

// ---- what the algo service says ----

void OrderBook::told(const Moment& moment, const AlgoTold& event) {
  PlacedOrder* order = order_of(event.ticket);
  const AlgoOrder& told = event.update.order;
  if (order == nullptr || order->ticket != event.ticket || !is_about(*order, told)) return;
  order->of_stream = true;
  order->stream_due.reset();
  // The child's last event is about to come as well.
  if (told.status == AlgoStatus::Finished && !order->end && !order->asking && !order->placing) {
    order->act_at = moment.now + moment.settings.trades_after;
  }
  merge(moment, *order, told, event.update.event_time_ms);
}

void OrderBook::witness(const Moment& moment, TicketId ticket, const AlgoOrder& told) {
  PlacedOrder* order = order_of(ticket);
  if (order != nullptr && is_about(*order, told)) merge(moment, *order, told, told.update_time_ms);
}

void OrderBook::witness(const Moment& moment, TicketId ticket, const AlgoCanceled& told) {
  PlacedOrder* order = order_of(ticket);
  if (order == nullptr) return;
  learn(moment, *order, told.algo_id, 0);
  if (!order->order_id && !order->end) order->end = OrderEnd{OrderStatus::Canceled, 0, {}};
}

void OrderBook::merge(const Moment& moment, PlacedOrder& order, const AlgoOrder& told, std::int64_t time_ms) {
  if (!order.end) order.algo.time_ms = std::max(order.algo.time_ms, time_ms);
  learn(moment, order, told.algo_id, told.create_time_ms > 0 ? told.create_time_ms : time_ms);
  if (told.child) become(moment, order, *told.child);
  switch (told.status) {
    case AlgoStatus::Canceled:
    case AlgoStatus::Expired:
    case AlgoStatus::Rejected:
      // Once there is a child, it alone says how the order ended.
      if (!order.order_id && !order.end) order.end = OrderEnd{end_of(told.status), 0, told.reject_reason};
      break;
    case AlgoStatus::Finished:
      if (order.order_id) order.fills.witness(told.executed_qty);
      if (!order.end) order.reconcile = true;
      break;
    case AlgoStatus::New:
    case AlgoStatus::Triggering:
    case AlgoStatus::Triggered:
    case AlgoStatus::Unknown:
      break;
  }
  go_on(moment, order);
}

// Its algoId, with the first word of the venue: only now can the client be told that the order is there,
// since 37 never changes.
void OrderBook::learn(const Moment& moment, PlacedOrder& order, AlgoId id, std::int64_t since_ms) {
  if (!order.algo.algo_id) {
    order.algo.algo_id = id;
    by_algo_id_[id] = order.ticket;
  }
  if (order.told_new) return;
  tell_new(moment, order, since_ms);
  take_early(moment, order);
}

// The order's id in the order service. A conditional order is triggered by now.
void OrderBook::become(const Moment& moment, PlacedOrder& order, OrderId child) {
  if (order.order_id) return;
  order.order_id = child;
  by_order_id_[{order.command.venue_symbol, child}] = order.ticket;
  if (is_conditional(order)) tell_triggered(moment, order);
}

void OrderBook::tell_triggered(const Moment& moment, PlacedOrder& order) {
  if (!order.command.entry.tell_triggered || !order.told_new || order.end) return;
  if (std::exchange(order.algo.told_triggered, true)) return;
  tell(moment, order, report_of(order, ReportKind::Triggered, moment.now));
}

// ---- the child before its parent ----

// Holds what is said of the child while the algoId is not known, and returns whether it did.
bool OrderBook::hold_early(const Moment& moment, PlacedOrder& order, const OrderFacts& facts,
                           const OrderUpdate* update) {
  if (!is_conditional(order) || order.algo.algo_id) return false;
  order.absence = {};
  order.fills.witness(facts->executed_qty);
  if (update != nullptr && order.algo.early.size() < kEarlyMax) order.algo.early.push_back(*update);
  const bool is_asked = order.asking || order.placing;
  if (order.state == PlaceState::Absent && !is_asked && moment.link_up) {
    ask_status(moment, order);
  } else if (order.state != PlaceState::Absent && !is_asked && !order.act_at) {
    ask_later(moment, order);
  }
  return true;
}

void OrderBook::take_early(const Moment& moment, PlacedOrder& order) {
  for (const auto& update : std::exchange(order.algo.early, {})) {
    merge(moment, order, update.order, &update);
  }
}

// An order that closes a position has no quantity of its own before it is triggered.
void OrderBook::take_childs_quantity(PlacedOrder& order, const Order& facts) {
  if (order.terms.close_position && !is_zero(facts.orig_qty)) order.terms.order_qty = facts.orig_qty;
}

// ---- answers ----

// Takes an answer of the algo service. Returns false when it is none about this order.
bool OrderBook::algo_answered(const Moment& moment, PlacedOrder& order, const Outcome& outcome) {
  if (const auto* canceled = std::get_if<AlgoCanceled>(&outcome)) {
    if (canceled->client_algo_id != order.client_order_id.value()) return false;
    witness(moment, order.ticket, *canceled);
    go_on(moment, order);
    return true;
  }
  const auto* found = std::get_if<AlgoFound>(&outcome);
  if (found == nullptr || !is_about(order, found->order)) return false;
  const AlgoOrder& told = found->order;
  order.asks = 0;
  const bool left = told.status == AlgoStatus::Triggered || told.status == AlgoStatus::Finished;
  if (!told.child && !left) reconciled(order);
  // Which order it became is not told yet; with a child, that one is asked about next.
  if (left && !told.child && !order.order_id) ask_later(moment, order);
  merge(moment, order, told, told.update_time_ms);
  return true;
}

}  // namespace bridge::order
