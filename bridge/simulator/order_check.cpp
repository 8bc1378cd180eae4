#include "simulator/order_check.hpp"

#include "simulator/instruments.hpp"
#include "simulator/matching.hpp"
#include "simulator/order_refusal.hpp"
#include "simulator/terms.hpp"
#include "simulator/terms_of_all.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::string_view kAlgoTypes[] = {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET",
                                           "TRAILING_STOP_MARKET"};

void read_type(Terms& terms, const Request& request, Order& order) {
  const std::string type = request.text("type").value_or("");
  terms.refuse_if(std::find(std::begin(kAlgoTypes), std::end(kAlgoTypes), type) != std::end(kAlgoTypes),
                  belongs_to_algo());
  terms.read_word("type", {"LIMIT", "MARKET"}, invalid_order_type(), order.type);
}

void read_limit_terms(Terms& terms, const Instrument& instrument, Order& order, Timestamp at) {
  terms.must_have({"timeInForce", "quantity"});
  read_time_in_force(terms, {"GTC", "IOC", "FOK", "GTX", "GTD", "RPI"}, order.time_in_force);
  read_price_match(terms, order.price_match);
  if (order.price_match == "NONE") {
    terms.must_have({"price"});
    terms.read_price(instrument, "price", order.price);
  } else {
    terms.must_not_have({"price"});
  }
  if (order.time_in_force != "GTD") return terms.must_not_have({"goodTillDate"});
  terms.must_have({"goodTillDate"});
  terms.read_integer("goodTillDate", order.good_till_date);
  if (terms.ok()) check_date(terms, order.good_till_date, at);
  order.good_till_date -= order.good_till_date % 1000;  // the venue drops the milliseconds
}

void read_market_terms(Terms& terms, Order& order) {
  terms.must_have({"quantity"});
  terms.refuse_if(terms.has("timeInForce"), tif_not_required());
  terms.refuse_if(terms.has("priceMatch"), price_match_unsupported());
  terms.must_not_have({"price", "goodTillDate"});
  order.price = "0.00";
}

void check_mark(Terms& terms, const Instrument& instrument, const Book& book, const Order& order) {
  const Units mark = book.prices(order.symbol).mark;
  if (mark == 0) return;
  const Units cap = times(mark, units_of(instrument.multiplier_up));
  const Units floor = times(mark, units_of(instrument.multiplier_down));
  const bool buys = order.side == "BUY";
  if (order.type == "MARKET") {
    const Units best = counterpart(book, order.symbol, order.side);
    terms.refuse_if(best != 0 && (buys ? best > cap : best < floor), counterpart_too_far());
  } else if (order.price_match == "NONE") {
    terms.refuse_if(buys && units_of(order.price) > cap, above_cap());
    terms.refuse_if(!buys && units_of(order.price) < floor, below_floor());
  }
}

// A MARKET order is worth what the mark price says.
Units value_of(const Order& order, const Book& book) {
  const Units price = order.type == "MARKET" ? book.prices(order.symbol).mark : units_of(order.price);
  return times(price, units_of(order.orig_qty));
}

void check_value(Terms& terms, const Instrument& instrument, const Book& book, const Order& order) {
  const Units value = value_of(order, book);
  terms.refuse_if(!order.reduce_only && value != 0 && value < units_of(instrument.min_notional),
                  below_min_notional(instrument.min_notional));
}

}  // namespace

std::variant<NewOrder, Refusal> check_place(const Request& request, const Book& book, Timestamp at) {
  Terms terms{request};
  NewOrder placed;
  Order& order = placed.order;
  order.symbol = *request.text("symbol");
  const Instrument instrument = instrument_of(order.symbol);
  terms.must_have({"side", "type"});
  terms.read_word("side", {"BUY", "SELL"}, invalid_side(), order.side);
  read_type(terms, request, order);
  terms.must_not_have({"stopPrice", "closePosition", "activationPrice", "callbackRate"});
  order.type == "LIMIT" ? read_limit_terms(terms, instrument, order, at) : read_market_terms(terms, order);
  terms.read_quantity(instrument, order.type == "MARKET", order.orig_qty);
  read_stp_mode(terms, order.self_trade_prevention_mode);
  std::string response = "ACK";
  terms.read_word("newOrderRespType", {"ACK", "RESULT"}, invalid_resp_type(), response);
  placed.tells_result = response == "RESULT";
  read_position_side(terms, book, order.side, order.position_side, order.reduce_only);
  terms.read_client_id("newClientOrderId", order.client_order_id);
  if (terms.ok()) check_mark(terms, instrument, book, order);
  if (terms.ok()) check_value(terms, instrument, book, order);
  if (!terms.ok()) return *terms.refusal();
  order.orig_type = order.type;
  order.executed_qty = decimal(0, instrument.quantity_places);
  order.avg_price = order.cum_quote = "0.00000";
  order.stop_price = "0.00";
  return placed;
}

std::optional<Refusal> refuse_by_book(Order& order, const Book& book, bool accepts_unfillable) {
  const Order* same =
      order.client_order_id.empty()
          ? nullptr
          : book.find({.symbol = order.symbol, .order_id = {}, .client_order_id = order.client_order_id});
  if (same != nullptr && is_open(*same)) return duplicate_client_id();
  const Position position = book.position(order.symbol, order.position_side);
  if (order.reduce_only && reducible(position, order.side == "BUY") == 0) return reduces_nothing();
  const Instrument instrument = instrument_of(order.symbol);
  if (book.open_count(order.symbol) >= static_cast<std::size_t>(instrument.max_orders)) {
    return too_many_open();
  }
  if (order.price_match != "NONE") {
    const Units price = matched_price(book, order);
    if (price == 0) return no_depth_matches();
    order.price = decimal(price, instrument.price_places);
  }
  if (accepts_unfillable) return std::nullopt;
  if (order.time_in_force == "FOK" && !would_fill(book, order, units_of(order.orig_qty))) {
    return fok_unfillable();
  }
  if (order.time_in_force == "GTX" && would_fill(book, order, 1)) return gtx_would_take();
  return std::nullopt;
}

}  // namespace bridge::simulator
