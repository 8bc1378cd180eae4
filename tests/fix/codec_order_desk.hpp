// Orders as a client of each version writes them, and what was read of them in words.
#pragma once

#include "fix/codec_desk.hpp"

#include <array>
#include <string>
#include <variant>

namespace bridge::fix {

inline const std::array<const Desk*, 3> kOrderDesks = {&fix42(), &fix44(), &fix50sp2()};

// `fields` with what every order has; HandlInst(21) is of FIX 4.2.
inline std::string order_fields(const Desk& desk, const std::string& fields) {
  const bool has_handl_inst = ("|" + fields).find("|21=") != std::string::npos;
  return "11=X|55=BTC/USDT|60=20261122-10:00:00.123|" + fields +
         (desk.session.version() == Version::Fix42 && !has_handl_inst ? "21=1|" : "");
}

// A buy, unless `fields` have a side.
inline std::string with_side(const std::string& fields) {
  return ("|" + fields).find("|54=") == std::string::npos ? "54=1|" + fields : fields;
}

inline order::PlaceCommand placed(const Desk& desk, const std::string& fields) {
  const auto message = desk.request("D", order_fields(desk, with_side(fields)));
  return std::get<order::PlaceCommand>(decode(message, desk.session).value());
}

inline order::ReplaceCommand replaced(const Desk& desk, const std::string& fields) {
  const auto message = desk.request("G", order_fields(desk, with_side(fields)));
  return std::get<order::ReplaceCommand>(decode(message, desk.session).value());
}

inline std::string type_in_words(order::OrdType type) {
  using enum order::OrdType;
  switch (type) {
    case Market:
      return "market";
    case Limit:
      return "limit";
    case Stop:
      return "stop";
    case StopLimit:
      return "stop limit";
    case TakeProfit:
      return "take profit";
    case TakeProfitLimit:
      return "take profit limit";
    case TrailingStop:
      break;
  }
  return "trailing stop";
}

// "limit, GTC, 38=0.250, 44=65000.10, post-only": what differs from saying nothing.
inline std::string in_words(const order::OrderTerms& terms) {
  using order::PositionSide;
  using order::TimeInForce;
  std::string text = type_in_words(terms.type);
  const auto say = [&](bool said, const std::string& word) {
    if (said) text += ", " + word;
  };
  say(terms.time_in_force == TimeInForce::GoodTillCancel, "GTC");
  say(terms.time_in_force == TimeInForce::ImmediateOrCancel, "IOC");
  say(terms.time_in_force == TimeInForce::FillOrKill, "FOK");
  say(terms.time_in_force == TimeInForce::GoodTillDate, "GTD");
  say(!terms.order_qty.empty(), "38=" + terms.order_qty);
  say(!terms.price.empty(), "44=" + terms.price);
  say(!terms.stop_px.empty(), "trigger " + terms.stop_px);
  say(!terms.activate_price.empty(), "from " + terms.activate_price);
  say(!terms.callback_bips.empty(), terms.callback_bips + " bips");
  say(terms.good_till_ms != 0, "till " + std::to_string(terms.good_till_ms));
  say(terms.post_only, "post-only");
  say(terms.retail_price_improvement, "RPI");
  say(terms.reduce_only, "reduce-only");
  say(terms.close_position, "close position");
  say(terms.position_side == PositionSide::Long, "LONG");
  say(terms.position_side == PositionSide::Short, "SHORT");
  say(terms.position_effect != '\0', std::string("77=") + terms.position_effect);
  say(!terms.price_match.empty(), terms.price_match);
  say(!terms.self_trade_prevention.empty(), terms.self_trade_prevention);
  say(!terms.working_type.empty(), terms.working_type);
  say(terms.price_protect, "price protect");
  return text;
}

// "11 MinQty(110) is not supported …"; empty when the order is not refused.
inline std::string in_words(const std::optional<order::OrderRefusal>& refused) {
  if (!refused) return "";
  return std::to_string(static_cast<int>(refused->reason)) + " " + refused->text;
}

}  // namespace bridge::fix
