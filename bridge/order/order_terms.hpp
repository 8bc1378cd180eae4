// What an order is to do, as its 35=D or 35=G asked for it: FIX's words where there are some, else the
// venue's. Quantities and prices are the client's decimal text, never computed. Plain facts. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace bridge::order {

// OrdType(40), with what else tells them apart (fixspec/new_order_single.md).
enum class OrdType {
  Market,
  Limit,
  Stop,             // 40=3: market when the trigger price is reached
  StopLimit,        // 40=4
  TakeProfit,       // 40=J, or 40=3 with 1109 against the stop's direction
  TakeProfitLimit,  // 40=4 with 1109 likewise
  TrailingStop,     // 40=3 with a trail
};
// TimeInForce(59). None: the message had none, which a market order may.
enum class TimeInForce { None, GoodTillCancel, ImmediateOrCancel, FillOrKill, GoodTillDate };
// Which side of a position the order works on; Both in one-way mode.
enum class PositionSide { Both, Long, Short };

// True for the types that wait at the venue for a trigger: they are algo orders there.
[[nodiscard]] constexpr bool is_conditional(OrdType type) {
  return type != OrdType::Market && type != OrdType::Limit;
}

struct OrderTerms {
  OrdType type = OrdType::Limit;
  TimeInForce time_in_force = TimeInForce::None;
  std::string order_qty;                            // 38; empty with close_position
  std::string price;                                // 44; empty for market orders and with price_match
  std::string stop_px;                              // 99 or 1102: the trigger price
  std::string activate_price;                       // 25104, of a trailing stop; may be empty
  std::string callback_bips;                        // 25009, or 211 in basis points: the trail
  std::int64_t good_till_ms = 0;                    // 126 or 432: epoch ms
  bool post_only = false;                           // 18=6
  bool retail_price_improvement = false;            // 25105=RPI, with 18=6
  bool reduce_only = false;                         // 18=E or 77=C in one-way mode
  bool close_position = false;                      // 25106=Y
  PositionSide position_side = PositionSide::Both;  // 25107, or 77 with 54 in hedge mode
  char position_effect = '\0';                      // 77 as it came: O, C; '\0': none
  std::string price_match;                          // 25108: QUEUE, OPPONENT_5 …
  std::string self_trade_prevention;  // NONE, EXPIRE_TAKER, EXPIRE_MAKER, EXPIRE_BOTH; empty: the session's
  std::string working_type;           // 25102: MARK_PRICE, CONTRACT_PRICE; empty: the venue's
  bool price_protect = false;         // 25103

  friend bool operator==(const OrderTerms&, const OrderTerms&) = default;
};

// ---- in the venue's words ----
[[nodiscard]] const char* type_word(OrdType type);
// Post only and RPI are times in force there. Empty when the terms have none.
[[nodiscard]] const char* time_in_force_word(const OrderTerms& terms);
// Empty for Both.
[[nodiscard]] const char* position_side_word(PositionSide side);
// The trail as a percentage: 50 basis points are "0.50". Empty without one.
[[nodiscard]] std::string callback_rate(const OrderTerms& terms);

}  // namespace bridge::order
