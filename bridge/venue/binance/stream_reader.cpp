#include "venue/binance/stream_reader.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "venue/binance/algo_reader.hpp"
#include "venue/binance/fields.hpp"
#include "venue/binance/order_reader.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace bridge::venue::binance {

namespace {

using Event = Result<order::StreamEvent, Unreadable>;

// A position for each symbol and side of an account: more were in no event yet.
constexpr std::size_t kPositionsMax = 4096;

Unreadable lacks(std::string_view event, std::string_view what) {
  return Unreadable{clean_text(std::string{event} + ": " + std::string{what})};
}

order::ExecutionType execution_type(std::string_view word) {
  using enum order::ExecutionType;
  static constexpr std::array<std::pair<std::string_view, order::ExecutionType>, 6> kWords{{
      {"NEW", New},
      {"TRADE", Trade},
      {"AMENDMENT", Amendment},
      {"CANCELED", Canceled},
      {"EXPIRED", Expired},
      {"CALCULATED", Calculated},
  }};
  for (const auto& [known, type] : kWords) {
    if (known == word) return type;
  }
  return Unknown;
}

// Client ids that the venue makes for its own orders (fixspec/venue.md, 8.2).
bool is_of_venue(std::string_view client_id) {
  static constexpr std::array<std::string_view, 4> kPrefixes{"autoclose-", "adl_autoclose",
                                                             "settlement_autoclose-", "delivery_autoclose-"};
  return std::ranges::any_of(kPrefixes, [&](auto prefix) { return client_id.starts_with(prefix); });
}

order::Order order_in(Fields& in) {
  order::Order order{
      .client_order_id = in.text("c"),
      .cum_quote = {},
      .executed_qty = in.decimal("z"),
      .order_id = order::OrderId{in.id("i")},
      .orig_qty = in.decimal("q"),
      .orig_type = in.text("ot"),
      .price = in.decimal("p"),
      .reduce_only = in.flag("R"),
      .side = in.text("S"),
      .position_side = in.text("ps"),
      .status_text = in.text("X"),
      .stop_price = in.decimal("sp"),
      .close_position = in.flag("cp"),
      .symbol = in.text("s"),
      .time_in_force = in.text("f"),
      .type = in.text("o"),
      .activate_price = in.decimal("AP"),
      .price_rate = in.decimal("cr"),
      .update_time_ms = in.time_ms("T"),
      .working_type = in.text("wt"),
      .price_protect = in.flag("pP"),
      .price_match = in.text("pm"),
      .self_trade_prevention_mode = in.text("V"),
      .good_till_date_ms = in.time_ms("gtd"),
      .avg_price = in.optional_decimal("ap"),
  };
  order.status = order_status(order.status_text);
  return order;
}

// What is missing of an order that an event is about; nothing when it is whole.
std::string_view missing_in(const order::Order& order) {
  if (order.order_id.value() == 0) return "i is missing or not a positive 64-bit integer";
  if (order.symbol.empty()) return "s is missing or unreadable";
  if (order.status_text.empty()) return "X is missing or unreadable";
  if (order.orig_qty.empty()) return "q is missing or not a decimal";
  if (order.executed_qty.empty()) return "z is missing or not a decimal";
  return {};
}

order::Execution execution_in(Fields& in, const order::Order& order) {
  return order::Execution{.symbol = order.symbol,
                          .order_id = order.order_id,
                          .trade_id = in.id("t"),
                          .last_qty = in.decimal("l"),
                          .last_px = in.decimal("L"),
                          .commission = in.signed_decimal("n"),
                          .commission_asset = in.text("N"),
                          .maker = in.flag("m"),
                          .time_ms = order.update_time_ms};
}

// A fill that cannot be told from another, or was of nothing, is none that could be reported.
std::string_view missing_in(const order::Execution& execution) {
  if (is_zero(execution.last_qty)) return "l is missing, zero, or not a decimal";
  if (execution.last_px.empty()) return "L is missing or not a decimal";
  if (execution.trade_id == 0) return "t is missing or not a positive 64-bit integer";
  return {};
}

Event read_order_update(std::string_view name, const Value& o, std::int64_t event_time_ms) {
  Fields in(o);
  order::Order order = order_in(in);
  if (const auto missing = missing_in(order); !missing.empty()) return lacks(name, missing);
  order::OrderUpdate update{.order = {},
                            .execution_type = {},
                            .execution_text = in.text("x"),
                            .execution = {},
                            .modify_id = in.id_as_text("M"),
                            .expiry_reason = in.text("er"),
                            .event_time_ms = event_time_ms,
                            .of_venue = is_of_venue(order.client_order_id)};
  if (update.execution_text.empty()) return lacks(name, "x is missing or unreadable");
  update.execution_type = execution_type(update.execution_text);
  const bool traded = update.execution_type == order::ExecutionType::Trade;
  const bool calculated = update.execution_type == order::ExecutionType::Calculated;
  const std::string filled = traded || calculated ? in.decimal("l") : std::string{};
  if (calculated && filled.empty()) return lacks(name, "l is missing or not a decimal");
  if (traded || (calculated && !is_zero(filled))) {
    update.execution = execution_in(in, order);
    if (const auto missing = missing_in(*update.execution); !missing.empty()) return lacks(name, missing);
  }
  update.order = std::move(order);
  return order::StreamEvent{std::move(update)};
}

Event read_algo_update(std::string_view name, const Value& o, std::int64_t event_time_ms,
                       std::int64_t transaction_time_ms) {
  auto order = read_algo_event(o);
  if (!order) return lacks(name, order.error().what);
  order->update_time_ms = transaction_time_ms;
  return order::StreamEvent{order::AlgoUpdate{.order = std::move(*order), .event_time_ms = event_time_ms}};
}

Event read_positions(std::string_view name, Fields& account, std::int64_t event_time_ms) {
  order::PositionUpdate update{.positions = {}, .event_time_ms = event_time_ms};
  const Value* rows = account.array("P");
  if (!rows) return lacks(name, "P is missing or no array");
  for (const Value& row : *rows) {
    if (update.positions.size() == kPositionsMax) return lacks(name, "more positions than we take");
    Fields in(row);
    order::Position position{.symbol = in.text("s"),
                             .position_side = in.text("ps"),
                             .amount = in.signed_decimal("pa"),
                             .entry_price = in.decimal("ep")};
    if (position.symbol.empty()) return lacks(name, "s of a position is missing or unreadable");
    if (position.amount.empty()) return lacks(name, "pa of a position is missing or not a decimal");
    update.positions.push_back(std::move(position));
  }
  return order::StreamEvent{std::move(update)};
}

Event read_event_of(const Value& root) {
  Fields event(root);
  const std::string name = event.words("e");
  if (name.empty()) return Unreadable{"an event without a name"};
  // listenKeyExpired has had its time as a text (fixspec/venue.md, 8.4).
  const std::int64_t at_ms = event.time_ms_as_text("E");
  if (name == "ORDER_TRADE_UPDATE") {
    const Value* o = event.object("o");
    return o ? read_order_update(name, *o, at_ms) : lacks(name, "o is missing or no object");
  }
  if (name == "ALGO_UPDATE") {
    const auto transaction_ms = event.time_ms("T");
    const Value* o = event.object("o");
    return o ? read_algo_update(name, *o, at_ms, transaction_ms) : lacks(name, "o is missing or no object");
  }
  if (name == "ACCOUNT_UPDATE") {
    const Value* a = event.object("a");
    if (!a) return lacks(name, "a is missing or no object");
    Fields account(*a);
    if (account.text("m") == "ORDER") return read_positions(name, account, at_ms);
  }
  if (name == "listenKeyExpired") return order::StreamEvent{order::ListenKeyExpired{at_ms}};
  return order::StreamEvent{order::OtherEvent{.type = name, .event_time_ms = at_ms}};
}

}  // namespace

Event read_stream_frame(std::string_view frame) {
  const auto json = Json::read(frame);
  if (!json) return json.error();
  const Value& root = json->root();
  if (root.kind != Value::Kind::Object) return Unreadable{"a frame that is not a JSON object"};
  Members members(root);
  const Value* data = members.find("stream") ? members.find_object("data") : nullptr;
  return read_event_of(data ? *data : root);
}

}  // namespace bridge::venue::binance
