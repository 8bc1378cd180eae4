#include "simulator/order_json.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "simulator/amount.hpp"
#include "simulator/json_file.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

struct Decimal {
  std::string Order::*field;
};
using Member = std::variant<std::string Order::*, Decimal, bool Order::*, std::int64_t Order::*>;

struct Field {
  std::string_view name;
  Member member;
};

// The fields are named as in order.status (fixspec/venue.md, 4.3).
const std::array kFields{
    Field{"symbol", &Order::symbol},
    Field{"orderId", &Order::order_id},
    Field{"clientOrderId", &Order::client_order_id},
    Field{"status", &Order::status},
    Field{"side", &Order::side},
    Field{"type", &Order::type},
    Field{"timeInForce", &Order::time_in_force},
    Field{"price", Decimal{&Order::price}},
    Field{"origQty", Decimal{&Order::orig_qty}},
    Field{"executedQty", Decimal{&Order::executed_qty}},
    Field{"avgPrice", Decimal{&Order::avg_price}},
    Field{"cumQuote", Decimal{&Order::cum_quote}},
    Field{"stopPrice", Decimal{&Order::stop_price}},
    Field{"positionSide", &Order::position_side},
    Field{"workingType", &Order::working_type},
    Field{"priceMatch", &Order::price_match},
    Field{"selfTradePreventionMode", &Order::self_trade_prevention_mode},
    Field{"activatePrice", Decimal{&Order::activate_price}},
    Field{"priceRate", Decimal{&Order::price_rate}},
    Field{"origType", &Order::orig_type},
    Field{"reduceOnly", &Order::reduce_only},
    Field{"closePosition", &Order::close_position},
    Field{"priceProtect", &Order::price_protect},
    Field{"goodTillDate", &Order::good_till_date},
    Field{"time", &Order::time},
    Field{"updateTime", &Order::update_time},
    Field{"queueRank", &Order::queue_rank},
    Field{"amendments", &Order::amendments},
};

// What an order has only once it was on a book, or amended there.
bool is_left_out(const Field& field, const Order& order) {
  return (field.name == "queueRank" && order.queue_rank == 0) ||
         (field.name == "amendments" && order.amendments == 0);
}

struct Assign {
  Order& order;
  const json::value& value;

  void operator()(std::string Order::*field) const { order.*field = text("a string"); }
  void operator()(Decimal decimal) const {
    std::string digits = text("a decimal in quotes, like \"0.250\"");
    if (!is_decimal(digits)) throw Wrong{"must be a decimal in quotes, like \"0.250\", is " + shown(value)};
    order.*decimal.field = std::move(digits);
  }
  void operator()(bool Order::*field) const {
    if (!value.is_bool()) throw Wrong{"must be true or false, is " + shown(value)};
    order.*field = value.get_bool();
  }
  void operator()(std::int64_t Order::*field) const {
    if (!value.is_int64() || value.get_int64() < 0) {
      throw Wrong{"must be an integer from 0 to 9223372036854775807 without quotes, is " + shown(value)};
    }
    order.*field = value.get_int64();
  }

  [[nodiscard]] std::string text(const std::string& expected) const {
    if (!value.is_string()) throw Wrong{"must be " + expected + ", is " + shown(value)};
    return std::string{value.get_string()};
  }
};

void require_one_of(const std::string& value, const std::vector<std::string_view>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
  std::string list;
  for (const std::string_view word : allowed) {
    list += list.empty() ? "" : ", ";
    list += word;
  }
  throw Wrong{"must be one of " + list + ", is \"" + clean_text(value, 60) + '"'};
}

// The words of the venue (fixspec/venue.md, 4.6).
struct Choice {
  const char* name;
  std::string Order::*field;
  std::vector<std::string_view> allowed;
};

const std::array kChoices{
    Choice{"status",
           &Order::status,
           {"NEW", "PARTIALLY_FILLED", "FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH"}},
    Choice{"side", &Order::side, {"BUY", "SELL"}},
    Choice{"type",
           &Order::type,
           {"LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET",
            "TRAILING_STOP_MARKET", "LIQUIDATION"}},
    Choice{"timeInForce", &Order::time_in_force, {"GTC", "IOC", "FOK", "GTX", "GTD", "RPI", "GTE_GTC"}},
    Choice{"positionSide", &Order::position_side, {"BOTH", "LONG", "SHORT"}},
    Choice{"workingType", &Order::working_type, {"CONTRACT_PRICE", "MARK_PRICE"}},
    Choice{"priceMatch",
           &Order::price_match,
           {"NONE", "OPPONENT", "OPPONENT_5", "OPPONENT_10", "OPPONENT_20", "QUEUE", "QUEUE_5", "QUEUE_10",
            "QUEUE_20"}},
    Choice{"selfTradePreventionMode",
           &Order::self_trade_prevention_mode,
           {"NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"}},
};

// A book that contradicts itself would teach a client wrong things.
void require_sound_quantities(const Order& order) {
  const auto left = subtract(order.orig_qty, order.executed_qty);
  if (!left) throw Wrong{"executedQty " + order.executed_qty + " is more than origQty " + order.orig_qty};
  const bool filled = is_zero(*left);
  const bool touched = !is_zero(order.executed_qty);
  if (order.status == "NEW" && touched) throw Wrong{"status NEW needs executedQty 0"};
  if (order.status == "PARTIALLY_FILLED" && (!touched || filled)) {
    throw Wrong{"status PARTIALLY_FILLED needs executedQty between 0 and origQty"};
  }
  if (order.status == "FILLED" && !filled) throw Wrong{"status FILLED needs executedQty equal to origQty"};
  if (touched && is_zero(order.avg_price)) throw Wrong{"executedQty above 0 needs an avgPrice"};
}

void require_sound(const Order& order) {
  if (order.symbol.empty()) throw Wrong{.what = "must not be empty", .place = "symbol"};
  for (const Choice& choice : kChoices) {
    within(choice.name, [&] { require_one_of(order.*choice.field, choice.allowed); });
  }
  if ((order.time_in_force == "GTD") != (order.good_till_date > 0)) {
    throw Wrong{.what = "is there, in ms, when timeInForce is GTD, and only then", .place = "goodTillDate"};
  }
  require_sound_quantities(order);
}

}  // namespace

Order read_order(const json::value& value) {
  Order order = read_any_order(value);
  require_sound(order);
  return order;
}

Order read_any_order(const json::value& value) {
  if (!value.is_object()) throw Wrong{"must be an object, is " + shown(value)};
  Order order;
  for (const auto& entry : value.get_object()) {
    const std::string key{entry.key()};
    const auto field = std::find_if(kFields.begin(), kFields.end(),
                                    [&](const Field& candidate) { return candidate.name == key; });
    within(key, [&] {
      if (field == kFields.end()) throw Wrong{"is not a field of order.status (venue's spelling)"};
      std::visit(Assign{order, entry.value()}, field->member);
    });
  }
  for (const char* name : {"symbol", "orderId"}) {
    if (!value.get_object().contains(name)) throw Wrong{std::string{name} + " is missing"};
  }
  return order;
}

void require_end(const std::string& status) { require_one_of(status, {"FILLED", "EXPIRED", "CANCELED"}); }

void require_amount(const std::string& text) {
  if (read_units(text).value_or(0) > 0) return;
  throw Wrong{"must be a decimal above 0 in quotes, like \"0.250\", is \"" + clean_text(text, 60) + '"'};
}

std::vector<Order> read_orders(const json::value& document) {
  const json::value* list = document.is_object() ? document.get_object().if_contains("orders") : nullptr;
  if (list == nullptr || !list->is_array()) throw Wrong{R"(must be an object {"orders": [...]})"};
  for (const auto& entry : document.get_object()) {
    if (entry.key() != "orders") {
      throw Wrong{.what = "is not known here; only \"orders\" is", .place = entry.key()};
    }
  }
  std::vector<Order> orders;
  std::set<std::pair<std::string, std::int64_t>> ids;
  for (const json::value& value : list->get_array()) {
    within("orders[" + std::to_string(orders.size()) + "]", [&] {
      Order order = read_order(value);
      if (!ids.emplace(order.symbol, order.order_id).second) {
        throw Wrong{.what = std::to_string(order.order_id) + " is there twice for " + order.symbol,
                    .place = "orderId"};
      }
      orders.push_back(std::move(order));
    });
  }
  return orders;
}

json::object write_order(const Order& order) {
  json::object object;
  for (const Field& field : kFields) {
    if (is_left_out(field, order)) continue;
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), Decimal>) {
            if (!(order.*member.field).empty()) object[field.name] = order.*member.field;
          } else {
            object[field.name] = order.*member;
          }
        },
        field.member);
  }
  return object;
}

}  // namespace bridge::simulator
