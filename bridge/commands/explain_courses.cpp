#include "commands/explain_courses.hpp"

#include "venue/binance/errors.hpp"

#include <optional>
#include <utility>

namespace bridge {
namespace {

order::Outcome refusal(int status, int code, const char* text,
                       order::RequestKind asked = order::RequestKind::Cancel) {
  auto outcome = venue::binance::judge(status, code, text, 0, asked);
  if (auto* rejected = std::get_if<order::Rejected>(&outcome)) {
    rejected->error.ord_rej_reason = venue::binance::ord_rej_reason(status, code);
  }
  return outcome;
}

// The order that the request names, as the venue might show it.
order::Order order_as(order::OrderStatus status, const char* word, const std::string& symbol,
                      const order::OrderRef& ref, const char* executed) {
  order::Order order;
  order.order_id = order::OrderId{8389765519836};
  order.client_order_id = "order-1";
  if (const auto* id = std::get_if<order::OrderId>(&ref)) order.order_id = *id;
  if (const auto* id = std::get_if<order::ClientOrderId>(&ref)) order.client_order_id = id->value();
  order.symbol = symbol;
  order.status = status;
  order.status_text = word;
  order.side = "BUY";
  order.position_side = "BOTH";
  order.type = "LIMIT";
  order.orig_type = "LIMIT";
  order.time_in_force = "GTC";
  order.price = "65000.10";
  order.orig_qty = "0.250";
  order.executed_qty = executed;
  order.avg_price = std::string(executed) == "0" ? "0" : "65000.10";
  order.working_type = "CONTRACT_PRICE";
  order.price_match = "NONE";
  order.self_trade_prevention_mode = "NONE";
  order.update_time_ms = to_ms(now());
  return order;
}

std::vector<Course> courses_of_cancel(const std::string& symbol, const order::OrderRef& ref) {
  using enum order::OrderStatus;
  const auto found = [&](order::OrderStatus status, const char* word, const char* executed) {
    return order::Outcome{order::Found{order_as(status, word, symbol, ref, executed)}};
  };
  const auto canceled = [&](const char* executed) {
    auto order = order_as(Canceled, "CANCELED", symbol, ref, executed);
    order.avg_price.reset();  // the venue no longer tells it here (fixspec/venue.md, 4.1)
    return order::Outcome{order::Canceled{std::move(order)}};
  };
  const auto unknown_sent = refusal(400, -2011, "Unknown order sent.");
  const auto no_such_order = refusal(400, -2013, "Order does not exist.");
  return {
      {"canceled, nothing was filled", {canceled("0")}},
      {"canceled, a part was filled", {canceled("0.100"), found(Canceled, "CANCELED", "0.100")}},
      {"-2011, order.status says FILLED", {unknown_sent, found(Filled, "FILLED", "0.250")}},
      {"-2011, order.status says CANCELED", {unknown_sent, found(Canceled, "CANCELED", "0")}},
      {"-2011, order.status says EXPIRED", {unknown_sent, found(Expired, "EXPIRED", "0")}},
      {"-2011, order.status says -2013, also a moment later", {unknown_sent, no_such_order, no_such_order}},
      {"-1003, too many requests", {refusal(429, -1003, "Too many requests.")}},
      {"-2015, the key is not accepted",
       {refusal(401, -2015, "Invalid API-key, IP, or permissions for action.")}},
      {"-1007, nobody knows; order.status says CANCELED",
       {refusal(408, -1007, "Timeout waiting for response from backend server."),
        found(Canceled, "CANCELED", "0")}},
      {"no answer; order.status says CANCELED", {Silence{}, found(Canceled, "CANCELED", "0")}},
      {"no answer; order.status says NEW; canceled at the second try",
       {Silence{}, found(New, "NEW", "0"), canceled("0")}},
      {"the link is down", {}, false},
  };
}

std::vector<Course> courses_of_status(const std::string& symbol, const order::OrderRef& ref) {
  using enum order::OrderStatus;
  const auto found = [&](order::OrderStatus status, const char* word, const char* executed) {
    return order::Outcome{order::Found{order_as(status, word, symbol, ref, executed)}};
  };
  return {
      {"NEW", {found(New, "NEW", "0")}},
      {"PARTIALLY_FILLED", {found(PartiallyFilled, "PARTIALLY_FILLED", "0.100")}},
      {"CANCELED", {found(Canceled, "CANCELED", "0")}},
      {"-2013", {refusal(400, -2013, "Order does not exist.")}},
      {"no answer", {Silence{}}},
      {"the link is down", {}, false},
  };
}

// What the user-data stream tells of this order.
order::OrderUpdate told_by_stream(order::Order order, order::ExecutionType type) {
  order::OrderUpdate update;
  update.execution_type = type;
  update.order = std::move(order);
  return update;
}

order::OrderUpdate trade_of(order::Order order, std::int64_t trade_id, const char* last_qty) {
  order::Execution fill;
  fill.symbol = order.symbol;
  fill.order_id = order.order_id;
  fill.trade_id = trade_id;
  fill.last_qty = last_qty;
  fill.last_px = order.price;
  fill.time_ms = order.update_time_ms;
  auto update = told_by_stream(std::move(order), order::ExecutionType::Trade);
  update.execution = std::move(fill);
  return update;
}

order::Order with(order::Order order, order::OrderStatus status, const char* word, std::string executed) {
  order.status = status;
  order.status_text = word;
  order.executed_qty = std::move(executed);
  ++order.update_time_ms;
  return order;
}

std::vector<Course> courses_of_place(const order::SendPlace& place) {
  using enum order::OrderStatus;
  const std::string& client_id = std::get<order::ClientOrderId>(place.order).value();
  const std::string& quantity = place.terms.order_qty;
  const auto order = placed_order(place.symbol, client_id, quantity, place.terms.price);
  const order::Outcome taken = order::Found{order};
  const auto filled = trade_of(with(order, Filled, "FILLED", quantity), 7001, quantity.c_str());
  const auto ended = told_by_stream(with(order, Expired, "EXPIRED", "0"), order::ExecutionType::Expired);
  const auto timeout =
      refusal(408, -1007, "Timeout waiting for response from backend server.", order::RequestKind::Place);
  return {
      {"NEW, then filled", {taken, filled}},
      {"the user-data stream tells of the fill before the answer", {filled, taken}},
      {"NEW, then EXPIRED", {taken, ended}},
      {"-4014, the price is not on the tick",
       {refusal(400, -4014, "Price not increased by tick size.", order::RequestKind::Place)}},
      {"-2019, the margin does not do",
       {refusal(400, -2019, "Margin is insufficient.", order::RequestKind::Place)}},
      {"-1015, too many orders", {refusal(429, -1015, "Too many new orders.", order::RequestKind::Place)}},
      {"-1007, nobody knows; order.status has it", {timeout, taken}},
      {"no answer; the stream tells of it", {Silence{}, told_by_stream(order, order::ExecutionType::New)}},
      {"the link is down", {}, false},
  };
}

std::vector<Course> courses_of_modify(const order::SendModify& modify) {
  using enum order::OrderStatus;
  order::Order order = order_as(New, "NEW", modify.symbol, modify.order, "0");
  order.orig_qty = modify.order_qty;
  order.price = modify.price;
  order.update_time_ms += 1000;
  const order::Outcome amended = order::Found{order};
  const order::Outcome canceled = order::Found{with(order, Canceled, "CANCELED", "0")};
  return {
      {"NEW, with the new terms", {amended}},
      {"200, but CANCELED: it would have taken", {canceled}},
      {"-4014, the price is not on the tick",
       {refusal(400, -4014, "Price not increased by tick size.", order::RequestKind::Modify)}},
      {"-5027, no need to modify",
       {refusal(400, -5027, "No need to modify the order.", order::RequestKind::Modify)}},
      {"-1007, nobody knows; order.status shows the new terms",
       {refusal(408, -1007, "Timeout waiting for response from backend server.", order::RequestKind::Modify),
        amended}},
      {"the link is down", {}, false},
  };
}

std::vector<Course> courses_of_algo_place(const order::SendAlgoPlace& place) {
  using enum order::AlgoStatus;
  const std::string& client_id = std::get<order::ClientOrderId>(place.order).value();
  const auto as = [&](order::AlgoStatus status, const char* word) {
    order::AlgoOrder algo;
    algo.algo_id = order::AlgoId{2000000912345678};
    algo.client_algo_id = client_id;
    algo.symbol = place.symbol;
    algo.quantity = place.terms.order_qty;
    algo.status = status;
    algo.status_text = word;
    return algo;
  };
  const std::string quantity = place.terms.order_qty.empty() ? "0.100" : place.terms.order_qty;
  const auto child = placed_order(place.symbol, client_id, quantity, place.terms.price);
  const auto filled =
      trade_of(with(child, order::OrderStatus::Filled, "FILLED", quantity), 7001, quantity.c_str());
  order::AlgoUpdate rejected;
  rejected.order = as(Rejected, "REJECTED");
  rejected.order.reject_reason = "Margin is insufficient.";
  const order::Outcome taken = order::AlgoFound{as(New, "NEW")};
  return {
      {"NEW, then triggered and filled", {taken, filled}},
      {"NEW, then rejected when it is triggered", {taken, rejected}},
      {"-2021, it would trigger at once",
       {refusal(400, -2021, "Order would immediately trigger.", order::RequestKind::AlgoPlace)}},
      {"-1007, nobody knows; GET algoOrder has it",
       {refusal(408, -1007, "Timeout waiting for response from backend server.",
                order::RequestKind::AlgoPlace),
        taken}},
      {"the link is down", {}, false},
  };
}

}  // namespace

order::Order placed_order(const std::string& symbol, const std::string& client_order_id,
                          const std::string& quantity, const std::string& price) {
  order::Order order =
      order_as(order::OrderStatus::New, "NEW", symbol, order::ClientOrderId{client_order_id}, "0");
  order.orig_qty = quantity;
  if (!price.empty()) order.price = price;
  return order;
}

std::vector<Course> courses_of(const order::Request& request) {
  const std::string& symbol = order::symbol_of(request);
  if (const auto* place = std::get_if<order::SendPlace>(&request)) return courses_of_place(*place);
  if (const auto* place = std::get_if<order::SendAlgoPlace>(&request)) return courses_of_algo_place(*place);
  if (const auto* modify = std::get_if<order::SendModify>(&request)) return courses_of_modify(*modify);
  return std::holds_alternative<order::SendCancel>(request)
             ? courses_of_cancel(symbol, order::order_of(request))
             : courses_of_status(symbol, order::order_of(request));
}

}  // namespace bridge
