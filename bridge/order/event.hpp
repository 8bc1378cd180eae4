// What enters the blotter. Every event is journaled before it is decided, with the time at which the
// lane took it in; replaying the events of a journal reproduces every effect. Plain facts. Any thread.
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/outcome.hpp"
#include "order/report.hpp"
#include "order/risk_limits.hpp"
#include "order/settings.hpp"
#include "order/stream.hpp"
#include "order/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace bridge::order {

// A ticket that already carries the same session and ClOrdID. The lane looks it up in the journal.
struct Prior {
  TicketId ticket;
  std::optional<Report> final_report;  // empty while the ticket is open
};

// A client asked for something.
struct Requested {
  TicketId ticket;  // new, also when the request is a duplicate
  Command command;
  std::optional<Prior> prior;      // of a status: the cancel that 11 names, when it names one of this session
  std::optional<Refusal> refused;  // by the session's terms
  std::int64_t venue_time_ms = 0;  // of a cancel: the venue's clock, as far as known; 0: not at all
};
struct VenueAnswered {
  RequestId request;
  Outcome outcome;
};
// The answer to a request will never come, because its link fell. With `never_left` provably not one byte of
// it was sent; then `reason` says why, and another try can succeed from `not_before` on (0: when a link is
// up).
struct RequestLost {
  RequestId request;
  bool never_left = false;
  std::string reason{};
  Timestamp not_before{};
};
// The account whose link it is. Journals of the first release left it empty: the link of every account is
// meant.
struct LinkUp {
  AccountName account;
};
struct LinkDown {
  std::string reason;
  AccountName account;
};
// The ticket's deadline (Blotter::next_deadline) has passed.
struct DeadlinePassed {
  TicketId ticket;
};
// The account's user-data stream tells of everything from now on, or no more.
struct StreamUp {
  AccountName account;
};
struct StreamDown {
  std::string reason;
  AccountName account;
};
// The user-data stream told of an order that was placed here, by this ticket.
struct StreamTold {
  TicketId ticket;
  OrderUpdate update;
};
// The same of a conditional order.
struct AlgoTold {
  TicketId ticket;
  AlgoUpdate update;
};
// What becomes of the session's orders on this account, should its client be gone: said at each logon, and at
// a Logout that leaves them open. A session that is back is not canceled for having been away.
struct CancelOnDisconnectSet {
  SessionKey session;
  AccountName account;
  CancelOnDisconnect rule;
};
// The process has started and fed the blotter all events of its open tickets. From here on the blotter
// decides by these settings.
struct Restarted {
  AccountName account;
  std::optional<BlotterSettings> settings{};  // empty in journals of earlier releases
};
// Somebody settled an open ticket by hand. It says how, who did it, and on what grounds.
enum class Resolution { Canceled, Rejected };
struct Resolved {
  TicketId ticket;
  Resolution as = Resolution::Rejected;
  std::string who;
  std::string why;
};
// From now on these are the risk limits of a session's orders on the account, or of the whole account's.
// Requests are held against them before they are recorded, so that what was refused is in the request.
struct LimitsSet {
  TicketId ticket;  // its own
  AccountName account;
  SessionKey session;  // empty: the account's
  RiskLimits limits;
  std::string who;  // the user that the process belongs to
  std::string why;
};
// What the orders of a session that are remembered no more have left, of one symbol and position side: the
// quantities bought and sold, as far as they do not cancel out. It is kept while a limit of positions is set.
struct PositionKept {
  TicketId ticket;  // its own
  AccountName account;
  SessionKey session;
  std::string symbol;  // the venue's
  PositionSide position_side = PositionSide::Both;
  std::string bought;
  std::string sold;
};

struct Event {
  Timestamp at;
  std::variant<Requested, VenueAnswered, RequestLost, LinkUp, LinkDown, DeadlinePassed, Restarted, Resolved,
               StreamUp, StreamDown, StreamTold, AlgoTold, CancelOnDisconnectSet, LimitsSet, PositionKept>
      what;
  microseconds wall{};  // what the world is told of the time, minus `at`: 0 unless the system's clock was set
                        // since the start
};

// True when the request opens a ticket. A repeat, but for a question, has the number of a ticket of its own,
// and opens none.
[[nodiscard]] bool opens_ticket(const Requested& event);
// The session of a fact that is kept (LimitsSet, PositionKept); null for every other event. Such a fact has a
// ticket of its own, which stays open until a newer one takes its place: so a start finds the newest of each.
[[nodiscard]] const SessionKey* session_of_kept(const Event& event);
// The ticket that the event is about; nothing where it is about an account.
[[nodiscard]] std::optional<TicketId> ticket_of(const Event& event);
// The account that the event names; nothing when its ticket tells the account, or when it is everybody's.
[[nodiscard]] std::optional<AccountName> account_of(const Event& event);

}  // namespace bridge::order
