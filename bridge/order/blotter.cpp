#include "order/blotter.hpp"

#include "order/reports.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

const char* in_doubt(const Ticket& ticket) {
  return ticket.order ? "In doubt: the venue has not said how the cancel ended; still asking"
                      : "In doubt: the venue has not answered; still asking";
}

}  // namespace

Blotter::Blotter(BlotterSettings settings) : settings_(settings), known_(settings.known_orders_max) {}

const std::vector<Effect>& Blotter::decide(const Event& event) {
  effects_.clear();
  now_ = event.at;
  std::visit([this](const auto& what) { on(what); }, event.what);
  return effects_;
}

std::optional<Blotter::Deadline> Blotter::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return Deadline{deadlines_.begin()->first, deadlines_.begin()->second};
}

std::size_t Blotter::count(bool (*of)(const Ticket&)) const {
  return static_cast<std::size_t>(
      std::count_if(tickets_.begin(), tickets_.end(), [of](const auto& entry) { return of(entry.second); }));
}

std::size_t Blotter::doubtful() const {
  return count([](const Ticket& ticket) { return ticket.state == TicketState::Doubtful; });
}

std::size_t Blotter::needing_attention() const {
  return count([](const Ticket& ticket) { return ticket.needs_attention; });
}

std::size_t Blotter::watched() const {
  return count([](const Ticket& ticket) { return ticket.verdict.has_value(); });
}

bool Blotter::can_resolve(TicketId id) const {
  const Ticket* ticket = open_ticket(id);
  return ticket != nullptr && !ticket->verdict;
}

// ---- events ----

void Blotter::on(const CancelRequested& event) {
  const CancelCommand& command = event.command;
  if (event.prior) return answer_repeated(event);

  const auto resolved = event.refused ? std::variant<Target, Refusal>{*event.refused} : resolve(command);
  if (const auto* unusable = std::get_if<Refusal>(&resolved)) {
    effects_.push_back(Tell{
        unusable->reason == RejectReason::UnknownOrder
            ? unknown_order_report(command, unusable->text, now_)
            : reject_report(command, unusable->reason, OrdStatus::New, std::nullopt, unusable->text, now_)});
  } else if (auto report = refusal(command, std::get<Target>(resolved))) {
    effects_.push_back(Tell{std::move(*report)});
  } else {
    Ticket& opened = tickets_.try_emplace(event.ticket).first->second;
    opened.id = event.ticket;
    opened.command = command;
    opened.target = std::get<Target>(resolved);
    opened.opened = now_;
    opened.opened_at_venue_ms = event.venue_time_ms;
    for (const auto& key : keys_of(command.venue_symbol, opened.target)) pending_.emplace(key, opened.id);
    opened.attend_at = now_ + settings_.needs_attention_after;
    if (command.pending_cancel == PendingCancelNotice::InDoubt) {
      opened.tell_at = now_ + settings_.answer_within;
    }
    send_cancel(opened);
    if (command.pending_cancel == PendingCancelNotice::Always) {
      tell(opened, pending_report(command, std::nullopt, "The venue is being asked", now_));
    }
    return;
  }
  std::get<Tell>(effects_.back()).report.ticket = event.ticket;
  std::get<Tell>(effects_.back()).report.number = 1;
}

void Blotter::on(const VenueAnswered& event) {
  const auto found_ticket = tickets_.find(event.request.ticket);
  // Of an enquiry; or answered twice, or long after its ticket was closed.
  if (found_ticket == tickets_.end()) return answer(event.request.ticket, event.outcome);
  Ticket& ticket = found_ticket->second;
  const bool awaited = ticket.waiting == event.request;
  // A late reply still proves a cancel; anything else is left to the query that is on its way.
  const bool late_proof =
      ticket.state != TicketState::Settled && std::holds_alternative<Canceled>(event.outcome);
  if (!awaited && !late_proof) return;
  ticket.waiting.reset();
  if (event.request.kind == RequestKind::Cancel) {
    cancel_answered(ticket, event.outcome);
  } else {
    status_answered(ticket, event.outcome);
  }
}

void Blotter::on(const RequestLost& event) {
  const auto found_ticket = tickets_.find(event.request.ticket);
  if (found_ticket == tickets_.end()) {
    const bool not_asked = event.never_left && !event.reason.empty();
    return give_up(event.request.ticket,
                   not_asked ? event.reason + ". Ask again" : "The link to the venue failed. Ask again");
  }
  if (found_ticket->second.waiting != event.request) return;
  Ticket& ticket = found_ticket->second;
  ticket.waiting.reset();
  if (event.request.kind == RequestKind::Status) {
    if (!link_up_) return act_at(ticket, std::nullopt);
    return event.never_left ? ask_later(ticket, event.not_before) : ask(ticket);
  }
  if (event.never_left) return held_back(ticket, event);
  ticket.may_have_landed = true;
  doubt(ticket);
}

// No byte of the ticket's cancel left. The first one waits a little for another chance (the other link, the
// weight budget); one that repeats another goes back to asking.
void Blotter::held_back(Ticket& ticket, const RequestLost& lost) {
  --ticket.cancels;
  if (ticket.cancels > 0 || ticket.refusals > 0) {
    if (ticket.state == TicketState::Pending) ticket.state = TicketState::Doubtful;
    return link_up_ ? ask_later(ticket, lost.not_before) : act_at(ticket, std::nullopt);
  }
  ticket.held_back = lost.reason;
  const Timestamp again = std::max(now_ + settings_.try_again_after, lost.not_before);
  if (link_up_ && again <= ticket.opened + settings_.queue_for) return act_at(ticket, again);
  std::string text = lost.reason + "; nothing was sent, the order is unchanged. Try again";
  if (link_up_) text += " after " + iso_text(again);
  close(ticket, reject_report(ticket.command, RejectReason::VenueOption, OrdStatus::New, std::nullopt,
                              std::move(text), now_));
}

// The moment that a cancel waited for has come: nothing of it is at the venue.
void Blotter::try_again(Ticket& ticket) {
  const auto refused = std::exchange(ticket.refused_with, std::nullopt);
  const auto held_back = std::exchange(ticket.held_back, std::nullopt);
  if (link_up_) return send_cancel(ticket);
  if (refused) return refuse(ticket, *refused);
  close(ticket, reject_report(
                    ticket.command, RejectReason::VenueOption, OrdStatus::New, std::nullopt,
                    "Not connected to the venue; nothing was sent, the order is unchanged. Try again", now_));
}

// Each ticket for itself: what is decided about one may not depend on which others are open, or it would not
// come back from the journal as it was. The weight budget keeps many queries apart.
void Blotter::on(const LinkUp&) {
  link_up_ = true;
  for (auto& [id, ticket] : tickets_) {
    if (ticket.waiting || ticket.refused_with || ticket.held_back) continue;
    ticket.asks = 0;
    ask(ticket);
  }
}

void Blotter::on(const LinkDown&) { link_up_ = false; }

void Blotter::on(const DeadlinePassed& event) {
  const auto found_ticket = tickets_.find(event.ticket);
  if (found_ticket == tickets_.end()) return give_up(event.ticket, "The venue has not answered. Ask again");
  Ticket& ticket = found_ticket->second;
  pass_notices(ticket);
  if (!ticket.act_at || *ticket.act_at > now_) return;
  if (ticket.refused_with || ticket.held_back) return try_again(ticket);
  const auto unanswered = std::exchange(ticket.waiting, std::nullopt);
  if (unanswered && unanswered->kind == RequestKind::Cancel) ticket.may_have_landed = true;
  // A venue, or a link, that is too slow for our questions does not get more of them.
  if (unanswered && unanswered->kind == RequestKind::Status && link_up_) return ask_later(ticket);
  doubt(ticket);
}

// What is said while a ticket stays open.
void Blotter::pass_notices(Ticket& ticket) {
  const auto is_due = [this](std::optional<Timestamp>& at) {
    if (!at || *at > now_) return false;
    at.reset();
    return true;
  };
  const bool call = is_due(ticket.attend_at);
  const bool notice =
      is_due(ticket.tell_at) || (call && ticket.command.pending_cancel != PendingCancelNotice::Never);
  reschedule(ticket);
  if (notice && !ticket.told_pending) {
    tell(ticket, pending_report(ticket.command, ticket.order, in_doubt(ticket), now_));
  }
  if (!call) return;
  ticket.needs_attention = true;
  effects_.push_back(CallForAttention{ticket.id, ticket.command.session, ticket.command.cl_ord_id,
                                      ticket.command.venue_symbol, name_of(ticket)});
}

void Blotter::on(const Restarted& event) {
  if (event.settings) settings_ = *event.settings;
  link_up_ = false;
  known_ = KnownOrders(settings_.known_orders_max);  // what was known is forgotten, in a replay as in life
  for (auto& [id, ticket] : tickets_) {
    // Its cancel was journaled before it was sent, so it may have been sent.
    if (ticket.state == TicketState::Pending && !ticket.held_back && !ticket.refused_with) {
      ticket.may_have_landed = true;
    }
    ticket.waiting.reset();
    ticket.refused_with.reset();
    ticket.held_back.reset();
    count_anew(ticket);
    doubt(ticket);
  }
  give_up_enquiries();
}

// Between two lives the clock may have been set: nobody knows how long ago anything was. A cancel of the last
// life is given its whole time to arrive, and nothing is waited for longer than from now on.
void Blotter::count_anew(Ticket& ticket) {
  ticket.opened = std::min(ticket.opened, now_);
  ticket.last_cancel = now_;
  if (ticket.gone_at) ticket.gone_at = now_;
  if (ticket.tell_at) ticket.tell_at = std::min(*ticket.tell_at, now_ + settings_.answer_within);
  if (ticket.attend_at)
    ticket.attend_at = std::min(*ticket.attend_at, now_ + settings_.needs_attention_after);
}

// ---- before a ticket is opened ----

void Blotter::answer_repeated(const CancelRequested& event) {
  const CancelCommand& command = event.command;
  const auto& final_report = event.prior->final_report;
  if (command.poss_dup) return;  // the first one was answered, or will be
  if (command.poss_resend) {
    if (!final_report) return;
    Report again = *final_report;
    again.poss_resend = true;
    effects_.push_back(Tell{std::move(again)});
    return;
  }
  Report report =
      reject_report(command, RejectReason::DuplicateClOrdId,
                    final_report ? final_report->ord_status : OrdStatus::PendingCancel, std::nullopt,
                    "ClOrdID(11) was used before on this session; nothing was sent", now_);
  report.ticket = event.ticket;
  report.number = 1;
  effects_.emplace_back(Tell{std::move(report)});
}

std::optional<Report> Blotter::refusal(const CancelCommand& command, const Target& target) const {
  const auto refuse = [&](RejectReason reason, OrdStatus status, std::string text) {
    return reject_report(command, reason, status, std::nullopt, std::move(text), now_);
  };
  const KnownOrders::Known* order = known(command.venue_symbol, target);
  if (order != nullptr && target.other && order->client_order_id != command.orig_cl_ord_id) {
    return refuse(RejectReason::Other, ord_status(order->status),
                  "OrderID(37) and OrigClOrdID(41) name different orders; nothing was sent");
  }
  for (const auto& key : keys_of(command.venue_symbol, target)) {
    if (pending_.contains(key)) {
      return refuse(RejectReason::AlreadyPending, OrdStatus::PendingCancel,
                    "A cancel of this order is pending already; nothing was sent");
    }
  }
  const OrdStatus status = order != nullptr ? ord_status(order->status) : OrdStatus::New;
  if (!link_up_) {
    return refuse(RejectReason::VenueOption, status,
                  "Not connected to the venue; nothing was sent, the order is unchanged. Try again");
  }
  if (tickets_.size() >= settings_.open_tickets_max) {
    return refuse(RejectReason::VenueOption, status,
                  "Too many cancels are waiting for the venue; nothing was sent. Try again");
  }
  return std::nullopt;
}

// ---- what we do about it ----

void Blotter::send_cancel(Ticket& ticket) {
  ++ticket.cancels;
  ticket.state = TicketState::Pending;
  ticket.one_may_have_landed |= ticket.may_have_landed;
  ticket.may_have_landed = false;  // earlier ones are taken for dead before a cancel is repeated
  ticket.gone_at.reset();
  ticket.asks = 0;
  ticket.last_cancel = now_;
  ticket.waiting = next_request(ticket, RequestKind::Cancel);
  effects_.push_back(SendCancel{*ticket.waiting, ticket.command.venue_symbol, name_of(ticket),
                                ticket.cancels + ticket.refusals > 1});
  act_at(ticket, now_ + settings_.answer_within);
}

void Blotter::doubt(Ticket& ticket) {
  if (ticket.state == TicketState::Pending) ticket.state = TicketState::Doubtful;
  ask(ticket);
}

void Blotter::ask(Ticket& ticket) {
  if (!link_up_) return act_at(ticket, std::nullopt);  // LinkUp asks
  ticket.last_ask = now_;
  ticket.waiting = next_request(ticket, RequestKind::Status);
  effects_.push_back(AskStatus{*ticket.waiting, ticket.command.venue_symbol, name_of(ticket)});
  act_at(ticket, now_ + settings_.answer_within);
}

void Blotter::ask_later(Ticket& ticket, Timestamp not_before) {
  constexpr std::uint32_t kDoublingsMax = 16;
  const auto delay = settings_.ask_again_first * (1LL << std::min(ticket.asks, kDoublingsMax));
  ++ticket.asks;
  act_at(ticket, std::max(now_ + std::min<milliseconds>(delay, settings_.ask_again_max), not_before));
}

void Blotter::tell(Ticket& ticket, Report report) {
  ticket.told_pending = true;
  report.ticket = ticket.id;
  report.number = ++ticket.reports;
  effects_.emplace_back(Tell{std::move(report)});
}

void Blotter::close(Ticket& ticket, Report report) {
  report.ticket = ticket.id;
  report.number = ++ticket.reports;
  if (ticket.verdict) return conclude(ticket, std::move(report));
  effects_.emplace_back(Tell{std::move(report)});
  drop(ticket);
}

void Blotter::release(Ticket& ticket) {
  for (const auto& key : keys_of(ticket.command.venue_symbol, ticket.target)) {
    const auto entry = pending_.find(key);
    if (entry != pending_.end() && entry->second == ticket.id) pending_.erase(entry);
  }
}

void Blotter::drop(Ticket& ticket) {
  if (ticket.due) deadlines_.erase({*ticket.due, ticket.id});
  release(ticket);
  tickets_.erase(ticket.id);
}

// From then on its last cancel can no longer arrive.
Timestamp Blotter::landed_by(const Ticket& ticket) const {
  return ticket.last_cancel + settings_.recv_window + settings_.late_margin;
}

void Blotter::act_at(Ticket& ticket, std::optional<Timestamp> at) {
  ticket.act_at = at;
  reschedule(ticket);
}

// Keeps deadlines_ in step with the ticket's own.
void Blotter::reschedule(Ticket& ticket) {
  if (ticket.due) deadlines_.erase({*ticket.due, ticket.id});
  ticket.due.reset();
  for (const auto& at : {ticket.act_at, ticket.tell_at, ticket.attend_at}) {
    if (at && (!ticket.due || *at < *ticket.due)) ticket.due = at;
  }
  if (ticket.due) deadlines_.emplace(*ticket.due, ticket.id);
}

// ---- small things ----

RequestId Blotter::next_request(Ticket& ticket, RequestKind kind) const {
  return RequestId{ticket.id, ++ticket.requests, kind};
}

std::vector<Blotter::OrderKey> Blotter::keys_of(const std::string& symbol, const Target& target) {
  std::vector<OrderKey> keys{{target.order, symbol}};
  if (target.other) keys.emplace_back(*target.other, symbol);
  return keys;
}

const Ticket* Blotter::open_ticket(TicketId id) const {
  const auto entry = tickets_.find(id);
  return entry == tickets_.end() ? nullptr : &entry->second;
}

const Ticket* Blotter::open_ticket(const std::string& symbol, const OrderRef& order) const {
  const auto entry = pending_.find({order, symbol});
  return entry == pending_.end() ? nullptr : open_ticket(entry->second);
}

const KnownOrders::Known* Blotter::known(const std::string& symbol, const Target& target) const {
  const auto* id = std::get_if<OrderId>(&target.order);
  if (!id && target.other) id = std::get_if<OrderId>(&*target.other);
  return id ? known_.find(symbol, *id) : nullptr;
}

}  // namespace bridge::order
