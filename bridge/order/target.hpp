// Tells which order a request means: OrderID(37) names it, or OrigClOrdID(41) where the session prefers that
// or 37 is missing. When two ids disagree, the one that is sent decides, whatever is known of the other.
// Pure.
#pragma once

#include "order/command.hpp"
#include "order/reason.hpp"
#include "order/venue_order.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bridge::order {

// The one id that goes upstream is `order`. When the request carried both ids, `other` is the one that is not
// sent; the order in the venue's answer is compared with it.
struct Target {
  OrderRef order;
  std::optional<OrderRef> other;
};

// Returns a Refusal when the request names no order that the venue could know.
[[nodiscard]] std::variant<Target, Refusal> resolve(const CancelCommand& command);

// The id that goes upstream, as the request wrote it.
struct SentId {
  bool by_client_id = false;  // OrigClOrdID(41), else OrderID(37)
  std::string_view text;
};
[[nodiscard]] SentId sent_id(const CancelCommand& command);

// True when the id is this order's.
[[nodiscard]] bool names(const OrderRef& id, const Order& order);

// The id as it is written on the wire, and in the log.
[[nodiscard]] std::string text_of(const OrderRef& id);

// True for "", "0" and "NONE": clients echo them in 37, and they name no order.
[[nodiscard]] bool says_nothing(std::string_view order_id);
// The venue's rule for client ids: ^[\.A-Z\:/a-z0-9_-]{1,36}$ (fixspec/venue.md, 4.5).
[[nodiscard]] bool is_client_order_id(std::string_view id);

}  // namespace bridge::order
