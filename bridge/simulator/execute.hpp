// What happens to one order: it is taken up, trades, or is closed. The simulator's thread.
#pragma once

#include "simulator/turn.hpp"

#include <string_view>

namespace bridge::simulator {

[[nodiscard]] Units left_of(const Order& order);
// The price at which an order trades when nobody names one: its own, or the last there was.
[[nodiscard]] Units price_of(const Turn& turn, const Order& order);
// How much an order may trade at most: a reduce-only one no more than its position.
[[nodiscard]] Units tradable(Turn& turn, const Order& order);

// A new order, NEW; it has not met the book yet.
Order& enter(Turn& turn, Order order);
struct FillKind {
  bool maker = false;
  bool calculated = false;  // a liquidation
  bool free = false;        // the venue's own: no commission
};
// One trade: quantities, average, commission, position and balance follow, and so do the reduce-only orders
// that have nothing left to reduce.
void fill(Turn& turn, Order& order, Units quantity, Units price, FillKind kind);
// CANCELED, EXPIRED or EXPIRED_IN_MATCH; `reason` is the venue's number ("er").
void close(Turn& turn, Order& order, std::string_view status, std::string_view reason = "0");

// Why an order expired.
inline constexpr std::string_view kSelfTrade = "1";
inline constexpr std::string_view kIocRest = "2";
inline constexpr std::string_view kIocSelfTrade = "3";
inline constexpr std::string_view kNothingToReduce = "4";
inline constexpr std::string_view kLiquidated = "5";
inline constexpr std::string_view kMarketRest = "9";
inline constexpr std::string_view kFokUnfilled = "10";
inline constexpr std::string_view kGtxTaking = "11";

}  // namespace bridge::simulator
