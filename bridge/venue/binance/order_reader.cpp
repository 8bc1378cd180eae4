#include "venue/binance/order_reader.hpp"

#include "venue/binance/fields.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace bridge::venue::binance {

order::OrderStatus order_status(std::string_view word) {
  using enum order::OrderStatus;
  static constexpr std::array<std::pair<std::string_view, order::OrderStatus>, 7> kWords{{
      {"NEW", New},
      {"PARTIALLY_FILLED", PartiallyFilled},
      {"FILLED", Filled},
      {"CANCELED", Canceled},
      {"REJECTED", Rejected},
      {"EXPIRED", Expired},
      {"EXPIRED_IN_MATCH", ExpiredInMatch},
  }};
  for (const auto& [known, status] : kWords) {
    if (known == word) return status;
  }
  return Unknown;
}

Result<order::Order, NoOrder> read_order(const Value& result) {
  Fields in(result);
  order::Order order{
      .client_order_id = in.text("clientOrderId"),
      .cum_quote = in.optional_decimal("cumQuote"),
      .executed_qty = in.decimal("executedQty"),
      .order_id = order::OrderId{in.id("orderId")},
      .orig_qty = in.decimal("origQty"),
      .orig_type = in.text("origType"),
      .price = in.decimal("price"),
      .reduce_only = in.flag("reduceOnly"),
      .side = in.text("side"),
      .position_side = in.text("positionSide"),
      .status_text = in.text("status"),
      .stop_price = in.decimal("stopPrice"),
      .close_position = in.flag("closePosition"),
      .symbol = in.text("symbol"),
      .time_in_force = in.text("timeInForce"),
      .type = in.text("type"),
      .activate_price = in.decimal("activatePrice"),
      .price_rate = in.decimal("priceRate"),
      .update_time_ms = in.time_ms("updateTime"),
      .working_type = in.text("workingType"),
      .price_protect = in.flag("priceProtect"),
      .price_match = in.text("priceMatch"),
      .self_trade_prevention_mode = in.text("selfTradePreventionMode"),
      .good_till_date_ms = in.time_ms("goodTillDate"),
      .avg_price = in.optional_decimal("avgPrice"),
      .time_ms = in.time_ms("time"),
  };
  order.status = order_status(order.status_text);

  if (order.order_id.value() <= 0) return NoOrder{"orderId is missing or not a positive 64-bit integer"};
  if (order.symbol.empty()) return NoOrder{"symbol is missing or unreadable"};
  if (order.status_text.empty()) return NoOrder{"status is missing or unreadable"};
  if (order.orig_qty.empty()) return NoOrder{"origQty is missing or not a decimal"};
  if (order.executed_qty.empty()) return NoOrder{"executedQty is missing or not a decimal"};
  return order;
}

}  // namespace bridge::venue::binance
