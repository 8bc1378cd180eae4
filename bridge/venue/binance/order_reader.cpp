#include "venue/binance/order_reader.hpp"

#include "base/decimal.hpp"
#include "venue/binance/json.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace bridge::venue::binance {

namespace {

constexpr std::size_t kTextLimit = 64;
// 9999-12-31, the venue's own last date (goodTillDate, venue §3.3).
constexpr std::int64_t kLatestMs = 253'402'300'799'999;

// Empty for what cannot go into a FIX field: SOH would end it.
std::string text(const Value& in, std::string_view key) {
  const auto value = find_text(in, key);
  if (!value || value->size() > kTextLimit) return {};
  const bool control = std::ranges::any_of(*value, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  return control ? std::string{} : std::string{*value};
}

std::string decimal(const Value& in, std::string_view key) {
  std::string value = text(in, key);
  return is_decimal(value) ? value : std::string{};
}

std::optional<std::string> optional_decimal(const Value& in, std::string_view key) {
  std::string value = decimal(in, key);
  if (value.empty()) return {};
  return value;
}

std::int64_t time_ms(const Value& in, std::string_view key) {
  const auto ms = find_integer(in, key).value_or(0);
  return ms >= 0 && ms <= kLatestMs ? ms : 0;
}

order::OrderStatus status_of(std::string_view word) {
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

}  // namespace

Result<order::Order, NoOrder> read_order(const Value& result) {
  const auto order_id = find_integer(result, "orderId");
  if (!order_id || *order_id <= 0) return NoOrder{"orderId is missing or not a positive 64-bit integer"};

  order::Order order{
      .order_id = order::OrderId{*order_id},
      .client_order_id = text(result, "clientOrderId"),
      .symbol = text(result, "symbol"),
      .status_text = text(result, "status"),
      .side = text(result, "side"),
      .position_side = text(result, "positionSide"),
      .type = text(result, "type"),
      .orig_type = text(result, "origType"),
      .time_in_force = text(result, "timeInForce"),
      .price = decimal(result, "price"),
      .stop_price = decimal(result, "stopPrice"),
      .orig_qty = decimal(result, "origQty"),
      .executed_qty = decimal(result, "executedQty"),
      .avg_price = optional_decimal(result, "avgPrice"),
      .cum_quote = optional_decimal(result, "cumQuote"),
      .activate_price = decimal(result, "activatePrice"),
      .price_rate = decimal(result, "priceRate"),
      .working_type = text(result, "workingType"),
      .price_match = text(result, "priceMatch"),
      .self_trade_prevention_mode = text(result, "selfTradePreventionMode"),
      .good_till_date_ms = time_ms(result, "goodTillDate"),
      .update_time_ms = time_ms(result, "updateTime"),
      .time_ms = time_ms(result, "time"),
      .reduce_only = find_flag(result, "reduceOnly"),
      .close_position = find_flag(result, "closePosition"),
      .price_protect = find_flag(result, "priceProtect"),
  };
  order.status = status_of(order.status_text);

  if (order.symbol.empty()) return NoOrder{"symbol is missing or unreadable"};
  if (order.status_text.empty()) return NoOrder{"status is missing or unreadable"};
  if (order.orig_qty.empty()) return NoOrder{"origQty is missing or not a decimal"};
  if (order.executed_qty.empty()) return NoOrder{"executedQty is missing or not a decimal"};
  return order;
}

}  // namespace bridge::venue::binance
