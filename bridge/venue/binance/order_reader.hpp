// Reads an order out of a reply's `result` (fixspec/venue.md, 4.3). Pure; the lane's thread.
#pragma once

#include "base/result.hpp"
#include "order/venue_order.hpp"
#include "venue/binance/json.hpp"

#include <string>
#include <string_view>

namespace bridge::venue::binance {

// Why `result` is no order that we can rely on; it names the field.
struct NoOrder {
  std::string what;
};

// The venue's word for an order's status (fixspec/venue.md, 4.6).
[[nodiscard]] order::OrderStatus order_status(std::string_view word);

// orderId, symbol, status, origQty and executedQty must be there and readable. The rest is taken when it
// is: texts without control characters, decimals that are decimals, times that are times.
[[nodiscard]] Result<order::Order, NoOrder> read_order(const Value& result);

}  // namespace bridge::venue::binance
