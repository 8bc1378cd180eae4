// Conditional orders: what is particular about an order that waits at the venue for its trigger. It has an
// algoId there until it is triggered, and then becomes an order like any other, its child, with an orderId of
// its own and the same client id (fixspec/venue.md, 4.9). The client sees one order all along: OrderID(37) is
// "A" and the algoId for its whole life, and SecondaryOrderID(198) the child's id. Private to the order book
// and the blotter; pure.
#pragma once

#include "order/effect.hpp"
#include "order/placed_order.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bridge::order {

[[nodiscard]] bool is_conditional(const PlacedOrder& order);
// It has no child yet, as far as is known.
[[nodiscard]] bool waits_for_trigger(const PlacedOrder& order);

// OrderID(37) and SecondaryOrderID(198) of any order that was placed here; "NONE" and empty while unknown.
[[nodiscard]] std::string shown_order_id(const PlacedOrder& order);
[[nodiscard]] std::string shown_child_id(const PlacedOrder& order);
// The algoId that an OrderID(37) names; nothing when it is another id.
[[nodiscard]] std::optional<AlgoId> algo_id_in(std::string_view order_id);

// What is sent for the order as it is now. The kind of `request` is the order's to say.
[[nodiscard]] Request place_request(const PlacedOrder& order, RequestId request);
[[nodiscard]] Request cancel_request(const PlacedOrder& order, RequestId request, bool repeat);
[[nodiscard]] Request status_request(const PlacedOrder& order, RequestId request);

// An order that was never triggered, as an order of the venue: nothing is filled, and it has no orderId.
[[nodiscard]] OrderFacts untriggered_facts(const PlacedOrder& order, OrderStatus status);

}  // namespace bridge::order
