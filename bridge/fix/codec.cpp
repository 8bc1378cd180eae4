#include "fix/codec.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"

#include <string_view>

namespace bridge::fix {
namespace {

using order::Order;
using order::Report;

// Tags without a name in FIX 4.4; numbers shared with the venue's own FIX where it has the field.
namespace tag {
constexpr int kSelfTradePreventionMode = 25001;
constexpr int kTriggerTrailingDeltaBips = 25009;
constexpr int kVenueErrorCode = 25016;
constexpr int kCumQuoteQty = 25017;
constexpr int kOrderCreationTime = 25018;
constexpr int kVenueOrdType = 25101;
constexpr int kWorkingType = 25102;
constexpr int kPriceProtect = 25103;
constexpr int kActivatePrice = 25104;
constexpr int kVenueTimeInForce = 25105;
constexpr int kClosePosition = 25106;
constexpr int kPositionSide = 25107;
constexpr int kPriceMatch = 25108;
constexpr int kTriggerPriceDirection = 1109;
}  // namespace tag

constexpr std::size_t kTextLimit = 128;

std::string optional_field(const FIX::FieldMap& fields, int number) {
  return fields.isSetField(number) ? fields.getField(number) : std::string{};
}

std::string required_field(const FIX::FieldMap& fields, int number) {
  std::string value = optional_field(fields, number);
  if (value.empty()) throw FIX::RequiredTagMissing(number);
  return value;
}

void set_unless_empty(FIX::Message& message, int number, const std::string& value) {
  if (!value.empty()) message.setField(number, value);
}

void set_unless_zero(FIX::Message& message, int number, const std::string& value) {
  if (!is_zero(value)) message.setField(number, value);
}

bool is_stop(const std::string& type) { return type == "STOP" || type == "STOP_MARKET"; }
bool is_take_profit(const std::string& type) { return type == "TAKE_PROFIT" || type == "TAKE_PROFIT_MARKET"; }

// fix.md §3.2, "OrdType".
char ord_type(const Order& order) {
  const std::string& type = order.orig_type.empty() ? order.type : order.orig_type;
  if (type == "LIMIT") return FIX::OrdType_LIMIT;
  if (type == "STOP" || type == "TAKE_PROFIT") return FIX::OrdType_STOP_LIMIT;
  if (type == "STOP_MARKET" || type == "TAKE_PROFIT_MARKET" || type == "TRAILING_STOP_MARKET")
    return FIX::OrdType_STOP;
  if (type == "LIQUIDATION") return is_zero(order.price) ? FIX::OrdType_MARKET : FIX::OrdType_LIMIT;
  return FIX::OrdType_MARKET;
}

// "0.3" percent is 30 basis points; empty when the rate is finer than that. Digits only.
std::string basis_points(const std::string& percent) {
  if (!is_decimal(percent)) return "";
  const auto point = percent.find('.');
  std::string whole = percent.substr(0, point);
  std::string places = point == std::string::npos ? "" : percent.substr(point + 1);
  if (places.size() > 2 && !is_zero(places.substr(2))) return "";
  places.resize(2, '0');
  whole += places;
  const auto digits = whole.find_first_not_of('0');
  return digits == std::string::npos ? "0" : whole.substr(digits);
}

void set_type(FIX::Message& message, const Order& order) {
  const std::string& type = order.orig_type.empty() ? order.type : order.orig_type;
  message.setField(FIX::FIELD::OrdType, std::string(1, ord_type(order)));
  set_unless_empty(message, tag::kVenueOrdType, type);
  if (is_stop(type) || is_take_profit(type)) {
    const bool up = is_stop(type) == (order.side == "BUY");
    message.setField(tag::kTriggerPriceDirection, up ? "U" : "D");
  }
  if (type == "TRAILING_STOP_MARKET") {
    set_unless_empty(message, tag::kTriggerTrailingDeltaBips, basis_points(order.price_rate));
    set_unless_empty(message, tag::kActivatePrice, order.activate_price);
  }
}

// GTX is a post-only GTC (18=6), RPI likewise with its word in 25105; reduceOnly is 18=E and 77=C.
void set_time_in_force(FIX::Message& message, const Order& order) {
  const std::string& word = order.time_in_force;
  const bool post_only = word == "GTX" || word == "RPI";
  const char* value = word == "IOC" ? "3" : word == "FOK" ? "4" : word == "GTD" ? "6" : "1";
  message.setField(FIX::FIELD::TimeInForce, value);
  if (word == "GTD" && order.good_till_date_ms > 0) {
    message.setField(FIX::FIELD::ExpireTime, fix_text(from_ms(order.good_till_date_ms)));
  }
  if (word != "GTC" && word != "GTX" && word != "IOC" && word != "FOK" && word != "GTD") {
    set_unless_empty(message, tag::kVenueTimeInForce, clean_text(word));
  }
  std::string exec_inst = post_only ? "6" : "";
  if (order.reduce_only) exec_inst += exec_inst.empty() ? "E" : " E";
  set_unless_empty(message, FIX::FIELD::ExecInst, exec_inst);
  if (order.reduce_only || order.close_position) message.setField(FIX::FIELD::PositionEffect, "C");
}

// Spot FIX's enumeration: 1 NONE, 2 EXPIRE_TAKER, 3 EXPIRE_MAKER, 4 EXPIRE_BOTH.
std::string self_trade_prevention(const std::string& mode) {
  if (mode == "NONE") return "1";
  if (mode == "EXPIRE_TAKER") return "2";
  if (mode == "EXPIRE_MAKER") return "3";
  if (mode == "EXPIRE_BOTH") return "4";
  return "";
}

void set_venue_facts(FIX::Message& message, const Order& order) {
  set_type(message, order);
  set_time_in_force(message, order);
  set_unless_zero(message, FIX::FIELD::Price, order.price);
  set_unless_zero(message, FIX::FIELD::StopPx, order.stop_price);
  set_unless_empty(message, tag::kSelfTradePreventionMode,
                   self_trade_prevention(order.self_trade_prevention_mode));
  set_unless_empty(message, tag::kWorkingType, clean_text(order.working_type));
  set_unless_empty(message, tag::kPositionSide, clean_text(order.position_side));
  if (order.price_match != "NONE") set_unless_empty(message, tag::kPriceMatch, clean_text(order.price_match));
  if (order.price_protect) message.setField(tag::kPriceProtect, "Y");
  if (order.close_position) message.setField(tag::kClosePosition, "Y");
  if (order.cum_quote) set_unless_empty(message, tag::kCumQuoteQty, *order.cum_quote);
  if (order.time_ms > 0) message.setField(tag::kOrderCreationTime, fix_text(from_ms(order.time_ms)));
}

// 38, 14, 151, 6. LeavesQty is 0 on Canceled, else what is left as far as the venue has said.
void set_quantities(FIX::Message& message, const Report& report) {
  const bool canceled = report.kind == order::ReportKind::Canceled;
  if (!report.order) {
    const std::string qty = is_decimal(report.order_qty) ? report.order_qty : "0";
    message.setField(FIX::FIELD::OrderQty, qty);
    message.setField(FIX::FIELD::CumQty, "0");
    message.setField(FIX::FIELD::LeavesQty, canceled ? "0" : qty);
    message.setField(FIX::FIELD::AvgPx, "0");
    return;
  }
  const Order& order = *report.order;
  message.setField(FIX::FIELD::OrderQty, order.orig_qty);
  message.setField(FIX::FIELD::CumQty, order.executed_qty);
  message.setField(FIX::FIELD::LeavesQty,
                   canceled ? "0" : subtract(order.orig_qty, order.executed_qty).value_or("0"));
  message.setField(FIX::FIELD::AvgPx, is_zero(order.executed_qty) ? "0" : order.avg_price.value_or("0"));
}

FIX::Message typed(const char* msg_type) {
  FIX::Message message;
  message.getHeader().setField(FIX::FIELD::MsgType, msg_type);
  return message;
}

void set_echo(FIX::Message& message, const Report& report) {
  if (report.poss_resend) message.getHeader().setField(FIX::FIELD::PossResend, "Y");
  message.setField(FIX::FIELD::OrderID, report.order_id);
  message.setField(FIX::FIELD::ClOrdID, report.cl_ord_id.value());
  message.setField(FIX::FIELD::OrigClOrdID, report.orig_cl_ord_id);
  message.setField(FIX::FIELD::OrdStatus, std::string(1, static_cast<char>(report.ord_status)));
  message.setField(FIX::FIELD::TransactTime, fix_text(report.transact_time));
  set_unless_empty(message, FIX::FIELD::Account, report.account);
  set_unless_empty(message, FIX::FIELD::Text, clean_text(report.text, kTextLimit));
}

FIX::Message execution_report(const Report& report) {
  FIX::Message message = typed("8");
  set_echo(message, report);
  message.setField(FIX::FIELD::ExecID,
                   std::to_string(report.ticket.value()) + "-" + std::to_string(report.number));
  message.setField(FIX::FIELD::ExecType, std::string(1, static_cast<char>(report.ord_status)));
  message.setField(FIX::FIELD::Symbol, report.symbol);
  message.setField(FIX::FIELD::Side,
                   report.order ? (report.order->side == "SELL" ? "2" : "1") : std::string(1, report.side));
  set_quantities(message, report);
  if (report.order) set_venue_facts(message, *report.order);
  return message;
}

FIX::Message cancel_reject(const Report& report) {
  FIX::Message message = typed("9");
  set_echo(message, report);
  message.setField(FIX::FIELD::CxlRejResponseTo, "1");  // Order Cancel Request
  message.setField(FIX::FIELD::CxlRejReason, std::to_string(static_cast<int>(report.reason)));
  if (report.venue_code != 0) message.setField(tag::kVenueErrorCode, std::to_string(report.venue_code));
  return message;
}

FIX::Message business_reject(const FIX::Message& message, const char* reason, const std::string& text) {
  FIX::Message reject = typed("j");
  reject.setField(FIX::FIELD::RefSeqNum, message.getHeader().getField(FIX::FIELD::MsgSeqNum));
  reject.setField(FIX::FIELD::RefMsgType, message.getHeader().getField(FIX::FIELD::MsgType));
  reject.setField(FIX::FIELD::BusinessRejectReason, reason);
  set_unless_empty(reject, FIX::FIELD::BusinessRejectRefID, optional_field(message, FIX::FIELD::ClOrdID));
  reject.setField(FIX::FIELD::Text, text);
  return reject;
}

}  // namespace

order::CancelCommand decode_cancel(const FIX::Message& message, const SessionSettings& session) {
  order::CancelCommand command;
  command.session = session.key();
  command.cl_ord_id = order::ClOrdId{required_field(message, FIX::FIELD::ClOrdID)};
  command.symbol = required_field(message, FIX::FIELD::Symbol);
  command.side = required_field(message, FIX::FIELD::Side).front();
  command.transact_time = required_field(message, FIX::FIELD::TransactTime);
  command.orig_cl_ord_id = optional_field(message, FIX::FIELD::OrigClOrdID);
  command.order_id = optional_field(message, FIX::FIELD::OrderID);
  command.order_qty = optional_field(message, FIX::FIELD::OrderQty);
  command.account = optional_field(message, FIX::FIELD::Account);

  const FIX::Header& header = message.getHeader();
  command.msg_seq_num = FIX::IntConvertor::convert(header.getField(FIX::FIELD::MsgSeqNum));
  command.poss_dup = optional_field(header, FIX::FIELD::PossDupFlag) == "Y";
  command.poss_resend = optional_field(header, FIX::FIELD::PossResend) == "Y";
  return command;
}

order::StatusCommand decode_status(const FIX::Message& message, const SessionSettings& session) {
  order::StatusCommand command;
  command.session = session.key();
  command.symbol = required_field(message, FIX::FIELD::Symbol);
  command.side = required_field(message, FIX::FIELD::Side).front();
  command.cl_ord_id = optional_field(message, FIX::FIELD::ClOrdID);
  command.orig_cl_ord_id = optional_field(message, FIX::FIELD::OrigClOrdID);
  command.order_id = optional_field(message, FIX::FIELD::OrderID);
  command.ord_status_req_id = optional_field(message, FIX::FIELD::OrdStatusReqID);
  command.account = optional_field(message, FIX::FIELD::Account);
  if (command.cl_ord_id.empty() && command.orig_cl_ord_id.empty() && command.order_id.empty()) {
    throw FIX::RequiredTagMissing(FIX::FIELD::ClOrdID);
  }
  const FIX::Header& header = message.getHeader();
  command.msg_seq_num = FIX::IntConvertor::convert(header.getField(FIX::FIELD::MsgSeqNum));
  command.poss_dup = optional_field(header, FIX::FIELD::PossDupFlag) == "Y";
  command.poss_resend = optional_field(header, FIX::FIELD::PossResend) == "Y";
  return command;
}

FIX::Message encode(const Report& report, const SessionSettings&) {
  return report.kind == order::ReportKind::CancelRejected ? cancel_reject(report) : execution_report(report);
}

FIX::Message unsupported(const FIX::Message& message) {
  return business_reject(message, "3",
                         "Unsupported message type: the bridge takes OrderCancelRequest (35=F)");
}

FIX::Message not_available(const FIX::Message& message) {
  return business_reject(message, "4",
                         "The bridge could not process this message; nothing was sent. Try again");
}

}  // namespace bridge::fix
