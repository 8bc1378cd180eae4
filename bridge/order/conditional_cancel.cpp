// This part of the blotter is for cancels of conditional orders. One that waits for its trigger is canceled
// by its algoId; once it has become an order like any other, that one is canceled instead. While it turns
// from the one into the other the venue refuses (-4117), and the cancel waits for its child.
#include "order/blotter.hpp"
#include "order/conditional.hpp"

#include <utility>

namespace bridge::order {
namespace {

constexpr int kTriggering = -4117;

}  // namespace

// The conditional order that the ticket is to cancel, while it has no child; null when it is another order.
const PlacedOrder* Blotter::untriggered(const Ticket& ticket) const {
  const PlacedOrder* order = ticket.placed_by ? orders_.find(*ticket.placed_by) : nullptr;
  return order != nullptr && waits_for_trigger(*order) ? order : nullptr;
}

Request Blotter::cancel_for(Ticket& ticket) {
  const bool repeat = ticket.cancels + ticket.refusals > 1;
  const RequestId request = next_request(ticket, RequestKind::Cancel);
  if (const PlacedOrder* order = untriggered(ticket)) return cancel_request(*order, request, repeat);
  return SendCancel{request, ticket.command.venue_symbol, name_of(ticket), repeat};
}

Request Blotter::question_for(Ticket& ticket) {
  const RequestId request = next_request(ticket, RequestKind::Status);
  if (const PlacedOrder* order = untriggered(ticket)) return status_request(*order, request);
  return AskStatus{request, ticket.command.venue_symbol, name_of(ticket)};
}

// Returns false when the answer is judged as that to any cancel.
bool Blotter::algo_cancel_answered(Ticket& ticket, const Outcome& outcome) {
  const PlacedOrder* order = untriggered(ticket);
  if (order == nullptr) return false;
  const auto* canceled = std::get_if<AlgoCanceled>(&outcome);
  if (canceled != nullptr && canceled->client_algo_id == order->client_order_id.value()) {
    orders_.witness(moment(), order->ticket, *canceled);
    Order facts = *untriggered_facts(*order, OrderStatus::Canceled);
    // The answer has no time (fixspec/venue.md, 4.9), and that of older words is another one.
    facts.update_time_ms = 0;
    settle(ticket, std::move(facts));
    return true;
  }
  const auto* rejected = std::get_if<Rejected>(&outcome);
  if (rejected == nullptr || rejected->error.code != kTriggering) return false;
  ticket.gone_at = now_;
  ticket.state = TicketState::Doubtful;
  ask_later(ticket);
  return true;
}

void Blotter::algo_found(Ticket& ticket, const AlgoOrder& told) {
  const PlacedOrder* order = untriggered(ticket);
  if (order == nullptr || told.client_algo_id != order->client_order_id.value()) return ask_later(ticket);
  const TicketId id = ticket.id;
  orders_.witness(moment(), order->ticket, told);
  see_cancels(order->ticket);
  const auto entry = tickets_.find(id);
  if (entry == tickets_.end() || entry->second.waiting) return;  // it has ended, or its child is canceled
  if (told.status != AlgoStatus::New) return ask_later(ticket);
  ticket.missing = 0;
  learn(ticket, untriggered_facts(*order, OrderStatus::New));
  still_open(ticket);
}

// The order was triggered under its cancels: what is left to cancel is its child.
void Blotter::follow_child(const PlacedOrder& order) {
  const OrderRef child{*order.order_id};
  for (const auto& cancel : order.cancels) {
    const auto entry = tickets_.find(cancel.ticket);
    if (cancel.conclusion || entry == tickets_.end()) continue;
    Ticket& ticket = entry->second;
    if (ticket.target.order == child) continue;
    release(ticket);
    ticket.target = Target{child, std::nullopt};
    ticket.order = {};
    claim(ticket);
    ticket.may_have_landed = false;
    ticket.one_may_have_landed = false;
    ticket.gone_at.reset();
    if (ticket.held_back || ticket.refused_with) continue;  // nothing of it was sent
    ticket.repeat_cancel = false;
    ticket.waiting.reset();
    if (link_up_) {
      send_cancel(ticket);
    } else {
      ticket.state = TicketState::Doubtful;
      act_at(ticket, std::nullopt);
    }
  }
}

}  // namespace bridge::order
