#include "order/reporting.hpp"

#include "base/text.hpp"
#include "order/target.hpp"

#include <utility>

namespace bridge::order {
namespace {

constexpr const char* kNone = "NONE";

std::string order_id_of(const CancelCommand& command, const OrderFacts& order) {
  if (order) return std::to_string(order->order_id.value());
  return says_nothing(command.order_id) ? kNone : command.order_id;
}

// OrigClOrdID(41) echoes the request. When the request had none it is the order's client id, as far as the
// venue has told it.
std::string orig_cl_ord_id_of(const CancelCommand& command, const OrderFacts& order) {
  if (!command.orig_cl_ord_id.empty()) return command.orig_cl_ord_id;
  return order && !order->client_order_id.empty() ? order->client_order_id : kNone;
}

Report echo(const CancelCommand& command, const OrderFacts& order, Timestamp at) {
  Report report;
  report.session = command.session;
  report.route = command.route;
  report.cl_ord_id = command.cl_ord_id;
  report.orig_cl_ord_id = orig_cl_ord_id_of(command, order);
  report.order_id = order_id_of(command, order);
  if (report.order_id != command.order_id) report.named_order_id = command.order_id;
  report.symbol = command.symbol;
  report.side = command.side;
  report.account = command.account;
  report.order_qty = command.order_qty;
  report.order = order;
  report.by_our_clock = !order || order->update_time_ms <= 0;
  report.transact_time = report.by_our_clock ? at : from_ms(order->update_time_ms);
  return report;
}

Report echo(const StatusCommand& question, Timestamp at) {
  Report report;
  report.session = question.session;
  report.route = question.route;
  report.cl_ord_id = ClOrdId{question.cl_ord_id};
  report.orig_cl_ord_id = question.orig_cl_ord_id;
  report.order_id = kNone;
  report.symbol = question.symbol;
  report.side = question.side;
  report.account = question.account;
  report.transact_time = at;
  report.by_our_clock = true;
  report.ord_status_req_id = question.ord_status_req_id;
  report.ref_seq_num = question.msg_seq_num;
  return report;
}

Report not_taken(const CancelCommand& command, std::string text, Timestamp at) {
  return reject_report(command, RejectReason::VenueOption, Standing{}, std::nullopt, std::move(text), at);
}

Report not_taken(const StatusCommand& question, std::string text, Timestamp at) {
  return status_rejected_report(question, BusinessReason::NotAvailable, std::move(text), at);
}

template <class OrderCommand>
Report echo_of_order(const OrderCommand& command, std::string text, Timestamp at) {
  Report report;
  report.session = command.session;
  report.route = command.route;
  report.cl_ord_id = command.cl_ord_id;
  report.order_id = kNone;
  report.symbol = command.symbol;
  report.side = command.side;
  report.account = command.account;
  report.text = std::move(text);
  report.transact_time = at;
  report.by_our_clock = true;
  return report;
}

Report not_taken(const PlaceCommand& command, std::string text, Timestamp at) {
  Report report = echo_of_order(command, std::move(text), at);
  report.kind = ReportKind::OrderRejected;
  report.ord_status = OrdStatus::Rejected;
  report.ord_rej_reason = OrdRejReason::BrokerOption;
  report.order_qty = command.terms.order_qty;
  report.quantities = Quantities{command.terms.order_qty, "0", "0", "0"};
  report.terms = command.terms;
  return report;
}

Report not_taken(const ReplaceCommand& command, std::string text, Timestamp at) {
  Report report = echo_of_order(command, std::move(text), at);
  report.kind = ReportKind::ReplaceRejected;
  report.reason = RejectReason::VenueOption;
  report.orig_cl_ord_id = command.orig_cl_ord_id;
  if (!says_nothing(command.order_id)) report.order_id = command.order_id;
  report.status_unknown = true;
  return report;
}

Report not_taken(const MassCancelCommand& command, std::string text, Timestamp at) {
  return mass_cancel_rejected_report(command, MassCancelRejectReason::Other, std::move(text), at);
}

Report not_taken(const MassStatusCommand& question, std::string text, Timestamp at) {
  return mass_status_rejected_report(question, BusinessReason::NotAvailable, std::move(text), at);
}

template <class MassCommand>
Report echo_of_many(const MassCommand& command, Timestamp at) {
  Report report;
  report.session = command.session;
  report.route = command.route;
  report.symbol = command.scope.symbol;
  report.account = command.account;
  report.transact_time = at;
  report.by_our_clock = true;
  return report;
}

// Finds the error of an outcome, whether that may be changed or not.
auto error_in(auto& outcome) -> decltype(&std::get<Rejected>(outcome).error) {
  if (auto* rejected = std::get_if<Rejected>(&outcome)) return &rejected->error;
  if (auto* missing = std::get_if<Missing>(&outcome)) return &missing->error;
  if (auto* unclear = std::get_if<Unclear>(&outcome)) return &unclear->error;
  return nullptr;
}

}  // namespace

OrdStatus ord_status(OrderStatus status) {
  switch (status) {
    case OrderStatus::PartiallyFilled:
      return OrdStatus::PartiallyFilled;
    case OrderStatus::Filled:
      return OrdStatus::Filled;
    case OrderStatus::Canceled:
      return OrdStatus::Canceled;
    case OrderStatus::Rejected:
      return OrdStatus::Rejected;
    case OrderStatus::Expired:
    case OrderStatus::ExpiredInMatch:
      return OrdStatus::Expired;
    case OrderStatus::New:
    case OrderStatus::Unknown:
      break;
  }
  return OrdStatus::New;
}

Standing told_now(OrderStatus status) { return {ord_status(status), true}; }
Standing told_once(OrderStatus status) { return {ord_status(status), is_done(status)}; }

Report canceled_report(const CancelCommand& command, const OrderFacts& order, std::string text,
                       Timestamp at) {
  Report report = echo(command, order, at);
  report.kind = ReportKind::Canceled;
  report.ord_status = OrdStatus::Canceled;
  report.text = std::move(text);
  return report;
}

Report canceled_by_hand_report(const CancelCommand& command, const OrderFacts& order, std::string text,
                               Timestamp at) {
  Report report = echo(command, order, at);
  report.kind = ReportKind::Canceled;
  report.ord_status = OrdStatus::Canceled;
  report.text = std::move(text) + (order ? "" : ". 14 and 6 are not known");
  report.transact_time = at;
  report.by_our_clock = true;
  return report;
}

Report reject_report(const CancelCommand& command, RejectReason reason, Standing standing,
                     const OrderFacts& order, std::string text, Timestamp at) {
  Report report = echo(command, order, at);
  report.kind = ReportKind::CancelRejected;
  report.reason = reason;
  report.ord_status = standing.status;
  report.status_unknown = !standing.known;
  report.text = std::move(text);
  return report;
}

Report unknown_order_report(const CancelCommand& command, std::string text, Timestamp at) {
  Report report =
      reject_report(command, RejectReason::UnknownOrder, Standing{}, std::nullopt, std::move(text), at);
  report.named_order_id = command.order_id;
  report.order_id = kNone;
  return report;
}

Report pending_report(const CancelCommand& command, const OrderFacts& order, std::string text, Timestamp at) {
  Report report = echo(command, order, at);
  report.kind = ReportKind::PendingCancel;
  report.final = false;
  report.ord_status = OrdStatus::PendingCancel;
  report.text = std::move(text);
  report.transact_time = at;
  report.by_our_clock = true;
  return report;
}

Report status_report(const StatusCommand& question, const OrderFacts& order) {
  Report report = echo(question, Timestamp{});
  report.kind = ReportKind::Status;
  report.cl_ord_id = ClOrdId{order->client_order_id};
  report.orig_cl_ord_id.clear();
  report.order_id = std::to_string(order->order_id.value());
  report.order = order;
  report.ord_status = ord_status(order->status);
  if (order->status == OrderStatus::ExpiredInMatch) report.text = "The venue says " + order->status_text;
  report.by_our_clock = order->update_time_ms <= 0;
  if (!report.by_our_clock) report.transact_time = from_ms(order->update_time_ms);
  return report;
}

Report status_rejected_report(const StatusCommand& question, BusinessReason reason, std::string text,
                              Timestamp at) {
  Report report = echo(question, at);
  report.kind = ReportKind::StatusRejected;
  report.business_reason = reason;
  report.text = std::move(text);
  return report;
}

std::string venue_text(const VenueError& error) {
  return error.code == 0 ? error.text : std::to_string(error.code) + " " + error.text;
}

Report not_taken_report(const Command& command, std::string text, Timestamp at) {
  return std::visit([&](const auto& one) { return not_taken(one, std::move(text), at); }, command);
}

std::string unknown_text(const VenueError& error) {
  constexpr std::size_t kQuotedLimit = 40;  // of the venue's words, because the rest has to fit as well
  VenueError quoted = error;
  quoted.text = clean_text(error.text, kQuotedLimit);
  return venue_text(quoted) + " Conditional (algo) orders are not reachable";
}

VenueError* error_of(Outcome& outcome) { return error_in(outcome); }
const VenueError* error_of(const Outcome& outcome) { return error_in(outcome); }

Report mass_cancel_report(const MassCancelCommand& command, std::uint32_t affected, Timestamp at) {
  Report report = echo_of_many(command, at);
  report.kind = ReportKind::MassCanceled;
  report.cl_ord_id = command.cl_ord_id;
  report.mass_cancel = MassCancelResult{.request_type = command.request_type,
                                        .side = command.scope.side,
                                        .accepted = true,
                                        .affected = affected};
  return report;
}

Report mass_cancel_rejected_report(const MassCancelCommand& command, MassCancelRejectReason reason,
                                   std::string text, Timestamp at) {
  Report report = mass_cancel_report(command, 0, at);
  report.mass_cancel->accepted = false;
  report.mass_cancel->reject_reason = reason;
  report.text = std::move(text);
  return report;
}

Report mass_status_rejected_report(const MassStatusCommand& question, BusinessReason reason, std::string text,
                                   Timestamp at) {
  Report report = echo_of_many(question, at);
  report.kind = ReportKind::MassStatusRejected;
  report.ref_seq_num = question.msg_seq_num;
  report.business_reason = reason;
  report.text = std::move(text);
  report.mass_status = MassStatusPart{question.mass_status_req_id, 0, true};
  return report;
}

Report nothing_open_report(const MassStatusCommand& question, Timestamp at) {
  constexpr char kUndisclosed = '7';
  Report report = echo_of_many(question, at);
  report.kind = ReportKind::Status;
  report.ord_status = OrdStatus::Rejected;
  report.ord_rej_reason = OrdRejReason::UnknownOrder;
  report.order_id = kNone;
  if (report.symbol.empty()) report.symbol = "[N/A]";  // FIX 4.4 Vol. 1, Instrument
  report.side = question.scope.side == '\0' ? kUndisclosed : question.scope.side;
  report.quantities = Quantities{"0", "0", "0", "0"};
  report.text = "No open order";
  report.mass_status = MassStatusPart{question.mass_status_req_id, 0, true};
  return report;
}

Report said_again(Report answer, const std::string& route) {
  answer.poss_resend = true;
  answer.route = route;
  return answer;
}

}  // namespace bridge::order
