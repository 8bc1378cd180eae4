#include "fix/codec/terms_rules.hpp"

#include <string>
#include <utility>

namespace bridge::fix {
namespace {

using order::OrderRefusal;
using order::OrderTerms;
using order::OrdRejReason;
using order::OrdType;
using order::PositionSide;
using order::TimeInForce;

using Refusal = std::optional<OrderRefusal>;

bool has_price(OrdType type) {
  return type == OrdType::Limit || type == OrdType::StopLimit || type == OrdType::TakeProfitLimit;
}

class Rules {
 public:
  Rules(const OrderTerms& terms, const OrderFields& fields) : terms_(terms), fields_(fields) {}

  [[nodiscard]] Refusal judge_all() const {
    for (const auto rule : {&Rules::judge_quantity, &Rules::judge_price, &Rules::judge_trigger,
                            &Rules::judge_trail, &Rules::judge_time_in_force, &Rules::judge_expiry,
                            &Rules::judge_post_only, &Rules::judge_position, &Rules::judge_closing}) {
      if (auto refusal = (this->*rule)()) return refusal;
    }
    return std::nullopt;
  }

  [[nodiscard]] Refusal judge_changes() const {
    if (is_nought(FIX::FIELD::OrderQty, terms_.order_qty)) return not_positive(FIX::FIELD::OrderQty);
    if (is_nought(FIX::FIELD::Price, terms_.price)) return not_positive(FIX::FIELD::Price);
    if (terms_.price_match.empty()) return std::nullopt;
    return OrderRefusal{
        OrdRejReason::UnsupportedCharacteristic,
        fields_.shown(OwnTag::PriceMatch) + " is not supported by the venue on a replacement"};
  }

 private:
  template <class Tag, class Other>
  [[nodiscard]] Refusal not_with(Tag tag, Other other) const {
    return OrderRefusal{OrdRejReason::UnsupportedCharacteristic,
                        fields_.shown(tag) + " is not supported with " + fields_.shown(other)};
  }
  template <class Tag>
  [[nodiscard]] Refusal not_with_type(Tag tag) const {
    return not_with(tag, FIX::FIELD::OrdType);
  }
  template <class Tag, class Other>
  [[nodiscard]] Refusal contradicts(Tag tag, Other other) const {
    return OrderRefusal{OrdRejReason::UnsupportedCharacteristic,
                        fields_.shown(tag) + " contradicts " + fields_.shown(other)};
  }

  // Zero was read as nothing: it is told from a field that is not there.
  [[nodiscard]] bool is_nought(int tag, const std::string& read) const {
    return read.empty() && !fields_.value(tag).empty();
  }
  [[nodiscard]] Refusal not_positive(int tag) const {
    const bool quantity = tag == FIX::FIELD::OrderQty;
    return OrderRefusal{quantity ? OrdRejReason::IncorrectQuantity : OrdRejReason::Other,
                        fields_.shown(tag) + " must be more than 0"};
  }
  [[nodiscard]] Refusal needed(int tag) const {
    if (!fields_.value(tag).empty()) return not_positive(tag);
    return OrderRefusal{OrdRejReason::Other, fields_.name(tag) + " is missing; " +
                                                 fields_.shown(FIX::FIELD::OrdType) + " needs it"};
  }

  [[nodiscard]] bool conditional() const { return order::is_conditional(terms_.type); }
  [[nodiscard]] bool buys() const { return fields_.value(FIX::FIELD::Side) == "1"; }

  [[nodiscard]] Refusal judge_quantity() const {
    if (terms_.close_position) {
      if (terms_.order_qty.empty()) return std::nullopt;
      return not_with(FIX::FIELD::OrderQty, OwnTag::ClosePosition);
    }
    if (terms_.order_qty.empty()) return not_positive(FIX::FIELD::OrderQty);
    return std::nullopt;
  }

  [[nodiscard]] Refusal judge_price() const {
    if (!terms_.price_match.empty()) {
      if (terms_.type != OrdType::Limit) return not_with_type(OwnTag::PriceMatch);
      if (!terms_.price.empty()) return not_with(FIX::FIELD::Price, OwnTag::PriceMatch);
      return std::nullopt;
    }
    if (has_price(terms_.type) == !terms_.price.empty()) return std::nullopt;
    return has_price(terms_.type) ? needed(FIX::FIELD::Price) : not_with_type(FIX::FIELD::Price);
  }

  // An order that waits for nothing must not be placed at once where a trigger was meant.
  [[nodiscard]] Refusal judge_trigger() const {
    if (!conditional()) {
      if (!terms_.stop_px.empty()) return not_with_type(trigger_tag());
      if (!fields_.value(FIX::FIELD::TriggerPriceDirection).empty()) {
        return not_with_type(FIX::FIELD::TriggerPriceDirection);
      }
      if (!fields_.value(FIX::FIELD::TriggerPriceType).empty()) {
        return not_with_type(FIX::FIELD::TriggerPriceType);
      }
      if (!terms_.working_type.empty()) return not_with_type(OwnTag::WorkingType);
      if (terms_.price_protect) return not_with_type(OwnTag::PriceProtect);
    } else if (terms_.type != OrdType::TrailingStop && terms_.stop_px.empty()) {
      return needed(trigger_tag());
    }
    return std::nullopt;
  }
  [[nodiscard]] int trigger_tag() const {
    return fields_.value(FIX::FIELD::TriggerPrice).empty() ? FIX::FIELD::StopPx : FIX::FIELD::TriggerPrice;
  }

  [[nodiscard]] Refusal judge_trail() const {
    if (terms_.type == OrdType::TrailingStop) {
      if (terms_.price_protect) return not_with_trail();
      if (!terms_.callback_bips.empty()) return std::nullopt;
      return OrderRefusal{OrdRejReason::Other, fields_.name(OwnTag::TriggerTrailingDeltaBips) +
                                                   " is missing; ExecInst(18)=a needs it"};
    }
    if (!terms_.callback_bips.empty()) {
      return fields_.value(OwnTag::TriggerTrailingDeltaBips).empty()
                 ? not_with_type(FIX::FIELD::PegOffsetValue)
                 : not_with_type(OwnTag::TriggerTrailingDeltaBips);
    }
    if (!terms_.activate_price.empty()) return not_with_type(OwnTag::ActivatePrice);
    if (asks_for('a')) return not_with_type(FIX::FIELD::ExecInst);
    return std::nullopt;
  }
  [[nodiscard]] Refusal not_with_trail() const {
    return OrderRefusal{OrdRejReason::UnsupportedCharacteristic,
                        fields_.shown(OwnTag::PriceProtect) + " is not supported with a trailing stop"};
  }
  // Of instructions of one character, several between blanks.
  [[nodiscard]] bool asks_for(char instruction) const {
    return fields_.value(FIX::FIELD::ExecInst).find(instruction) != std::string::npos;
  }

  // FIX takes an absent TimeInForce(59) for a day order. One that is done at once may leave it out.
  [[nodiscard]] Refusal judge_time_in_force() const {
    const auto time_in_force = terms_.time_in_force;
    if (terms_.type == OrdType::Market) {
      if (time_in_force == TimeInForce::None) return std::nullopt;
      return not_with_type(FIX::FIELD::TimeInForce);
    }
    if (time_in_force == TimeInForce::None) {
      return OrderRefusal{
          OrdRejReason::UnsupportedCharacteristic,
          fields_.name(FIX::FIELD::TimeInForce) +
              " is missing, which means a day order: the venue has no day; send 1, 3, 4 or 6"};
    }
    const bool supported = terms_.type == OrdType::Limit || time_in_force == TimeInForce::GoodTillCancel ||
                           (has_price(terms_.type) && time_in_force != TimeInForce::GoodTillDate);
    return supported ? std::nullopt : not_with_type(FIX::FIELD::TimeInForce);
  }

  [[nodiscard]] Refusal judge_expiry() const {
    const bool time = !fields_.value(FIX::FIELD::ExpireTime).empty();
    const bool date = !fields_.value(FIX::FIELD::ExpireDate).empty();
    if (terms_.time_in_force == TimeInForce::GoodTillDate) {
      if (time || date) return std::nullopt;
      return OrderRefusal{OrdRejReason::Other,
                          fields_.name(FIX::FIELD::ExpireTime) +
                              " is missing; TimeInForce(59)=6 needs it, or ExpireDate(432)"};
    }
    if (!time && !date) return std::nullopt;
    return OrderRefusal{OrdRejReason::UnsupportedCharacteristic,
                        fields_.shown(time ? FIX::FIELD::ExpireTime : FIX::FIELD::ExpireDate) +
                            " is not supported but with TimeInForce(59)=6"};
  }

  // The venue has one word for both post-only and how long, so it cannot be combined with another.
  [[nodiscard]] Refusal judge_post_only() const {
    if (terms_.post_only) {
      if (terms_.type != OrdType::Limit) return not_with_type(FIX::FIELD::ExecInst);
      if (terms_.time_in_force != TimeInForce::GoodTillCancel) {
        return not_with(FIX::FIELD::ExecInst, FIX::FIELD::TimeInForce);
      }
    } else if (terms_.retail_price_improvement) {
      return OrderRefusal{
          OrdRejReason::UnsupportedCharacteristic,
          fields_.shown(OwnTag::VenueTimeInForce) + " is not supported but with ExecInst(18)=6 and 59=1"};
    }
    return std::nullopt;
  }

  [[nodiscard]] Refusal judge_position() const {
    const bool closes = terms_.position_effect == 'C';
    if (terms_.reduce_only && terms_.position_effect == 'O') {
      return contradicts(FIX::FIELD::PositionEffect, FIX::FIELD::ExecInst);
    }
    if (terms_.position_side == PositionSide::Both) return std::nullopt;
    if (terms_.reduce_only) return not_with(FIX::FIELD::ExecInst, OwnTag::PositionSide);
    const bool opens = buys() == (terms_.position_side == PositionSide::Long);
    if (terms_.position_effect != '\0' && opens == closes) {
      return contradicts(FIX::FIELD::PositionEffect, OwnTag::PositionSide);
    }
    return std::nullopt;
  }

  [[nodiscard]] Refusal judge_closing() const {
    if (!terms_.close_position) return std::nullopt;
    if (terms_.type != OrdType::Stop && terms_.type != OrdType::TakeProfit) {
      return not_with_type(OwnTag::ClosePosition);
    }
    if (terms_.reduce_only) return not_with(FIX::FIELD::ExecInst, OwnTag::ClosePosition);
    if (terms_.position_effect == 'O') return contradicts(FIX::FIELD::PositionEffect, OwnTag::ClosePosition);
    const bool opens = terms_.position_side == PositionSide::Long    ? buys()
                       : terms_.position_side == PositionSide::Short ? !buys()
                                                                     : false;
    if (opens) return contradicts(OwnTag::PositionSide, OwnTag::ClosePosition);
    return std::nullopt;
  }

  const OrderTerms& terms_;
  const OrderFields& fields_;
};

}  // namespace

Refusal refuse_terms(const OrderTerms& terms, const OrderFields& fields) {
  return Rules(terms, fields).judge_all();
}

Refusal refuse_changes(const OrderTerms& terms, const OrderFields& fields) {
  return Rules(terms, fields).judge_changes();
}

}  // namespace bridge::fix
