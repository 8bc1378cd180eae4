// Builds what the client is told from a command and the evidence. Pure.
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/outcome.hpp"
#include "order/report.hpp"

#include <string>

namespace bridge::order {

[[nodiscard]] OrdStatus ord_status(OrderStatus status);

// What can be said of an order's OrdStatus(39). FIX wants a value: 0 when nothing is known (FIX 4.4 Vol. 4
// App. D has none for that), and Text(58) says so.
struct Standing {
  OrdStatus status = OrdStatus::New;
  bool known = false;
};
// By the venue's word of this moment …
[[nodiscard]] Standing told_now(OrderStatus status);
// … and of an earlier one, which holds only of an order that had ended.
[[nodiscard]] Standing told_once(OrderStatus status);

// 35=8, 150=4: the venue canceled `order`; its avg_price must be true (or nothing was filled).
[[nodiscard]] Report canceled_report(const CancelCommand& command, const OrderFacts& order, std::string text);
// The same without the venue's word that it did so: somebody said so. `order` as it was seen last, if ever.
[[nodiscard]] Report canceled_by_hand_report(const CancelCommand& command, const OrderFacts& order,
                                             std::string text, Timestamp at);
// 35=9. `order`: evidence about the order, if any. Without it 37 is what the client sent.
[[nodiscard]] Report reject_report(const CancelCommand& command, RejectReason reason, Standing standing,
                                   const OrderFacts& order, std::string text, Timestamp at);
// 35=9, 102=1, 37=NONE (FIX 4.4 Vol. 4 App. D, B.1.f), but not its 39=8, which an OMS takes for a dead order:
// a conditional order is not known to the venue's order service and lives on.
[[nodiscard]] Report unknown_order_report(const CancelCommand& command, std::string text, Timestamp at);
// 35=8, 150=6, with the order's true quantities.
[[nodiscard]] Report pending_report(const CancelCommand& command, const OrderFacts& order, std::string text,
                                    Timestamp at);
// 35=8, 150=I: the order as the venue shows it, under its own client id.
[[nodiscard]] Report status_report(const StatusCommand& question, const OrderFacts& order);
// 35=j: there is nothing true to say of the order.
[[nodiscard]] Report status_rejected_report(const StatusCommand& question, BusinessReason reason,
                                            std::string text, Timestamp at);

// 35=9, 102=2 or 35=j, 380=4: the request was not taken, for a reason of ours; nothing is said of its order.
[[nodiscard]] Report not_taken_report(const Command& command, std::string text, Timestamp at);

// The venue's order service does not know the order: its words, and what that leaves open.
[[nodiscard]] std::string unknown_text(const VenueError& error);
// "-2011 Unknown order sent."
[[nodiscard]] std::string venue_text(const VenueError& error);
// What the venue refused with; nothing when it did not.
[[nodiscard]] const VenueError* error_of(const Outcome& outcome);
[[nodiscard]] VenueError* error_of(Outcome& outcome);

}  // namespace bridge::order
