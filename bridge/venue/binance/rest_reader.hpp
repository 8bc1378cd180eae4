// Reads the bodies of the REST API's answers (fixspec/venue.md, 9.3 and 9.4). Pure; any thread.
#pragma once

#include "base/result.hpp"
#include "order/algo_order.hpp"
#include "order/outcome.hpp"
#include "order/stream.hpp"
#include "order/symbol_rules.hpp"
#include "venue/dialect.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bridge::venue::binance {

// The largest body that is read: exchangeInfo has about 1 MiB.
inline constexpr std::size_t kRestBodyLimit = 4U << 20U;

// A body is read whole or not at all: who asks for a list wants to know what is not on it.
[[nodiscard]] Result<order::Order, Unreadable> read_one_order(std::string_view body);
[[nodiscard]] Result<std::vector<order::Order>, Unreadable> read_orders(std::string_view body);
[[nodiscard]] Result<order::AlgoOrder, Unreadable> read_one_algo_order(std::string_view body);
[[nodiscard]] Result<std::vector<order::AlgoOrder>, Unreadable> read_algo_orders(std::string_view body);
// userTrades. It does not say the client ids of the orders.
[[nodiscard]] Result<std::vector<order::Execution>, Unreadable> read_trades(std::string_view body);
// rateLimit/order: limits without counts, which are 0 here.
[[nodiscard]] Result<std::vector<RateLimit>, Unreadable> read_order_limits(std::string_view body);
// premiumIndex: of one symbol, or a list. A symbol whose price cannot be read is left out.
[[nodiscard]] Result<std::vector<SymbolMarkPrice>, Unreadable> read_mark_prices(std::string_view body);
// positionSide/dual: true in hedge mode.
[[nodiscard]] Result<bool, Unreadable> read_position_mode(std::string_view body);

// allOpenOrders and algoOpenOrders, asked with DELETE: only that it was taken.
[[nodiscard]] Result<order::Swept, Unreadable> read_swept(std::string_view body);
// countdownCancelAll: what the venue has set. The time is text.
[[nodiscard]] Result<Countdown, Unreadable> read_countdown(std::string_view body);

// exchangeInfo. A symbol that cannot be read is left out and counted: one of several hundred does not keep
// the others from being traded, and is not traded itself.
struct ExchangeInfo {
  std::vector<order::SymbolRules> symbols;
  std::size_t left_out = 0;
};
[[nodiscard]] Result<ExchangeInfo, Unreadable> read_exchange_info(std::string_view body);

// What an answer whose status is not 200 proves of the order that it is about (errors.hpp). `retry_after_ms`
// is when to come back by our clock, in ms since 1970, as the header Retry-After asks; 0 without one.
[[nodiscard]] order::Outcome judge_rest(int status, std::string_view body, std::int64_t retry_after_ms);

}  // namespace bridge::venue::binance
