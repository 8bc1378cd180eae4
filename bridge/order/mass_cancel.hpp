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
    Asked,    // the lane is to bring its cancel
    Pursued,  // it has one, of ours or of its client
    Open,     // that came to nothing, and the order lives
  };

  TicketId id;
  MassCancelCommand command;
  bool canceling = false;  // it has chosen its orders
  std::map<TicketId, Stage> orders;
  std::uint32_t canceled = 0;      // orders that ended so
  std::uint32_t not_canceled = 0;  // orders whose cancel came to nothing; of a 35=q
  std::string why_not;             // … the first of them
  std::uint32_t rounds = 0;
  std::optional<Timestamp> act_at;  // canceling begins, a 35=q is answered in any case, or the next round
};

}  // namespace bridge::order
