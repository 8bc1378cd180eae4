// What we tell the client. Plain facts; fix/codec encodes them. Any thread.
#pragma once

#include "base/time.hpp"
#include "order/execution.hpp"
#include "order/ids.hpp"
#include "order/ord_rej_reason.hpp"
#include "order/order_terms.hpp"
#include "order/reason.hpp"
#include "order/venue_order.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::order {

// OrdStatus(39) on our answers.
enum class OrdStatus : char {
  New = '0',
  PartiallyFilled = '1',
  Filled = '2',
  Canceled = '4',
  Replaced = '5',  // FIX 4.2 alone, and only where the session asks for it
  PendingCancel = '6',
  Rejected = '8',
  PendingNew = 'A',
  Expired = 'C',
  PendingReplace = 'E',
};

// What we tell the client; becomes 35=8, 35=9 or 35=j in the session's version.
//   Canceled         35=8 150=4; of an order of ours `quantities` are set, and without 41 nobody of the
//                    session asked for it (378)
//   CancelRejected   35=9 434=1
//   PendingCancel    35=8 150=6, not final
//   Status           35=8 150=I, answers 35=H, or a 35=D with 97=Y that is known
//   StatusRejected   35=j, answers 35=H that has no answer: it could not be put to the venue, or the venue
//                    does not know the order
// and about orders that were placed here, all with `quantities`:
//   PendingNew       35=8 150=A 39=A: in doubt, not final
//   New              35=8 150=0, not final
//   OrderRejected    35=8 150=8 39=8
//   Trade            35=8 150=F (FIX 4.2: 1 or 2), with `execution`, not final
//   PendingReplace   35=8 150=E, not final
//   Replaced         35=8 150=5
//   ReplaceRejected  35=9 434=2
//   Expired          35=8 150=C
//   Restated         35=8 150=D: somebody else has amended the order, not final
//   Triggered        35=8 150=L: a conditional order has become its child, not final
// and about orders of one's own together:
//   MassCanceled     35=r, with `mass_cancel`
//   MassStatusRejected  35=j, answers 35=AF
// A 35=AF is answered with a Status for each order, which have `mass_status`.
enum class ReportKind {
  Canceled,
  CancelRejected,
  PendingCancel,
  Status,
  StatusRejected,
  PendingNew,
  New,
  OrderRejected,
  Trade,
  PendingReplace,
  Replaced,
  ReplaceRejected,
  Expired,
  Restated,
  Triggered,
  MassCanceled,
  MassStatusRejected,
};

// An order's quantities as the client is told them: decimal text. 14 + 151 = 38 while it lives, 151 is 0 when
// it has ended.
struct Quantities {
  std::string order_qty;   // 38
  std::string cum_qty;     // 14
  std::string leaves_qty;  // 151
  std::string avg_px;      // 6; empty when not known
};

// What became of a mass cancel.
struct MassCancelResult {
  char request_type = '7';                                               // 530
  char side = '\0';                                                      // 54, '\0': none
  bool accepted = false;                                                 // 531 is 530, else 0
  MassCancelRejectReason reject_reason = MassCancelRejectReason::Other;  // 532, unless accepted
  std::uint32_t affected = 0;                                            // 533: orders that ended as canceled
};
// Which of the reports that answer a 35=AF this one is.
struct MassStatusPart {
  std::string mass_status_req_id;     // 584
  std::uint32_t tot_num_reports = 0;  // 911
  bool last = false;                  // 912
};

struct Report {
  SessionKey session;
  TicketId ticket;
  std::uint32_t number = 0;  // per ticket, from 1: ExecID(17) is "<ticket>-<number>"
  ReportKind kind = ReportKind::CancelRejected;
  bool final = true;           // false for PendingCancel only
  bool poss_resend = false;    // 97=Y: said before, said again
  bool watched = false;        // settled by hand: told for good, but its ticket stays open
  bool unsolicited = false;    // the venue's word on it, which differs from what was told by hand
  bool kept = false;           // told for good, but its ticket stays open while its order is remembered
  ClOrdId cl_ord_id;           // 11; on a Status the order's own, or its cancel's while 41 is set
  std::string orig_cl_ord_id;  // 41; on a Status empty unless a cancel of the order is or was accepted
  std::string order_id;        // 37, "NONE" when unknown
  std::string symbol;          // 55 as the client wrote it
  char side = '1';
  std::string account;
  std::string order_qty;  // 38 of the request, used when `order` is empty
  // These are 37 and 41 as the request had them, where the report has others; a repeat is known by them.
  std::string named_order_id;
  std::string named_orig_cl_ord_id;
  OrdStatus ord_status = OrdStatus::New;
  bool status_unknown = false;  // 39 is what was known last, or 0 because FIX wants a value: 58 says so
  OrderFacts order;             // the venue's, when it has told them
  RejectReason reason = RejectReason::Other;
  int venue_code = 0;         // 25016, 0 = none
  std::string text;           // 58
  Timestamp transact_time;    // 60: venue updateTime when known, else our clock
  bool by_our_clock = false;  // it is that one, and not yet the wall's time (Event::wall)
  std::string route{};        // of the request that is answered
  // These are of the 35=H that is answered.
  std::string ord_status_req_id;  // 790
  std::int64_t ref_seq_num = 0;   // 45 of a StatusRejected
  BusinessReason business_reason = BusinessReason::NotAvailable;
  // These are of orders that were placed here.
  std::optional<Quantities> quantities{};             // outrank what `order` says
  std::optional<OrderTerms> terms{};                  // as they stand: echoed in 40, 44, 59, 126, 18, 77 …
  std::optional<Execution> execution{};               // of a Trade
  OrdRejReason ord_rej_reason = OrdRejReason::Other;  // 103 of an OrderRejected, or of an unknown order
  std::string secondary_cl_ord_id{};                  // 526: the venue's client id
  std::string secondary_order_id{};                   // 198: the triggered child of a conditional order
  int restatement_reason = -1;                        // 378; -1: none. FIX 4.2 has 0 to 5 only
  int expiry_reason = 0;                              // 25056, the venue's `er`; 0: none
  // These are of orders together.
  std::optional<MassCancelResult> mass_cancel{};
  std::optional<MassStatusPart> mass_status{};
};

}  // namespace bridge::order
