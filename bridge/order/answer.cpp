// This part of the blotter judges what the venue says about a cancel (fixspec/venue.md, 5): what it proves,
// and whether the client can be told, or somebody must be asked again.
#include "base/decimal.hpp"
#include "order/blotter.hpp"
#include "order/reporting.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

// True when AvgPx(6) can be told: nothing was filled, or the venue has said the price.
bool avg_price_known(const Order& order) {
  return is_zero(order.executed_qty) || (order.avg_price && !is_zero(*order.avg_price));
}

// The warning to the client when the id that was not sent is not the canceled order's; empty when the two
// agree.
std::string mismatch(const Ticket& ticket, const Order& order) {
  if (!ticket.target.other) return "";
  const bool sent_order_id = std::holds_alternative<OrderId>(ticket.target.order);
  const OrderRef actual =
      sent_order_id ? OrderRef{ClientOrderId{order.client_order_id}} : OrderRef{order.order_id};
  if (actual == *ticket.target.other) return "";
  return sent_order_id
             ? "Warning: the order canceled by OrderID(37) has another client id than OrigClOrdID(41) said"
             : "Warning: the order canceled by OrigClOrdID(41) has another id than OrderID(37) said";
}

// True when the order is the one that was asked about. A reply under our id about any other order proves
// nothing.
bool is_about(const Ticket& ticket, const Order& order) {
  if (order.symbol != ticket.command.venue_symbol) return false;
  if (ticket.order && ticket.order->order_id == order.order_id) return true;
  return names(ticket.target.order, order);
}

// True when the order ended before the request for its cancel came in, so that somebody else canceled it.
// This goes by the venue's clock, which we know to a fraction of a second.
bool ended_before(const Ticket& ticket, const Order& order) {
  constexpr std::int64_t kSurelyMs = 1000;
  return ticket.opened_at_venue_ms != 0 && order.update_time_ms != 0 &&
         order.update_time_ms < ticket.opened_at_venue_ms - kSurelyMs;
}

std::string too_late_text(const Order& order) {
  return "Too late to cancel: the order is " + order.status_text;
}

}  // namespace

void Blotter::cancel_answered(Ticket& ticket, const Outcome& outcome) {
  if (algo_cancel_answered(ticket, outcome)) return;
  const auto* canceled = std::get_if<Canceled>(&outcome);
  if (canceled != nullptr && is_about(ticket, *canceled->order)) return settle(ticket, canceled->order);
  if (const auto* rejected = std::get_if<Rejected>(&outcome))
    return refused_by_venue(ticket, rejected->error);
  // −2011 is also sent for a filled order (fixspec/venue.md, 5.2): ask before answering.
  if (std::holds_alternative<Missing>(outcome)) {
    ticket.gone_at = now_;
  } else {
    ticket.may_have_landed = true;
  }
  doubt(ticket);
}

void Blotter::refused_by_venue(Ticket& ticket, const VenueError& error) {
  // This attempt failed; an earlier one may not have: order.status may have called the order open too long.
  if (ticket.one_may_have_landed) {
    ticket.refusal = error;
    return doubt(ticket);
  }
  if (const auto at = retry_at(ticket, error)) {
    ++ticket.refusals;
    ticket.refused_with = error;
    return act_at(ticket, at);
  }
  refuse(ticket, error);
}

// The time at which a refused cancel is to be tried once more; nothing when that would come too late or would
// not help.
std::optional<Timestamp> Blotter::retry_at(const Ticket& ticket, const VenueError& error) const {
  if (ticket.refusals > 0 || ticket.verdict || error.retry == Retry::Never) return std::nullopt;
  if (tries(ticket) >= settings_.cancels_max) return std::nullopt;
  if (error.retry == Retry::Later && error.retry_after_ms == 0) return std::nullopt;
  const Timestamp soon = now_ + settings_.ask_again_first;
  const Timestamp at = error.retry == Retry::Later ? std::max(soon, from_ms(error.retry_after_ms)) : soon;
  if (at >= ticket.opened + settings_.answer_within) return std::nullopt;
  return at;
}

// Ends the ticket: nothing of the cancel is at the venue, so the client is told its refusal in its words.
void Blotter::refuse(Ticket& ticket, const VenueError& error) {
  Report report =
      reject_report(ticket.command, error.reason, last_told(ticket.command.venue_symbol, name_of(ticket)),
                    ticket.order, venue_text(error), now_);
  report.venue_code = error.code;
  close(ticket, std::move(report));
}

void Blotter::settle(Ticket& ticket, const OrderFacts& told) {
  const Order& order = *told;
  learn(ticket, told);
  ticket.state = TicketState::Settled;
  if (!ticket.placed_by && !avg_price_known(order)) {
    claim(ticket);
    give_notice(ticket);
    return ask(ticket);
  }
  std::string warning = mismatch(ticket, order);
  Report report = canceled_report(ticket.command, told, warning, now_);
  // The truth about which order is gone outranks the echo.
  if (!warning.empty()) {
    report.named_orig_cl_ord_id = ticket.command.orig_cl_ord_id;
    report.orig_cl_ord_id = order.client_order_id;
  }
  close(ticket, std::move(report));
}

void Blotter::learn(Ticket& ticket, const OrderFacts& told) {
  if (untriggered(ticket) != nullptr) {
    ticket.order = told;  // it has no orderId to be remembered by, and the order book knows it
    return;
  }
  known_.remember(*told);
  if (ticket.order && ticket.order->order_id != told->order_id) release(ticket);
  ticket.order = told;
  if (ticket.placed_by) orders_.witness(moment(), *ticket.placed_by, told);
}

// Takes the answer to a status that was asked beside the cancel. Only the notice rests on it: the cancel was
// on its way whatever it says.
void Blotter::looked(Ticket& ticket, const Outcome& outcome) {
  ticket.looking.reset();
  const auto* answer = std::get_if<Found>(&outcome);
  if (answer == nullptr || !is_about(ticket, *answer->order) || ticket.order) return;
  learn(ticket, answer->order);
  claim(ticket);
  give_notice(ticket);
}

void Blotter::status_answered(Ticket& ticket, const Outcome& outcome) {
  if (const auto* algo = std::get_if<AlgoFound>(&outcome)) return algo_found(ticket, algo->order);
  const auto* answer = std::get_if<Found>(&outcome);
  if (answer != nullptr && is_about(ticket, *answer->order)) return found(ticket, answer->order);
  if (const auto* missing = std::get_if<Missing>(&outcome)) return not_found(ticket, missing->error);
  const VenueError* error = error_of(outcome);
  ask_later(ticket, error != nullptr ? from_ms(error->retry_after_ms) : Timestamp{});
}

void Blotter::found(Ticket& ticket, const OrderFacts& told) {
  const Order& order = *told;
  ticket.missing = 0;
  if (ticket.state == TicketState::Settled) {
    // A query may lag behind the engine; only the canceled order's own price will do.
    const bool caught_up = order.status == OrderStatus::Canceled && avg_price_known(order);
    return caught_up ? settle(ticket, told) : ask_later(ticket);
  }
  learn(ticket, told);
  switch (order.status) {
    case OrderStatus::Unknown:
      claim(ticket);
      return ask_later(ticket);
    case OrderStatus::New:
    case OrderStatus::PartiallyFilled:
      claim(ticket);
      give_notice(ticket);
      return still_open(ticket);
    case OrderStatus::Canceled:
      // This holds as well when order.status still said "open" while an earlier cancel landed, because it may
      // lag behind the engine.
      if ((ticket.one_may_have_landed || ticket.may_have_landed) && !ended_before(ticket, order)) {
        return settle(ticket, told);
      }
      break;
    case OrderStatus::Filled:
    case OrderStatus::Rejected:
    case OrderStatus::Expired:
    case OrderStatus::ExpiredInMatch:
      break;
  }
  close(ticket, reject_report(ticket.command, RejectReason::TooLate, told_now(order.status), told,
                              too_late_text(order), now_));
}

// An order that was placed here has ended while its cancel was pending. A cancel that was sent takes the
// credit for a canceled one, unless that was canceled before the request.
void Blotter::ended_under(Ticket& ticket, const OrderFacts& facts) {
  if (facts->status == OrderStatus::Canceled && ticket.cancels > 0 && !ended_before(ticket, *facts)) {
    return settle(ticket, facts);
  }
  close(ticket, reject_report(ticket.command, RejectReason::TooLate, told_now(facts->status), facts,
                              too_late_text(*facts), now_));
}

// A young order may not be known to order.status yet, and a cancel that may have landed had an order to land
// on: the venue has to say it late enough, or twice, before the client is told.
void Blotter::not_found(Ticket& ticket, const VenueError& error) {
  if (ticket.placed_by) return missing_of_placed(ticket);
  ++ticket.missing;
  // A cancel that is still on its way would meet an order that is placed meanwhile.
  const Timestamp grace_ends = ticket.opened + settings_.missing_grace;
  const Timestamp believed_from =
      ticket.may_have_landed ? std::max(grace_ends, landed_by(ticket)) : grace_ends;
  if (ticket.state != TicketState::Doubtful || (ticket.may_have_landed && ticket.missing < 2)) {
    return ask_later(ticket);
  }
  if (ticket.last_ask < believed_from) return act_at(ticket, std::max(now_, believed_from));
  Report report = unknown_order_report(ticket.command, unknown_text(error), now_);
  report.venue_code = error.code;
  close(ticket, std::move(report));
}

// order.status says that the order can still be traded. What that means depends on what we know of the
// cancels.
void Blotter::still_open(Ticket& ticket) {
  const Timestamp landed = landed_by(ticket);
  if (ticket.may_have_landed && ticket.last_ask < landed) {
    return act_at(ticket, std::max(now_, landed));  // a cancel could still arrive
  }
  // The last cancel was refused, and no earlier one has landed: the query has had its time to show it.
  if (ticket.refusal) {
    const Timestamp sure = ticket.last_cancel + settings_.lag_max;
    return ticket.last_ask < sure ? act_at(ticket, std::max(now_, sure)) : refuse(ticket, *ticket.refusal);
  }
  // The engine has said that the order is gone, so the query lags behind and is given time to catch up.
  if (ticket.gone_at && ticket.last_ask < *ticket.gone_at + settings_.lag_max) return ask_later(ticket);
  if (tries(ticket) < settings_.cancels_max && !ticket.verdict) return send_cancel(ticket);
  // The venue goes on contradicting itself. A cancel does no harm when it is repeated, and the order has to
  // go.
  if (ticket.gone_at) {
    const bool repeat = !ticket.verdict && ticket.last_ask >= ticket.last_cancel + settings_.repeat_every;
    return repeat ? send_cancel(ticket) : ask_later(ticket);
  }
  const bool any = ticket.may_have_landed || ticket.one_may_have_landed;
  if (any && ticket.last_ask < landed + settings_.lag_max) {
    return act_at(ticket, std::max(now_, landed + settings_.lag_max));
  }
  close(ticket,
        reject_report(ticket.command, RejectReason::Other, told_now(ticket.order->status), ticket.order,
                      "The order is still open: the venue took none of " + std::to_string(ticket.cancels) +
                          " cancel requests",
                      now_));
}

}  // namespace bridge::order
