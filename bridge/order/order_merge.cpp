// This part of the order book takes what its three witnesses say, in whatever order they come, and sees what
// has to be asked. The greatest cumulative quantity is true, then an end, then the venue's time.
#include "base/number.hpp"
#include "order/conditional.hpp"
#include "order/order_book.hpp"
#include "order/target.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

bool tells_amendment(const OrderUpdate* update) {
  return update != nullptr && update->execution_type == ExecutionType::Amendment;
}

}  // namespace

void OrderBook::told(const Moment& moment, const StreamTold& event) {
  PlacedOrder* order = order_of(event.ticket);
  if (order == nullptr || order->ticket != event.ticket) return;
  merge(moment, *order, event.update.order, &event.update);
}

// True when the stream tells late that the venue took the replace, which somebody else has amended since.
bool OrderBook::is_of_overtaken(const PlacedOrder& order, const OrderUpdate* update) {
  return order.amendment && order.amendment->overtaken && tells_amendment(update) &&
         static_cast<std::uint64_t>(update->modify_id) == order.amendment->ticket.value();
}

void OrderBook::witness(const Moment& moment, TicketId ticket, const OrderFacts& facts) {
  if (PlacedOrder* order = order_of(ticket)) merge(moment, *order, facts, nullptr);
}

void OrderBook::merge(const Moment& moment, PlacedOrder& order, const OrderFacts& facts,
                      const OrderUpdate* update) {
  const Order& told = *facts;
  if (order.order_id && *order.order_id != told.order_id) return;  // another one that has its client id
  if (update != nullptr) {
    order.of_stream = true;
    order.stream_due.reset();
  }
  if (hold_early(moment, order, facts, update)) return;
  accept(moment, order, told);
  const bool newer = !order.facts || told.update_time_ms >= order.facts->update_time_ms;
  if (is_done(told.status) && !order.end) {
    order.end = OrderEnd{told.status,
                         update != nullptr ? whole_number<int>(update->expiry_reason).value_or(0) : 0,
                         {},
                         told.update_time_ms};
  }
  // The end was heard of first, and says nothing of the amendments before it: the stream does, in their
  // order.
  if (newer || (order.end && tells_amendment(update))) {
    take_terms(moment, order, told, update);
  } else if (is_of_overtaken(order, update)) {
    order.amendment->wanted = order.terms;
    amended(moment, order, told.update_time_ms, "Replaced, and amended by somebody else since");
  }
  const auto fills = update != nullptr && update->execution
                         ? order.fills.take(*update->execution, told.executed_qty)
                         : std::vector<Fills::Fill>{};
  order.fills.witness(told.executed_qty);
  tell_fills(moment, order, fills);
  if (newer) order.facts = facts;
  go_on(moment, order);
}

// The venue has the order: the client is told so, once, before anything else of it.
void OrderBook::accept(const Moment& moment, PlacedOrder& order, const Order& facts) {
  become(moment, order, facts.order_id);
  if (!order.told_new) tell_new(moment, order, facts.time_ms > 0 ? facts.time_ms : facts.update_time_ms);
}

void OrderBook::tell_new(const Moment& moment, PlacedOrder& order, std::int64_t since_ms) {
  order.told_new = true;
  const bool late = order.state == PlaceState::Absent;
  order.state = PlaceState::Live;
  order.absence = {};
  order.asks = 0;
  if (order.asking) order.asking.reset();  // whether it is there
  if (!order.placing) order.act_at.reset();
  if (!order.of_stream && stream_up_) order.stream_due = moment.now + moment.settings.stream_within;
  Report report = report_of(order, ReportKind::New, moment.now);
  report.quantities->cum_qty = "0";
  report.quantities->leaves_qty = report.quantities->order_qty;
  report.quantities->avg_px = "0";
  if (report.ord_status != OrdStatus::PendingCancel && report.ord_status != OrdStatus::PendingReplace) {
    report.ord_status = OrdStatus::New;
  }
  stamp(report, since_ms);
  if (late) report.text = "This order was told as rejected, and yet the venue has it";
  tell(moment, order, std::move(report));
  if (late) turned_up_late(moment, order);
}

// True when the venue may have canceled the order in place of amending it, and shows the wanted terms all the
// same. An order that has ended otherwise, or with more than it was for before, was amended before it did.
bool OrderBook::canceled_in_its_place(const PlacedOrder& order, const Order& facts) {
  if (!is_done(facts.status)) return false;
  // Under its old quantity it would have been filled, not canceled.
  if (compare(facts.executed_qty, order.terms.order_qty) >= 0) return false;
  const bool as_far_as_wanted = compare(order.amendment->wanted.order_qty, facts.executed_qty) <= 0;
  return order.amendment->ended_the_order ||
         (facts.status == OrderStatus::Canceled && (as_far_as_wanted || order.terms.post_only));
}

// True when only the venue's answer to the replace, which is still to come, says whether it was taken before
// the order ended.
bool OrderBook::end_waits_for_amendment(const PlacedOrder& order) {
  if (!end_leaves_amendment_open(order)) return false;
  const auto& waiting = order.amendment->waiting;
  return waiting && waiting->kind == RequestKind::Modify && canceled_in_its_place(order, *order.facts);
}

// Quantity and price as they stand: by an amendment of ours, or of somebody else.
void OrderBook::take_terms(const Moment& moment, PlacedOrder& order, const Order& facts,
                           const OrderUpdate* update) {
  const bool amendment = tells_amendment(update);
  if (order.amendment && !order.amendment->by_cancel && shows_wanted(order, facts)) {
    const bool ours = update == nullptr || !amendment || update->modify_id == 0 ||
                      static_cast<std::uint64_t>(update->modify_id) == order.amendment->ticket.value();
    // An order of the same terms shows the wanted ones from the start: only its own answer tells.
    if (ours && (amendment || !shows(facts, order.terms)) && !canceled_in_its_place(order, facts))
      return amended(moment, order, facts.update_time_ms);
  }
  take_childs_quantity(order, facts);
  const bool maybe_ours = order.amendment && !order.amendment->by_cancel && shows_wanted(order, facts);
  if (maybe_ours || order.terms.close_position || order.state == PlaceState::Ended) return;
  // Of an order that it has canceled in place of an amendment the venue may show a part of what was wanted.
  const bool maybe_in_its_place = order.amendment && facts.status == OrderStatus::Canceled;
  const auto is_others = [&](const std::string& shown, std::string OrderTerms::*term) {
    const bool wanted = maybe_in_its_place && compare(shown, order.amendment->wanted.*term) == 0;
    return compare(shown, order.terms.*term) != 0 && !is_zero(shown) && !wanted;
  };
  const bool other_qty = is_others(facts.orig_qty, &OrderTerms::order_qty);
  const bool other_price = order.terms.type == OrdType::Limit && !order.terms.price.empty() &&
                           is_others(facts.price, &OrderTerms::price);
  if (!other_qty && !other_price) return;
  if (other_qty) order.terms.order_qty = facts.orig_qty;
  if (other_price) order.terms.price = facts.price;
  if (order.amendment) order.amendment->overtaken = true;
  // An end is told with its own report, but where the fill that was the last one was told already.
  const bool filled =
      facts.status == OrderStatus::Filled && compare(order.fills.cum_qty(), facts.executed_qty) == 0;
  if (is_done(facts.status) && !filled) return;
  Report report = report_of(order, ReportKind::Restated, moment.now);
  constexpr int kOther = 99;
  report.restatement_reason = kOther;
  report.text = "Amended by somebody else on the account";
  stamp(report, facts.update_time_ms);
  tell(moment, order, std::move(report));
}

void OrderBook::tell_fills(const Moment& moment, PlacedOrder& order, const std::vector<Fills::Fill>& fills) {
  for (const auto& fill : fills) {
    Report report = report_of(order, ReportKind::Trade, moment.now);
    report.quantities->cum_qty = fill.cum_qty;
    report.quantities->avg_px = fill.avg_px;
    report.quantities->leaves_qty = subtract(report.quantities->order_qty, fill.cum_qty).value_or("0");
    if (report.ord_status != OrdStatus::PendingCancel && report.ord_status != OrdStatus::PendingReplace) {
      report.ord_status =
          is_zero(report.quantities->leaves_qty) ? OrdStatus::Filled : OrdStatus::PartiallyFilled;
    }
    report.execution = fill.execution;
    stamp(report, fill.execution.time_ms);
    tell(moment, order, std::move(report));
  }
}

// ---- what is asked ----

void OrderBook::go_on(const Moment& moment, PlacedOrder& order) {
  if (is_live(order)) order.watch_at = moment.now + moment.settings.watch_every;
  if (order.fills.lacking()) {
    if (!order.lacking_since) order.lacking_since = moment.now;
  } else {
    order.lacking_since.reset();
    if (!order.reconcile) order.after_gap = false;
    finish(moment, order);
  }
  take_queued(moment, order);
  pursue(moment, order);
}

void OrderBook::pursue(const Moment& moment, PlacedOrder& order) {
  const bool waits = order.act_at && *order.act_at > moment.now;
  if (!moment.link_up || order.asking || order.placing || waits) return reschedule(order);
  if (order.state == PlaceState::Doubtful) return ask_status(moment, order);
  if (order.late_cancel_due && is_live(order) && !order.end) return cancel_late(moment, order);
  if (order.reconcile && (is_live(order) || order.watched)) return ask_status(moment, order);
  if (order.lacking_since) {
    const Timestamp due = *order.lacking_since +
                          (stream_up_ && !order.after_gap ? moment.settings.trades_after : milliseconds{0});
    if (moment.now < due) {
      order.act_at = due;
      return reschedule(order);
    }
    return ask(moment, order,
               AskTrades{next_request(order, RequestKind::Trades), order.command.venue_symbol, ref_of(order),
                         listed_since_ms(order)});
  }
  reschedule(order);
}

void OrderBook::ask(const Moment& moment, PlacedOrder& order, Request question) {
  order.asking = id_of(question);
  order.act_at = moment.now + moment.settings.answer_within;
  moment.effects.emplace_back(std::move(question));
  reschedule(order);
}

void OrderBook::ask_status(const Moment& moment, PlacedOrder& order) {
  order.last_ask = moment.now;
  ask(moment, order, status_request(order, next_request(order, RequestKind::Status)));
}

void OrderBook::ask_later(const Moment& moment, PlacedOrder& order, Timestamp not_before) {
  order.act_at = std::max(moment.now + ask_again_in(moment.settings, order.asks++), not_before);
  const bool too_long = moment.now >= order.sent + moment.settings.needs_attention_after;
  if (order.state == PlaceState::Doubtful && too_long && !std::exchange(order.needs_attention, true)) {
    moment.effects.push_back(CallForAttention{order.ticket, false, order.command.session, order.cl_ord_id,
                                              order.command.venue_symbol, ref_of(order)});
  }
  reschedule(order);
}

void OrderBook::question_answered(const Moment& moment, PlacedOrder& order, const RequestId& request,
                                  const Outcome& outcome) {
  const bool awaited = order.asking == request;
  if (awaited) {
    order.asking.reset();
    order.act_at.reset();
  }
  if (order.state == PlaceState::Doubtful) {
    if (awaited) return poll_answered(moment, order, request, outcome);
  }
  if (algo_answered(moment, order, outcome)) return;
  const auto* found = std::get_if<Found>(&outcome);
  const auto* canceled = std::get_if<Canceled>(&outcome);
  const OrderFacts* facts = found != nullptr      ? &found->order
                            : canceled != nullptr ? &canceled->order
                                                  : nullptr;
  if (facts != nullptr && (*facts)->symbol == order.command.venue_symbol && names(ref_of(order), **facts)) {
    const bool still_open = awaited && order.late_cancel_sent && !is_done((*facts)->status);
    if (!still_open) order.asks = 0;
    reconciled(order);
    if (still_open) {
      order.late_cancel_due = true;
      ask_later(moment, order);
    }
    return merge(moment, order, *facts, nullptr);
  }
  if (const auto* found_trades = std::get_if<TradesFound>(&outcome);
      found_trades != nullptr && order.order_id) {
    std::vector<Execution> own;
    for (const auto& trade : found_trades->trades) {
      if (trade.order_id == *order.order_id && trade.symbol == order.command.venue_symbol)
        own.push_back(trade);
    }
    // More than any witness has told of, and all that is wanted: whether it ended so, or somebody has amended
    // it, its status says.
    const std::string with_these = order.fills.with(own);
    if (!order.end && compare(with_these, order.fills.witnessed_qty()) > 0 &&
        compare(with_these, order.terms.order_qty) >= 0) {
      order.reconcile = true;
      return awaited ? ask_later(moment, order) : go_on(moment, order);
    }
    const auto fills = order.fills.take_all(own);
    if (!fills.empty() && stream_up_ && order.lacking_since && !order.after_gap) {
      moment.effects.emplace_back(DoubtStream{"it has not told of fills that the venue lists"});
    }
    tell_fills(moment, order, fills);
    if (awaited && order.fills.lacking()) return ask_later(moment, order);
    return go_on(moment, order);
  }
  if (!awaited) return;
  if (order.state == PlaceState::Absent && std::holds_alternative<Missing>(outcome)) return reconciled(order);
  const VenueError* error = nullptr;
  if (const auto* rejected = std::get_if<Rejected>(&outcome)) error = &rejected->error;
  if (const auto* unclear = std::get_if<Unclear>(&outcome)) error = &unclear->error;
  ask_later(moment, order, error != nullptr ? from_ms(error->retry_after_ms) : Timestamp{});
}

}  // namespace bridge::order
