#include "lane/order_router.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/wall.hpp"
#include "lane/user.hpp"
#include "ops/report_outcome.hpp"
#include "ops/ticket_log.hpp"
#include "order/target.hpp"
#include "upstream/account_settings.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
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

void log_fields(const About& about, const order::CancelCommand& command) {
  log_ticket(log::Level::Info, "cancel_received", about, Field{"order_id", command.order_id},
             Field{"orig_cl_ord_id", command.orig_cl_ord_id}, Field{"symbol", command.symbol},
             Field{"msg_seq_num", command.msg_seq_num});
}

void log_fields(const About& about, const order::StatusCommand& command) {
  log_ticket(log::Level::Info, "status_received", about,
             Field{"ord_status_req_id", command.ord_status_req_id}, Field{"order_id", command.order_id},
             Field{"symbol", command.symbol}, Field{"msg_seq_num", command.msg_seq_num});
}

void log_order(const char* event, const About& about, const auto& command) {
  log_ticket(log::Level::Info, event, about, Field{"symbol", command.symbol},
             Field{"side", std::string(1, command.side)}, Field{"order_qty", command.terms.order_qty},
             Field{"price", command.terms.price}, Field{"msg_seq_num", command.msg_seq_num});
}

void log_fields(const About& about, const order::PlaceCommand& command) {
  log_order("place_received", about, command);
}

void log_fields(const About& about, const order::ReplaceCommand& command) {
  log_order("replace_received", about, command);
}

void log_scope(const char* event, const About& about, const auto& command) {
  log_ticket(log::Level::Info, event, about, Field{"request_type", std::string(1, command.request_type)},
             Field{"symbol", command.scope.symbol}, Field{"msg_seq_num", command.msg_seq_num});
}

void log_fields(const About& about, const order::MassCancelCommand& command) {
  log_scope("mass_cancel_received", about, command);
}

void log_fields(const About& about, const order::MassStatusCommand& command) {
  log_scope("mass_status_received", about, command);
}

void log_received(std::string_view account, const order::Command& command, order::TicketId ticket) {
  const About about{account, order::session_of(command).value(), order::cl_ord_id_of(command), ticket};
  std::visit([&](const auto& one) { log_fields(about, one); }, command);
}

void count_received(ops::Metrics::Lane& metrics, const order::Command& command) {
  const std::string& session = order::session_of(command).value();
  if (std::holds_alternative<order::CancelCommand>(command)) return metrics.cancel_received(session);
  if (order::is_question(command)) return metrics.status_received(session);
  const bool is_place = std::holds_alternative<order::PlaceCommand>(command);
  const bool is_replace = std::holds_alternative<order::ReplaceCommand>(command);
  metrics.order_request_received(session, is_place ? "place" : is_replace ? "replace" : "mass_cancel");
}

std::vector<order::AccountBlotters::Account> blotters_of(const std::vector<config::Account>& accounts) {
  std::vector<order::AccountBlotters::Account> blotters;
  blotters.reserve(accounts.size());
  for (const auto& account : accounts) {
    blotters.push_back({order::AccountName{account.name}, blotter_settings(account)});
  }
  return blotters;
}

}  // namespace

OrderRouter::Route::Route(std::size_t at, config::Account& own, const Dependencies& around,
                          OrderRouter& router)
    : place(at),
      account(own.name),
      metrics(around.metrics.lane(own.name)),
      upstream(own,
               {.make_link = around.make_link,
                .dialect = around.dialect ? around.dialect(own) : nullptr,
                .make_rest = around.make_rest,
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
      session_store_(around.journal, around.emergency_numbers),
      limits_(config::limits_of(accounts)),
      limits_by_("configuration at start"),
      blotters_(blotters_of(accounts)) {
  for (auto& account : accounts) {
    for (const auto& session : account.sessions) {
      terms_.emplace(session.key(), session.terms);
      id_scopes_.emplace(session.key(), session);
    }
    routes_.push_back(std::make_unique<Route>(routes_.size(), account, around, *this));
  }
  // A request whose account is none of ours counts for the first one (route_of).
  for (const auto& [session, terms] : terms_) {
    auto& routes = traded_by_[session];
    if (terms.account) routes.insert(&route_of(*terms.account));
    if (!terms.accounts.empty()) routes.insert(routes_.front().get());
    for (const auto& [theirs, account] : terms.accounts) routes.insert(&route_of(account));
    for (Route* route : routes) route->metrics->serves(session.value());
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

// Feeds the events of open tickets to new blotters. It is the same road as in life, without the effects.
void OrderRouter::restore() {
  blotters_.start_over();
  std::vector<std::pair<Route*, order::Report>> undelivered;
  const auto events = journal_.open_events();
  for (const auto& event : events) {
    // Asking with another account's key would make its orders look unknown.
    const auto account = order::account_of(event);
    const bool is_ours = !account || account->value().empty() || blotters_.knows(*account);
    // What is kept of an account that has left keeps nobody from starting.
    if (!is_ours && order::session_of_kept(event) != nullptr) continue;
    if (!is_ours) {
      throw std::runtime_error("lane " + name_ + ": its journal has open cancels of account " +
                               account->value() +
                               ", which is not in this lane: put it back into the configuration");
    }
    blotters_.decide(event, [&](std::size_t place, const std::vector<order::Effect>& effects) {
      for (const auto& effect : effects) {
        const auto* tell = std::get_if<order::Tell>(&effect);
        if (tell != nullptr && !was_told(tell->report))
          undelivered.emplace_back(routes_[place].get(), tell->report);
      }
    });
  }
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    log::info("restored", {{"account", routes_[place]->account},
                           {"events", events.size()},
                           {"open", open(place)},
                           {"needing_attention", blotters_[place].needing_attention()}});
  }
  failpoint::pass("order_router.restored");
  for (const auto& [route, report] : undelivered) act(*route, order::Tell{report});
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    submit({clock_(), order::Restarted{blotters_.name(place), blotters_.settings(place)}});
  }
  catch_up_with_sessions();
  record_limits();
}

// ---- risk limits ----

void OrderRouter::set_limits(const config::Limits& limits) {
  for (const auto& [account, own] : limits.accounts) {
    if (blotters_.knows(account)) limits_.accounts[account] = own;
  }
  for (const auto& [session, own] : limits.sessions) {
    if (terms_.contains(session)) limits_.sessions[session] = own;
  }
  limits_by_ = "configuration read again";
  // A turn that is not recorded is undone, and the limits are set anew once the journal is back.
  if (state_ == State::Recording) record_limits();
}

void OrderRouter::record_limits() {
  const order::SessionKey whole_account{""};
  for (const auto& route : routes_) {
    record_limits(*route, whole_account, limits_.accounts[order::AccountName{route->account}]);
    for (const auto& [session, routes] : traded_by_) {
      if (routes.contains(route.get())) record_limits(*route, session, limits_.sessions[session]);
    }
    const order::OrderBook& orders = blotters_[route->place].orders();
    std::vector<order::RiskLimits> all;
    for (const auto& scope : orders.limited()) {
      const auto traded = traded_by_.find(scope);
      const bool is_ours =
          scope == whole_account || (traded != traded_by_.end() && traded->second.contains(route.get()));
      if (is_ours) {
        all.push_back(*orders.limits(scope));
      } else {
        record_limits(*route, scope, {});  // of a session that is configured no more
      }
    }
    route->upstream.serve_limits(all);
  }
}

void OrderRouter::record_limits(Route& route, const order::SessionKey& session,
                                const order::RiskLimits& wanted) {
  const order::RiskLimits* before = blotters_[route.place].orders().limits(session);
  if ((before != nullptr ? *before : order::RiskLimits{}) == wanted) return;
  const std::string who = user_of_process();
  log::info("limits_set",
            {{"account", route.account}, {"session", session.value()}, {"who", who}, {"why", limits_by_}});
  submit({clock_(), order::LimitsSet{journal_.next_ticket(), order::AccountName{route.account}, session,
                                     wanted, who, limits_by_}});
}

std::optional<order::OrderRefusal> OrderRouter::judge_limits(Route& route, order::Command& command,
                                                             Timestamp at) {
  const order::OrderBook& orders = blotters_[route.place].orders();
  const auto judge = [&](auto& request) -> std::optional<order::OrderRefusal> {
    if (orders.wants_mark_price(request.session)) {
      request.mark_price = route.upstream.mark_price(request.venue_symbol);
    }
    return orders.beyond_limits(request, at);
  };
  if (auto* place = std::get_if<order::PlaceCommand>(&command)) return judge(*place);
  return judge(std::get<order::ReplaceCommand>(command));
}

void OrderRouter::note_limit(Route& route, const order::Command& command, order::TicketId ticket) {
  const auto* place = std::get_if<order::PlaceCommand>(&command);
  const auto* replace = std::get_if<order::ReplaceCommand>(&command);
  const std::optional<order::OrderRefusal>* refused = place != nullptr     ? &place->refused
                                                      : replace != nullptr ? &replace->refused
                                                                           : nullptr;
  if (refused == nullptr || !*refused || (*refused)->limit.empty()) return;
  const std::string& session = order::session_of(command).value();
  route.metrics->limit_passed(session, (*refused)->limit);
  log_ticket(log::Level::Warn, "over_limit", {route.account, session, order::cl_ord_id_of(command), ticket},
             Field{"limit", (*refused)->limit}, Field{"text", (*refused)->text});
}

// True when a report was told. A final report of a ticket that is open was not: the engine did not take it,
// for instance because its session was not configured. One that was settled by hand leaves its ticket open.
bool OrderRouter::was_told(const order::Report& report) {
  if (!report.final) return true;
  if (!report.watched && !report.kept) return false;
  const auto prior = journal_.find_ticket(report.session, report.cl_ord_id);
  return prior && prior->final_report && prior->final_report->number >= report.number;
}

void OrderRouter::tick() {
  readiness_changed_ = true;  // of a link that is on its way nobody is told
  if (state_ == State::Down) journal_returned();
  engine_->tick();
  count_logged_on();
  lane_metrics().journal_behind(journal_.behind());
  const auto room = journal_.room();
  lane_metrics().journal_room(room.used, room.free);
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    const order::Blotter& blotter = blotters_[place];
    // While the journal is down the book is empty, which says nothing of what is open.
    if (state_ == State::Recording) routes_[place]->upstream.watch(blotter.orders().on_book());
    routes_[place]->upstream.tick();
    routes_[place]->metrics->tickets(
        {blotter.open(), blotter.doubtful(), blotter.needing_attention(), blotter.watched()});
    routes_[place]->metrics->orders(blotter.orders().live(), blotter.orders().in_doubt());
    routes_[place]->metrics->stream_in_sync(blotter.orders().in_sync());
  }
}

void OrderRouter::count_logged_on() {
  std::map<Route*, std::size_t> logged_on;
  for (const auto& [session, routes] : traded_by_) {
    if (!engine_->logged_on(session)) continue;
    for (Route* route : routes) ++logged_on[route];
  }
  for (const auto& route : routes_) route->metrics->logged_on(logged_on[route.get()]);
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

void OrderRouter::on_command(order::Command command, std::string_view message) {
  const order::Terms& terms = terms_.at(order::session_of(command));
  auto refused = order::put_under(terms, command);
  Route& route = route_of(order::account_of(command));
  // Whether a request is stale is told by the clock of its account's venue: ours may have been set wrong when
  // we started.
  if (!refused) refused = order::refuse_stale(terms, command, route.upstream.venue_time());
  const Timestamp at = clock_();
  if (!refused) {
    route.upstream.judge(command, [&](order::Command& fitted) { return judge_limits(route, fitted, at); });
  }
  count_received(*route.metrics, command);
  if (state_ == State::Down) {
    log_received(route.account, command, order::TicketId{0});
    return answer_unrecorded(std::move(command), refused);
  }
  if (state_ == State::Broken) return;  // the turn will be taken again
  cause_ = SteadyClock::now();
  try {
    auto prior = prior_of(command);
    const auto ticket = journal_.next_ticket();
    log_received(route.account, command, ticket);
    const std::int64_t dated = order::is_question(command) ? 0 : venue_time_ms(route);
    if (!prior) note_limit(route, command, ticket);
    submit({at, order::Requested{ticket, std::move(command), std::move(prior), std::move(refused), dated}},
           message);
  } catch (const std::exception& error) {
    break_turn(error.what());
  }
}

std::optional<order::Prior> OrderRouter::prior_of(const order::Command& command) {
  if (std::holds_alternative<order::MassStatusCommand>(command)) return std::nullopt;
  const order::ClOrdId cl_ord_id{order::cl_ord_id_of(command)};
  if (cl_ord_id.value().empty()) return std::nullopt;  // of a question: it need not have one
  const order::SessionKey& session = order::session_of(command);
  const Timestamp since = id_scopes_.at(session).since(clock_() + wall_offset(), command);
  return journal_.find_ticket(session, cl_ord_id, opened_since(since));
}

std::int64_t OrderRouter::venue_time_ms(const Route& route) {
  return route.upstream.clock_known() ? to_ms(route.upstream.venue_time()) : 0;
}

void OrderRouter::on_logon(const order::SessionKey&) { count_logged_on(); }

// Recorded only where there is something to cancel or to leave alone: most sessions never ask for it.
void OrderRouter::on_cancel_on_disconnect(const order::SessionKey& session,
                                          const order::CancelOnDisconnect& rule) {
  disconnect_rules_[session] = rule;
  if (state_ != State::Recording) return;
  for (Route* route : traded_by_.at(session)) {
    if (!rule.enabled && !blotters_[route->place].cancels_on_disconnect(session)) continue;
    submit({clock_(), order::CancelOnDisconnectSet{session, order::AccountName{route->account}, rule}});
  }
}

void OrderRouter::on_logout(const order::SessionKey& session, bool orderly) {
  count_logged_on();
  if (state_ != State::Recording) return;
  for (Route* route : traded_by_.at(session)) {
    if (!blotters_[route->place].cancels_on_disconnect(session)) continue;
    const bool stays = orderly && !disconnect_rules_[session].on_logout;
    if (stays) {
      submit({clock_(), order::CancelOnDisconnectSet{session, order::AccountName{route->account}, {}}});
    } else {
      begin_grace(*route, session);
    }
  }
}

void OrderRouter::begin_grace(Route& route, const order::SessionKey& session) {
  auto command = blotters_[route.place].disconnected(session, order::AccountName{route.account});
  if (!command) return;
  const auto ticket = journal_.next_ticket();
  log::warn("cancel_on_disconnect", {{"account", route.account},
                                     {"session", session.value()},
                                     {"ticket", ticket.value()},
                                     {"grace_ms", command->grace.count()}});
  submit({clock_(), order::Requested{ticket, std::move(*command), {}, {}, venue_time_ms(route)}});
}

void OrderRouter::catch_up_with_sessions() {
  const auto rules = disconnect_rules_;
  for (const auto& [session, rule] : rules) {
    if (engine_->logged_on(session)) on_cancel_on_disconnect(session, rule);
  }
  for (const auto& route : routes_) {
    for (const auto& session : blotters_[route->place].cancel_on_disconnect_sessions()) {
      if (!engine_->logged_on(session)) begin_grace(*route, session);
    }
  }
}

// ---- settled by hand ----

std::string OrderRouter::resolve(order::TicketId ticket, order::Resolution as, std::string who,
                                 std::string why) {
  if (state_ == State::Down) return "the journal cannot record";
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    if (!blotters_[place].can_resolve(ticket)) continue;
    log_ticket(log::Level::Warn, "settled_by_hand",
               about(routes_[place]->account, blotters_[place].subject(ticket), ticket),
               Field{"as", word_of(as)}, Field{"who", who}, Field{"why", why});
    submit({clock_(), order::Resolved{ticket, as, std::move(who), std::move(why)}});
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

void OrderRouter::submit(order::Event event, std::string_view evidence) {
  event.wall = wall_offset();
  if (submitting_) {  // an effect's own consequence: after the effects that are under way
    events_.push_back({std::move(event), std::string(evidence)});
    return;
  }
  submitting_ = true;
  take(event, evidence);
  while (!events_.empty()) {
    const Waiting next = std::move(events_.front());
    events_.pop_front();
    take(next.event, next.evidence);
  }
  submitting_ = false;
}

void OrderRouter::take(const order::Event& event, std::string_view evidence) {
  journal_.append(event, evidence);
  // The blotters decide nothing else meanwhile: submit() has what follows from an effect wait.
  blotters_.decide(event, [&](std::size_t place, const std::vector<order::Effect>& effects) {
    failpoint::pass("order_router.decided");
    Route& route = *routes_[place];
    route.recorded = true;
    for (const auto& effect : effects) {
      std::visit([&](const auto& what) { act(route, what); }, effect);
    }
  });
}

void OrderRouter::act(Route& route, const order::Request& request) {
  const order::RequestId& id = order::id_of(request);
  const order::Subject subject = blotters_[route.place].subject(id.ticket);
  if (auto unsent = route.upstream.stage(request, cause_, subject)) {
    log_ticket(log::Level::Info, "request_waits", about(route.account, subject, id.ticket),
               Field{"attempt", id.attempt}, Field{"reason", unsent->reason});
    submit({clock_(), order::RequestLost{id, true, std::move(unsent->reason), unsent->not_before}});
  }
}

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
  if (in_reply_) route.reported_causes.push_back(cause_);
  count_told(*route.metrics, report);
  if (!report.final) return;
  if (report.watched || report.kept) {
    journal_.settle_ticket(report);
  } else if (!report.poss_resend) {
    journal_.close_ticket(report);
  }
}

void OrderRouter::act(Route& route, const order::CallForAttention& effect) {
  if (effect.contradicted) route.metrics->verdict_contradicted();
  const About about{route.account, effect.session.value(), effect.cl_ord_id.value(), effect.ticket};
  log_ticket(
      log::Level::Error, effect.contradicted ? "verdict_contradicted" : "needs_attention", about,
      Field{"symbol", effect.symbol}, Field{"order", order::text_of(effect.order)},
      Field{"remedy", effect.contradicted
                          ? "the venue says otherwise than what was settled by hand, and the client was "
                            "told both: look the order up at the venue, tell the client's desk, and take "
                            "note with `fixbridge resolve`; until then `fixbridge tickets` lists it"
                          : "the venue has not said how this cancel ended: look the order up at the venue; "
                            "`fixbridge tickets` lists such cancels, `fixbridge resolve` settles one"});
}

void OrderRouter::act(Route&, const order::Forget& effect) {
  effect.final_report ? journal_.close_ticket(*effect.final_report) : journal_.forget_ticket(effect.ticket);
}

void OrderRouter::act(Route& route, const order::DoubtStream& effect) {
  log::warn("stream_doubted", {{"account", route.account}, {"reason", effect.reason}});
  route.upstream.doubt_stream(effect.reason);
}

// The order's own ClOrdID(11) is what the lines of its cancel are found by.
void OrderRouter::act(Route& route, const order::CancelOurselves& effect) {
  const auto ticket = journal_.next_ticket();
  const order::CancelCommand& command = effect.command;
  log_ticket(log::Level::Info, "cancel_by_bridge",
             {route.account, command.session.value(), command.orig_cl_ord_id, ticket},
             Field{"cause", word_of(command.cause)}, Field{"of", command.mass_cancel.value()},
             Field{"symbol", command.symbol});
  submit({clock_(), order::Requested{ticket, command, {}, {}, venue_time_ms(route)}});
}

void OrderRouter::act(Route& route, const order::KeepPosition& effect) {
  submit({clock_(),
          order::PositionKept{journal_.next_ticket(), order::AccountName{route.account}, effect.session,
                              effect.symbol, effect.position_side, effect.bought, effect.sold}});
}

// ---- the venue ----

void OrderRouter::readiness_changed(What change) {
  readiness_changed_ = true;
  if (state_ != State::Down) submit({clock_(), std::move(change)});
}

// What cannot be recorded is forgotten: once the journal is back, its order is asked about.
void OrderRouter::hear(What what, std::string_view frame) {
  if (state_ == State::Down) return;
  cause_ = SteadyClock::now();
  in_reply_ = true;
  submit({clock_(), std::move(what)}, frame);
  in_reply_ = false;
}

void OrderRouter::on_ready(Upstream& upstream) { readiness_changed(order::LinkUp{upstream.account()}); }

void OrderRouter::on_down(Upstream& upstream, const std::string& reason) {
  readiness_changed(order::LinkDown{reason, upstream.account()});
}

void OrderRouter::on_stream_up(Upstream& upstream) { readiness_changed(order::StreamUp{upstream.account()}); }

void OrderRouter::on_stream_down(Upstream& upstream, const std::string& reason) {
  readiness_changed(order::StreamDown{reason, upstream.account()});
}

// An order that was not placed here is nobody's, as far as order sessions go.
void OrderRouter::on_stream_order(Upstream& upstream, const order::OrderUpdate& update,
                                  std::string_view frame) {
  const auto ticket = orders_of(upstream).ticket_of(*update.order);
  if (ticket) hear(order::StreamTold{*ticket, update}, frame);
}

void OrderRouter::on_stream_algo(Upstream& upstream, const order::AlgoUpdate& update,
                                 std::string_view frame) {
  const auto ticket = orders_of(upstream).ticket_of(update.order);
  if (ticket) hear(order::AlgoTold{*ticket, update}, frame);
}

void OrderRouter::on_lost(Upstream& upstream, const VenueSession::Lost& lost, const std::string& reason) {
  const order::RequestId& request = lost.request;
  log_ticket(
      log::Level::Info, "request_lost", about(upstream.account().value(), lost.subject, request.ticket),
      Field{"attempt", request.attempt}, Field{"never_left", lost.never_left}, Field{"reason", reason});
  if (state_ == State::Down) return;
  submit({clock_(),
          order::RequestLost{lost.request, lost.never_left, "The link to the venue failed: " + reason}});
}

void OrderRouter::on_reply(Upstream&, const venue::Reply& reply, std::string_view frame) {
  hear(order::VenueAnswered{reply.request, reply.outcome}, frame);
}

// ---- the turn ----

void OrderRouter::pass_deadlines() {
  if (state_ != State::Recording) return;
  const Timestamp at = clock_();
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    const order::Blotter& blotter = blotters_[place];
    for (auto due = blotter.next_deadline(); due && due->at <= at; due = blotter.next_deadline()) {
      cause_ = SteadyClock::now();
      submit({at, order::DeadlinePassed{due->ticket}});
    }
  }
}

std::optional<Timestamp> OrderRouter::next_deadline() const {
  if (state_ == State::Down) return std::nullopt;
  std::optional<Timestamp> next;
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    const auto due = blotters_[place].next_deadline();
    if (due && (!next || due->at < *next)) next = due->at;
  }
  return next;
}

void OrderRouter::break_turn(const std::string& why) {
  // With the journal down a turn holds refusals only: there is nothing to undo.
  if (state_ == State::Down) return log::error("turn_broken", {{"lane", name_}, {"cause", why}});
  state_ = State::Broken;
  why_ = why;
}

bool OrderRouter::end_turn() {
  if (state_ != State::Down) {
    const auto began = SteadyClock::now();
    const bool whole = state_ == State::Recording;
    const journal::Commit commit = whole ? journal_.commit() : journal::Commit::Failed;
    if (commit == journal::Commit::Unknown || commit == journal::Commit::Lost) return give_up(commit);
    if (commit) {
      for (const auto& route : routes_) {
        if (std::exchange(route->recorded, false)) route->metrics->commit(since(began));
      }
      flush();
      return true;
    }
    journal_failed();
  }
  if (!session_store_.keep()) {
    log::error("reserve_failed", {{"lane", name_}, {"remedy", "free or replace the journal's disk"}});
    return false;
  }
  flush();
  return true;
}

// What the turn says may be durable, and may not: nothing of it leaves, and nothing of it is undone. The next
// start reads what became of it.
bool OrderRouter::give_up(journal::Commit commit) {
  const bool lost = commit == journal::Commit::Lost;
  log::error(
      lost ? "journal_lost" : "commit_unknown",
      {{"lane", name_},
       {"cause", journal_.error()},
       {"remedy", lost ? "another process has taken the journal: this one ends"
                       : "nobody knows whether the last turn was committed: the gateway ends, and its next "
                         "start finds out"}});
  return false;
}

void OrderRouter::flush() {
  for (const auto& route : routes_) route->upstream.flush();
  failpoint::pass("order_router.half_flushed");
  engine_->flush();
  for (const auto& route : routes_) {
    for (const auto& cause : std::exchange(route->reported_causes, {})) {
      route->metrics->reply_to_report_out(since(cause));
    }
  }
}

// ---- the end ----

std::size_t OrderRouter::open(std::size_t place) const {
  const order::Blotter& blotter = blotters_[place];
  return blotter.open() + blotter.open_status_queries() + blotter.orders().unanswered();
}

std::size_t OrderRouter::open() const {
  std::size_t sum = 0;
  for (std::size_t place = 0; place < routes_.size(); ++place) sum += open(place);
  return sum;
}

bool OrderRouter::drained() const {
  for (std::size_t place = 0; place < routes_.size(); ++place) {
    if (open(place) > 0 && routes_[place]->upstream.ready()) return false;
  }
  return true;
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
  add("lane " + name_, state_ == State::Down ? "journal: " + why_ : "");
  add("lane " + name_, journal_.damage());
  for (const auto& route : routes_) {
    add("account " + route->account, route->upstream.not_ready());
    const bool syncing = route->upstream.stream_up() && !blotters_[route->place].orders().in_sync();
    add("account " + route->account,
        syncing ? "syncing: what the venue did meanwhile is being asked for" : "");
  }
  return reasons;
}

}  // namespace bridge
