#include "simulator/change_json.hpp"

#include "simulator/fields.hpp"
#include "simulator/order_json.hpp"

#include <boost/json.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

// Each kind of item names its fields once, for reading and for writing: `visit` is given the name and the
// member.
template <class Item, class Visit>
void each_field(Item& execution, Visit visit) requires std::is_same_v<std::remove_const_t<Item>, Execution> {
  visit("symbol", execution.symbol);
  visit("id", execution.trade_id);
  visit("orderId", execution.order_id);
  visit("side", execution.side);
  visit("positionSide", execution.position_side);
  visit("price", execution.price);
  visit("qty", execution.quantity);
  visit("quoteQty", execution.quote_quantity);
  visit("commission", execution.commission);
  visit("commissionAsset", execution.commission_asset);
  visit("realizedPnl", execution.realized_profit);
  visit("maker", execution.maker);
  visit("time", execution.time);
}

template <class Item, class Visit>
void each_field(Item& algo, Visit visit) requires std::is_same_v<std::remove_const_t<Item>, AlgoOrder> {
  visit("algoId", algo.algo_id);
  visit("clientAlgoId", algo.client_algo_id);
  visit("orderType", algo.order_type);
  visit("symbol", algo.symbol);
  visit("side", algo.side);
  visit("positionSide", algo.position_side);
  visit("timeInForce", algo.time_in_force);
  visit("quantity", algo.quantity);
  visit("algoStatus", algo.status);
  visit("triggerPrice", algo.trigger_price);
  visit("price", algo.price);
  visit("selfTradePreventionMode", algo.self_trade_prevention_mode);
  visit("workingType", algo.working_type);
  visit("priceMatch", algo.price_match);
  visit("closePosition", algo.close_position);
  visit("priceProtect", algo.price_protect);
  visit("reduceOnly", algo.reduce_only);
  visit("activatePrice", algo.activate_price);
  visit("callbackRate", algo.callback_rate);
  visit("createTime", algo.create_time);
  visit("updateTime", algo.update_time);
  visit("triggerTime", algo.trigger_time);
  visit("goodTillDate", algo.good_till_date);
  visit("actualOrderId", algo.actual_order_id);
  visit("actualType", algo.actual_type);
  visit("actualPrice", algo.actual_price);
  visit("actualQty", algo.actual_quantity);
  visit("rejectReason", algo.reject_reason);
  visit("activated", algo.activated);
  visit("extreme", algo.extreme);
}

template <class Item, class Visit>
void each_field(Item& position, Visit visit) requires std::is_same_v<std::remove_const_t<Item>, Position> {
  visit("symbol", position.symbol);
  visit("side", position.side);
  visit("amount", position.amount);
  visit("entry", position.entry);
  visit("realized", position.realized);
}

template <class Item, class Visit>
void each_field(Item& quote, Visit visit) requires std::is_same_v<std::remove_const_t<Item>, Quote> {
  visit("rank", quote.rank);
  visit("symbol", quote.symbol);
  visit("side", quote.side);
  visit("price", quote.price);
  visit("qty", quote.quantity);
}

template <class Item, class Visit>
void each_field(Item& prices, Visit visit) requires std::is_same_v<std::remove_const_t<Item>, Prices> {
  visit("symbol", prices.symbol);
  visit("mark", prices.mark);
  visit("last", prices.last);
}

template <class Item>
json::object write(const Item& item) {
  json::object object;
  each_field(item, [&](const char* name, const auto& member) { object[name] = member; });
  return object;
}

template <class Item>
Item read(const json::value& value) {
  Item item;
  Fields fields{value};
  each_field(item, [&](const char* name, auto& member) { fields.may_have(name, member); });
  fields.end();
  return item;
}

template <class Items>
void write_list(json::object& line, const char* name, const Items& items) {
  if (items.empty()) return;
  json::array list;
  for (const auto& item : items) list.push_back(write(item));
  line[name] = std::move(list);
}

// The items of a list, each by `reader`.
template <class Items, class Reader>
void read_list(const json::object& line, const std::string& name, Items& into, Reader reader) {
  const json::value* list = line.if_contains(name);
  if (list == nullptr) return;
  within(name, [&] {
    if (!list->is_array()) throw Wrong{"must be a list, is " + shown(*list)};
    for (const json::value& item : list->get_array()) {
      within("[" + std::to_string(into.size()) + "]", [&] { into.push_back(reader(item)); });
    }
  });
}

}  // namespace

json::object write_execution(const Execution& execution) { return write(execution); }
json::object write_algo_order(const AlgoOrder& algo) { return write(algo); }

json::object write_position(const Position& position) {
  json::object object = write(position);
  for (const char* name : {"amount", "entry", "realized"}) {
    object[name] = shortest(object.at(name).as_int64());
  }
  return object;
}

json::object write_quote(const Quote& quote) {
  json::object object = write(quote);
  for (const char* name : {"price", "qty"}) object[name] = shortest(object.at(name).as_int64());
  return object;
}

json::object write_prices(const Prices& prices) {
  json::object object = write(prices);
  for (const char* name : {"mark", "last"}) object[name] = shortest(object.at(name).as_int64());
  return object;
}

json::object write_change(const Change& change) {
  json::object line{{"at", to_ms(change.at)}};
  if (!change.request_id.empty()) line["request"] = json::parse(change.request_id);
  // A line that says nothing is a cancel's, as every one once was.
  if (!change.method.empty() && change.method != "order.cancel") line["method"] = change.method;
  if (change.orders.size() == 1) {
    line["order"] = write_order(change.orders.front());
  } else if (!change.orders.empty()) {
    json::array orders;
    for (const Order& order : change.orders) orders.push_back(write_order(order));
    line["orders"] = std::move(orders);
  }
  write_list(line, "executions", change.executions);
  write_list(line, "algoOrders", change.algo_orders);
  write_list(line, "positions", change.positions);
  write_list(line, "quotes", change.quotes);
  write_list(line, "prices", change.prices);
  if (change.balance) line["balance"] = *change.balance;
  if (change.hedge_mode) line["hedgeMode"] = *change.hedge_mode;
  return line;
}

Change read_change(const json::value& value) {
  if (!value.is_object()) throw Wrong{"must be an object, is " + shown(value)};
  const json::object& line = value.get_object();
  Change change;
  if (const json::value* order = line.if_contains("order")) {
    within("order", [&] { change.orders.push_back(read_any_order(*order)); });
  }
  read_list(line, "orders", change.orders, read_any_order);
  read_list(line, "executions", change.executions, read<Execution>);
  read_list(line, "algoOrders", change.algo_orders, read<AlgoOrder>);
  read_list(line, "positions", change.positions, read<Position>);
  read_list(line, "quotes", change.quotes, read<Quote>);
  read_list(line, "prices", change.prices, read<Prices>);
  if (const json::value* balance = line.if_contains("balance")) {
    within("balance", [&] { convert(*balance, change.balance); });
  }
  if (const json::value* hedge_mode = line.if_contains("hedgeMode")) {
    within("hedgeMode", [&] { convert(*hedge_mode, change.hedge_mode); });
  }
  const bool empty = change.orders.empty() && change.executions.empty() && change.algo_orders.empty() &&
                     change.positions.empty() && change.quotes.empty() && change.prices.empty() &&
                     !change.balance && !change.hedge_mode;
  if (empty) throw Wrong{R"(must be {"at": ..., "order": {...}}, or another change of the book)"};
  return change;
}

}  // namespace bridge::simulator
