#include "simulator/control_hand.hpp"

#include "base/text.hpp"
#include "simulator/book.hpp"
#include "simulator/change_json.hpp"
#include "simulator/fields.hpp"
#include "simulator/hand.hpp"
#include "simulator/order_json.hpp"

#include <boost/json.hpp>

#include <limits>
#include <string>
#include <utility>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

// An order by one of its ids; the fields of the deed itself are read beside it.
struct Named {
  OrderName name;
  std::string shown;
};

Named read_name(Fields& fields) {
  Named named;
  std::int64_t order_id = -1;
  fields.must_have("symbol", named.name.symbol)
      .may_have("orderId", order_id)
      .may_have("clientOrderId", named.name.client_order_id);
  if (order_id < 0 && named.name.client_order_id.empty()) throw Wrong{"orderId or clientOrderId is missing"};
  if (order_id >= 0) named.name.order_id = order_id;
  named.shown = order_id >= 0 ? std::to_string(order_id) : clean_text(named.name.client_order_id, 60);
  return named;
}

AlgoName read_algo_name(Fields& fields) {
  AlgoName name;
  fields.may_have("algoId", name.algo_id).may_have("clientAlgoId", name.client_algo_id);
  if (name.algo_id == 0 && name.client_algo_id.empty()) throw Wrong{"algoId or clientAlgoId is missing"};
  return name;
}

void read_amount(Fields& fields, const std::string& name, std::string& into) {
  fields.may_have(name, into);
  if (!into.empty()) within(name, [&] { require_amount(into); });
}

void must_have_amount(Fields& fields, const std::string& name, std::string& into) {
  fields.must_have(name, into);
  within(name, [&] { require_amount(into); });
}

void must_have_side(Fields& fields, std::string& into) {
  fields.must_have("side", into);
  if (into != "BUY" && into != "SELL") throw Wrong{.what = "must be BUY or SELL", .place = "side"};
}

// Does it, and says which order was not open when it could not.
template <class Work>
void on_open_order(Simulator& simulator, const Named& named, Work work) {
  bool done = false;
  simulator.at_book([&](Book& book, Timestamp at) { done = work(book, at); });
  if (!done) {
    throw Wrong{.what = named.shown + " is not an open order of " + clean_text(named.name.symbol, 60),
                .place = named.name.order_id ? "orderId" : "clientOrderId"};
  }
}

template <class Work>
void on_algo_order(Simulator& simulator, Work work) {
  bool done = false;
  simulator.at_book([&](Book& book, Timestamp at) { done = work(book, at); });
  if (!done) throw Wrong{.what = "names no conditional order that waits", .place = "algoId"};
}

void fill_order(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  const Named named = read_name(fields);
  std::string quantity;
  std::string price;
  read_amount(fields, "qty", quantity);
  read_amount(fields, "price", price);
  fields.end();
  on_open_order(simulator, named, [&](Book& book, Timestamp at) {
    return fill_by_hand(book, named.name, quantity, price, at);
  });
}

void cancel_order(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  const Named named = read_name(fields);
  fields.end();
  on_open_order(simulator, named,
                [&](Book& book, Timestamp at) { return cancel_by_hand(book, named.name, at); });
}

void amend_order(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  const Named named = read_name(fields);
  std::string quantity;
  std::string price;
  read_amount(fields, "qty", quantity);
  read_amount(fields, "price", price);
  fields.end();
  on_open_order(simulator, named, [&](Book& book, Timestamp at) {
    return amend_by_hand(book, named.name, quantity, price, at);
  });
}

void expire_order(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  const Named named = read_name(fields);
  std::string reason = "0";
  std::string status = "EXPIRED";
  fields.may_have("reason", reason).may_have("status", status).end();
  if (status != "EXPIRED" && status != "EXPIRED_IN_MATCH") {
    throw Wrong{.what = "must be EXPIRED or EXPIRED_IN_MATCH", .place = "status"};
  }
  on_open_order(simulator, named, [&](Book& book, Timestamp at) {
    return expire_by_hand(book, named.name, reason, at, status);
  });
}

void place_order(Simulator& simulator, const json::value& body) {
  const Order order = read_order(body);
  if (!is_open(order)) throw Wrong{.what = "must be NEW: the order is new", .place = "status"};
  simulator.at_book([&](Book& book, Timestamp at) { (void)place_by_hand(book, order, at); });
}

void expire_algo(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  const AlgoName name = read_algo_name(fields);
  fields.end();
  on_algo_order(simulator, [&](Book& book, Timestamp at) { return expire_algo_by_hand(book, name, at); });
}

void trigger_algo(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  const AlgoName name = read_algo_name(fields);
  fields.end();
  on_algo_order(simulator, [&](Book& book, Timestamp at) { return trigger_by_hand(book, name, at); });
}

void put_quote(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  std::string symbol;
  std::string side;
  std::string quantity;
  std::string price;
  fields.must_have("symbol", symbol);
  must_have_side(fields, side);
  must_have_amount(fields, "qty", quantity);
  must_have_amount(fields, "price", price);
  fields.end();
  simulator.at_book([&](Book& book, Timestamp at) { quote(book, symbol, side, quantity, price, at); });
}

void take_quotes_away(Simulator& simulator, const json::value& body) {
  std::string symbol;
  Fields{body}.must_have("symbol", symbol).end();
  simulator.at_book([&](Book& book, Timestamp at) { clear_quotes(book, symbol, at); });
}

void change_price(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  std::string symbol;
  std::string both;
  fields.must_have("symbol", symbol);
  read_amount(fields, "price", both);
  std::string mark = both;
  std::string last = both;
  read_amount(fields, "mark", mark);
  read_amount(fields, "last", last);
  fields.end();
  simulator.at_book([&](Book& book, Timestamp at) { set_price(book, symbol, mark, last, at); });
}

void liquidate_symbol(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  Liquidation liquidation;
  fields.must_have("symbol", liquidation.symbol);
  must_have_side(fields, liquidation.side);
  must_have_amount(fields, "qty", liquidation.quantity);
  must_have_amount(fields, "price", liquidation.price);
  fields.may_have("clientIdPrefix", liquidation.client_id_prefix).end();
  simulator.at_book([&](Book& book, Timestamp at) { liquidate(book, liquidation, at); });
}

void change_position(Simulator& simulator, const json::value& body) {
  Fields fields{body};
  Position position;
  std::string amount;
  std::string entry = "0";
  fields.must_have("symbol", position.symbol)
      .may_have("side", position.side)
      .must_have("amount", amount)
      .may_have("entry", entry)
      .end();
  const auto read = [](const std::string& name, const std::string& text) {
    const auto units = read_units(text);
    if (!units) throw Wrong{.what = "must be a decimal in quotes, like \"-0.250\"", .place = name};
    return *units;
  };
  position.amount = read("amount", amount);
  position.entry = read("entry", entry);
  simulator.at_book([&](Book& book, Timestamp at) { set_position(book, position, at); });
}

void change_position_mode(Simulator& simulator, const json::value& body) {
  bool hedge = false;
  Fields{body}.must_have("dualSidePosition", hedge).end();
  simulator.at_book([&](Book& book, Timestamp at) { set_hedge_mode(book, hedge, at); });
}

const Query kEverything{.limit = std::numeric_limits<std::size_t>::max()};

template <class Items, class Write>
json::object tell(const char* name, const Items& items, Write write) {
  json::array list;
  for (const auto& item : items) list.push_back(write(item));
  return {{name, std::move(list)}};
}

}  // namespace

const std::map<std::string, Deed, std::less<>>& deeds_by_hand() {
  static const std::map<std::string, Deed, std::less<>> kDeeds{{"/algo-orders/expire", expire_algo},
                                                               {"/algo-orders/trigger", trigger_algo},
                                                               {"/liquidations", liquidate_symbol},
                                                               {"/orders/amend", amend_order},
                                                               {"/orders/cancel", cancel_order},
                                                               {"/orders/expire", expire_order},
                                                               {"/orders/fill", fill_order},
                                                               {"/orders/place", place_order},
                                                               {"/position-mode", change_position_mode},
                                                               {"/positions", change_position},
                                                               {"/prices", change_price},
                                                               {"/quotes", put_quote},
                                                               {"/quotes/clear", take_quotes_away}};
  return kDeeds;
}

const std::map<std::string, Told, std::less<>>& told_by_hand() {
  static const std::map<std::string, Told, std::less<>> kTold{
      {"/algo-orders",
       [](const Simulator& simulator) {
         json::object told;
         simulator.look([&](const Book& book) {
           told = tell("algoOrders", book.algo_orders(kEverything), write_algo_order);
         });
         return told;
       }},
      {"/executions",
       [](const Simulator& simulator) {
         json::object told;
         simulator.look(
             [&](const Book& book) { told = tell("executions", book.trades(kEverything), write_execution); });
         return told;
       }},
      {"/positions", [](const Simulator& simulator) {
         json::object told;
         simulator.look([&](const Book& book) {
           told = tell("positions", book.positions(), write_position);
           told["balance"] = shortest(book.balance());
           told["dualSidePosition"] = book.hedge_mode();
         });
         return told;
       }}};
  return kTold;
}

}  // namespace bridge::simulator
