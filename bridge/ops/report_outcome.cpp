#include "ops/report_outcome.hpp"

namespace bridge {
namespace {

const char* outcome_of(const order::Report& report) {
  if (report.kind == order::ReportKind::Canceled) return "canceled";
  switch (report.reason) {
    case order::RejectReason::TooLate:
      return "too_late";
    case order::RejectReason::UnknownOrder:
      return "unknown_order";
    case order::RejectReason::DuplicateClOrdId:
      return "duplicate";
    case order::RejectReason::VenueOption:
    case order::RejectReason::AlreadyPending:
    case order::RejectReason::Other:
      break;
  }
  return report.venue_code != 0 ? "rejected" : "refused";
}

const char* status_outcome_of(const order::Report& report) {
  if (report.kind == order::ReportKind::Status) return "told";
  return report.business_reason == order::BusinessReason::UnknownId ? "unknown_order" : "unavailable";
}

}  // namespace

const char* word_of(order::ReportKind kind) {
  switch (kind) {
    case order::ReportKind::Canceled:
      return "canceled";
    case order::ReportKind::CancelRejected:
      return "cancel_rejected";
    case order::ReportKind::PendingCancel:
      return "in_doubt";
    case order::ReportKind::Status:
      return "status";
    case order::ReportKind::StatusRejected:
      return "status_rejected";
    case order::ReportKind::PendingNew:
      return "pending_new";
    case order::ReportKind::New:
      return "new";
    case order::ReportKind::OrderRejected:
      return "order_rejected";
    case order::ReportKind::Trade:
      return "trade";
    case order::ReportKind::PendingReplace:
      return "pending_replace";
    case order::ReportKind::Replaced:
      return "replaced";
    case order::ReportKind::ReplaceRejected:
      return "replace_rejected";
    case order::ReportKind::Expired:
      return "expired";
    case order::ReportKind::Restated:
      return "restated";
    case order::ReportKind::Triggered:
      return "triggered";
    case order::ReportKind::MassCanceled:
      return "mass_canceled";
    case order::ReportKind::MassStatusRejected:
      return "mass_status_rejected";
  }
  return "";
}

const char* word_of(order::Resolution verdict) {
  return verdict == order::Resolution::Canceled ? "canceled" : "rejected";
}

const char* word_of(order::CancelCause cause) {
  switch (cause) {
    case order::CancelCause::Request:
      return "request";
    case order::CancelCause::MassCancel:
      return "mass_cancel";
    case order::CancelCause::Disconnect:
      return "disconnect";
  }
  return "";
}

bool is_of_question(order::ReportKind kind) {
  return kind == order::ReportKind::Status || kind == order::ReportKind::StatusRejected ||
         kind == order::ReportKind::MassStatusRejected;
}

bool is_of_placed_order(const order::Report& report) {
  switch (report.kind) {
    case order::ReportKind::CancelRejected:
    case order::ReportKind::PendingCancel:
    case order::ReportKind::Status:
    case order::ReportKind::StatusRejected:
    case order::ReportKind::MassStatusRejected:
      return false;
    case order::ReportKind::Canceled:
      return report.orig_cl_ord_id.empty();  // nobody's request
    default:
      return true;
  }
}

void count_told(ops::Metrics::Lane& metrics, const order::Report& report) {
  if (is_of_placed_order(report))
    return metrics.order_report_told(report.session.value(), word_of(report.kind));
  if (report.final) count_answer(metrics, report);
}

void count_answer(ops::Metrics::Lane& metrics, const order::Report& report) {
  if (report.unsolicited) return metrics.correction_told(report.session.value());
  if (is_of_question(report.kind))
    return metrics.status_answered(report.session.value(), status_outcome_of(report));
  metrics.cancel_answered(report.session.value(), outcome_of(report));
}

}  // namespace bridge
