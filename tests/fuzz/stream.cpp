// What the venue, or whoever is between, sends over the user-data stream and as bodies of the REST API: any
// bytes. They are read or they are not; what is read can be told in a FIX message, and a fill is one that can
// be told from every other.
#include "base/decimal.hpp"
#include "fuzz/target.hpp"
#include "venue/binance/rest_reader.hpp"
#include "venue/binance/stream_reader.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <variant>

namespace bridge::fuzz {
namespace {

namespace binance = venue::binance;

void is_field(const std::string& text) {
  const bool control = std::ranges::any_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  check(text.size() <= 64 && !control, "a text fits into a FIX field");
}
void are_decimals(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts) check(text.empty() || is_decimal(text), "a decimal is one");
}

void is_sound(const order::Order& order) {
  check(order.order_id.value() > 0 && !order.symbol.empty() && !order.status_text.empty(), "an order is one");
  for (const auto& text : {order.client_order_id, order.symbol, order.side, order.status_text, order.type}) {
    is_field(text);
  }
  check(is_decimal(order.orig_qty) && is_decimal(order.executed_qty), "its quantities are known");
  are_decimals({order.price, order.stop_price, order.avg_price.value_or("")});
}

void is_sound(const order::Execution& fill) {
  check(fill.trade_id > 0 && fill.order_id.value() > 0 && !fill.symbol.empty(), "a fill has a name");
  check(!is_zero(fill.last_qty) && is_decimal(fill.last_px), "a fill is of something");
  is_field(fill.commission_asset);
}

void is_sound(const order::AlgoOrder& order) {
  check(order.algo_id.value() > 0 && !order.symbol.empty(), "a conditional order is one");
  check(!order.child || order.child->value() > 0, "a child has an id");
  check(order.reject_reason.size() <= 128 && is_clean(order.reject_reason), "words are clean");
  are_decimals({order.quantity, order.price, order.trigger_price, order.executed_qty, order.avg_price});
}

void is_sound(const order::OrderUpdate& update) {
  check(bool(update.order) && update.modify_id >= 0, "an update is about an order");
  is_sound(*update.order);
  const bool trade = update.execution_type == order::ExecutionType::Trade;
  check(!trade || update.execution, "a trade has a fill");
  if (update.execution) is_sound(*update.execution);
}
void is_sound(const order::AlgoUpdate& update) { is_sound(update.order); }
void is_sound(const order::PositionUpdate& update) {
  for (const order::Position& position : update.positions) is_field(position.symbol);
}
void is_sound(const order::ListenKeyExpired&) {}
void is_sound(const order::OtherEvent& event) {
  check(event.type.size() <= 128 && is_clean(event.type), "an event's name is clean");
}
void is_sound(bool) {}
void is_sound(const venue::SymbolMarkPrice& mark) { check(!is_zero(mark.price), "a mark price is one"); }
void is_sound(const venue::RateLimit& limit) { check(limit.limit > 0, "a limit is one"); }
void is_sound(const binance::ExchangeInfo& info) {
  for (const order::SymbolRules& rules : info.symbols) {
    is_field(rules.symbol);
    check(is_decimal(rules.tick) && is_decimal(rules.lot.step), "tick and step are known");
    are_decimals({rules.min_price, rules.max_price, rules.lot.min, rules.lot.max, rules.min_notional});
  }
}
template <class T>
void is_sound(const std::vector<T>& list) {
  for (const T& one : list) is_sound(one);
}

template <class T>
void is_read_or_not(const Result<T, venue::Unreadable>& read) {
  if (read) return is_sound(*read);
  check(read.error().what.size() <= 300 && is_clean(read.error().what), "an error is a clean sentence");
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  const std::string_view text = text_of(data, size);
  const auto event = binance::read_stream_frame(text);
  if (event) {
    std::visit([](const auto& one) { is_sound(one); }, *event);
  } else {
    bridge::check(is_clean(event.error().what), "an error is a clean sentence");
  }
  is_read_or_not(binance::read_one_order(text));
  is_read_or_not(binance::read_orders(text));
  is_read_or_not(binance::read_one_algo_order(text));
  is_read_or_not(binance::read_algo_orders(text));
  is_read_or_not(binance::read_trades(text));
  is_read_or_not(binance::read_order_limits(text));
  is_read_or_not(binance::read_position_mode(text));
  is_read_or_not(binance::read_mark_prices(text));
  is_read_or_not(binance::read_exchange_info(text));
  (void)binance::judge_rest(400, text, 0);
  return 0;
}
