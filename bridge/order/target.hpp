// Which order a request means: OrderID(37), or OrigClOrdID(41) where the session prefers it or 37 is missing.
// Of two ids that disagree the one that is sent decides, whatever is known of the other. Pure.
#pragma once

#include "order/command.hpp"
#include "order/reason.hpp"
#include "order/venue_order.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bridge::order {

// One id goes upstream. `other` is the id that stays behind when the request carried both: the venue's
// answer must agree with it.
struct Target {
  OrderRef order;
  std::optional<OrderRef> other;
};

// A Refusal when the request names no order the venue could know.
[[nodiscard]] std::variant<Target, Refusal> resolve(const CancelCommand& command);

// The id that goes upstream, as the request wrote it.
struct SentId {
  bool by_client_id = false;  // OrigClOrdID(41), else OrderID(37)
  std::string_view text;
};
[[nodiscard]] SentId sent_id(const CancelCommand& command);

// The id is this order's.
[[nodiscard]] bool names(const OrderRef& id, const Order& order);

// The id as it is written on the wire, and in the log.
[[nodiscard]] std::string text_of(const OrderRef& id);

// 37 of "", "0" or "NONE" says nothing: clients echo them.
[[nodiscard]] bool says_nothing(std::string_view order_id);
// The venue's rule for client ids: ^[\.A-Z\:/a-z0-9_-]{1,36}$ (fixspec/venue.md, 4.5).
[[nodiscard]] bool is_client_order_id(std::string_view id);

}  // namespace bridge::order
