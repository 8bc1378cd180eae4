// Builds what the client is told from a command and the evidence. Pure.
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/outcome.hpp"
#include "order/report.hpp"

#include <cstdint>
#include <string>

namespace bridge::order {

[[nodiscard]] OrdStatus ord_status(OrderStatus status);

// What can be said of an order's OrdStatus(39). FIX wants a value, and FIX 4.4 Vol. 4 App. D has none for
// "not known": then it is 0, and Text(58) says so.
struct Standing {
  OrdStatus status = OrdStatus::New;
  bool known = false;
};
// The standing by the venue's word of this moment …
[[nodiscard]] Standing told_now(OrderStatus status);
// … and by an earlier word, which still holds only of an order that had ended.
[[nodiscard]] Standing told_once(OrderStatus status);

// A 35=8 with 150=4: the venue canceled `order`, at `at` if it has not said when. Its avg_price must be true,
// or nothing was filled.
[[nodiscard]] Report canceled_report(const CancelCommand& command, const OrderFacts& order, std::string text,
                                     Timestamp at);
// The same report without the venue's word: somebody said that the order is canceled. `order` is as it was
// seen last, if it ever was.
[[nodiscard]] Report canceled_by_hand_report(const CancelCommand& command, const OrderFacts& order,
                                             std::string text, Timestamp at);
// A 35=9. `order` is the evidence about the order, if there is any; without it 37 is what the client sent.
[[nodiscard]] Report reject_report(const CancelCommand& command, RejectReason reason, Standing standing,
                                   const OrderFacts& order, std::string text, Timestamp at);
// A 35=9 with 102=1 and 37=NONE (FIX 4.4 Vol. 4 App. D, B.1.f), but without the 39=8 of that matrix. An OMS
// takes 39=8 for a dead order, and a conditional order is not known to the venue's order service and lives
// on.
[[nodiscard]] Report unknown_order_report(const CancelCommand& command, std::string text, Timestamp at);
// A 35=8 with 150=6 and the order's true quantities.
[[nodiscard]] Report pending_report(const CancelCommand& command, const OrderFacts& order, std::string text,
                                    Timestamp at);
// A 35=8 with 150=I: the order as the venue shows it, under its own client id.
[[nodiscard]] Report status_report(const StatusCommand& question, const OrderFacts& order);
// A 35=j: there is nothing true to say of the order.
[[nodiscard]] Report status_rejected_report(const StatusCommand& question, BusinessReason reason,
                                            std::string text, Timestamp at);

// A 35=r: so many orders ended as canceled. 37 is the ticket's number.
[[nodiscard]] Report mass_cancel_report(const MassCancelCommand& command, std::uint32_t affected,
                                        Timestamp at);
// The same with 531=0, of which no order is said to be canceled.
[[nodiscard]] Report mass_cancel_rejected_report(const MassCancelCommand& command,
                                                 MassCancelRejectReason reason, std::string text,
                                                 Timestamp at);
// A 35=8 with 150=I, 39=8 and 911=0.
[[nodiscard]] Report nothing_open_report(const MassStatusCommand& question, Timestamp at);
// A 35=j about a 35=AF.
[[nodiscard]] Report mass_status_rejected_report(const MassStatusCommand& question, BusinessReason reason,
                                                 std::string text, Timestamp at);

// A 35=9 with 102=2, a 35=8 with 150=8 and 103=0, a 35=r with 531=0, or a 35=j with 380=4: it was not taken,
// for a reason of ours, and nothing is said of its order.
[[nodiscard]] Report not_taken_report(const Command& command, std::string text, Timestamp at);

// An answer that was told before, to the request that is sent once more with 97=Y, over `route`.
[[nodiscard]] Report said_again(Report answer, const std::string& route);

// The text for an order that the venue's order service does not know: the venue's words, and what they leave
// open.
[[nodiscard]] std::string unknown_text(const VenueError& error);
// The venue's code and words, such as
// "-2011 Unknown order sent."...
[[nodiscard]] std::string venue_text(const VenueError& error);
// The error with which the venue refused; null when it did not.
[[nodiscard]] const VenueError* error_of(const Outcome& outcome);
[[nodiscard]] VenueError* error_of(Outcome& outcome);

}  // namespace bridge::order
