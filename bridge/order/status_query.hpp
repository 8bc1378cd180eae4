// A client's question about an order (35=H), until it is answered: it becomes one order.status and one
// report. It is not pursued: without an answer the client is told so and may ask again. Private to the
// blotter.
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"

#include <optional>
#include <string>
#include <variant>

namespace bridge::order {

// The accepted cancel or replacement that ClOrdID(11) of the question named. Reports on its order carry its
// ids (fixspec/rules.md, 4).
struct AcceptedRequest {
  ClOrdId cl_ord_id;           // 11
  std::string orig_cl_ord_id;  // 41; of a replacement none: 11 is the order's own id then
  std::string order_id;        // 37
};

struct StatusQuery {
  TicketId id;
  StatusCommand command;
  OrderRef order;
  std::optional<AcceptedRequest> accepted;
  Timestamp answer_by;
};

}  // namespace bridge::order
