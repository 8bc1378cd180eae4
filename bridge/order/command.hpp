// What the client asked, decoded: plain facts, no behaviour. Quantities are its decimal text. A new kind of
// request is a struct here, in Command; its reading in fix/codec, its words in journal/fields.hpp, and what
// the blotter makes of it (bridge/order/README.md). Any thread.
#pragma once

#include "base/time.hpp"
#include "order/ids.hpp"
#include "order/mark_price.hpp"
#include "order/ord_rej_reason.hpp"
#include "order/order_terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bridge::order {

// Which id goes upstream when a request carries both (session option `prefer`).
enum class IdPreference { ByOrderId, ByOrigClOrdId };
// When the client is told 150=6 (session option `pending_cancel`): never, once a cancel has been without an
// answer for too long, or for each cancel.
enum class PendingCancelNotice { Never, InDoubt, Always };

// Who wants a cancel: the client with a 35=F of its own; or the gateway, as part of a 35=q, or because the
// client is gone (session option `cancel_on_disconnect`).
enum class CancelCause { Request, MassCancel, Disconnect };

// What a session has chosen about its orders (config/README.md, `order_entry`). It is recorded with each
// request, so that a replay needs no configuration.
struct OrderEntryTerms {
  bool enabled = false;             // D and G are taken
  bool pending_new = true;          // a place in doubt is told with 150=A
  bool pending_replace = false;     // each 35=G is told with 150=E at once, else only one in doubt
  bool same_terms_replaced = true;  // -5027 is told as 150=5, else as a 35=9
  bool killed_is_canceled = false;  // the rest of IOC and FOK is told as 150=4, else as 150=C
  bool check_filters = true;        // the venue's filters are checked before anything leaves
  bool trade_while_syncing = false;
  bool client_id_as_sent = false;    // the venue's client id is 11, else our own (`client_id`) …
  std::string client_id_tag = "fb";  // … which begins so, then `-` and the ticket's number
  bool cancel_late_order = true;     // an order that turns up after its absence was told (`late_order`)
  std::string self_trade_prevention = "EXPIRE_MAKER";
  bool tell_triggered = false;  // a conditional order that is triggered is told with 150=L (`triggered`)
  bool queue_replace = false;   // a 35=G waits for the one before it, else it is refused (`second_replace`)

  friend bool operator==(const OrderEntryTerms&, const OrderEntryTerms&) = default;
};

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
  // The session's terms fill these (order/terms.hpp).
  AccountName account_name;
  IdPreference prefer = IdPreference::ByOrderId;
  PendingCancelNotice pending_cancel = PendingCancelNotice::InDoubt;
  // The gateway's own cancel has no 11. It is part of this mass cancel, and means the order that was placed
  // under this ticket.
  CancelCause cause = CancelCause::Request;
  TicketId mass_cancel{};
  TicketId placed_by{};
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

// Why an order cannot be kept by the venue as it was asked for. Nothing was sent. `text` names the tag.
struct OrderRefusal {
  OrdRejReason reason = OrdRejReason::Other;
  std::string text;
  std::string limit{};  // the risk limit that forbids it (risk_check.hpp); empty: it is not for one
};

// 35=D, decoded and complete.
struct PlaceCommand {
  SessionKey session;
  ClOrdId cl_ord_id;          // 11
  std::string symbol;         // 55 as sent, echoed on reports
  std::string venue_symbol;   // 55 after the session's symbol map
  char side = '1';            // 54
  std::string account;        // 1, empty when absent
  std::string transact_time;  // 60
  OrderTerms terms;
  std::optional<OrderRefusal> refused{};  // an instruction that nobody can keep, or a limit that is passed
  std::optional<MarkPrice> mark_price{};  // by which it was held against the risk limits
  std::int64_t msg_seq_num = 0;
  std::string route{};       // as above
  bool poss_dup = false;     // 43=Y
  bool poss_resend = false;  // 97=Y
  // The session's terms fill these (order/terms.hpp).
  AccountName account_name;
  OrderEntryTerms entry{};
};

// 35=G, decoded and complete. What the message leaves out keeps its value.
struct ReplaceCommand {
  SessionKey session;
  ClOrdId cl_ord_id;           // 11
  std::string orig_cl_ord_id;  // 41, empty when absent
  std::string order_id;        // 37, empty when absent
  std::string symbol;          // 55 as sent
  std::string venue_symbol;    // 55 after the session's symbol map
  char side = '1';             // 54
  std::string account;         // 1, empty when absent
  std::string transact_time;   // 60
  OrderTerms terms;            // an empty order_qty or price: as it is
  std::optional<OrderRefusal> refused{};
  std::optional<MarkPrice> mark_price{};  // as above
  std::int64_t msg_seq_num = 0;
  std::string route{};       // as above
  bool poss_dup = false;     // 43=Y
  bool poss_resend = false;  // 97=Y
  // The session's terms fill these.
  AccountName account_name;
  IdPreference prefer = IdPreference::ByOrderId;
  OrderEntryTerms entry{};
};

// Which orders of a session are meant, of those that were placed here and are open.
struct OrderScope {
  std::string symbol;        // 55 as sent; empty: of every symbol
  std::string venue_symbol;  // 55 after the session's symbol map
  char side = '\0';          // 54; '\0': both
};

// 35=q, decoded and complete; or what the gateway does for a client that is gone.
struct MassCancelCommand {
  SessionKey session;
  ClOrdId cl_ord_id;        // 11; empty when no client asked
  char request_type = '7';  // 530
  OrderScope scope;
  std::string account;        // 1, empty when absent
  std::string transact_time;  // 60
  std::int64_t msg_seq_num = 0;
  std::string route{};       // as above
  bool poss_dup = false;     // 43=Y
  bool poss_resend = false;  // 97=Y
  AccountName account_name;  // by the session's terms
  CancelCause cause = CancelCause::MassCancel;
  milliseconds grace{};  // after it came in, before anything is canceled
};

// 35=AF, decoded and complete.
struct MassStatusCommand {
  SessionKey session;
  std::string mass_status_req_id;  // 584, echoed
  char request_type = '7';         // 585
  OrderScope scope;
  std::string account;  // 1, empty when absent
  std::int64_t msg_seq_num = 0;
  std::string route{};       // as above
  bool poss_dup = false;     // 43=Y
  bool poss_resend = false;  // 97=Y
  AccountName account_name;  // by the session's terms
};

using Command = std::variant<CancelCommand, StatusCommand, PlaceCommand, ReplaceCommand, MassCancelCommand,
                             MassStatusCommand>;

[[nodiscard]] inline const SessionKey& session_of(const Command& command) {
  return std::visit([](const auto& one) -> const SessionKey& { return one.session; }, command);
}
// 11 as text; of a status, and of what no client asked for, it may be empty.
[[nodiscard]] inline const std::string& cl_ord_id_of(const CancelCommand& command) {
  return command.cl_ord_id.value();
}
[[nodiscard]] inline const std::string& cl_ord_id_of(const StatusCommand& command) {
  return command.cl_ord_id;
}
[[nodiscard]] inline const std::string& cl_ord_id_of(const PlaceCommand& command) {
  return command.cl_ord_id.value();
}
[[nodiscard]] inline const std::string& cl_ord_id_of(const ReplaceCommand& command) {
  return command.cl_ord_id.value();
}
[[nodiscard]] inline const std::string& cl_ord_id_of(const MassCancelCommand& command) {
  return command.cl_ord_id.value();
}
// It is found by the id of its own.
[[nodiscard]] inline const std::string& cl_ord_id_of(const MassStatusCommand& command) {
  return command.mass_status_req_id;
}
[[nodiscard]] inline const std::string& cl_ord_id_of(const Command& command) {
  return std::visit([](const auto& one) -> const std::string& { return cl_ord_id_of(one); }, command);
}
// 60 as the client wrote it; a status has none.
[[nodiscard]] inline std::string_view transact_time_of(const Command& command) {
  if (const auto* cancel = std::get_if<CancelCommand>(&command)) return cancel->transact_time;
  if (const auto* place = std::get_if<PlaceCommand>(&command)) return place->transact_time;
  if (const auto* replace = std::get_if<ReplaceCommand>(&command)) return replace->transact_time;
  if (const auto* mass = std::get_if<MassCancelCommand>(&command)) return mass->transact_time;
  return {};
}
// True for a question: its ids name orders, and take no ClOrdID(11) away from other requests.
[[nodiscard]] inline bool is_question(const Command& command) {
  return std::holds_alternative<StatusCommand>(command) || std::holds_alternative<MassStatusCommand>(command);
}
// The account by the session's terms; empty when they name none.
[[nodiscard]] inline const AccountName& account_of(const Command& command) {
  return std::visit([](const auto& one) -> const AccountName& { return one.account_name; }, command);
}
// True for 43=Y or 97=Y: the request may have been sent before.
[[nodiscard]] inline bool is_repeat(const Command& command) {
  return std::visit([](const auto& one) { return one.poss_dup || one.poss_resend; }, command);
}

}  // namespace bridge::order
