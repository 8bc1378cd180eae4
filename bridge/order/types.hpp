// The words of the core: what the client asked, what the venue said, what we answer. Plain facts, no
// behaviour. Quantities and prices are the venue's decimal text. Any thread.
#pragma once

#include "base/strong.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace bridge::order {

// A FIX session as we see it: "FIX.4.4:OURCOMPID->THEIRCOMPID".
using SessionKey = Strong<struct SessionKeyTag, std::string>;
// ClOrdID(11) of the cancel request.
using ClOrdId = Strong<struct ClOrdIdTag, std::string>;
// The venue's order id: a 64-bit integer that exceeds 2^53 on some symbols (venue §0.10).
using OrderId = Strong<struct OrderIdTag, std::int64_t>;
// The order's client id at the venue (`clientOrderId`), the ClOrdID under which it was placed.
using ClientOrderId = Strong<struct ClientOrderIdTag, std::string>;
// Names one ticket of a lane for ever: never used twice, not even after its journal was replaced.
using TicketId = Strong<struct TicketIdTag, std::uint64_t>;

// A configured account at the venue: the key that signs, the link it goes over.
using AccountName = Strong<struct AccountNameTag, std::string>;

// Which id goes upstream when a request carries both (session option `prefer`).
enum class IdPreference { ByOrderId, ByOrigClOrdId };
// When the client is told 150=6 (session option `pending_cancel`): not at all, once a cancel has been without
// an answer for too long, or for each cancel at once.
enum class PendingCancelNotice { Never, InDoubt, Always };

// 35=F, decoded and complete. Ids are as the client wrote them; order/target.hpp judges them.
struct CancelCommand {
  SessionKey session;
  ClOrdId cl_ord_id;           // 11
  std::string orig_cl_ord_id;  // 41, empty when absent
  std::string order_id;        // 37, empty when absent
  std::string symbol;          // 55 as sent, echoed on reports
  std::string venue_symbol;    // 55 after the session's symbol map
  char side = '1';             // 54
  std::string order_qty;       // 38, empty when absent
  std::string account;         // 1, empty when absent
  std::string transact_time;   // 60
  std::int64_t msg_seq_num = 0;
  std::string route{};       // header fields of its answers, "128=…" and SOH; empty when it names nobody
  bool poss_dup = false;     // 43=Y
  bool poss_resend = false;  // 97=Y
  // By the session's terms (order/terms.hpp).
  AccountName account_name;
  IdPreference prefer = IdPreference::ByOrderId;
  PendingCancelNotice pending_cancel = PendingCancelNotice::InDoubt;
};

// 35=H, decoded and complete.
struct StatusCommand {
  SessionKey session;
  std::string cl_ord_id;          // 11: of the order, or of a cancel of it; may be empty
  std::string orig_cl_ord_id;     // 41, empty when absent
  std::string order_id;           // 37, empty when absent
  std::string ord_status_req_id;  // 790, echoed
  std::string symbol;             // 55 as sent
  std::string venue_symbol;       // 55 after the session's symbol map
  char side = '1';                // 54
  std::string account;            // 1, empty when absent
  std::int64_t msg_seq_num = 0;
  std::string route{};       // as above
  bool poss_dup = false;     // 43=Y
  bool poss_resend = false;  // 97=Y
  AccountName account_name;  // by the session's terms
};

// How an order is named upstream: exactly one id is ever sent (venue §3.1).
using OrderRef = std::variant<OrderId, ClientOrderId>;

// The venue's order status (venue §6.1). Unknown: a word we have not met; never taken for success.
enum class OrderStatus {
  New,
  PartiallyFilled,
  Filled,
  Canceled,
  Rejected,
  Expired,
  ExpiredInMatch,
  Unknown,
};

// The order has ended: nothing of it can be traded any more, and no later word changes that.
[[nodiscard]] constexpr bool is_done(OrderStatus status) {
  switch (status) {
    case OrderStatus::Filled:
    case OrderStatus::Canceled:
    case OrderStatus::Rejected:
    case OrderStatus::Expired:
    case OrderStatus::ExpiredInMatch:
      return true;
    case OrderStatus::New:
    case OrderStatus::PartiallyFilled:
    case OrderStatus::Unknown:
      break;
  }
  return false;
}

// An order as a venue reply shows it, and in its order (venue §3.1, §3.2). Text is copied, never computed.
struct Order {
  std::string client_order_id;
  std::optional<std::string> cum_quote;  // order.status only, since 2026-06-30
  std::string executed_qty;
  OrderId order_id;
  std::string orig_qty;
  std::string orig_type;
  std::string price;
  bool reduce_only = false;
  std::string side;  // BUY, SELL
  std::string position_side;
  std::string status_text;  // the venue's word
  OrderStatus status = OrderStatus::Unknown;
  std::string stop_price;
  bool close_position = false;
  std::string symbol;
  std::string time_in_force;
  std::string type;
  std::string activate_price;  // trailing stops only, else empty
  std::string price_rate;      // trailing stops only, else empty
  std::int64_t update_time_ms = 0;
  std::string working_type;
  bool price_protect = false;
  std::string price_match;
  std::string self_trade_prevention_mode;
  std::int64_t good_till_date_ms = 0;
  std::optional<std::string> avg_price;  // order.status only, since 2026-06-30
  std::int64_t time_ms = 0;              // creation, order.status only
};

// An order as the venue told it, handed on and never changed: whoever has it shares it. Empty: the venue has
// told nothing.
class OrderFacts {
 public:
  OrderFacts() = default;
  OrderFacts(std::nullopt_t) {}
  OrderFacts(Order order) : order_(std::make_shared<const Order>(std::move(order))) {}

  explicit operator bool() const { return order_ != nullptr; }
  const Order& operator*() const { return *order_; }
  const Order* operator->() const { return order_.get(); }

 private:
  std::shared_ptr<const Order> order_;
};

// CxlRejReason(102), values of FIX 4.4.
enum class RejectReason {
  TooLate = 0,
  UnknownOrder = 1,
  VenueOption = 2,  // "Broker / Exchange Option"
  AlreadyPending = 3,
  DuplicateClOrdId = 6,
  Other = 99,
};

// Why a request is answered without asking the venue. Nothing was sent.
struct Refusal {
  RejectReason reason = RejectReason::Other;
  std::string text;
};

// Whether a refused request is worth another try (venue §4.1): not at all, after a moment (overload, clocks
// that differed), or from `retry_after_ms` on (rate limit).
enum class Retry { Never, Soon, Later };

// What the venue wrote when it refused. `text` is cleaned (base/text.hpp).
struct VenueError {
  int status = 0;  // HTTP-like
  int code = 0;    // negative; 0 when the reply had none
  std::string text;
  RejectReason reason = RejectReason::Other;  // CxlRejReason by fix.md §3.3
  std::int64_t retry_after_ms = 0;            // epoch ms by our clock; 0 when not given
  bool unknown_symbol = false;                // it is the symbol that the venue does not know
  Retry retry = Retry::Never;
};

// What a reply to order.cancel or order.status proves (venue §4.1). Their orders are never empty.
struct Canceled {
  OrderFacts order;
};  // 200 and result.status CANCELED
struct Found {
  OrderFacts order;
};  // order.status, 200
struct Rejected {
  VenueError error;
};  // known not executed
struct Missing {
  VenueError error;
};  // −2011, −2013: not on the book; not yet why
struct Unclear {
  VenueError error;
};  // nobody knows whether it was executed
using Outcome = std::variant<Canceled, Found, Rejected, Missing, Unclear>;

// One request on the wire. `id` there is "<ticket>-<attempt><c|s>"; ≤ 36 characters (venue §1.2).
enum class RequestKind { Cancel, Status };
struct RequestId {
  TicketId ticket;
  std::uint32_t attempt = 0;  // counts all requests of the ticket, from 1
  RequestKind kind = RequestKind::Cancel;

  friend auto operator<=>(const RequestId&, const RequestId&) = default;
};

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

// BusinessRejectReason(380).
enum class BusinessReason { UnknownId = 1, UnknownSecurity = 2, NotAvailable = 4, NotAuthorized = 6 };

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
  // 37 and 41 as the request had them, where the report has others: by these a repeat is known.
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
  // Of the 35=H that is answered.
  std::string ord_status_req_id;  // 790
  std::int64_t ref_seq_num = 0;   // 45 of a StatusRejected
  BusinessReason business_reason = BusinessReason::NotAvailable;
};

}  // namespace bridge::order
