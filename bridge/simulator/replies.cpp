#include "simulator/replies.hpp"

#include <boost/json.hpp>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

constexpr int kTooManyRequests = -1003;

std::string seal(const Envelope& envelope, int status, const char* outcome, json::object content) {
  json::object frame;
  frame["status"] = status;
  frame[outcome] = std::move(content);
  if (envelope.limits) {
    frame["rateLimits"] = json::array{json::object{{"rateLimitType", "REQUEST_WEIGHT"},
                                                   {"interval", "MINUTE"},
                                                   {"intervalNum", 1},
                                                   {"limit", envelope.limits->limit},
                                                   {"count", envelope.limits->count}}};
  }
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

std::string status_reply(const Envelope& envelope, const Order& order) {
  json::object result;
  result["avgPrice"] = order.avg_price;
  result["clientOrderId"] = order.client_order_id;
  result["cumQuote"] = order.cum_quote;
  add_order(result, order);
  result["time"] = order.time;
  add_terms(result, order);
  return seal(envelope, 200, "result", std::move(result));
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
