// This part of the order book proves that a place is not at the venue. One answer "does not exist" proves
// nothing: what answers such questions lags behind the engine, by seconds and, in one report, by hours
// (fixspec/venue.md, 8.4). So it takes several over some time, all after the engine can have taken the place
// no more, while a healthy stream was silent about it; and then neither the open orders, nor all orders, nor
// the trades since may have it.
#include "order/conditional.hpp"
#include "order/order_book.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

// As many as one answer lists at most: then there may be more of them.
constexpr std::size_t kPage = 1000;
constexpr std::uint32_t kPagesMax = 50;

const OrderFacts* named_in(const std::vector<OrderFacts>& orders, const ClientOrderId& id) {
  const auto entry = std::ranges::find_if(
      orders, [&](const OrderFacts& order) { return order->client_order_id == id.value(); });
  return entry == orders.end() ? nullptr : &*entry;
}

// True when each of the trades is of a listed order, or of one that is older than these: orderIds grow with
// time on a symbol. Another one would be of an order that the list lacks, so it may lack ours as well.
bool explains(const std::set<OrderId>& orders, const std::vector<Execution>& trades) {
  return std::ranges::all_of(trades, [&](const Execution& trade) {
    return orders.contains(trade.order_id) || (!orders.empty() && trade.order_id < *orders.begin());
  });
}

}  // namespace

void OrderBook::poll_answered(const Moment& moment, PlacedOrder& order, const RequestId& request,
                              const Outcome& outcome) {
  const std::string& symbol = order.command.venue_symbol;
  if (algo_answered(moment, order, outcome)) return;
  if (const auto* found = std::get_if<Found>(&outcome)) {
    const Order& facts = *found->order;
    if (facts.symbol == symbol && facts.client_order_id == order.client_order_id.value()) {
      return merge(moment, order, found->order, nullptr);
    }
    return ask_later(moment, order);
  }
  const std::int64_t since = listed_since_ms(order);
  if (const auto* listed = std::get_if<OrdersFound>(&outcome)) {
    if (const OrderFacts* there = named_in(listed->orders, order.client_order_id)) {
      return merge(moment, order, *there, nullptr);
    }
    AskAllOrders all{next_request(order, RequestKind::AllOrders), symbol, order.client_order_id, since};
    if (request.kind == RequestKind::OpenOrders) return ask(moment, order, all);
    for (const auto& one : listed->orders) order.absence.known_orders.insert(one->order_id);
    if (listed->orders.size() >= kPage) {
      all.from_id = order.absence.known_orders.rbegin()->value() + 1;
      return ++order.absence.pages < kPagesMax ? ask(moment, order, all) : start_over(moment, order);
    }
    return ask(moment, order,
               AskTrades{next_request(order, RequestKind::Trades), symbol, order.client_order_id, since});
  }
  if (const auto* listed = std::get_if<TradesFound>(&outcome)) {
    if (!stream_up_) return start_over(moment, order);
    if (!explains(order.absence.known_orders, listed->trades)) {
      if (!order.absence.known_orders.empty() || std::exchange(order.absence.listed_from_trades, true)) {
        return start_over(moment, order);
      }
      // Nothing was listed to compare their orders with, which may be older: it is listed from them on.
      AskAllOrders all{next_request(order, RequestKind::AllOrders), symbol, order.client_order_id, since};
      all.from_id = std::ranges::min(listed->trades, {}, &Execution::order_id).order_id.value();
      return ask(moment, order, all);
    }
    if (listed->trades.size() >= kPage) {
      AskTrades more{next_request(order, RequestKind::Trades), symbol, order.client_order_id, since};
      more.from_id = listed->trades.back().trade_id + 1;
      return ++order.absence.pages < kPagesMax ? ask(moment, order, more) : start_over(moment, order);
    }
    return reject(
        moment, order,
        {OrdRejReason::Other, "The venue does not have this order: " + std::to_string(order.absence.polls) +
                                  " questions, its lists and its stream know nothing of it"},
        0, true);
  }
  if (!std::holds_alternative<Missing>(outcome)) {
    const auto* unclear = std::get_if<Unclear>(&outcome);
    return ask_later(moment, order,
                     unclear != nullptr ? from_ms(unclear->error.retry_after_ms) : Timestamp{});
  }
  const Timestamp landed = order.sent + moment.settings.recv_window + moment.settings.late_margin +
                           moment.settings.engine_timeout + moment.settings.missing_grace;
  Absence& absence = order.absence;
  if (!stream_up_ || order.last_ask < landed) return ask_later(moment, order);
  if (absence.polls++ == 0) absence.first = order.last_ask;
  absence.last = order.last_ask;
  const bool long_enough = absence.polls >= moment.settings.absent_polls_min &&
                           absence.last - absence.first >= moment.settings.absent_span &&
                           order.last_ask >= order.sent + moment.settings.absent_after;
  if (!long_enough) return ask_later(moment, order);
  ask(moment, order,
      AskOpenOrders{next_request(order, RequestKind::OpenOrders), symbol, order.client_order_id});
}

void OrderBook::start_over(const Moment& moment, PlacedOrder& order) {
  order.absence = {};
  ask_later(moment, order);
}

// The client believes that the order is dead: somebody is called, and it is canceled unless the session
// wants it kept. Whatever happens to it is told as it is.
void OrderBook::turned_up_late(const Moment& moment, PlacedOrder& order) {
  order.forget_at.reset();
  order.needs_attention = true;
  moment.effects.push_back(CallForAttention{order.ticket, true, order.command.session, order.cl_ord_id,
                                            order.command.venue_symbol, ref_of(order)});
  if (order.command.entry.cancel_late_order) cancel_late(moment, order);
}

// It is sent again while the venue calls the order open: a cancel does no harm when it is repeated, and
// nobody else takes this one for alive.
void OrderBook::cancel_late(const Moment& moment, PlacedOrder& order) {
  order.late_cancel_sent = true;
  order.late_cancel_due = false;
  order.reconcile = true;
  ask(moment, order, cancel_request(order, next_request(order, RequestKind::Cancel), true));
}

}  // namespace bridge::order
