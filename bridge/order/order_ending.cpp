// This part of the order book ends orders. The terminal report comes after every fill that belongs before it,
// and once; what was asked about the order meanwhile is answered then.
#include "order/order_book.hpp"
#include "order/reporting.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {

// All fills that anybody has told of are told.
void OrderBook::finish(const Moment& moment, PlacedOrder& order) {
  if (!order.end || order.state == PlaceState::Ended) return conclude_cancels(moment, order);
  if (end_waits_for_amendment(order)) return;
  switch (order.end->status) {
    case OrderStatus::Filled:
      break;  // the last fill has said so
    case OrderStatus::Canceled:
      if (!tell_canceled(moment, order)) return;
      break;
    case OrderStatus::Expired:
    case OrderStatus::ExpiredInMatch: {
      const bool killed = killed_is_canceled(order);
      order.state = PlaceState::Ended;
      Report report = report_of(order, killed ? ReportKind::Canceled : ReportKind::Expired, moment.now);
      report.ord_status = killed ? OrdStatus::Canceled : OrdStatus::Expired;
      report.expiry_reason = order.end->expiry_reason;
      stamp(report, order.end->venue_ms);
      if (order.end->status == OrderStatus::ExpiredInMatch) {
        report.text = "Self-trade prevention of the venue";
      }
      tell(moment, order, std::move(report));
      break;
    }
    case OrderStatus::Rejected: {
      order.state = PlaceState::Ended;
      Report report = report_of(order, ReportKind::OrderRejected, moment.now);
      report.ord_status = OrdStatus::Rejected;
      stamp(report, order.end->venue_ms);
      report.text =
          order.end->reject_reason.empty() ? "The venue has rejected the order" : order.end->reject_reason;
      tell(moment, order, std::move(report));
      break;
    }
    case OrderStatus::New:
    case OrderStatus::PartiallyFilled:
    case OrderStatus::Unknown:
      return;
  }
  ended(moment, order);
}

// Says whose the cancel was. Returns false while that is not known yet.
bool OrderBook::tell_canceled(const Moment& moment, PlacedOrder& order) {
  const auto canceled = std::ranges::find_if(order.cancels, [](const PendingCancel& cancel) {
    return cancel.conclusion && cancel.conclusion->kind == ReportKind::Canceled;
  });
  if (canceled != order.cancels.end()) {
    order.state = PlaceState::Ended;
    Report report = std::move(*canceled->conclusion);
    const CancelCause cause = canceled->cause;
    order.dependents.push_back(canceled->ticket);
    order.cancels.erase(canceled);
    if (cause != CancelCause::Request) {
      tell_canceled_by_us(moment, order, cause, report);
      return true;
    }
    dress(order.ticket, report);
    report.ord_status = OrdStatus::Canceled;
    report.kept = true;
    order.cl_ord_id = report.cl_ord_id;
    name(order, order.cl_ord_id);
    moment.effects.emplace_back(Tell{std::move(report)});
    return true;
  }
  const bool evidence_is_to_come =
      std::ranges::any_of(order.cancels, [](const PendingCancel& cancel) { return !cancel.conclusion; });
  if (evidence_is_to_come) return false;
  if (order.amendment) {
    Amendment& amendment = *order.amendment;
    const bool shrunk =
        amendment.by_cancel || (compare(amendment.wanted.order_qty, order.fills.cum_qty()) <= 0 &&
                                (amendment.ended_the_order || amendment.doubtful));
    if (!shrunk && !amendment.ended_the_order && amendment.waiting) return false;
    if (shrunk) {
      // FIX 4.4 Vol. 4 App. D, C.3.b and c: the order is filled as far as it was wanted.
      order.state = PlaceState::Ended;
      order.end->status = OrderStatus::Filled;
      amendment.wanted.order_qty = order.fills.cum_qty();
      if (amendment.command.terms.price.empty()) amendment.wanted.price = order.terms.price;
      amended(moment, order, order.end->venue_ms,
              "The quantity wanted was filled already; the rest was canceled");
      return true;
    }
    if (amendment.ended_the_order) {
      order.state = PlaceState::Ended;
      Report report = report_of(order, ReportKind::Canceled, moment.now);
      report.ord_status = OrdStatus::Canceled;
      report.text = "The venue has canceled the order instead of replacing it";
      stamp(report, order.end->venue_ms);
      report.final = true;
      report.kept = true;
      report.cl_ord_id = amendment.command.cl_ord_id;
      report.orig_cl_ord_id = order.cl_ord_id.value();
      order.cl_ord_id = amendment.command.cl_ord_id;
      name(order, order.cl_ord_id);
      tell_amendment(moment, order, *order.amendment, std::move(report));
      close_amendment(order);
      return true;
    }
  }
  order.state = PlaceState::Ended;
  Report report = report_of(order, ReportKind::Canceled, moment.now);
  report.ord_status = OrdStatus::Canceled;
  constexpr int kByTheVenue = 8;  // 378: market option
  report.restatement_reason = kByTheVenue;
  stamp(report, order.end->venue_ms);
  report.text = order.late_cancel_sent ? "Canceled by the bridge, since it was told as rejected"
                                       : "Not by a request of this session";
  tell(moment, order, std::move(report));
  return true;
}

// The order keeps its own id, since no request of its client has replaced it (41 is absent).
void OrderBook::tell_canceled_by_us(const Moment& moment, PlacedOrder& order, CancelCause cause,
                                    const Report& conclusion) {
  Report report = report_of(order, ReportKind::Canceled, moment.now);
  report.ord_status = OrdStatus::Canceled;
  report.transact_time = conclusion.transact_time;
  report.by_our_clock = conclusion.by_our_clock;
  if (cause == CancelCause::Disconnect) {
    constexpr int kBrokerOption = 4;  // 378: nobody of the session asked for it
    report.restatement_reason = kBrokerOption;
    report.text = "Canceled by the bridge, since the client was gone";
  }
  tell(moment, order, std::move(report));
}

void OrderBook::ended(const Moment& moment, PlacedOrder& order) {
  order.state = PlaceState::Ended;
  if (order.amendment) {
    refuse_amendment(moment, order, RejectReason::TooLate,
                     end_leaves_amendment_open(order)
                         ? "The order has ended; whether it was replaced before, the venue has not said"
                         : "Too late to replace: the order has ended");
  }
  refuse_queued(moment, order, RejectReason::TooLate, "Too late to replace: the order has ended");
  conclude_cancels(moment, order);
  order.asking.reset();
  order.act_at.reset();
  order.watch_at.reset();
  order.stream_due.reset();
  reconciled(order);
  order.forget_at = moment.now + moment.settings.ended_kept_for;
  reschedule(order);
}

// Tells those that came to nothing.
void OrderBook::conclude_cancels(const Moment& moment, PlacedOrder& order) {
  for (auto cancel = order.cancels.begin(); cancel != order.cancels.end();) {
    if (!cancel->conclusion || (cancel->conclusion->kind == ReportKind::Canceled && is_live(order))) {
      ++cancel;
      continue;
    }
    Report report = std::move(*cancel->conclusion);
    const bool of_client = cancel->cause == CancelCause::Request;
    order.dependents.push_back(cancel->ticket);
    cancel = order.cancels.erase(cancel);
    if (!of_client) continue;
    if (report.kind == ReportKind::Canceled) {
      report.kind = ReportKind::CancelRejected;
      report.reason = RejectReason::TooLate;
    }
    dress(order.ticket, report);
    if (order.state == PlaceState::Absent) {
      report.reason = RejectReason::UnknownOrder;
      report.ord_status = OrdStatus::Rejected;
    }
    report.kept = true;
    moment.effects.emplace_back(Tell{std::move(report)});
  }
}

void OrderBook::cancel_opened(TicketId ticket, TicketId cancel, const CancelCommand& command) {
  PlacedOrder& order = orders_.at(ticket);
  order.cancels.push_back({cancel, command.cause, false, {}});
  if (command.cause == CancelCause::Request) name(order, command.cl_ord_id);
}

void OrderBook::cancel_noticed(TicketId ticket, TicketId cancel) {
  for (auto& pending : orders_.at(ticket).cancels) {
    if (pending.ticket == cancel) pending.told_pending = true;
  }
}

void OrderBook::cancel_concluded(const Moment& moment, TicketId ticket, Report report) {
  PlacedOrder& order = orders_.at(ticket);
  const auto cancel = std::ranges::find(order.cancels, report.ticket, &PendingCancel::ticket);
  if (cancel == order.cancels.end()) return;
  cancel->conclusion = std::move(report);
  go_on(moment, order);
}

// Somebody has seen at the venue that the order is gone.
void OrderBook::canceled_by_hand(TicketId ticket) {
  PlacedOrder& order = orders_.at(ticket);
  if (!order.end) order.end = OrderEnd{OrderStatus::Canceled, 0, {}, 0};
}

void OrderBook::forget(const Moment& moment, PlacedOrder& order) {
  if (!order.cancels.empty() || order.amendment) {
    order.forget_at = moment.now + moment.settings.ended_kept_for;
    return reschedule(order);
  }
  keep_position(moment, order);
  Forget place{order.ticket, {}};
  if (order.state == PlaceState::Ended) place.final_report = status(order);
  moment.effects.emplace_back(std::move(place));
  for (const TicketId dependent : order.dependents) moment.effects.emplace_back(Forget{dependent, {}});
  set_due(order.ticket, std::nullopt);
  count(order, false);
  for (const auto& id : order.chain) {
    const auto entry = by_cl_ord_id_.find({order.command.session, id});
    if (entry != by_cl_ord_id_.end() && entry->second == order.ticket) by_cl_ord_id_.erase(entry);
  }
  const auto client_id = by_client_id_.find(order.client_order_id);
  if (client_id != by_client_id_.end() && client_id->second == order.ticket) by_client_id_.erase(client_id);
  if (order.algo.algo_id) by_algo_id_.erase(*order.algo.algo_id);
  if (order.order_id) by_order_id_.erase({order.command.venue_symbol, *order.order_id});
  tickets_.erase(order.ticket);
  reconciling_.erase(order.ticket);
  orders_.erase(TicketId{order.ticket});
}

}  // namespace bridge::order
