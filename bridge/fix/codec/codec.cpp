// This is the writing half of codec.hpp. What a version says differently stands in codec_wording.cpp.
#include "fix/codec/codec.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "fix/codec/codec_fields.hpp"
#include "fix/codec/codec_wording.hpp"
#include "fix/codec/field_writer.hpp"
#include "fix/codec/report_writing.hpp"

#include <string_view>

namespace bridge::fix {
namespace {

using order::Report;
using order::ReportKind;

// FIX 4.2 has few reasons, so Text(58) tells what is folded into one.
int cxl_rej_reason(const Report& report, const SessionSettings& session) {
  const int reason = static_cast<int>(report.reason);
  if (reason <= wording(session.version()).cxl_rej_reason_max) return reason;
  return static_cast<int>(order::RejectReason::VenueOption);
}

Body cancel_reject(const Report& report, const SessionSettings& session) {
  FieldWriter fields;
  set_echo(fields, report, session);
  // Order Cancel Request, Order Cancel/Replace Request.
  fields.set(FIX::FIELD::CxlRejResponseTo, report.kind == ReportKind::ReplaceRejected ? '2' : '1');
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
  const bool of_many = report.mass_status.has_value();
  const Refused question{std::to_string(report.ref_seq_num), of_many ? "AF" : "H",
                         of_many ? report.mass_status->mass_status_req_id : report.cl_ord_id.value(),
                         report.route};
  Body reject = business_reject(question, static_cast<int>(report.business_reason), report.text, session);
  reject.poss_resend = report.poss_resend;
  return reject;
}

Refused refused(const FIX::Message& message) {
  const FIX::Header& header = message.getHeader();
  return {header.getField(FIX::FIELD::MsgSeqNum), header.getField(FIX::FIELD::MsgType),
          optional_field(message, FIX::FIELD::ClOrdID), route_of(header)};
}

// 37 is the mass cancel's own id; no order has it.
Body mass_cancel_report(const Report& report, const SessionSettings& session) {
  const order::MassCancelResult& result = *report.mass_cancel;
  const std::string id = std::to_string(report.ticket.value());
  FieldWriter fields;
  fields.set(FIX::FIELD::OrderID, id);
  fields.set_unless_empty(FIX::FIELD::ClOrdID, report.cl_ord_id.value());
  if (wording(session.version()).mass_action_report_id) fields.set(FIX::FIELD::MassActionReportID, id);
  fields.set(FIX::FIELD::MassCancelRequestType, result.request_type);
  fields.set(FIX::FIELD::MassCancelResponse, result.accepted ? result.request_type : '0');
  if (!result.accepted) {
    fields.set(FIX::FIELD::MassCancelRejectReason, std::to_string(static_cast<int>(result.reject_reason)));
  }
  fields.set(FIX::FIELD::TotalAffectedOrders, std::to_string(result.affected));
  fields.set_unless_empty(FIX::FIELD::Symbol, report.symbol);
  if (result.side != '\0') fields.set(FIX::FIELD::Side, result.side);
  fields.set(FIX::FIELD::TransactTime, fix_text(report.transact_time, session.timestamp_places));
  fields.set_unless_empty(FIX::FIELD::Account, report.account);
  fields.set_unless_empty(FIX::FIELD::Text, clean_text(report.text, session.text_limit));
  return {"r", report.poss_resend, fields.text(), report.route};
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
    case ReportKind::ReplaceRejected:
      return cancel_reject(report, session);
    case ReportKind::StatusRejected:
    case ReportKind::MassStatusRejected:
      return status_reject(report, session);
    case ReportKind::MassCanceled:
      return mass_cancel_report(report, session);
    default:
      return execution_report(report, session);
  }
}

Body unsupported(const FIX::Message& message, const SessionSettings& session) {
  const std::string& msg_type = message.getHeader().getField(FIX::FIELD::MsgType);
  const bool is_order =
      msg_type == FIX::MsgType_NewOrderSingle || msg_type == FIX::MsgType_OrderCancelReplaceRequest;
  const bool is_of_many =
      msg_type == FIX::MsgType_OrderMassCancelRequest || msg_type == FIX::MsgType_OrderMassStatusRequest;
  return business_reject(refused(message), 3,
                         is_order ? "Placing and replacing orders is not open to this session"
                         : is_of_many
                             ? "It means orders that were placed here, which is not open to this session"
                             : "Unsupported message type: the bridge takes 35=D, F, G, H, q and AF",
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
