// Terms that orders of every kind have in common. The simulator's thread.
#pragma once

#include "simulator/book.hpp"
#include "simulator/order_refusal.hpp"
#include "simulator/terms.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace bridge::simulator {

inline void read_time_in_force(Terms& terms, std::initializer_list<std::string_view> words,
                               std::string& into) {
  terms.read_word("timeInForce", words, invalid_tif(), into);
}

// OPPONENT_10 and OPPONENT_20 are off since 2025-10-23.
inline void read_price_match(Terms& terms, std::string& into) {
  terms.read_word("priceMatch",
                  {"NONE", "OPPONENT", "OPPONENT_5", "QUEUE", "QUEUE_5", "QUEUE_10", "QUEUE_20"},
                  invalid_price_match(), into);
}

inline void read_stp_mode(Terms& terms, std::string& into) {
  terms.read_word("selfTradePreventionMode", {"NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"},
                  invalid_stp_mode(), into);
}

// In hedge mode the side decides what an order closes, and the venue tells that as reduceOnly; in one-way
// mode the request says so.
inline void read_position_side(Terms& terms, const Book& book, const std::string& side,
                               std::string& position_side, bool& reduce_only) {
  terms.read_word("positionSide", {"BOTH", "LONG", "SHORT"}, invalid_position_side(), position_side);
  terms.refuse_if(book.hedge_mode() != (position_side != "BOTH"), wrong_position_side());
  terms.refuse_if(book.hedge_mode() && terms.has("reduceOnly"), improper_reduce_only());
  terms.read_flag("reduceOnly", reduce_only);
  if (book.hedge_mode()) reduce_only = (position_side == "LONG") == (side == "SELL");
}

}  // namespace bridge::simulator
