// Why a new order is refused: the values of OrdRejReason(103). Any thread.
#pragma once

namespace bridge::order {

// OrdRejReason(103), values of FIX 5.0 SP2. FIX 4.4 ends at 15 (and has 99), FIX 4.2 at 8: what a version has
// not is told as the nearest that it has, and the text says the rest.
enum class OrdRejReason {
  BrokerOption = 0,  // "Broker / Exchange Option"
  UnknownSymbol = 1,
  ExceedsLimit = 3,
  UnknownOrder = 5,
  DuplicateOrder = 6,
  StaleOrder = 8,
  UnsupportedCharacteristic = 11,
  IncorrectQuantity = 13,
  InvalidPriceIncrement = 18,
  Other = 99,
};

}  // namespace bridge::order
