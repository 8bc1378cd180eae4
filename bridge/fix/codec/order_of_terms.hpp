// An order as it was asked for, in the venue's words: what the venue will tell of it once it has it. So a
// report says the same in both cases. Pure; any thread.
#pragma once

#include "order/order_terms.hpp"
#include "order/venue_order.hpp"

namespace bridge::fix {

// The word of an order whose request had no TimeInForce(59). The venue has no such word.
inline constexpr const char* kNoTimeInForce = "-";

// `side` is 54. What the terms leave to the venue is empty.
[[nodiscard]] order::Order order_of(const order::OrderTerms& terms, char side);

}  // namespace bridge::fix
