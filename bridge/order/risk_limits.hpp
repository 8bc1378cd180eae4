// The limits that the risk desk sets for the orders of a session, or of a whole account (config/README.md,
// `limits`). Each is optional. They are journaled when they are set (LimitsSet), with who did it. Quantities
// and amounts are decimal text. Plain facts. Any thread.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::order {

// The longest window of a limit. What counts in one has to be remembered: an order is for so long after its
// end (BlotterSettings::ended_kept_for), so that a restart finds all that counts.
inline constexpr milliseconds kLimitWindowMax{60000};

struct QtyOfSymbols {
  std::string symbol;  // a venue symbol, whole ("BTCUSDT") or by its beginning ("ETH*")
  std::string qty;

  friend bool operator==(const QtyOfSymbols&, const QtyOfSymbols&) = default;
};

struct RiskLimits {
  std::vector<QtyOfSymbols> symbols;        // what may be traded; their `qty` is empty. None: everything
  bool may_buy = true;                      // `sides`
  bool may_sell = true;                     //
  std::vector<QtyOfSymbols> max_order_qty;  // of one order
  std::string max_notional;                 // of one order, in the quote asset; empty: no limit
  std::string collar_buy_percent;     // how far above the mark price a buy may be priced; empty: no limit …
  std::string collar_sell_percent;    // … and how far below it a sell
  std::uint32_t max_open_orders = 0;  // 0: no limit
  std::vector<QtyOfSymbols> max_position;  // with all that is open on that side
  std::uint32_t order_rate = 0;            // new orders and replaces in each `order_rate_per`; 0: no limit
  milliseconds order_rate_per{1000};
  std::uint32_t amend_ratio = 0;  // replaces for each new order in the last `amend_ratio_per`; 0: no limit …
  std::uint32_t amend_ratio_free = 0;  // … once there are more of them than this
  milliseconds amend_ratio_per{60000};
  milliseconds duplicate_within{0};        // the same order once more so soon is refused; 0: it is not
  milliseconds mark_price_max_age{10000};  // an older mark price is as good as none

  friend bool operator==(const RiskLimits&, const RiskLimits&) = default;
};

[[nodiscard]] inline bool is_any(const RiskLimits& limits) { return limits != RiskLimits{}; }
// True for the symbol itself, and for a beginning of it with a star.
[[nodiscard]] bool is_meant(std::string_view pattern, std::string_view symbol);
// The quantity of the entry that names the symbol most exactly; empty when none does.
[[nodiscard]] std::string qty_for(const std::vector<QtyOfSymbols>& list, std::string_view symbol);

}  // namespace bridge::order
