// The router's part for a journal that cannot record: the turn that meets it, what clients are told until
// it can again, and the way back.
#include "base/log.hpp"
#include "base/wall.hpp"
#include "lane/order_router.hpp"
#include "ops/report_outcome.hpp"
#include "ops/ticket_log.hpp"
#include "order/reporting.hpp"

#include <utility>

namespace bridge {
namespace {

constexpr const char* kJournalDown = "The journal cannot record; nothing was sent. Try again";

}  // namespace

// Undoes the turn and takes it once more with the journal down.
void OrderRouter::journal_failed() {
  readiness_changed_ = true;
  journal_down_ = turn_broken_.empty() ? journal_.error() : std::exchange(turn_broken_, {});
  log::error("journal_failed",
             {{"lane", name_},
              {"cause", journal_down_},
              {"remedy", "make room for the journal; cancels are refused until it can write"}});
  lane_metrics().commit_failed();
  journal_.roll_back();
  recorded_ = false;
  events_.clear();
  submitting_ = false;
  in_reply_ = false;
  reported_causes_.clear();
  for (const auto& route : routes_) {
    route->upstream.discard();
    route->blotter = order::Blotter(route->settings);
  }
  session_store_.go_down();
  engine_->repeat_turn();
}

// While the journal is down nothing new is accepted and nothing is remembered. What was asked before is
// answered as ever: a refusal could contradict the answer that was given, or is still to come.
void OrderRouter::answer_unrecorded(order::CancelCommand command,
                                    const std::optional<order::Refusal>& refused) {
  Route& route = route_of(command.account_name);
  std::optional<order::Prior> prior;
  try {
    prior = prior_of(command);
  } catch (const journal::JournalError& error) {
    log::error("journal_unreadable", {{"lane", name_}, {"cause", error.what()}});
    if (command.poss_dup || command.poss_resend) return;  // it may have been asked before
  }
  std::vector<order::Report> reports;
  if (prior) {
    const order::Event event{
        clock_(), order::CancelRequested{prior->ticket, std::move(command), prior, refused}, wall_offset()};
    for (const auto& effect : route.blotter.decide(event)) {
      reports.push_back(std::get<order::Tell>(effect).report);
    }
  } else {
    reports.push_back(order::reject_report(command, order::RejectReason::VenueOption, order::Standing{},
                                           std::nullopt, refused ? refused->text : kJournalDown,
                                           clock_() + wall_offset()));
  }
  for (const auto& report : reports) tell_unrecorded(route, report, report.cl_ord_id.value());
}

void OrderRouter::answer_unrecorded(const order::StatusCommand& command) {
  const auto report = order::status_rejected_report(command, order::BusinessReason::NotAvailable,
                                                    "The journal cannot record; nothing was asked. Try again",
                                                    clock_() + wall_offset());
  tell_unrecorded(route_of(command.account_name), report, command.cl_ord_id);
}

void OrderRouter::tell_unrecorded(Route& route, const order::Report& report, std::string_view cl_ord_id) {
  log_told(route.account, report, cl_ord_id);
  if (engine_->send(report)) count_answer(*route.metrics, report);
}

// Tried once a second. What the clients were told meanwhile goes into the journal first; then all is as
// after a restart.
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
  journal_down_.clear();
  log::info("journal_returned", {{"lane", name_}});
  restore();
  for (const auto& route : routes_) {
    if (route->upstream.ready()) submit(*route, {clock_(), order::LinkUp{route->upstream.account()}});
  }
}

}  // namespace bridge
