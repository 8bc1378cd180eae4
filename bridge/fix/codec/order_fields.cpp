#include "fix/codec/order_fields.hpp"

#include "base/text.hpp"
#include "fix/codec/codec_fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bridge::fix {
namespace {

constexpr std::size_t kQuotedLimit = 20;

struct NamedTag {
  int tag;
  std::string_view name;
};
constexpr auto kNamedTags = std::to_array<NamedTag>({{18, "ExecInst"},
                                                     {38, "OrderQty"},
                                                     {40, "OrdType"},
                                                     {44, "Price"},
                                                     {54, "Side"},
                                                     {59, "TimeInForce"},
                                                     {77, "PositionEffect"},
                                                     {99, "StopPx"},
                                                     {126, "ExpireTime"},
                                                     {211, "PegOffsetValue"},
                                                     {432, "ExpireDate"},
                                                     {836, "PegOffsetType"},
                                                     {1102, "TriggerPrice"},
                                                     {1107, "TriggerPriceType"},
                                                     {1109, "TriggerPriceDirection"}});

// A field that nobody can keep, unless it has one of the values that ask for nothing, each between blanks.
struct UnsupportedTag {
  int tag;
  std::string_view name;
  std::string_view harmless = "";
};
constexpr auto kUnsupportedTags = std::to_array<UnsupportedTag>({{21, "HandlInst", " 1 2 3 "},
                                                                 {423, "PriceType", " 2 "},
                                                                 {854, "QtyType", " 0 "},
                                                                 {110, "MinQty", " 0 "},
                                                                 {111, "MaxFloor"},
                                                                 {210, "MaxShow"},
                                                                 {1138, "DisplayQty"},
                                                                 {1082, "SecondaryDisplayQty"},
                                                                 {1083, "DisplayWhen"},
                                                                 {1084, "DisplayMethod"},
                                                                 {1085, "DisplayLowQty"},
                                                                 {1086, "DisplayHighQty"},
                                                                 {1087, "DisplayMinIncr"},
                                                                 {1088, "RefreshQty"},
                                                                 {1089, "MatchIncrement"},
                                                                 {1090, "MaxPriceLevels"},
                                                                 {1091, "PreTradeAnonymity", " N "},
                                                                 {1092, "PriceProtectionScope"},
                                                                 {152, "CashOrderQty"},
                                                                 {516, "OrderPercent"},
                                                                 {192, "OrderQty2"},
                                                                 {640, "Price2"},
                                                                 {168, "EffectiveTime"},
                                                                 {114, "LocateReqd", " N "},
                                                                 {121, "ForexReq", " N "},
                                                                 {388, "DiscretionInst"},
                                                                 {389, "DiscretionOffsetValue"},
                                                                 {841, "DiscretionMoveType"},
                                                                 {842, "DiscretionOffsetType"},
                                                                 {843, "DiscretionLimitType"},
                                                                 {844, "DiscretionRoundDirection"},
                                                                 {846, "DiscretionScope"},
                                                                 {835, "PegMoveType"},
                                                                 {837, "PegLimitType"},
                                                                 {838, "PegRoundDirection"},
                                                                 {840, "PegScope"},
                                                                 {1094, "PegPriceType"},
                                                                 {847, "TargetStrategy"},
                                                                 {848, "TargetStrategyParameters"},
                                                                 {849, "ParticipationRate"},
                                                                 {1100, "TriggerType", " 4 "},
                                                                 {1101, "TriggerAction", " 1 "},
                                                                 {1108, "TriggerPriceTypeScope"},
                                                                 {1103, "TriggerSymbol"},
                                                                 {1110, "TriggerNewPrice"},
                                                                 {1111, "TriggerOrderType"},
                                                                 {1112, "TriggerNewQty"},
                                                                 {1113, "TriggerTradingSessionID"}});

std::string_view name_of(int tag) {
  const auto named = std::ranges::find(kNamedTags, tag, &NamedTag::tag);
  if (named != kNamedTags.end()) return named->name;
  const auto unsupported = std::ranges::find(kUnsupportedTags, tag, &UnsupportedTag::tag);
  return unsupported != kUnsupportedTags.end() ? unsupported->name : "Field";
}

std::string_view name_of(OwnTag tag) {
  switch (tag) {
    case OwnTag::SelfTradePreventionMode:
      return "SelfTradePreventionMode";
    case OwnTag::TriggerTrailingDeltaBips:
      return "TriggerTrailingDeltaBips";
    case OwnTag::WorkingType:
      return "VenueWorkingType";
    case OwnTag::PriceProtect:
      return "PriceProtect";
    case OwnTag::ActivatePrice:
      return "ActivatePrice";
    case OwnTag::VenueTimeInForce:
      return "VenueTimeInForce";
    case OwnTag::ClosePosition:
      return "ClosePosition";
    case OwnTag::PositionSide:
      return "PositionSide";
    case OwnTag::PriceMatch:
      return "PriceMatch";
    default:
      return "Field";  // of our reports; nobody asks for anything with it
  }
}

std::string numbered(std::string_view name, int tag) {
  return std::string(name) + "(" + std::to_string(tag) + ")";
}

}  // namespace

std::string OrderFields::value(int tag) const { return optional_field(message_, tag); }

std::string OrderFields::value(OwnTag tag) const {
  if (session_.custom_tag_base == 0) return {};
  return optional_field(message_, session_.custom_tag_base + static_cast<int>(tag));
}

std::string OrderFields::name(int tag) const { return numbered(name_of(tag), tag); }

std::string OrderFields::name(OwnTag tag) const {
  return numbered(name_of(tag), session_.custom_tag_base + static_cast<int>(tag));
}

std::string OrderFields::quoted(const std::string& value) { return clean_text(value, kQuotedLimit); }

std::optional<order::OrderRefusal> refuse_unsupported_field(const OrderFields& fields) {
  for (const auto& [tag, name, harmless] : kUnsupportedTags) {
    const std::string value = fields.value(tag);
    if (value.empty() || harmless.find(" " + value + " ") != std::string_view::npos) continue;
    const std::string shown = harmless.empty() ? fields.name(tag) : fields.shown(tag);
    return order::OrderRefusal{order::OrdRejReason::UnsupportedCharacteristic,
                               shown + " is not supported by the venue"};
  }
  return std::nullopt;
}

}  // namespace bridge::fix
