// Reads a conditional order: out of an answer by its long names, out of an event by its short ones
// (fixspec/venue.md, 4.9 and 8.3). Pure; any thread.
#pragma once

#include "base/result.hpp"
#include "order/algo_order.hpp"
#include "order/outcome.hpp"
#include "venue/binance/json.hpp"
#include "venue/binance/order_reader.hpp"

#include <string>

namespace bridge::venue::binance {

// algoId, symbol and algoStatus must be there and readable; the rest is taken when it is.
[[nodiscard]] Result<order::AlgoOrder, NoOrder> read_algo_order(const Value& result);
// The object `o` of ALGO_UPDATE: aid, s and X must be there.
[[nodiscard]] Result<order::AlgoOrder, NoOrder> read_algo_event(const Value& o);

// What algoOrder.cancel answers: that it was done, and nothing of the order. algoId and the code 200, a text,
// must be there.
[[nodiscard]] Result<order::AlgoCanceled, NoOrder> read_algo_cancel(const Value& result);

}  // namespace bridge::venue::binance
