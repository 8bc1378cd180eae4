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
// 9999-12-31, the venue's own last date (goodTillDate, fixspec/venue.md, 4.3).
constexpr std::int64_t kLatestMs = 253'402'300'799'999;

// Reads a text; it is empty for what cannot go into a FIX field, because SOH would end that.
std::string text(Members& in, std::string_view key) {
  const auto value = in.find_text(key);
  if (!value || value->size() > kTextLimit) return {};
  const bool control = std::ranges::any_of(*value, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  return control ? std::string{} : std::string{*value};
}

std::string decimal(Members& in, std::string_view key) {
  std::string value = text(in, key);
  return is_decimal(value) ? value : std::string{};
}

std::optional<std::string> optional_decimal(Members& in, std::string_view key) {
  std::string value = decimal(in, key);
  if (value.empty()) return {};
  return value;
}

std::int64_t time_ms(Members& in, std::string_view key) {
  const auto ms = in.find_integer(key).value_or(0);
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
  Members in(result);
  order::Order order{
      .client_order_id = text(in, "clientOrderId"),
      .cum_quote = optional_decimal(in, "cumQuote"),
      .executed_qty = decimal(in, "executedQty"),
      .order_id = order::OrderId{in.find_integer("orderId").value_or(0)},
      .orig_qty = decimal(in, "origQty"),
      .orig_type = text(in, "origType"),
      .price = decimal(in, "price"),
      .reduce_only = in.find_flag("reduceOnly"),
      .side = text(in, "side"),
      .position_side = text(in, "positionSide"),
      .status_text = text(in, "status"),
      .stop_price = decimal(in, "stopPrice"),
      .close_position = in.find_flag("closePosition"),
      .symbol = text(in, "symbol"),
      .time_in_force = text(in, "timeInForce"),
      .type = text(in, "type"),
      .activate_price = decimal(in, "activatePrice"),
      .price_rate = decimal(in, "priceRate"),
      .update_time_ms = time_ms(in, "updateTime"),
      .working_type = text(in, "workingType"),
      .price_protect = in.find_flag("priceProtect"),
      .price_match = text(in, "priceMatch"),
      .self_trade_prevention_mode = text(in, "selfTradePreventionMode"),
      .good_till_date_ms = time_ms(in, "goodTillDate"),
      .avg_price = optional_decimal(in, "avgPrice"),
      .time_ms = time_ms(in, "time"),
  };
  order.status = status_of(order.status_text);

  if (order.order_id.value() <= 0) return NoOrder{"orderId is missing or not a positive 64-bit integer"};
  if (order.symbol.empty()) return NoOrder{"symbol is missing or unreadable"};
  if (order.status_text.empty()) return NoOrder{"status is missing or unreadable"};
  if (order.orig_qty.empty()) return NoOrder{"origQty is missing or not a decimal"};
  if (order.executed_qty.empty()) return NoOrder{"executedQty is missing or not a decimal"};
  return order;
}

}  // namespace bridge::venue::binance
