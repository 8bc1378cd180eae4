// One trade of one order. Data; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace bridge::simulator {

// Decimals are text, as the venue writes them; `time` is ms of the venue's clock.
struct Execution {
  std::string symbol{};
  std::int64_t trade_id = 0;  // of this symbol only, like an order's id
  std::int64_t order_id = 0;
  std::string side{};
  std::string position_side = "BOTH";
  std::string price = "0";
  std::string quantity = "0";
  std::string quote_quantity = "0";
  std::string commission = "0";
  std::string commission_asset = "USDT";
  std::string realized_profit = "0";
  bool maker = false;
  std::int64_t time = 0;
};

}  // namespace bridge::simulator
