#include "order/order_terms.hpp"

#include "base/decimal.hpp"

namespace bridge::order {

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
  return "";
}

const char* position_side_word(PositionSide side) {
  switch (side) {
    case PositionSide::Long:
      return "LONG";
    case PositionSide::Short:
      return "SHORT";
    case PositionSide::Both:
      break;
  }
  return "";
}

std::string callback_rate(const OrderTerms& terms) {
  return multiply(terms.callback_bips, "0.01").value_or("");
}

}  // namespace bridge::order
