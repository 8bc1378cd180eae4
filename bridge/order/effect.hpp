// What leaves the blotter. Effects only fill buffers: the lane acts them out, and nothing reaches a
// wire before the turn's commit. Plain facts. Any thread.
#pragma once

#include "order/types.hpp"

#include <string>
#include <variant>

namespace bridge::order {

// order.cancel for this order.
struct SendCancel {
  RequestId request;
  std::string symbol;
  OrderRef order;
};
// order.status for this order.
struct AskStatus {
  RequestId request;
  std::string symbol;
  OrderRef order;
};
// Tell the client. A final report closes its ticket (unless it repeats an earlier one, poss_resend).
struct Tell {
  Report report;
};

using Effect = std::variant<SendCancel, AskStatus, Tell>;

}  // namespace bridge::order
