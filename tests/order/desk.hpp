// A little language for the blotter's tests: what the client asks, what the venue says, and the effects as
// lines of text.
#pragma once

#include "order/blotter.hpp"

#include <string>
#include <vector>

namespace bridge::order::testing {

inline constexpr std::int64_t kStartMs = 1'795'359'600'000;

inline Order order_of(OrderStatus status, std::string executed = "0.000") {
  Order order;
  order.order_id = OrderId{42};
  order.client_order_id = "X";
  order.symbol = "BTCUSDT";
  order.status = status;
  switch (status) {
    case OrderStatus::New:
      order.status_text = "NEW";
      break;
    case OrderStatus::PartiallyFilled:
      order.status_text = "PARTIALLY_FILLED";
      break;
    case OrderStatus::Filled:
      order.status_text = "FILLED";
      break;
    case OrderStatus::Canceled:
      order.status_text = "CANCELED";
      break;
    case OrderStatus::Rejected:
      order.status_text = "REJECTED";
      break;
    case OrderStatus::Expired:
      order.status_text = "EXPIRED";
      break;
    case OrderStatus::ExpiredInMatch:
      order.status_text = "EXPIRED_IN_MATCH";
      break;
    case OrderStatus::Unknown:
      order.status_text = "NEWISH";
      break;
  }
  order.side = "BUY";
  order.type = "LIMIT";
  order.orig_qty = "0.250";
  order.executed_qty = std::move(executed);
  order.update_time_ms = kStartMs - 5;
  return order;
}

inline Order priced(Order order, std::string avg_price) {
  order.avg_price = std::move(avg_price);
  return order;
}

inline VenueError error_of(int code, std::string text, RejectReason reason = RejectReason::Other) {
  return {.status = 400,
          .code = code,
          .text = std::move(text),
          .reason = reason,
          .retry_after_ms = 0,
          .unknown_symbol = false,
          .retry = Retry::Never};
}

// "cancel 1-1 BTCUSDT 42", "status 1-2 BTCUSDT X", "canceled 1-1 39=4 37=42 41=X 14=0.000 6=0",
// "reject 1-1 102=1 39=8 37=NONE 41=X code=-2013", "pending 1-1 39=6",
// "status 1-1 39=0 37=42 11=X 41= 14=0.000", "j 1-1 380=4 379=X Ask again".
inline std::string line(const Effect& effect) {
  const auto request = [](const char* word, const auto& what) {
    const auto* id = std::get_if<OrderId>(&what.order);
    return std::string(word) + " " + std::to_string(what.request.ticket.value()) + "-" +
           std::to_string(what.request.attempt) + " " + what.symbol + " " +
           (id != nullptr ? std::to_string(id->value()) : std::get<ClientOrderId>(what.order).value());
  };
  if (const auto* asked = std::get_if<Request>(&effect)) {
    if (const auto* cancel = std::get_if<SendCancel>(asked)) return request("cancel", *cancel);
    return request("status", std::get<AskStatus>(*asked));
  }
  if (const auto* call = std::get_if<CallForAttention>(&effect)) {
    return "attention " + std::to_string(call->ticket.value()) + " " + call->cl_ord_id.value();
  }
  if (const auto* forget = std::get_if<Forget>(&effect)) {
    return "forget " + std::to_string(forget->ticket.value());
  }
  const Report& report = std::get<Tell>(effect).report;
  const std::string id = std::to_string(report.ticket.value()) + "-" + std::to_string(report.number);
  const std::string status = std::string(" 39=") + static_cast<char>(report.ord_status);
  const std::string again = report.poss_resend ? " 97=Y" : "";
  if (report.kind == ReportKind::PendingCancel) return "pending " + id + status;
  if (report.kind == ReportKind::StatusRejected) {
    return "j " + id + " 380=" + std::to_string(static_cast<int>(report.business_reason)) +
           " 379=" + report.cl_ord_id.value() + " " + report.text;
  }
  if (report.kind == ReportKind::Status) {
    return "status " + id + status + " 37=" + report.order_id + " 11=" + report.cl_ord_id.value() +
           " 41=" + report.orig_cl_ord_id + (report.order ? " 14=" + report.order->executed_qty : "");
  }
  if (report.kind == ReportKind::Canceled) {
    return "canceled " + id + status + " 37=" + report.order_id + " 41=" + report.orig_cl_ord_id +
           (report.order ? " 14=" + report.order->executed_qty + " 6=" + report.order->avg_price.value_or("0")
                         : "") +
           again;
  }
  return "reject " + id + " 102=" + std::to_string(static_cast<int>(report.reason)) + status +
         " 37=" + report.order_id + " 41=" + report.orig_cl_ord_id +
         (report.venue_code != 0 ? " code=" + std::to_string(report.venue_code) : "") + again;
}

class Desk {
 public:
  explicit Desk(BlotterSettings settings = {}) : blotter_(settings) { static_cast<void>(link_up()); }

  using Lines = std::vector<std::string>;

  Lines decide(decltype(Event::what) what) {
    Event event{at_, std::move(what), wall_};
    events.push_back(event);
    Lines lines;
    for (const auto& effect : blotter_.decide(event)) {
      lines.push_back(line(effect));
      if (const auto* tell = std::get_if<Tell>(&effect)) reports.push_back(tell->report);
      const auto* asked = std::get_if<Request>(&effect);
      const auto* cancel = asked != nullptr ? std::get_if<SendCancel>(asked) : nullptr;
      if (cancel != nullptr) last_cancel_ = *cancel;
    }
    return lines;
  }

  static CancelCommand command(std::string order_id, std::string orig_cl_ord_id,
                               std::string cl_ord_id = "Y") {
    CancelCommand command;
    command.session = SessionKey{"FIX.4.4:BRIDGE->DESK"};
    command.cl_ord_id = ClOrdId{std::move(cl_ord_id)};
    command.orig_cl_ord_id = std::move(orig_cl_ord_id);
    command.order_id = std::move(order_id);
    command.symbol = "BTC/USDT";
    command.venue_symbol = "BTCUSDT";
    return command;
  }
  Lines ask(CancelCommand command, std::optional<Prior> prior = std::nullopt) {
    return decide(Requested{TicketId{++tickets_}, std::move(command), std::move(prior), {}});
  }
  // 35=H; the reply is status_reply(1, …).
  Lines question(std::string cl_ord_id, std::string order_id = "", std::string orig_cl_ord_id = "",
                 std::optional<Prior> prior = std::nullopt) {
    StatusCommand command;
    command.session = SessionKey{"FIX.4.4:BRIDGE->DESK"};
    command.cl_ord_id = std::move(cl_ord_id);
    command.order_id = std::move(order_id);
    command.orig_cl_ord_id = std::move(orig_cl_ord_id);
    command.symbol = "BTC/USDT";
    command.venue_symbol = "BTCUSDT";
    return decide(Requested{TicketId{++tickets_}, std::move(command), std::move(prior), {}});
  }
  Lines cancel(std::string order_id, std::string orig_cl_ord_id, std::string cl_ord_id = "Y") {
    return ask(command(std::move(order_id), std::move(orig_cl_ord_id), std::move(cl_ord_id)));
  }
  Lines cancel_reply(std::uint32_t attempt, Outcome outcome) {
    return decide(VenueAnswered{{TicketId{tickets_}, attempt, RequestKind::Cancel}, std::move(outcome)});
  }
  Lines status_reply(std::uint32_t attempt, Outcome outcome) {
    return decide(VenueAnswered{{TicketId{tickets_}, attempt, RequestKind::Status}, std::move(outcome)});
  }
  Lines lost(std::uint32_t attempt, RequestKind kind, bool never_left = false) {
    return decide(RequestLost{{TicketId{tickets_}, attempt, kind}, never_left});
  }
  // The second request of every ticket was a query, and fell with its link.
  void lost_all_queries() {
    for (std::uint64_t ticket = 1; ticket <= tickets_; ++ticket) {
      static_cast<void>(decide(RequestLost{{TicketId{ticket}, 2, RequestKind::Status}, false}));
    }
  }
  // The cancel did not leave, and may from `not_before` on.
  Lines held_back(std::uint32_t attempt, milliseconds not_before, std::string reason = "Weight") {
    return decide(RequestLost{
        {TicketId{tickets_}, attempt, RequestKind::Cancel}, true, std::move(reason), at_ + not_before});
  }
  Lines resolve(Resolution as) { return decide(Resolved{TicketId{tickets_}, as, "op", "asked the venue"}); }
  Lines link_up() { return decide(LinkUp{}); }
  Lines link_down() { return decide(LinkDown{"reset", {}}); }
  Lines restart() { return decide(Restarted{}); }
  void set_clock(seconds by) { at_ += by; }
  // A step of the system's clock that our time does not follow, and what the client is told does.
  void take_over(seconds by) { wall_ = by; }
  [[nodiscard]] Timestamp at() const { return at_; }
  // Passes every deadline that falls due within `span`.
  Lines wait(milliseconds span) {
    const Timestamp until = at_ + span;
    Lines lines;
    for (auto due = blotter_.next_deadline(); due && due->at <= until; due = blotter_.next_deadline()) {
      at_ = std::max(at_, due->at);
      for (auto& text : decide(DeadlinePassed{due->ticket})) lines.push_back(std::move(text));
    }
    at_ = until;
    return lines;
  }

  [[nodiscard]] const SendCancel& last_cancel() const { return last_cancel_.value(); }
  [[nodiscard]] const Blotter& blotter() const { return blotter_; }
  std::vector<Event> events;
  std::vector<Report> reports;

 private:
  Timestamp at_ = from_ms(kStartMs);
  microseconds wall_{};
  std::uint64_t tickets_ = 0;
  std::optional<SendCancel> last_cancel_;
  Blotter blotter_;
};

}  // namespace bridge::order::testing
