#include "simulator/order_events.hpp"

#include "base/decimal.hpp"
#include "simulator/instruments.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

// The stream writes nothing as "0", whatever its places.
std::string or_zero(const std::string& text) { return is_zero(text) ? "0" : text; }

// With all the places it needs, and no fewer than the price has.
std::string price_text(Units price, const std::string& symbol) {
  const std::string least = decimal(price, instrument_of(symbol).price_places);
  const std::string whole = shortest(price);
  return least.size() < whole.size() ? whole : least;
}

std::string average(const Order& order) {
  return is_zero(order.avg_price) ? "0" : price_text(units_of(order.avg_price), order.symbol);
}

json::object event(const Turn& turn, std::string_view type) {
  return {{"e", type}, {"E", turn.stamp()}, {"T", turn.stamp()}};
}

json::object terms(const Order& order) {
  return {{"s", order.symbol},         {"c", order.client_order_id}, {"S", order.side},
          {"o", order.type},           {"f", order.time_in_force},   {"q", order.orig_qty},
          {"p", or_zero(order.price)}, {"ap", average(order)},       {"sp", or_zero(order.stop_price)}};
}

void add_trade(json::object& object, const Order& order, const Execution* trade) {
  object["l"] = trade != nullptr ? trade->quantity : "0";
  object["z"] = or_zero(order.executed_qty);
  object["L"] = trade != nullptr ? trade->price : "0";
  object["n"] = trade != nullptr ? or_zero(trade->commission) : "0";
  object["N"] = trade != nullptr ? trade->commission_asset : kCommissionAsset;
  object["T"] = order.update_time;
  object["t"] = trade != nullptr ? trade->trade_id : 0;
  object["b"] = "0";
  object["a"] = "0";
  object["m"] = trade != nullptr && trade->maker;
}

void add_rest(json::object& object, const Order& order, const OrderNews& news) {
  object["R"] = order.reduce_only;
  object["wt"] = order.working_type;
  object["ot"] = order.orig_type;
  object["ps"] = order.position_side;
  object["cp"] = order.close_position;
  object["rp"] = news.trade != nullptr ? or_zero(news.trade->realized_profit) : "0";
  object["pP"] = order.price_protect;
  object["si"] = 0;
  object["ss"] = 0;
  object["V"] = order.self_trade_prevention_mode;
  object["pm"] = order.price_match;
  object["gtd"] = order.good_till_date;
  object["er"] = news.reason;
  if (news.modify_id) object["M"] = std::to_string(*news.modify_id);
}

std::string money(Units units, int places) { return units == 0 ? "0" : decimal(units, places); }

json::object holding(Turn& turn, const Position& position) {
  const Units mark = turn.book().prices(position.symbol).mark;
  const bool gains = mark != 0 && position.amount != 0;
  const Units gain = gains ? times(mark - position.entry, position.amount) : 0;
  return {{"s", position.symbol},
          {"pa", position.amount == 0 ? "0" : decimal(position.amount, 3)},
          {"ep", position.entry == 0 ? "0.00000" : price_text(position.entry, position.symbol)},
          {"bep", position.entry == 0 ? "0" : price_text(position.entry, position.symbol)},
          {"cr", money(position.realized, 2)},
          {"up", money(gain, 2)},
          {"mt", "cross"},
          {"iw", "0"},
          {"ps", position.side}};
}

}  // namespace

void tell_order(Turn& turn, const Order& order, const OrderNews& news) {
  if (!turn.tells()) return;
  json::object told = event(turn, "ORDER_TRADE_UPDATE");
  json::object content = terms(order);
  content["x"] = news.execution_type;
  content["X"] = order.status;
  content["i"] = order.order_id;
  add_trade(content, order, news.trade);
  add_rest(content, order, news);
  told["o"] = std::move(content);
  turn.tell("ORDER_TRADE_UPDATE", json::serialize(told));
}

void tell_trade(Turn& turn, const Order& order, const Execution& trade) {
  if (!turn.tells()) return;
  json::object told = event(turn, "TRADE_LITE");
  told["s"] = order.symbol;
  told["q"] = order.orig_qty;
  told["p"] = or_zero(order.price);
  told["m"] = trade.maker;
  told["c"] = order.client_order_id;
  told["S"] = order.side;
  told["L"] = trade.price;
  told["l"] = trade.quantity;
  told["t"] = trade.trade_id;
  told["i"] = order.order_id;
  turn.tell("TRADE_LITE", json::serialize(told));
}

void tell_account(Turn& turn, const Position& position) {
  if (!turn.tells()) return;
  const std::string balance = shortest(turn.balance());
  json::array holdings;
  if (position.side != "BOTH")
    holdings.push_back(holding(turn, turn.book().position(position.symbol, "BOTH")));
  holdings.push_back(holding(turn, position));
  json::object told = event(turn, "ACCOUNT_UPDATE");
  told["a"] = json::object{
      {"m", "ORDER"},
      {"B",
       json::array{json::object{{"a", kCommissionAsset}, {"wb", balance}, {"cw", balance}, {"bc", "0"}}}},
      {"P", std::move(holdings)}};
  turn.tell("ACCOUNT_UPDATE", json::serialize(told));
}

void tell_algo(Turn& turn, const AlgoOrder& algo) {
  if (!turn.tells()) return;
  const bool has_order = algo.actual_order_id != 0;
  json::object told = event(turn, "ALGO_UPDATE");
  told["o"] = json::object{{"caid", algo.client_algo_id},
                           {"aid", algo.algo_id},
                           {"at", "CONDITIONAL"},
                           {"o", algo.order_type},
                           {"s", algo.symbol},
                           {"S", algo.side},
                           {"ps", algo.position_side},
                           {"f", algo.time_in_force},
                           {"q", algo.quantity},
                           {"X", algo.status},
                           {"ai", has_order ? std::to_string(algo.actual_order_id) : ""},
                           {"ap", algo.actual_price},
                           {"aq", algo.actual_quantity},
                           {"act", has_order ? algo.actual_type : "0"},
                           {"tp", or_zero(algo.trigger_price)},
                           {"p", or_zero(algo.price)},
                           {"V", algo.self_trade_prevention_mode},
                           {"wt", algo.working_type},
                           {"pm", algo.price_match},
                           {"cp", algo.close_position},
                           {"pP", algo.price_protect},
                           {"R", algo.reduce_only},
                           {"tt", algo.trigger_time},
                           {"gtd", algo.good_till_date},
                           {"rm", algo.reject_reason},
                           {"ia", algo.activated}};
  turn.tell("ALGO_UPDATE", json::serialize(told));
}

}  // namespace bridge::simulator
