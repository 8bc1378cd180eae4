// What the venue does with a request when it is not the ordinary thing: for one order, for every order, or
// for as long as a condition lasts. Data; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"
#include "simulator/order.hpp"
#include "simulator/refusal.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

constexpr int kAlways = std::numeric_limits<int>::max();
// Stands in the place of a client order id for whatever is asked. No order can be called so
// (fixspec/venue.md, 4.5).
constexpr const char* kEveryOrder = "*";

// So much of an order trades with somebody who is not on the book.
struct PlannedFill {
  std::string quantity;
  std::string price;  // empty: the order's own
};

// The default is the ordinary: executed, answered, at once.
struct Fault {
  // The order, just before the request is executed; one that is placed, just after …
  std::optional<Order> becomes{};  // turns into this one
  std::vector<PlannedFill> fills{};
  std::string ends{};  // is FILLED, EXPIRED or CANCELED, when it is open
  // A cancel takes effect, an order is placed or amended; when not, `refusal` is answered, or nothing. A
  // conditional order that triggers is held TRIGGERING, or REJECTED with the refusal's text.
  bool executes = true;
  bool accepts_unfillable = false;  // a FOK or GTX order that cannot be executed is accepted, and expires
  bool tells_later = false;         // ALGO_UPDATE TRIGGERED comes behind the events of the order it became
  // … what is answered …
  std::optional<Refusal> refusal{};  // instead, whether executed or not
  std::optional<Order> tells{};      // the reply is about this order
  std::string bears_id{};            // of the reply, JSON text, instead of the request's
  std::string says{};                // this frame, whatever it is, instead of the reply
  milliseconds lag{0};               // order.status sees the book as it was so long ago
  // … when, and how often …
  bool replies = true;  // false: no answer at all
  milliseconds delay{0};
  std::optional<milliseconds> again_after{};  // the same a second time
  bool lets_next_pass = false;                // right after the answer to the connection's next request
  // … and what becomes of the connection, and of others.
  Line line = Line::Open;
  milliseconds line_after{0};
  std::optional<milliseconds>
      shuts_down_after{};  // serverShutdown first (fixspec/venue.md, 2.4), cut so much later
  milliseconds outage{0};  // instead of an answer all connections drop, and new ones so long
  milliseconds ban{0};     // instead of an answer the address is banned so long: 418, in the venue's words
  // A connection that relies on its session.logon gets the null-id −2015 instead and is logged off
  // (fixspec/venue.md, 2.4); one that signs each request, the ordinary.
  bool revokes_session = false;
  int times = 1;  // requests it happens to
};

// These are used up one after the other; after the last everything is ordinary.
struct Behaviour {
  std::vector<Fault> cancels{};   // order.cancel
  std::vector<Fault> statuses{};  // order.status
  std::vector<Fault> sessions{};  // session.*; of kEveryOrder only
  // Of the client id that the request gives: newClientOrderId, clientAlgoId.
  std::vector<Fault> places{};        // order.place
  std::vector<Fault> modifies{};      // order.modify
  std::vector<Fault> algo_places{};   // algoOrder.place
  std::vector<Fault> algo_cancels{};  // algoOrder.cancel
  std::vector<Fault> triggers{};      // no request: a conditional order whose price is there
};

// What the whole venue is like until it is told otherwise.
struct Conditions {
  // A cancel is executed, but its reply, good or bad, is dropped.
  bool drop_cancel_replies = false;
  // The delay of each reply to a cancel, good or bad.
  milliseconds cancel_reply_delay{0};
  // order.status sees the book as it was so long ago: the query path lags the engine (fixspec/venue.md, 4.2).
  milliseconds status_lag{0};
  // The REST queries of orders and trades see the book as it was so long ago.
  milliseconds snapshot_lag{0};
  // How much the venue's clock is ahead; when it is less than 0 the clock is behind.
  milliseconds clock_skew{0};
};

}  // namespace bridge::simulator
