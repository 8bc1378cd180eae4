// Whether the venue can keep an order's terms, by what it publishes about the symbol: said before anything
// leaves, with the tag, the value and the limit. Where it publishes nothing, and in what these rules do not
// say, the venue itself judges. Pure; any thread.
#pragma once

#include "order/command.hpp"
#include "order/order_terms.hpp"
#include "order/symbol_rules.hpp"

#include <optional>

namespace bridge::order {

// Fits an account's position mode: in hedge mode 77 with 54 say which position is meant, and reduce-only is
// not sent (fixspec/venue.md, 4.7). Returns why that cannot be.
[[nodiscard]] std::optional<OrderRefusal> fit_position_mode(PlaceCommand& command, bool hedge_mode);

// The terms of a new order …
[[nodiscard]] std::optional<OrderRefusal> check_terms(const OrderTerms& terms, const SymbolRules& rules);
// … and what a replace asks for, as far as it names it.
[[nodiscard]] std::optional<OrderRefusal> check_change(const OrderTerms& terms, const SymbolRules& rules);

}  // namespace bridge::order
