// Our record of one cancel until its report is final. Private to the blotter.
//
//              reply says CANCELED
//   Pending ────────────────────────▶ Settled ──▶ Closed (final report told; the ticket is gone)
//      │  ▲                             ▲            ▲
//      │  │ open for certain:           │ status     │ refused by the venue, too late, unknown …
//      │  │ cancel again                │ CANCELED   │
//      ▼  │                             │            │
//   Doubtful ── order.status answers ───┴────────────┘
//
//   Pending   a cancel is on its way, its reply is awaited; or it was refused and is about to be tried once
//   more Doubtful  nobody knows yet; order.status is asked until there is evidence Settled   the order is
//   canceled for certain; AvgPx is being fetched before the report
#pragma once

#include "order/target.hpp"
#include "order/types.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::order {

enum class TicketState { Pending, Doubtful, Settled };

struct Ticket {
  TicketId id;
  CancelCommand command;
  Target target;
  TicketState state = TicketState::Pending;
  Timestamp opened;
  Timestamp last_cancel;
  std::optional<RequestId> waiting;  // the request whose answer is awaited
  std::uint32_t requests = 0;        // sent so far, both kinds
  std::uint32_t cancels = 0;         // order.cancel sent so far
  std::uint32_t asks = 0;            // fruitless order.status in a row: the back-off's exponent
  std::uint32_t missing = 0;         // order.status answers "does not exist" in a row
  std::uint32_t reports = 0;         // told so far
  bool may_have_landed = false;      // the last cancel left, and no definite no came back for it
  bool one_may_have_landed = false;  // that one, or one before it that was taken for dead
  bool told_pending = false;
  bool retried = false;                    // a refusal was worth another try, and that was taken
  std::optional<VenueError> refused_with;  // while that try is waited for: nothing is at the venue
  std::optional<Order> order;              // the venue's last word on the order
  Timestamp last_ask;
  std::optional<Timestamp> act_at;   // answer overdue, or time to ask again
  std::optional<Timestamp> tell_at;  // time for the in-doubt notice
  std::optional<Timestamp> due;      // the earlier of both, as it stands in the blotter's deadlines
};

// How its order is named upstream: once known by its orderId, since client ids can be used again (fix.md
// §2.7).
[[nodiscard]] inline OrderRef name_of(const Ticket& ticket) {
  return ticket.order ? OrderRef{ticket.order->order_id} : ticket.target.order;
}

}  // namespace bridge::order
