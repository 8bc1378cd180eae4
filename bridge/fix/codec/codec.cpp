// This is the writing half of codec.hpp. What a version says differently stands in codec_wording.cpp.
#include "fix/codec/codec.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "fix/codec/codec_fields.hpp"
#include "fix/codec/codec_order.hpp"
#include "fix/codec/codec_wording.hpp"
#include "fix/codec/field_writer.hpp"

#include <cstddef>
#include <string_view>

namespace bridge::fix {
namespace {

using order::Order;
using order::Report;
using order::ReportKind;

constexpr const char* kNone = "NONE";

// Returns `text` and then `note`, which stays whole as long as there is room for it at all.
std::string noted(const std::string& text, const std::string& note, std::size_t limit) {
  if (text.empty() || note.empty()) return clean_text(text + note, limit);
  const std::size_t room = note.size() + 2;
  if (limit < room) return clean_text(text, limit);
  const std::string cut = clean_text(text, limit - room);
  return cut + (cut.ends_with('.') ? " " : ". ") + clean_text(note, limit);
}

// OrigClOrdID(41). An order may have none, and what a question echoes is never made up.
void set_orig_cl_ord_id(FieldWriter& fields, const Report& report, const Wording& words) {
  if (!report.orig_cl_ord_id.empty() && report.orig_cl_ord_id != kNone) {
    fields.set(FIX::FIELD::OrigClOrdID, report.orig_cl_ord_id);
  } else if (words.orig_cl_ord_id_required && report.kind != ReportKind::Status) {
    fields.set(FIX::FIELD::OrigClOrdID, kNone);
  }
}

void set_echo(FieldWriter& fields, const Report& report, const SessionSettings& session) {
  fields.set(FIX::FIELD::OrderID, report.order_id);
  fields.set_unless_empty(FIX::FIELD::ClOrdID, report.cl_ord_id.value());
  set_orig_cl_ord_id(fields, report, wording(session.version()));
  fields.set(FIX::FIELD::OrdStatus, static_cast<char>(report.ord_status));
  fields.set(FIX::FIELD::TransactTime, fix_text(report.transact_time, session.timestamp_places));
  fields.set_unless_empty(FIX::FIELD::Account, report.account);
  const std::string code = report.venue_code != 0 ? std::to_string(report.venue_code) : "";
  set_own(fields, OwnTag::ErrorCode, code, session);
}

// Writes what sort of report this is: 20, 150 and 790.
void set_kind(FieldWriter& fields, const Report& report, const Wording& words) {
  const bool status = report.kind == ReportKind::Status;
  if (words.exec_trans_type) fields.set(FIX::FIELD::ExecTransType, status ? '3' : '0');
  const bool type_is_status = status && words.order_status_exec_type;
  fields.set(FIX::FIELD::ExecType, type_is_status ? 'I' : static_cast<char>(report.ord_status));
  if (words.ord_status_req_id) {
    fields.set_unless_empty(FIX::FIELD::OrdStatusReqID, report.ord_status_req_id);
  }
}

// LeavesQty(151) goes by the venue's own status, also while 39=6 hides it.
std::string leaves_qty(const Order& order) {
  return is_done(order.status) ? "0" : subtract(order.orig_qty, order.executed_qty).value_or("0");
}

// AvgPx(6), or nothing when the venue has not told it, as in a reply to a cancel. 0 is no price of a fill.
std::string avg_px(const Order& order) {
  if (is_zero(order.executed_qty)) return "0";
  return order.avg_price && !is_zero(*order.avg_price) ? *order.avg_price : "";
}

struct Quantities {
  std::string order_qty;   // 38, empty when not known
  std::string cum_qty;     // 14
  std::string leaves_qty;  // 151
  std::string avg_px;      // 6, empty when not known
};

Quantities quantities(const Report& report) {
  if (report.order) {
    const Order& order = *report.order;
    const bool canceled = report.kind == ReportKind::Canceled;
    return {order.orig_qty, order.executed_qty, canceled ? "0" : leaves_qty(order), avg_px(order)};
  }
  // The ticket was settled by hand, and the venue has told nothing. FIX wants values all the same, and 58
  // says that they are none.
  return {is_decimal(report.order_qty) ? report.order_qty : "", "0", "0", ""};
}

// What a reader must know to read the other fields right.
std::string note(const Report& report, const Quantities& known, const Wording& words) {
  std::string note;
  if (report.order && is_liquidation(*report.order)) note = "A liquidation order of the venue";
  // Without an order the report's own text says what is not known.
  if (report.order && known.avg_px.empty() && words.avg_px_required) {
    note += (note.empty() ? "" : ". ") + std::string("AvgPx(6) is not known");
  }
  return note;
}

char side(const Report& report) {
  if (!report.order) return report.side;
  return report.order->side == "SELL" ? '2' : '1';
}

Body execution_report(const Report& report, const SessionSettings& session) {
  const Wording& words = wording(session.version());
  FieldWriter fields;
  set_echo(fields, report, session);
  set_kind(fields, report, words);
  fields.set(FIX::FIELD::ExecID, std::to_string(report.ticket.value()) + "-" + std::to_string(report.number));
  fields.set(FIX::FIELD::Symbol, report.symbol);
  fields.set(FIX::FIELD::Side, side(report));

  const Quantities known = quantities(report);
  fields.set_unless_empty(FIX::FIELD::OrderQty, known.order_qty);
  fields.set(FIX::FIELD::CumQty, known.cum_qty);
  fields.set(FIX::FIELD::LeavesQty, known.leaves_qty);
  fields.set_unless_empty(FIX::FIELD::AvgPx,
                          known.avg_px.empty() && words.avg_px_required ? "0" : known.avg_px);
  if (report.order) set_order_facts(fields, *report.order, session);
  fields.set_unless_empty(FIX::FIELD::Text,
                          noted(report.text, note(report, known, words), session.text_limit));
  return {"8", report.poss_resend, fields.text(), report.route};
}

// FIX 4.2 has few reasons, so Text(58) tells what is folded into one.
int cxl_rej_reason(const Report& report, const SessionSettings& session) {
  const int reason = static_cast<int>(report.reason);
  if (reason <= wording(session.version()).cxl_rej_reason_max) return reason;
  return static_cast<int>(order::RejectReason::VenueOption);
}

Body cancel_reject(const Report& report, const SessionSettings& session) {
  FieldWriter fields;
  set_echo(fields, report, session);
  fields.set(FIX::FIELD::CxlRejResponseTo, "1");  // Order Cancel Request
  fields.set(FIX::FIELD::CxlRejReason, std::to_string(cxl_rej_reason(report, session)));
  const char* const note = report.status_unknown ? "The order's status is not known" : "";
  fields.set_unless_empty(FIX::FIELD::Text, noted(report.text, note, session.text_limit));
  return {"9", report.poss_resend, fields.text(), report.route};
}

struct Refused {
  std::string seq_num;    // 45
  std::string msg_type;   // 372
  std::string cl_ord_id;  // 379, empty when the message had none
  std::string route;
};

Body business_reject(const Refused& refused, int reason, const std::string& text,
                     const SessionSettings& session) {
  const bool known = reason <= wording(session.version()).business_reason_max;
  FieldWriter fields;
  fields.set(FIX::FIELD::RefSeqNum, refused.seq_num);
  fields.set(FIX::FIELD::RefMsgType, refused.msg_type);
  fields.set(FIX::FIELD::BusinessRejectReason, std::to_string(known ? reason : 0));
  fields.set_unless_empty(FIX::FIELD::BusinessRejectRefID, refused.cl_ord_id);
  fields.set_unless_empty(FIX::FIELD::Text, clean_text(text, session.text_limit));
  return {"j", false, fields.text(), refused.route};
}

Body status_reject(const Report& report, const SessionSettings& session) {
  const Refused question{std::to_string(report.ref_seq_num), "H", report.cl_ord_id.value(), report.route};
  Body reject = business_reject(question, static_cast<int>(report.business_reason), report.text, session);
  reject.poss_resend = report.poss_resend;
  return reject;
}

Refused refused(const FIX::Message& message) {
  const FIX::Header& header = message.getHeader();
  return {header.getField(FIX::FIELD::MsgSeqNum), header.getField(FIX::FIELD::MsgType),
          optional_field(message, FIX::FIELD::ClOrdID), route_of(header)};
}

void set_route(FIX::Header& header, std::string_view route) {
  while (!route.empty()) {
    const auto equal = route.find('=');
    const auto end = route.find('\x01');
    header.setField(FIX::IntConvertor::convert(std::string(route.substr(0, equal))),
                    std::string(route.substr(equal + 1, end - equal - 1)));
    route.remove_prefix(end + 1);
  }
}

}  // namespace

Body encode(const Report& report, const SessionSettings& session) {
  switch (report.kind) {
    case ReportKind::CancelRejected:
      return cancel_reject(report, session);
    case ReportKind::StatusRejected:
      return status_reject(report, session);
    case ReportKind::Canceled:
    case ReportKind::PendingCancel:
    case ReportKind::Status:
      break;
  }
  return execution_report(report, session);
}

Body unsupported(const FIX::Message& message, const SessionSettings& session) {
  return business_reject(refused(message), 3,
                         "Unsupported message type: the bridge takes OrderCancelRequest (35=F) and "
                         "OrderStatusRequest (35=H)",
                         session);
}

Body not_available(const FIX::Message& message, const SessionSettings& session) {
  return business_reject(refused(message), 4,
                         "The bridge could not process this message; nothing was sent. Try again", session);
}

FIX::Message message_of(const Body& body) {
  FIX::Message message;
  message.getHeader().setField(FIX::FIELD::MsgType, body.msg_type);
  if (body.poss_resend) message.getHeader().setField(FIX::FIELD::PossResend, "Y");
  set_route(message.getHeader(), body.route);
  const auto equal = body.fields.find('=');
  const int tag = FIX::IntConvertor::convert(body.fields.substr(0, equal));
  message.setField(tag,
                   body.fields.substr(equal + 1, body.fields.size() - equal - 2));  // without the last SOH
  return message;
}

}  // namespace bridge::fix
