// This part of the order book replaces: a 35=G becomes order.modify, which names the new total quantity and
// the price. The venue answers 200 also when it canceled the order instead, so its status is read
// (fixspec/venue.md, 8.2). The order keeps the venue's ids; the chain of ClOrdIDs is ours alone.
#include "order/order_book.hpp"
#include "order/reporting.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

constexpr int kNoNeedToModify = -5027;
constexpr int kTooManyPending = -5043;

// What would be said of the order if it took the request's terms.
OrderTerms wanted_terms(const PlacedOrder& order, const ReplaceCommand& command) {
  OrderTerms wanted = order.terms;
  if (!command.terms.order_qty.empty()) wanted.order_qty = command.terms.order_qty;
  if (!command.terms.price.empty()) wanted.price = command.terms.price;
  return wanted;
}

// A 35=G may change quantity and price; what else it says has to be as it was.
std::optional<std::string> differs(const PlacedOrder& order, const ReplaceCommand& command) {
  if (command.side != order.command.side) return "Side(54) is not the order's; nothing was sent";
  if (command.terms.type != order.terms.type) return "OrdType(40) is not the order's; nothing was sent";
  if (command.terms.time_in_force != TimeInForce::None &&
      command.terms.time_in_force != order.terms.time_in_force) {
    return "TimeInForce(59) is not the order's; nothing was sent";
  }
  return std::nullopt;
}

}  // namespace

void OrderBook::replace(const Moment& moment, const Requested& event, const ReplaceCommand& command) {
  if (event.prior && repeats(moment, event, command)) return;
  PlacedOrder* order = nullptr;
  if (const auto* named =
          find(command.session, command.venue_symbol, command.orig_cl_ord_id, command.order_id)) {
    order = order_of(named->ticket);
  }
  if (auto refused = replace_refusal(moment, event, command, order)) {
    refused->ticket = event.ticket;
    refused->number = 1;
    moment.effects.emplace_back(Tell{std::move(*refused)});
    return;
  }
  tickets_[event.ticket] = order->ticket;
  by_cl_ord_id_[{command.session, command.cl_ord_id}] = order->ticket;
  Amendment amendment;
  amendment.ticket = event.ticket;
  amendment.command = command;
  std::erase_if(order->amends_taken, [&](Timestamp taken) { return moment.now - taken >= kLimitWindowMax; });
  order->amends_taken.push_back(moment.now);
  queue(moment, *order, std::move(amendment));
  if (!order->amendment) take_queued(moment, *order);
}

void OrderBook::queue(const Moment& moment, PlacedOrder& order, Amendment amendment) {
  const bool tell_at_once = amendment.command.entry.pending_replace;
  order.queued = std::move(amendment);
  if (!tell_at_once) return;
  order.queued->told_pending = true;
  tell_amendment(moment, order, *order.queued, report_of(order, ReportKind::PendingReplace, moment.now));
}

// Its turn has come: what it wants is measured by what the order is by now.
void OrderBook::take_queued(const Moment& moment, PlacedOrder& order) {
  if (order.amendment || !order.queued) return;
  if (const auto refused = hindrance(moment, order.queued->command, order)) {
    return refuse_queued(moment, order, refused->reason, refused->text);
  }
  Amendment& amendment = order.amendment.emplace(std::move(*order.queued));
  order.queued.reset();
  amendment.wanted = wanted_terms(order, amendment.command);
  amendment.by_cancel = compare(amendment.wanted.order_qty, order.fills.cum_qty()) <= 0;
  send_amendment(moment, order);
}

// The same request once more. What it came to is said again with 97=Y, and with 43=Y it was answered.
bool OrderBook::repeats(const Moment& moment, const Requested& event, const ReplaceCommand& command) const {
  const auto& answer = event.prior->final_report;
  const auto pending = order_by(event.prior->ticket);
  // 150=4 answers a replace in place of which the venue canceled.
  const bool answers_one =
      answer && (answer->kind == ReportKind::Replaced || answer->kind == ReportKind::Canceled ||
                 answer->kind == ReportKind::ReplaceRejected);
  const bool same = answer ? answers_one : pending && *pending != event.prior->ticket;
  if (!same || !is_repeat(Command{command})) return false;
  if (command.poss_dup || !answer) return true;
  moment.effects.emplace_back(Tell{said_again(*answer, command.route)});
  return true;
}

std::optional<Report> OrderBook::replace_refusal(const Moment& moment, const Requested& event,
                                                 const ReplaceCommand& command,
                                                 const PlacedOrder* order) const {
  const auto refuse = [&](RejectReason reason, std::string text) {
    Report report;
    if (order != nullptr) {
      report = report_of(*order, ReportKind::ReplaceRejected, moment.now);
    } else {
      report.kind = ReportKind::ReplaceRejected;
      report.session = command.session;
      report.symbol = command.symbol;
      report.side = command.side;
      report.account = command.account;
      report.order_id = "NONE";
      report.orig_cl_ord_id = command.orig_cl_ord_id;
      report.ord_status = OrdStatus::Rejected;
      report.transact_time = moment.now;
      report.by_our_clock = true;
    }
    report.route = command.route;
    report.cl_ord_id = command.cl_ord_id;
    if (order != nullptr) report.orig_cl_ord_id = order->cl_ord_id.value();
    report.reason = reason;
    report.text = std::move(text);
    report.final = true;
    return report;
  };
  if (event.refused) return refuse(event.refused->reason, event.refused->text);
  if (event.prior) {
    return refuse(RejectReason::DuplicateClOrdId,
                  "ClOrdID(11) was used before on this session; nothing was sent");
  }
  if (order == nullptr) {
    return refuse(RejectReason::UnknownOrder,
                  "No order of this session has this OrigClOrdID(41) or OrderID(37)");
  }
  const bool may_wait =
      command.entry.queue_replace && !order->queued && order->amendment && !order->amendment->doubtful;
  if (order->amendment && !may_wait && !command.refused) {
    return refuse(RejectReason::AlreadyPending,
                  "A replace of this order is pending already; nothing was sent");
  }
  if (const auto why = hindrance(moment, command, *order)) return refuse(why->reason, why->text);
  return std::nullopt;
}

std::optional<Refusal> OrderBook::hindrance(const Moment& moment, const ReplaceCommand& command,
                                            const PlacedOrder& order) const {
  if (order.state == PlaceState::Ended) {
    return Refusal{RejectReason::TooLate, "Too late to replace: the order has ended"};
  }
  if (order.state == PlaceState::Absent) {
    return Refusal{RejectReason::UnknownOrder, "The order was rejected"};
  }
  if (command.refused) {
    const bool by_limit = !command.refused->limit.empty();
    return Refusal{by_limit ? RejectReason::VenueOption : RejectReason::Other, command.refused->text};
  }
  if (bridge::order::in_doubt(order)) {
    return Refusal{RejectReason::AlreadyPending,
                   "The venue has not acknowledged the order yet; nothing was sent"};
  }
  if (!order.cancels.empty()) {
    return Refusal{RejectReason::AlreadyPending, "A cancel of this order is pending; nothing was sent"};
  }
  if (order.terms.type != OrdType::Limit || !order.terms.price_match.empty()) {
    return Refusal{RejectReason::Other, "The venue can replace limit orders only; nothing was sent"};
  }
  if (auto why = differs(order, command)) return Refusal{RejectReason::Other, std::move(*why)};
  if (!moment.link_up) {
    return Refusal{RejectReason::VenueOption, "Not connected to the venue; nothing was sent. Try again"};
  }
  if (!in_sync() && !command.entry.trade_while_syncing) {
    return Refusal{RejectReason::VenueOption,
                   "What the venue did meanwhile is being asked for; nothing was sent. Try again"};
  }
  return std::nullopt;
}

void OrderBook::send_amendment(const Moment& moment, PlacedOrder& order) {
  Amendment& amendment = *order.amendment;
  const RequestKind kind = amendment.by_cancel ? RequestKind::Cancel : RequestKind::Modify;
  amendment.waiting = RequestId{amendment.ticket, ++amendment.requests, kind};
  amendment.sent = moment.now;
  amendment.act_at = moment.now + moment.settings.answer_within;
  const std::string& symbol = order.command.venue_symbol;
  if (amendment.by_cancel) {
    moment.effects.emplace_back(
        SendCancel{*amendment.waiting, symbol, ref_of(order), amendment.requests > 1});
  } else {
    moment.effects.emplace_back(SendModify{*amendment.waiting, symbol, ref_of(order), order.command.side,
                                           amendment.wanted.order_qty, amendment.wanted.price,
                                           amendment.ticket.value()});
  }
  reschedule(order);
}

bool OrderBook::shows(const Order& facts, const OrderTerms& terms) {
  return compare(facts.orig_qty, terms.order_qty) == 0 &&
         (terms.price.empty() || compare(facts.price, terms.price) == 0);
}

bool OrderBook::shows_wanted(const PlacedOrder& order, const Order& facts) {
  return shows(facts, order.amendment->wanted);
}

bool OrderBook::end_leaves_amendment_open(const PlacedOrder& order) {
  return order.amendment && order.facts && !order.amendment->ended_the_order &&
         shows_wanted(order, *order.facts);
}

void OrderBook::amendment_answered(const Moment& moment, PlacedOrder& order, const RequestId& request,
                                   const Outcome& outcome) {
  Amendment& amendment = *order.amendment;
  const bool awaited = amendment.waiting == request;
  const auto* found = std::get_if<Found>(&outcome);
  const auto* canceled = std::get_if<Canceled>(&outcome);
  const OrderFacts* facts = found != nullptr      ? &found->order
                            : canceled != nullptr ? &canceled->order
                                                  : nullptr;
  if (facts != nullptr &&
      ((*facts)->symbol != order.command.venue_symbol || order.order_id != (*facts)->order_id)) {
    facts = nullptr;  // about another order: proves nothing
    if (awaited) return ask_about_amendment_later(moment, order);
  }
  if (awaited) {
    amendment.waiting.reset();
    amendment.act_at.reset();
  }
  if (facts != nullptr) {
    const Order& told = **facts;
    const bool by_its_answer = request.kind == RequestKind::Modify || request.kind == RequestKind::Cancel;
    // A question may be answered as of some time ago, when the order had the wanted terms already.
    const bool outdated = !by_its_answer && order.facts && told.update_time_ms < order.facts->update_time_ms;
    if (is_done(told.status)) {
      amendment.ended_the_order = by_its_answer && told.status != OrderStatus::Filled;
    } else if (!amendment.by_cancel && shows_wanted(order, told) && !outdated) {
      amended(moment, order, told.update_time_ms);
    } else if (awaited && request.kind == RequestKind::Status) {
      const Timestamp landed = amendment.sent + moment.settings.recv_window + moment.settings.late_margin +
                               moment.settings.lag_max;
      if (amendment.last_ask < landed) {
        ask_about_amendment_later(moment, order);
      } else if (amendment.by_cancel) {
        send_amendment(moment, order);
      } else if (amendment.overtaken || !shows(told, order.terms)) {
        refuse_amendment(
            moment, order, RejectReason::Other,
            "Amended by somebody else; whether the replace was taken before, the venue has not said");
      } else {
        refuse_amendment(moment, order, RejectReason::Other,
                         "The venue has not taken the replace: the order is as it was");
      }
    } else if (awaited) {
      ask_about_amendment_later(moment, order);
    }
    return merge(moment, order, *facts, nullptr);
  }
  if (!awaited) return;
  if (const auto* rejected = std::get_if<Rejected>(&outcome); rejected != nullptr && !amendment.doubtful) {
    const VenueError& error = rejected->error;
    if (error.code == kNoNeedToModify && amendment.command.entry.same_terms_replaced) {
      // It has the wanted terms, unless somebody else has changed them since.
      if (amendment.overtaken) amendment.wanted = order.terms;
      amended(moment, order, 0, venue_text(error));
      return go_on(moment, order);
    }
    const RejectReason reason =
        error.code == kTooManyPending ? RejectReason::AlreadyPending : RejectReason::Other;
    refuse_amendment(moment, order, reason, venue_text(error), error.code);
    return go_on(moment, order);
  }
  ask_about_amendment_later(moment, order);
}

void OrderBook::amendment_lost(const Moment& moment, PlacedOrder& order, const RequestLost& lost) {
  Amendment& amendment = *order.amendment;
  if (amendment.waiting != lost.request) return;
  amendment.waiting.reset();
  amendment.act_at.reset();
  if (lost.never_left && lost.request.kind != RequestKind::Status && !amendment.doubtful) {
    refuse_amendment(moment, order, RejectReason::VenueOption, lost.reason + "; nothing was sent. Try again");
    return go_on(moment, order);
  }
  ask_about_amendment_later(moment, order);
}

// The amendment was sent, and its own answer will not come or proves nothing. The order is asked about until
// it shows what became of it.
void OrderBook::ask_about_amendment(const Moment& moment, PlacedOrder& order) {
  doubt_amendment(moment, order);
  Amendment& amendment = *order.amendment;
  amendment.waiting.reset();
  amendment.act_at.reset();
  if (!std::exchange(amendment.told_pending, true)) {
    Report report = report_of(order, ReportKind::PendingReplace, moment.now);
    report.text = "In doubt: the venue has not said how the replace ended; still asking";
    tell_amendment(moment, order, amendment, std::move(report));
  }
  if (moment.link_up) {
    amendment.waiting = RequestId{amendment.ticket, ++amendment.requests, RequestKind::Status};
    amendment.last_ask = moment.now;
    amendment.act_at = moment.now + moment.settings.answer_within;
    moment.effects.emplace_back(AskStatus{*amendment.waiting, order.command.venue_symbol, ref_of(order)});
  }
  reschedule(order);
}

// What waits for it is not kept waiting for as long as that may last.
void OrderBook::doubt_amendment(const Moment& moment, PlacedOrder& order) {
  order.amendment->doubtful = true;
  refuse_queued(moment, order, RejectReason::AlreadyPending,
                "The replace before it is in doubt; nothing was sent. Try again");
}

void OrderBook::ask_about_amendment_later(const Moment& moment, PlacedOrder& order) {
  Amendment& amendment = *order.amendment;
  amendment.waiting.reset();
  if (!amendment.doubtful) return ask_about_amendment(moment, order);
  amendment.act_at = moment.now + ask_again_in(moment.settings, amendment.asks++);
  reschedule(order);
}

// The venue has taken it, at that time by its clock (0: it has not said when): from now on the order goes by
// the new ClOrdID.
void OrderBook::amended(const Moment& moment, PlacedOrder& order, std::int64_t venue_ms, std::string text) {
  Amendment& amendment = *order.amendment;
  const std::string before = order.cl_ord_id.value();
  order.terms = amendment.wanted;
  order.cl_ord_id = amendment.command.cl_ord_id;
  name(order, order.cl_ord_id);
  Amendment taken = std::move(amendment);
  order.amendment.reset();  // 39 is no longer E
  Report report = report_of(order, ReportKind::Replaced, moment.now);
  order.amendment = std::move(taken);
  report.orig_cl_ord_id = before;
  report.text = std::move(text);
  stamp(report, venue_ms);
  report.final = true;
  report.kept = true;
  tell_amendment(moment, order, *order.amendment, std::move(report));
  close_amendment(order);
}

void OrderBook::refuse_amendment(const Moment& moment, PlacedOrder& order, RejectReason reason,
                                 std::string text, int venue_code) {
  Amendment taken = std::move(*order.amendment);
  order.amendment.reset();
  Report report = report_of(order, ReportKind::ReplaceRejected, moment.now);
  order.amendment = std::move(taken);
  report.reason = reason;
  report.text = std::move(text);
  report.venue_code = venue_code;
  report.final = true;
  report.kept = true;
  tell_amendment(moment, order, *order.amendment, std::move(report));
  close_amendment(order);
}

void OrderBook::refuse_queued(const Moment& moment, PlacedOrder& order, RejectReason reason,
                              std::string text) {
  if (!order.queued) return;
  std::swap(order.amendment, order.queued);
  refuse_amendment(moment, order, reason, std::move(text));
  std::swap(order.amendment, order.queued);
  reschedule(order);
}

void OrderBook::close_amendment(PlacedOrder& order) {
  const TicketId ticket = order.amendment->ticket;
  set_due(ticket, std::nullopt);
  tickets_.erase(ticket);
  order.dependents.push_back(ticket);
  order.amendment.reset();
  reschedule(order);
}

}  // namespace bridge::order
