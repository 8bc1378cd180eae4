#include "fix/codec/report_writing.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "fix/codec/codec_order.hpp"
#include "fix/codec/codec_wording.hpp"
#include "fix/quickfix.hpp"

namespace bridge::fix {
namespace {

using order::Report;
using order::ReportKind;

constexpr const char* kNone = "NONE";

// True where FIX wants 41, and a request of the client's own is answered that named its order without it.
// Without a request there is nothing to name: nobody of the session canceled an order of ours that says so.
bool has_to_name_its_order(const Report& report) {
  switch (report.kind) {
    case ReportKind::CancelRejected:
    case ReportKind::ReplaceRejected:
      return true;
    case ReportKind::Canceled:
    case ReportKind::PendingCancel:
      return !report.quantities.has_value();
    default:
      return false;
  }
}

// OrigClOrdID(41). An order may have none, and what a question echoes is never made up.
void set_orig_cl_ord_id(FieldWriter& fields, const Report& report, const Wording& words) {
  if (!report.orig_cl_ord_id.empty() && report.orig_cl_ord_id != kNone) {
    fields.set(FIX::FIELD::OrigClOrdID, report.orig_cl_ord_id);
  } else if (words.orig_cl_ord_id_required && has_to_name_its_order(report)) {
    fields.set(FIX::FIELD::OrigClOrdID, kNone);
  }
}

}  // namespace

void set_echo(FieldWriter& fields, const Report& report, const SessionSettings& session) {
  fields.set(FIX::FIELD::OrderID, report.order_id.empty() ? kNone : report.order_id);
  fields.set_unless_empty(FIX::FIELD::ClOrdID, report.cl_ord_id.value());
  set_orig_cl_ord_id(fields, report, wording(session.version()));
  fields.set(FIX::FIELD::OrdStatus, static_cast<char>(report.ord_status));
  fields.set(FIX::FIELD::TransactTime, fix_text(report.transact_time, session.timestamp_places));
  fields.set_unless_empty(FIX::FIELD::Account, report.account);
  const std::string code = report.venue_code != 0 ? std::to_string(report.venue_code) : "";
  set_own(fields, OwnTag::ErrorCode, code, session);
}

std::string noted(const std::string& text, const std::string& note, std::size_t limit) {
  if (text.empty() || note.empty()) return clean_text(text + note, limit);
  const std::size_t room = note.size() + 2;
  if (limit < room) return clean_text(text, limit);
  const std::string cut = clean_text(text, limit - room);
  return cut + (cut.ends_with('.') ? " " : ". ") + clean_text(note, limit);
}

}  // namespace bridge::fix
