// A ticket is our record of one cancel, until its report is final. Private to the blotter.
//
//              reply says CANCELED
//   Pending ────────────────────────▶ Settled ──▶ Closed (final report told; the ticket is gone)
//      │  ▲                             ▲            ▲
//      │  │ open for certain:           │ status     │ refused by the venue, too late, unknown …
//      │  │ cancel again                │ CANCELED   │
//      ▼  │                             │            │
//   Doubtful ── order.status answers ───┴────────────┘
//
//   Pending   a cancel is on its way, its reply is awaited; or none is at the venue yet, and one is about to
//             be sent: it waits for a link or for weight, or was refused and is tried once more
//   Doubtful  nobody knows yet; order.status is asked until there is evidence
//   Settled   the order is canceled for certain; AvgPx is being fetched before the report
//
// A ticket that was settled by hand (`verdict`) has had its final report, and is asked about until the venue
// has said how the cancel ended. Then it goes. When the venue says more, the client is told so first. When it
// says otherwise (`contradicted`), the ticket stays instead, without being asked about, until somebody has
// taken note.
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/outcome.hpp"
#include "order/report.hpp"
#include "order/target.hpp"

#include <algorithm>
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
  std::optional<TicketId> placed_by;  // the order was placed here: by this 35=D
  Timestamp opened;
  std::int64_t opened_at_venue_ms = 0;  // by its clock; 0: not known
  Timestamp last_cancel;
  std::optional<RequestId> waiting;  // the request whose answer is awaited
  std::optional<RequestId> looking;  // an order.status beside it, for the quantities of the notice alone
  std::uint32_t requests = 0;        // sent so far, both kinds
  std::uint32_t cancels = 0;         // order.cancel sent so far
  std::uint32_t early_cancels = 0;   // of these, sent while the order was not there: none could be taken
  std::uint32_t asks = 0;            // fruitless order.status in a row: the back-off's exponent
  std::uint32_t missing = 0;         // order.status answers "does not exist" in a row
  std::uint32_t reports = 0;         // told so far
  bool may_have_landed = false;      // the last cancel left, and no definite no came back for it
  bool one_may_have_landed = false;  // that one, or one before it that was taken for dead
  bool owes_notice = false;          // to be told once the venue has told the order's quantities
  bool told_pending = false;
  bool needs_attention = false;
  bool repeat_cancel = false;  // its order is not known to be there yet: the cancel is sent again at act_at
  std::uint32_t refusals = 0;  // that were worth another try: one is taken
  std::optional<VenueError> refused_with;  // while that try is waited for: nothing is at the venue
  std::optional<VenueError> refusal;       // of the last cancel, while an earlier one may have landed
  std::optional<std::string> held_back;    // while the first cancel waits to leave: why …
  Timestamp not_before{};                  // … and for how long at least, should a link be up
  std::optional<Timestamp> gone_at;        // the last cancel was answered "not on the book" (−2011)
  std::optional<Report> verdict;           // settled by hand: what the client was told …
  bool contradicted = false;               // … and the venue says otherwise
  OrderFacts order;                        // the venue's last word on the order
  Timestamp last_ask;
  std::optional<Timestamp> act_at;     // answer overdue, or time to ask or to send again
  std::optional<Timestamp> tell_at;    // time for the in-doubt notice
  std::optional<Timestamp> attend_at;  // time to call for somebody
  std::optional<Timestamp> due;        // the earliest of these, as it stands in the blotter's deadlines
};

// How many cancels have been tried that the venue could have taken.
[[nodiscard]] inline std::uint32_t tries(const Ticket& ticket) {
  return ticket.cancels - std::min(ticket.cancels, ticket.early_cancels);
}

}  // namespace bridge::order
