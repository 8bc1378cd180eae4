// One order of the simulated venue's book. Data; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace bridge::simulator {

// One order of the book, as the orders file gives it; fields as in order.status (fixspec/venue.md, 4.3).
struct Order {
  std::string symbol = "BTCUSDT";
  std::int64_t order_id = 0;
  std::string client_order_id;
  std::string status = "NEW";  // NEW, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED
  std::string side = "BUY";
  std::string type = "LIMIT";
  std::string time_in_force = "GTC";
  std::string price = "0";
  std::string orig_qty = "0";
  std::string executed_qty = "0";
  std::string avg_price = "0";
  std::string cum_quote = "0";
  std::string stop_price = "0";
  std::string position_side = "BOTH";
  std::string working_type = "CONTRACT_PRICE";
  std::string price_match = "NONE";
  std::string self_trade_prevention_mode = "EXPIRE_MAKER";
  std::string activate_price;
  std::string price_rate;
  std::string orig_type;  // empty: as type
  bool reduce_only = false;
  bool close_position = false;
  bool price_protect = false;
  std::int64_t good_till_date = 0;
  std::int64_t time = 0;         // 0: when loaded
  std::int64_t update_time = 0;  // 0: when loaded
  // Not of order.status: the book keeps them with the order.
  std::int64_t queue_rank = 0;  // among orders of one price the smallest is first; 0: when loaded
  std::int64_t amendments = 0;  // so far
};

// On the book, and not closed.
[[nodiscard]] inline bool is_open(const Order& order) {
  return order.status == "NEW" || order.status == "PARTIALLY_FILLED";
}

}  // namespace bridge::simulator
