// The parameters of the methods that make, change and end orders (fixspec/venue.md, 4.7 to 4.10). What every
// signed request has besides, timestamp and key, is the dialect's to add. Pure; any thread.
//
// The members have the venue's names and words, and decimal text as it is to be sent. What is empty, zero or
// false is not sent, because the venue refuses a parameter that is sent and not wanted (−1106).
#pragma once

#include "order/algo_order.hpp"
#include "order/ids.hpp"
#include "venue/binance/signing/signer.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace bridge::venue::binance {

// It is sent always: what holds without it differs between the venue's pages and its live answers
// (fixspec/venue.md, 7.13). This is what holds live.
inline constexpr const char* kSelfTradePreventionDefault = "EXPIRE_MAKER";

struct PlaceParams {
  std::string symbol{};
  std::string side{};  // BUY, SELL
  std::string type{};  // LIMIT, MARKET
  std::string time_in_force{};
  std::string quantity{};
  std::string price{};
  std::string new_client_order_id{};
  bool reduce_only = false;     // not in hedge mode
  std::string position_side{};  // hedge mode: LONG, SHORT
  std::string price_match{};    // in place of a price
  std::string self_trade_prevention_mode = kSelfTradePreventionDefault;
  std::int64_t good_till_date_ms = 0;  // with GTD
};
// order.place, answered with ACK: fills come by the user-data stream only.
[[nodiscard]] std::vector<Param> place_params(const PlaceParams& order);

struct ModifyParams {
  std::string symbol{};
  std::string side{};       // the order's
  order::OrderRef order{};  // exactly one id is sent (fixspec/venue.md, 4.8)
  std::string quantity{};   // the new total, what is filled included
  std::string price{};
  std::string price_match{};
  bool reduce_only = false;  // says that the order is one; changes nothing
  std::int64_t modify_id = 0;
};
[[nodiscard]] std::vector<Param> modify_params(const ModifyParams& change);

struct AlgoPlaceParams {
  std::string symbol{};
  std::string side{};
  std::string type{};  // STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET, TRAILING_STOP_MARKET
  std::string time_in_force{};
  std::string quantity{};
  std::string price{};
  std::string trigger_price{};
  std::string activate_price{};
  std::string callback_rate{};  // per cent
  std::string client_algo_id{};
  bool close_position = false;  // then neither quantity nor reduce_only
  bool reduce_only = false;
  bool price_protect = false;
  std::string position_side{};
  std::string working_type{};
  std::string price_match{};
  std::string self_trade_prevention_mode = kSelfTradePreventionDefault;
  std::int64_t good_till_date_ms = 0;
};
[[nodiscard]] std::vector<Param> algo_place_params(const AlgoPlaceParams& order);

// How a conditional order is named: by one id (fixspec/venue.md, 4.9).
using AlgoRef = std::variant<order::AlgoId, order::ClientOrderId>;
[[nodiscard]] std::vector<Param> algo_cancel_params(const AlgoRef& order);

// The parameter that names an order, or a conditional one. Exactly one id is ever sent: with two, which one
// counts is unspecified (fixspec/venue.md, 4.1).
[[nodiscard]] Param param_of(const order::OrderRef& ref);
[[nodiscard]] Param param_of(const AlgoRef& ref);

}  // namespace bridge::venue::binance
