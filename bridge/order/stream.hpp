// What the venue tells unasked, by an account's user-data stream: orders, fills, positions (fixspec/venue.md,
// 8). Plain facts; quantities, prices and fees are the venue's decimal text, times are ms since 1970 by its
// clock. Any thread.
#pragma once

#include "order/algo_order.hpp"
#include "order/execution.hpp"
#include "order/venue_order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bridge::order {

// What has happened to the order (`x`; fixspec/venue.md, 8.2). Unknown is a word that we have not met.
enum class ExecutionType { New, Trade, Amendment, Canceled, Expired, Calculated, Unknown };

// ORDER_TRADE_UPDATE.
struct OrderUpdate {
  OrderFacts order{};  // after the event; never empty
  ExecutionType execution_type = ExecutionType::Unknown;
  std::string execution_text{};          // the venue's word
  std::optional<Execution> execution{};  // of Trade, and of Calculated where something was filled
  std::int64_t modify_id = 0;            // of an Amendment that named one; else 0
  std::string expiry_reason{};           // `er`, a number as text; "0": none
  std::int64_t event_time_ms = 0;
  bool of_venue = false;  // the venue's own order: a liquidation, ADL, settlement or delivery
};

// ALGO_UPDATE.
struct AlgoUpdate {
  AlgoOrder order{};
  std::int64_t event_time_ms = 0;
};

struct Position {
  std::string symbol{};
  std::string position_side{};  // BOTH, LONG, SHORT
  std::string amount{};         // less than zero: short
  std::string entry_price{};
};

// ACCOUNT_UPDATE whose reason is ORDER: the positions that a fill has changed.
struct PositionUpdate {
  std::vector<Position> positions{};
  std::int64_t event_time_ms = 0;
};

// The listen key is over: nothing more comes until the stream is opened with another one.
struct ListenKeyExpired {
  std::int64_t event_time_ms = 0;
};

// Any other event. It proves that the stream is alive, and nothing else comes of it.
struct OtherEvent {
  std::string type{};  // cleaned (base/text.hpp)
  std::int64_t event_time_ms = 0;
};

using StreamEvent = std::variant<OrderUpdate, AlgoUpdate, PositionUpdate, ListenKeyExpired, OtherEvent>;

}  // namespace bridge::order
