#include "lane.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "order/reports.hpp"
#include "venue/binance/dialect.hpp"
#include "venue/binance/errors.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace bridge {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kHandlersPerTurn = 256;  // a turn ends after so many, however busy the sockets are
constexpr std::size_t kInFlightMax = 10000;
constexpr seconds kTick{1};
constexpr seconds kTimeAnswerWithin{5};
constexpr seconds kTimeEvery{60};
constexpr seconds kDrainFor{3};
constexpr seconds kLogoutFor{2};
constexpr milliseconds kStopPoll{20};

order::BlotterSettings blotter_settings(const config::Account& account) {
  order::BlotterSettings settings;
  settings.answer_within = account.answer_within;
  settings.recv_window = account.dialect.recv_window;
  settings.open_tickets_max = account.in_flight_limit;
  return settings;
}

microseconds since(SteadyClock::time_point then) {
  return std::chrono::duration_cast<microseconds>(SteadyClock::now() - then);
}

std::string text_of(const order::OrderRef& order) {
  if (const auto* id = std::get_if<order::OrderId>(&order)) return std::to_string(id->value());
  return std::get<order::ClientOrderId>(order).value();
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

}  // namespace

Lane::Lane(config::Account account, const config::Config& config, ops::Metrics& metrics,
           std::function<void()> fatal)
    : account_(std::move(account)),
      all_metrics_(metrics),
      fatal_(std::move(fatal)),
      io_(1),
      journal_(journal::open_sqlite({config.journal_dir / (account_.name + ".db"), config.durability})),
      reserve_(config.journal_dir / (account_.name + ".reserve")),
      ledger_(*journal_, reserve_),
      blotter_settings_(blotter_settings(account_)),
      blotter_(blotter_settings_),
      dialect_(venue::binance::make_dialect(std::move(account_.credentials), account_.dialect)),
      metrics_(metrics.lane(account_.name)),
      link_(venue::make_link(io_, account_.link, *this)),
      tick_timer_(io_),
      deadline_timer_(io_),
      stop_timer_(io_) {
  for (const auto& session : account_.sessions) terms_.emplace(session.key(), session.terms);
  ledger_.recover();
  if (!journal_->commit()) throw journal::JournalError(journal_->error());
  ledger_.clear_reserve();
  engine_ = fix::make_engine(io_, account_.sessions, config.connection, ledger_, *this);
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
    link_->open();
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
    log::error("lane_failed", {{"account", account_.name}, {"cause", clean_text(error.what())}});
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

// Feeds the events of open tickets to a new blotter: the same road as in life, without the effects.
void Lane::restore() {
  blotter_ = order::Blotter(blotter_settings_);
  std::vector<order::Report> undelivered;
  std::size_t count = 0;
  for (const auto& event : journal_->open_events()) {
    ++count;
    for (const auto& effect : blotter_.decide(event)) {
      // Told but not closed: the engine did not take it, e.g. its session was not configured.
      const auto* tell = std::get_if<order::Tell>(&effect);
      if (tell != nullptr && tell->report.final) undelivered.push_back(tell->report);
    }
  }
  log::info("restored", {{"account", account_.name}, {"events", count}, {"open", blotter_.open()}});
  for (const auto& report : undelivered) act(order::Tell{report});
  submit({now(), order::Restarted{}});
}

void Lane::tick() {
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tick();
  });
  if (!journal_down_.empty()) journal_returned();
  engine_->tick();
  const Timestamp at = now();
  const bool overdue = !time_request_.empty() && at - time_asked_ > kTimeAnswerWithin;
  const bool stale = time_request_.empty() && at - time_asked_ > kTimeEvery;
  const bool missing = time_request_.empty() && !venue_ready_;
  if (link_->is_open() && (overdue || stale || missing)) ask_time();
  metrics_->logged_on(engine_->logged_on());
  metrics_->tickets(blotter_.open(), blotter_.doubtful());
}

void Lane::on_cancel(order::CancelCommand command, std::string_view message) {
  metrics_->cancel_received(command.session.value());
  log::info("cancel_received", {{"session", command.session.value()},
                                {"cl_ord_id", command.cl_ord_id.value()},
                                {"order_id", command.order_id},
                                {"orig_cl_ord_id", command.orig_cl_ord_id},
                                {"symbol", command.symbol},
                                {"msg_seq_num", command.msg_seq_num}});
  const auto refused = order::put_under(terms_.at(command.session), command, now());
  if (!journal_down_.empty()) return answer_unrecorded(std::move(command));
  if (!turn_broken_.empty()) return;  // the turn will be taken again
  cause_ = SteadyClock::now();
  try {
    auto prior = journal_->find_ticket(command.session, command.cl_ord_id);
    const auto ticket = journal_->next_ticket();
    submit({now(), order::CancelRequested{ticket, std::move(command), std::move(prior), refused}}, message);
  } catch (const std::exception& error) {
    turn_broken_ = error.what();
  }
}

void Lane::on_logon(const order::SessionKey&) { metrics_->logged_on(engine_->logged_on()); }
void Lane::on_logout(const order::SessionKey&) { metrics_->logged_on(engine_->logged_on()); }

// ---- record, decide, act ----

void Lane::submit(order::Event event, std::string_view evidence) {
  events_.emplace_back(std::move(event), evidence);
  if (submitting_) return;  // an effect's own consequence: after the effects that are under way
  submitting_ = true;
  while (!events_.empty()) {
    const auto [next, proof] = std::move(events_.front());
    events_.pop_front();
    journal_->append(next, proof);
    recorded_ = true;
    const std::vector<order::Effect> effects = blotter_.decide(next);
    for (const auto& effect : effects) {
      std::visit([this](const auto& what) { act(what); }, effect);
    }
  }
  submitting_ = false;
}

template <class Request>
void Lane::send_upstream(const Request& effect, const char* what) {
  const Timestamp at = now();
  std::string frame = dialect_->encode(effect, clock_.venue_time(at));
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_out", {{"account", account_.name}, {"frame", dialect_->masked(frame)}});
  }
  if (!venue_ready_ || !link_->stage(std::move(frame), &effect.request)) {
    return submit({at, order::RequestLost{effect.request, true}});
  }
  log::info(what, {{"account", account_.name},
                   {"ticket", effect.request.ticket.value()},
                   {"attempt", effect.request.attempt},
                   {"symbol", effect.symbol},
                   {"order", text_of(effect.order)}});
  if (in_flight_.size() >= kInFlightMax) in_flight_.erase(in_flight_.begin());  // long unanswered
  in_flight_[effect.request] = InFlight{cause_, {}};
  leaving_.push_back(effect.request);
}

void Lane::act(const order::SendCancel& effect) { send_upstream(effect, "cancel_sent"); }
void Lane::act(const order::AskStatus& effect) { send_upstream(effect, "status_asked"); }

void Lane::act(const order::Tell& effect) {
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
  metrics_->cancel_answered(report.session.value(), outcome_of(report));
}

// While the journal is down nothing new is accepted and nothing is remembered. What was asked before is
// answered as ever: a refusal could contradict the answer that was given, or is still to come.
void Lane::answer_unrecorded(order::CancelCommand command) {
  std::optional<order::Prior> prior;
  try {
    prior = journal_->find_ticket(command.session, command.cl_ord_id);
  } catch (const journal::JournalError& error) {
    log::error("journal_unreadable", {{"account", account_.name}, {"cause", error.what()}});
    if (command.poss_dup || command.poss_resend) return;  // it may have been asked before
  }
  std::vector<order::Report> reports;
  if (prior) {
    const order::Event event{now(), order::CancelRequested{prior->ticket, std::move(command), prior, {}}};
    for (const auto& effect : blotter_.decide(event)) reports.push_back(std::get<order::Tell>(effect).report);
  } else {
    reports.push_back(order::reject_report(
        command, order::RejectReason::VenueOption, order::OrdStatus::New, std::nullopt,
        "The journal cannot record; nothing was sent, the order is unchanged. Try again", now()));
  }
  for (const auto& report : reports) {
    if (engine_->send(report)) metrics_->cancel_answered(report.session.value(), outcome_of(report));
  }
}

// ---- the venue ----

void Lane::on_link_open() { ask_time(); }

void Lane::on_link_lost(const std::string& reason, const std::vector<order::RequestId>& never_left) {
  link_reason_ = reason;
  time_request_.clear();
  const auto lost = std::exchange(in_flight_, {});
  const bool was_ready = std::exchange(venue_ready_, false);
  metrics_->link_up(false);
  if (was_ready && journal_down_.empty()) {
    submit({now(), order::LinkDown{reason, order::AccountName{account_.name}}});
    for (const auto& [request, sent] : lost) {
      const bool kept_back = std::find(never_left.begin(), never_left.end(), request) != never_left.end();
      submit({now(), order::RequestLost{request, kept_back}});
    }
  }
  publish();
}

void Lane::ask_time() {
  time_request_ = "time-" + std::to_string(++time_requests_);
  time_asked_ = now();
  if (!link_->stage(dialect_->ask_time(time_request_), nullptr)) time_request_.clear();
}

void Lane::time_answered(const venue::SessionReply& answer) {
  if (answer.id != time_request_) return;  // late: its round trip says nothing
  time_request_.clear();
  clock_.measured(time_asked_, now(), answer.server_time_ms);
  metrics_->clock_offset(clock_.offset());
  log::info("clock_measured", {{"account", account_.name},
                               {"offset_us", clock_.offset().count()},
                               {"uncertainty_us", clock_.uncertainty().count()}});
  if (venue_ready_) return;
  venue_ready_ = true;
  metrics_->link_up(true);
  if (journal_down_.empty()) submit({now(), order::LinkUp{order::AccountName{account_.name}}});
  publish();
}

void Lane::stray(const venue::Stray& frame) {
  metrics_->frame_stray();
  log::warn("frame_stray", {{"account", account_.name},
                            {"what", frame.what},
                            {"code", frame.error ? frame.error->code : 0},
                            {"remedy", frame.error ? venue::binance::remedy(frame.error->code) : ""}});
}

void Lane::on_frame(std::string_view frame) {
  cause_ = SteadyClock::now();
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_in", {{"account", account_.name}, {"frame", dialect_->masked(frame)}});
  }
  const auto decoded = dialect_->decode(frame);
  if (!decoded) {
    metrics_->frame_unreadable();
    log::warn("frame_unreadable", {{"account", account_.name}, {"what", decoded.error().what}});
    return;
  }
  for (const auto& limit : decoded->rate_limits) {
    if (limit.type == "REQUEST_WEIGHT") metrics_->used_weight(limit.count);
  }
  if (const auto* time = std::get_if<venue::SessionReply>(&decoded->message)) return time_answered(*time);
  if (const auto* other = std::get_if<venue::Stray>(&decoded->message)) return stray(*other);
  const auto* reply = std::get_if<venue::Reply>(&decoded->message);
  if (reply == nullptr) {
    log::info("venue_shutdown_announced", {{"account", account_.name}});
    return;
  }
  const auto sent = in_flight_.find(reply->request);
  if (sent == in_flight_.end()) return stray({"a reply to no open request", std::nullopt});
  metrics_->frame_out_to_reply(since(sent->second.sent));
  in_flight_.erase(sent);
  const auto* error = order::error_of(reply->outcome);
  const std::string remedy = error != nullptr ? venue::binance::remedy(error->code) : "";
  log::write(remedy.empty() ? log::Level::Info : log::Level::Warn, "answered",
             {{"account", account_.name},
              {"ticket", reply->request.ticket.value()},
              {"attempt", reply->request.attempt},
              {"code", error != nullptr ? error->code : 0},
              {"text", error != nullptr ? error->text : ""},
              {"remedy", remedy}});
  // An answer that cannot be recorded is forgotten: once the journal is back, its order is asked about.
  if (!journal_down_.empty()) return;
  in_reply_ = true;
  submit({now(), order::VenueAnswered{reply->request, reply->outcome}}, frame);
  in_reply_ = false;
}

// ---- the turn ----

void Lane::pass_deadlines() {
  if (!journal_down_.empty() || !turn_broken_.empty()) return;
  const Timestamp at = now();
  for (auto due = blotter_.next_deadline(); due && due->at <= at; due = blotter_.next_deadline()) {
    cause_ = SteadyClock::now();
    submit({at, order::DeadlinePassed{due->ticket}});
  }
}

void Lane::end_turn() {
  if (journal_down_.empty()) {
    const auto began = SteadyClock::now();
    if (turn_broken_.empty() && journal_->commit()) {
      if (std::exchange(recorded_, false)) metrics_->commit(since(began));
      flush();
    } else {
      journal_failed();
    }
  } else if (ledger_.keep()) {
    flush();
  } else {
    log::error("reserve_failed",
               {{"account", account_.name}, {"remedy", "free or replace the journal's disk"}});
    engine_->disconnect();
    stopped_ = true;
    fatal_();
  }
  arm_deadline();
}

void Lane::flush() {
  link_->flush();
  engine_->flush();
  const auto left = SteadyClock::now();
  for (const auto& request : std::exchange(leaving_, {})) {
    const auto sent = in_flight_.find(request);
    if (sent == in_flight_.end()) continue;
    sent->second.sent = left;
    metrics_->fix_in_to_frame_out(since(sent->second.received));
  }
  for (const auto& cause : std::exchange(reported_causes_, {})) metrics_->reply_to_report_out(since(cause));
}

// Undoes the turn and takes it once more with the journal down.
void Lane::journal_failed() {
  journal_down_ = turn_broken_.empty() ? journal_->error() : std::exchange(turn_broken_, {});
  log::error("journal_failed",
             {{"account", account_.name},
              {"cause", journal_down_},
              {"remedy", "make room for the journal; cancels are refused until it can write"}});
  metrics_->commit_failed();
  journal_->roll_back();
  recorded_ = false;
  events_.clear();
  submitting_ = false;
  in_reply_ = false;
  link_->discard();
  leaving_.clear();
  reported_causes_.clear();
  in_flight_.clear();
  time_request_.clear();
  blotter_ = order::Blotter(blotter_settings_);
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
    log::warn("journal_still_down", {{"account", account_.name}, {"cause", journal_->error()}});
    return;
  }
  ledger_.come_up();
  ledger_.clear_reserve();
  journal_down_.clear();
  log::info("journal_returned", {{"account", account_.name}});
  restore();
  if (venue_ready_) submit({now(), order::LinkUp{order::AccountName{account_.name}}});
  publish();
}

void Lane::arm_deadline() {
  const auto due = blotter_.next_deadline();
  if (!due || !journal_down_.empty() || due->at == armed_for_) return;
  armed_for_ = due->at;
  deadline_timer_.expires_after(std::max(due->at - now(), microseconds{0}));
  deadline_timer_.async_wait([](boost::system::error_code) {});  // ends the wait; end_turn does the work
}

// ---- stopping ----

void Lane::begin_stop() {
  log::info("lane_stopping", {{"account", account_.name}, {"open", blotter_.open()}});
  continue_stop(0, SteadyClock::now() + kDrainFor);
}

void Lane::continue_stop(int step, SteadyTime deadline) {
  const bool late = SteadyClock::now() >= deadline;
  if (step == 0 && (late || blotter_.open() == 0 || !venue_ready_)) {
    engine_->log_out("The bridge is closing");
    step = 1;
    deadline = SteadyClock::now() + kLogoutFor;
  } else if (step == 1 && (late || engine_->logged_on() == 0)) {
    link_->close([this] { stopped_ = true; });
    return;
  }
  stop_timer_.expires_after(kStopPoll);
  stop_timer_.async_wait(
      [this, step, deadline](boost::system::error_code) { continue_stop(step, deadline); });
}

void Lane::publish() {
  std::string reason;
  if (!journal_down_.empty()) reason = "journal: " + journal_down_;
  if (!venue_ready_) {
    reason += reason.empty() ? "" : "; ";
    reason += link_->is_open() ? "venue: clock not known yet" : "venue: link down: " + link_reason_;
  }
  const std::lock_guard lock(published_mutex_);
  published_not_ready_ = reason.empty() ? "" : "account " + account_.name + ": " + clean_text(reason, 300);
}

}  // namespace bridge
