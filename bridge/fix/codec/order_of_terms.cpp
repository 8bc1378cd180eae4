#include "fix/codec/order_of_terms.hpp"

namespace bridge::fix {

order::Order order_of(const order::OrderTerms& terms, char side) {
  order::Order order;
  order.side = side == '2' ? "SELL" : "BUY";
  order.type = order.orig_type = type_word(terms.type);
  order.time_in_force = time_in_force_word(terms);
  if (order.time_in_force.empty()) order.time_in_force = kNoTimeInForce;
  order.price = terms.price;
  order.stop_price = terms.stop_px;
  order.activate_price = terms.activate_price;
  order.price_rate = callback_rate(terms);
  order.good_till_date_ms = terms.good_till_ms;
  order.reduce_only = terms.reduce_only;
  order.close_position = terms.close_position;
  order.position_side = position_side_word(terms.position_side);
  order.price_match = terms.price_match;
  order.self_trade_prevention_mode = terms.self_trade_prevention;
  order.working_type = terms.working_type;
  order.price_protect = terms.price_protect;
  return order;
}

}  // namespace bridge::fix
