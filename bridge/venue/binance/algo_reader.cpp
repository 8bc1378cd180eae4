#include "venue/binance/algo_reader.hpp"

#include "venue/binance/fields.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace bridge::venue::binance {

namespace {

order::AlgoStatus algo_status(std::string_view word) {
  using enum order::AlgoStatus;
  static constexpr std::array<std::pair<std::string_view, order::AlgoStatus>, 7> kWords{{
      {"NEW", New},
      {"TRIGGERING", Triggering},
      {"TRIGGERED", Triggered},
      {"FINISHED", Finished},
      {"CANCELED", Canceled},
      {"REJECTED", Rejected},
      {"EXPIRED", Expired},
  }};
  for (const auto& [known, status] : kWords) {
    if (known == word) return status;
  }
  return Unknown;
}

// The child's id is a text in events and answers alike, and empty before there is one.
std::optional<order::OrderId> child_in(Fields& in, std::string_view key) {
  const auto id = in.id_as_text(key);
  if (id == 0) return {};
  return order::OrderId{id};
}

struct Names {
  std::string_view algo_id, symbol, status;
};

Result<order::AlgoOrder, NoOrder> whole(order::AlgoOrder order, const Names& names) {
  const auto missing = [](std::string_view name) {
    return NoOrder{std::string{name} + " is missing or unreadable"};
  };
  if (order.algo_id.value() == 0) return missing(names.algo_id);
  if (order.symbol.empty()) return missing(names.symbol);
  if (order.status_text.empty()) return missing(names.status);
  order.status = algo_status(order.status_text);
  return order;
}

}  // namespace

Result<order::AlgoOrder, NoOrder> read_algo_order(const Value& result) {
  Fields in(result);
  order::AlgoOrder order{
      .algo_id = order::AlgoId{in.id("algoId")},
      .client_algo_id = in.text("clientAlgoId"),
      .symbol = in.text("symbol"),
      .side = in.text("side"),
      .position_side = in.text("positionSide"),
      .order_type = in.text("orderType"),
      .time_in_force = in.text("timeInForce"),
      .quantity = in.decimal("quantity"),
      .price = in.decimal("price"),
      .trigger_price = in.decimal("triggerPrice"),
      .activate_price = in.decimal("activatePrice"),
      .callback_rate = in.decimal("callbackRate"),
      .status_text = in.text("algoStatus"),
      .child = child_in(in, "actualOrderId"),
      .executed_qty = in.decimal("actualQty"),
      .avg_price = in.decimal("actualPrice"),
      .working_type = in.text("workingType"),
      .price_match = in.text("priceMatch"),
      .self_trade_prevention_mode = in.text("selfTradePreventionMode"),
      .close_position = in.flag("closePosition"),
      .price_protect = in.flag("priceProtect"),
      .reduce_only = in.flag("reduceOnly"),
      .reject_reason = {},
      .create_time_ms = in.time_ms("createTime"),
      .update_time_ms = in.time_ms("updateTime"),
      .trigger_time_ms = in.time_ms("triggerTime"),
      .good_till_date_ms = in.time_ms("goodTillDate"),
  };
  return whole(std::move(order), {"algoId", "symbol", "algoStatus"});
}

Result<order::AlgoOrder, NoOrder> read_algo_event(const Value& o) {
  Fields in(o);
  order::AlgoOrder order{
      .algo_id = order::AlgoId{in.id("aid")},
      .client_algo_id = in.text("caid"),
      .symbol = in.text("s"),
      .side = in.text("S"),
      .position_side = in.text("ps"),
      .order_type = in.text("o"),
      .time_in_force = in.text("f"),
      .quantity = in.decimal("q"),
      .price = in.decimal("p"),
      .trigger_price = in.decimal("tp"),
      .activate_price = in.decimal("AP"),
      .callback_rate = in.decimal("cr"),
      .status_text = in.text("X"),
      .child = child_in(in, "ai"),
      .executed_qty = in.decimal("aq"),
      .avg_price = in.decimal("ap"),
      .working_type = in.text("wt"),
      .price_match = in.text("pm"),
      .self_trade_prevention_mode = in.text("V"),
      .close_position = in.flag("cp"),
      .price_protect = in.flag("pP"),
      .reduce_only = in.flag("R"),
      .activated = in.flag("ia"),
      .reject_reason = in.words("rm"),
      .create_time_ms = 0,
      .update_time_ms = 0,
      .trigger_time_ms = in.time_ms("tt"),
      .good_till_date_ms = in.time_ms("gtd"),
  };
  return whole(std::move(order), {"aid", "s", "X"});
}

Result<order::AlgoCanceled, NoOrder> read_algo_cancel(const Value& result) {
  Fields in(result);
  order::AlgoCanceled canceled{.algo_id = order::AlgoId{in.id("algoId")},
                               .client_algo_id = in.text("clientAlgoId")};
  if (canceled.algo_id.value() == 0) return NoOrder{"algoId is missing or unreadable"};
  if (in.text("code") != "200") return NoOrder{"code is missing or not the text 200"};
  return canceled;
}

}  // namespace bridge::venue::binance
