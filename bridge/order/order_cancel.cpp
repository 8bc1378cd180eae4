// This part of the blotter is for cancels and questions about orders that were placed here. The ticket is
// pursued as any other; what the client is told of its order is the order book's, and comes after the fills.
#include "order/blotter.hpp"
#include "order/conditional.hpp"
#include "order/reporting.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {

const PlacedOrder* Blotter::placed(const CancelCommand& command) const {
  const bool by_chain = command.prefer == IdPreference::ByOrigClOrdId && !command.orig_cl_ord_id.empty();
  return orders_.find(command.session, command.venue_symbol, command.orig_cl_ord_id,
                      by_chain ? "" : command.order_id);
}

OrderRef Blotter::name_of(const Ticket& ticket) const {
  if (const PlacedOrder* order = ticket.placed_by ? orders_.find(*ticket.placed_by) : nullptr)
    return ref_of(*order);
  // Once known by its orderId, since client ids can be used again (fixspec/venue.md, 4.5).
  return ticket.order ? OrderRef{ticket.order->order_id} : ticket.target.order;
}

void Blotter::cancel_placed(const Requested& event, const CancelCommand& command, const PlacedOrder& order) {
  if (auto refused = refusal_of(event, command, order)) {
    refused->ticket = event.ticket;
    refused->number = 1;
    effects_.emplace_back(Tell{std::move(*refused)});
    return;
  }
  Ticket& opened = open(event, command, Target{ref_of(order), std::nullopt});
  opened.placed_by = order.ticket;
  orders_.cancel_opened(order.ticket, event.ticket, command);
  give_notice(opened);  // its quantities are known, so it need not wait for the venue's word
  opened.owes_notice = false;
  if (!link_up_) return hold_back(opened, kNotConnected, now_);
  send_first(opened);
}

std::optional<Report> Blotter::refusal_of(const Requested& event, const CancelCommand& command,
                                          const PlacedOrder& order) const {
  const auto refuse = [&](RejectReason reason, std::string text) {
    Report report = reject_report(command, reason, Standing{}, std::nullopt, std::move(text), now_);
    orders_.dress(order.ticket, report);
    return report;
  };
  if (event.refused) return refuse(event.refused->reason, event.refused->text);
  if (order.state == PlaceState::Ended) {
    return refuse(RejectReason::TooLate, "Too late to cancel: the order has ended");
  }
  if (order.state == PlaceState::Absent) return refuse(RejectReason::UnknownOrder, "The order was rejected");
  if (!order.cancels.empty()) {
    Report report =
        refuse(RejectReason::AlreadyPending, "A cancel of this order is pending already; nothing was sent");
    report.ord_status = OrdStatus::PendingCancel;
    return report;
  }
  if (tickets_.size() >= settings_.open_tickets_max) {
    return refuse(RejectReason::VenueOption,
                  "Too many cancels are waiting for the venue; nothing was sent. Try again");
  }
  return std::nullopt;
}

// The venue says that it does not have the order. While the order itself is in doubt that is no evidence: its
// place may only just arrive, and the cancel is sent again, each time later than before; see_cancels() sends
// it as soon as the order is known. Once it is known to have been there, whatever answers such questions
// lags.
void Blotter::missing_of_placed(Ticket& ticket) {
  const PlacedOrder* order = orders_.find(*ticket.placed_by);
  if (order != nullptr && in_doubt(*order)) {
    ticket.repeat_cancel = true;
    ticket.early_cancels = ticket.cancels;
    ticket.asks = std::max(ticket.asks, ticket.cancels - std::min(ticket.cancels, 1U));
  }
  ask_later(ticket);
}

// What the order book has learnt may be what a cancel waits for.
void Blotter::see_cancels(std::optional<TicketId> of) {
  const PlacedOrder* order = of ? orders_.find(*of) : nullptr;
  if (order == nullptr || in_doubt(*order)) return;
  if (is_conditional(*order) && order->order_id && !order->end) follow_child(*order);
  std::vector<TicketId> waiting;
  for (const auto& cancel : order->cancels) {
    if (!cancel.conclusion) waiting.push_back(cancel.ticket);
  }
  for (const TicketId id : waiting) {
    const auto entry = tickets_.find(id);
    if (entry == tickets_.end()) continue;
    Ticket& ticket = entry->second;
    if (order->state == PlaceState::Absent) {
      close(ticket,
            reject_report(ticket.command, RejectReason::UnknownOrder, Standing{OrdStatus::Rejected, true},
                          std::nullopt, "The order was rejected", now_));
    } else if (!order->end) {
      if (link_up_ && std::exchange(ticket.repeat_cancel, false)) send_cancel(ticket);
    } else if (order->facts) {
      ended_under(ticket, order->facts);
    } else if (waits_for_trigger(*order)) {
      ended_under(ticket, untriggered_facts(*order, order->end->status));
    }
  }
}

}  // namespace bridge::order
