// What the journal's JSON calls each fact. Each struct has one list, which text.cpp reads in both directions,
// so that writing and reading cannot drift apart. Names here are for ever: add, never rename. What a release
// after the first has added is `field.added`: a journal without it reads as the fact's default. An order that
// may be empty is `field.if_any`. Any thread.
#pragma once

#include "order/event.hpp"

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace bridge::journal {

// The `kind` of a variant's alternative.
template <class T>
inline constexpr std::string_view kKind;
// Of a Requested: that of what is asked for.
template <>
inline constexpr std::string_view kKind<order::CancelCommand> = "cancel_requested";
template <>
inline constexpr std::string_view kKind<order::StatusCommand> = "status_requested";
template <>
inline constexpr std::string_view kKind<order::VenueAnswered> = "venue_answered";
template <>
inline constexpr std::string_view kKind<order::RequestLost> = "request_lost";
template <>
inline constexpr std::string_view kKind<order::LinkUp> = "link_up";
template <>
inline constexpr std::string_view kKind<order::LinkDown> = "link_down";
template <>
inline constexpr std::string_view kKind<order::DeadlinePassed> = "deadline_passed";
template <>
inline constexpr std::string_view kKind<order::Restarted> = "restarted";
template <>
inline constexpr std::string_view kKind<order::Resolved> = "resolved";
template <>
inline constexpr std::string_view kKind<order::Canceled> = "canceled";
template <>
inline constexpr std::string_view kKind<order::Found> = "found";
template <>
inline constexpr std::string_view kKind<order::Rejected> = "rejected";
template <>
inline constexpr std::string_view kKind<order::Missing> = "missing";
template <>
inline constexpr std::string_view kKind<order::Unclear> = "unclear";

template <class E>
using Word = std::pair<E, std::string_view>;

// The word for each value of an enum. OrdStatus speaks FIX: the values of tag 39.
template <class E>
inline constexpr std::array<Word<E>, 0> kWords;
template <>
inline constexpr std::array kWords<order::IdPreference> = {
    Word<order::IdPreference>{order::IdPreference::ByOrderId, "order_id"},
    Word<order::IdPreference>{order::IdPreference::ByOrigClOrdId, "orig_cl_ord_id"}};
template <>
inline constexpr std::array kWords<order::OrderStatus> = {
    Word<order::OrderStatus>{order::OrderStatus::New, "new"},
    Word<order::OrderStatus>{order::OrderStatus::PartiallyFilled, "partially_filled"},
    Word<order::OrderStatus>{order::OrderStatus::Filled, "filled"},
    Word<order::OrderStatus>{order::OrderStatus::Canceled, "canceled"},
    Word<order::OrderStatus>{order::OrderStatus::Rejected, "rejected"},
    Word<order::OrderStatus>{order::OrderStatus::Expired, "expired"},
    Word<order::OrderStatus>{order::OrderStatus::ExpiredInMatch, "expired_in_match"},
    Word<order::OrderStatus>{order::OrderStatus::Unknown, "unknown"}};
template <>
inline constexpr std::array kWords<order::RejectReason> = {
    Word<order::RejectReason>{order::RejectReason::TooLate, "too_late"},
    Word<order::RejectReason>{order::RejectReason::UnknownOrder, "unknown_order"},
    Word<order::RejectReason>{order::RejectReason::VenueOption, "venue_option"},
    Word<order::RejectReason>{order::RejectReason::AlreadyPending, "already_pending"},
    Word<order::RejectReason>{order::RejectReason::DuplicateClOrdId, "duplicate_cl_ord_id"},
    Word<order::RejectReason>{order::RejectReason::Other, "other"}};
template <>
inline constexpr std::array kWords<order::Retry> = {Word<order::Retry>{order::Retry::Never, "never"},
                                                    Word<order::Retry>{order::Retry::Soon, "soon"},
                                                    Word<order::Retry>{order::Retry::Later, "later"}};
template <>
inline constexpr std::array kWords<order::Resolution> = {
    Word<order::Resolution>{order::Resolution::Canceled, "canceled"},
    Word<order::Resolution>{order::Resolution::Rejected, "rejected"}};
template <>
inline constexpr std::array kWords<order::RequestKind> = {
    Word<order::RequestKind>{order::RequestKind::Cancel, "cancel"},
    Word<order::RequestKind>{order::RequestKind::Status, "status"}};
template <>
inline constexpr std::array kWords<order::OrdStatus> = {
    Word<order::OrdStatus>{order::OrdStatus::New, "0"},
    Word<order::OrdStatus>{order::OrdStatus::PartiallyFilled, "1"},
    Word<order::OrdStatus>{order::OrdStatus::Filled, "2"},
    Word<order::OrdStatus>{order::OrdStatus::Canceled, "4"},
    Word<order::OrdStatus>{order::OrdStatus::PendingCancel, "6"},
    Word<order::OrdStatus>{order::OrdStatus::Rejected, "8"},
    Word<order::OrdStatus>{order::OrdStatus::Expired, "C"}};
template <>
inline constexpr std::array kWords<order::ReportKind> = {
    Word<order::ReportKind>{order::ReportKind::Canceled, "canceled"},
    Word<order::ReportKind>{order::ReportKind::CancelRejected, "cancel_rejected"},
    Word<order::ReportKind>{order::ReportKind::PendingCancel, "pending_cancel"},
    Word<order::ReportKind>{order::ReportKind::Status, "status"},
    Word<order::ReportKind>{order::ReportKind::StatusRejected, "status_rejected"}};
template <>
inline constexpr std::array kWords<order::PendingCancelNotice> = {
    Word<order::PendingCancelNotice>{order::PendingCancelNotice::Never, "never"},
    Word<order::PendingCancelNotice>{order::PendingCancelNotice::InDoubt, "in_doubt"},
    Word<order::PendingCancelNotice>{order::PendingCancelNotice::Always, "always"}};
template <>
inline constexpr std::array kWords<order::BusinessReason> = {
    Word<order::BusinessReason>{order::BusinessReason::UnknownId, "unknown_id"},
    Word<order::BusinessReason>{order::BusinessReason::UnknownSecurity, "unknown_security"},
    Word<order::BusinessReason>{order::BusinessReason::NotAvailable, "not_available"},
    Word<order::BusinessReason>{order::BusinessReason::NotAuthorized, "not_authorized"}};

template <class T, class Fact>
concept Is = std::same_as<std::remove_const_t<T>, Fact>;

void fields(auto& field, Is<order::CancelCommand> auto& command) {
  field("session", command.session);
  field("cl_ord_id", command.cl_ord_id);
  field("orig_cl_ord_id", command.orig_cl_ord_id);
  field("order_id", command.order_id);
  field("symbol", command.symbol);
  field("venue_symbol", command.venue_symbol);
  field("side", command.side);
  field("order_qty", command.order_qty);
  field("account", command.account);
  field("transact_time", command.transact_time);
  field("msg_seq_num", command.msg_seq_num);
  field("poss_dup", command.poss_dup);
  field("poss_resend", command.poss_resend);
  field("prefer", command.prefer);
  field.added("account_name", command.account_name);
  field.added("pending_cancel", command.pending_cancel);
  field.added("route", command.route);
}

void fields(auto& field, Is<order::StatusCommand> auto& command) {
  field("session", command.session);
  field("cl_ord_id", command.cl_ord_id);
  field("orig_cl_ord_id", command.orig_cl_ord_id);
  field("order_id", command.order_id);
  field("ord_status_req_id", command.ord_status_req_id);
  field("symbol", command.symbol);
  field("venue_symbol", command.venue_symbol);
  field("side", command.side);
  field("account", command.account);
  field("msg_seq_num", command.msg_seq_num);
  field("poss_dup", command.poss_dup);
  field("poss_resend", command.poss_resend);
  field("account_name", command.account_name);
  field.added("route", command.route);
}

void fields(auto& field, Is<order::Refusal> auto& refusal) {
  field("reason", refusal.reason);
  field("text", refusal.text);
}

void fields(auto& field, Is<order::Order> auto& order) {
  field("order_id", order.order_id);
  field("client_order_id", order.client_order_id);
  field("symbol", order.symbol);
  field("status", order.status);
  field("status_text", order.status_text);
  field("side", order.side);
  field("position_side", order.position_side);
  field("type", order.type);
  field("orig_type", order.orig_type);
  field("time_in_force", order.time_in_force);
  field("price", order.price);
  field("stop_price", order.stop_price);
  field("orig_qty", order.orig_qty);
  field("executed_qty", order.executed_qty);
  field("avg_price", order.avg_price);
  field("cum_quote", order.cum_quote);
  field("activate_price", order.activate_price);
  field("price_rate", order.price_rate);
  field("working_type", order.working_type);
  field("price_match", order.price_match);
  field("self_trade_prevention_mode", order.self_trade_prevention_mode);
  field("good_till_date_ms", order.good_till_date_ms);
  field("update_time_ms", order.update_time_ms);
  field("time_ms", order.time_ms);
  field("reduce_only", order.reduce_only);
  field("close_position", order.close_position);
  field("price_protect", order.price_protect);
}

void fields(auto& field, Is<order::VenueError> auto& error) {
  field("status", error.status);
  field("code", error.code);
  field("text", error.text);
  field("reason", error.reason);
  field("retry_after_ms", error.retry_after_ms);
  field("unknown_symbol", error.unknown_symbol);
  field.added("retry", error.retry);
}

void fields(auto& field, Is<order::RequestId> auto& request) {
  field("ticket", request.ticket);
  field("attempt", request.attempt);
  field("kind", request.kind);
}

void fields(auto& field, Is<order::Report> auto& report) {
  field("session", report.session);
  field("ticket", report.ticket);
  field("number", report.number);
  field("kind", report.kind);
  field("final", report.final);
  field("poss_resend", report.poss_resend);
  field("cl_ord_id", report.cl_ord_id);
  field("orig_cl_ord_id", report.orig_cl_ord_id);
  field("order_id", report.order_id);
  field("symbol", report.symbol);
  field("side", report.side);
  field("account", report.account);
  field("order_qty", report.order_qty);
  field("ord_status", report.ord_status);
  field.if_any("order", report.order);
  field("reason", report.reason);
  field("venue_code", report.venue_code);
  field("text", report.text);
  field("transact_time_us", report.transact_time);
  field.added("watched", report.watched);
  field.added("unsolicited", report.unsolicited);
  field.added("ord_status_req_id", report.ord_status_req_id);
  field.added("ref_seq_num", report.ref_seq_num);
  field.added("business_reason", report.business_reason);
  field.added("status_unknown", report.status_unknown);
  field.added("named_order_id", report.named_order_id);
  field.added("named_orig_cl_ord_id", report.named_orig_cl_ord_id);
  field.added("route", report.route);
}

void fields(auto& field, Is<order::Prior> auto& prior) {
  field("ticket", prior.ticket);
  field("final_report", prior.final_report);
}

// Outcomes.
void fields(auto& field, Is<order::Canceled> auto& outcome) { field("order", outcome.order); }
void fields(auto& field, Is<order::Found> auto& outcome) { field("order", outcome.order); }
void fields(auto& field, Is<order::Rejected> auto& outcome) { field("error", outcome.error); }
void fields(auto& field, Is<order::Missing> auto& outcome) { field("error", outcome.error); }
void fields(auto& field, Is<order::Unclear> auto& outcome) { field("error", outcome.error); }

// Events.
void fields(auto& field, Is<order::Requested> auto& event) {
  field("ticket", event.ticket);
  std::visit([&](auto& command) { field("command", command); }, event.command);
  field("prior", event.prior);
  field.added("refused", event.refused);
  field.added("venue_time_ms", event.venue_time_ms);
}
void fields(auto& field, Is<order::VenueAnswered> auto& event) {
  field("request", event.request);
  field("outcome", event.outcome);
}
void fields(auto& field, Is<order::RequestLost> auto& event) {
  field("request", event.request);
  field("never_left", event.never_left);
  field.added("reason", event.reason);
  field.added("not_before_us", event.not_before);
}
void fields(auto& field, Is<order::LinkUp> auto& event) { field.added("account", event.account); }
void fields(auto& field, Is<order::LinkDown> auto& event) {
  field("reason", event.reason);
  field.added("account", event.account);
}
void fields(auto& field, Is<order::DeadlinePassed> auto& event) { field("ticket", event.ticket); }
void fields(auto& field, Is<order::BlotterSettings> auto& settings) {
  field("answer_within_ms", settings.answer_within);
  field("recv_window_ms", settings.recv_window);
  field("late_margin_ms", settings.late_margin);
  field("ask_again_first_ms", settings.ask_again_first);
  field("ask_again_max_ms", settings.ask_again_max);
  field("try_again_after_ms", settings.try_again_after);
  field("missing_grace_ms", settings.missing_grace);
  field("lag_max_ms", settings.lag_max);
  field("queue_for_ms", settings.queue_for);
  field("needs_attention_after_ms", settings.needs_attention_after);
  field("cancels_max", settings.cancels_max);
  field("open_tickets_max", settings.open_tickets_max);
  field("open_enquiries_max", settings.open_status_queries_max);
  field("known_orders_max", settings.known_orders_max);
  field.added("repeat_every_ms", settings.repeat_every);
  field("rules", settings.rules);  // a journal of an earlier release has none: 0
}
void fields(auto& field, Is<order::Restarted> auto& event) {
  field.added("account", event.account);
  field.added("settings", event.settings);
}
void fields(auto& field, Is<order::Resolved> auto& event) {
  field("ticket", event.ticket);
  field("as", event.as);
  field("who", event.who);
  field("why", event.why);
}

}  // namespace bridge::journal
