#include "order/order_check.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::order {
namespace {

using Reason = OrdRejReason;

OrderRefusal refuse(Reason reason, std::string text) {
  return {reason, std::move(text) + "; nothing was sent"};
}

// A list that the venue left out forbids nothing.
bool allows(const std::vector<std::string>& list, std::string_view word) {
  return list.empty() || word.empty() || std::ranges::find(list, word) != list.end();
}

std::optional<OrderRefusal> check_price(std::string_view name, const std::string& price,
                                        const SymbolRules& rules) {
  if (price.empty()) return std::nullopt;
  const std::string about = std::string(name) + "=" + price;
  if (!is_zero(rules.min_price) && compare(price, rules.min_price) < 0) {
    return refuse(Reason::Other, about + " is below " + rules.min_price);
  }
  if (!is_zero(rules.max_price) && compare(price, rules.max_price) > 0) {
    return refuse(Reason::Other, about + " is above " + rules.max_price);
  }
  if (!is_zero(rules.tick) && !is_in_steps(price, "0", rules.tick)) {
    return refuse(Reason::InvalidPriceIncrement, about + " is no multiple of the tick " + rules.tick);
  }
  return std::nullopt;
}

std::optional<OrderRefusal> check_quantity(const std::string& quantity, const LotRules& lot) {
  const std::string about = "OrderQty(38)=" + quantity;
  if (!is_zero(lot.min) && compare(quantity, lot.min) < 0) {
    return refuse(Reason::IncorrectQuantity, about + " is below the least lot " + lot.min);
  }
  if (!is_zero(lot.max) && compare(quantity, lot.max) > 0) {
    return refuse(Reason::ExceedsLimit, about + " is above the largest lot " + lot.max);
  }
  if (!is_zero(lot.step) && !is_in_steps(quantity, "0", lot.step)) {
    return refuse(Reason::IncorrectQuantity, about + " is no multiple of the step " + lot.step);
  }
  return std::nullopt;
}

std::optional<OrderRefusal> check_notional(const OrderTerms& terms, const SymbolRules& rules) {
  if (terms.reduce_only || terms.close_position || is_zero(rules.min_notional)) return std::nullopt;
  const auto notional = multiply(terms.price, terms.order_qty);  // without a price the venue alone knows it
  if (!notional || compare(*notional, rules.min_notional) >= 0) return std::nullopt;
  return refuse(Reason::IncorrectQuantity, "OrderQty(38) times Price(44) is " + *notional +
                                               ", below the least notional " + rules.min_notional);
}

}  // namespace

std::optional<OrderRefusal> fit_position_mode(PlaceCommand& command, bool hedge_mode) {
  OrderTerms& terms = command.terms;
  if (!hedge_mode) {
    if (terms.position_side != PositionSide::Both) {
      return refuse(Reason::UnsupportedCharacteristic,
                    "PositionSide(25107) is for hedge mode, and the account is in one-way mode");
    }
    terms.reduce_only = terms.reduce_only || (terms.position_effect == 'C' && !terms.close_position);
    return std::nullopt;
  }
  if (terms.position_side == PositionSide::Both && terms.position_effect != '\0') {
    const bool buys = command.side == '1';
    const bool opens = terms.position_effect == 'O';
    terms.position_side = buys == opens ? PositionSide::Long : PositionSide::Short;
  }
  if (terms.position_side == PositionSide::Both) {
    return refuse(Reason::UnsupportedCharacteristic,
                  "The account is in hedge mode: PositionEffect(77) or PositionSide(25107) has to say which "
                  "position is meant");
  }
  terms.reduce_only = false;  // the side of the position says it
  return std::nullopt;
}

std::optional<OrderRefusal> check_terms(const OrderTerms& terms, const SymbolRules& rules) {
  if (!rules.status.empty() && rules.status != "TRADING") {
    return refuse(Reason::BrokerOption, "The venue does not trade " + rules.symbol + " now: " + rules.status);
  }
  if (const char* word = type_word(terms.type); !allows(rules.order_types, word)) {
    return refuse(Reason::UnsupportedCharacteristic,
                  "OrdType(40): the venue does not take " + std::string(word) + " for " + rules.symbol);
  }
  if (const char* word = time_in_force_word(terms); !allows(rules.times_in_force, word)) {
    return refuse(Reason::UnsupportedCharacteristic,
                  "TimeInForce(59): the venue does not take " + std::string(word) + " for " + rules.symbol);
  }
  return check_change(terms, rules);
}

std::optional<OrderRefusal> check_change(const OrderTerms& terms, const SymbolRules& rules) {
  if (auto refused = check_price("Price(44)", terms.price, rules)) return refused;
  if (auto refused = check_price("StopPx(99)", terms.stop_px, rules)) return refused;
  if (!terms.order_qty.empty()) {
    const bool market = terms.type == OrdType::Market && !is_zero(rules.market_lot.max);
    if (auto refused = check_quantity(terms.order_qty, market ? rules.market_lot : rules.lot)) return refused;
  }
  return check_notional(terms, rules);
}

}  // namespace bridge::order
