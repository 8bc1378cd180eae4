// What leaves the blotter. Effects only fill buffers: the lane acts them out, and nothing reaches a
// wire before the turn's commit. Plain facts. Any thread.
#pragma once

#include "order/command.hpp"
#include "order/order_terms.hpp"
#include "order/outcome.hpp"
#include "order/report.hpp"

#include <cstdint>
#include <optional>
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
// Sends order.place. Once its bytes may have left it is never sent again, under this id or another.
struct SendPlace {
  RequestId request;
  std::string symbol;
  OrderRef order;  // the venue's client id, newClientOrderId
  char side = '1';
  OrderTerms terms;
};
// Sends order.modify. Quantity and price are both set, and `modify_id` comes back with the amendment.
struct SendModify {
  RequestId request;
  std::string symbol;
  OrderRef order;
  char side = '1';
  std::string order_qty;  // the new total
  std::string price;
  std::uint64_t modify_id = 0;
};
// Asks for the account's trades of this order, or with a client id in `order`, which the venue cannot look
// trades up by, for those of its symbol since `since_ms`.
struct AskTrades {
  RequestId request;
  std::string symbol;
  OrderRef order;
  std::int64_t since_ms = 0;
  std::int64_t from_id = 0;  // trade id; not 0: the page that begins there, whatever its time
};
// Asks for the open orders of the symbol …
struct AskOpenOrders {
  RequestId request;
  std::string symbol;
  OrderRef order;  // the one that it is about
};
// … and for all its orders since then, whatever became of them.
struct AskAllOrders {
  RequestId request;
  std::string symbol;
  OrderRef order;
  std::int64_t since_ms = 0;
  std::int64_t from_id = 0;  // orderId; likewise
};
// Sends algoOrder.place: the order waits at the venue for its trigger. It is sent once, as SendPlace is.
struct SendAlgoPlace {
  RequestId request;
  std::string symbol;
  OrderRef order;  // clientAlgoId, and the client id of the order that it becomes
  char side = '1';
  OrderTerms terms;
};
// Sends algoOrder.cancel for a conditional order that has not been triggered …
struct SendAlgoCancel {
  RequestId request;
  std::string symbol;
  OrderRef order;                 // clientAlgoId …
  std::optional<AlgoId> algo_id;  // … or this one, once it is known: it alone is sent then
  bool repeat = false;            // as of a SendCancel
};
// … and asks what became of it, which REST alone tells.
struct AskAlgoStatus {
  RequestId request;
  std::string symbol;
  OrderRef order;
  std::optional<AlgoId> algo_id;
};
// Has all regular orders of the account for the symbol canceled, whoever placed them (fixspec/venue.md, 9.6)
// …
struct SweepOpenOrders {
  RequestId request;
  std::string symbol;
  OrderRef order;       // of no meaning to the venue: it is about all of them
  bool repeat = false;  // as of a SendCancel
};
// … and all conditional ones that wait for their trigger, which the other leaves alone.
struct SweepAlgoOrders {
  RequestId request;
  std::string symbol;
  OrderRef order;  // likewise
  bool repeat = false;
};
// What the venue is asked: the dialect encodes it, an upstream sends it.
using Request =
    std::variant<SendCancel, AskStatus, SendPlace, SendModify, AskTrades, AskOpenOrders, AskAllOrders,
                 SendAlgoPlace, SendAlgoCancel, AskAlgoStatus, SweepOpenOrders, SweepAlgoOrders>;

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
// Lets go of a ticket that need not come back after a restart: one that was settled by hand, and turned out
// as it was told or was taken note of; or one of an order that has ended and is remembered no more. Then
// `final_report` says what became of it, where no final report did.
struct Forget {
  TicketId ticket;
  std::optional<Report> final_report{};
};
// The stream has not told what it should have: it is to be replaced by another.
struct DoubtStream {
  std::string reason;
};
// An order is remembered no more, and what it has filled is to be kept: the caller feeds a PositionKept that
// says so, as part of the same turn.
struct KeepPosition {
  SessionKey session;
  std::string symbol;
  PositionSide position_side = PositionSide::Both;
  std::string bought;
  std::string sold;
};

// The gateway itself wants an order canceled: the lane gives the command a ticket and hands it back as
// Requested, in the same turn.
struct CancelOurselves {
  CancelCommand command;
};

using Effect =
    std::variant<Request, Tell, CallForAttention, Forget, DoubtStream, CancelOurselves, KeepPosition>;

}  // namespace bridge::order
