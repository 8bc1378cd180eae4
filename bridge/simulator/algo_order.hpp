// One conditional order: it waits apart from the book until the price it watches is there, and then becomes
// an order with an id of its own. Data; any thread.
#pragma once

#include "simulator/amount.hpp"

#include <cstdint>
#include <string>

namespace bridge::simulator {

struct AlgoOrder {
  std::int64_t algo_id = 0;
  std::string client_algo_id{};
  std::string order_type{};  // STOP_MARKET, STOP, TAKE_PROFIT_MARKET, TAKE_PROFIT, TRAILING_STOP_MARKET
  std::string symbol{};
  std::string side{};
  std::string position_side = "BOTH";
  std::string time_in_force = "GTC";
  std::string quantity = "0";
  // NEW, then CANCELED or EXPIRED, or TRIGGERING, and then REJECTED, or TRIGGERED and FINISHED.
  std::string status = "NEW";
  std::string trigger_price = "0";
  std::string price = "0";
  std::string self_trade_prevention_mode = "EXPIRE_MAKER";
  std::string working_type = "CONTRACT_PRICE";
  std::string price_match = "NONE";
  bool close_position = false;
  bool price_protect = false;
  bool reduce_only = false;
  std::string activate_price{};  // of a trailing one only, and so …
  std::string callback_rate{};   // … in percent
  std::int64_t create_time = 0;
  std::int64_t update_time = 0;
  std::int64_t trigger_time = 0;
  std::int64_t good_till_date = 0;
  // What became of it.
  std::int64_t actual_order_id = 0;  // 0: no order yet
  std::string actual_type{};         // LIMIT, MARKET
  std::string actual_price = "0.00000";
  std::string actual_quantity = "0.00000";
  std::string reject_reason{};
  bool activated = false;  // a trailing one follows the price
  Units extreme = 0;       // the best price since then
};

// How a request names one. With both given the venue's id wins.
struct AlgoName {
  std::int64_t algo_id = 0;  // 0: not given
  std::string client_algo_id{};
};

}  // namespace bridge::simulator
