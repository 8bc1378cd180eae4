// The names of things: sessions, requests, orders, tickets, accounts. Strong types, so that none is taken for
// another. Any thread.
#pragma once

#include "base/strong.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace bridge::order {

// A FIX session as we see it: "FIX.4.4:OURCOMPID->THEIRCOMPID".
using SessionKey = Strong<struct SessionKeyTag, std::string>;
// ClOrdID(11) of the cancel request.
using ClOrdId = Strong<struct ClOrdIdTag, std::string>;
// The venue's order id: a 64-bit integer that exceeds 2^53 on some symbols (fixspec/venue.md, 4.5).
using OrderId = Strong<struct OrderIdTag, std::int64_t>;
// The venue's id of a conditional order, in a space of its own: never an OrderId (fixspec/venue.md, 4.9).
using AlgoId = Strong<struct AlgoIdTag, std::int64_t>;
// The order's client id at the venue (`clientOrderId`), the ClOrdID under which it was placed.
using ClientOrderId = Strong<struct ClientOrderIdTag, std::string>;
// Names one ticket of a lane for ever: never used twice, not even after its journal was replaced.
using TicketId = Strong<struct TicketIdTag, std::uint64_t>;

// A configured account at the venue: the key that signs, the link it goes over.
using AccountName = Strong<struct AccountNameTag, std::string>;

// How an order is named upstream: exactly one id is ever sent (fixspec/venue.md, 4.1).
using OrderRef = std::variant<OrderId, ClientOrderId>;

}  // namespace bridge::order
