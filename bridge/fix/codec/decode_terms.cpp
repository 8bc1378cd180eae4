#include "fix/codec/decode_terms.hpp"

#include "base/decimal.hpp"
#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace bridge::fix {
namespace {

using order::OrderRefusal;
using order::OrderTerms;
using order::OrdRejReason;
using order::OrdType;
using order::PositionSide;
using order::TimeInForce;

constexpr std::size_t kDigitsMax = 20;  // before the point and behind it (fixspec/new_order_single.md)

bool is_digits(std::string_view text) {
  return !text.empty() && text.size() <= kDigitsMax &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A number as the venue reads it.
bool is_venue_number(std::string_view text) {
  const auto point = text.find('.');
  return is_digits(text.substr(0, point)) &&
         (point == std::string_view::npos || is_digits(text.substr(point + 1)));
}

constexpr auto kSelfTradePreventions = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"1", "NONE"}, {"2", "EXPIRE_TAKER"}, {"3", "EXPIRE_MAKER"}, {"4", "EXPIRE_BOTH"}});
constexpr auto kPriceMatches = std::to_array<std::string_view>(
    {"OPPONENT", "OPPONENT_5", "OPPONENT_10", "OPPONENT_20", "QUEUE", "QUEUE_5", "QUEUE_10", "QUEUE_20"});

class TermsReader {
 public:
  TermsReader(const OrderFields& fields, std::optional<OrderRefusal>& refused)
      : fields_(fields), refused_(refused) {}

  OrderTerms read() {
    if (!refused_) refused_ = refuse_unsupported_field(fields_);
    read_side();
    read_instructions();
    read_type();
    read_quantity_and_price();
    read_trigger();
    read_trail();
    read_time_in_force();
    read_position();
    read_venue_words();
    return std::move(terms_);
  }

 private:
  void refuse(OrdRejReason reason, std::string text) {
    if (!refused_) refused_ = OrderRefusal{reason, std::move(text)};
  }
  template <class Tag>
  void refuse_value(Tag tag) {
    refuse(OrdRejReason::UnsupportedCharacteristic, fields_.shown(tag) + " is not supported by the venue");
  }
  template <class Tag, class Other>
  void refuse_contradiction(Tag tag, Other other) {
    refuse(OrdRejReason::UnsupportedCharacteristic,
           fields_.shown(tag) + " contradicts " + fields_.shown(other));
  }

  // The number as it came. Zero counts as absent; the rules tell where there must be one.
  template <class Tag>
  std::string number(Tag tag, OrdRejReason reason = OrdRejReason::Other) {
    std::string value = fields_.value(tag);
    if (value.empty()) return value;
    if (!is_venue_number(value)) {
      refuse(reason, fields_.shown(tag) + " is no number for the venue: 1-20 digits, and 1-20 after a point");
      return {};
    }
    return is_zero(value) ? std::string{} : value;
  }

  // Y is true; N and nothing are false.
  bool flag(OwnTag tag) {
    const std::string value = fields_.value(tag);
    if (!value.empty() && value != "Y" && value != "N") refuse_value(tag);
    return value == "Y";
  }

  void read_side() {
    const std::string side = fields_.value(FIX::FIELD::Side);
    buys_ = side == "1";
    if (side != "1" && side != "2") refuse_value(FIX::FIELD::Side);
  }

  void read_instructions() {
    std::istringstream instructions(fields_.value(FIX::FIELD::ExecInst));
    for (std::string one; instructions >> one;) {
      if (one == "6") {
        terms_.post_only = true;
      } else if (one == "E") {
        terms_.reduce_only = true;
      } else if (one == "a") {
        trails_ = true;
      } else {
        refuse_value(FIX::FIELD::ExecInst);
      }
    }
  }

  // 1109 tells a stop, which is set off when the market goes against its side, from a take-profit.
  void read_type() {
    const std::string type = fields_.value(FIX::FIELD::OrdType);
    const std::string direction = fields_.value(FIX::FIELD::TriggerPriceDirection);
    const bool as_stop = direction == (buys_ ? "U" : "D");
    const bool takes_profit = !direction.empty() && !as_stop;
    trails_ = trails_ || !fields_.value(OwnTag::TriggerTrailingDeltaBips).empty() ||
              !fields_.value(FIX::FIELD::PegOffsetValue).empty();
    if (type == "1") {
      terms_.type = OrdType::Market;
    } else if (type == "2") {
      terms_.type = OrdType::Limit;
    } else if (type == "3") {
      terms_.type = trails_ ? OrdType::TrailingStop : takes_profit ? OrdType::TakeProfit : OrdType::Stop;
      if (trails_ && takes_profit) refuse_contradiction(FIX::FIELD::TriggerPriceDirection, FIX::FIELD::Side);
    } else if (type == "4") {
      terms_.type = takes_profit ? OrdType::TakeProfitLimit : OrdType::StopLimit;
    } else if (type == "J") {
      terms_.type = OrdType::TakeProfit;
      if (as_stop) refuse_contradiction(FIX::FIELD::TriggerPriceDirection, FIX::FIELD::OrdType);
    } else {
      refuse_value(FIX::FIELD::OrdType);
    }
  }

  void read_quantity_and_price() {
    terms_.order_qty = number(FIX::FIELD::OrderQty, OrdRejReason::IncorrectQuantity);
    terms_.price = number(FIX::FIELD::Price);
  }

  // The trigger price has two names, and of a trailing stop it is the price that starts it.
  void read_trigger() {
    const std::string stop_px = number(FIX::FIELD::StopPx);
    const std::string trigger_price = number(FIX::FIELD::TriggerPrice);
    if (!stop_px.empty() && !trigger_price.empty() && stop_px != trigger_price) {
      refuse_contradiction(FIX::FIELD::StopPx, FIX::FIELD::TriggerPrice);
    }
    const std::string& price = trigger_price.empty() ? stop_px : trigger_price;
    terms_.activate_price = number(OwnTag::ActivatePrice);
    if (terms_.type != OrdType::TrailingStop) {
      terms_.stop_px = price;
      return;
    }
    if (terms_.activate_price.empty()) terms_.activate_price = price;
    if (!price.empty() && price != terms_.activate_price) {
      refuse_contradiction(OwnTag::ActivatePrice,
                           trigger_price.empty() ? FIX::FIELD::StopPx : FIX::FIELD::TriggerPrice);
    }
  }

  void read_trail() {
    const std::string bips = fields_.value(OwnTag::TriggerTrailingDeltaBips);
    const std::string offset = fields_.value(FIX::FIELD::PegOffsetValue);
    if (!bips.empty()) {
      read_basis_points(OwnTag::TriggerTrailingDeltaBips);
      if (!offset.empty() && offset != bips) {
        refuse_contradiction(OwnTag::TriggerTrailingDeltaBips, FIX::FIELD::PegOffsetValue);
      }
    } else if (!offset.empty()) {
      read_basis_points(FIX::FIELD::PegOffsetValue);
    }
    const std::string unit = fields_.value(FIX::FIELD::PegOffsetType);
    if (unit.empty() ? !offset.empty() : unit != "1") {
      refuse(OrdRejReason::UnsupportedCharacteristic,
             fields_.name(FIX::FIELD::PegOffsetValue) +
                 " is not supported by the venue but with PegOffsetType(836)=1, basis points");
    }
  }

  template <class Tag>
  void read_basis_points(Tag tag) {
    const std::string value = fields_.value(tag);
    if (is_digits(value) && !is_zero(value)) {
      terms_.callback_bips = value;
    } else {
      refuse(OrdRejReason::Other, fields_.shown(tag) + " is no whole number of basis points");
    }
  }

  void read_time_in_force() {
    const std::string value = fields_.value(FIX::FIELD::TimeInForce);
    const bool at_once = terms_.type == OrdType::Market;
    if (value == "1") {
      terms_.time_in_force = TimeInForce::GoodTillCancel;
    } else if (value == "3") {
      // A market order is that anyhow, and the venue takes no word about it.
      terms_.time_in_force = at_once ? TimeInForce::None : TimeInForce::ImmediateOrCancel;
    } else if (value == "4") {
      terms_.time_in_force = TimeInForce::FillOrKill;
    } else if (value == "6") {
      terms_.time_in_force = TimeInForce::GoodTillDate;
    } else if (value == "0") {
      if (!at_once) {
        refuse(OrdRejReason::UnsupportedCharacteristic,
               fields_.shown(FIX::FIELD::TimeInForce) +
                   " is not supported by the venue: it has no day; send 1, 3, 4 or 6");
      }
    } else if (value == "5") {
      refuse(OrdRejReason::UnsupportedCharacteristic,
             fields_.shown(FIX::FIELD::TimeInForce) +
                 " is not supported by the venue: post-only is 59=1 with ExecInst(18)=6");
    } else if (!value.empty()) {
      refuse_value(FIX::FIELD::TimeInForce);
    }
    read_expiry();
  }

  // ExpireTime(126), else the end of ExpireDate(432) in UTC: the venue has no zone of the client's.
  void read_expiry() {
    const std::string time = fields_.value(FIX::FIELD::ExpireTime);
    const std::string date = fields_.value(FIX::FIELD::ExpireDate);
    if (time.empty() && date.empty()) return;
    const int tag = time.empty() ? FIX::FIELD::ExpireDate : FIX::FIELD::ExpireTime;
    const auto at = from_fix_text(time.empty() ? date + "-23:59:59" : time);
    if (at) {
      terms_.good_till_ms = to_ms(*at);
    } else {
      refuse(OrdRejReason::Other, fields_.shown(tag) + " is no time");
    }
  }

  void read_position() {
    const std::string effect = fields_.value(FIX::FIELD::PositionEffect);
    if (effect == "O" || effect == "C") {
      terms_.position_effect = effect.front();
    } else if (!effect.empty()) {
      refuse_value(FIX::FIELD::PositionEffect);
    }
    const std::string side = fields_.value(OwnTag::PositionSide);
    if (side == "LONG") {
      terms_.position_side = PositionSide::Long;
    } else if (side == "SHORT") {
      terms_.position_side = PositionSide::Short;
    } else if (!side.empty() && side != "BOTH") {
      refuse_value(OwnTag::PositionSide);
    }
  }

  void read_venue_words() {
    terms_.close_position = flag(OwnTag::ClosePosition);
    terms_.price_protect = flag(OwnTag::PriceProtect);
    read_working_type();

    const std::string venue_time_in_force = fields_.value(OwnTag::VenueTimeInForce);
    terms_.retail_price_improvement = venue_time_in_force == "RPI";
    if (!venue_time_in_force.empty() && venue_time_in_force != "RPI") refuse_value(OwnTag::VenueTimeInForce);

    const std::string match = fields_.value(OwnTag::PriceMatch);
    if (std::ranges::find(kPriceMatches, match) != kPriceMatches.end()) {
      terms_.price_match = match;
    } else if (!match.empty() && match != "NONE") {
      refuse_value(OwnTag::PriceMatch);
    }

    const std::string mode = fields_.value(OwnTag::SelfTradePreventionMode);
    const auto known =
        std::ranges::find(kSelfTradePreventions, mode, &std::pair<std::string_view, std::string_view>::first);
    if (known != kSelfTradePreventions.end()) {
      terms_.self_trade_prevention = known->second;
    } else if (!mode.empty()) {
      refuse_value(OwnTag::SelfTradePreventionMode);
    }
  }

  // FIX has the last price only; the mark price is a word of the venue.
  void read_working_type() {
    const std::string word = fields_.value(OwnTag::WorkingType);
    if (word == "MARK_PRICE" || word == "CONTRACT_PRICE") {
      terms_.working_type = word;
    } else if (!word.empty()) {
      refuse_value(OwnTag::WorkingType);
    }
    const std::string type = fields_.value(FIX::FIELD::TriggerPriceType);
    if (type.empty()) return;
    if (type != "2") {
      refuse_value(FIX::FIELD::TriggerPriceType);
    } else if (terms_.working_type == "MARK_PRICE") {
      refuse_contradiction(FIX::FIELD::TriggerPriceType, OwnTag::WorkingType);
    } else {
      terms_.working_type = "CONTRACT_PRICE";
    }
  }

  const OrderFields& fields_;
  std::optional<OrderRefusal>& refused_;
  OrderTerms terms_;
  bool buys_ = true;
  bool trails_ = false;  // 25009, 211 or 18=a is there
};

}  // namespace

OrderTerms read_terms(const OrderFields& fields, std::optional<OrderRefusal>& refused) {
  return TermsReader(fields, refused).read();
}

}  // namespace bridge::fix
