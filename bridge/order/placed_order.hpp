// One order that was placed here, whoever acts on it later. Private to the order book.
//
//           reply or stream: it is there                    it has ended, all its fills are told
//   Sent ───────────────────────────────▶ Live ───────────────────────────────────▶ Ended ──▶ forgotten
//    │ │                                   ▲  ▲
//    │ │ no word in time, or one that      │  │ it turns up after all
//    │ │ proves nothing                    │  │
//    │ └────────────────────────▶ Doubtful ┘  │
//    │ refused                        │       │
//    └──▶ forgotten                   └────▶ Absent ──▶ forgotten
//                        proved that it is not there
//
//   Sent      order.place is on its way. It is sent once; nothing makes it be sent again
//   Doubtful  nobody knows whether the venue has it; it is asked for by its client id
//   Live      the venue has it, and the client was told so
//   Ended     its terminal report was told; it is remembered for late words about it
//   Absent    the client was told that it was rejected; should it turn up, somebody is called
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/fills.hpp"
#include "order/outcome.hpp"
#include "order/report.hpp"
#include "order/stream.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bridge::order {

enum class PlaceState { Sent, Doubtful, Live, Ended, Absent };

// A 35=G whose answer is not known yet. One is sent at a time; where the session has chosen so, one more
// waits.
struct Amendment {
  TicketId ticket;
  ReplaceCommand command;
  OrderTerms wanted;                 // the order's terms, should it be accepted
  std::optional<RequestId> waiting;  // order.modify, order.cancel or order.status, the answer awaited
  Timestamp sent;
  Timestamp last_ask{};
  bool doubtful = false;
  bool told_pending = false;     // 150=E
  bool by_cancel = false;        // the wanted quantity is filled already: the rest is canceled instead
  bool ended_the_order = false;  // the venue has answered it by canceling the order
  bool overtaken = false;        // somebody else has amended the order since
  std::uint32_t requests = 0;
  std::uint32_t reports = 0;
  std::uint32_t asks = 0;
  std::optional<Timestamp> act_at;
};

// A 35=F whose end is not told yet, or a cancel of the gateway's own; the blotter's ticket pursues it.
struct PendingCancel {
  TicketId ticket;
  CancelCause cause;
  bool told_pending = false;         // 150=6
  std::optional<Report> conclusion;  // waits for the fills before it
};

// How an order ended, by the first witness that told.
struct OrderEnd {
  OrderStatus status = OrderStatus::Unknown;
  int expiry_reason = 0;
  std::string reject_reason;  // of a conditional order that was rejected when it triggered
  std::int64_t venue_ms = 0;  // when, by the venue; 0: it has not said so
};

// The proof that the venue does not have a place, as far as it has come (order_absence.cpp).
struct Absence {
  std::uint32_t polls = 0;  // in a row, each "does not exist", with the stream healthy
  Timestamp first{};
  Timestamp last{};
  std::set<OrderId> known_orders;   // of the symbol, since just before the place: it is not among them
  std::uint32_t pages = 0;          // of lists read
  bool listed_from_trades = false;  // nothing was listed, but trades were: listed from their orders on
};

// What is known of a conditional order beside its child's facts (conditional.hpp). `order_id` of the order is
// its child's, once there is one; an order without a child has none.
struct Conditional {
  std::optional<AlgoId> algo_id;
  std::int64_t time_ms = 0;     // of the venue's newest word on it
  bool told_triggered = false;  // 150=L, where the session wants it
  // The child's events that came before the algo id, without which nothing can be told of the order.
  std::vector<OrderUpdate> early{};
};

struct PlacedOrder {
  TicketId ticket;
  PlaceCommand command;
  ClientOrderId client_order_id;  // newClientOrderId
  OrderTerms terms;               // as last accepted
  ClOrdId cl_ord_id;              // 11, as last accepted
  std::set<ClOrdId> chain;        // all that its requests were called
  PlaceState state = PlaceState::Sent;
  Timestamp sent;
  std::int64_t sent_at_venue_ms = 0;
  std::optional<OrderId> order_id;
  Conditional algo;  // of a conditional order
  Fills fills;
  OrderFacts facts;  // the newest word of the venue
  bool told_new = false;
  bool told_pending_new = false;
  bool of_stream = false;  // the stream has told of it
  std::optional<OrderEnd> end;
  std::optional<Amendment> amendment;
  std::optional<Amendment> queued;  // waits for that one; nothing of it was sent
  std::vector<PendingCancel> cancels;
  std::vector<Timestamp> amends_taken;  // replaces of the last kLimitWindowMax
  std::vector<TicketId> dependents;     // answered, and forgotten with the order
  std::optional<RequestId> placing;     // order.place, the answer awaited
  std::optional<RequestId> asking;      // a question about it, the answer awaited
  bool reconcile = false;               // the stream may have missed something: it is to be asked about
  bool after_gap = false;               // what is lacking is the gap's, and no reason to doubt the stream
  std::uint32_t requests = 0;
  std::uint32_t reports = 0;
  std::uint32_t asks = 0;  // fruitless in a row
  Timestamp last_ask{};
  bool needs_attention = false;
  Absence absence;
  bool watched = false;  // called absent by a proof: it is looked for whenever the stream was interrupted
  bool counted = false;  // among those that the venue may have on its book
  bool late_cancel_sent = false;           // it turned up late and is canceled by us
  bool late_cancel_due = false;            // … and once more: the venue calls it open
  std::optional<Timestamp> lacking_since;  // fills have happened that nobody has told
  std::optional<Timestamp> act_at;         // what is to be done next is due
  std::optional<Timestamp> stream_due;     // the stream should have told of it by then
  std::optional<Timestamp> watch_at;       // nothing was heard of it until then
  std::optional<Timestamp> forget_at;
};

[[nodiscard]] inline OrderRef ref_of(const PlacedOrder& order) {
  return order.order_id ? OrderRef{*order.order_id} : OrderRef{order.client_order_id};
}
[[nodiscard]] inline bool is_live(const PlacedOrder& order) {
  return order.state != PlaceState::Ended && order.state != PlaceState::Absent;
}
// The venue's clock is known to a fraction of a second only: what it is to list about an order begins so long
// before the place, or the order's first fills may be left out.
[[nodiscard]] inline std::int64_t listed_since_ms(const PlacedOrder& order) {
  constexpr std::int64_t kBeforeMs = 60000;
  const std::int64_t sent = order.sent_at_venue_ms != 0 ? order.sent_at_venue_ms : to_ms(order.sent);
  return sent - kBeforeMs;
}
// True when the session wants the rest that the venue kills at once told as canceled, not as expired.
[[nodiscard]] inline bool killed_is_canceled(const PlacedOrder& order) {
  const OrderTerms& terms = order.terms;
  return order.command.entry.killed_is_canceled &&
         (terms.time_in_force == TimeInForce::ImmediateOrCancel ||
          terms.time_in_force == TimeInForce::FillOrKill || terms.type == OrdType::Market);
}
[[nodiscard]] inline bool in_doubt(const PlacedOrder& order) {
  return order.state == PlaceState::Sent || order.state == PlaceState::Doubtful;
}

}  // namespace bridge::order
