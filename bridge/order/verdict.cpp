// The blotter's part for tickets that somebody settled by hand: the client is told so at once; the venue's
// own word, whenever it comes, wins.
#include "order/blotter.hpp"
#include "order/reports.hpp"

namespace bridge::order {
namespace {

Report report_by_hand(const Ticket& ticket, const Resolved& event, Timestamp at) {
  const std::string text = "Settled by hand by " + event.who + ": " + event.why;
  const auto& order = ticket.order;
  if (event.as == Verdict::Canceled) return canceled_by_hand_report(ticket.command, order, text, at);
  return reject_report(ticket.command, RejectReason::Other,
                       order ? ord_status(order->status) : OrdStatus::New, order, text, at);
}

// The client has been told the same: how the cancel ended and, of a canceled order, what was filled.
bool as_told(const Report& verdict, const Report& truth) {
  if (verdict.kind != truth.kind) return false;
  if (truth.kind != ReportKind::Canceled) return true;
  return verdict.order && truth.order && verdict.order->executed_qty == truth.order->executed_qty;
}

}  // namespace

void Blotter::on(const Resolved& event) {
  const auto entry = tickets_.find(event.ticket);
  if (entry == tickets_.end() || entry->second.verdict) return;
  Ticket& ticket = entry->second;
  Report report = report_by_hand(ticket, event, now_);
  report.ticket = ticket.id;
  report.number = ++ticket.reports;
  report.watched = true;
  ticket.verdict = report;
  effects_.push_back(Tell{std::move(report)});
  release(ticket);
  ticket.told_pending = true;
  ticket.needs_attention = false;
  ticket.tell_at.reset();
  ticket.attend_at.reset();
  ticket.refused_with.reset();
  ticket.held_back.reset();
  if (!ticket.waiting) return doubt(ticket);
  reschedule(ticket);
}

void Blotter::conclude(Ticket& ticket, Report truth) {
  if (as_told(*ticket.verdict, truth)) {
    effects_.push_back(Forget{ticket.id});
    return drop(ticket);
  }
  truth.unsolicited = true;
  truth.text += (truth.text.empty() ? "" : ". ") + std::string("This corrects what was settled by hand");
  // A 35=9 would answer the request a second time: the order's state is told instead.
  if (truth.kind == ReportKind::CancelRejected) truth.kind = ReportKind::Status;
  effects_.push_back(Tell{std::move(truth)});
  drop(ticket);
}

}  // namespace bridge::order
