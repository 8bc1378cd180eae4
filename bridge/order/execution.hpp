// One fill of an order, as the venue tells it: on the user-data stream, or in the account's trades. It is
// known once or not at all: (symbol, trade_id) is its identity, since a trade id is unique per symbol only
// (fixspec/venue.md, 8.3). Texts are the venue's decimals, copied. Any thread.
#pragma once

#include "order/ids.hpp"

#include <cstdint>
#include <string>

namespace bridge::order {

struct Execution {
  std::string symbol;
  OrderId order_id;
  std::int64_t trade_id = 0;
  std::string last_qty;
  std::string last_px;
  std::string commission{};        // empty: none was told; it may be negative
  std::string commission_asset{};  // e.g. USDT, BNB
  bool maker = false;
  std::int64_t time_ms = 0;
};

}  // namespace bridge::order
