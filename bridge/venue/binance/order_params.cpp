#include "venue/binance/order_params.hpp"

#include "venue/binance/quote.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace bridge::venue::binance {

namespace {

// These, and what the dialect adds.
constexpr std::size_t kUsualOrderParams = 20;

// Puts parameters in a row; texts become well-formed UTF-8 (quote.hpp).
class Row {
 public:
  Row() { params_.reserve(kUsualOrderParams); }

  Row& text(std::string_view name, std::string_view value) {
    if (!value.empty()) params_.push_back({.name = name, .value = well_formed(value)});
    return *this;
  }
  Row& integer(std::string_view name, std::int64_t value) {
    if (value != 0) params_.push_back({.name = name, .value = std::to_string(value), .text = false});
    return *this;
  }
  // A flag of an order is a text (fixspec/venue.md, 2.1).
  Row& flag(std::string_view name, bool value) { return text(name, value ? "true" : ""); }
  Row& self_trade_prevention(std::string_view mode) {
    return text("selfTradePreventionMode", mode.empty() ? kSelfTradePreventionDefault : mode);
  }
  Row& add(Param param) {
    params_.push_back(std::move(param));
    return *this;
  }
  std::vector<Param> take() { return std::move(params_); }

 private:
  std::vector<Param> params_;
};

}  // namespace

Param param_of(const order::OrderRef& ref) {
  if (const auto* id = std::get_if<order::OrderId>(&ref)) {
    return {.name = "orderId", .value = std::to_string(id->value()), .text = false};
  }
  return {.name = "origClientOrderId", .value = well_formed(std::get<order::ClientOrderId>(ref).value())};
}

Param param_of(const AlgoRef& ref) {
  if (const auto* id = std::get_if<order::AlgoId>(&ref)) {
    return {.name = "algoId", .value = std::to_string(id->value()), .text = false};
  }
  return {.name = "clientAlgoId", .value = well_formed(std::get<order::ClientOrderId>(ref).value())};
}

std::vector<Param> place_params(const PlaceParams& order) {
  return Row{}
      .text("symbol", order.symbol)
      .text("side", order.side)
      .text("type", order.type)
      .text("timeInForce", order.time_in_force)
      .text("quantity", order.quantity)
      .text("price", order.price)
      .text("newClientOrderId", order.new_client_order_id)
      .text("newOrderRespType", "ACK")
      .self_trade_prevention(order.self_trade_prevention_mode)
      .flag("reduceOnly", order.reduce_only)
      .text("positionSide", order.position_side)
      .text("priceMatch", order.price_match)
      .integer("goodTillDate", order.good_till_date_ms)
      .take();
}

std::vector<Param> modify_params(const ModifyParams& change) {
  return Row{}
      .text("symbol", change.symbol)
      .text("side", change.side)
      .add(param_of(change.order))
      .text("quantity", change.quantity)
      .text("price", change.price)
      .text("priceMatch", change.price_match)
      .flag("reduceOnly", change.reduce_only)
      .integer("modifyId", change.modify_id)
      .take();
}

std::vector<Param> algo_place_params(const AlgoPlaceParams& order) {
  return Row{}
      .text("algoType", "CONDITIONAL")
      .text("symbol", order.symbol)
      .text("side", order.side)
      .text("type", order.type)
      .text("timeInForce", order.time_in_force)
      .text("quantity", order.quantity)
      .text("price", order.price)
      .text("triggerPrice", order.trigger_price)
      .text("activatePrice", order.activate_price)
      .text("callbackRate", order.callback_rate)
      .text("clientAlgoId", order.client_algo_id)
      .flag("closePosition", order.close_position)
      .flag("reduceOnly", order.reduce_only)
      .flag("priceProtect", order.price_protect)
      .text("positionSide", order.position_side)
      .text("workingType", order.working_type)
      .text("priceMatch", order.price_match)
      .self_trade_prevention(order.self_trade_prevention_mode)
      .integer("goodTillDate", order.good_till_date_ms)
      .take();
}

std::vector<Param> algo_cancel_params(const AlgoRef& order) { return Row{}.add(param_of(order)).take(); }

}  // namespace bridge::venue::binance
