// This part of the blotter is for tickets that somebody settled by hand. The client is told so at once. The
// venue's own word, whenever it comes, wins, and when it differs somebody is called for again.
#include "order/blotter.hpp"
#include "order/reporting.hpp"

namespace bridge::order {
namespace {

Report report_by_hand(const Ticket& ticket, const Resolved& event, Timestamp at) {
  const std::string text = "Settled by hand by " + event.who + ": " + event.why;
  const auto& order = ticket.order;
  if (event.as == Resolution::Canceled) return canceled_by_hand_report(ticket.command, order, text, at);
  return reject_report(ticket.command, RejectReason::Other, order ? told_once(order->status) : Standing{},
                       order, text, at);
}

// True when the client has been told the same: how the cancel ended and, of a canceled order, what was
// filled.
bool as_told(const Report& verdict, const Report& truth) {
  if (verdict.kind != truth.kind) return false;
  if (truth.kind != ReportKind::Canceled) return true;
  return verdict.order && truth.order && verdict.order->executed_qty == truth.order->executed_qty;
}

}  // namespace

void Blotter::on(const Resolved& event) {
  if (orders_.resolve(moment(), event)) return see_cancels(event.ticket);
  const auto entry = tickets_.find(event.ticket);
  if (entry == tickets_.end()) return;
  Ticket& ticket = entry->second;
  if (ticket.contradicted) return forget(ticket);  // the client knows, and now somebody here does too
  if (ticket.verdict) return;
  Report report = report_by_hand(ticket, event, now_);
  if (ticket.placed_by) {
    if (event.as == Resolution::Canceled) orders_.canceled_by_hand(*ticket.placed_by);
    return close(ticket, std::move(report));
  }
  report.ticket = ticket.id;
  report.number = ++ticket.reports;
  report.watched = true;
  effects_.push_back(Tell{report});
  release(ticket);
  ticket.verdict = std::move(report);
  ticket.owes_notice = false;
  ticket.needs_attention = false;
  ticket.tell_at.reset();
  ticket.attend_at.reset();
  ticket.refused_with.reset();
  ticket.held_back.reset();
  if (!ticket.waiting) return doubt(ticket);
  reschedule(ticket);
}

// Both reports say the same of the cancel; the venue's only adds quantities that nobody knew when it was
// settled by hand.
void Blotter::conclude(Ticket& ticket, Report truth) {
  // An order without fills that was canceled is not known to the venue any more after some days.
  const bool nothing_known = truth.kind == ReportKind::CancelRejected && !truth.order;
  if (as_told(*ticket.verdict, truth) || truth.reason == RejectReason::UnknownOrder) return forget(ticket);
  if (nothing_known) return doubt(ticket);
  ticket.contradicted = truth.kind != ticket.verdict->kind;
  truth.unsolicited = true;
  truth.watched = ticket.contradicted;  // the ticket stays until somebody has taken note
  truth.text += (truth.text.empty() ? "" : ". ") + std::string("This corrects what was settled by hand");
  // A 35=9 would answer the request a second time, so the order's state is told instead.
  if (truth.kind == ReportKind::CancelRejected) truth.kind = ReportKind::Status;
  effects_.push_back(Tell{std::move(truth)});
  if (!ticket.contradicted) return drop(ticket);
  ticket.waiting.reset();
  act_at(ticket, std::nullopt);
  call_for_attention(ticket);
}

void Blotter::forget(Ticket& ticket) {
  effects_.push_back(Forget{ticket.id});
  drop(ticket);
}

}  // namespace bridge::order
