#include "order/blotter.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

const char* notice_text(TicketState state) {
  switch (state) {
    case TicketState::Pending:
      return "The venue is being asked";
    case TicketState::Settled:
      return "The order is canceled; its average price is being asked for";
    case TicketState::Doubtful:
      break;
  }
  return "In doubt: the venue has not said how the cancel ended; still asking";
}

}  // namespace

Blotter::Blotter(BlotterSettings settings) : settings_(settings), known_(settings.known_orders_max) {}

const std::vector<Effect>& Blotter::decide(const Event& event) {
  effects_.clear();
  now_ = event.at;
  wall_ = event.wall;
  std::visit([this](const auto& what) { on(what); }, event.what);
  if (!mass_cancels_.empty()) see_mass_cancels();
  for (auto& effect : effects_) {
    auto* tell = std::get_if<Tell>(&effect);
    if (tell != nullptr && std::exchange(tell->report.by_our_clock, false))
      tell->report.transact_time += wall_;
  }
  return effects_;
}

std::optional<Blotter::Deadline> Blotter::next_deadline() const {
  auto next = orders_.next_deadline();
  if (!deadlines_.empty() && (!next || *deadlines_.begin() < *next)) next = *deadlines_.begin();
  if (!next) return std::nullopt;
  return Deadline{next->first, next->second};
}

std::size_t Blotter::count(bool (*of)(const Ticket&)) const {
  return static_cast<std::size_t>(
      std::count_if(tickets_.begin(), tickets_.end(), [of](const auto& entry) { return of(entry.second); }));
}

std::size_t Blotter::doubtful() const {
  return count(
      [](const Ticket& ticket) { return ticket.state == TicketState::Doubtful && !ticket.contradicted; });
}

std::size_t Blotter::needing_attention() const {
  return count([](const Ticket& ticket) { return ticket.needs_attention; });
}

std::size_t Blotter::watched() const {
  return count([](const Ticket& ticket) { return ticket.verdict.has_value(); });
}

bool Blotter::can_resolve(TicketId id) const {
  const Ticket* ticket = open_ticket(id);
  return ticket != nullptr && (!ticket->verdict || ticket->contradicted);
}

// ---- events ----

void Blotter::on(const Requested& event) {
  std::visit([&](const auto& command) { begin(event, command); }, event.command);
}

void Blotter::begin(const Requested& event, const PlaceCommand& command) {
  orders_.place(moment(), event, command);
}

void Blotter::begin(const Requested& event, const ReplaceCommand& command) {
  orders_.replace(moment(), event, command);
}

void Blotter::begin(const Requested& event, const CancelCommand& command) {
  if (command.cause != CancelCause::Request) return cancel_ourselves(event, command);
  if (event.prior) return answer_repeated(event, command);
  if (const PlacedOrder* order = placed(command)) return cancel_placed(event, command, *order);
  auto judged = judge(event, command);
  if (auto* refused = std::get_if<Report>(&judged)) {
    refused->ticket = event.ticket;
    refused->number = 1;
    effects_.emplace_back(Tell{std::move(*refused)});
    return;
  }
  Ticket& opened = open(event, command, std::get<Target>(judged));
  if (!link_up_) return hold_back(opened, kNotConnected, now_);
  send_first(opened);
}

void Blotter::on(const VenueAnswered& event) {
  const auto placed_order = orders_.order_by(event.request.ticket);
  if (orders_.answered(moment(), event)) return see_cancels(placed_order);
  const auto found_ticket = tickets_.find(event.request.ticket);
  // The answer is to a status query; or it came twice, or long after its ticket was closed.
  if (found_ticket == tickets_.end()) return answer(event.request.ticket, event.outcome);
  Ticket& ticket = found_ticket->second;
  if (ticket.looking == event.request) return looked(ticket, event.outcome);
  const bool awaited = ticket.waiting == event.request;
  // A late reply still proves a cancel; anything else is left to the query that is on its way.
  const bool late_proof = ticket.state != TicketState::Settled && !ticket.contradicted &&
                          (std::holds_alternative<Canceled>(event.outcome) ||
                           std::holds_alternative<AlgoCanceled>(event.outcome));
  if (!awaited && !late_proof) return;
  ticket.waiting.reset();
  if (is_cancel(event.request.kind)) {
    cancel_answered(ticket, event.outcome);
  } else {
    status_answered(ticket, event.outcome);
  }
}

void Blotter::on(const RequestLost& event) {
  const auto placed_order = orders_.order_by(event.request.ticket);
  if (orders_.lost(moment(), event)) return see_cancels(placed_order);
  const auto found_ticket = tickets_.find(event.request.ticket);
  if (found_ticket == tickets_.end()) {
    const bool not_asked = event.never_left && !event.reason.empty();
    return give_up(event.request.ticket,
                   not_asked ? event.reason + ". Ask again" : "The link to the venue failed. Ask again");
  }
  Ticket& ticket = found_ticket->second;
  if (ticket.looking == event.request) ticket.looking.reset();
  if (ticket.waiting != event.request) return;
  ticket.waiting.reset();
  if (is_question(event.request.kind)) {
    if (!link_up_) return act_at(ticket, std::nullopt);
    return event.never_left ? ask_later(ticket, event.not_before) : ask(ticket);
  }
  if (event.never_left) return held_back(ticket, event);
  ticket.may_have_landed = true;
  doubt(ticket);
}

// No byte of the ticket's cancel left. The first one waits a little for another chance (a link, the weight
// budget); one that repeats another goes back to asking.
void Blotter::held_back(Ticket& ticket, const RequestLost& lost) {
  --ticket.cancels;
  if (ticket.cancels == 0 && ticket.refusals == 0) {
    return hold_back(ticket, lost.reason, std::max(now_ + settings_.try_again_after, lost.not_before));
  }
  if (ticket.state == TicketState::Pending) ticket.state = TicketState::Doubtful;
  link_up_ ? ask_later(ticket, lost.not_before) : act_at(ticket, std::nullopt);
}

// The ticket waits for `queue_for` in all. When it is known that this will not do, the client hears at once.
void Blotter::hold_back(Ticket& ticket, std::string reason, Timestamp not_before) {
  const auto until = waits_until(ticket);
  ticket.held_back = std::move(reason);
  ticket.not_before = not_before;
  if (until && link_up_ && not_before > *until)
    return refuse_held_back(ticket, " after " + iso_text(not_before + wall_));
  if (until && now_ >= *until) return refuse_held_back(ticket, "");
  act_at(ticket, link_up_ ? not_before : until);
}

void Blotter::refuse_held_back(Ticket& ticket, const std::string& after) {
  close(ticket, reject_report(ticket.command, RejectReason::VenueOption,
                              last_told(ticket.command.venue_symbol, name_of(ticket)), std::nullopt,
                              *ticket.held_back + "; nothing was sent. Try again" + after, now_));
}

// The moment that a cancel waited for has come. Nothing of it is at the venue yet.
void Blotter::try_again(Ticket& ticket) {
  const auto refused = std::exchange(ticket.refused_with, std::nullopt);
  if (!link_up_ && refused) return refuse(ticket, *refused);
  if (!link_up_) return hold_back(ticket, kNotConnected, ticket.not_before);
  if (!std::exchange(ticket.held_back, std::nullopt)) return send_cancel(ticket);
  send_first(ticket);
}

// Each ticket is decided for itself: it may not depend on which others are open, or it would not come back
// from the journal as it was. The weight limit keeps many queries apart.
void Blotter::on(const LinkUp&) {
  link_up_ = true;
  for (auto entry = tickets_.begin(); entry != tickets_.end();) link_returned((entry++)->second);
  orders_.link_up(moment());
}

void Blotter::on(const StreamUp&) { orders_.stream_up(moment()); }
void Blotter::on(const StreamDown&) { orders_.stream_down(moment()); }
void Blotter::on(const StreamTold& event) {
  orders_.told(moment(), event);
  see_cancels(event.ticket);
}

void Blotter::on(const AlgoTold& event) {
  orders_.told(moment(), event);
  see_cancels(event.ticket);
}

void Blotter::link_returned(Ticket& ticket) {
  if (ticket.waiting || ticket.refused_with || ticket.contradicted) return;
  if (ticket.held_back) {
    if (now_ < ticket.not_before) return hold_back(ticket, *ticket.held_back, ticket.not_before);
    ticket.held_back.reset();
    return send_first(ticket);
  }
  ticket.asks = 0;
  ask(ticket);
}

void Blotter::on(const LinkDown&) { link_up_ = false; }

void Blotter::on(const DeadlinePassed& event) {
  const auto placed_order = orders_.order_by(event.ticket);
  if (orders_.deadline_passed(moment(), event.ticket)) return see_cancels(placed_order);
  if (mass_cancel_due(event.ticket)) return;
  const auto found_ticket = tickets_.find(event.ticket);
  if (found_ticket == tickets_.end()) return give_up(event.ticket, "The venue has not answered. Ask again");
  Ticket& ticket = found_ticket->second;
  pass_notices(ticket);
  if (!ticket.act_at || *ticket.act_at > now_) return;
  if (ticket.refused_with || ticket.held_back) return try_again(ticket);
  if (std::exchange(ticket.repeat_cancel, false) && link_up_) return send_cancel(ticket);
  const auto unanswered = std::exchange(ticket.waiting, std::nullopt);
  if (unanswered && is_cancel(unanswered->kind)) ticket.may_have_landed = true;
  // A venue, or a link, that is too slow for our questions does not get more of them.
  if (unanswered && is_question(unanswered->kind) && link_up_) return ask_later(ticket);
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
  const bool notice = is_due(ticket.tell_at);
  reschedule(ticket);
  if (notice) {
    ticket.owes_notice = true;
    if (ticket.state == TicketState::Settled) give_notice(ticket);
    if (ticket.state == TicketState::Doubtful && !ticket.waiting) ask(ticket);
  }
  if (call) call_for_attention(ticket);
}

// A report has quantities, and they must be true. So the notice waits for the venue's word, and is given with
// it: what was true a moment ago may not be any more, unless the order has ended.
void Blotter::give_notice(Ticket& ticket) {
  if (!ticket.owes_notice || ticket.told_pending) return;
  // Nothing is pending of an order that was told to have ended.
  const PlacedOrder* placed_here = ticket.placed_by ? orders_.find(*ticket.placed_by) : nullptr;
  if (placed_here != nullptr && !is_live(*placed_here)) return;
  ticket.told_pending = true;
  Report report = pending_report(ticket.command, ticket.order, notice_text(ticket.state), now_);
  if (ticket.placed_by) {
    orders_.dress(*ticket.placed_by, report);
    orders_.cancel_noticed(*ticket.placed_by, ticket.id);
  }
  report.ticket = ticket.id;
  report.number = ++ticket.reports;
  effects_.emplace_back(Tell{std::move(report)});
}

void Blotter::call_for_attention(Ticket& ticket) {
  ticket.needs_attention = true;
  effects_.push_back(CallForAttention{ticket.id, ticket.contradicted, ticket.command.session,
                                      ticket.command.cl_ord_id, ticket.command.venue_symbol,
                                      name_of(ticket)});
}

void Blotter::on(const Restarted& event) {
  if (event.settings) settings_ = *event.settings;
  link_up_ = false;
  // What was known is forgotten, in a replay as in life.
  known_ = OrderStatusCache(settings_.known_orders_max);
  for (auto& [id, ticket] : tickets_) {
    // The ticket's cancel was journaled before it was sent, so it may have been sent.
    if (ticket.state == TicketState::Pending && !ticket.held_back && !ticket.refused_with) {
      ticket.may_have_landed = true;
    }
    ticket.waiting.reset();
    ticket.looking.reset();
    ticket.repeat_cancel = false;
    ticket.refused_with.reset();
    ticket.held_back.reset();
    // An earlier release may have told a notice that this one does not: its ExecID(17) is not used again.
    ticket.reports = std::max(ticket.reports, 1U);
    if (ticket.contradicted) continue;
    count_anew(ticket);
    doubt(ticket);
  }
  for (auto& [id, mass] : mass_cancels_) count_anew(mass);
  give_up_status_queries();
  orders_.restarted(moment());
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

// ---- what we do about it ----

// A client that wants a notice of each cancel is told the order's quantities as they are when the cancel
// leaves. They are asked for just before it, and the cancel does not wait for the answer.
void Blotter::send_first(Ticket& ticket) {
  if (ticket.owes_notice) {
    ticket.looking = next_request(ticket, RequestKind::Status);
    effects_.push_back(AskStatus{*ticket.looking, ticket.command.venue_symbol, name_of(ticket)});
  }
  send_cancel(ticket);
}

void Blotter::send_cancel(Ticket& ticket) {
  ++ticket.cancels;
  ticket.state = TicketState::Pending;
  ticket.one_may_have_landed |= ticket.may_have_landed;
  ticket.may_have_landed = false;  // earlier cancels are taken for dead before one is repeated
  ticket.gone_at.reset();
  ticket.refusal.reset();
  ticket.asks = 0;
  ticket.last_cancel = now_;
  Request cancel = cancel_for(ticket);
  ticket.waiting = id_of(cancel);
  effects_.emplace_back(std::move(cancel));
  act_at(ticket, now_ + settings_.answer_within);
}

void Blotter::doubt(Ticket& ticket) {
  if (ticket.state == TicketState::Pending) ticket.state = TicketState::Doubtful;
  ask(ticket);
}

void Blotter::ask(Ticket& ticket) {
  if (!link_up_) return act_at(ticket, std::nullopt);  // LinkUp asks
  ticket.last_ask = now_;
  Request question = question_for(ticket);
  ticket.waiting = id_of(question);
  effects_.emplace_back(std::move(question));
  act_at(ticket, now_ + settings_.answer_within);
}

void Blotter::ask_later(Ticket& ticket, Timestamp not_before) {
  act_at(ticket, std::max(now_ + ask_again_in(settings_, ticket.asks++), not_before));
}

void Blotter::close(Ticket& ticket, Report report) {
  report.ticket = ticket.id;
  report.number = ++ticket.reports;
  if (ticket.verdict) return conclude(ticket, std::move(report));
  if (const auto order = ticket.placed_by) {
    if (ticket.command.cause != CancelCause::Request) came_to_nothing(ticket.command, report);
    drop(ticket);
    return orders_.cancel_concluded(moment(), *order, std::move(report));
  }
  effects_.emplace_back(Tell{std::move(report)});
  drop(ticket);
}

void Blotter::drop(Ticket& ticket) {
  if (ticket.due) deadlines_.erase({*ticket.due, ticket.id});
  release(ticket);
  tickets_.erase(ticket.id);
}

// The time from which on the ticket's last cancel can no longer arrive.
Timestamp Blotter::landed_by(const Ticket& ticket) const {
  return ticket.last_cancel + settings_.recv_window + settings_.late_margin;
}

void Blotter::act_at(Ticket& ticket, std::optional<Timestamp> at) {
  ticket.act_at = at;
  reschedule(ticket);
}

// Keeps `deadlines_` in step with the ticket's own deadlines.
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

Subject Blotter::subject(TicketId id) const {
  if (const Ticket* ticket = open_ticket(id))
    return {ticket->command.session, ticket->command.cl_ord_id.value()};
  if (orders_.has(id)) return orders_.subject(id);
  if (const auto mass = mass_cancels_.find(id); mass != mass_cancels_.end()) {
    return {mass->second.command.session, mass->second.command.cl_ord_id.value()};
  }
  const auto status_query = status_queries_.find(id);
  if (status_query == status_queries_.end()) return {};
  return {status_query->second.command.session, status_query->second.command.cl_ord_id};
}

const Ticket* Blotter::open_ticket(TicketId id) const {
  const auto entry = tickets_.find(id);
  return entry == tickets_.end() ? nullptr : &entry->second;
}

// Finds the newest one, should there be several.
const Ticket* Blotter::open_ticket(const std::string& symbol, const OrderRef& order) const {
  const auto tickets = claimants({order, symbol});
  return tickets.empty() ? nullptr : tickets.back();
}

}  // namespace bridge::order
