#include "simulator/replies.hpp"

#include <boost/json.hpp>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

constexpr int kTooManyRequests = -1003;

json::object limit_row(const char* type, std::string_view interval, int number, std::int64_t limit,
                       std::int64_t count) {
  return {{"rateLimitType", type},
          {"interval", interval},
          {"intervalNum", number},
          {"limit", limit},
          {"count", count}};
}

json::array limit_rows(const Envelope& envelope) {
  json::array rows;
  rows.push_back(limit_row("REQUEST_WEIGHT", "MINUTE", 1, envelope.limits->limit, envelope.limits->count));
  for (const OrderLimit& row : envelope.orders) {
    rows.push_back(limit_row("ORDERS", row.interval, row.interval_num, row.limit, row.count));
  }
  return rows;
}

std::string seal(const Envelope& envelope, int status, const char* outcome, json::object content) {
  json::object frame;
  frame["status"] = status;
  frame[outcome] = std::move(content);
  if (envelope.limits) frame["rateLimits"] = limit_rows(envelope);
  // The id goes back as the text it came as: an integer stays one, whatever its size.
  return "{\"id\":" + envelope.id + ',' + json::serialize(frame).substr(1);
}

// Fields only trailing orders have.
void add_trailing(json::object& result, const Order& order) {
  if (!order.activate_price.empty()) result["activatePrice"] = order.activate_price;
  if (!order.price_rate.empty()) result["priceRate"] = order.price_rate;
}

// What both replies say, in the venue's order: which order, and as it stands …
void add_order(json::object& result, const Order& order) {
  result["executedQty"] = order.executed_qty;
  result["orderId"] = order.order_id;
  result["origQty"] = order.orig_qty;
  result["origType"] = order.orig_type;
  result["price"] = order.price;
  result["reduceOnly"] = order.reduce_only;
  result["side"] = order.side;
  result["positionSide"] = order.position_side;
  result["status"] = order.status;
  result["stopPrice"] = order.stop_price;
  result["closePosition"] = order.close_position;
  result["symbol"] = order.symbol;
}

// … and on which terms.
void add_terms(json::object& result, const Order& order) {
  result["timeInForce"] = order.time_in_force;
  result["type"] = order.type;
  add_trailing(result, order);
  result["updateTime"] = order.update_time;
  result["workingType"] = order.working_type;
  result["priceProtect"] = order.price_protect;
  result["priceMatch"] = order.price_match;
  result["selfTradePreventionMode"] = order.self_trade_prevention_mode;
  result["goodTillDate"] = order.good_till_date;
}

}  // namespace

std::string cancel_reply(const Envelope& envelope, const Order& order) {
  json::object result;
  result["clientOrderId"] = order.client_order_id;
  result["cumQty"] = order.executed_qty;
  add_order(result, order);
  add_terms(result, order);
  return seal(envelope, 200, "result", std::move(result));
}

json::object order_status(const Order& order) {
  json::object result;
  result["avgPrice"] = order.avg_price;
  result["clientOrderId"] = order.client_order_id;
  result["cumQuote"] = order.cum_quote;
  add_order(result, order);
  result["time"] = order.time;
  add_terms(result, order);
  return result;
}

std::string status_reply(const Envelope& envelope, const Order& order) {
  return seal(envelope, 200, "result", order_status(order));
}

std::string order_reply(const Envelope& envelope, const Order& order, std::optional<std::int64_t> modify_id) {
  json::object result;
  result["clientOrderId"] = order.client_order_id;
  result["cumQty"] = order.executed_qty;
  add_order(result, order);
  add_terms(result, order);
  if (modify_id) result["modifyId"] = *modify_id;
  return seal(envelope, 200, "result", std::move(result));
}

std::string algo_reply(const Envelope& envelope, const AlgoOrder& algo) {
  json::object result{{"algoId", algo.algo_id},
                      {"clientAlgoId", algo.client_algo_id},
                      {"algoType", "CONDITIONAL"},
                      {"orderType", algo.order_type},
                      {"symbol", algo.symbol},
                      {"side", algo.side},
                      {"positionSide", algo.position_side},
                      {"timeInForce", algo.time_in_force},
                      {"quantity", algo.quantity},
                      {"algoStatus", algo.status},
                      {"triggerPrice", algo.trigger_price},
                      {"price", algo.price},
                      {"icebergQuantity", nullptr},
                      {"selfTradePreventionMode", algo.self_trade_prevention_mode},
                      {"workingType", algo.working_type},
                      {"priceMatch", algo.price_match},
                      {"closePosition", algo.close_position},
                      {"priceProtect", algo.price_protect},
                      {"reduceOnly", algo.reduce_only},
                      {"createTime", algo.create_time},
                      {"updateTime", algo.update_time},
                      {"triggerTime", algo.trigger_time},
                      {"goodTillDate", algo.good_till_date}};
  if (!algo.activate_price.empty()) result["activatePrice"] = algo.activate_price;
  if (!algo.callback_rate.empty()) result["callbackRate"] = algo.callback_rate;
  return seal(envelope, 200, "result", std::move(result));
}

std::string algo_cancel_reply(const Envelope& envelope, const AlgoOrder& algo) {
  return seal(
      envelope, 200, "result",
      {{"algoId", algo.algo_id}, {"clientAlgoId", algo.client_algo_id}, {"code", "200"}, {"msg", "success"}});
}

std::string session_reply(const Envelope& envelope, const Visit& visit, Timestamp at) {
  json::object result;
  result["apiKey"] = nullptr;
  result["authorizedSince"] = nullptr;
  if (visit.session) {
    result["apiKey"] = visit.session->api_key;
    result["authorizedSince"] = to_ms(visit.session->authorized_since);
  }
  result["connectedSince"] = to_ms(visit.connected_since);
  result["returnRateLimits"] = visit.return_rate_limits;
  result["serverTime"] = to_ms(at);
  return seal(envelope, 200, "result", std::move(result));
}

std::string listen_key_reply(const Envelope& envelope, const std::string& listen_key) {
  json::object result;
  if (!listen_key.empty()) result["listenKey"] = listen_key;
  return seal(envelope, 200, "result", std::move(result));
}

std::string session_revoked() {
  return refusal_reply({.id = "null", .limits = std::nullopt}, invalid_key(), {});
}

std::string refusal_reply(const Envelope& envelope, const Refusal& refusal, Timestamp at) {
  json::object error;
  error["code"] = refusal.code;
  error["msg"] = refusal.msg;
  if (refusal.tells_when && (refusal.code == kTooManyRequests || refusal.retry_after.count() > 0)) {
    error["data"] = json::object{{"serverTime", to_ms(at)}, {"retryAfter", retry_after(refusal, at)}};
  }
  return seal(envelope, refusal.status, "error", std::move(error));
}

std::int64_t retry_after(const Refusal& refusal, Timestamp at) {
  return refusal.retry_after.count() > 0 ? to_ms(at + refusal.retry_after) : Weight::next_window(at);
}

std::string server_shutdown(Timestamp at) {
  return json::serialize(json::object{{"event", json::object{{"e", "serverShutdown"}, {"E", to_ms(at)}}}});
}

}  // namespace bridge::simulator
