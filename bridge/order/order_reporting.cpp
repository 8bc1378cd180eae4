// This part of the order book says what is told of an order, and under which number.
#include "order/conditional.hpp"
#include "order/order_book.hpp"
#include "order/reporting.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

bool told_pending(const std::optional<Amendment>& amendment) { return amendment && amendment->told_pending; }

}  // namespace

void OrderBook::stamp(Report& report, std::int64_t venue_ms) {
  if (venue_ms <= 0) return;
  report.transact_time = from_ms(venue_ms);
  report.by_our_clock = false;
}

// FIX 4.4 Vol. 4 App. D: the value of the highest precedence. A pending cancel or replace counts once it was
// told.
OrdStatus OrderBook::ord_status(const PlacedOrder& order) const {
  if (order.state == PlaceState::Absent) return OrdStatus::Rejected;
  const bool has_ended = order.state == PlaceState::Ended;
  if (!has_ended && std::ranges::any_of(order.cancels, &PendingCancel::told_pending)) {
    return OrdStatus::PendingCancel;
  }
  if (!has_ended && (told_pending(order.amendment) || told_pending(order.queued))) {
    return OrdStatus::PendingReplace;
  }
  if (has_ended && order.end && order.end->status != OrderStatus::Filled) {
    const bool expired =
        order.end->status == OrderStatus::Expired || order.end->status == OrderStatus::ExpiredInMatch;
    return expired && killed_is_canceled(order) ? OrdStatus::Canceled
                                                : bridge::order::ord_status(order.end->status);
  }
  if (!order.told_new) return order.told_pending_new ? OrdStatus::PendingNew : OrdStatus::New;
  if (is_zero(order.fills.cum_qty())) return OrdStatus::New;
  return has_ended || compare(order.fills.cum_qty(), order.terms.order_qty) >= 0 ? OrdStatus::Filled
                                                                                 : OrdStatus::PartiallyFilled;
}

Quantities OrderBook::quantities(const PlacedOrder& order) const {
  const bool dead = order.state == PlaceState::Ended || order.state == PlaceState::Absent;
  const std::string& cum = order.fills.cum_qty();
  return {order.terms.order_qty.empty() ? "0" : order.terms.order_qty, cum,
          dead ? "0" : subtract(order.terms.order_qty, cum).value_or("0"), order.fills.avg_px()};
}

Report OrderBook::report_of(const PlacedOrder& order, ReportKind kind, Timestamp at) const {
  const PlaceCommand& command = order.command;
  Report report;
  report.session = command.session;
  report.ticket = order.ticket;
  report.kind = kind;
  report.final = false;
  report.cl_ord_id = order.cl_ord_id;
  report.order_id = shown_order_id(order);
  report.secondary_order_id = shown_child_id(order);
  report.symbol = command.symbol;
  report.side = command.side;
  report.account = command.account;
  report.order_qty = order.terms.order_qty;
  report.ord_status = ord_status(order);
  report.transact_time = at;
  report.by_our_clock = true;
  report.route = command.route;
  report.quantities = quantities(order);
  report.terms = order.terms;
  report.secondary_cl_ord_id = order.client_order_id.value();
  return report;
}

void OrderBook::tell(const Moment& moment, PlacedOrder& order, Report report) {
  report.ticket = order.ticket;
  report.number = ++order.reports;
  moment.effects.emplace_back(Tell{std::move(report)});
}

void OrderBook::tell_amendment(const Moment& moment, const PlacedOrder& order, Amendment& amendment,
                               Report report) {
  report.ticket = amendment.ticket;
  report.number = ++amendment.reports;
  report.route = amendment.command.route;
  if (report.cl_ord_id != amendment.command.cl_ord_id) {
    report.orig_cl_ord_id = report.cl_ord_id.value();
    report.cl_ord_id = amendment.command.cl_ord_id;
  }
  if (report.kind == ReportKind::PendingReplace) report.ord_status = ord_status(order);
  moment.effects.emplace_back(Tell{std::move(report)});
}

// The order's own words on a report about its cancel.
void OrderBook::dress(TicketId ticket, Report& report) const {
  const PlacedOrder& order = orders_.at(ticket);
  if (report.cl_ord_id != order.cl_ord_id && report.orig_cl_ord_id != order.cl_ord_id.value()) {
    report.named_orig_cl_ord_id = std::exchange(report.orig_cl_ord_id, order.cl_ord_id.value());
  }
  report.order_id = shown_order_id(order);
  report.secondary_order_id = shown_child_id(order);
  report.quantities = quantities(order);
  report.terms = order.terms;
  report.secondary_cl_ord_id = order.client_order_id.value();
  report.order = {};
  report.status_unknown = false;
  if (report.kind == ReportKind::PendingCancel) {
    report.ord_status = OrdStatus::PendingCancel;
  } else {
    report.ord_status = ord_status(order);
  }
}

Report OrderBook::status(const PlacedOrder& order) const {
  Report report = report_of(order, ReportKind::Status, Timestamp{});
  report.final = true;
  report.transact_time = order.sent;
  stamp(report, order.facts ? order.facts->update_time_ms : order.algo.time_ms);
  return report;
}

}  // namespace bridge::order
