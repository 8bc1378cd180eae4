// A venue without sockets that trades: what it is asked, what it tells on the user data stream, and the
// documented frames to hold both against.
#pragma once

#include "simulator/desk.hpp"
#include "simulator/hand.hpp"
#include "simulator/user_events.hpp"
#include "where.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bridge::simulator::test {

inline boost::json::object read_capture(const std::string& name) {
  std::ifstream in{std::string{BRIDGE_SOURCE_DIR} + "/tests/simulator/frames/" + name + ".json"};
  return boost::json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}).as_object();
}

// A name for a test of one capture.
inline std::string name_of(std::string capture) {
  for (char& c : capture) c = c == '.' ? '_' : c;
  return capture;
}

inline constexpr std::int64_t kOrderId = 8389765500001234567;  // of the documented order
inline constexpr std::int64_t kTradeId = 7123456789;

// Sees to it that the next order of ETHUSDT gets this id.
inline void make_next_order_id(Book& book, std::int64_t id) {
  Order before = documented_order();
  before.order_id = id - 1;
  before.client_order_id = "before";
  before.status = "CANCELED";
  book.put(before, kNow);
}
inline void make_next_trade_id(Book& book, std::int64_t id) {
  Change change{.at = kNow};
  change.executions.push_back({.symbol = "ETHUSDT", .trade_id = id - 1});
  book.commit(change);
}

class Market : public testing::Test {
 protected:
  Market() { book_.set_user_events(&told_); }

  static OrderName named(const std::string& client_order_id) {
    return {.symbol = "ETHUSDT", .order_id = {}, .client_order_id = client_order_id};
  }
  [[nodiscard]] const Order& order(const std::string& client_order_id) const {
    return *book_.find(named(client_order_id));
  }
  boost::json::object ask(const std::string& method, Params params) {
    params["timestamp"] = std::to_string(to_ms(at_));
    return boost::json::parse(said(requests_.answer(signed_request("1", method, params), visit_, at_)))
        .as_object();
  }
  // A LIMIT GTC order of ETHUSDT; `more` adds and replaces parameters, an empty one takes one away.
  static Params limit(const std::string& id, const std::string& side, const std::string& quantity,
                      const std::string& price, const Params& more = {}) {
    Params params{{"symbol", "\"ETHUSDT\""},       {"side", quoted(side)},         {"type", "\"LIMIT\""},
                  {"timeInForce", "\"GTC\""},      {"quantity", quoted(quantity)}, {"price", quoted(price)},
                  {"newClientOrderId", quoted(id)}};
    return with(std::move(params), more);
  }
  static Params market(const std::string& id, const std::string& side, const std::string& quantity,
                       const Params& more = {}) {
    Params params{{"symbol", "\"ETHUSDT\""},
                  {"side", quoted(side)},
                  {"type", "\"MARKET\""},
                  {"quantity", quoted(quantity)},
                  {"newClientOrderId", quoted(id)}};
    return with(std::move(params), more);
  }
  static Params stop(const std::string& id, const std::string& side, const std::string& quantity,
                     const std::string& trigger, const Params& more = {}) {
    Params params{{"algoType", "\"CONDITIONAL\""}, {"symbol", "\"ETHUSDT\""},
                  {"side", quoted(side)},          {"type", "\"STOP_MARKET\""},
                  {"quantity", quoted(quantity)},  {"triggerPrice", quoted(trigger)},
                  {"clientAlgoId", quoted(id)}};
    return with(std::move(params), more);
  }
  static Params amendment(const std::string& id, const std::string& side, const std::string& quantity,
                          const std::string& price, const Params& more = {}) {
    Params params{{"symbol", "\"ETHUSDT\""},
                  {"side", quoted(side)},
                  {"origClientOrderId", quoted(id)},
                  {"quantity", quoted(quantity)},
                  {"price", quoted(price)}};
    return with(std::move(params), more);
  }
  static Params with(Params params, const Params& more) {
    for (const auto& [name, text] : more) {
      if (text.empty()) {
        params.erase(name);
      } else {
        params[name] = text;
      }
    }
    return params;
  }
  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  boost::json::object place(const Params& params) { return ask("order.place", params); }
  static std::int64_t code(const boost::json::object& reply) {
    return reply.contains("error") ? reply.at("error").at("code").as_int64() : 0;
  }
  static std::string status(const boost::json::object& reply) {
    return std::string{reply.at("result").at("status").as_string()};
  }

  // Forgets what was told so far.
  void hush() {
    while (told_.take()) {
    }
  }
  // What was told since, and forgets it: "ORDER_TRADE_UPDATE one TRADE FILLED 0.100", "ALGO_UPDATE one NEW".
  std::vector<std::string> news() {
    std::vector<std::string> lines;
    while (const auto event = told_.take()) lines.push_back(line_of(*event));
    return lines;
  }
  static std::string line_of(const UserEvent& event) {
    const boost::json::object whole = boost::json::parse(event.json).as_object();
    const auto text = [](const boost::json::value& value) { return std::string{value.as_string()}; };
    if (event.type == "ACCOUNT_UPDATE") {
      const auto& position = whole.at("a").at("P").as_array().back();
      return event.type + ' ' + text(position.at("ps")) + ' ' + text(position.at("pa"));
    }
    if (event.type == "TRADE_LITE") return event.type + ' ' + text(whole.at("c")) + ' ' + text(whole.at("l"));
    const boost::json::object& content = whole.at("o").as_object();
    if (event.type == "ALGO_UPDATE")
      return event.type + ' ' + text(content.at("caid")) + ' ' + text(content.at("X"));
    std::string line = event.type + ' ' + text(content.at("c")) + ' ' + text(content.at("x")) + ' ' +
                       text(content.at("X")) + ' ' + text(content.at("z"));
    if (content.at("er") != "0") line += " er" + text(content.at("er"));
    return line;
  }

  Timestamp at_ = kNow;
  PendingEvents told_;
  KeyRing keys_{{{Keys{}.api_key, KeyType::Hmac, Keys{}.secret}}};
  Book book_;
  Requests requests_{keys_, 0, book_};
  Visit visit_{.connected_since = kNow};
};

}  // namespace bridge::simulator::test
