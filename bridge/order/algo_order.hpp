// A conditional order as the venue tells it. Quantities and prices are its decimal text. Any thread.
#pragma once

#include "order/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::order {

// The venue's status of a conditional order (fixspec/venue.md, 4.9). Unknown is a word that we have not met.
enum class AlgoStatus {
  New,
  Triggering,
  Triggered,
  Finished,
  Canceled,
  Rejected,
  Expired,
  Unknown,
};

// A conditional order as an answer or an event shows it (fixspec/venue.md, 4.9 and 8.3). Text is copied,
// never computed; what the source does not have is empty, zero or false.
struct AlgoOrder {
  AlgoId algo_id{};
  std::string client_algo_id{};
  std::string symbol{};
  std::string side{};  // BUY, SELL
  std::string position_side{};
  std::string order_type{};  // STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET, TRAILING_STOP_MARKET
  std::string time_in_force{};
  std::string quantity{};  // zero with close_position
  std::string price{};
  std::string trigger_price{};
  std::string activate_price{};  // trailing stops only
  std::string callback_rate{};   // trailing stops only; per cent
  std::string status_text{};     // the venue's word
  AlgoStatus status = AlgoStatus::Unknown;
  std::optional<OrderId> child{};  // the order that it became when it was triggered
  std::string executed_qty{};      // of the child
  std::string avg_price{};         // of the child
  std::string working_type{};
  std::string price_match{};
  std::string self_trade_prevention_mode{};
  bool close_position = false;
  bool price_protect = false;
  bool reduce_only = false;
  bool activated = false;       // events only: a trailing stop that follows the price
  std::string reject_reason{};  // events only; cleaned (base/text.hpp)
  std::int64_t create_time_ms = 0;
  std::int64_t update_time_ms = 0;
  std::int64_t trigger_time_ms = 0;
  std::int64_t good_till_date_ms = 0;
};

}  // namespace bridge::order
