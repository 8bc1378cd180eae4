// What the venue's REST API alone answers and does, as targets of HTTP requests (fixspec/venue.md, 9). Pure
// but for the signer; the lane's thread.
//
// Here, and not on the WebSocket API, the query is percent-encoded, what is signed is the query as it is
// sent, and the key stands in a header.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "venue/binance/order_params.hpp"
#include "venue/binance/signing/signer.hpp"
#include "venue/rest.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::venue::binance {

// The header that names the key (fixspec/venue.md, 9.2).
inline constexpr const char* kKeyHeader = "X-MBX-APIKEY";

struct RestQuery {
  std::string_view path;
  std::vector<Param> params;
  int weight = 1;  // REQUEST_WEIGHT (fixspec/venue.md, 9.3)
  bool is_signed = true;
  RestMethod method = RestMethod::Get;
};

// Open orders; of every symbol when none is named, which costs 40.
[[nodiscard]] RestQuery open_orders(std::string_view symbol = {});
[[nodiscard]] RestQuery open_algo_orders(std::string_view symbol = {});
// One order, open or kept.
[[nodiscard]] RestQuery one_order(std::string_view symbol, const order::OrderRef& order);
[[nodiscard]] RestQuery one_algo_order(const AlgoRef& order);

// A part of a history. Times are ms since 1970, less than seven days apart; 0 and empty are not sent.
struct Span {
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::int64_t limit = 0;  // rows, 1,000 at most
};
// Orders from this id on; from the start of the span when the id is 0.
[[nodiscard]] RestQuery all_orders(std::string_view symbol, order::OrderId from, const Span& span = {});
// The fills of one order.
[[nodiscard]] RestQuery trades_of(std::string_view symbol, order::OrderId order);
// The fills of a symbol: from this trade id on, or of a span when it is 0.
[[nodiscard]] RestQuery user_trades(std::string_view symbol, std::int64_t from_trade, const Span& span = {});
[[nodiscard]] RestQuery exchange_info();
// The account's own ORDERS limits.
[[nodiscard]] RestQuery order_limits();
// The mark price of a symbol, or with an empty one of all.
[[nodiscard]] RestQuery mark_prices(std::string_view symbol);
// Whether the account is in hedge mode.
[[nodiscard]] RestQuery position_mode();
// Cancels all regular, and all conditional orders of the account for the symbol (fixspec/venue.md, 9.6).
[[nodiscard]] RestQuery cancel_open_orders(std::string_view symbol);
[[nodiscard]] RestQuery cancel_open_algo_orders(std::string_view symbol);
// Cancels what is open for the symbol once so long has passed, unless it is said again before; 0 takes it
// back (fixspec/venue.md, 9.5).
[[nodiscard]] RestQuery countdown_cancel_all(std::string_view symbol, milliseconds countdown);

// The target of the request: path, query and signature. `at` is the venue's time.
[[nodiscard]] Result<std::string, Unsigned> target_of(const RestQuery& query, const Signer& signer,
                                                      milliseconds recv_window, Timestamp at);

}  // namespace bridge::venue::binance
