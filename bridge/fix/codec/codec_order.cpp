#include "fix/codec/codec_order.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "fix/codec/codec_wording.hpp"
#include "fix/codec/order_of_terms.hpp"
#include "fix/quickfix.hpp"

namespace bridge::fix {
namespace {

using order::Order;

// The type under which the order was placed, because a triggered stop is a LIMIT or MARKET by now.
const std::string& placed_type(const Order& order) {
  return order.orig_type.empty() ? order.type : order.orig_type;
}

bool is_stop(const std::string& type) { return type == "STOP" || type == "STOP_MARKET"; }
bool is_take_profit(const std::string& type) { return type == "TAKE_PROFIT" || type == "TAKE_PROFIT_MARKET"; }
bool is_trailing(const Order& order) { return placed_type(order) == "TRAILING_STOP_MARKET"; }
bool is_post_only(const std::string& time_in_force) {
  return time_in_force == "GTX" || time_in_force == "RPI";
}

// fixspec/rules.md, 7. All four exist in every version.
char ord_type(const Order& order) {
  const std::string& type = placed_type(order);
  if (type == "LIMIT") return FIX::OrdType_LIMIT;
  if (type == "STOP" || type == "TAKE_PROFIT") return FIX::OrdType_STOP_LIMIT;
  if (type == "STOP_MARKET" || type == "TAKE_PROFIT_MARKET" || type == "TRAILING_STOP_MARKET")
    return FIX::OrdType_STOP;
  if (type == "LIQUIDATION") return is_zero(order.price) ? FIX::OrdType_MARKET : FIX::OrdType_LIMIT;
  return FIX::OrdType_MARKET;
}

// Turns a percentage into basis points, digits only: "0.3" is 30. It is empty when the rate is finer than
// that.
std::string basis_points(const std::string& percent) {
  if (!is_decimal(percent)) return "";
  const auto point = percent.find('.');
  std::string whole = percent.substr(0, point);
  std::string places = point == std::string::npos ? "" : percent.substr(point + 1);
  if (places.size() > 2 && !is_zero(places.substr(2))) return "";
  places.resize(2, '0');
  whole += places;
  const auto digits = whole.find_first_not_of('0');
  return digits == std::string::npos ? "0" : whole.substr(digits);
}

// Spot FIX's enumeration: 1 NONE, 2 EXPIRE_TAKER, 3 EXPIRE_MAKER, 4 EXPIRE_BOTH.
std::string self_trade_prevention(const std::string& mode) {
  if (mode == "NONE") return "1";
  if (mode == "EXPIRE_TAKER") return "2";
  if (mode == "EXPIRE_MAKER") return "3";
  if (mode == "EXPIRE_BOTH") return "4";
  return "";
}

class Facts {
 public:
  Facts(FieldWriter& fields, const Order& order, char position_effect, const SessionSettings& session)
      : fields_(fields),
        order_(order),
        position_effect_(position_effect),
        session_(session),
        words_(wording(session.version())) {}

  void write() {
    write_type();
    write_trigger();
    write_time_in_force();
    write_exec_inst();
    write_venue_words();
  }

 private:
  void own(OwnTag tag, const std::string& value) { set_own(fields_, tag, value, session_); }
  // True when the tags of triggers may be told: they are of FIX 5.0, and an older version's client may know
  // them all the same.
  [[nodiscard]] bool may_trigger_tags() const { return words_.trigger_instruction || session_.later_tags; }
  [[nodiscard]] std::string time_text(std::int64_t ms) const {
    return fix_text(from_ms(ms), session_.timestamp_places);
  }

  void write_type() {
    if (words_.security_type) fields_.set(FIX::FIELD::SecurityType, "FUT");
    fields_.set(FIX::FIELD::OrdType, ord_type(order_));
    own(OwnTag::VenueOrdType, clean_text(placed_type(order_)));
    fields_.set_unless_zero(FIX::FIELD::Price, order_.price);
  }

  // Writes what sets the order off: a price, and the side from which the market must come to it.
  void write_trigger() {
    const std::string& type = placed_type(order_);
    if (may_trigger_tags() && (is_stop(type) || is_take_profit(type))) {
      const bool up = is_stop(type) == (order_.side == "BUY");
      fields_.set(FIX::FIELD::TriggerPriceDirection, up ? "U" : "D");
    }
    if (is_trailing(order_)) write_trail();
    if (is_zero(order_.stop_price)) return;
    if (words_.trigger_instruction) {
      fields_.set(FIX::FIELD::TriggerType, "4");    // price movement
      fields_.set(FIX::FIELD::TriggerAction, "1");  // activate
      fields_.set(FIX::FIELD::TriggerPrice, order_.stop_price);
    } else {
      fields_.set(FIX::FIELD::StopPx, order_.stop_price);
    }
    // FIX has no word for the mark price: that is told in our own WorkingType only.
    if (words_.trigger_price_type && may_trigger_tags() && order_.working_type == "CONTRACT_PRICE") {
      fields_.set(FIX::FIELD::TriggerPriceType, "2");  // last trade
    }
  }

  void write_trail() {
    const std::string bips = basis_points(order_.price_rate);
    own(OwnTag::TriggerTrailingDeltaBips, bips);
    own(OwnTag::ActivatePrice, order_.activate_price);
    pegged_ = words_.peg_in_basis_points && !bips.empty();
    if (!pegged_) return;
    fields_.set(FIX::FIELD::PegOffsetValue, bips);
    fields_.set(FIX::FIELD::PegOffsetType, "1");  // basis points
  }

  // A word that FIX does not have is told in our own VenueTimeInForce.
  void write_time_in_force() {
    const std::string& word = order_.time_in_force;
    if (word == kNoTimeInForce) return;
    const char value = word == "IOC" ? '3' : word == "FOK" ? '4' : word == "GTD" ? '6' : '1';
    fields_.set(FIX::FIELD::TimeInForce, value);
    if (word == "GTD" && order_.good_till_date_ms > 0) {
      fields_.set(FIX::FIELD::ExpireTime, time_text(order_.good_till_date_ms));
    }
    if (value == '1' && word != "GTC" && word != "GTX") {
      own(OwnTag::VenueTimeInForce, clean_text(word));
    }
  }

  // GTX and RPI are a post-only GTC, 18=6; reduceOnly is 18=E and 77=C.
  void write_exec_inst() {
    std::string instructions;
    const auto instruct = [&](bool wanted, char instruction) {
      if (!wanted) return;
      if (!instructions.empty()) instructions += ' ';
      instructions += instruction;
    };
    instruct(is_post_only(order_.time_in_force), '6');
    instruct(order_.reduce_only, 'E');
    instruct(pegged_, 'a');  // trailing stop peg
    fields_.set_unless_empty(FIX::FIELD::ExecInst, instructions);
    if (order_.reduce_only || order_.close_position) {
      fields_.set(FIX::FIELD::PositionEffect, 'C');
    } else if (position_effect_ != '\0') {
      fields_.set(FIX::FIELD::PositionEffect, position_effect_);
    }
  }

  void write_venue_words() {
    own(OwnTag::SelfTradePreventionMode, self_trade_prevention(order_.self_trade_prevention_mode));
    own(OwnTag::WorkingType, clean_text(order_.working_type));
    own(OwnTag::PositionSide, clean_text(order_.position_side));
    if (order_.price_match != "NONE") {
      own(OwnTag::PriceMatch, clean_text(order_.price_match));
    }
    if (order_.price_protect) own(OwnTag::PriceProtect, "Y");
    if (order_.close_position) own(OwnTag::ClosePosition, "Y");
    if (order_.cum_quote) own(OwnTag::CumQuoteQty, *order_.cum_quote);
    if (order_.time_ms > 0) own(OwnTag::OrderCreationTime, time_text(order_.time_ms));
  }

  FieldWriter& fields_;
  const Order& order_;
  char position_effect_;  // as it was asked for; '\0': it was not
  const SessionSettings& session_;
  const Wording& words_;
  bool pegged_ = false;  // 211 and 836 are set
};

}  // namespace

void set_own(FieldWriter& fields, OwnTag tag, const std::string& value, const SessionSettings& session) {
  if (session.custom_tag_base == 0) return;
  fields.set_unless_empty(session.custom_tag_base + static_cast<int>(tag), value);
}

void set_order_facts(FieldWriter& fields, const Order& order, char position_effect,
                     const SessionSettings& session) {
  Facts(fields, order, position_effect, session).write();
}

void set_terms(FieldWriter& fields, const order::OrderTerms& terms, char side,
               const SessionSettings& session) {
  Facts(fields, order_of(terms, side), terms.position_effect, session).write();
}

bool is_liquidation(const Order& order) { return placed_type(order) == "LIQUIDATION"; }

}  // namespace bridge::fix
