#include "fix/codec/order_of_terms.hpp"

#include <cstddef>
#include <string>

namespace bridge::fix {
namespace {

using order::OrderTerms;
using order::OrdType;
using order::PositionSide;
using order::TimeInForce;

const char* type_word(OrdType type) {
  switch (type) {
    case OrdType::Market:
      return "MARKET";
    case OrdType::Limit:
      return "LIMIT";
    case OrdType::Stop:
      return "STOP_MARKET";
    case OrdType::StopLimit:
      return "STOP";
    case OrdType::TakeProfit:
      return "TAKE_PROFIT_MARKET";
    case OrdType::TakeProfitLimit:
      return "TAKE_PROFIT";
    case OrdType::TrailingStop:
      break;
  }
  return "TRAILING_STOP_MARKET";
}

const char* time_in_force_word(const OrderTerms& terms) {
  if (terms.retail_price_improvement) return "RPI";
  if (terms.post_only) return "GTX";
  switch (terms.time_in_force) {
    case TimeInForce::GoodTillCancel:
      return "GTC";
    case TimeInForce::ImmediateOrCancel:
      return "IOC";
    case TimeInForce::FillOrKill:
      return "FOK";
    case TimeInForce::GoodTillDate:
      return "GTD";
    case TimeInForce::None:
      break;
  }
  return kNoTimeInForce;
}

// Basis points as a percentage: "30" is "0.30".
std::string percent(std::string bips) {
  constexpr std::size_t kPlaces = 2;
  if (bips.empty()) return bips;
  if (bips.size() <= kPlaces) bips.insert(0, kPlaces + 1 - bips.size(), '0');
  return bips.insert(bips.size() - kPlaces, ".");
}

}  // namespace

order::Order order_of(const OrderTerms& terms, char side) {
  order::Order order;
  order.side = side == '2' ? "SELL" : "BUY";
  order.type = order.orig_type = type_word(terms.type);
  order.time_in_force = time_in_force_word(terms);
  order.price = terms.price;
  order.stop_price = terms.stop_px;
  order.activate_price = terms.activate_price;
  order.price_rate = percent(terms.callback_bips);
  order.good_till_date_ms = terms.good_till_ms;
  order.reduce_only = terms.reduce_only;
  order.close_position = terms.close_position;
  if (terms.position_side == PositionSide::Long) order.position_side = "LONG";
  if (terms.position_side == PositionSide::Short) order.position_side = "SHORT";
  order.price_match = terms.price_match;
  order.self_trade_prevention_mode = terms.self_trade_prevention;
  order.working_type = terms.working_type;
  order.price_protect = terms.price_protect;
  return order;
}

}  // namespace bridge::fix
