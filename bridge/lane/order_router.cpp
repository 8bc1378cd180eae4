#include "lane/order_router.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/wall.hpp"
#include "ops/report_outcome.hpp"
#include "ops/ticket_log.hpp"
#include "order/target.hpp"
#include "upstream/account_settings.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge {
namespace {

using log::Field;
using SteadyClock = std::chrono::steady_clock;

microseconds since(SteadyClock::time_point then) {
  return std::chrono::duration_cast<microseconds>(SteadyClock::now() - then);
}

// Days are the wall's, and when a ticket was opened the journal has by our clock. Where the two differ an id
// counts as used rather than not.
Timestamp opened_since(Timestamp began) {
  return began == Timestamp::min() ? began : std::min(began, began - wall_offset());
}

void log_received(const About& about, const order::CancelCommand& command) {
  log_ticket(log::Level::Info, "cancel_received", about, Field{"order_id", command.order_id},
             Field{"orig_cl_ord_id", command.orig_cl_ord_id}, Field{"symbol", command.symbol},
             Field{"msg_seq_num", command.msg_seq_num});
}

void log_received(const About& about, const order::StatusCommand& command) {
  log_ticket(log::Level::Info, "status_received", about,
             Field{"ord_status_req_id", command.ord_status_req_id}, Field{"order_id", command.order_id},
             Field{"symbol", command.symbol}, Field{"msg_seq_num", command.msg_seq_num});
}

}  // namespace

OrderRouter::Route::Route(config::Account own, const Dependencies& around, OrderRouter& router)
    : account(own.name),
      settings(blotter_settings(own)),
      blotter(settings),
      metrics(around.metrics.lane(own.name)),
      upstream(own,
               {.make_link = around.make_link,
                .dialect = around.dialect ? around.dialect(own) : nullptr,
                .weight_limiter = around.weight_limiter(own),
                .metrics = *metrics,
                .now = around.clock,
                .seed = around.seed},
               router) {}

OrderRouter::OrderRouter(std::string name, std::vector<config::Account> accounts, const Dependencies& around)
    : name_(std::move(name)),
      clock_(around.clock),
      journal_(around.journal),
      all_metrics_(around.metrics),
      session_store_(around.journal, around.emergency_numbers) {
  for (auto& account : accounts) {
    for (const auto& session : account.sessions) {
      terms_.emplace(session.key(), session.terms);
      id_scopes_.emplace(session.key(), session);
    }
    const order::AccountName account_name{account.name};
    routes_.push_back(std::make_unique<Route>(std::move(account), around, *this));
    route_of_.emplace(account_name, routes_.back().get());
  }
  // A request whose account is none of ours counts for the first one (route_of).
  for (const auto& [session, terms] : terms_) {
    if (terms.account) route_of(*terms.account).metrics->serves(session.value());
    if (!terms.accounts.empty()) routes_.front()->metrics->serves(session.value());
    for (const auto& [theirs, account] : terms.accounts) route_of(account).metrics->serves(session.value());
  }
  session_store_.recover();
  if (!journal_.commit()) throw journal::JournalError(journal_.error());
  session_store_.clear_emergency_numbers();
}

OrderRouter::~OrderRouter() = default;

void OrderRouter::begin(fix::Engine& engine) {
  engine_ = &engine;
  restore();
}

void OrderRouter::open_links() {
  for (const auto& route : routes_) route->upstream.open();
}

// Feeds the events of open tickets to new blotters: the same road as in life, without the effects.
void OrderRouter::restore() {
  for (const auto& route : routes_) route->blotter = order::Blotter(route->settings);
  std::map<order::TicketId, Route*> owner;
  std::vector<std::pair<Route*, order::Report>> undelivered;
  const auto replay = [&](Route& route, const order::Event& event) {
    for (const auto& effect : route.blotter.decide(event)) {
      const auto* tell = std::get_if<order::Tell>(&effect);
      if (tell != nullptr && !was_told(tell->report)) undelivered.emplace_back(&route, tell->report);
    }
  };
  const auto events = journal_.open_events();
  for (const auto& event : events) {
    if (const auto account = order::account_of(event)) {
      // Asking with another account's key would make its orders look unknown.
      if (!account->value().empty() && !route_of_.contains(*account)) {
        throw std::runtime_error("lane " + name_ + ": its journal has open cancels of account " +
                                 account->value() +
                                 ", which is not in this lane: put it back into the configuration");
      }
      Route& route = route_of(*account);
      if (const auto ticket = order::ticket_of(event)) owner[*ticket] = &route;
      replay(route, event);
    } else if (const auto ticket = order::ticket_of(event)) {
      replay(*owner.at(*ticket), event);
    } else {
      for (const auto& route : routes_) replay(*route, event);
    }
  }
  for (const auto& route : routes_) {
    log::info("restored", {{"account", route->account},
                           {"events", events.size()},
                           {"open", route->blotter.open() + route->blotter.open_status_queries()},
                           {"needing_attention", route->blotter.needing_attention()}});
  }
  failpoint::pass("order_router.restored");
  for (const auto& [route, report] : undelivered) act(*route, order::Tell{report});
  for (const auto& route : routes_) {
    submit(*route, {clock_(), order::Restarted{order::AccountName{route->account}, route->settings}});
  }
}

// A final report of an open ticket was not: the engine did not take it, e.g. its session was not configured.
// One that was settled by hand leaves its ticket open.
bool OrderRouter::was_told(const order::Report& report) {
  if (!report.final) return true;
  if (!report.watched) return false;
  const auto prior = journal_.find_ticket(report.session, report.cl_ord_id);
  return prior && prior->final_report && prior->final_report->number >= report.number;
}

// A request that named no account of ours, and the journal of a release that had one account a lane: the
// first's.
OrderRouter::Route& OrderRouter::route_of(const order::AccountName& account) {
  const auto entry = route_of_.find(account);
  return entry == route_of_.end() ? *routes_.front() : *entry->second;
}

void OrderRouter::tick() {
  readiness_changed_ = true;  // of a link that is on its way nobody is told
  if (!journal_down_.empty()) journal_returned();
  engine_->tick();
  lane_metrics().logged_on(engine_->logged_on());
  lane_metrics().journal_behind(journal_.behind());
  const auto room = journal_.room();
  lane_metrics().journal_room(room.used, room.free);
  for (const auto& route : routes_) {
    route->upstream.tick();
    const order::Blotter& blotter = route->blotter;
    route->metrics->tickets(
        {blotter.open(), blotter.doubtful(), blotter.needing_attention(), blotter.watched()});
  }
}

std::optional<microseconds> OrderRouter::venue_offset() const {
  for (const auto& route : routes_) {
    if (const auto offset = route->upstream.clock_offset()) return offset;
  }
  return std::nullopt;
}

void OrderRouter::measure_clocks() {
  for (const auto& route : routes_) route->upstream.measure_clock();
  readiness_changed_ = true;
}

// ---- the client ----

void OrderRouter::on_cancel(order::CancelCommand command, std::string_view message) {
  // Whether a request is stale is told by the venue's clock: ours may have been set wrong when we started.
  const Timestamp venue_time = routes_.front()->upstream.venue_time();
  auto refused = order::put_under(terms_.at(command.session), command, venue_time);
  Route& route = route_of(command.account_name);
  route.metrics->cancel_received(command.session.value());
  About about{route.account, command.session.value(), command.cl_ord_id.value()};
  if (!journal_down_.empty()) {
    log_received(about, command);
    return answer_unrecorded(std::move(command), refused);
  }
  if (!turn_broken_.empty()) return;  // the turn will be taken again
  cause_ = SteadyClock::now();
  try {
    auto prior = prior_of(command);
    const auto ticket = about.ticket = journal_.next_ticket();
    log_received(about, command);
    order::CancelRequested request{ticket, std::move(command), std::move(prior), std::move(refused),
                                   route.upstream.clock_known() ? to_ms(route.upstream.venue_time()) : 0};
    submit(route, {clock_(), std::move(request)}, message);
  } catch (const std::exception& error) {
    turn_broken_ = error.what();
  }
}

std::optional<order::Prior> OrderRouter::prior_of(const order::CancelCommand& command) {
  const Timestamp since = id_scopes_.at(command.session).since(clock_() + wall_offset(), command);
  return journal_.find_ticket(command.session, command.cl_ord_id, opened_since(since));
}

void OrderRouter::on_status(order::StatusCommand command, std::string_view message) {
  auto refused = order::put_under(terms_.at(command.session), command);
  Route& route = route_of(command.account_name);
  route.metrics->status_received(command.session.value());
  About about{route.account, command.session.value(), command.cl_ord_id};
  if (!journal_down_.empty()) {
    log_received(about, command);
    return answer_unrecorded(command);
  }
  if (!turn_broken_.empty()) return;
  cause_ = SteadyClock::now();
  try {
    std::optional<order::Prior> prior;
    if (!command.cl_ord_id.empty()) {
      prior =
          journal_.find_ticket(command.session, order::ClOrdId{command.cl_ord_id},
                               opened_since(id_scopes_.at(command.session).since(clock_() + wall_offset())));
    }
    const auto ticket = about.ticket = journal_.next_ticket();
    log_received(about, command);
    order::StatusRequested request{ticket, std::move(command), std::move(prior), std::move(refused)};
    submit(route, {clock_(), std::move(request)}, message);
  } catch (const std::exception& error) {
    turn_broken_ = error.what();
  }
}

void OrderRouter::on_logon(const order::SessionKey&) { lane_metrics().logged_on(engine_->logged_on()); }
void OrderRouter::on_logout(const order::SessionKey&) { lane_metrics().logged_on(engine_->logged_on()); }

// ---- somebody's verdict ----

std::string OrderRouter::resolve(order::TicketId ticket, order::Resolution as, std::string who,
                                 std::string why) {
  if (!journal_down_.empty()) return "the journal cannot record";
  for (const auto& route : routes_) {
    if (!route->blotter.can_resolve(ticket)) continue;
    log_ticket(log::Level::Warn, "settled_by_hand",
               about(route->account, route->blotter.subject(ticket), ticket), Field{"as", word_of(as)},
               Field{"who", who}, Field{"why", why});
    submit(*route, {clock_(), order::Resolved{ticket, as, std::move(who), std::move(why)}});
    return "";
  }
  return "no such ticket is open";
}

// ---- a new key ----

void OrderRouter::renew(const order::AccountName& account, std::shared_ptr<const venue::Dialect> dialect,
                        Upstream::Renewed done) {
  route_of(account).upstream.renew(std::move(dialect), std::move(done));
}

// ---- record, decide, act ----

void OrderRouter::submit(Route& route, order::Event event, std::string_view evidence) {
  event.wall = wall_offset();
  if (submitting_) {  // an effect's own consequence: after the effects that are under way
    events_.push_back({&route, std::move(event), std::string(evidence)});
    return;
  }
  submitting_ = true;
  take(route, event, evidence);
  while (!events_.empty()) {
    const Waiting next = std::move(events_.front());
    events_.pop_front();
    take(*next.route, next.event, next.evidence);
  }
  submitting_ = false;
}

void OrderRouter::take(Route& route, const order::Event& event, std::string_view evidence) {
  journal_.append(event, evidence);
  recorded_ = true;
  const std::vector<order::Effect>& effects = route.blotter.decide(event);
  failpoint::pass("order_router.decided");
  // The blotter decides nothing else meanwhile: submit() has what follows from an effect wait.
  for (const auto& effect : effects) {
    std::visit([&](const auto& what) { act(route, what); }, effect);
  }
}

template <class Request>
void OrderRouter::send_upstream(Route& route, const Request& effect) {
  const order::TicketId ticket = effect.request.ticket;
  const order::Subject subject = route.blotter.subject(ticket);
  if (auto unsent = route.upstream.stage(effect, cause_, subject)) {
    log_ticket(log::Level::Info, "request_waits", about(route.account, subject, ticket),
               Field{"attempt", effect.request.attempt}, Field{"reason", unsent->reason});
    submit(route, {clock_(),
                   order::RequestLost{effect.request, true, std::move(unsent->reason), unsent->not_before}});
  }
}

void OrderRouter::act(Route& route, const order::SendCancel& effect) { send_upstream(route, effect); }
void OrderRouter::act(Route& route, const order::AskStatus& effect) { send_upstream(route, effect); }

void OrderRouter::act(Route& route, const order::Tell& effect) {
  const order::Report& report = effect.report;
  const bool answers_question = is_of_question(report.kind) && !report.unsolicited;
  const std::string& cl_ord_id = answers_question ? effect.question : report.cl_ord_id.value();
  log_told(route.account, report, cl_ord_id);
  if (!engine_->send(report)) {
    log_ticket(log::Level::Error, "report_not_taken",
               {route.account, report.session.value(), cl_ord_id, report.ticket});
    return;  // stays open in the journal, and is told after the next start
  }
  if (in_reply_) reported_causes_.push_back(cause_);
  if (!report.final) return;
  if (report.watched) {
    journal_.settle_ticket(report);
  } else if (!report.poss_resend) {
    journal_.close_ticket(report);
  }
  count_answer(*route.metrics, report);
}

void OrderRouter::act(Route& route, const order::CallForAttention& effect) {
  if (effect.contradicted) route.metrics->verdict_contradicted();
  const About about{route.account, effect.session.value(), effect.cl_ord_id.value(), effect.ticket};
  log_ticket(
      log::Level::Error, effect.contradicted ? "verdict_contradicted" : "needs_attention", about,
      Field{"symbol", effect.symbol}, Field{"order", order::text_of(effect.order)},
      Field{"remedy", effect.contradicted
                          ? "the venue says otherwise than what was settled by hand, and the client was "
                            "told both: look the order up at the venue, tell the client's route, and take "
                            "note with `fixbridge resolve`; until then `fixbridge tickets` lists it"
                          : "the venue has not said how this cancel ended: look the order up at the venue; "
                            "`fixbridge tickets` lists such cancels, `fixbridge resolve` settles one"});
}

void OrderRouter::act(Route&, const order::Forget& effect) { journal_.forget_ticket(effect.ticket); }

// ---- the venue ----

void OrderRouter::on_ready(Upstream& upstream) {
  readiness_changed_ = true;
  if (!journal_down_.empty()) return;
  submit(route_of(upstream.account()), {clock_(), order::LinkUp{upstream.account()}});
}

void OrderRouter::on_down(Upstream& upstream, const std::string& reason) {
  readiness_changed_ = true;
  if (!journal_down_.empty()) return;
  submit(route_of(upstream.account()), {clock_(), order::LinkDown{reason, upstream.account()}});
}

void OrderRouter::on_lost(Upstream& upstream, const VenueSession::Lost& lost, const std::string& reason) {
  const order::RequestId& request = lost.request;
  log_ticket(
      log::Level::Info, "request_lost", about(upstream.account().value(), lost.subject, request.ticket),
      Field{"attempt", request.attempt}, Field{"never_left", lost.never_left}, Field{"reason", reason});
  if (!journal_down_.empty()) return;
  submit(route_of(upstream.account()),
         {clock_(),
          order::RequestLost{lost.request, lost.never_left, "The link to the venue failed: " + reason}});
}

void OrderRouter::on_reply(Upstream& upstream, const venue::Reply& reply, std::string_view frame) {
  // An answer that cannot be recorded is forgotten: once the journal is back, its order is asked about.
  if (!journal_down_.empty()) return;
  cause_ = SteadyClock::now();
  in_reply_ = true;
  submit(route_of(upstream.account()), {clock_(), order::VenueAnswered{reply.request, reply.outcome}}, frame);
  in_reply_ = false;
}

// ---- the turn ----

void OrderRouter::pass_deadlines() {
  if (!journal_down_.empty() || !turn_broken_.empty()) return;
  const Timestamp at = clock_();
  for (const auto& route : routes_) {
    const order::Blotter& blotter = route->blotter;
    for (auto due = blotter.next_deadline(); due && due->at <= at; due = blotter.next_deadline()) {
      cause_ = SteadyClock::now();
      submit(*route, {at, order::DeadlinePassed{due->ticket}});
    }
  }
}

std::optional<Timestamp> OrderRouter::next_deadline() const {
  if (!journal_down_.empty()) return std::nullopt;
  std::optional<Timestamp> next;
  for (const auto& route : routes_) {
    const auto due = route->blotter.next_deadline();
    if (due && (!next || due->at < *next)) next = due->at;
  }
  return next;
}

bool OrderRouter::end_turn() {
  if (journal_down_.empty()) {
    const auto began = SteadyClock::now();
    if (turn_broken_.empty() && journal_.commit()) {
      if (std::exchange(recorded_, false)) lane_metrics().commit(since(began));
      flush();
      return true;
    }
    journal_failed();
  } else if (!turn_broken_.empty()) {
    // With the journal down a turn holds refusals only: there is nothing to undo.
    log::error("turn_broken", {{"lane", name_}, {"cause", std::exchange(turn_broken_, {})}});
  }
  if (!session_store_.keep()) {
    log::error("reserve_failed", {{"lane", name_}, {"remedy", "free or replace the journal's disk"}});
    return false;
  }
  flush();
  return true;
}

void OrderRouter::flush() {
  for (const auto& route : routes_) route->upstream.flush();
  failpoint::pass("order_router.half_flushed");
  engine_->flush();
  for (const auto& cause : std::exchange(reported_causes_, {})) {
    lane_metrics().reply_to_report_out(since(cause));
  }
}

// ---- the end ----

std::size_t OrderRouter::open() const {
  std::size_t open = 0;
  for (const auto& route : routes_) open += route->blotter.open() + route->blotter.open_status_queries();
  return open;
}

bool OrderRouter::drained() const {
  return std::all_of(routes_.begin(), routes_.end(), [](const auto& route) {
    const bool nothing_open = route->blotter.open() + route->blotter.open_status_queries() == 0;
    return nothing_open || !route->upstream.ready();
  });
}

void OrderRouter::close_links(const std::function<void()>& done) {
  links_closing_ = routes_.size();
  for (const auto& route : routes_) {
    route->upstream.close([this, done] {
      if (--links_closing_ == 0) done();
    });
  }
}

std::string OrderRouter::not_ready() const {
  std::string reasons;
  const auto add = [&](const std::string& who, const std::string& reason) {
    if (!reason.empty()) reasons += (reasons.empty() ? "" : "; ") + who + ": " + clean_text(reason, 300);
  };
  add("lane " + name_, journal_down_.empty() ? "" : "journal: " + journal_down_);
  add("lane " + name_, journal_.damage());
  for (const auto& route : routes_) add("account " + route->account, route->upstream.not_ready());
  return reasons;
}

}  // namespace bridge
