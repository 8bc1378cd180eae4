// What the venue wants of an order for a symbol (fixspec/venue.md, 9.4). Plain facts; prices, quantities and
// factors are the venue's decimal text, empty where it states none. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bridge::order {

// A quantity lies between `min` and `max`, and is `min` and a multiple of `step`.
struct LotRules {
  std::string min{};
  std::string max{};
  std::string step{};
};

struct SymbolRules {
  std::string symbol{};
  std::string status{};  // TRADING, or why not
  std::string tick{};    // a price is `min_price` and a multiple of it
  std::string min_price{};
  std::string max_price{};
  LotRules lot{};
  LotRules market_lot{};          // of MARKET orders
  std::string min_notional{};     // price times quantity, in the quote asset; not of reduce-only orders
  std::string multiplier_up{};    // a price is at most the mark price times this …
  std::string multiplier_down{};  // … and at least the mark price times this
  std::int64_t max_num_orders = 0;
  std::string position_control_side{};  // NONE, or the side that may only be reduced
  std::vector<std::string> order_types{};
  std::vector<std::string> times_in_force{};
};

}  // namespace bridge::order
