#include "simulator/rest_json.hpp"

#include "simulator/replies.hpp"

#include <boost/json.hpp>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

json::object trade_json(const Execution& trade) {
  return {{"buyer", trade.side == "BUY"},
          {"commission", trade.commission},
          {"commissionAsset", trade.commission_asset},
          {"id", trade.trade_id},
          {"maker", trade.maker},
          {"orderId", trade.order_id},
          {"price", trade.price},
          {"qty", trade.quantity},
          {"quoteQty", trade.quote_quantity},
          {"realizedPnl", trade.realized_profit},
          {"side", trade.side},
          {"positionSide", trade.position_side},
          {"symbol", trade.symbol},
          {"time", trade.time},
          {"marginAsset", "USDT"},
          {"baseQty", "0"},
          {"pair", trade.symbol}};
}

// What both kinds of answer say: which one, on which terms …
json::object algo_terms(const AlgoOrder& algo) {
  // The id of its order is text here, and empty as long as there is none.
  const std::string actual = algo.actual_order_id == 0 ? "" : std::to_string(algo.actual_order_id);
  return {{"algoId", algo.algo_id},
          {"clientAlgoId", algo.client_algo_id},
          {"algoType", "CONDITIONAL"},
          {"orderType", algo.order_type},
          {"symbol", algo.symbol},
          {"side", algo.side},
          {"positionSide", algo.position_side},
          {"timeInForce", algo.time_in_force},
          {"quantity", algo.quantity},
          {"algoStatus", algo.status},
          {"actualOrderId", actual},
          {"actualPrice", algo.actual_price},
          {"triggerPrice", algo.trigger_price},
          {"price", algo.price},
          {"icebergQuantity", nullptr},
          {"tpOrderType", ""},
          {"selfTradePreventionMode", algo.self_trade_prevention_mode},
          {"workingType", algo.working_type},
          {"priceMatch", algo.price_match},
          {"closePosition", algo.close_position},
          {"priceProtect", algo.price_protect},
          {"reduceOnly", algo.reduce_only}};
}

// … and since when.
void add_times(json::object& object, const AlgoOrder& algo) {
  if (!algo.activate_price.empty()) object["activatePrice"] = algo.activate_price;
  if (!algo.callback_rate.empty()) object["callbackRate"] = algo.callback_rate;
  object["createTime"] = algo.create_time;
  object["updateTime"] = algo.update_time;
  object["triggerTime"] = algo.trigger_time;
  object["goodTillDate"] = algo.good_till_date;
}

json::object premium_index(const std::string& symbol, const std::string& mark_price, Timestamp clock) {
  return {{"symbol", symbol},
          {"markPrice", mark_price},
          {"indexPrice", mark_price},
          {"estimatedSettlePrice", mark_price},
          {"lastFundingRate", "0.00000000"},
          {"interestRate", "0.00000000"},
          {"nextFundingTime", 0},
          {"time", to_ms(clock)}};
}

}  // namespace

std::string mark_price_json(const std::string& symbol, const std::string& mark_price, Timestamp clock) {
  return json::serialize(premium_index(symbol, mark_price, clock));
}

std::string mark_prices_json(const std::vector<std::pair<std::string, std::string>>& prices,
                             Timestamp clock) {
  json::array rows;
  for (const auto& [symbol, mark_price] : prices) rows.push_back(premium_index(symbol, mark_price, clock));
  return json::serialize(rows);
}

std::string refusal_json(const Refusal& refusal) {
  return json::serialize(json::object{{"code", refusal.code}, {"msg", refusal.msg}});
}

std::string time_json(Timestamp clock) { return json::serialize(json::object{{"serverTime", to_ms(clock)}}); }

std::string listen_key_json(const std::string& listen_key) {
  return json::serialize(json::object{{"listenKey", listen_key}});
}

std::string order_json(const Order& order) { return json::serialize(order_status(order)); }

std::string orders_json(const std::vector<Order>& orders) {
  json::array list;
  for (const Order& order : orders) list.push_back(order_status(order));
  return json::serialize(list);
}

std::string trades_json(const std::vector<Execution>& trades) {
  json::array list;
  for (const Execution& trade : trades) list.push_back(trade_json(trade));
  return json::serialize(list);
}

std::string algo_order_json(const AlgoOrder& algo) {
  json::object object = algo_terms(algo);
  object["actualType"] = algo.actual_type;
  object["actualQty"] = algo.actual_quantity;
  add_times(object, algo);
  return json::serialize(object);
}

std::string open_algo_orders_json(const std::vector<AlgoOrder>& algos) {
  json::array list;
  for (const AlgoOrder& algo : algos) {
    json::object object = algo_terms(algo);
    for (const char* none : {"tpTriggerPrice", "tpPrice", "slTriggerPrice", "slPrice"}) object[none] = "0.00";
    add_times(object, algo);
    list.push_back(std::move(object));
  }
  return json::serialize(list);
}

std::string all_canceled_json() {
  return json::serialize(
      json::object{{"code", 200}, {"msg", "The operation of cancel all open order is done."}});
}

std::string countdown_json(const std::string& symbol, std::int64_t ms) {
  return json::serialize(json::object{{"symbol", symbol}, {"countdownTime", std::to_string(ms)}});
}

std::string dual_side_json(bool hedge_mode) {
  return json::serialize(json::object{{"dualSidePosition", hedge_mode}});
}

std::string order_limits_json(const std::vector<OrderLimit>& limits) {
  json::array rows;
  for (const OrderLimit& limit : limits) {
    rows.push_back(json::object{{"rateLimitType", "ORDERS"},
                                {"interval", limit.interval},
                                {"intervalNum", limit.interval_num},
                                {"limit", limit.limit}});
  }
  return json::serialize(rows);
}

}  // namespace bridge::simulator
