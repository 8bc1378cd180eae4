#include "lane.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "order/reports.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace bridge {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kHandlersPerTurn = 256;  // a turn ends after so many, however busy the sockets are
constexpr seconds kTick{1};
constexpr seconds kDrainFor{3};
constexpr seconds kLogoutFor{2};
constexpr milliseconds kStopPoll{20};
constexpr const char* kJournalDown =
    "The journal cannot record; nothing was sent, the order is unchanged. Try again";

microseconds since(SteadyClock::time_point then) {
  return std::chrono::duration_cast<microseconds>(SteadyClock::now() - then);
}

const char* outcome_of(const order::Report& report) {
  if (report.kind == order::ReportKind::Canceled) return "canceled";
  switch (report.reason) {
    case order::RejectReason::TooLate:
      return "too_late";
    case order::RejectReason::UnknownOrder:
      return "unknown_order";
    case order::RejectReason::DuplicateClOrdId:
      return "duplicate";
    case order::RejectReason::VenueOption:
    case order::RejectReason::AlreadyPending:
    case order::RejectReason::Other:
      break;
  }
  return report.venue_code != 0 ? "rejected" : "refused";
}

const char* word_of(order::ReportKind kind) {
  switch (kind) {
    case order::ReportKind::Canceled:
      return "canceled";
    case order::ReportKind::CancelRejected:
      return "cancel_rejected";
    case order::ReportKind::PendingCancel:
      return "in_doubt";
    case order::ReportKind::Status:
      return "status";
    case order::ReportKind::StatusRejected:
      return "status_rejected";
  }
  return "";
}

const char* status_outcome_of(const order::Report& report) {
  if (report.kind == order::ReportKind::StatusRejected) return "unavailable";
  return report.reason == order::RejectReason::UnknownOrder ? "unknown_order" : "told";
}

void count_answer(ops::Metrics::Lane& metrics, const order::Report& report) {
  const bool of_status =
      report.kind == order::ReportKind::Status || report.kind == order::ReportKind::StatusRejected;
  if (of_status) return metrics.status_answered(report.session.value(), status_outcome_of(report));
  metrics.cancel_answered(report.session.value(), outcome_of(report));
}

// The account that an event names; nothing when its ticket tells, or when it is everybody's.
std::optional<order::AccountName> account_of(const order::Event& event) {
  const auto named = [](const order::AccountName& account) {
    return account.value().empty() ? std::nullopt : std::optional{account};
  };
  if (const auto* cancel = std::get_if<order::CancelRequested>(&event.what))
    return cancel->command.account_name;
  if (const auto* status = std::get_if<order::StatusRequested>(&event.what))
    return status->command.account_name;
  if (const auto* up = std::get_if<order::LinkUp>(&event.what)) return named(up->account);
  if (const auto* down = std::get_if<order::LinkDown>(&event.what)) return named(down->account);
  if (const auto* restarted = std::get_if<order::Restarted>(&event.what)) return named(restarted->account);
  return std::nullopt;
}

}  // namespace

Lane::Desk::Desk(boost::asio::io_context& io, config::Account own, ops::Metrics& all_metrics, Lane& lane)
    : account(own.name),
      settings(blotter_settings(own)),
      blotter(settings),
      metrics(all_metrics.lane(own.name)),
      upstream(io, own, *metrics, lane) {}

Lane::Lane(std::string name, std::vector<config::Account> accounts, const config::Config& config,
           ops::Metrics& metrics, std::function<void()> fatal)
    : name_(std::move(name)),
      all_metrics_(metrics),
      fatal_(std::move(fatal)),
      io_(1),
      journal_(journal::open_sqlite({config.journal_dir / (name_ + ".db"), config.durability})),
      reserve_(config.journal_dir / (name_ + ".reserve")),
      ledger_(*journal_, reserve_),
      tick_timer_(io_),
      deadline_timer_(io_),
      stop_timer_(io_) {
  std::vector<fix::SessionSettings> sessions;
  for (auto& account : accounts) {
    sessions.insert(sessions.end(), account.sessions.begin(), account.sessions.end());
    const order::AccountName account_name{account.name};
    desks_.push_back(std::make_unique<Desk>(io_, std::move(account), metrics, *this));
    desk_of_.emplace(account_name, desks_.back().get());
  }
  for (const auto& session : sessions) terms_.emplace(session.key(), session.terms);
  ledger_.recover();
  if (!journal_->commit()) throw journal::JournalError(journal_->error());
  ledger_.clear_reserve();
  engine_ = fix::make_engine(io_, sessions, config.connection, ledger_, *this);
  restore();
  publish();
}

Lane::~Lane() {
  stop();
  join();
}

void Lane::start() {
  running_ = true;
  thread_ = std::thread([this] { run(); });
}

void Lane::adopt(fix::Arrival arrival) {
  boost::asio::post(io_, [this, arrival = std::move(arrival)]() mutable {
    if (stopped_) {
      ::close(arrival.socket);
      return;
    }
    cause_ = SteadyClock::now();
    engine_->adopt(std::move(arrival));
  });
}

void Lane::stop() {
  if (!running_) return;
  running_ = false;
  boost::asio::post(io_, [this] { begin_stop(); });
}

void Lane::join() {
  if (thread_.joinable()) thread_.join();
}

std::string Lane::not_ready() const {
  const std::lock_guard lock(published_mutex_);
  return published_not_ready_;
}

// ---- the lane's thread ----

void Lane::run() {
  try {
    for (const auto& desk : desks_) desk->upstream.open();
    tick();
    end_turn();
    while (!stopped_) {
      take_in();
      end_turn();
    }
    engine_->disconnect();
    engine_->flush();
    io_.poll();
  } catch (const std::exception& error) {
    // Even undoing the turn failed. What is durable is right; the next start goes on from it.
    log::error("lane_failed", {{"lane", name_}, {"cause", clean_text(error.what())}});
    fatal_();
  }
}

// Waits for something to happen and takes in all that is ready, up to a limit.
void Lane::take_in() {
  try {
    io_.run_one();
    for (int handlers = 1; handlers < kHandlersPerTurn && !stopped_; ++handlers) {
      if (io_.poll_one() == 0) break;
    }
    pass_deadlines();
  } catch (const std::exception& error) {
    // A handler of ours failed half-way: the turn cannot be trusted, and is undone.
    turn_broken_ = std::string("internal error: ") + error.what();
  }
}

// Feeds the events of open tickets to new blotters: the same road as in life, without the effects.
void Lane::restore() {
  for (const auto& desk : desks_) desk->blotter = order::Blotter(desk->settings);
  std::map<order::TicketId, Desk*> owner;
  std::vector<std::pair<Desk*, order::Report>> undelivered;
  const auto replay = [&](Desk& desk, const order::Event& event) {
    for (const auto& effect : desk.blotter.decide(event)) {
      // Told but not closed: the engine did not take it, e.g. its session was not configured.
      const auto* tell = std::get_if<order::Tell>(&effect);
      if (tell != nullptr && tell->report.final) undelivered.emplace_back(&desk, tell->report);
    }
  };
  const auto events = journal_->open_events();
  for (const auto& event : events) {
    if (const auto account = account_of(event)) {
      // Asking with another account's key would make its orders look unknown.
      if (!account->value().empty() && !desk_of_.contains(*account)) {
        throw std::runtime_error("lane " + name_ + ": its journal has open cancels of account " +
                                 account->value() +
                                 ", which is not in this lane: put it back into the configuration");
      }
      Desk& desk = desk_of(*account);
      if (const auto ticket = order::ticket_of(event)) owner[*ticket] = &desk;
      replay(desk, event);
    } else if (const auto ticket = order::ticket_of(event)) {
      replay(*owner.at(*ticket), event);
    } else {
      for (const auto& desk : desks_) replay(*desk, event);
    }
  }
  for (const auto& desk : desks_) {
    log::info("restored", {{"account", desk->account},
                           {"events", events.size()},
                           {"open", desk->blotter.open() + desk->blotter.open_enquiries()}});
  }
  for (const auto& [desk, report] : undelivered) act(*desk, order::Tell{report});
  for (const auto& desk : desks_) submit(*desk, {now(), order::Restarted{order::AccountName{desk->account}}});
}

// A request that named no account of ours, and the journal of a release that had one account a lane: the
// first's.
Lane::Desk& Lane::desk_of(const order::AccountName& account) {
  const auto entry = desk_of_.find(account);
  return entry == desk_of_.end() ? *desks_.front() : *entry->second;
}

void Lane::tick() {
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tick();
  });
  if (!journal_down_.empty()) journal_returned();
  engine_->tick();
  lane_metrics().logged_on(engine_->logged_on());
  for (const auto& desk : desks_) {
    desk->upstream.tick();
    desk->metrics->tickets(desk->blotter.open(), desk->blotter.doubtful());
  }
  publish();
}

void Lane::on_cancel(order::CancelCommand command, std::string_view message) {
  log::info("cancel_received", {{"session", command.session.value()},
                                {"cl_ord_id", command.cl_ord_id.value()},
                                {"order_id", command.order_id},
                                {"orig_cl_ord_id", command.orig_cl_ord_id},
                                {"symbol", command.symbol},
                                {"msg_seq_num", command.msg_seq_num}});
  auto refused = order::put_under(terms_.at(command.session), command, now());
  Desk& desk = desk_of(command.account_name);
  desk.metrics->cancel_received(command.session.value());
  if (!journal_down_.empty()) return answer_unrecorded(std::move(command), refused);
  if (!turn_broken_.empty()) return;  // the turn will be taken again
  cause_ = SteadyClock::now();
  try {
    auto prior = journal_->find_ticket(command.session, command.cl_ord_id);
    const auto ticket = journal_->next_ticket();
    order::CancelRequested request{ticket, std::move(command), std::move(prior), std::move(refused)};
    submit(desk, {now(), std::move(request)}, message);
  } catch (const std::exception& error) {
    turn_broken_ = error.what();
  }
}

void Lane::on_status(order::StatusCommand command, std::string_view message) {
  log::info("status_received", {{"session", command.session.value()},
                                {"cl_ord_id", command.cl_ord_id},
                                {"order_id", command.order_id},
                                {"symbol", command.symbol},
                                {"msg_seq_num", command.msg_seq_num}});
  auto refused = order::put_under(terms_.at(command.session), command);
  Desk& desk = desk_of(command.account_name);
  desk.metrics->status_received(command.session.value());
  if (!journal_down_.empty()) return answer_unrecorded(command);
  if (!turn_broken_.empty()) return;
  cause_ = SteadyClock::now();
  try {
    std::optional<order::Prior> prior;
    if (!command.cl_ord_id.empty()) {
      prior = journal_->find_ticket(command.session, order::ClOrdId{command.cl_ord_id});
    }
    const auto ticket = journal_->next_ticket();
    order::StatusRequested request{ticket, std::move(command), std::move(prior), std::move(refused)};
    submit(desk, {now(), std::move(request)}, message);
  } catch (const std::exception& error) {
    turn_broken_ = error.what();
  }
}

void Lane::on_logon(const order::SessionKey&) { lane_metrics().logged_on(engine_->logged_on()); }
void Lane::on_logout(const order::SessionKey&) { lane_metrics().logged_on(engine_->logged_on()); }

// ---- record, decide, act ----

void Lane::submit(Desk& desk, order::Event event, std::string_view evidence) {
  events_.push_back({&desk, std::move(event), std::string(evidence)});
  if (submitting_) return;  // an effect's own consequence: after the effects that are under way
  submitting_ = true;
  while (!events_.empty()) {
    const Waiting next = std::move(events_.front());
    events_.pop_front();
    journal_->append(next.event, next.evidence);
    recorded_ = true;
    const std::vector<order::Effect> effects = next.desk->blotter.decide(next.event);
    for (const auto& effect : effects) {
      std::visit([&](const auto& what) { act(*next.desk, what); }, effect);
    }
  }
  submitting_ = false;
}

template <class Request>
void Lane::send_upstream(Desk& desk, const Request& effect) {
  if (desk.upstream.stage(effect, cause_)) return;
  submit(desk, {now(), order::RequestLost{effect.request, true}});
}

void Lane::act(Desk& desk, const order::Tell& effect) {
  const order::Report& report = effect.report;
  log::info("told", {{"session", report.session.value()},
                     {"cl_ord_id", report.cl_ord_id.value()},
                     {"ticket", report.ticket.value()},
                     {"report", word_of(report.kind)},
                     {"ord_status", std::string(1, static_cast<char>(report.ord_status))},
                     {"cxl_rej_reason", report.kind == order::ReportKind::CancelRejected
                                            ? std::to_string(static_cast<int>(report.reason))
                                            : ""},
                     {"venue_code", report.venue_code},
                     {"text", report.text}});
  if (!engine_->send(report)) {
    log::error("report_not_taken", {{"session", report.session.value()}, {"ticket", report.ticket.value()}});
    return;  // stays open in the journal, and is told after the next start
  }
  if (in_reply_) reported_causes_.push_back(cause_);
  if (!report.final) return;
  if (!report.poss_resend) journal_->close_ticket(report);
  count_answer(*desk.metrics, report);
}

// While the journal is down nothing new is accepted and nothing is remembered. What was asked before is
// answered as ever: a refusal could contradict the answer that was given, or is still to come.
void Lane::answer_unrecorded(order::CancelCommand command, const std::optional<order::Refusal>& refused) {
  Desk& desk = desk_of(command.account_name);
  std::optional<order::Prior> prior;
  try {
    prior = journal_->find_ticket(command.session, command.cl_ord_id);
  } catch (const journal::JournalError& error) {
    log::error("journal_unreadable", {{"lane", name_}, {"cause", error.what()}});
    if (command.poss_dup || command.poss_resend) return;  // it may have been asked before
  }
  std::vector<order::Report> reports;
  if (prior) {
    const order::Event event{now(),
                             order::CancelRequested{prior->ticket, std::move(command), prior, refused}};
    for (const auto& effect : desk.blotter.decide(event)) {
      reports.push_back(std::get<order::Tell>(effect).report);
    }
  } else {
    reports.push_back(order::reject_report(command, order::RejectReason::VenueOption, order::OrdStatus::New,
                                           std::nullopt, refused ? refused->text : kJournalDown, now()));
  }
  for (const auto& report : reports) {
    if (engine_->send(report)) count_answer(*desk.metrics, report);
  }
}

void Lane::answer_unrecorded(const order::StatusCommand& command) {
  const auto report =
      order::status_rejected_report(command, order::BusinessReason::NotAvailable,
                                    "The journal cannot record; nothing was asked. Try again", now());
  if (engine_->send(report)) count_answer(*desk_of(command.account_name).metrics, report);
}

// ---- the venue ----

void Lane::on_ready(Upstream& upstream) {
  if (journal_down_.empty()) {
    submit(desk_of(upstream.account()), {now(), order::LinkUp{upstream.account()}});
  }
  publish();
}

void Lane::on_lost(Upstream& upstream, const std::string& reason, const std::vector<Upstream::Lost>& lost) {
  if (journal_down_.empty()) {
    Desk& desk = desk_of(upstream.account());
    submit(desk, {now(), order::LinkDown{reason, upstream.account()}});
    for (const auto& [request, never_left] : lost) {
      submit(desk, {now(), order::RequestLost{request, never_left}});
    }
  }
  publish();
}

void Lane::on_reply(Upstream& upstream, const venue::Reply& reply, std::string_view frame) {
  // An answer that cannot be recorded is forgotten: once the journal is back, its order is asked about.
  if (!journal_down_.empty()) return;
  cause_ = SteadyClock::now();
  in_reply_ = true;
  submit(desk_of(upstream.account()), {now(), order::VenueAnswered{reply.request, reply.outcome}}, frame);
  in_reply_ = false;
}

// ---- the turn ----

void Lane::pass_deadlines() {
  if (!journal_down_.empty() || !turn_broken_.empty()) return;
  const Timestamp at = now();
  for (const auto& desk : desks_) {
    const order::Blotter& blotter = desk->blotter;
    for (auto due = blotter.next_deadline(); due && due->at <= at; due = blotter.next_deadline()) {
      cause_ = SteadyClock::now();
      submit(*desk, {at, order::DeadlinePassed{due->ticket}});
    }
  }
}

void Lane::end_turn() {
  if (journal_down_.empty()) {
    const auto began = SteadyClock::now();
    if (turn_broken_.empty() && journal_->commit()) {
      if (std::exchange(recorded_, false)) lane_metrics().commit(since(began));
      flush();
    } else {
      journal_failed();
    }
  } else if (ledger_.keep()) {
    flush();
  } else {
    log::error("reserve_failed", {{"lane", name_}, {"remedy", "free or replace the journal's disk"}});
    engine_->disconnect();
    stopped_ = true;
    fatal_();
  }
  arm_deadline();
}

void Lane::flush() {
  for (const auto& desk : desks_) desk->upstream.flush();
  engine_->flush();
  for (const auto& cause : std::exchange(reported_causes_, {})) {
    lane_metrics().reply_to_report_out(since(cause));
  }
}

// Undoes the turn and takes it once more with the journal down.
void Lane::journal_failed() {
  journal_down_ = turn_broken_.empty() ? journal_->error() : std::exchange(turn_broken_, {});
  log::error("journal_failed",
             {{"lane", name_},
              {"cause", journal_down_},
              {"remedy", "make room for the journal; cancels are refused until it can write"}});
  lane_metrics().commit_failed();
  journal_->roll_back();
  recorded_ = false;
  events_.clear();
  submitting_ = false;
  in_reply_ = false;
  reported_causes_.clear();
  for (const auto& desk : desks_) {
    desk->upstream.discard();
    desk->blotter = order::Blotter(desk->settings);
  }
  ledger_.go_down();
  engine_->repeat_turn();
  publish();
  end_turn();
}

// Tried once a second. What the clients were told meanwhile goes into the journal first; then all is as
// after a restart.
void Lane::journal_returned() {
  if (!journal_->probe()) return;
  ledger_.write_back();
  if (!journal_->commit()) {
    log::warn("journal_still_down", {{"lane", name_}, {"cause", journal_->error()}});
    return;
  }
  ledger_.come_up();
  ledger_.clear_reserve();
  journal_down_.clear();
  log::info("journal_returned", {{"lane", name_}});
  restore();
  for (const auto& desk : desks_) {
    if (desk->upstream.ready()) submit(*desk, {now(), order::LinkUp{desk->upstream.account()}});
  }
  publish();
}

void Lane::arm_deadline() {
  if (!journal_down_.empty()) return;
  std::optional<Timestamp> next;
  for (const auto& desk : desks_) {
    const auto due = desk->blotter.next_deadline();
    if (due && (!next || due->at < *next)) next = due->at;
  }
  if (!next || *next == armed_for_) return;
  armed_for_ = *next;
  deadline_timer_.expires_after(std::max(*next - now(), microseconds{0}));
  deadline_timer_.async_wait([](boost::system::error_code) {});  // ends the wait; end_turn does the work
}

// ---- stopping ----

void Lane::begin_stop() {
  for (const auto& desk : desks_) {
    log::info("lane_stopping", {{"account", desk->account}, {"open", desk->blotter.open()}});
  }
  continue_stop(0, SteadyClock::now() + kDrainFor);
}

// Nothing is left that an answer could still come for.
bool Lane::drained() const {
  return std::all_of(desks_.begin(), desks_.end(), [](const auto& desk) {
    const bool nothing_open = desk->blotter.open() + desk->blotter.open_enquiries() == 0;
    return nothing_open || !desk->upstream.ready();
  });
}

void Lane::continue_stop(int step, SteadyTime deadline) {
  const bool late = SteadyClock::now() >= deadline;
  if (step == 0 && (late || drained())) {
    engine_->log_out("The bridge is closing");
    step = 1;
    deadline = SteadyClock::now() + kLogoutFor;
  } else if (step == 1 && (late || engine_->logged_on() == 0)) {
    return close_links();
  }
  stop_timer_.expires_after(kStopPoll);
  stop_timer_.async_wait(
      [this, step, deadline](boost::system::error_code) { continue_stop(step, deadline); });
}

void Lane::close_links() {
  links_closing_ = desks_.size();
  for (const auto& desk : desks_) {
    desk->upstream.close([this] {
      if (--links_closing_ == 0) stopped_ = true;
    });
  }
}

void Lane::publish() {
  std::string reasons;
  const auto add = [&](const std::string& who, const std::string& reason) {
    if (!reason.empty()) reasons += (reasons.empty() ? "" : "; ") + who + ": " + clean_text(reason, 300);
  };
  add("lane " + name_, journal_down_.empty() ? "" : "journal: " + journal_down_);
  for (const auto& desk : desks_) add("account " + desk->account, desk->upstream.not_ready());
  const std::lock_guard lock(published_mutex_);
  published_not_ready_ = reasons;
}

}  // namespace bridge
