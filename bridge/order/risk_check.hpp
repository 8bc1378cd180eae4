// Whether a request to place or to replace passes the risk limits: first what the request says by itself,
// then what it comes to with the orders that there are. A refusal names the limit, and both figures. What
// lowers an order is not refused for its size. Pure; any thread.
#pragma once

#include "order/command.hpp"
#include "order/mark_price.hpp"
#include "order/order_terms.hpp"
#include "order/risk_limits.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::order {

// Whose limits they are. The name of an account's limit begins with "account.".
enum class RiskScope { Session, Account };

// What is asked for, as far as limits go.
struct RiskRequest {
  std::string symbol;  // the venue's
  char side = '1';
  OrderTerms terms;                  // the order as it would be
  std::optional<OrderTerms> before;  // of a replace: the most that the order may be by now
  bool names_price = true;           // of a replace: it has a Price(44)
  std::optional<MarkPrice> mark;     // of the symbol; none: not known
};

// What the orders of the scope take up already.
struct RiskUsage {
  std::uint32_t open_orders = 0;                 // also those in doubt
  std::uint32_t requests = 0;                    // orders and replaces taken within `order_rate_per`
  std::uint32_t places = 0;                      // orders taken within `amend_ratio_per` …
  std::uint32_t amends = 0;                      // … and replaces
  std::optional<milliseconds> same_order_since;  // how long ago the same order was taken
  // Of the request's symbol and position side: what was bought and sold, and what is open on its side beside
  // the request's own order, each at its greatest possible quantity.
  std::string bought = "0";
  std::string sold = "0";
  std::string open = "0";
  std::string own_filled = "0";  // of a replace: what of its order was filled
};

// True when the check needs a mark price, which may be none that is old.
[[nodiscard]] bool needs_mark_price(const RiskLimits& limits);

// Cheap: symbols, sides, max_order_qty, max_notional, price_collar.
[[nodiscard]] std::optional<OrderRefusal> check_alone(const RiskLimits& limits, RiskScope scope,
                                                      const RiskRequest& request);
// order_rate, amend_ratio, duplicate_within, max_open_orders, max_position.
[[nodiscard]] std::optional<OrderRefusal> check_usage(const RiskLimits& limits, RiskScope scope,
                                                      const RiskRequest& request, const RiskUsage& usage);

}  // namespace bridge::order
