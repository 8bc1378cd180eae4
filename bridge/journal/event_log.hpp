// The journal's half for requests: events with their evidence, and the tickets they open and close. Writes
// are part of the turn (journal.hpp): they are collected, and one that fails makes the turn's commit fail, it
// does not throw. Reads see the open turn's writes. The lane's thread.
#pragma once

#include "order/event.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace bridge::journal {

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Records an event. `evidence` is what proves it: the FIX message or the venue's frame, as it came; it may
  // be empty.
  virtual void append(const order::Event& event, std::string_view evidence) = 0;
  // Notes the final report of an open ticket, which will not come back after a restart.
  virtual void close_ticket(const order::Report& report) = 0;
  // Notes the final report of a ticket that was settled by hand: it is what find_ticket() shows, but the
  // ticket stays open, and its events come back after a restart, until close_ticket() or forget_ticket().
  virtual void settle_ticket(const order::Report& report) = 0;
  virtual void forget_ticket(order::TicketId ticket) = 0;

  // A ticket id that was never given before, not even in a turn that failed or by a replaced journal: it
  // counts on from the clock at opening or the last id, whichever is higher.
  [[nodiscard]] virtual order::TicketId next_ticket() = 0;
  // The newest ticket of this id, if it is open or was opened at `since` or later.
  [[nodiscard]] virtual std::optional<order::Prior> find_ticket(const order::SessionKey& session,
                                                                const order::ClOrdId& cl_ord_id,
                                                                Timestamp since = Timestamp::min()) = 0;
  // Every event of the tickets that are open, plus link and restart events since the start before the oldest
  // of them (by which settings was it decided, was the link up?), in the order in which they were appended.
  [[nodiscard]] virtual std::vector<order::Event> open_events() = 0;
};

}  // namespace bridge::journal
