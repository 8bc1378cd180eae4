#include "history_judge.hpp"

#include "floor.hpp"

#include <algorithm>
#include <cmath>

namespace bridge::order::testing {
namespace {

// Quantities and prices are whole numbers in these histories, however many zeros they are written with.
std::int64_t whole(const std::string& text) { return text.empty() ? -1 : std::stoll(text); }

bool has(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

}  // namespace

void Judge::expect(bool holds, const View& view, const Report& report, const std::string& promise) {
  if (holds) return;
  broken(promise + ": " + told_line(report) + " of " + view.asked.cl_ord_id.value() + " (known: 14=" +
         std::to_string(view.cum) + " 38=" + std::to_string(view.qty) + " 11=" + view.current + ")");
}

// ---- what was asked ----

View* Judge::named(const std::string& session, const std::string& symbol, const std::string& orig,
                   const std::string& order_id) {
  for (auto& [ticket, view] : views_) {
    if (view.asked.session.value() != session || view.asked.symbol != symbol) continue;
    if (view.forgotten) continue;  // it is named to the venue as if nobody here had placed it
    if (!order_id.empty() ? view.order_id == order_id : view.chain.contains(orig)) return &view;
  }
  return nullptr;
}

void Judge::asked(const Requested& event) {
  const Command& command = event.command;
  const std::string session = session_of(command).value();
  if (std::holds_alternative<StatusCommand>(command)) {
    questions_[event.ticket.value()] = 0;
    return;
  }
  const Key key{session, cl_ord_id_of(command)};
  if (const auto* many = std::get_if<MassCancelCommand>(&command)) {
    const auto before = mass_ids_.find(key);
    if (many->cause == CancelCause::MassCancel && before != mass_ids_.end()) {
      if (!is_repeat(command)) ++masses_[before->second].duplicates;
      return;
    }
    Mass& mass = masses_[event.ticket.value()];
    mass.command = *many;
    if (many->cause == CancelCause::MassCancel) mass_ids_[key] = event.ticket.value();
    for (const auto& [ticket, view] : views_) {
      if (means(*many, view)) mass.scope.insert(ticket);
    }
    return;
  }
  const auto first = asks_.find(key);
  if (first != asks_.end()) {
    // 43=Y of the same request is answered by silence, and 97=Y of a cancel or a replace by what was said.
    const auto* place = std::get_if<PlaceCommand>(&command);
    const bool answered = place != nullptr ? !place->poss_dup : !is_repeat(command);
    if (answered) ++first->second.duplicates;
    if (place != nullptr) again_[event.ticket.value()] = &first->second;
    return;
  }
  Ask& ask = asks_[key];
  ask.command = command;
  ask.ticket = event.ticket.value();
  if (const auto* place = std::get_if<PlaceCommand>(&command)) {
    View& view = views_[ask.ticket];
    view.asked = *place;
    view.ticket = ask.ticket;
    view.current = place->cl_ord_id.value();
    view.chain.insert(view.current);
    view.qty = whole(place->terms.order_qty);
    view.price = whole(place->terms.price);
    ask.view = &view;
    return;
  }
  if (const auto* cancel = std::get_if<CancelCommand>(&command)) {
    ask.view = named(session, cancel->symbol, cancel->orig_cl_ord_id, cancel->order_id);
  } else if (const auto* replace = std::get_if<ReplaceCommand>(&command)) {
    ask.view = named(session, replace->symbol, replace->orig_cl_ord_id, replace->order_id);
  }
}

// It is open, as far as its client knows.
bool Judge::means(const MassCancelCommand& command, const View& view) const {
  const bool dead = view.ended != '\0' || (view.rejected && !view.late);
  return !dead && view.asked.session == command.session &&
         (command.scope.symbol.empty() || view.asked.venue_symbol == command.scope.venue_symbol) &&
         (command.scope.side == '\0' || view.asked.side == command.scope.side);
}

void Judge::canceled_by_us(TicketId ticket, const CancelCommand& command) {
  by_us_[ticket.value()] = command.cause;
  const auto mass = masses_.find(command.mass_cancel.value());
  const auto view = views_.find(command.placed_by.value());
  if (mass == masses_.end() || view == views_.end()) return broken("we cancel what nobody meant");
  const std::string name = view->second.asked.cl_ord_id.value();
  if (!means(mass->second.command, view->second)) return broken("we cancel " + name + ", which is not meant");
  if (mass->second.withdrawn) return broken("we cancel " + name + ", and its client is back");
  const bool first = mass->second.orders.insert(view->first).second;
  if (!first && command.cause == CancelCause::MassCancel) return broken("we cancel " + name + " twice");
}

void Judge::is_back(const SessionKey& session) {
  for (auto& [ticket, mass] : masses_) {
    const bool waits = mass.command.cause == CancelCause::Disconnect && mass.orders.empty();
    if (waits && mass.command.session == session) mass.withdrawn = true;
  }
}

bool Judge::is_canceled(const View& view) const {
  const VenueOrder* order = at_venue(view);
  return view.ended == '4' && !view.late && order != nullptr && order->status == OrderStatus::Canceled;
}

void Judge::told_of_many(const Report& report) {
  const auto id = mass_ids_.find({report.session.value(), report.cl_ord_id.value()});
  if (id == mass_ids_.end()) return broken("nobody asked this: " + told_line(report));
  Mass& mass = masses_.at(id->second);
  if (report.poss_resend) {
    const bool same = mass.final_report && told_line(*mass.final_report) == told_line(report);
    if (!same) broken("a repeated answer is another: " + told_line(report));
    return;
  }
  const MassCancelResult& result = *report.mass_cancel;
  if (report.ticket.value() != id->second) {
    if (--mass.duplicates < 0) broken("a repeat was answered that needed no answer: " + told_line(report));
    if (result.accepted) broken("a repeat was done: " + told_line(report));
    return;
  }
  if (mass.final_report) return broken("answered twice: " + told_line(report));
  mass.final_report = report;
  const auto count = [&](const auto& holds) {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(mass.scope, [&](std::uint64_t ticket) { return holds(views_.at(ticket)); }));
  };
  const auto canceled = count([&](const View& view) { return is_canceled(view); });
  const auto open = count([&](const View& view) { return means(mass.command, view); });
  if (result.affected != canceled) {
    broken("533 is " + std::to_string(canceled) + ": " + told_line(report));
  }
  if (result.accepted && report.text.empty() && open > 0) {
    broken(std::to_string(open) + " of its orders are open: " + told_line(report));
  }
  if (!result.accepted && open == 0) broken("it was done: " + told_line(report));
}

void Judge::sent(const Request& request) {
  const std::uint64_t ticket = id_of(request).ticket.value();
  if (!std::holds_alternative<AskStatus>(request)) sent_.insert(ticket);
  if (std::holds_alternative<SendPlace>(request) && ++places_[ticket] > 1) {
    broken("a place was sent twice: ticket " + std::to_string(ticket));
  }
}

// ---- what was told ----

void Judge::effect(const Effect& effect) {
  if (const auto* request = std::get_if<Request>(&effect)) return sent(*request);
  if (const auto* call = std::get_if<CallForAttention>(&effect)) {
    const auto view = views_.find(call->ticket.value());
    if (view != views_.end() && call->contradicted) view->second.called = true;
    if (const auto mass = masses_.find(call->ticket.value()); mass != masses_.end())
      mass->second.called = true;
    return;
  }
  if (const auto* forget = std::get_if<Forget>(&effect)) {
    const auto view = views_.find(forget->ticket.value());
    if (view != views_.end()) view->second.forgotten = true;
    return;
  }
  if (const auto* tell = std::get_if<Tell>(&effect)) told(*tell);
}

void Judge::told(const Tell& tell) {
  const Report& report = tell.report;
  if (report.kind == ReportKind::MassCanceled) return told_of_many(report);
  if (report.kind == ReportKind::Status || report.kind == ReportKind::StatusRejected) {
    return question_answered(report);
  }
  const auto entry = asks_.find({report.session.value(), report.cl_ord_id.value()});
  if (entry == asks_.end()) return broken("nobody asked this: " + told_line(report));
  Ask& ask = entry->second;
  const bool of_place = std::holds_alternative<PlaceCommand>(ask.command);
  if (report.poss_resend && !of_place) {
    if (!ask.final_report || told_line(*ask.final_report) != told_line(report)) {
      broken("a repeated answer is another: " + told_line(report));
    }
    return;
  }
  if (report.poss_resend) return told_again(ask, report);
  if (!execs_.emplace(report.ticket.value(), report.number).second) {
    return broken("17 was used before: " + told_line(report));
  }
  const bool duplicate = report.kind == ReportKind::OrderRejected
                             ? report.ord_rej_reason == OrdRejReason::DuplicateOrder
                             : report.reason == RejectReason::DuplicateClOrdId;
  if (duplicate && report.ticket.value() != ask.ticket) return told_again(ask, report);
  if (ask.view == nullptr) {
    if (report.final) final_answer(ask, report);
    return;
  }
  told_of(*ask.view, ask, report);
}

// A place whose ClOrdID was used before.
void Judge::told_again(Ask& ask, const Report& report) {
  if (--ask.duplicates < 0) broken("a repeat was answered that needed no answer: " + told_line(report));
  if (ask.view == nullptr || !report.quantities || report.status_unknown) return;
  View& view = *ask.view;
  expect(whole(report.quantities->cum_qty) == view.cum, view, report, "a repeat tells the order's 14");
  expect(static_cast<char>(report.ord_status) == status(view), view, report,
         std::string("a repeat tells the order's 39, which is ") + status(view));
}

void Judge::question_answered(const Report& report) {
  if (const auto again = again_.find(report.ticket.value()); again != again_.end()) {
    return told_again(*again->second, report);
  }
  const auto question = questions_.find(report.ticket.value());
  if (question == questions_.end()) return broken("nobody asked this: " + told_line(report));
  if (++question->second > 1) broken("a question was answered twice: " + told_line(report));
  if (!report.quantities) return;
  View* view = named(report.session.value(), report.symbol, report.cl_ord_id.value(), "");
  // One that the gateway remembers no more is told as it ended.
  const auto asked = asks_.find({report.session.value(), report.cl_ord_id.value()});
  if (view == nullptr && asked != asks_.end()) view = asked->second.view;
  if (view == nullptr) return not_placed(report);
  take_terms(*view, report);
  quantities(*view, report);
  expect(report.cl_ord_id.value() == view->current, *view, report, "35=H is answered with the current 11");
  expect(static_cast<char>(report.ord_status) == status(*view), *view, report,
         std::string("39 is what was told last, ") + status(*view));
}

// An order that the gateway has refused is known as that, and as nothing else.
void Judge::not_placed(const Report& report) {
  const auto asked = asks_.find({report.session.value(), report.cl_ord_id.value()});
  const bool refused = asked != asks_.end() && asked->second.final_report &&
                       asked->second.final_report->kind == ReportKind::OrderRejected;
  if (!refused) return broken("an order that nobody placed: " + told_line(report));
  const bool says_so = report.ord_status == OrdStatus::Rejected && whole(report.quantities->cum_qty) == 0 &&
                       whole(report.quantities->leaves_qty) == 0;
  if (!says_so) broken("an order that was refused: " + told_line(report));
}

char Judge::status(const View& view) const {
  if (view.rejected && !view.late) return '8';
  if (view.ended != '\0') return view.ended;
  if (!view.pending_cancels.empty()) return '6';
  if (!view.pending_replaces.empty()) return 'E';
  if (!view.told_new) return view.told_pending_new ? 'A' : '0';
  if (view.cum == 0) return '0';
  return view.cum >= view.qty ? '2' : '1';
}

const VenueOrder* Judge::at_venue(const View& view) const {
  return view.client_id.empty() ? nullptr : venue_.by_client_id(view.client_id);
}

void Judge::quantities(View& view, const Report& report) {
  if (!report.quantities) return;
  const std::int64_t qty = whole(report.quantities->order_qty);
  const std::int64_t cum = whole(report.quantities->cum_qty);
  const std::int64_t leaves = whole(report.quantities->leaves_qty);
  expect(cum == view.cum, view, report, "14 is the sum of 32");
  expect(qty == view.qty, view, report, "38 is what was accepted last");
  const bool dead = view.ended != '\0' || (view.rejected && !view.late);
  if (!dead) expect(cum + leaves == qty, view, report, "14 + 151 = 38 while it lives");
  if (dead) expect(leaves == 0, view, report, "151 is 0 once it has ended");
  const auto average = std::stold(report.quantities->avg_px.empty() ? "0" : report.quantities->avg_px);
  const auto off =
      std::fabs(average * static_cast<long double>(view.cum) - static_cast<long double>(view.notional));
  expect(off < 1e-5L, view, report, "6 is the average of what was told, not " + report.quantities->avg_px);
  if (view.order_id.empty() && report.order_id != "NONE") view.order_id = report.order_id;
  if (!view.order_id.empty()) expect(report.order_id == view.order_id, view, report, "37 never changes");
  if (view.client_id.empty()) view.client_id = report.secondary_cl_ord_id;
  expect(report.secondary_cl_ord_id == view.client_id, view, report, "526 never changes");
}

// What somebody else has made of an order that has ended since is told with what follows.
void Judge::take_terms(View& view, const Report& report) const {
  const VenueOrder* order = at_venue(view);
  if (order == nullptr || order->open() || !report.quantities || !report.terms || view.ended != '\0') return;
  if (whole(report.quantities->order_qty) == order->qty) view.qty = order->qty;
  if (whole(report.terms->price) == order->price && !order->market) view.price = order->price;
}

void Judge::told_of(View& view, Ask& ask, const Report& report) {
  take_terms(view, report);
  const bool dead = view.ended != '\0' || (view.rejected && !view.late);
  const bool refusal =
      report.kind == ReportKind::CancelRejected || report.kind == ReportKind::ReplaceRejected;
  const bool late = view.rejected && !view.late && report.kind == ReportKind::New;
  if (dead && !refusal && !late) {
    return expect(false, view, report, std::string("nothing but 35=9 follows the end, 39=") + status(view));
  }
  if (!refusal && report.kind != ReportKind::New && report.kind != ReportKind::PendingNew &&
      report.kind != ReportKind::OrderRejected && report.kind != ReportKind::PendingCancel) {
    expect(view.told_new, view, report, "150=0 comes first");
  }
  const VenueOrder* order = nullptr;
  switch (report.kind) {
    case ReportKind::PendingNew:
      expect(!view.told_pending_new && !view.told_new, view, report, "150=A is told once, and first");
      view.told_pending_new = true;
      break;
    case ReportKind::New:
      expect(!view.told_new, view, report, "150=0 is told once");
      view.told_new = true;
      view.late = view.rejected;
      quantities(view, report);
      order = at_venue(view);
      expect(order != nullptr && std::to_string(order->id) == view.order_id, view, report,
             "the venue has it, as 37");
      expect(report.cl_ord_id == view.asked.cl_ord_id && report.orig_cl_ord_id.empty(), view, report,
             "150=0 has the place's 11");
      break;
    case ReportKind::OrderRejected:
      expect(!view.rejected && report.final, view, report, "150=8 is told once");
      view.rejected = true;
      view.forgotten = !report.kept;
      // A place that is later than all that is known of the venue may arrive in the moment of the proof.
      order = venue_.by_client_id(report.secondary_cl_ord_id);
      expect(order == nullptr || to_ms(report.transact_time) - order->created_ms < 1000, view, report,
             "150=8 of an order that the venue has");
      expect(!places_.contains(view.ticket) || !has(report.text, "nothing was sent") ||
                 !venue_.executed().contains(view.ticket),
             view, report, "what was sent is not called unsent");
      final_answer(ask, report);
      quantities(view, report);
      break;
    case ReportKind::Trade:
      trade(view, report);
      break;
    case ReportKind::PendingReplace:
      expect(
          view.pending_replaces.insert(report.cl_ord_id.value()).second && view.pending_replaces.size() <= 2,
          view, report, "150=E is told once, of the one sent and one that waits");
      expect(report.orig_cl_ord_id == view.current, view, report, "41 is the current one");
      break;
    case ReportKind::PendingCancel:
      expect(view.pending_cancels.insert(report.cl_ord_id.value()).second, view, report,
             "150=6 is told once");
      expect(report.orig_cl_ord_id == view.current, view, report, "41 is the current one");
      break;
    case ReportKind::Replaced:
      replaced(view, ask, report);
      break;
    case ReportKind::Canceled:
    case ReportKind::Expired:
      canceled(view, ask, report);
      break;
    case ReportKind::Restated:
      expect(report.cl_ord_id.value() == view.current && report.orig_cl_ord_id.empty(), view, report,
             "a restatement has the current 11");
      view.qty = whole(report.quantities->order_qty);
      view.price = whole(report.terms->price);
      order = at_venue(view);
      expect(order != nullptr &&
                 std::ranges::find(order->terms, std::pair{view.qty, view.price}) != order->terms.end(),
             view, report, "the venue has had these terms");
      if (report.ord_status == OrdStatus::Filled && order != nullptr && !order->open()) view.ended = '2';
      break;
    case ReportKind::CancelRejected:
    case ReportKind::ReplaceRejected:
      refused(view, ask, report);
      break;
    case ReportKind::Triggered:
    case ReportKind::MassCanceled:
    case ReportKind::MassStatusRejected:
    case ReportKind::Status:
    case ReportKind::StatusRejected:
      expect(false, view, report, "this was not to be told");
      break;
  }
  if (report.kind != ReportKind::OrderRejected && report.kind != ReportKind::New) quantities(view, report);
  // Another one is pending, whether or not its 150=6 or E was told.
  const bool pending =
      refusal && report.reason == RejectReason::AlreadyPending &&
      (report.ord_status == OrdStatus::PendingCancel || report.ord_status == OrdStatus::PendingReplace);
  expect(pending || static_cast<char>(report.ord_status) == status(view), view, report,
         std::string("39 has its precedence: ") + status(view));
  if (!view.asked.terms.price.empty() && report.terms) {
    expect(whole(report.terms->price) == view.price, view, report, "44 is what was accepted last");
  }
}

void Judge::trade(View& view, const Report& report) {
  expect(report.execution.has_value(), view, report, "a fill has its trade");
  if (!report.execution) return;
  const Execution& told = *report.execution;
  expect(trades_.emplace(told.symbol, told.trade_id).second, view, report,
         "trade " + std::to_string(told.trade_id) + " is told once");
  expect(report.cl_ord_id.value() == view.current && report.orig_cl_ord_id.empty(), view, report,
         "a fill has the ClOrdID that was accepted last");
  const VenueOrder* order = at_venue(view);
  if (order == nullptr) return expect(false, view, report, "the venue has no such order");
  const auto trade = std::ranges::find_if(
      order->trades, [&](const VenueTrade& one) { return one.execution.trade_id == told.trade_id; });
  if (trade == order->trades.end()) return expect(false, view, report, "the venue has no such trade");
  expect(whole(told.last_qty) == trade->qty && whole(told.last_px) == trade->price, view, report,
         "a fill has its own quantity and price");
  view.cum += trade->qty;
  view.notional += trade->qty * trade->price;
  if (view.cum == view.qty && view.pending_cancels.empty() && view.pending_replaces.empty()) view.ended = '2';
  // The last fill while a request is pending: 39 is the request's, and the end is told all the same.
  if (view.cum == view.qty && view.ended == '\0') {
    quantities(view, report);
    expect(static_cast<char>(report.ord_status) == status(view), view, report,
           "39 while a request is pending");
  }
}

void Judge::final_answer(Ask& ask, const Report& report) {
  expect(report.final, ask.view != nullptr ? *ask.view : View{}, report, "an answer is final");
  if (++ask.answers > 1) broken("answered twice: " + told_line(report));
  if (report.ticket.value() != ask.ticket) broken("another ticket's answer: " + told_line(report));
  ask.final_report = report;
}

void Judge::replaced(View& view, Ask& ask, const Report& report) {
  final_answer(ask, report);
  expect(report.orig_cl_ord_id == view.current, view, report, "41 is the current one");
  const auto* command = std::get_if<ReplaceCommand>(&ask.command);
  if (command == nullptr) return expect(false, view, report, "a replace was asked for");
  view.pending_replaces.erase(report.cl_ord_id.value());
  view.current = report.cl_ord_id.value();
  view.chain.insert(view.current);
  const VenueOrder* order = at_venue(view);
  if (order == nullptr) return expect(false, view, report, "the venue has it");
  const std::int64_t qty = whole(report.quantities->order_qty);
  if (report.ord_status == OrdStatus::Filled) {  // filled as far as it was wanted
    expect(qty == view.cum && !order->open() && whole(command->terms.order_qty) <= order->cum, view, report,
           "38 = 14, and the rest is gone");
    view.qty = qty;
    view.ended = '2';
    view.price = whole(command->terms.price.empty() ? report.terms->price : command->terms.price);
    return;
  }
  // "No need to modify": the terms are the wanted ones, or by now what somebody else has made of them.
  const bool unchanged =
      (report.text.starts_with("-5027") || has(report.text, "amended by somebody else since")) &&
      qty == view.qty;
  if (!unchanged) {
    view.qty = command->terms.order_qty.empty() ? qty : whole(command->terms.order_qty);
    view.price = whole(command->terms.price.empty() ? report.terms->price : command->terms.price);
  }
  expect(std::ranges::find(order->terms, std::pair{view.qty, view.price}) != order->terms.end(), view, report,
         "the venue has taken the replace");
}

void Judge::canceled(View& view, Ask& ask, const Report& report) {
  const VenueOrder* order = at_venue(view);
  if (order == nullptr) return expect(false, view, report, "the venue has it");
  const bool expired = order->status == OrderStatus::Expired || order->status == OrderStatus::ExpiredInMatch;
  if (report.kind == ReportKind::Expired) {
    expect(expired, view, report, "the venue has expired it");
  } else {
    expect(order->status == OrderStatus::Canceled || (expired && view.asked.entry.killed_is_canceled), view,
           report, "the venue has canceled it");
  }
  view.ended = static_cast<char>(report.ord_status);
  expect(view.ended == (report.kind == ReportKind::Expired ? 'C' : '4'), view, report, "39 is the end");
  expect(order->cum == view.cum, view, report, "every fill is told before the end");
  if (report.orig_cl_ord_id.empty()) {
    expect(report.cl_ord_id.value() == view.current, view, report, "an end has the current 11");
    if (report.kind != ReportKind::Canceled || expired) return;
    // Whose it was: 378 is 4 for a client that is gone, 8 for somebody else, and absent for a 35=q.
    const auto us = by_us_.find(order->canceled_by.value_or(0));
    const bool for_client = report.restatement_reason == -1;
    const bool for_gone = report.restatement_reason == 4;
    if (us != by_us_.end()) {
      expect(us->second == CancelCause::MassCancel ? for_client : for_gone, view, report,
             "378 says why we canceled");
    }
    const bool was_asked = std::ranges::any_of(masses_, [&](const auto& mass) {
      return mass.second.orders.contains(view.ticket) &&
             (mass.second.command.cause == CancelCause::MassCancel ? for_client : for_gone);
    });
    expect(was_asked || report.restatement_reason == 8, view, report, "378 says that nobody asked for it");
    return;
  }
  expect(report.orig_cl_ord_id == view.current, view, report, "41 is the current one");
  expect(!std::holds_alternative<PlaceCommand>(ask.command), view, report, "11 is the request's");
  expect(sent_.contains(ask.ticket), view, report, "a request that was never sent");
  view.pending_cancels.erase(report.cl_ord_id.value());
  view.pending_replaces.erase(report.cl_ord_id.value());
  view.current = report.cl_ord_id.value();
  view.chain.insert(view.current);
  final_answer(ask, report);
}

void Judge::refused(View& view, Ask& ask, const Report& report) {
  final_answer(ask, report);
  view.pending_cancels.erase(report.cl_ord_id.value());
  view.pending_replaces.erase(report.cl_ord_id.value());
  // A request that was pending while the last fill came: now its end shows.
  const VenueOrder* order = at_venue(view);
  if (view.ended == '\0' && order != nullptr && order->status == OrderStatus::Filled &&
      view.cum == view.qty && view.cum == order->cum && report.ord_status == OrdStatus::Filled) {
    view.ended = '2';
  }
  expect(report.orig_cl_ord_id == view.current, view, report, "41 is the current one");
  if (report.reason == RejectReason::TooLate) {
    expect(order != nullptr && !order->open(), view, report, "it is too late for an order that has ended");
  }
  if (has(report.text, "nothing was sent")) {
    expect(!venue_.executed().contains(ask.ticket), view, report, "what was sent is not called unsent");
  }
}

// ---- the end ----

void Judge::end_compared(const View& view) {
  const std::string& name = view.asked.cl_ord_id.value();
  const VenueOrder* order = nullptr;
  for (const auto& one : venue_.orders()) {
    const bool own = view.asked.entry.client_id_as_sent
                         ? one.client_id == name
                         : one.client_id == "fb-" + std::to_string(view.ticket);
    if (own) order = &one;
  }
  if (order == nullptr) {
    if (!view.rejected || view.told_new)
      broken("at the end: " + name + " is not at the venue, and not rejected");
    return;
  }
  if (!view.told_new) return broken("at the end: the venue has " + name + ", and its client was not told");
  const std::string what = "at the end: " + name + ": told 39=" + status(view) +
                           " 14=" + std::to_string(view.cum) + " 38=" + std::to_string(view.qty) +
                           "; the venue: " + std::string(word(order->status)) + " " +
                           std::to_string(order->cum) + " of " + std::to_string(order->qty);
  if (order->cum != view.cum) return broken(what);
  if (view.late && !view.called) return broken("nobody was called for a late order: " + name);
  if (view.late && view.asked.entry.cancel_late_order && order->open()) {
    return broken("a late order is still open: " + name);
  }
  if (!view.pending_cancels.empty() || !view.pending_replaces.empty())
    return broken("still pending; " + what);
  switch (order->status) {
    case OrderStatus::New:
    case OrderStatus::PartiallyFilled:
      if (view.ended != '\0' || order->qty != view.qty) broken(what);
      if (order->price != view.price) broken("another price; " + what);
      break;
    case OrderStatus::Filled:
      if (view.ended != '2') broken(what);
      break;
    case OrderStatus::Canceled:
      // Canceled in place of an amendment that wanted no more than was filled: filled, to the client.
      if (view.ended != '4' && !(view.ended == '2' && view.cum == view.qty)) broken(what);
      break;
    case OrderStatus::Expired:
    case OrderStatus::ExpiredInMatch:
      if (view.ended != 'C' && !(view.ended == '4' && view.asked.entry.killed_is_canceled)) broken(what);
      break;
    case OrderStatus::Rejected:
    case OrderStatus::Unknown:
      break;
  }
}

// Whoever wanted these orders gone: they are.
void Judge::mass_at_rest(const Mass& mass) {
  const bool of_client = mass.command.cause == CancelCause::MassCancel;
  const std::string name = of_client ? mass.command.cl_ord_id.value() : "a client that was gone";
  if (mass.duplicates > 0) broken("a repeat of " + name + " was not answered");
  if (of_client && !mass.final_report) return broken(name + " was not answered");
  if (of_client && mass.final_report->text.find("could not be canceled") != std::string::npos) return;
  if (mass.called) return;  // the venue refused; and its client may be back
  for (const std::uint64_t ticket : mass.orders) {
    const View& view = views_.at(ticket);
    if (view.late) continue;  // its end was told, wrongly: what follows is another story (late_order)
    const VenueOrder* order = at_venue(view);
    if (order != nullptr && order->open())
      broken(name + " has left " + view.asked.cl_ord_id.value() + " open");
  }
}

void Judge::at_rest() {
  for (const auto& [ticket, mass] : masses_) mass_at_rest(mass);
  for (const auto& [ticket, view] : views_) end_compared(view);
  for (const auto& [key, ask] : asks_) {
    if (ask.duplicates > 0) broken("a repeat of " + key.second + " was not answered");
    const bool place = std::holds_alternative<PlaceCommand>(ask.command);
    if (!place && ask.answers != 1) {
      broken(key.second + " has " + std::to_string(ask.answers) + " final answers");
    }
    if (ask.view == nullptr || place) continue;
    // What a request came to at the venue is what was answered.
    const VenueOrder* order = at_venue(*ask.view);
    if (order == nullptr || !ask.final_report) continue;
    const ReportKind kind = ask.final_report->kind;
    if (kind == ReportKind::CancelRejected && order->canceled_by == ask.ticket) {
      broken(key.second + " has canceled the order, and was refused: " + ask.final_report->text);
    }
    // An amendment may have canceled an order that is post only, somebody else may have amended it again, and
    // one that had the wanted terms before may have had them all along: nothing that is left tells these
    // apart.
    const bool open = ((order->post_only || order->amended_by_others) &&
                       ask.final_report->text.ends_with("the venue has not said")) ||
                      std::ranges::count(order->terms, order->terms.back()) > 1;
    if (kind == ReportKind::ReplaceRejected && order->amended_by.contains(ask.ticket) && !open) {
      broken(key.second + " has amended the order, and was refused: " + ask.final_report->text);
    }
  }
  for (const auto& [ticket, answers] : questions_) {
    if (answers != 1) broken("a question has " + std::to_string(answers) + " answers");
  }
}

}  // namespace bridge::order::testing
