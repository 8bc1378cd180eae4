// This part is for a journal that cannot record: the turn that meets it, what clients are told until it can
// again, and the way back.
#include "base/log.hpp"
#include "base/wall.hpp"
#include "lane/order_router.hpp"
#include "ops/report_outcome.hpp"
#include "ops/ticket_log.hpp"
#include "order/reporting.hpp"

#include <utility>

namespace bridge {
namespace {

constexpr const char* kNotSent = "The journal cannot record; nothing was sent. Try again";
constexpr const char* kNotAsked = "The journal cannot record; nothing was asked. Try again";

}  // namespace

// Undoes the turn and takes it once more with the journal down.
void OrderRouter::journal_failed() {
  readiness_changed_ = true;
  if (state_ != State::Broken) why_ = journal_.error();
  state_ = State::Down;
  log::error("journal_failed",
             {{"lane", name_},
              {"cause", why_},
              {"remedy", "make room for the journal; cancels are refused until it can write"}});
  lane_metrics().commit_failed();
  journal_.roll_back();
  events_.clear();
  submitting_ = false;
  in_reply_ = false;
  blotters_.start_over();
  for (const auto& route : routes_) {
    route->upstream.discard();
    route->recorded = false;
    route->reported_causes.clear();
  }
  session_store_.go_down();
  engine_->repeat_turn();
}

// While the journal is down nothing new is accepted and nothing is remembered. What was asked before is
// answered as ever: a refusal could contradict the answer that was given, or is still to come. ExecID(17) is
// made of a ticket's number, which may come again should the clock be set back, and of the report's own,
// which is 0 here and nowhere else.
void OrderRouter::answer_unrecorded(order::Command command, const std::optional<order::Refusal>& refused) {
  Route& route = route_of(order::account_of(command));
  const order::Subject subject = order::subject_of(command);
  const Timestamp at = clock_() + wall_offset();
  if (order::is_question(command)) {
    return tell_unrecorded(route, order::not_taken_report(command, kNotAsked, at), subject.cl_ord_id);
  }
  std::optional<order::Prior> prior;
  try {
    prior = prior_of(command);
  } catch (const journal::JournalError& error) {
    log::error("journal_unreadable", {{"lane", name_}, {"cause", error.what()}});
    if (order::is_repeat(command)) return;  // it may have been asked before
  }
  const order::TicketId ticket = journal_.next_ticket();
  if (!prior) {
    auto report = order::not_taken_report(command, refused ? refused->text : kNotSent, at);
    report.ticket = ticket;
    return tell_unrecorded(route, report, subject.cl_ord_id);
  }
  std::vector<order::Report> reports;
  const order::Requested again{ticket, std::move(command), prior, refused};
  blotters_.decide({clock_(), again, wall_offset()},
                   [&](std::size_t, const std::vector<order::Effect>& effects) {
                     for (const auto& effect : effects)
                       reports.push_back(std::get<order::Tell>(effect).report);
                   });
  for (auto& report : reports) {
    if (report.ticket == ticket) report.number = 0;
    tell_unrecorded(route, report, subject.cl_ord_id);
  }
}

void OrderRouter::tell_unrecorded(Route& route, const order::Report& report, std::string_view cl_ord_id) {
  log_told(route.account, report, cl_ord_id);
  if (engine_->send(report)) count_told(*route.metrics, report);
}

// This is tried once a second. What the clients were told meanwhile goes into the journal first; then all is
// as after a restart.
void OrderRouter::journal_returned() {
  if (!journal_.probe()) return;
  session_store_.write_back();
  if (!journal_.commit()) {
    log::warn("journal_still_down", {{"lane", name_}, {"cause", journal_.error()}});
    return;
  }
  session_store_.come_up();
  session_store_.clear_emergency_numbers();
  flush();  // what this turn has answered so far is durable: it must not be taken once more
  state_ = State::Recording;
  why_.clear();
  log::info("journal_returned", {{"lane", name_}});
  restore();
  for (const auto& route : routes_) {
    if (route->upstream.ready()) submit({clock_(), order::LinkUp{route->upstream.account()}});
    if (route->upstream.stream_up()) submit({clock_(), order::StreamUp{route->upstream.account()}});
  }
}

}  // namespace bridge
