#include "order/reports.hpp"

#include "order/target.hpp"

#include <utility>

namespace bridge::order {
namespace {

constexpr const char* kNone = "NONE";

std::string order_id_of(const CancelCommand& command, const std::optional<Order>& order) {
  if (order) return std::to_string(order->order_id.value());
  return says_nothing(command.order_id) ? kNone : command.order_id;
}

// 41 echoes the request; without one it is the order's client id, as far as the venue has told it.
std::string orig_cl_ord_id_of(const CancelCommand& command, const std::optional<Order>& order) {
  if (!command.orig_cl_ord_id.empty()) return command.orig_cl_ord_id;
  return order && !order->client_order_id.empty() ? order->client_order_id : kNone;
}

Report echo(const CancelCommand& command, const std::optional<Order>& order, Timestamp at) {
  Report report;
  report.session = command.session;
  report.cl_ord_id = command.cl_ord_id;
  report.orig_cl_ord_id = orig_cl_ord_id_of(command, order);
  report.order_id = order_id_of(command, order);
  report.symbol = command.symbol;
  report.side = command.side;
  report.account = command.account;
  report.order_qty = command.order_qty;
  report.order = order;
  report.transact_time = order && order->update_time_ms > 0 ? from_ms(order->update_time_ms) : at;
  return report;
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

Report canceled_report(const CancelCommand& command, const Order& order, std::string text) {
  Report report = echo(command, order, Timestamp{});
  report.kind = ReportKind::Canceled;
  report.ord_status = OrdStatus::Canceled;
  report.text = std::move(text);
  return report;
}

Report reject_report(const CancelCommand& command, RejectReason reason, OrdStatus status,
                     const std::optional<Order>& order, std::string text, Timestamp at) {
  Report report = echo(command, order, at);
  report.kind = ReportKind::CancelRejected;
  report.reason = reason;
  report.ord_status = status;
  report.text = std::move(text);
  return report;
}

Report unknown_order_report(const CancelCommand& command, std::string text, Timestamp at) {
  Report report = reject_report(command, RejectReason::UnknownOrder, OrdStatus::Rejected, std::nullopt,
                                std::move(text), at);
  report.order_id = kNone;
  return report;
}

Report pending_report(const CancelCommand& command, const std::optional<Order>& order, Timestamp at) {
  Report report = echo(command, order, at);
  report.kind = ReportKind::PendingCancel;
  report.final = false;
  report.ord_status = OrdStatus::PendingCancel;
  report.text = order ? "In doubt: the venue has not said how the cancel ended; still asking"
                      : "In doubt: the venue has not answered; still asking. 14, 151 and 6 are not known";
  report.transact_time = at;
  return report;
}

}  // namespace bridge::order
