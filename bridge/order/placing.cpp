// This part of the order book places: whether a 35=D opens an order, and what becomes of its order.place.
#include "order/conditional.hpp"
#include "order/order_book.hpp"
#include "order/reporting.hpp"
#include "order/target.hpp"

#include <utility>

namespace bridge::order {
namespace {

// The order that was refused before it was one: what the report needs of it is in the command.
PlacedOrder never_placed(TicketId ticket, const PlaceCommand& command) {
  PlacedOrder order;
  order.ticket = ticket;
  order.command = command;
  order.terms = command.terms;
  order.cl_ord_id = command.cl_ord_id;
  return order;
}

// `<tag>-<ticket>`: never used twice, since no ticket's number is, and read back by an eye.
ClientOrderId client_id_of(TicketId ticket, const PlaceCommand& command) {
  if (command.entry.client_id_as_sent) return ClientOrderId{command.cl_ord_id.value()};
  return ClientOrderId{command.entry.client_id_tag + "-" + std::to_string(ticket.value())};
}

Report refused_report(Report report, const OrderRefusal& why, int venue_code) {
  report.ord_status = OrdStatus::Rejected;
  report.ord_rej_reason = why.reason;
  report.text = why.text;
  report.venue_code = venue_code;
  report.final = true;
  if (report.quantities) report.quantities->leaves_qty = "0";
  return report;
}

}  // namespace

void OrderBook::place(const Moment& moment, const Requested& event, const PlaceCommand& command) {
  if (event.prior) return answer_repeated(moment, event, command);
  if (const auto why = refusal(moment, event, command)) {
    PlacedOrder none = never_placed(event.ticket, command);
    Report report = report_of(none, ReportKind::OrderRejected, moment.now);
    // What was refused may be more than they can say.
    if (command.refused && command.refused->limit.empty()) report.terms.reset();
    tell(moment, none, refused_report(std::move(report), *why, 0));
    return;
  }
  PlacedOrder& order = orders_.try_emplace(event.ticket, never_placed(event.ticket, command)).first->second;
  order.client_order_id = client_id_of(event.ticket, command);
  order.sent = moment.now;
  order.sent_at_venue_ms = event.venue_time_ms;
  index(order);
  name(order, command.cl_ord_id);
  const Request request = place_request(order, next_request(order, RequestKind::Place));
  order.placing = id_of(request);
  order.act_at = moment.now + moment.settings.answer_within;
  reschedule(order);
  moment.effects.emplace_back(request);
}

std::optional<OrderRefusal> OrderBook::refusal(const Moment& moment, const Requested& event,
                                               const PlaceCommand& command) const {
  if (event.refused) return OrderRefusal{OrdRejReason::BrokerOption, event.refused->text};
  if (command.refused) return command.refused;
  if (!moment.link_up) {
    return OrderRefusal{OrdRejReason::BrokerOption,
                        "Not connected to the venue; nothing was sent. Try again"};
  }
  if (!in_sync() && !command.entry.trade_while_syncing) {
    return OrderRefusal{OrdRejReason::BrokerOption,
                        stream_up_
                            ? "What the venue did meanwhile is being asked for; nothing was sent. Try again"
                            : "The venue's user-data stream is down; nothing was sent. Try again"};
  }
  if (command.entry.client_id_as_sent && !is_client_order_id(command.cl_ord_id.value())) {
    return OrderRefusal{OrdRejReason::UnsupportedCharacteristic,
                        "ClOrdID(11) is no client id of the venue: 1 to 36 of A-Z a-z 0-9 . : / _ -"};
  }
  if (command.entry.client_id_as_sent && by_client_id_.contains(ClientOrderId{command.cl_ord_id.value()})) {
    return OrderRefusal{OrdRejReason::DuplicateOrder,
                        "ClOrdID(11) is the venue's client id of another order of this account"};
  }
  if (orders_.size() >= moment.settings.open_orders_max) {
    return OrderRefusal{OrdRejReason::ExceedsLimit, "Too many orders are open; nothing was sent"};
  }
  return std::nullopt;
}

// A ClOrdID(11) that the session has used before. The first order lives on, and nothing is sent.
void OrderBook::answer_repeated(const Moment& moment, const Requested& event, const PlaceCommand& command) {
  const PlacedOrder* first = find(event.prior->ticket);
  const auto& final_report = event.prior->final_report;
  const bool is_order = first != nullptr || (final_report && final_report->kind == ReportKind::Status) ||
                        (final_report && final_report->kind == ReportKind::OrderRejected);
  if (is_order && command.poss_dup) return;  // it was answered, or will be
  if (is_order && command.poss_resend) {
    Report again = first != nullptr ? status(*first) : *final_report;
    again.route = command.route;
    again.ticket = event.ticket;
    again.number = 1;
    again.poss_resend = again.kind != ReportKind::Status;
    moment.effects.emplace_back(Tell{std::move(again)});
    return;
  }
  PlacedOrder none = never_placed(event.ticket, command);
  Report report = refused_report(
      report_of(none, ReportKind::OrderRejected, moment.now),
      {OrdRejReason::DuplicateOrder, "ClOrdID(11) was used before on this session; nothing was sent"}, 0);
  // FIX 4.4 Vol. 4 App. D, F.1.a: 39 and the quantities are the first order's.
  if (first != nullptr) {
    report.ord_status = ord_status(*first);
    report.quantities = quantities(*first);
    report.order_id = shown_order_id(*first);
  } else if (!final_report) {
    // It lives, and its journal cannot tell how: it is not called dead.
    report.ord_status = OrdStatus::New;
    report.status_unknown = true;
    report.text += "; the status of its order is not known now";
  } else if (final_report->quantities) {
    report.ord_status = final_report->ord_status;
    report.quantities = final_report->quantities;
    report.order_id = final_report->order_id;
  }
  tell(moment, none, std::move(report));
}

void OrderBook::place_answered(const Moment& moment, PlacedOrder& order, const Outcome& outcome) {
  const bool awaited = order.placing.has_value();
  if (awaited) {
    order.placing.reset();
    order.act_at.reset();
  }
  if (const auto* found = std::get_if<Found>(&outcome)) {
    const Order& facts = *found->order;
    const bool same =
        facts.symbol == order.command.venue_symbol && facts.client_order_id == order.client_order_id.value();
    if (same) return merge(moment, order, found->order, nullptr);
    if (awaited) doubt(moment, order);
    return;
  }
  if (algo_answered(moment, order, outcome)) return;
  if (!bridge::order::in_doubt(order)) return reschedule(order);  // the stream was first
  // A refusal is the venue's own word about these bytes, and counts however late it comes.
  if (const auto* rejected = std::get_if<Rejected>(&outcome)) {
    return reject(moment, order, {rejected->error.ord_rej_reason, venue_text(rejected->error)},
                  rejected->error.code, false);
  }
  if (awaited) doubt(moment, order);
}

void OrderBook::doubt(const Moment& moment, PlacedOrder& order) {
  if (order.state != PlaceState::Sent) return pursue(moment, order);
  order.state = PlaceState::Doubtful;
  order.act_at.reset();
  if (order.command.entry.pending_new && !std::exchange(order.told_pending_new, true)) {
    Report report = report_of(order, ReportKind::PendingNew, moment.now);
    report.text = "In doubt: the venue has not said whether it has this order; still asking";
    tell(moment, order, std::move(report));
  }
  pursue(moment, order);
}

// The venue does not have the order. Requests about it that wait are answered with it.
void OrderBook::reject(const Moment& moment, PlacedOrder& order, const OrderRefusal& why, int venue_code,
                       bool keep_watch) {
  order.state = PlaceState::Absent;
  order.placing.reset();
  order.asking.reset();
  order.act_at.reset();
  order.watch_at.reset();
  reconciled(order);
  order.watched = keep_watch;
  Report report = refused_report(report_of(order, ReportKind::OrderRejected, moment.now), why, venue_code);
  report.kept = true;
  tell(moment, order, std::move(report));
  conclude_cancels(moment, order);
  order.forget_at =
      moment.now + (keep_watch ? moment.settings.absent_kept_for : moment.settings.ended_kept_for);
  reschedule(order);
}

}  // namespace bridge::order
