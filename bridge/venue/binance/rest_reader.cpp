#include "venue/binance/rest_reader.hpp"

#include "base/decimal.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "venue/binance/algo_reader.hpp"
#include "venue/binance/errors.hpp"
#include "venue/binance/fields.hpp"
#include "venue/binance/order_reader.hpp"

#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace bridge::venue::binance {

namespace {

// An account's ORDERS limits are two.
constexpr std::size_t kOrderLimitsMax = 16;

Unreadable unreadable(std::string_view what) { return Unreadable{clean_text(what)}; }

// Reads the object that a body is.
template <class T, class Read>
Result<T, Unreadable> read_object(std::string_view body, Read read) {
  const auto json = Json::read(body, kRestBodyLimit);
  if (!json) return json.error();
  if (json->root().kind != Value::Kind::Object) return unreadable("a body that is not a JSON object");
  auto value = read(json->root());
  if (!value) return unreadable(value.error().what);
  return std::move(*value);
}

// Reads the list that a body is, element by element.
template <class T, class Read>
Result<std::vector<T>, Unreadable> read_list(std::string_view body, Read read) {
  const auto json = Json::read(body, kRestBodyLimit);
  if (!json) return json.error();
  if (json->root().kind != Value::Kind::Array) return unreadable("a body that is not a JSON array");
  std::vector<T> list;
  for (const Value& element : json->root()) {
    auto value = read(element);
    if (!value) return unreadable("element " + std::to_string(list.size()) + ": " + value.error().what);
    list.push_back(std::move(*value));
  }
  return list;
}

Result<order::Execution, NoOrder> read_trade(const Value& row) {
  Fields in(row);
  order::Execution trade{.symbol = {},
                         .order_id = {},
                         .trade_id = 0,
                         .last_qty = {},
                         .last_px = {},
                         .commission = in.signed_decimal("commission"),
                         .commission_asset = in.text("commissionAsset")};
  trade.trade_id = in.id("id");
  trade.maker = in.flag("maker");
  trade.order_id = order::OrderId{in.id("orderId")};
  trade.last_px = in.decimal("price");
  trade.last_qty = in.decimal("qty");
  trade.symbol = in.text("symbol");
  trade.time_ms = in.time_ms("time");
  if (trade.trade_id == 0) return NoOrder{"id is missing or not a positive 64-bit integer"};
  if (trade.order_id.value() == 0) return NoOrder{"orderId is missing or not a positive 64-bit integer"};
  if (trade.last_px.empty()) return NoOrder{"price is missing or not a decimal"};
  if (is_zero(trade.last_qty)) return NoOrder{"qty is missing, zero, or not a decimal"};
  if (trade.symbol.empty()) return NoOrder{"symbol is missing or unreadable"};
  return trade;
}

Result<RateLimit, NoOrder> read_limit(const Value& row) {
  Fields in(row);
  RateLimit limit{.type = in.words("rateLimitType"), .interval = in.words("interval")};
  const auto interval_num = in.id("intervalNum");
  limit.limit = in.id("limit");
  if (limit.type.empty() || limit.interval.empty() || limit.limit == 0) {
    return NoOrder{"rateLimitType, interval or limit is missing or unreadable"};
  }
  if (interval_num > std::numeric_limits<int>::max()) return NoOrder{"intervalNum is out of range"};
  limit.interval_num = static_cast<int>(interval_num);
  return limit;
}

}  // namespace

Result<order::Order, Unreadable> read_one_order(std::string_view body) {
  return read_object<order::Order>(body, read_order);
}

Result<std::vector<order::Order>, Unreadable> read_orders(std::string_view body) {
  return read_list<order::Order>(body, read_order);
}

Result<order::AlgoOrder, Unreadable> read_one_algo_order(std::string_view body) {
  return read_object<order::AlgoOrder>(body, read_algo_order);
}

Result<std::vector<order::AlgoOrder>, Unreadable> read_algo_orders(std::string_view body) {
  return read_list<order::AlgoOrder>(body, read_algo_order);
}

Result<std::vector<order::Execution>, Unreadable> read_trades(std::string_view body) {
  return read_list<order::Execution>(body, read_trade);
}

Result<std::vector<RateLimit>, Unreadable> read_order_limits(std::string_view body) {
  auto limits = read_list<RateLimit>(body, read_limit);
  if (limits && limits->size() > kOrderLimitsMax) return unreadable("more limits than an account has");
  return limits;
}

Result<std::vector<SymbolMarkPrice>, Unreadable> read_mark_prices(std::string_view body) {
  const auto json = Json::read(body, kRestBodyLimit);
  if (!json) return json.error();
  std::vector<SymbolMarkPrice> prices;
  const auto take = [&](const Value& row) {
    Fields in(row);
    SymbolMarkPrice price{
        .symbol = in.text("symbol"), .price = in.decimal("markPrice"), .time_ms = in.time_ms("time")};
    if (!price.symbol.empty() && !is_zero(price.price) && price.time_ms > 0)
      prices.push_back(std::move(price));
  };
  if (json->root().kind == Value::Kind::Object) {
    take(json->root());
  } else if (json->root().kind == Value::Kind::Array) {
    for (const Value& element : json->root()) {
      if (element.kind == Value::Kind::Object) take(element);
    }
  } else {
    return unreadable("a body that is neither a JSON object nor a JSON array");
  }
  return prices;
}

Result<bool, Unreadable> read_position_mode(std::string_view body) {
  return read_object<bool>(body, [](const Value& root) -> Result<bool, NoOrder> {
    const Value* dual = Members(root).find("dualSidePosition");
    if (!dual || dual->kind != Value::Kind::Flag) {
      return NoOrder{"dualSidePosition is missing or neither true nor false"};
    }
    return dual->integer != 0;
  });
}

Result<order::Swept, Unreadable> read_swept(std::string_view body) {
  return read_object<order::Swept>(body, [](const Value& root) -> Result<order::Swept, NoOrder> {
    constexpr std::int64_t kTaken = 200;
    if (Members(root).find_integer("code") != kTaken) return NoOrder{"code is missing or not 200"};
    return order::Swept{};
  });
}

Result<Countdown, Unreadable> read_countdown(std::string_view body) {
  return read_object<Countdown>(body, [](const Value& root) -> Result<Countdown, NoOrder> {
    Fields in(root);
    Countdown set{.symbol = in.text("symbol")};
    const auto time = whole_number<std::int64_t>(in.text("countdownTime"));
    if (set.symbol.empty()) return NoOrder{"symbol is missing or unreadable"};
    if (!time || *time < 0) return NoOrder{"countdownTime is missing or not a whole number in quotes"};
    set.time = milliseconds{*time};
    return set;
  });
}

order::Outcome judge_rest(int status, std::string_view body, std::int64_t retry_after_ms) {
  const auto json = Json::read(body, kRestBodyLimit);
  int code = 0;
  std::string_view text;
  if (json && json->root().kind == Value::Kind::Object) {
    Members in(json->root());
    const auto number = in.find_integer("code").value_or(0);
    const bool fits = number >= std::numeric_limits<int>::min() && number <= 0;
    code = fits ? static_cast<int>(number) : 0;
    text = in.find_text("msg").value_or("");
  }
  return judge(status, code, text, retry_after_ms);
}

}  // namespace bridge::venue::binance
