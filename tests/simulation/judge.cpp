#include "judge.hpp"

#include "journal/text.hpp"
#include "order/blotter.hpp"
#include "order/target.hpp"
#include "venue/binance/request_id.hpp"

#include <algorithm>

namespace bridge::simulation {
namespace {

using order::OrdStatus;
using order::RejectReason;
using order::ReportKind;

constexpr seconds kClockIsSureTo{1};         // nearly: venue/clock.cpp
constexpr std::int64_t kUnknownAtFirst = 4;  // asked before the first reply

const char* word_of(OrdStatus status) {
  switch (status) {
    case OrdStatus::PartiallyFilled:
      return "PARTIALLY_FILLED";
    case OrdStatus::Filled:
      return "FILLED";
    case OrdStatus::Canceled:
      return "CANCELED";
    case OrdStatus::Rejected:
      return "REJECTED";
    case OrdStatus::Expired:
      return "EXPIRED";
    case OrdStatus::New:
    case OrdStatus::PendingCancel:
    case OrdStatus::Replaced:
    case OrdStatus::PendingNew:
    case OrdStatus::PendingReplace:
      break;
  }
  return "NEW";
}

bool of_cancel(const order::Report& report) {
  return report.kind == ReportKind::Canceled || report.kind == ReportKind::CancelRejected ||
         report.kind == ReportKind::PendingCancel;
}

std::string name(const order::Report& report) {
  return "the report on " + report.cl_ord_id.value() + " (ticket " + std::to_string(report.ticket.value()) +
         ")";
}

// What the event is a request for, when it is one of this kind.
template <class Command>
const Command* asked(const order::Event& event) {
  const auto* requested = std::get_if<order::Requested>(&event.what);
  return requested == nullptr ? nullptr : std::get_if<Command>(&requested->command);
}

bool of_placed(const order::Command& command) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.scope; }) {
          return true;  // it means nothing but what was placed
        } else {
          return one.venue_symbol == kPlacedSymbol;
        }
      },
      command);
}

// Something has happened to an order.
bool is_news(ReportKind kind) {
  return kind == ReportKind::Canceled || kind == ReportKind::New || kind == ReportKind::Trade ||
         kind == ReportKind::Replaced || kind == ReportKind::Expired || kind == ReportKind::Restated;
}

bool changes_an_order(order::RequestKind kind) {
  return kind == order::RequestKind::Cancel || kind == order::RequestKind::Modify;
}

order::OrderRef asked_for(const order::CancelCommand& command) {
  const auto target = order::resolve(command);
  if (const auto* found = std::get_if<order::Target>(&target)) return found->order;
  return order::ClientOrderId{};
}

}  // namespace

// ---- the lives of the process ----

void Judge::began() { well_since_ = world_.now(); }

void Judge::ended() {
  rolled_back();
  quiet_until_ = {};  // what it was told is forgotten
  for (auto& [id, ticket] : tickets_) ticket.interrupted = true;
}

void Judge::rolled_back() {
  events_.clear();
  taken_.clear();
  told_.clear();
  of_orders_.clear();
  well_since_.reset();
  disturbed_ = true;
}

void Judge::committed() {
  if (!well_since_) well_since_ = world_.now();
  keep();
}

void Judge::reserved() {
  if (!events_.empty()) world_.violated("I5", "an event is recorded although the journal is down");
  for (const auto& report : told_) {
    if (is_news(report.kind) && !report.poss_resend) {
      broken("I5", report, "is new although the journal is down");
    }
  }
  of_orders_.clear();  // refusals, and answers said again: nothing of an order changes
  keep();
}

void Judge::appended(const order::Event& event) {
  events_.push_back(event);
  const auto* requested = std::get_if<order::Requested>(&event.what);
  if (requested != nullptr && of_placed(requested->command)) of_orders_.emplace_back(*requested);
}

void Judge::told(const order::Report& report) {
  told_.push_back(report);
  of_orders_.emplace_back(order::Tell{.report = report});
}

void Judge::staged(const order::RequestId& request) { of_orders_.emplace_back(request); }

void Judge::closed(order::TicketId ticket) { of_orders_.emplace_back(order::Forget{.ticket = ticket}); }

void Judge::keep() {
  for (const auto& event : events_) record(event);
  judge_orders();
  for (const auto& request : taken_) {
    if (!accepted_.insert(request.number).second) {
      world_.violated("I14", "request " + std::to_string(request.number) + " was taken in twice");
    }
    std::visit([this](const auto& command) { accept(command); }, request.command);
  }
  for (const auto& report : told_) deliver(report);
  events_.clear();
  taken_.clear();
  told_.clear();
}

void Judge::leaving() {
  if (disk_.in_turn || !events_.empty() || !told_.empty()) {
    world_.violated("I4", "bytes leave before what they say is durable");
  }
}

// ---- what was asked ----

void Judge::record(const order::Event& event) {
  ++recorded_;
  const auto* requested = std::get_if<order::Requested>(&event.what);
  if (requested == nullptr) return;
  requested_.insert(requested->ticket);
  if (const auto* cancel = std::get_if<order::CancelCommand>(&requested->command)) {
    if (!requested->prior) tickets_[requested->ticket] = {.command = *cancel, .opened = world_.now()};
  } else if (const auto* status = std::get_if<order::StatusCommand>(&requested->command)) {
    questions_[requested->ticket] = {.command = *status, .asked = world_.now()};
  }
}

// The judge of orders sees what is durable, in the order in which it was decided.
void Judge::judge_orders() {
  for (const auto& entry : std::exchange(of_orders_, {})) {
    if (const auto* requested = std::get_if<order::Requested>(&entry)) {
      const order::SessionKey& session = order::session_of(requested->command);
      placed_tickets_.insert(requested->ticket);
      accounts_of_[session] = order::account_of(requested->command).value();
      orders_.asked(*requested);
      continue;
    }
    if (const auto* forget = std::get_if<order::Forget>(&entry)) {
      orders_.effect(*forget);
      continue;
    }
    if (const auto* request = std::get_if<order::RequestId>(&entry)) {
      if (!changes_an_order(request->kind) || !placed_tickets_.contains(request->ticket)) continue;
      order::SendCancel sent;
      sent.request = *request;
      orders_.effect(order::Effect{order::Request{std::move(sent)}});
      continue;
    }
    const auto& tell = std::get<order::Tell>(entry);
    const order::Report& report = tell.report;
    if (!placed_tickets_.contains(report.ticket)) continue;
    if (report.kind == ReportKind::Trade && report.execution) {
      const auto qty = std::stoll(report.execution->last_qty);
      positions_[accounts_of_[report.session]] += report.side == '1' ? qty : -qty;
    }
    orders_.effect(tell);
  }
  if (orders_.violation()) world_.violated("I22", *orders_.violation());
}

bool Judge::in_turn(const order::CancelCommand& command) const {
  return std::any_of(events_.begin(), events_.end(), [&](const order::Event& event) {
    const auto* cancel = asked<order::CancelCommand>(event);
    return cancel != nullptr && cancel->session == command.session &&
           cancel->msg_seq_num == command.msg_seq_num && cancel->cl_ord_id == command.cl_ord_id;
  });
}

void Judge::accept(const order::CancelCommand& command) {
  if (command.venue_symbol == kPlacedSymbol) return accept_of_order(command);
  Account& account = accounts_[{command.session, command.cl_ord_id.value()}];
  // The same order again, by the same id; under a used ClOrdID another order is no repeat.
  const bool same = !account.recorded || (account.order_id == command.order_id &&
                                          account.orig_cl_ord_id == command.orig_cl_ord_id);
  const bool repeats = command.poss_dup || command.poss_resend;
  const bool recorded = in_turn(command);
  if (account.recorded && same && repeats) return;
  if (recorded) {
    if (!account.recorded) {
      account.order_id = command.order_id;
      account.orig_cl_ord_id = command.orig_cl_ord_id;
    }
    account.recorded = true;
    ++account.expected;
    return;
  }
  // Refused without a record. Of a repetition it may be unknown whether it is one: it may go unanswered.
  if (repeats) {
    ++account.possible;
    return;
  }
  ++account.expected;
  const bool answered = std::any_of(told_.begin(), told_.end(), [&](const order::Report& report) {
    return of_cancel(report) && report.session == command.session && report.cl_ord_id == command.cl_ord_id;
  });
  if (!answered) {
    world_.violated("I4", "the number of " + command.cl_ord_id.value() +
                              " is durable, but neither the request nor an answer to it");
  }
}

void Judge::accept(const order::StatusCommand& command) {
  const bool recorded = std::any_of(events_.begin(), events_.end(), [&](const order::Event& event) {
    const auto* status = asked<order::StatusCommand>(event);
    return status != nullptr && status->session == command.session &&
           status->msg_seq_num == command.msg_seq_num;
  });
  const bool answered = std::any_of(told_.begin(), told_.end(), [&](const order::Report& report) {
    return report.kind == ReportKind::StatusRejected && report.session == command.session &&
           report.ref_seq_num == command.msg_seq_num;
  });
  if (!recorded && !answered) world_.violated("I1", "a question has neither a record nor an answer");
}

template <class OrderCommand>
void Judge::accept_of_order(const OrderCommand& command) {
  const bool recorded = std::any_of(events_.begin(), events_.end(), [&](const order::Event& event) {
    const auto* one = asked<OrderCommand>(event);
    return one != nullptr && one->session == command.session && one->msg_seq_num == command.msg_seq_num;
  });
  // Of a repetition it may be unknown whether it is one: it may go unanswered.
  if (recorded || command.poss_dup || command.poss_resend) return;
  const bool answered = std::any_of(told_.begin(), told_.end(), [&](const order::Report& report) {
    return report.session == command.session && report.cl_ord_id == command.cl_ord_id;
  });
  if (!answered) {
    world_.violated("I4", "the number of " + command.cl_ord_id.value() +
                              " is durable, but neither the request nor an answer to it");
  }
}

// ---- what was told ----

void Judge::broken(const char* invariant, const order::Report& report, const std::string& why) {
  world_.violated(invariant, name(report) + " " + why);
}

void Judge::deliver(const order::Report& report) {
  world_.note("durable", journal::encode(report));
  if (recorded(report)) reports_.push_back(journal::encode(report));
  if (!report.poss_resend && report.kind != ReportKind::CancelRejected &&
      report.kind != ReportKind::ReplaceRejected && report.kind != ReportKind::StatusRejected &&
      !exec_ids_.insert(std::to_string(report.ticket.value()) + "-" + std::to_string(report.number)).second) {
    broken("I20", report, "has an ExecID that was used before");
  }
  if (const auto question = questions_.find(report.ticket); question != questions_.end()) {
    if (++question->second.answers > 1) broken("I1", report, "answers a question again");
    if (question->second.command.venue_symbol == kPlacedSymbol) return;  // the judge of orders has it
    return judge_status(report, question->second);
  }
  if (report.symbol == kPlacedSymbol) return deliver_of_order(report);
  if (!of_cancel(report)) return;
  Account& account = accounts_[{report.session, report.cl_ord_id.value()}];
  if (report.poss_resend) return deliver_repeat(report, account);
  if (report.kind == ReportKind::CancelRejected) judge_standing(report);

  const auto entry = tickets_.find(report.ticket);
  if (report.kind == ReportKind::PendingCancel) {
    if (entry == tickets_.end() || entry->second.final_report)
      broken("I1", report, "is pending after the end");
    if (report.final) broken("I1", report, "is a notice and calls itself final");
    if (entry == tickets_.end()) return;
    entry->second.pending_told = true;
    return judge_quantities(report, entry->second.opened - rules_.lag_max);
  }
  if (++account.answers > account.expected + account.possible) broken("I1", report, "is one too many");
  // Of a request that opened no ticket: a duplicate, or one without the journal.
  if (entry == tickets_.end() || report.reason == RejectReason::DuplicateClOrdId) return;
  Ticket& ticket = entry->second;
  if (ticket.final_report) return broken("I1", report, "is the second final one of its ticket");
  ticket.final_report = report;
  ticket.ended = world_.now();
  account.final_report = report;
  judge_final(report, ticket);
}

// What a cancel of a placed order comes to is for the judge of orders; when it is over counts here as well.
void Judge::deliver_of_order(const order::Report& report) {
  const auto entry = tickets_.find(report.ticket);
  const bool duplicate = report.reason == RejectReason::DuplicateClOrdId;
  if (entry == tickets_.end() || report.poss_resend || duplicate) return;
  Ticket& ticket = entry->second;
  if (!report.final) {
    ticket.pending_told = true;
    return;
  }
  if (ticket.final_report) broken("I1", report, "is a second answer");
  ticket.ended = world_.now();
  ticket.final_report = report;
}

// It was decided by a blotter on an event in the journal. What is told while the journal is down is not.
bool Judge::recorded(const order::Report& report) const {
  const bool duplicate = report.reason == RejectReason::DuplicateClOrdId ||
                         (report.kind == ReportKind::OrderRejected &&
                          report.ord_rej_reason == order::OrdRejReason::DuplicateOrder);
  // What is answered without the journal has a number that no request has.
  if (!requested_.contains(report.ticket)) return false;
  if (!report.poss_resend && !duplicate) return true;
  return std::any_of(events_.begin(), events_.end(), [&](const order::Event& event) {
    const auto* requested = std::get_if<order::Requested>(&event.what);
    return requested != nullptr && order::session_of(requested->command) == report.session &&
           order::cl_ord_id_of(requested->command) == report.cl_ord_id.value();
  });
}

void Judge::deliver_repeat(const order::Report& report, const Account& account) {
  order::Report first = report;
  first.poss_resend = false;
  if (!account.final_report || journal::encode(first) != journal::encode(*account.final_report)) {
    broken("I7", report, "repeats what was not told before");
  }
}

void Judge::judge_final(const order::Report& report, Ticket& ticket) {
  if (report.kind != ReportKind::Canceled) return judge_rejected(report, ticket);
  const TrueOrder* order = report.order ? truth_.find(report.order->order_id.value()) : nullptr;
  if (!ticket.handed_over && !ticket.interrupted)
    return broken("I3", report, "says Canceled, but no cancel was sent");
  if (order == nullptr || order->last().status != "CANCELED") {
    return broken("I3", report, "says Canceled, but the order is not");
  }
  if (report.order->executed_qty != order->last().executed_qty) {
    broken("I3", report,
           "says CumQty " + report.order->executed_qty + ", but it is " + order->last().executed_qty);
  }
}

void Judge::judge_rejected(const order::Report& report, const Ticket& ticket) {
  if (ticket.executed) return broken("I3", report, "says that the cancel failed, but it took effect");
  if (report.reason == RejectReason::AlreadyPending) {
    const auto open = std::count_if(tickets_.begin(), tickets_.end(),
                                    [](const auto& other) { return !other.second.final_report; });
    if (open == 0) broken("I3", report, "says that a cancel is pending, but none is");
  }
  const bool gave_up_early = report.text.starts_with("Not connected") && !rules_.clocks_step &&
                             world_.now() - ticket.opened < rules_.queue_for && !ticket.interrupted;
  if (gave_up_early && !disturbed_) broken("I6", report, "did not wait for the link");
  if (ticket.attempts.empty()) return;
  const TrueOrder* order = truth_.find(ticket.command.venue_symbol, asked_for(ticket.command));
  if (report.reason == RejectReason::TooLate) {
    if (report.order) order = truth_.find(report.order->order_id.value());
    if (order == nullptr || order->open() || order->last().status != word_of(report.ord_status)) {
      broken("I3", report, "says too late, but the order is " + (order ? order->last().status : "unknown"));
    }
  } else if (report.reason == RejectReason::UnknownOrder) {
    if (order != nullptr && order->created <= ticket.opened) {
      broken("I3", report, "says unknown, but the order was there: " + order->last().status);
    }
  } else if (report.order && report.venue_code == 0) {
    const bool was_open = order != nullptr && (order->was("NEW", ticket.last_written) ||
                                               order->was("PARTIALLY_FILLED", ticket.last_written));
    if (!was_open) broken("I3", report, "says still open, but the order was not");
  }
}

const TrueOrder* Judge::named(const order::Report& report) const {
  if (report.order) return truth_.find(report.order->order_id.value());
  const std::string& id = report.named_order_id.empty() ? report.order_id : report.named_order_id;
  if (!order::says_nothing(id)) {
    return id.find_first_not_of("0123456789") == id.npos ? truth_.find(std::stoll(id)) : nullptr;
  }
  return truth_.find(report.symbol, order::ClientOrderId{report.orig_cl_ord_id});
}

void Judge::judge_standing(const order::Report& report) {
  if (report.status_unknown) {
    const bool open = report.ord_status == OrdStatus::New || report.ord_status == OrdStatus::PartiallyFilled;
    if (!open) broken("I3", report, "says an end of the order and that it is not known");
    return;
  }
  const TrueOrder* order = named(report);
  if (report.ord_status == OrdStatus::PendingCancel) {
    const bool pending = std::any_of(tickets_.begin(), tickets_.end(), [&](const auto& entry) {
      const auto& [id, ticket] = entry;
      const bool open = id != report.ticket && (!ticket.final_report || ticket.ended == world_.now());
      const auto& asked = ticket.command;
      const bool alike = (!order::says_nothing(asked.order_id) && asked.order_id == report.order_id) ||
                         (!asked.orig_cl_ord_id.empty() && asked.orig_cl_ord_id == report.orig_cl_ord_id);
      return open &&
             (alike || (order != nullptr && truth_.find(asked.venue_symbol, asked_for(asked)) == order));
    });
    if (!pending) broken("I3", report, "says that a cancel of its order is pending, but none is");
    return;
  }
  if (order == nullptr) return broken("I3", report, "says the status of an order that never was");
  // An end is for ever. What is told open was so when order.status was asked for the last time.
  const std::string word = word_of(report.ord_status);
  const bool open = report.ord_status == OrdStatus::New || report.ord_status == OrdStatus::PartiallyFilled;
  const Timestamp since = world_.now() - rules_.lag_max - rules_.answer_within - rules_.slack;
  if (open ? !order->was(word, since) : order->last().status != word) {
    broken("I3", report, "says " + word + ", which its order is not: " + order->last().status);
  }
}

void Judge::judge_quantities(const order::Report& report, Timestamp since) {
  if (!report.order) return broken("I3", report, "has quantities that nobody has told");
  const TrueOrder* order = truth_.find(report.order->order_id.value());
  if (order == nullptr || !order->had_filled(report.order->executed_qty, since)) {
    broken("I3", report, "says CumQty " + report.order->executed_qty + ", which its order never had");
  }
}

void Judge::judge_status(const order::Report& report, const Question& question) {
  const Timestamp since = question.asked - rules_.lag_max;
  if (report.kind == ReportKind::Status) {
    if (!report.order) return broken("I3", report, "has quantities that nobody has told");
    const TrueOrder* order = truth_.find(report.order->order_id.value());
    if (order == nullptr) return broken("I3", report, "is about an order that never was");
    if (report.ord_status != OrdStatus::PendingCancel) judge_quantities(report, since);
    if (report.ord_status != OrdStatus::PendingCancel && !order->was(word_of(report.ord_status), since)) {
      broken("I3", report, std::string("says ") + word_of(report.ord_status) + ", which the order was not");
    }
  } else if (report.business_reason == order::BusinessReason::UnknownId &&
             !order::says_nothing(question.command.order_id)) {
    const TrueOrder* order = truth_.find(std::stoll(question.command.order_id));
    if (order != nullptr && order->symbol == question.command.venue_symbol &&
        order->created < question.asked - rules_.young_for) {
      broken("I3", report, "says unknown, but the order is there");
    }
  }
}

// ---- the venue's side ----

namespace {

std::optional<std::pair<order::TicketId, std::uint32_t>> parse(const std::string& id) {
  const auto dash = id.find('-');
  if (dash == id.npos || id.front() < '0' || id.front() > '9') return std::nullopt;
  return std::pair{order::TicketId{std::stoull(id.substr(0, dash))},
                   static_cast<std::uint32_t>(std::stoul(id.substr(dash + 1)))};
}

}  // namespace

void Judge::written(const Asked& asked, Timestamp staged) {
  const bool by_then = world_.venue_clock() + kClockIsSureTo < quiet_until_;
  // An account that does not know the venue's clock yet asks for it, in a pause of another one as well.
  const bool asks_time = asked.method == "session.status";
  if (staged > told_to_wait_at_ && by_then && !rules_.clocks_step && !asks_time) {
    world_.violated(
        "I13", asked.method + " is sent although the venue wants silence until " + iso_text(quiet_until_));
  }
  const auto id = parse(asked.id);
  const bool free = asked.method == "order.place" || asked.method == "order.modify";
  if (!free && (asked.method != "order.cancel" || id->second > 1)) charge(id ? 1 : 2);
  if (!id) return;
  if (asked.symbol == kPlacedSymbol) {
    if (const auto request = venue::binance::read_request_id(asked.id)) written_of_orders(asked, *request);
  }
  const auto entry = tickets_.find(id->first);
  if (entry == tickets_.end() && placed_tickets_.contains(id->first)) return;
  if (entry == tickets_.end()) {
    if (!questions_.contains(id->first))
      world_.violated("I4", "request " + asked.id + " has no durable record");
    if (asked.method == "order.cancel")
      world_.violated("I7", asked.id + " cancels without a ticket of its own");
    return;
  }
  if (asked.method != "order.cancel") return;
  Ticket& ticket = entry->second;
  // What waits behind a write that hangs may leave later: it was handed over before.
  if (ticket.final_report && ticket.ended < staged) {
    world_.violated("I2", asked.id + " is sent after the final report");
  }
  std::size_t left = 0;
  // While the place of an order is in doubt its cancel is repeated: one that came too early changes nothing.
  const bool placed = ticket.command.venue_symbol == kPlacedSymbol;
  for (const auto& [number, attempt] : ticket.attempts) {
    if (attempt.kept_back) continue;
    ++left;
    if (number > id->second) continue;  // this one waited behind a write that hung
    if (number == id->second) world_.violated("I2", asked.id + " is sent twice");
    const bool dead =
        attempt.refused || to_ms(ticket.said_open) > attempt.timestamp_ms + attempt.recv_window_ms;
    if (!dead && !placed) {
      world_.violated(
          "I2", asked.id + " is sent although attempt " + std::to_string(number) + " may still be alive");
    }
  }
  if (!placed && left >= rules_.cancels_max &&
      world_.now() - ticket.last_written < rules_.repeat_every - rules_.slack) {
    world_.violated("I2", asked.id + " is one attempt too many");
  }
  ticket.last_written = world_.now();
  ticket.attempts[id->second] = {.timestamp_ms = asked.timestamp_ms, .recv_window_ms = asked.recv_window_ms};
}

void Judge::written_of_orders(const Asked& asked, const order::RequestId& request) {
  if (!placed_tickets_.contains(request.ticket)) {
    world_.violated("I4", "request " + asked.id + " has no durable record");
  }
  if (asked.method != "order.place") return;
  if (!client_ids_sent_.insert(asked.new_client_order_id).second) {
    world_.violated("I21", asked.new_client_order_id + " is placed twice");
  }
  order::SendPlace place;
  place.request = request;
  orders_.effect(order::Effect{order::Request{std::move(place)}});
  if (orders_.violation()) world_.violated("I21", *orders_.violation());
}

// What is no first cancel leaves a fifth of the address's weight alone. (A new life does not know what the
// last one used, and learns the limit from its first reply.)
void Judge::charge(std::int64_t weight) {
  const std::int64_t minute = to_ms(world_.venue_clock()) / 60'000;
  if (minute != minute_) others_ = 0;
  minute_ = minute;
  others_ += weight;
  if (!disturbed_ && others_ > rules_.weight_limit * 4 / 5 + kUnknownAtFirst) {
    world_.violated("I13", "queries and repeats have used " + std::to_string(others_) + " of " +
                               std::to_string(rules_.weight_limit));
  }
}

void Judge::handed_over(const order::RequestId& request) {
  const auto entry = tickets_.find(request.ticket);
  if (entry != tickets_.end() && request.kind == order::RequestKind::Cancel) entry->second.handed_over = true;
}

void Judge::kept_back(const order::RequestId& request) {
  const auto entry = tickets_.find(request.ticket);
  if (entry != tickets_.end() && request.kind == order::RequestKind::Cancel) {
    entry->second.attempts[request.attempt].kept_back = true;
  }
}

void Judge::executed(const Asked& asked) {
  const auto id = parse(asked.id);
  const auto entry = id ? tickets_.find(id->first) : tickets_.end();
  if (entry == tickets_.end()) return;
  entry->second.executed = true;
  const auto& told = entry->second.final_report;
  if (told && told->kind != ReportKind::Canceled) {
    broken("I3", *told, "says that the cancel failed, and now it takes effect");
  }
}

void Judge::refused(const Asked& asked) {
  const auto id = parse(asked.id);
  const auto entry = id ? tickets_.find(id->first) : tickets_.end();
  if (entry == tickets_.end()) return;
  const auto attempt = entry->second.attempts.find(id->second);
  if (attempt != entry->second.attempts.end()) attempt->second.refused = true;
}

void Judge::said_open(const Asked& asked, Timestamp open_at) {
  const auto id = parse(asked.id);
  const auto entry = id ? tickets_.find(id->first) : tickets_.end();
  if (entry == tickets_.end()) return;
  Ticket& ticket = entry->second;
  ticket.said_open = std::max(ticket.said_open, open_at);
  // What was asked before a write that hung is awaited no more when its answer comes.
  const bool awaited = to_ms(world_.venue_clock()) - asked.timestamp_ms < rules_.answer_within.count();
  if (awaited && world_.now() > ticket.opened + rules_.answer_within + rules_.slack) ++ticket.heard_open;
}

void Judge::told_to_wait(Timestamp until) {
  if (until <= quiet_until_) return;
  quiet_until_ = until;
  told_to_wait_at_ = world_.now();
}

// ---- any time ----

void Judge::turn_ended() { judge_notices(); }

void Judge::judge_notices() {
  const Timestamp now = world_.now();
  if (!well_since_ || now - *well_since_ < rules_.slack || rules_.clocks_step) return;
  for (const auto& [id, ticket] : tickets_) {
    if (ticket.final_report || ticket.pending_told) continue;
    if (ticket.command.venue_symbol == kPlacedSymbol) continue;  // it may wait for the order's place
    if (ticket.command.pending_cancel == order::PendingCancelNotice::Never) continue;
    // An answer that comes late may be to a question that is no longer awaited.
    constexpr int kHeardEnough = 3;
    if (ticket.heard_open < kHeardEnough) continue;
    world_.violated("I6", ticket.command.cl_ord_id.value() + " has neither an answer nor a notice");
  }
}

bool Judge::settled() const {
  auto orders = orders_;  // at_rest() says what is broken, and it may be too soon for that
  orders.at_rest();
  return !orders.violation() && std::all_of(tickets_.begin(), tickets_.end(), [](const auto& entry) {
    return entry.second.final_report.has_value();
  }) && std::all_of(questions_.begin(), questions_.end(), [](const auto& entry) {
    return entry.second.answers > 0;
  });
}

void Judge::history_ended() {
  for (const auto& [id, ticket] : tickets_) {
    if (!ticket.final_report) {
      world_.violated("I1", ticket.command.cl_ord_id.value() + " has no final answer");
    } else if (ticket.executed && ticket.final_report->kind != ReportKind::Canceled) {
      broken("I3", *ticket.final_report, "says that the cancel failed, but it took effect");
    }
  }
  for (const auto& [id, question] : questions_) {
    if (question.answers != 1)
      world_.violated("I1", "a question of " + question.command.session.value() + " has no answer");
  }
  for (const auto& [key, account] : accounts_) {
    if (account.answers < account.expected || account.answers > account.expected + account.possible) {
      world_.violated("I1", key.second + " has " + std::to_string(account.answers) + " answers, not " +
                                std::to_string(account.expected));
    }
  }
  orders_.at_rest();
  if (orders_.violation()) world_.violated("I22", *orders_.violation());
  judge_positions();
  judge_replay();
}

// Each account holds what its clients were told of.
void Judge::judge_positions() {
  std::map<std::string, std::int64_t> truly;
  std::int64_t told = 0;
  for (const auto& [account, sum] : positions_) {
    truly[account] = 0;
    told += sum;
  }
  for (const auto& [ticket, view] : orders_.views()) {
    const auto* order = placed_.by_client_id(view.client_id);
    if (order != nullptr) {
      truly[accounts_of_[view.asked.session]] += order->side == '1' ? order->cum : -order->cum;
    }
  }
  std::erase_if(truly, [](const auto& entry) { return entry.second == 0; });
  std::erase_if(positions_, [](const auto& entry) { return entry.second == 0; });
  if (truly != positions_ || told != placed_.position()) {
    world_.violated("I22", "the positions that were told are not what is held: " + std::to_string(told) +
                               ", not " + std::to_string(placed_.position()));
  }
}

// Fresh blotters, fed with the journal from its first event on, tell what was told in life.
void Judge::judge_replay() {
  std::map<order::AccountName, order::Blotter> blotters;
  std::map<order::TicketId, order::AccountName> owners;
  std::vector<std::string> reports;
  std::set<order::TicketId> called_for;
  for (const auto& row : disk_.events) {
    order::AccountName account;
    const auto& what = row.event.what;
    if (const auto* requested = std::get_if<order::Requested>(&what))
      account = order::account_of(requested->command);
    if (const auto* up = std::get_if<order::LinkUp>(&what)) account = up->account;
    if (const auto* down = std::get_if<order::LinkDown>(&what)) account = down->account;
    if (const auto* restarted = std::get_if<order::Restarted>(&what)) account = restarted->account;
    if (const auto* up = std::get_if<order::StreamUp>(&what)) account = up->account;
    if (const auto* down = std::get_if<order::StreamDown>(&what)) account = down->account;
    if (row.ticket) account = owners.try_emplace(*row.ticket, account).first->second;
    auto& blotter = blotters.try_emplace(account, order::BlotterSettings{}).first->second;
    for (const auto& effect : blotter.decide(row.event)) {
      if (const auto* tell = std::get_if<order::Tell>(&effect))
        reports.push_back(journal::encode(tell->report));
      if (const auto* call = std::get_if<order::CallForAttention>(&effect)) called_for.insert(call->ticket);
    }
  }
  if (reports != reports_) {
    const auto [was, is] = std::mismatch(reports_.begin(), reports_.end(), reports.begin(), reports.end());
    world_.violated("I20", "a replay tells something else: told was " +
                               (was != reports_.end() ? *was : "nothing") + ", the replay says " +
                               (is != reports.end() ? *is : "nothing"));
  }
  if (disturbed_ || rules_.clocks_step) return;
  for (const auto& [id, ticket] : tickets_) {
    const bool long_open = ticket.ended - ticket.opened > rules_.needs_attention_after + rules_.slack;
    if (long_open && !called_for.contains(id)) {
      world_.violated("I6",
                      ticket.command.cl_ord_id.value() + " was open for too long and nobody was called");
    }
  }
}

}  // namespace bridge::simulation
