// A mass cancel until it is answered: a client's 35=q, or what the gateway does for a client that is gone. It
// becomes one cancel for each open order of its scope, pursued as any other (CancelCommand::cause), and ends
// when the end of each of these orders is known. Private to the blotter.
//
//             it came in                grace is over               every order's end is known
//   35=q      ───────────────────────────────────────▶ Canceling ─────────────────────────▶ 35=r
//   gone      ──────────────▶ Waiting ───────────────▶     │  ▲                              forgotten
//                                │ the client is back      └──┘ next round: an order is still open
//                                └──────────▶ forgotten
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/reason.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace bridge::order {

// Why the orders that a request means cannot be told.
struct UnusableScope {
  MassCancelRejectReason reason = MassCancelRejectReason::Other;
  std::string text;
};

struct MassCancel {
  // One of its orders, whose end is not known yet.
  enum class Stage {
    OfClient,  // its client cancels it already; should that come to nothing, we do
    Asked,     // the lane is to bring its cancel
    Pursued,   // it has brought it
    Open,      // that came to nothing, and the order lives
  };

  TicketId id;
  MassCancelCommand command;
  bool canceling = false;  // it has chosen its orders
  std::map<TicketId, Stage> orders;
  std::uint32_t canceled = 0;   // orders that ended so
  std::string why_not;          // of the first order whose cancel came to nothing
  bool client_is_back = false;  // one that was gone
  std::uint32_t rounds = 0;
  std::optional<Timestamp> act_at;  // canceling begins, a 35=q is answered in any case, or the next round
};

}  // namespace bridge::order
