// What the venue checks of an order.modify.
#include "simulator/execute.hpp"
#include "simulator/instruments.hpp"
#include "simulator/matching.hpp"
#include "simulator/order_check.hpp"
#include "simulator/order_refusal.hpp"
#include "simulator/terms_of_all.hpp"

#include <utility>

namespace bridge::simulator {
namespace {

void read_new_price(Terms& terms, const Instrument& instrument, const Book& book, const Order& order,
                    Amendment& amendment) {
  read_price_match(terms, amendment.price_match);
  if (amendment.price_match == "NONE") return terms.read_price(instrument, "price", amendment.price);
  Order matched = order;
  matched.price_match = amendment.price_match;
  const Units price = matched_price(book, matched);
  terms.refuse_if(price == 0, no_depth_matches());
  amendment.price = decimal(price, instrument.price_places);
}

void check_mark(Terms& terms, const Instrument& instrument, const Book& book, const Order& order,
                Units price) {
  const Units mark = book.prices(order.symbol).mark;
  if (mark == 0) return;
  terms.refuse_if(order.side == "BUY" && price > times(mark, units_of(instrument.multiplier_up)),
                  above_cap());
  terms.refuse_if(order.side == "SELL" && price < times(mark, units_of(instrument.multiplier_down)),
                  below_floor());
}

void check_against(Terms& terms, const Instrument& instrument, const Order& order,
                   const Amendment& amendment) {
  bool reduces = false;  // validation only: it never changes the order's own flag
  terms.read_flag("reduceOnly", reduces);
  terms.refuse_if(reduces && !order.reduce_only, not_reduce_only());
  const Units value = times(units_of(amendment.price), units_of(amendment.quantity));
  terms.refuse_if(!reduces && value < units_of(instrument.min_notional),
                  amended_below_min_notional(instrument.min_notional));
  terms.refuse_if(order.amendments >= kMaxAmendments, amended_too_often());
  terms.refuse_if(units_of(amendment.price) == units_of(order.price) &&
                      units_of(amendment.quantity) == units_of(order.orig_qty) &&
                      amendment.price_match == order.price_match,
                  nothing_to_amend());
}

}  // namespace

std::variant<Amendment, Refusal> check_amend(const Request& request, const Book& book, const Order* order) {
  Terms terms{request};
  terms.must_have({"side", "quantity"});
  if (!terms.has("priceMatch")) terms.must_have({"price"});
  std::string side;
  terms.read_word("side", {"BUY", "SELL"}, invalid_side(), side);
  std::int64_t modify_id = 0;
  terms.read_integer("modifyId", modify_id);
  terms.refuse_if(order == nullptr || !is_open(*order), no_such_order());
  if (!terms.ok()) return *terms.refusal();
  terms.refuse_if(order->type != "LIMIT", limit_only());
  terms.refuse_if(side != order->side, invalid_side());
  const Instrument instrument = instrument_of(order->symbol);
  Amendment amendment;
  if (terms.has("modifyId")) amendment.modify_id = modify_id;
  terms.read_quantity(instrument, false, amendment.quantity);
  if (terms.ok()) read_new_price(terms, instrument, book, *order, amendment);
  if (terms.ok()) check_mark(terms, instrument, book, *order, units_of(amendment.price));
  if (terms.ok()) check_against(terms, instrument, *order, amendment);
  if (!terms.ok()) return *terms.refusal();
  return amendment;
}

}  // namespace bridge::simulator
