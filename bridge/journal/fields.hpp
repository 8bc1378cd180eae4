// What the journal's JSON calls each fact. Each struct has one list, which text.cpp reads in both directions,
// so that writing and reading cannot drift apart. Names here are for ever: add, never rename. What a release
// after the first has added is `field.added`: a journal without it reads as the fact's default.
// `field.unless` is written only where the value is another than the one named, which is for ever, too. An
// order that may be empty is `field.if_any`. Any thread.
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
inline constexpr std::string_view kKind<order::PlaceCommand> = "place_requested";
template <>
inline constexpr std::string_view kKind<order::ReplaceCommand> = "replace_requested";
template <>
inline constexpr std::string_view kKind<order::MassCancelCommand> = "mass_cancel_requested";
template <>
inline constexpr std::string_view kKind<order::MassStatusCommand> = "mass_status_requested";
template <>
inline constexpr std::string_view kKind<order::CancelOnDisconnectSet> = "cancel_on_disconnect_set";
template <>
inline constexpr std::string_view kKind<order::StreamUp> = "stream_up";
template <>
inline constexpr std::string_view kKind<order::StreamDown> = "stream_down";
template <>
inline constexpr std::string_view kKind<order::StreamTold> = "stream_told";
template <>
inline constexpr std::string_view kKind<order::AlgoTold> = "algo_told";
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
inline constexpr std::string_view kKind<order::LimitsSet> = "limits_set";
template <>
inline constexpr std::string_view kKind<order::PositionKept> = "position_kept";
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
template <>
inline constexpr std::string_view kKind<order::TradesFound> = "trades_found";
template <>
inline constexpr std::string_view kKind<order::OrdersFound> = "orders_found";
template <>
inline constexpr std::string_view kKind<order::AlgoFound> = "algo_found";
template <>
inline constexpr std::string_view kKind<order::AlgoCanceled> = "algo_canceled";
template <>
inline constexpr std::string_view kKind<order::Swept> = "swept";

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
    Word<order::RequestKind>{order::RequestKind::Status, "status"},
    Word<order::RequestKind>{order::RequestKind::Place, "place"},
    Word<order::RequestKind>{order::RequestKind::Modify, "modify"},
    Word<order::RequestKind>{order::RequestKind::Trades, "trades"},
    Word<order::RequestKind>{order::RequestKind::OpenOrders, "open_orders"},
    Word<order::RequestKind>{order::RequestKind::AllOrders, "all_orders"},
    Word<order::RequestKind>{order::RequestKind::AlgoPlace, "algo_place"},
    Word<order::RequestKind>{order::RequestKind::AlgoCancel, "algo_cancel"},
    Word<order::RequestKind>{order::RequestKind::AlgoStatus, "algo_status"},
    Word<order::RequestKind>{order::RequestKind::SweepOpenOrders, "sweep_open_orders"},
    Word<order::RequestKind>{order::RequestKind::SweepAlgoOrders, "sweep_algo_orders"}};
template <>
inline constexpr std::array kWords<order::AlgoStatus> = {
    Word<order::AlgoStatus>{order::AlgoStatus::New, "new"},
    Word<order::AlgoStatus>{order::AlgoStatus::Triggering, "triggering"},
    Word<order::AlgoStatus>{order::AlgoStatus::Triggered, "triggered"},
    Word<order::AlgoStatus>{order::AlgoStatus::Finished, "finished"},
    Word<order::AlgoStatus>{order::AlgoStatus::Canceled, "canceled"},
    Word<order::AlgoStatus>{order::AlgoStatus::Rejected, "rejected"},
    Word<order::AlgoStatus>{order::AlgoStatus::Expired, "expired"},
    Word<order::AlgoStatus>{order::AlgoStatus::Unknown, "unknown"}};
template <>
inline constexpr std::array kWords<order::OrdStatus> = {
    Word<order::OrdStatus>{order::OrdStatus::New, "0"},
    Word<order::OrdStatus>{order::OrdStatus::PartiallyFilled, "1"},
    Word<order::OrdStatus>{order::OrdStatus::Filled, "2"},
    Word<order::OrdStatus>{order::OrdStatus::Canceled, "4"},
    Word<order::OrdStatus>{order::OrdStatus::PendingCancel, "6"},
    Word<order::OrdStatus>{order::OrdStatus::Rejected, "8"},
    Word<order::OrdStatus>{order::OrdStatus::Expired, "C"},
    Word<order::OrdStatus>{order::OrdStatus::Replaced, "5"},
    Word<order::OrdStatus>{order::OrdStatus::PendingNew, "A"},
    Word<order::OrdStatus>{order::OrdStatus::PendingReplace, "E"}};
template <>
inline constexpr std::array kWords<order::ReportKind> = {
    Word<order::ReportKind>{order::ReportKind::Canceled, "canceled"},
    Word<order::ReportKind>{order::ReportKind::CancelRejected, "cancel_rejected"},
    Word<order::ReportKind>{order::ReportKind::PendingCancel, "pending_cancel"},
    Word<order::ReportKind>{order::ReportKind::Status, "status"},
    Word<order::ReportKind>{order::ReportKind::StatusRejected, "status_rejected"},
    Word<order::ReportKind>{order::ReportKind::PendingNew, "pending_new"},
    Word<order::ReportKind>{order::ReportKind::New, "new"},
    Word<order::ReportKind>{order::ReportKind::OrderRejected, "order_rejected"},
    Word<order::ReportKind>{order::ReportKind::Trade, "trade"},
    Word<order::ReportKind>{order::ReportKind::PendingReplace, "pending_replace"},
    Word<order::ReportKind>{order::ReportKind::Replaced, "replaced"},
    Word<order::ReportKind>{order::ReportKind::ReplaceRejected, "replace_rejected"},
    Word<order::ReportKind>{order::ReportKind::Expired, "expired"},
    Word<order::ReportKind>{order::ReportKind::Restated, "restated"},
    Word<order::ReportKind>{order::ReportKind::Triggered, "triggered"},
    Word<order::ReportKind>{order::ReportKind::MassCanceled, "mass_canceled"},
    Word<order::ReportKind>{order::ReportKind::MassStatusRejected, "mass_status_rejected"}};
template <>
inline constexpr std::array kWords<order::OrdRejReason> = {
    Word<order::OrdRejReason>{order::OrdRejReason::BrokerOption, "broker_option"},
    Word<order::OrdRejReason>{order::OrdRejReason::UnknownSymbol, "unknown_symbol"},
    Word<order::OrdRejReason>{order::OrdRejReason::ExceedsLimit, "exceeds_limit"},
    Word<order::OrdRejReason>{order::OrdRejReason::UnknownOrder, "unknown_order"},
    Word<order::OrdRejReason>{order::OrdRejReason::DuplicateOrder, "duplicate_order"},
    Word<order::OrdRejReason>{order::OrdRejReason::StaleOrder, "stale_order"},
    Word<order::OrdRejReason>{order::OrdRejReason::UnsupportedCharacteristic, "unsupported_characteristic"},
    Word<order::OrdRejReason>{order::OrdRejReason::IncorrectQuantity, "incorrect_quantity"},
    Word<order::OrdRejReason>{order::OrdRejReason::InvalidPriceIncrement, "invalid_price_increment"},
    Word<order::OrdRejReason>{order::OrdRejReason::Other, "other"}};
template <>
inline constexpr std::array kWords<order::OrdType> = {
    Word<order::OrdType>{order::OrdType::Market, "market"},
    Word<order::OrdType>{order::OrdType::Limit, "limit"},
    Word<order::OrdType>{order::OrdType::Stop, "stop"},
    Word<order::OrdType>{order::OrdType::StopLimit, "stop_limit"},
    Word<order::OrdType>{order::OrdType::TakeProfit, "take_profit"},
    Word<order::OrdType>{order::OrdType::TakeProfitLimit, "take_profit_limit"},
    Word<order::OrdType>{order::OrdType::TrailingStop, "trailing_stop"}};
template <>
inline constexpr std::array kWords<order::TimeInForce> = {
    Word<order::TimeInForce>{order::TimeInForce::None, "none"},
    Word<order::TimeInForce>{order::TimeInForce::GoodTillCancel, "gtc"},
    Word<order::TimeInForce>{order::TimeInForce::ImmediateOrCancel, "ioc"},
    Word<order::TimeInForce>{order::TimeInForce::FillOrKill, "fok"},
    Word<order::TimeInForce>{order::TimeInForce::GoodTillDate, "gtd"}};
template <>
inline constexpr std::array kWords<order::PositionSide> = {
    Word<order::PositionSide>{order::PositionSide::Both, "both"},
    Word<order::PositionSide>{order::PositionSide::Long, "long"},
    Word<order::PositionSide>{order::PositionSide::Short, "short"}};
template <>
inline constexpr std::array kWords<order::ExecutionType> = {
    Word<order::ExecutionType>{order::ExecutionType::New, "new"},
    Word<order::ExecutionType>{order::ExecutionType::Trade, "trade"},
    Word<order::ExecutionType>{order::ExecutionType::Amendment, "amendment"},
    Word<order::ExecutionType>{order::ExecutionType::Canceled, "canceled"},
    Word<order::ExecutionType>{order::ExecutionType::Expired, "expired"},
    Word<order::ExecutionType>{order::ExecutionType::Calculated, "calculated"},
    Word<order::ExecutionType>{order::ExecutionType::Unknown, "unknown"}};
template <>
inline constexpr std::array kWords<order::PendingCancelNotice> = {
    Word<order::PendingCancelNotice>{order::PendingCancelNotice::Never, "never"},
    Word<order::PendingCancelNotice>{order::PendingCancelNotice::InDoubt, "in_doubt"},
    Word<order::PendingCancelNotice>{order::PendingCancelNotice::Always, "always"}};
template <>
inline constexpr std::array kWords<order::CancelCause> = {
    Word<order::CancelCause>{order::CancelCause::Request, "request"},
    Word<order::CancelCause>{order::CancelCause::MassCancel, "mass_cancel"},
    Word<order::CancelCause>{order::CancelCause::Disconnect, "disconnect"}};
template <>
inline constexpr std::array kWords<order::BusinessReason> = {
    Word<order::BusinessReason>{order::BusinessReason::UnknownId, "unknown_id"},
    Word<order::BusinessReason>{order::BusinessReason::UnknownSecurity, "unknown_security"},
    Word<order::BusinessReason>{order::BusinessReason::NotAvailable, "not_available"},
    Word<order::BusinessReason>{order::BusinessReason::NotAuthorized, "not_authorized"}};

template <>
inline constexpr std::array kWords<order::MassCancelRejectReason> = {
    Word<order::MassCancelRejectReason>{order::MassCancelRejectReason::NotSupported, "not_supported"},
    Word<order::MassCancelRejectReason>{order::MassCancelRejectReason::UnknownSecurity, "unknown_security"},
    Word<order::MassCancelRejectReason>{order::MassCancelRejectReason::Other, "other"}};

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
  field.unless("cause", command.cause, order::CancelCause::Request);
  field.unless("mass_cancel", command.mass_cancel, order::TicketId{});
  field.unless("placed_by", command.placed_by, order::TicketId{});
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

void fields(auto& field, Is<order::OrderTerms> auto& terms) {
  field("type", terms.type);
  field("time_in_force", terms.time_in_force);
  field("order_qty", terms.order_qty);
  field("price", terms.price);
  field("stop_px", terms.stop_px);
  field("activate_price", terms.activate_price);
  field("callback_bips", terms.callback_bips);
  field("good_till_ms", terms.good_till_ms);
  field("post_only", terms.post_only);
  field("retail_price_improvement", terms.retail_price_improvement);
  field("reduce_only", terms.reduce_only);
  field("close_position", terms.close_position);
  field("position_side", terms.position_side);
  field.unless("position_effect", terms.position_effect, '\0');
  field("price_match", terms.price_match);
  field("self_trade_prevention", terms.self_trade_prevention);
  field("working_type", terms.working_type);
  field("price_protect", terms.price_protect);
}

void fields(auto& field, Is<order::OrderEntryTerms> auto& entry) {
  field("enabled", entry.enabled);
  field("pending_new", entry.pending_new);
  field("pending_replace", entry.pending_replace);
  field("same_terms_replaced", entry.same_terms_replaced);
  field("killed_is_canceled", entry.killed_is_canceled);
  field("check_filters", entry.check_filters);
  field("trade_while_syncing", entry.trade_while_syncing);
  field("client_id_as_sent", entry.client_id_as_sent);
  field("client_id_tag", entry.client_id_tag);
  field("cancel_late_order", entry.cancel_late_order);
  field("self_trade_prevention", entry.self_trade_prevention);
  field.added("tell_triggered", entry.tell_triggered);
  field.added("queue_replace", entry.queue_replace);
}

void fields(auto& field, Is<order::OrderRefusal> auto& refusal) {
  field("reason", refusal.reason);
  field("text", refusal.text);
  field.added("limit", refusal.limit);
}

void fields(auto& field, Is<order::MarkPrice> auto& mark) {
  field("price", mark.price);
  field("time_ms", mark.time_ms);
  field("age_ms", mark.age);
}

void fields(auto& field, Is<order::PlaceCommand> auto& command) {
  field("session", command.session);
  field("cl_ord_id", command.cl_ord_id);
  field("symbol", command.symbol);
  field("venue_symbol", command.venue_symbol);
  field("side", command.side);
  field("account", command.account);
  field("transact_time", command.transact_time);
  field("terms", command.terms);
  field("refused", command.refused);
  field("msg_seq_num", command.msg_seq_num);
  field("route", command.route);
  field("poss_dup", command.poss_dup);
  field("poss_resend", command.poss_resend);
  field("account_name", command.account_name);
  field("entry", command.entry);
  field.added("mark_price", command.mark_price);
}

void fields(auto& field, Is<order::ReplaceCommand> auto& command) {
  field("session", command.session);
  field("cl_ord_id", command.cl_ord_id);
  field("orig_cl_ord_id", command.orig_cl_ord_id);
  field("order_id", command.order_id);
  field("symbol", command.symbol);
  field("venue_symbol", command.venue_symbol);
  field("side", command.side);
  field("account", command.account);
  field("transact_time", command.transact_time);
  field("terms", command.terms);
  field("refused", command.refused);
  field("msg_seq_num", command.msg_seq_num);
  field("route", command.route);
  field("poss_dup", command.poss_dup);
  field("poss_resend", command.poss_resend);
  field("account_name", command.account_name);
  field("prefer", command.prefer);
  field("entry", command.entry);
  field.added("mark_price", command.mark_price);
}

void fields(auto& field, Is<order::OrderScope> auto& scope) {
  field("symbol", scope.symbol);
  field("venue_symbol", scope.venue_symbol);
  field.unless("side", scope.side, '\0');
}

void fields(auto& field, Is<order::MassCancelCommand> auto& command) {
  field("session", command.session);
  field("cl_ord_id", command.cl_ord_id);
  field("request_type", command.request_type);
  field("scope", command.scope);
  field("account", command.account);
  field("transact_time", command.transact_time);
  field("msg_seq_num", command.msg_seq_num);
  field("route", command.route);
  field("poss_dup", command.poss_dup);
  field("poss_resend", command.poss_resend);
  field("account_name", command.account_name);
  field("cause", command.cause);
  field("grace_ms", command.grace);
}

void fields(auto& field, Is<order::MassStatusCommand> auto& command) {
  field("session", command.session);
  field("mass_status_req_id", command.mass_status_req_id);
  field("request_type", command.request_type);
  field("scope", command.scope);
  field("account", command.account);
  field("msg_seq_num", command.msg_seq_num);
  field("route", command.route);
  field("poss_dup", command.poss_dup);
  field("poss_resend", command.poss_resend);
  field("account_name", command.account_name);
}

void fields(auto& field, Is<order::Execution> auto& execution) {
  field("symbol", execution.symbol);
  field("order_id", execution.order_id);
  field("trade_id", execution.trade_id);
  field("last_qty", execution.last_qty);
  field("last_px", execution.last_px);
  field("commission", execution.commission);
  field("commission_asset", execution.commission_asset);
  field("maker", execution.maker);
  field("time_ms", execution.time_ms);
}

void fields(auto& field, Is<order::Quantities> auto& quantities) {
  field("order_qty", quantities.order_qty);
  field("cum_qty", quantities.cum_qty);
  field("leaves_qty", quantities.leaves_qty);
  field("avg_px", quantities.avg_px);
}

void fields(auto& field, Is<order::OrderUpdate> auto& update) {
  field("order", update.order);
  field("execution_type", update.execution_type);
  field("execution_text", update.execution_text);
  field("execution", update.execution);
  field("modify_id", update.modify_id);
  field("expiry_reason", update.expiry_reason);
  field("event_time_ms", update.event_time_ms);
  field("of_venue", update.of_venue);
}

void fields(auto& field, Is<order::AlgoOrder> auto& order) {
  field("algo_id", order.algo_id);
  field("client_algo_id", order.client_algo_id);
  field("symbol", order.symbol);
  field("status", order.status);
  field("status_text", order.status_text);
  field("side", order.side);
  field("position_side", order.position_side);
  field("order_type", order.order_type);
  field("time_in_force", order.time_in_force);
  field("quantity", order.quantity);
  field("price", order.price);
  field("trigger_price", order.trigger_price);
  field("activate_price", order.activate_price);
  field("callback_rate", order.callback_rate);
  field("child", order.child);
  field("executed_qty", order.executed_qty);
  field("avg_price", order.avg_price);
  field("working_type", order.working_type);
  field("price_match", order.price_match);
  field("self_trade_prevention_mode", order.self_trade_prevention_mode);
  field("close_position", order.close_position);
  field("price_protect", order.price_protect);
  field("reduce_only", order.reduce_only);
  field("activated", order.activated);
  field("reject_reason", order.reject_reason);
  field("create_time_ms", order.create_time_ms);
  field("update_time_ms", order.update_time_ms);
  field("trigger_time_ms", order.trigger_time_ms);
  field("good_till_date_ms", order.good_till_date_ms);
}

void fields(auto& field, Is<order::AlgoUpdate> auto& update) {
  field("order", update.order);
  field("event_time_ms", update.event_time_ms);
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
  field.unless("ord_rej_reason", error.ord_rej_reason, order::OrdRejReason::Other);
}

void fields(auto& field, Is<order::RequestId> auto& request) {
  field("ticket", request.ticket);
  field("attempt", request.attempt);
  field("kind", request.kind);
}

void fields(auto& field, Is<order::MassCancelResult> auto& result) {
  field("request_type", result.request_type);
  field.unless("side", result.side, '\0');
  field("accepted", result.accepted);
  field("reject_reason", result.reject_reason);
  field("affected", result.affected);
}

void fields(auto& field, Is<order::MassStatusPart> auto& part) {
  field("mass_status_req_id", part.mass_status_req_id);
  field("tot_num_reports", part.tot_num_reports);
  field("last", part.last);
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
  field.added("kept", report.kept);
  field.added("quantities", report.quantities);
  field.added("terms", report.terms);
  field.added("execution", report.execution);
  field.unless("ord_rej_reason", report.ord_rej_reason, order::OrdRejReason::Other);
  field.added("secondary_cl_ord_id", report.secondary_cl_ord_id);
  field.added("secondary_order_id", report.secondary_order_id);
  field.unless("restatement_reason", report.restatement_reason, -1);
  field.added("expiry_reason", report.expiry_reason);
  field.added("mass_cancel", report.mass_cancel);
  field.added("mass_status", report.mass_status);
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
void fields(auto& field, Is<order::TradesFound> auto& outcome) { field("trades", outcome.trades); }
void fields(auto& field, Is<order::OrdersFound> auto& outcome) { field("orders", outcome.orders); }
void fields(auto& field, Is<order::AlgoFound> auto& outcome) { field("order", outcome.order); }
void fields(auto& field, Is<order::AlgoCanceled> auto& outcome) {
  field("algo_id", outcome.algo_id);
  field("client_algo_id", outcome.client_algo_id);
}
void fields(auto&, Is<order::Swept> auto&) {}

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
void fields(auto& field, Is<order::StreamUp> auto& event) { field("account", event.account); }
void fields(auto& field, Is<order::StreamDown> auto& event) {
  field("reason", event.reason);
  field("account", event.account);
}
void fields(auto& field, Is<order::StreamTold> auto& event) {
  field("ticket", event.ticket);
  field("update", event.update);
}
void fields(auto& field, Is<order::AlgoTold> auto& event) {
  field("ticket", event.ticket);
  field("update", event.update);
}
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
  field.unless("engine_timeout_ms", settings.engine_timeout, milliseconds{10000});
  field.unless("absent_after_ms", settings.absent_after, milliseconds{60000});
  field.unless("absent_span_ms", settings.absent_span, milliseconds{30000});
  field.unless("absent_polls_min", settings.absent_polls_min, std::uint32_t{3});
  field.unless("trades_after_ms", settings.trades_after, milliseconds{2000});
  field.unless("stream_within_ms", settings.stream_within, milliseconds{5000});
  field.unless("watch_every_ms", settings.watch_every, milliseconds{60000});
  field.unless("ended_kept_for_ms", settings.ended_kept_for, milliseconds{60000});
  field.unless("absent_kept_for_ms", settings.absent_kept_for, milliseconds{604800000});
  field.unless("open_orders_max", settings.open_orders_max, std::size_t{10000});
  field.unless("mass_cancel_within_ms", settings.mass_cancel_within, milliseconds{30000});
  field.unless("mass_cancel_rounds", settings.mass_cancel_rounds, std::uint32_t{20});
  field.unless("next_round_after_ms", settings.next_round_after, milliseconds{30000});
  field("rules", settings.rules);  // a journal of an earlier release has none: 0
}
void fields(auto& field, Is<order::Restarted> auto& event) {
  field.added("account", event.account);
  field.added("settings", event.settings);
}
void fields(auto& field, Is<order::CancelOnDisconnect> auto& rule) {
  field("enabled", rule.enabled);
  field("grace_ms", rule.grace);
  field("on_logout", rule.on_logout);
}
void fields(auto& field, Is<order::CancelOnDisconnectSet> auto& event) {
  field("session", event.session);
  field("account", event.account);
  field("rule", event.rule);
}
void fields(auto& field, Is<order::Resolved> auto& event) {
  field("ticket", event.ticket);
  field("as", event.as);
  field("who", event.who);
  field("why", event.why);
}
void fields(auto& field, Is<order::QtyOfSymbols> auto& one) {
  field("symbol", one.symbol);
  field("qty", one.qty);
}
void fields(auto& field, Is<order::RiskLimits> auto& limits) {
  field("symbols", limits.symbols);
  field("may_buy", limits.may_buy);
  field("may_sell", limits.may_sell);
  field("max_order_qty", limits.max_order_qty);
  field("max_notional", limits.max_notional);
  field("collar_buy_percent", limits.collar_buy_percent);
  field("collar_sell_percent", limits.collar_sell_percent);
  field("max_open_orders", limits.max_open_orders);
  field("max_position", limits.max_position);
  field("order_rate", limits.order_rate);
  field("order_rate_per_ms", limits.order_rate_per);
  field("amend_ratio", limits.amend_ratio);
  field("amend_ratio_free", limits.amend_ratio_free);
  field("amend_ratio_per_ms", limits.amend_ratio_per);
  field("duplicate_within_ms", limits.duplicate_within);
  field("mark_price_max_age_ms", limits.mark_price_max_age);
}
void fields(auto& field, Is<order::LimitsSet> auto& event) {
  field("ticket", event.ticket);
  field("account", event.account);
  field("session", event.session);
  field("limits", event.limits);
  field("who", event.who);
  field("why", event.why);
}
void fields(auto& field, Is<order::PositionKept> auto& event) {
  field("ticket", event.ticket);
  field("account", event.account);
  field("session", event.session);
  field("symbol", event.symbol);
  field("position_side", event.position_side);
  field("bought", event.bought);
  field("sold", event.sold);
}

}  // namespace bridge::journal
