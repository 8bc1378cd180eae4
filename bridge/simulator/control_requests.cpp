#include "base/text.hpp"
#include "simulator/control.hpp"
#include "simulator/control_hand.hpp"
#include "simulator/fields.hpp"
#include "simulator/order_json.hpp"
#include "simulator/plan.hpp"
#include "simulator/plan_fields.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t kFramesTold = 1'000;

json::object tell_counters(const Counters& counters) {
  return {{"handshakes", counters.handshakes},
          {"handshakesRefused", counters.handshakes_refused},
          {"requests", counters.requests},
          {"restRequests", counters.rest_requests},
          {"streamHandshakes", counters.stream_handshakes},
          {"streams", counters.streams},
          {"events", counters.events},
          {"cancelsExecuted", counters.cancels_executed},
          {"ordersPlaced", counters.orders_placed},
          {"ordersAmended", counters.orders_amended},
          {"tooManyOrders", counters.too_many_orders},
          {"tooManyRequests", counters.too_many_requests},
          {"banned", counters.banned},
          {"bans", counters.bans},
          {"tooEarly", counters.too_early},
          {"weightMost", counters.weight_most}};
}

json::object tell_orders(const Simulator& simulator) {
  json::array orders;
  for (const Order& order : simulator.orders()) orders.push_back(write_order(order));
  return {{"orders", std::move(orders)}};
}

json::object tell_frames(const Simulator& simulator) {
  const auto frames = simulator.frames();
  const std::size_t skipped = frames.size() - std::min(frames.size(), kFramesTold);
  json::array told;
  for (std::size_t i = skipped; i < frames.size(); ++i) told.emplace_back(frames[i]);
  return {{"skipped", skipped}, {"frames", std::move(told)}};
}

void put_orders(Simulator& simulator, const json::value& body) {
  for (const Order& order : read_orders(body)) simulator.put(order);
}

void end_order(Simulator& simulator, const json::value& body) {
  std::string symbol;
  std::int64_t order_id = 0;
  std::string status;
  Fields{body}.must_have("symbol", symbol).must_have("orderId", order_id).must_have("status", status).end();
  within("status", [&] { require_end(status); });
  if (!simulator.end(symbol, order_id, status)) {
    throw Wrong{.what = std::to_string(order_id) + " is not an open order of " + clean_text(symbol, 60),
                .place = "orderId"};
  }
}

void change_key(Simulator& simulator, const json::value& body) {
  std::string api_key;
  bool revoked = false;
  Fields{body}.must_have("apiKey", api_key).must_have("revoked", revoked).end();
  revoked ? simulator.revoke_key(api_key) : simulator.restore_key(api_key);
}

void turn_connections(Simulator& simulator, const json::value& body) {
  Line line = Line::Open;
  std::optional<Service> of;
  Fields{body}.must_have("line", line).may_have("of", of).end();
  simulator.turn_connections(line, of);
}

void publish(Simulator& simulator, const json::value& body) {
  const json::object* event = body.if_object();
  const json::value* type = event != nullptr ? event->if_contains("e") : nullptr;
  if (type == nullptr || !type->is_string()) {
    throw Wrong{.what = "must name the type of the event, such as \"ORDER_TRADE_UPDATE\"", .place = "e"};
  }
  simulator.publish(std::string{type->get_string()}, json::serialize(body));
}

milliseconds length_in(const json::value& body) {
  milliseconds length{0};
  Fields{body}.must_have("ms", length).end();
  if (length.count() <= 0) throw Wrong{.what = "must be more than 0", .place = "ms"};
  return length;
}

const std::map<std::string, Told, std::less<>> kTold{
    {"/counters", [](const Simulator& simulator) { return tell_counters(simulator.counters()); }},
    {"/frames", tell_frames},
    {"/orders", tell_orders},
};

const std::map<std::string, Deed, std::less<>> kDeeds{
    {"/ban", [](Simulator& simulator, const json::value& body) { simulator.ban(length_in(body)); }},
    {"/connections", turn_connections},
    {"/down", [](Simulator& simulator, const json::value& body) { simulator.go_down(length_in(body)); }},
    {"/events", publish},
    {"/faults", [](Simulator& simulator, const json::value& body) { apply(read_plan(body), simulator); }},
    {"/keys", change_key},
    {"/listenKey/expire",
     [](Simulator& simulator, const json::value& body) {
       Fields{body}.end();
       simulator.expire_listen_key();
     }},
    {"/orders", put_orders},
    {"/orders/end", end_order},
    {"/reset",
     [](Simulator& simulator, const json::value& body) {
       Fields{body}.end();
       simulator.reset();
     }},
    {"/shutdown",
     [](Simulator& simulator, const json::value& body) { simulator.shut_down(length_in(body)); }},
};

ControlReply refuse(unsigned status, const std::string& why) {
  return {.status = status, .body = json::serialize(json::object{{"error", why}})};
}

ControlReply obey(Simulator& simulator, Deed deed, std::string_view body) {
  try {
    deed(simulator, parse_json(body.empty() ? "{}" : body));
    return {};
  } catch (const Wrong& wrong) {
    return refuse(400, wrong.place.empty() ? wrong.what : wrong.place + ": " + wrong.what);
  } catch (const std::runtime_error& error) {  // the book file
    return refuse(500, error.what());
  }
}

// What there is, for whoever asks for something else.
std::string known() {
  std::string list;
  for (const auto* table : {&kTold, &told_by_hand()}) {
    for (const auto& [path, how] : *table) list.append(list.empty() ? "" : ", ").append("GET ").append(path);
  }
  for (const auto* table : {&kDeeds, &deeds_by_hand()}) {
    for (const auto& [path, how] : *table) list.append(", POST ").append(path);
  }
  return list;
}

}  // namespace

ControlReply control(Simulator& simulator, std::string_view method, std::string_view target,
                     std::string_view body) {
  if (method == "GET") {
    for (const auto* table : {&kTold, &told_by_hand()}) {
      const auto told = table->find(target);
      if (told != table->end()) return {.body = json::serialize(told->second(simulator))};
    }
  }
  if (method == "POST") {
    for (const auto* table : {&kDeeds, &deeds_by_hand()}) {
      const auto deed = table->find(target);
      if (deed != table->end()) return obey(simulator, deed->second, body);
    }
  }
  return refuse(404, "there is " + known());
}

}  // namespace bridge::simulator
