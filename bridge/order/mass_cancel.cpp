// This part of the blotter is for mass cancels (mass_cancel.hpp) and the mass status.
#include "order/mass_cancel.hpp"

#include "base/text.hpp"
#include "order/blotter.hpp"
#include "order/conditional.hpp"
#include "order/reporting.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

constexpr std::uint32_t kMassStatusMax = 1000;  // reports to one 35=AF, which leave in one turn
constexpr std::size_t kMassCancelsMax = 100;    // of clients, at a time

// `tag` is the field of `type`.
std::optional<UnusableScope> unusable(char type, const OrderScope& scope, const char* tag) {
  const std::string field = std::string(tag) + "=" + clean_text(std::string(1, type));
  if (type != '1' && type != '7') {
    return UnusableScope{MassCancelRejectReason::NotSupported,
                         field + " is not supported; send 1 (of a security) or 7 (all)"};
  }
  if (type == '1' && scope.symbol.empty()) {
    return UnusableScope{MassCancelRejectReason::UnknownSecurity,
                         field + " needs Symbol(55), which is missing"};
  }
  return std::nullopt;
}

bool ended_as_canceled(const PlacedOrder& order) {
  return order.state == PlaceState::Ended && order.end && order.end->status == OrderStatus::Canceled;
}

CancelCommand own_cancel(const PlacedOrder& order, const MassCancel& mass) {
  const PlaceCommand& placed = order.command;
  CancelCommand command;
  command.session = placed.session;
  command.orig_cl_ord_id = order.cl_ord_id.value();
  command.symbol = placed.symbol;
  command.venue_symbol = placed.venue_symbol;
  command.side = placed.side;
  command.account = placed.account;
  command.account_name = placed.account_name;
  command.pending_cancel = PendingCancelNotice::Never;
  command.cause = mass.command.cause;
  command.mass_cancel = mass.id;
  command.placed_by = order.ticket;
  return command;
}

}  // namespace

// ---- it comes in ----

void Blotter::begin(const Requested& event, const MassCancelCommand& command) {
  if (event.prior) return answer_repeated(event, command);
  if (event.refused) {
    return refuse(event.ticket, command, {MassCancelRejectReason::Other, event.refused->text});
  }
  if (const auto why = unusable(command.request_type, command.scope, "MassCancelRequestType(530)")) {
    return refuse(event.ticket, command, *why);
  }
  if (command.cause == CancelCause::MassCancel && mass_cancels_.size() >= kMassCancelsMax) {
    return refuse(event.ticket, command,
                  {MassCancelRejectReason::Other, "Too many mass cancels are under way; nothing was sent"});
  }
  MassCancel& opened = mass_cancels_[event.ticket];
  opened.id = event.ticket;
  opened.command = command;
  if (command.grace > milliseconds{0}) return act_at(opened, now_ + command.grace);
  begin_canceling(opened);
}

// A repeat is told what was told. A new request under an id that is used up is none.
void Blotter::answer_repeated(const Requested& event, const MassCancelCommand& command) {
  const auto& final_report = event.prior->final_report;
  const bool same = final_report ? final_report->kind == ReportKind::MassCanceled
                                 : mass_cancels_.contains(event.prior->ticket);
  if (same && command.poss_dup) return;
  if (same && command.poss_resend) {
    if (final_report) effects_.push_back(Tell{said_again(*final_report, command.route)});
    return;
  }
  refuse(event.ticket, command,
         {MassCancelRejectReason::Other, "ClOrdID(11) was used before on this session; nothing was sent"});
}

void Blotter::refuse(TicketId id, const MassCancelCommand& command, const UnusableScope& why) {
  Report report = mass_cancel_rejected_report(command, why.reason, why.text, now_);
  report.ticket = id;
  report.number = 1;
  effects_.emplace_back(Tell{std::move(report)});
}

// ---- its orders ----

void Blotter::begin_canceling(MassCancel& mass) {
  mass.canceling = true;
  mass.orders.clear();
  ++mass.rounds;
  for (const PlacedOrder* order : orders_.open_orders(mass.command.session, mass.command.scope)) {
    mass.orders.emplace(order->ticket, MassCancel::Stage::OfClient);
  }
  const bool asked_by_client = mass.command.cause == CancelCause::MassCancel;
  const Timestamp answer_by = now_ + settings_.mass_cancel_within + settings_.answer_within;
  act_at(mass, asked_by_client ? std::optional{answer_by} : std::nullopt);
}

// The lane brings a cancel of ours.
void Blotter::cancel_ourselves(const Requested& event, const CancelCommand& command) {
  const PlacedOrder* order = orders_.find(command.placed_by);
  if (order == nullptr || !is_live(*order) || !order->cancels.empty()) {
    effects_.emplace_back(Forget{event.ticket, {}});
    return;
  }
  const auto mass = mass_cancels_.find(command.mass_cancel);
  if (mass != mass_cancels_.end()) mass->second.orders[order->ticket] = MassCancel::Stage::Pursued;
  Ticket& opened = open(event, command, Target{ref_of(*order), std::nullopt});
  opened.placed_by = order->ticket;
  orders_.cancel_opened(order->ticket, event.ticket, command);
  if (!link_up_) return hold_back(opened, kNotConnected, now_);
  send_first(opened);
}

// Until then a cancel that cannot leave is waited for. A client that is gone cannot send another one.
std::optional<Timestamp> Blotter::waits_until(const Ticket& ticket) const {
  switch (ticket.command.cause) {
    case CancelCause::Request:
      return ticket.opened + settings_.queue_for;
    case CancelCause::MassCancel:
      return ticket.opened + settings_.mass_cancel_within;
    case CancelCause::Disconnect:
      break;
  }
  return std::nullopt;
}

// A cancel of ours has come to nothing; what it was told is for the mass cancel alone.
void Blotter::came_to_nothing(const CancelCommand& command, const Report& report) {
  if (report.kind == ReportKind::Canceled) return;
  const auto mass = mass_cancels_.find(command.mass_cancel);
  const PlacedOrder* order = orders_.find(command.placed_by);
  if (mass == mass_cancels_.end() || order == nullptr || order->end) return;
  if (mass->second.why_not.empty()) mass->second.why_not = command.orig_cl_ord_id + ": " + report.text;
  if (command.cause != CancelCause::Disconnect) return;
  effects_.push_back(CallForAttention{mass->second.id, false, command.session,
                                      ClOrdId{command.orig_cl_ord_id}, command.venue_symbol, ref_of(*order)});
}

// After each event: how far have they come?
void Blotter::see_mass_cancels() {
  for (auto entry = mass_cancels_.begin(); entry != mass_cancels_.end();) {
    MassCancel& mass = (entry++)->second;  // it may be gone with the answer
    if (!mass.canceling) continue;
    follow_orders(mass);
    const bool open_only =
        std::ranges::all_of(mass.orders, [](const auto& of) { return of.second == MassCancel::Stage::Open; });
    if (!open_only) continue;
    if (mass.command.cause == CancelCause::MassCancel) {
      answer(mass);
    } else if (mass.orders.empty() || mass.client_is_back) {
      effects_.emplace_back(Forget{mass.id, {}});
      drop(mass);
    } else if (!mass.act_at && mass.rounds < settings_.mass_cancel_rounds) {
      act_at(mass, now_ + settings_.next_round_after);
    }
  }
}

void Blotter::follow_orders(MassCancel& mass) {
  for (auto of = mass.orders.begin(); of != mass.orders.end();) {
    auto& [id, stage] = *of;
    const PlacedOrder* order = orders_.find(id);
    if (order != nullptr && is_live(*order)) {
      if (order->cancels.empty()) take_on(mass, *order, stage);
      ++of;
      continue;
    }
    if (order != nullptr && ended_as_canceled(*order)) ++mass.canceled;
    of = mass.orders.erase(of);
  }
}

// The order lives, and no cancel of it is pending.
void Blotter::take_on(const MassCancel& mass, const PlacedOrder& order, MassCancel::Stage& stage) {
  if (stage == MassCancel::Stage::Pursued) stage = MassCancel::Stage::Open;
  if (stage != MassCancel::Stage::OfClient) return;
  stage = mass.client_is_back ? MassCancel::Stage::Open : MassCancel::Stage::Asked;
  if (stage == MassCancel::Stage::Asked) effects_.emplace_back(CancelOurselves{own_cancel(order, mass)});
}

bool Blotter::mass_cancel_due(TicketId id) {
  const auto entry = mass_cancels_.find(id);
  if (entry == mass_cancels_.end()) return false;
  MassCancel& mass = entry->second;
  if (!mass.act_at || *mass.act_at > now_) return true;
  act_at(mass, std::nullopt);
  if (mass.canceling && mass.command.cause == CancelCause::MassCancel) {
    answer(mass);
  } else {
    begin_canceling(mass);
  }
  return true;
}

// The 35=r. Of orders in doubt nobody knows how they end; their reports will tell.
void Blotter::answer(MassCancel& mass) {
  Report report = mass_cancel_report(mass.command, mass.canceled, now_);
  report.ticket = mass.id;
  report.number = 1;
  const auto open =
      std::ranges::count_if(mass.orders, [](const auto& of) { return of.second == MassCancel::Stage::Open; });
  const auto in_doubt = std::ssize(mass.orders) - open;
  const std::string all = std::to_string(mass.canceled + mass.orders.size());
  if (in_doubt > 0) {
    report.text = "In doubt: the venue has not said how " + std::to_string(in_doubt) + " of " + all +
                  " orders end; execution reports will tell";
  }
  if (open > 0) {
    report.text += (report.text.empty() ? "" : ". ") + std::to_string(open) + " of " + all +
                   " orders could not be canceled; " + mass.why_not;
  }
  report.mass_cancel->accepted = in_doubt == 0 && (mass.canceled > 0 || open == 0);
  effects_.emplace_back(Tell{std::move(report)});
  drop(mass);
}

void Blotter::drop(MassCancel& mass) {
  act_at(mass, std::nullopt);
  mass_cancels_.erase(TicketId{mass.id});
}

void Blotter::act_at(MassCancel& mass, std::optional<Timestamp> at) {
  if (mass.act_at) deadlines_.erase({*mass.act_at, mass.id});
  mass.act_at = at;
  if (at) deadlines_.emplace(*at, mass.id);
}

// Nobody knows how long it was between two lives: nothing is waited for longer than from now on.
void Blotter::count_anew(MassCancel& mass) {
  if (!mass.act_at) return;
  const milliseconds longest =
      mass.canceling
          ? std::max(settings_.mass_cancel_within + settings_.answer_within, settings_.next_round_after)
          : mass.command.grace;
  act_at(mass, std::min(*mass.act_at, now_ + longest));
}

// ---- a client that is gone ----

void Blotter::on(const CancelOnDisconnectSet& event) {
  disconnect_rules_[event.session] = event.rule;
  for (auto entry = mass_cancels_.begin(); entry != mass_cancels_.end();) {
    MassCancel& mass = (entry++)->second;
    const bool waits_for_it =
        mass.command.cause == CancelCause::Disconnect && mass.command.session == event.session;
    if (!waits_for_it) continue;
    mass.client_is_back = true;
    act_at(mass, std::nullopt);  // no further cancels
    if (mass.canceling) continue;
    effects_.emplace_back(Forget{mass.id, {}});
    drop(mass);
  }
}

bool Blotter::cancels_on_disconnect(const SessionKey& session) const {
  const auto rule = disconnect_rules_.find(session);
  return rule != disconnect_rules_.end() && rule->second.enabled;
}

std::optional<MassCancelCommand> Blotter::disconnected(const SessionKey& session,
                                                       const AccountName& account) const {
  if (!cancels_on_disconnect(session) || waits_for_return(session)) return std::nullopt;
  if (orders_.open_orders(session, {}).empty()) return std::nullopt;
  MassCancelCommand command;
  command.session = session;
  command.account_name = account;
  command.cause = CancelCause::Disconnect;
  command.grace = disconnect_rules_.at(session).grace;
  return command;
}

bool Blotter::waits_for_return(const SessionKey& session) const {
  return std::ranges::any_of(mass_cancels_, [&](const auto& entry) {
    const MassCancel& mass = entry.second;
    return mass.command.cause == CancelCause::Disconnect && mass.command.session == session &&
           !mass.client_is_back;
  });
}

std::vector<SessionKey> Blotter::cancel_on_disconnect_sessions() const {
  std::vector<SessionKey> sessions;
  for (const auto& [session, rule] : disconnect_rules_) {
    if (rule.enabled) sessions.push_back(session);
  }
  return sessions;
}

// ---- 35=AF ----

void Blotter::begin(const Requested& event, const MassStatusCommand& question) {
  const auto tell = [&](Report report, std::uint32_t number) {
    report.ticket = event.ticket;
    report.number = number;
    effects_.emplace_back(Tell{std::move(report), question.mass_status_req_id});
  };
  const auto reject = [&](BusinessReason reason, std::string text) {
    tell(mass_status_rejected_report(question, reason, std::move(text), now_), 1);
  };
  if (event.refused) return reject(BusinessReason::NotAuthorized, event.refused->text);
  if (const auto why = unusable(question.request_type, question.scope, "MassStatusReqType(585)")) {
    return reject(BusinessReason::NotAvailable, why->text);
  }
  const auto orders = orders_.open_orders(question.session, question.scope);
  const auto count = static_cast<std::uint32_t>(orders.size());
  if (count > kMassStatusMax) {
    return reject(BusinessReason::NotAvailable,
                  std::to_string(count) + " orders are open, which are too many; ask by Symbol(55)");
  }
  if (orders.empty()) return tell(nothing_open_report(question, now_), 1);
  for (std::uint32_t number = 1; number <= count; ++number) {
    Report report = orders_.status(*orders[number - 1]);
    report.final = number == count;
    report.route = question.route;
    report.mass_status = MassStatusPart{question.mass_status_req_id, count, report.final};
    tell(std::move(report), number);
  }
}

}  // namespace bridge::order
