// What leaves the blotter. Effects only fill buffers: the lane acts them out, and nothing reaches a
// wire before the turn's commit. Plain facts. Any thread.
#pragma once

#include "order/outcome.hpp"
#include "order/report.hpp"

#include <string>
#include <variant>

namespace bridge::order {

// Sends order.cancel for this order.
struct SendCancel {
  RequestId request;
  std::string symbol;
  OrderRef order;
  // An earlier cancel left, so this one may not use the weight that is kept for first cancels.
  bool repeat = false;
};
// Asks order.status about this order.
struct AskStatus {
  RequestId request;
  std::string symbol;
  OrderRef order;
};
// What the venue is asked: the dialect encodes it, an upstream sends it.
using Request = std::variant<SendCancel, AskStatus>;

[[nodiscard]] inline const RequestId& id_of(const Request& request) {
  return std::visit([](const auto& one) -> const RequestId& { return one.request; }, request);
}
[[nodiscard]] inline const std::string& symbol_of(const Request& request) {
  return std::visit([](const auto& one) -> const std::string& { return one.symbol; }, request);
}
// The order that it is about.
[[nodiscard]] inline const OrderRef& order_of(const Request& request) {
  return std::visit([](const auto& one) -> const OrderRef& { return one.order; }, request);
}

// Tells the client. A final report closes its ticket, unless it repeats an earlier one (poss_resend) or was
// settled by hand (watched): the venue's own word may still come.
struct Tell {
  Report report;
  // The ClOrdID(11) of the 35=H that is answered; the report itself has the order's own in 11.
  std::string question{};
};

// Calls for somebody to look: a ticket has been open for too long (this is said once a ticket), or the venue
// contradicts what was settled by hand.
struct CallForAttention {
  TicketId ticket;
  bool contradicted = false;
  SessionKey session;
  ClOrdId cl_ord_id;
  std::string symbol;
  OrderRef order;
};
// Lets go of a ticket that was settled by hand. It turned out as it was told, or somebody has taken note that
// it did not: there is nothing more to tell, and it need not come back after a restart.
struct Forget {
  TicketId ticket;
};

using Effect = std::variant<Request, Tell, CallForAttention, Forget>;

}  // namespace bridge::order
