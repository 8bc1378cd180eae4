// What the venue says about an order, as fields of an ExecutionReport (fixspec/rules.md, 7). Pure; the lane's
// thread.
#pragma once

#include "fix/codec/field_writer.hpp"
#include "fix/settings.hpp"
#include "order/order_terms.hpp"
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
  ExpiryReason = 56,
  VenueOrdType = 101,
  WorkingType = 102,
  PriceProtect = 103,
  ActivatePrice = 104,
  VenueTimeInForce = 105,
  ClosePosition = 106,
  PositionSide = 107,
  PriceMatch = 108,
  Maker = 109,
  // 110 to 112 are kept free.
  VenueTradeId = 113,
  CommissionAsset = 114,
};

// Writes one of our own fields. It does nothing for an empty value, and in a session that wants no tags of
// our own.
void set_own(FieldWriter& fields, OwnTag tag, const std::string& value, const SessionSettings& session);

// Writes type, prices, instructions and the venue's own words; ids, status and quantities are the report's.
// `position_effect` is 77 as it was asked for, which the venue does not tell; '\0': it was not.
void set_order_facts(FieldWriter& fields, const order::Order& order, char position_effect,
                     const SessionSettings& session);
// The same of an order that the venue has not told yet: what was asked for, in the same fields.
void set_terms(FieldWriter& fields, const order::OrderTerms& terms, char side,
               const SessionSettings& session);

[[nodiscard]] bool is_liquidation(const order::Order& order);

}  // namespace bridge::fix
