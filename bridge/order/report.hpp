// What we tell the client. Plain facts; fix/codec encodes them. Any thread.
#pragma once

#include "base/time.hpp"
#include "order/ids.hpp"
#include "order/reason.hpp"
#include "order/venue_order.hpp"

#include <cstdint>
#include <string>

namespace bridge::order {

// OrdStatus(39) on our answers.
enum class OrdStatus : char {
  New = '0',
  PartiallyFilled = '1',
  Filled = '2',
  Canceled = '4',
  PendingCancel = '6',
  Rejected = '8',
  Expired = 'C',
};

// What we tell the client; becomes 35=8, 35=9 or 35=j in the session's version.
//   Canceled         35=8 150=4
//   CancelRejected   35=9
//   PendingCancel    35=8 150=6, not final
//   Status           35=8 150=I, answers 35=H
//   StatusRejected   35=j, answers 35=H that has no answer: it could not be put to the venue, or the venue
//   does
//                    not know the order
enum class ReportKind { Canceled, CancelRejected, PendingCancel, Status, StatusRejected };
struct Report {
  SessionKey session;
  TicketId ticket;
  std::uint32_t number = 0;  // per ticket, from 1: ExecID(17) is "<ticket>-<number>"
  ReportKind kind = ReportKind::CancelRejected;
  bool final = true;           // false for PendingCancel only
  bool poss_resend = false;    // 97=Y: said before, said again
  bool watched = false;        // settled by hand: told for good, but its ticket stays open
  bool unsolicited = false;    // the venue's word on it, which differs from what was told by hand
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
};

}  // namespace bridge::order
