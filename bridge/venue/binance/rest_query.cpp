#include "venue/binance/rest_query.hpp"

#include "venue/binance/quote.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace bridge::venue::binance {

namespace {

constexpr int kWeightOfAllSymbols = 40;
constexpr int kWeightOfAHistory = 5;
constexpr int kWeightOfAllMarkPrices = 10;
constexpr int kWeightOfPositionMode = 30;
constexpr int kWeightOfCountdown = 10;
constexpr std::size_t kUsualTarget = 256;

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// RFC 3986, 2.1 and 2.3.
void add_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    out += '%';
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 15U];
  }
}

void add_to_query(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query.append(name) += '=';
  add_encoded(query, value);
}

Param symbol_param(std::string_view symbol) { return {.name = "symbol", .value = well_formed(symbol)}; }

void add_integer(std::vector<Param>& params, std::string_view name, std::int64_t value) {
  if (value > 0) params.push_back({.name = name, .value = std::to_string(value), .text = false});
}

RestQuery open_list(std::string_view path, std::string_view symbol) {
  if (symbol.empty()) return {.path = path, .params = {}, .weight = kWeightOfAllSymbols};
  return {.path = path, .params = {symbol_param(symbol)}};
}

RestQuery history(std::string_view path, std::string_view symbol, const Param& from, const Span& span) {
  RestQuery query{.path = path, .params = {symbol_param(symbol)}, .weight = kWeightOfAHistory};
  if (!from.value.empty()) query.params.push_back(from);
  add_integer(query.params, "startTime", span.start_ms);
  add_integer(query.params, "endTime", span.end_ms);
  add_integer(query.params, "limit", span.limit);
  return query;
}

Param id_param(std::string_view name, std::int64_t id) {
  return {.name = name, .value = id > 0 ? std::to_string(id) : std::string{}, .text = false};
}

}  // namespace

RestQuery open_orders(std::string_view symbol) { return open_list("/fapi/v1/openOrders", symbol); }

RestQuery open_algo_orders(std::string_view symbol) { return open_list("/fapi/v1/openAlgoOrders", symbol); }

RestQuery one_order(std::string_view symbol, const order::OrderRef& order) {
  return {.path = "/fapi/v1/order", .params = {symbol_param(symbol), param_of(order)}};
}

RestQuery one_algo_order(const AlgoRef& order) {
  return {.path = "/fapi/v1/algoOrder", .params = {param_of(order)}};
}

RestQuery all_orders(std::string_view symbol, order::OrderId from, const Span& span) {
  return history("/fapi/v1/allOrders", symbol, id_param("orderId", from.value()), span);
}

RestQuery trades_of(std::string_view symbol, order::OrderId order) {
  return history("/fapi/v1/userTrades", symbol, id_param("orderId", order.value()), {});
}

RestQuery user_trades(std::string_view symbol, std::int64_t from_trade, const Span& span) {
  return history("/fapi/v1/userTrades", symbol, id_param("fromId", from_trade), span);
}

RestQuery exchange_info() {
  return {.path = "/fapi/v1/exchangeInfo", .params = {}, .weight = 1, .is_signed = false};
}

RestQuery order_limits() { return {.path = "/fapi/v1/rateLimit/order", .params = {}}; }

RestQuery mark_prices(std::string_view symbol) {
  RestQuery query{.path = "/fapi/v1/premiumIndex", .params = {}, .weight = 1, .is_signed = false};
  if (symbol.empty()) {
    query.weight = kWeightOfAllMarkPrices;
  } else {
    query.params.push_back({.name = "symbol", .value = std::string(symbol)});
  }
  return query;
}

RestQuery position_mode() {
  return {.path = "/fapi/v1/positionSide/dual", .params = {}, .weight = kWeightOfPositionMode};
}

RestQuery cancel_open_orders(std::string_view symbol) {
  return {.path = "/fapi/v1/allOpenOrders", .params = {symbol_param(symbol)}, .method = RestMethod::Delete};
}

RestQuery cancel_open_algo_orders(std::string_view symbol) {
  return {.path = "/fapi/v1/algoOpenOrders", .params = {symbol_param(symbol)}, .method = RestMethod::Delete};
}

RestQuery countdown_cancel_all(std::string_view symbol, milliseconds countdown) {
  return {.path = "/fapi/v1/countdownCancelAll",
          .params = {symbol_param(symbol),
                     {.name = "countdownTime", .value = std::to_string(countdown.count()), .text = false}},
          .weight = kWeightOfCountdown,
          .method = RestMethod::Post};
}

Result<std::string, Unsigned> target_of(const RestQuery& query, const Signer& signer,
                                        milliseconds recv_window, Timestamp at) {
  std::string text;
  text.reserve(kUsualTarget);
  for (const Param& param : query.params) add_to_query(text, param.name, param.value);
  if (query.is_signed) {
    add_to_query(text, "recvWindow", std::to_string(recv_window.count()));
    add_to_query(text, "timestamp", std::to_string(to_ms(at)));
    const auto signature = signer.sign(text);
    if (!signature) return signature.error();
    add_to_query(text, "signature", *signature);
  }
  std::string target{query.path};
  if (!text.empty()) target.append("?").append(text);
  return target;
}

}  // namespace bridge::venue::binance
