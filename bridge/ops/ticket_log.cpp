#include "ops/ticket_log.hpp"

#include "ops/report_outcome.hpp"

namespace bridge {

void log_told(std::string_view account, const order::Report& report, std::string_view cl_ord_id) {
  using log::Field;
  const bool is_reject = report.kind == order::ReportKind::CancelRejected;
  log_ticket(log::Level::Info, "told", {account, report.session.value(), cl_ord_id, report.ticket},
             Field{"report", word_of(report.kind)},
             Field{"ord_status", std::string(1, static_cast<char>(report.ord_status))},
             Field{"cxl_rej_reason", is_reject ? std::to_string(static_cast<int>(report.reason)) : ""},
             Field{"ord_status_req_id", report.ord_status_req_id}, Field{"venue_code", report.venue_code},
             Field{"text", report.text});
}

}  // namespace bridge
