// The venue's errors about orders that are to be placed or amended, with its texts to the letter
// (fixspec/venue.md, 5). Pure; any thread.
#pragma once

#include "simulator/order_limits.hpp"
#include "simulator/refusal.hpp"

#include <string>
#include <string_view>

namespace bridge::simulator {

inline Refusal not_required(std::string_view name) {
  return {400, -1106, "Parameter '" + std::string{name} + "' sent when not required."};
}
inline Refusal too_precise() { return {400, -1111, "Precision is over the maximum defined for this asset."}; }
inline Refusal tif_not_required() { return {400, -1114, "TimeInForce parameter sent when not required."}; }
inline Refusal invalid_tif() { return {400, -1115, "Invalid timeInForce."}; }
inline Refusal invalid_order_type() { return {400, -1116, "Invalid orderType."}; }
inline Refusal invalid_side() { return {400, -1117, "Invalid side."}; }
inline Refusal invalid_resp_type() { return {400, -1136, "Invalid newOrderRespType."}; }
inline Refusal too_many_orders(const OrderLimit& row, Timestamp at) {
  return {429, -1015,
          "Too many new orders; current limit is " + std::to_string(row.limit) + " orders per " +
              std::to_string(row.interval_num) + ' ' + row.interval + '.',
          std::chrono::ceil<milliseconds>(OrderLimits::window_end(row, at) - at)};
}
inline Refusal would_trigger() { return {400, -2021, "Order would immediately trigger."}; }
inline Refusal reduces_nothing() { return {400, -2022, "ReduceOnly Order is rejected."}; }
inline Refusal too_many_open() { return {400, -2025, "Reach max open order limit."}; }
inline Refusal price_not_positive() { return {400, -4001, "Price less than 0."}; }
inline Refusal price_above_max() { return {400, -4002, "Price greater than max price."}; }
inline Refusal quantity_not_positive() { return {400, -4003, "Quantity less than zero."}; }
inline Refusal quantity_below_min() { return {400, -4004, "Quantity less than min quantity."}; }
inline Refusal quantity_above_max() { return {400, -4005, "Quantity greater than max quantity."}; }
inline Refusal trigger_not_positive() { return {400, -4006, "Stop price less than zero."}; }
inline Refusal trigger_above_max() { return {400, -4007, "Stop price greater than max price."}; }
inline Refusal price_below_min() { return {400, -4013, "Price less than min price."}; }
inline Refusal off_tick() { return {400, -4014, "Price not increased by tick size."}; }
inline Refusal above_cap() { return {400, -4016, "Price is higher than mark price multiplier cap."}; }
inline Refusal off_step() { return {400, -4023, "Qty not increased by step size."}; }
inline Refusal below_floor() { return {400, -4024, "Price is lower than mark price multiplier floor."}; }
inline Refusal too_many_algo_orders() { return {400, -4045, "Reach max stop order limit."}; }
inline Refusal invalid_position_side() { return {400, -4060, "Invalid position side."}; }
inline Refusal wrong_position_side() {
  return {400, -4061, "Order's position side does not match user's setting."};
}
inline Refusal improper_reduce_only() { return {400, -4062, "Invalid or improper reduceOnly value."}; }
inline Refusal duplicate_client_id() { return {400, -4116, "clientOrderId is duplicated"}; }
inline Refusal is_triggering() { return {400, -4117, "stop order is triggering"}; }
inline Refusal belongs_to_algo() {
  return {400, -4120,
          "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."};
}
inline Refusal counterpart_too_far() {
  return {400, -4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit"};
}
inline Refusal quantity_with_close() {
  return {400, -4137, "Quantity must be zero with closePosition equals true"};
}
inline Refusal below_min_notional(std::string_view least) {
  return {
      400, -4164,
      "Order's notional must be no smaller than " + std::string{least} + " (unless you choose reduce only)"};
}
inline Refusal fok_unfillable() {
  return {400, -5021, "Due to the order could not be filled immediately, the FOK order has been rejected."};
}
inline Refusal gtx_would_take() {
  return {400, -5022,
          "Due to the order could not be executed as maker, the Post Only order will be rejected."};
}
inline Refusal limit_only() { return {400, -5025, "Only limit order is supported."}; }
inline Refusal amended_too_often() { return {400, -5026, "Exceed maximum modify order limit."}; }
inline Refusal nothing_to_amend() { return {400, -5027, "No need to modify the order."}; }
inline Refusal amended_below_min_notional(std::string_view least) {
  return {400, -5029, "Order's notional must be no smaller than " + std::string{least}};
}
inline Refusal invalid_price_match() { return {400, -5037, "Invalid price match"}; }
inline Refusal price_match_unsupported() {
  return {400, -5038, "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT"};
}
inline Refusal invalid_stp_mode() { return {400, -5039, "Invalid self trade prevention mode"}; }
inline Refusal date_out_of_range() {
  return {400, -5040,
          "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller "
          "than 253402300799000 (UTC 9999-12-31 23:59:59)"};
}
inline Refusal no_depth_matches() { return {400, -5041, "No depth matches this BBO order"}; }
inline Refusal no_algo_order_named() {
  return {400, -1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!"};
}
inline Refusal not_reduce_only() { return {400, -5047, "The original order is not a reduce-only order"}; }

}  // namespace bridge::simulator
