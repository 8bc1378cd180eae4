// This part of the blotter decides whether a request opens a ticket: it knows repeats, refuses what must not
// be sent, and says in the refusal what is known of the order.
#include "order/blotter.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

bool any(const Ticket&, const BlotterSettings&) { return true; }

// True when a new cancel of the ticket's order has to wait for this ticket. It need not when the ticket's
// tries are used up, the last one was answered "not on the book", and yet the venue calls the order open: a
// cancel does no harm when it is repeated, and the order has to go.
bool has_to_be_waited_for(const Ticket& ticket, const BlotterSettings& settings) {
  const bool tried_in_vain =
      ticket.state == TicketState::Doubtful && ticket.gone_at && ticket.cancels >= settings.cancels_max;
  return !tried_in_vain;
}

// True when the request means the ticket's order. Only ids that are sent, and those that the venue has told,
// decide: the one that is not sent may be wrong.
bool means_order_of(const Target& target, const Ticket& ticket) {
  if (ticket.order) return names(target.order, *ticket.order);
  if (target.order.index() == ticket.target.order.index()) return target.order == ticket.target.order;
  return target.other == ticket.target.order || ticket.target.other == target.order;
}

bool is_one_of(std::string_view id, std::initializer_list<std::string_view> ids) {
  return !id.empty() && std::find(ids.begin(), ids.end(), id) != ids.end();
}

// True when the command names the order of the request that got this answer.
bool names_the_same(const CancelCommand& command, const Report& answer) {
  if (command.symbol != answer.symbol) return false;
  const auto [by_client_id, id] = sent_id(command);
  if (says_nothing(id)) return says_nothing(answer.order_id) && says_nothing(answer.orig_cl_ord_id);
  if (by_client_id) {
    return is_one_of(id, {answer.orig_cl_ord_id, answer.named_orig_cl_ord_id,
                          answer.order ? answer.order->client_order_id : ""});
  }
  return is_one_of(id, {answer.order_id, answer.named_order_id,
                        answer.order ? std::to_string(answer.order->order_id.value()) : ""});
}

}  // namespace

// ---- a ClOrdID that was used before ----

bool Blotter::names_the_same(const CancelCommand& command, const Prior& prior) const {
  if (prior.final_report) return order::names_the_same(command, *prior.final_report);
  if (orders_.has(prior.ticket)) return false;  // it was a place or a replace
  const Ticket* open = open_ticket(prior.ticket);
  if (open == nullptr) return true;  // the first report waits for its session: likely a repeat
  if (open->placed_by) {             // any ClOrdID of its chain names it
    const PlacedOrder* order = placed(command);
    return order != nullptr && order->ticket == *open->placed_by;
  }
  const auto target = resolve(command);
  return command.venue_symbol == open->command.venue_symbol && std::holds_alternative<Target>(target) &&
         means_order_of(std::get<Target>(target), *open);
}

// A repeat (43=Y, 97=Y) is the same request about the same order. One that names another order is a new
// request under an id that is used up, and is not told the other order's end.
void Blotter::answer_repeated(const Requested& event, const CancelCommand& command) {
  const auto& final_report = event.prior->final_report;
  const bool same = names_the_same(command, *event.prior);
  if (same && command.poss_dup) return;  // the first request was answered, or will be
  if (same && command.poss_resend) {
    if (final_report) effects_.push_back(Tell{said_again(*final_report, command.route)});
    return;
  }
  Standing known = standing(event, command);
  if (same && !known.known && final_report && final_report->order && is_done(final_report->order->status)) {
    known = told_once(final_report->order->status);
  }
  Report report = reject_report(command, RejectReason::DuplicateClOrdId, known, std::nullopt,
                                std::string("ClOrdID(11) was used before on this session") +
                                    (same ? "" : ", for another order") + "; nothing was sent",
                                now_);
  report.ticket = event.ticket;
  report.number = 1;
  effects_.emplace_back(Tell{std::move(report)});
}

// ---- refusals ----

// Tells which order the request means, or why it opens no ticket.
std::variant<Target, Report> Blotter::judge(const Requested& event, const CancelCommand& command) const {
  const auto refuse = [&](RejectReason reason, Standing known, std::string text) {
    return reject_report(command, reason, known, std::nullopt, std::move(text), now_);
  };
  if (event.refused) return refuse(event.refused->reason, standing(event, command), event.refused->text);
  const auto resolved = resolve(command);
  if (const auto* unusable = std::get_if<Refusal>(&resolved)) {
    if (unusable->reason == RejectReason::UnknownOrder) {
      return unknown_order_report(command, unusable->text, now_);
    }
    return refuse(unusable->reason, standing(event, command), unusable->text);
  }
  const Target& target = std::get<Target>(resolved);
  if (cancel_of(command.venue_symbol, target, has_to_be_waited_for) != nullptr) {
    return refuse(RejectReason::AlreadyPending, {OrdStatus::PendingCancel, true},
                  "A cancel of this order is pending already; nothing was sent");
  }
  if (tickets_.size() >= settings_.open_tickets_max) {
    return refuse(RejectReason::VenueOption, standing(event, command),
                  "Too many cancels are waiting for the venue; nothing was sent. Try again");
  }
  return target;
}

// Finds an open ticket of the order that is meant; null when there is none.
const Ticket* Blotter::cancel_of(const std::string& symbol, const Target& target, Meant meant) const {
  for (const auto& key : keys_of(symbol, target)) {
    for (const Ticket* ticket : claimants(key)) {
      if (means_order_of(target, *ticket) && meant(*ticket, settings_)) return ticket;
    }
  }
  return nullptr;
}

// A session that may not ask about the order is told nothing about it.
Standing Blotter::standing(const Requested& event, const CancelCommand& command) const {
  if (event.refused) return {};
  const auto resolved = resolve(command);
  const auto* target = std::get_if<Target>(&resolved);
  if (target == nullptr) return {};
  const std::string& symbol = command.venue_symbol;
  if (cancel_of(symbol, *target, any) != nullptr) return {OrdStatus::PendingCancel, true};
  return last_told(symbol, target->order);
}

Standing Blotter::last_told(const std::string& symbol, const OrderRef& order) const {
  const auto* id = std::get_if<OrderId>(&order);
  const auto known = id != nullptr ? known_.find(symbol, *id) : std::nullopt;
  return known ? told_once(*known) : Standing{};
}

// ---- the ticket ----

Ticket& Blotter::open(const Requested& event, const CancelCommand& command, const Target& target) {
  Ticket& opened = tickets_.try_emplace(event.ticket).first->second;
  opened.id = event.ticket;
  opened.command = command;
  opened.target = target;
  opened.opened = now_;
  opened.opened_at_venue_ms = event.venue_time_ms;
  claim(opened);
  opened.attend_at = now_ + settings_.needs_attention_after;
  opened.owes_notice = command.pending_cancel == PendingCancelNotice::Always;
  if (command.pending_cancel == PendingCancelNotice::InDoubt) {
    opened.tell_at = now_ + settings_.answer_within;
  }
  return opened;
}

std::vector<Blotter::OrderKey> Blotter::keys_of(const std::string& symbol, const Target& target) {
  std::vector<OrderKey> keys{{target.order, symbol}};
  if (target.other) keys.emplace_back(*target.other, symbol);
  return keys;
}

std::vector<Blotter::OrderKey> Blotter::keys_of(const Ticket& ticket) {
  const std::string& symbol = ticket.command.venue_symbol;
  auto keys = keys_of(symbol, ticket.target);
  if (!ticket.order) return keys;
  keys.emplace_back(ticket.order->order_id, symbol);
  keys.emplace_back(ClientOrderId{ticket.order->client_order_id}, symbol);
  return keys;
}

std::vector<const Ticket*> Blotter::claimants(const OrderKey& key) const {
  std::vector<const Ticket*> tickets;
  for (auto entry = pending_.lower_bound({key, TicketId{0}}); entry != pending_.end() && entry->first == key;
       ++entry) {
    tickets.push_back(open_ticket(entry->second));
  }
  return tickets;
}

void Blotter::claim(const Ticket& ticket) {
  if (ticket.verdict) return;
  for (auto& key : keys_of(ticket)) pending_.emplace(std::move(key), ticket.id);
}

void Blotter::release(const Ticket& ticket) {
  for (auto& key : keys_of(ticket)) pending_.erase({std::move(key), ticket.id});
}

}  // namespace bridge::order
