// What the venue says about an order, as fields of an ExecutionReport (fixspec/rules.md, 7). Pure; the lane's
// thread.
#pragma once

#include "fix/codec/field_writer.hpp"
#include "fix/settings.hpp"
#include "order/venue_order.hpp"

#include <string>

namespace bridge::fix {

// Our own fields, by their numbers above the session's base. Where the venue's own FIX has the field its
// number is the same; the others begin at 101.
enum class OwnTag : int {
  SelfTradePreventionMode = 1,
  TriggerTrailingDeltaBips = 9,
  ErrorCode = 16,
  CumQuoteQty = 17,
  OrderCreationTime = 18,
  VenueOrdType = 101,
  WorkingType = 102,
  PriceProtect = 103,
  ActivatePrice = 104,
  VenueTimeInForce = 105,
  ClosePosition = 106,
  PositionSide = 107,
  PriceMatch = 108,
};

// Writes one of our own fields. It does nothing for an empty value, and in a session that wants no tags of
// our own.
void set_own(FieldWriter& fields, OwnTag tag, const std::string& value, const SessionSettings& session);

// Writes type, prices, instructions and the venue's own words; ids, status and quantities are the report's.
void set_order_facts(FieldWriter& fields, const order::Order& order, const SessionSettings& session);

[[nodiscard]] bool is_liquidation(const order::Order& order);

}  // namespace bridge::fix
