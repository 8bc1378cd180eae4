// What the other parts of the order book stand on: which order is meant, whose answer it is, and when it is
// looked after next.
#include "order/order_book.hpp"

#include "base/number.hpp"
#include "order/conditional.hpp"
#include "order/target.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace bridge::order {

// ---- which order ----

const PlacedOrder* OrderBook::find(const SessionKey& session, const std::string& venue_symbol,
                                   const std::string& orig_cl_ord_id, const std::string& order_id) const {
  const auto of_session = [&](TicketId ticket) -> const PlacedOrder* {
    const PlacedOrder* order = find(ticket);
    const bool same =
        order != nullptr && order->command.session == session && order->command.venue_symbol == venue_symbol;
    return same ? order : nullptr;
  };
  if (const auto id = algo_id_in(order_id)) {
    const auto entry = by_algo_id_.find(*id);
    return entry == by_algo_id_.end() ? nullptr : of_session(entry->second);
  }
  if (const auto id = whole_number<std::int64_t>(order_id); id && !says_nothing(order_id)) {
    const auto entry = by_order_id_.find({venue_symbol, OrderId{*id}});
    return entry == by_order_id_.end() ? nullptr : of_session(entry->second);
  }
  const auto entry = by_cl_ord_id_.find({session, ClOrdId{orig_cl_ord_id}});
  return entry == by_cl_ord_id_.end() ? nullptr : of_session(entry->second);
}

const PlacedOrder* OrderBook::find(TicketId order) const {
  const auto entry = orders_.find(order);
  return entry == orders_.end() ? nullptr : &entry->second;
}

std::vector<const PlacedOrder*> OrderBook::open_orders(const SessionKey& session,
                                                       const OrderScope& scope) const {
  std::vector<const PlacedOrder*> open;
  for (const auto& [ticket, order] : orders_) {
    const bool meant = order.command.session == session &&
                       (scope.symbol.empty() || order.command.venue_symbol == scope.venue_symbol) &&
                       (scope.side == '\0' || order.command.side == scope.side);
    if (meant && is_live(order)) open.push_back(&order);
  }
  return open;
}

PlacedOrder* OrderBook::order_of(TicketId ticket) {
  const auto owner = tickets_.find(ticket);
  if (owner == tickets_.end()) return nullptr;
  return &orders_.at(owner->second);
}

std::optional<TicketId> OrderBook::order_by(TicketId ticket) const {
  const auto owner = tickets_.find(ticket);
  return owner == tickets_.end() ? std::nullopt : std::optional{owner->second};
}

std::optional<TicketId> OrderBook::ticket_of(const Order& order) const {
  if (const auto entry = by_order_id_.find({order.symbol, order.order_id}); entry != by_order_id_.end()) {
    return entry->second;
  }
  const auto entry = by_client_id_.find(ClientOrderId{order.client_order_id});
  if (entry == by_client_id_.end()) return std::nullopt;
  const PlacedOrder* named = find(entry->second);
  // A client id may be used again once its order is closed: another orderId is another order.
  const bool same = named->command.venue_symbol == order.symbol && !named->order_id;
  return same ? std::optional{entry->second} : std::nullopt;
}

Subject OrderBook::subject(TicketId ticket) const {
  const auto owner = tickets_.find(ticket);
  if (owner == tickets_.end()) return {};
  const PlacedOrder& order = orders_.at(owner->second);
  if (order.amendment && order.amendment->ticket == ticket) {
    return {order.command.session, order.amendment->command.cl_ord_id.value()};
  }
  if (order.queued && order.queued->ticket == ticket) {
    return {order.command.session, order.queued->command.cl_ord_id.value()};
  }
  return {order.command.session, order.cl_ord_id.value()};
}

std::size_t OrderBook::live() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(orders_, [](const auto& entry) { return is_live(entry.second); }));
}

std::size_t OrderBook::in_doubt() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      orders_, [](const auto& entry) { return entry.second.state == PlaceState::Doubtful; }));
}

std::size_t OrderBook::unanswered() const {
  return static_cast<std::size_t>(std::ranges::count_if(orders_, [](const auto& entry) {
    const PlacedOrder& order = entry.second;
    return order.placing || (order.amendment && order.amendment->waiting);
  }));
}

void OrderBook::count(PlacedOrder& order, bool on_book) {
  if (std::exchange(order.counted, on_book) == on_book) return;
  const auto entry = on_book_.try_emplace(order.command.venue_symbol).first;
  entry->second = on_book ? entry->second + 1 : entry->second - 1;
  if (entry->second == 0) on_book_.erase(entry);
}

void OrderBook::index(const PlacedOrder& order) {
  tickets_[order.ticket] = order.ticket;
  by_client_id_[order.client_order_id] = order.ticket;
}

void OrderBook::name(PlacedOrder& order, const ClOrdId& cl_ord_id) {
  order.chain.insert(cl_ord_id);
  by_cl_ord_id_[{order.command.session, cl_ord_id}] = order.ticket;
}

// ---- whose answer ----

bool OrderBook::answered(const Moment& moment, const VenueAnswered& event) {
  PlacedOrder* order = order_of(event.request.ticket);
  if (order == nullptr) return false;
  if (order->amendment && order->amendment->ticket == event.request.ticket) {
    amendment_answered(moment, *order, event.request, event.outcome);
  } else if (is_place(event.request.kind)) {
    place_answered(moment, *order, event.outcome);
  } else {
    question_answered(moment, *order, event.request, event.outcome);
  }
  return true;
}

bool OrderBook::lost(const Moment& moment, const RequestLost& event) {
  PlacedOrder* order = order_of(event.request.ticket);
  if (order == nullptr) return false;
  if (order->amendment && order->amendment->ticket == event.request.ticket) {
    amendment_lost(moment, *order, event);
    return true;
  }
  if (is_place(event.request.kind)) {
    if (order->placing != event.request) return true;
    order->placing.reset();
    if (!event.never_left) {
      doubt(moment, *order);
    } else {
      reject(moment, *order, {OrdRejReason::BrokerOption, event.reason + "; nothing was sent. Try again"}, 0,
             false);
    }
    return true;
  }
  if (order->asking != event.request) return true;
  order->asking.reset();
  ask_later(moment, *order, event.not_before);
  return true;
}

bool OrderBook::deadline_passed(const Moment& moment, TicketId ticket) {
  PlacedOrder* order = order_of(ticket);
  if (order == nullptr) return false;
  const auto is_due = [&](std::optional<Timestamp>& at) {
    if (!at || *at > moment.now) return false;
    at.reset();
    return true;
  };
  if (order->amendment && order->amendment->ticket == ticket) {
    if (is_due(order->amendment->act_at)) ask_about_amendment(moment, *order);
    if (order->amendment) reschedule(*order);
    return true;
  }
  if (is_due(order->forget_at)) {
    forget(moment, *order);
    return true;
  }
  if (is_due(order->stream_due) && stream_up_ && !order->of_stream) {
    moment.effects.emplace_back(DoubtStream{"it has not told of an order that the venue has"});
  }
  if (is_due(order->watch_at)) order->reconcile = is_live(*order);
  if (is_due(order->act_at)) {
    if (order->placing) {
      order->placing.reset();
      doubt(moment, *order);
      return true;
    }
    // A venue that is too slow for our questions does not get more of them.
    if (std::exchange(order->asking, std::nullopt) && moment.link_up) {
      ask_later(moment, *order);
      return true;
    }
  }
  pursue(moment, *order);
  return true;
}

// ---- links and streams ----

void OrderBook::link_up(const Moment& moment) {
  for (auto& [ticket, order] : orders_) {
    if (order.amendment && order.amendment->doubtful && !order.amendment->waiting) {
      ask_about_amendment(moment, order);
    }
    if (!order.asking && !order.placing) {
      order.act_at.reset();
      order.asks = 0;
      pursue(moment, order);
    }
  }
}

// What happens from now on is told; what happened before is asked about, order by order. Each is decided for
// itself.
void OrderBook::stream_up(const Moment& moment) {
  stream_up_ = true;
  for (auto& [ticket, order] : orders_) {
    if (!is_live(order) && !order.watched) continue;
    order.reconcile = order.state == PlaceState::Live || order.state == PlaceState::Absent;
    if (order.state == PlaceState::Live) reconciling_.insert(ticket);
    order.after_gap = order.state == PlaceState::Live;
    order.absence = {};  // a silence only counts while the stream would have spoken
    if (order.asking || order.placing) continue;
    order.act_at.reset();
    order.asks = 0;
    pursue(moment, order);
  }
}

void OrderBook::stream_down(const Moment&) {
  stream_up_ = false;
  for (auto& [ticket, order] : orders_) order.absence = {};
}

void OrderBook::reconciled(PlacedOrder& order) {
  order.reconcile = false;
  reconciling_.erase(order.ticket);
}

// The place and the amendment of an order were journaled before they were sent, so they may have been sent.
void OrderBook::restarted(const Moment& moment) {
  stream_up_ = false;
  reconciling_.clear();
  for (auto& [ticket, order] : orders_) {
    order.asking.reset();
    order.reconcile = false;
    order.stream_due.reset();
    order.absence = {};
    order.sent = std::min(order.sent, moment.now);
    for (Timestamp& taken : order.amends_taken) taken = std::min(taken, moment.now);
    if (order.act_at) order.act_at = std::min(*order.act_at, moment.now);
    if (order.watch_at) order.watch_at = moment.now + moment.settings.watch_every;
    if (order.forget_at)
      order.forget_at = std::min(*order.forget_at, moment.now + moment.settings.absent_kept_for);
    if (order.lacking_since) order.lacking_since = moment.now;
    if (order.amendment) {
      order.amendment->waiting.reset();
      doubt_amendment(moment, order);
      order.amendment->sent = std::min(order.amendment->sent, moment.now);
      order.amendment->act_at.reset();  // a link that is up asks
    }
    if (order.placing) {
      order.placing.reset();
      doubt(moment, order);
    }
    reschedule(order);
  }
}

bool OrderBook::resolve(const Moment& moment, const Resolved& event) {
  PlacedOrder* order = order_of(event.ticket);
  if (order == nullptr || order->ticket != event.ticket || order->state != PlaceState::Doubtful) return false;
  reject(moment, *order, {OrdRejReason::Other, "Settled by hand by " + event.who + ": " + event.why}, 0,
         true);
  return true;
}

// ---- deadlines ----

std::optional<std::pair<Timestamp, TicketId>> OrderBook::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return *deadlines_.begin();
}

void OrderBook::set_due(TicketId ticket, std::optional<Timestamp> at) {
  const auto entry = due_.find(ticket);
  if (entry != due_.end()) {
    if (at == entry->second) return;
    deadlines_.erase({entry->second, ticket});
    due_.erase(entry);
  }
  if (!at) return;
  due_.emplace(ticket, *at);
  deadlines_.emplace(*at, ticket);
}

// Whatever has changed an order ends here, so its symbol's count is kept here too.
void OrderBook::reschedule(PlacedOrder& order) {
  count(order, is_live(order) && !waits_for_trigger(order));
  std::optional<Timestamp> due;
  for (const auto& at : {order.act_at, order.stream_due, order.watch_at, order.forget_at}) {
    if (at && (!due || *at < *due)) due = at;
  }
  set_due(order.ticket, due);
  if (order.amendment) set_due(order.amendment->ticket, order.amendment->act_at);
}

RequestId OrderBook::next_request(PlacedOrder& order, RequestKind kind) const {
  return {order.ticket, ++order.requests, kind};
}

}  // namespace bridge::order
