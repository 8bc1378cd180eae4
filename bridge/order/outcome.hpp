// What the venue's reply to a request proves. Plain facts. Any thread.
#pragma once

#include "order/algo_order.hpp"
#include "order/execution.hpp"
#include "order/ids.hpp"
#include "order/ord_rej_reason.hpp"
#include "order/reason.hpp"
#include "order/venue_order.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace bridge::order {

// One request on the wire. `id` there is "<ticket>-<attempt><c|s>"; ≤ 36 characters (fixspec/venue.md, 2.1).
// Trades, OpenOrders, AllOrders, AlgoStatus and the sweeps go over REST, the others over the WebSocket.
enum class RequestKind {
  Cancel,
  Status,
  Place,
  Modify,
  Trades,
  OpenOrders,
  AllOrders,
  AlgoPlace,
  AlgoCancel,
  AlgoStatus,
  SweepOpenOrders,
  SweepAlgoOrders,
};
[[nodiscard]] constexpr bool is_place(RequestKind kind) {
  return kind == RequestKind::Place || kind == RequestKind::AlgoPlace;
}
[[nodiscard]] constexpr bool is_cancel(RequestKind kind) {
  return kind == RequestKind::Cancel || kind == RequestKind::AlgoCancel;
}
// Cancels all orders of a kind that the account has for a symbol.
[[nodiscard]] constexpr bool is_sweep(RequestKind kind) {
  return kind == RequestKind::SweepOpenOrders || kind == RequestKind::SweepAlgoOrders;
}
// Asks what became of one order.
[[nodiscard]] constexpr bool is_question(RequestKind kind) {
  return kind == RequestKind::Status || kind == RequestKind::AlgoStatus;
}
struct RequestId {
  TicketId ticket;
  std::uint32_t attempt = 0;  // counts all requests of the ticket, from 1
  RequestKind kind = RequestKind::Cancel;

  friend auto operator<=>(const RequestId&, const RequestId&) = default;
};

// Whether a refused request is worth another try (fixspec/venue.md, 5.3): not at all, after a moment
// (overload, clocks that differed), or from `retry_after_ms` on (rate limit).
enum class Retry { Never, Soon, Later };

// What the venue wrote when it refused. `text` is cleaned (base/text.hpp).
struct VenueError {
  int status = 0;  // HTTP-like
  int code = 0;    // negative; 0 when the reply had none
  std::string text;
  RejectReason reason = RejectReason::Other;  // CxlRejReason by fixspec/rules.md, 8
  std::int64_t retry_after_ms = 0;            // epoch ms by our clock; 0 when not given
  bool unknown_symbol = false;                // it is the symbol that the venue does not know
  Retry retry = Retry::Never;
  OrdRejReason ord_rej_reason = OrdRejReason::Other;  // of a place
};

// What a reply to order.cancel or order.status proves (fixspec/venue.md, 5.1). Their orders are never empty.
struct Canceled {
  OrderFacts order;
};  // 200 and result.status CANCELED
struct Found {
  OrderFacts order;
};  // order.status, order.place and order.modify, 200: the order as it is, whatever became of the request
struct Rejected {
  VenueError error;
};  // known not executed
struct Missing {
  VenueError error;
};  // −2011, −2013: not on the book; not yet why
struct Unclear {
  VenueError error;
};  // nobody knows whether it was executed
// What was asked for over REST, in the venue's order.
struct TradesFound {
  std::vector<Execution> trades;
};
struct OrdersFound {
  std::vector<OrderFacts> orders;
};
// algoOrder.place and the question about a conditional order, 200: the order as it is.
struct AlgoFound {
  AlgoOrder order;
};
// algoOrder.cancel, 200 and code 200: it was canceled, and nothing else is said of it.
struct AlgoCanceled {
  AlgoId algo_id;
  std::string client_algo_id;
};
// A sweep, 200 and code 200: the venue has taken it. Which orders it has canceled their own events tell.
struct Swept {};
using Outcome = std::variant<Canceled, Found, Rejected, Missing, Unclear, TradesFound, OrdersFound, AlgoFound,
                             AlgoCanceled, Swept>;

}  // namespace bridge::order
