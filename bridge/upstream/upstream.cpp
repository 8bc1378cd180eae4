#include "upstream/upstream.hpp"

#include "base/log.hpp"
#include "base/wall.hpp"
#include "order/reporting.hpp"
#include "upstream/account_settings.hpp"

#include <algorithm>
#include <utility>

namespace bridge {
namespace {

using Purpose = order::WeightLimiter::Purpose;

constexpr std::int64_t kOrderWeight = 1;          // order.cancel and order.status (fixspec/venue.md, 6.1)
constexpr std::chrono::minutes kQuietWithin{30};  // an old link waits so long for a quiet moment
constexpr seconds kLeaveWithin{10};               // an old link's last answers may take so long
constexpr seconds kAnnouncedAgain{10};            // a place gets a successor at the venue's word so seldom
constexpr int kJitterParts = 24;                  // a link is replaced up to 1/24 of its age early
// So many tickets in a row take one link: those of a turn then leave in one record and one segment.
constexpr std::uint64_t kSameLink = 16;

constexpr std::chrono::hours kRulesEvery{1};  // the venue's rules are asked for so often …
constexpr seconds kRulesAgain{5};             // … and so soon again until they are known

// A timestamp may be so far ahead of the venue's clock (fixspec/venue.md, 3.4).
constexpr seconds kMayBeAhead{1};

constexpr seconds kClockOff{5};  // between the venue's clock and the one that clients are shown
constexpr const char* kSetTheClock =
    "set this host's clock (NTP); it is taken over by itself within seconds, and clients whose clock is "
    "right can log on";

Purpose purpose_of(const order::Request& request) {
  const bool first = std::visit(
      [](const auto& one) {
        if constexpr (requires { one.repeat; }) return !one.repeat;
        return false;
      },
      request);
  return first ? Purpose::FirstCancel : Purpose::Other;
}

// What the venue says to a key that it does not know, or that did not sign (fixspec/venue.md, 5.4).
bool is_about_the_key(int code) { return code == -1022 || code == -2014 || code == -2015 || code == -4056; }

}  // namespace

Upstream::Upstream(config::Account& account, Resources around, Handler& handler)
    : account_{.name = order::AccountName{account.name},
               .dialect = around.dialect ? std::move(around.dialect) : make_dialect(account),
               .link = account.link,
               .make_link = std::move(around.make_link),
               .clock = {},
               .weight_limiter = around.weight_limiter,
               .metrics = around.metrics,
               .now = std::move(around.now),
               .random = std::mt19937(around.seed)},
      rotate_after_(account.rotate_after),
      handler_(handler),
      places_(account.links) {
  for (auto& place : places_) place.session = make_session();
  if (!account.order_entry) return;
  RestCalls::Handler& rest_handler = *this;
  rest_ = std::make_unique<RestCalls>(account_, account.rest, around.make_rest, rest_handler);
  UserStream::Handler& stream_handler = *this;
  stream_ = std::make_unique<UserStream>(UserStream::Resources{.account = account.name,
                                                               .link = account.stream,
                                                               .make_link = account_.make_link,
                                                               .now = account_.now,
                                                               .rotate_after = rotate_after_,
                                                               .seed = around.seed},
                                         account_.dialect, stream_handler);
  if (!account.dead_man_switch) return;
  DeadManSwitch::Venue& caller = *this;
  dead_man_switch_.emplace(
      DeadManSwitch::Resources{
          .account = account.name,
          .countdown = account.dead_man_switch->countdown,
          .weight_share = account.dead_man_switch->weight_share,
          .may_land_for = account.dialect.recv_window + kMayBeAhead,
          .now = account_.now,
          .weight_limit = [&limiter = account_.weight_limiter] { return limiter.limit(); },
          .metrics = account_.metrics},
      caller);
}

std::unique_ptr<VenueSession> Upstream::make_session() {
  VenueSession::Handler& self = *this;
  return std::make_unique<VenueSession>(++sessions_made_, account_, self);
}

template <class Visit>
void Upstream::each_session(Visit visit) {
  for (auto& place : places_) {
    visit(*place.session);
    if (place.successor) visit(*place.successor);
  }
  for (auto& leaving : leaving_) {
    if (!leaving.closing) visit(*leaving.session);
  }
}

void Upstream::open() {
  for (auto& place : places_) place.session->open();
}

bool Upstream::ready() const {
  return std::any_of(places_.begin(), places_.end(),
                     [](const Place& place) { return place.session->ready(); });
}

std::string Upstream::not_ready() const {
  if (!ready()) return places_.front().session->not_ready();
  if (stream_ && !stream_->up()) return stream_->not_ready();
  if (stream_ && !rules_.known()) return "venue: its rules are not known yet";
  if (dead_man_switch_) {
    if (auto why = dead_man_switch_->not_ready(); !why.empty()) return why;
  }
  const auto error = clock_error();
  if (!error) return "";
  const auto ms = std::chrono::duration_cast<milliseconds>(*error).count();
  return "clock: the venue's differs from this host's by " + std::to_string(ms) + " ms: " + kSetTheClock;
}

std::optional<microseconds> Upstream::clock_offset() const {
  return account_.clock.known() ? std::optional(account_.clock.offset()) : std::nullopt;
}

void Upstream::measure_clock() {
  each_session([](VenueSession& session) { session.measure(); });
}

// Returns nothing when it is not known, or small enough.
std::optional<microseconds> Upstream::clock_error() const {
  const auto offset = clock_offset();
  if (!offset || std::chrono::abs(*offset - wall_offset()) <= kClockOff) return std::nullopt;
  return *offset - wall_offset();
}

// Another lane may have been the one that took the step over.
void Upstream::watch_clock() {
  if (const auto offset = clock_offset()) account_.metrics.clock_offset(*offset - wall_offset());
  const auto error = clock_error();
  if (error.has_value() == std::exchange(clock_is_off_, error.has_value())) return;
  if (!error) return log::info("clock_right", {{"account", account_.name.value()}});
  log::error("clock_off", {{"account", account_.name.value()},
                           {"venue_minus_ours_ms", std::chrono::duration_cast<milliseconds>(*error).count()},
                           {"remedy", kSetTheClock}});
}

void Upstream::tick() {
  each_session([](VenueSession& session) { session.tick(); });
  watch_clock();
  for (auto& place : places_) watch_age(place);
  leaving_.remove_if([](const Leaving& leaving) { return leaving.gone; });
  for (auto& leaving : leaving_) see_off(leaving);
  if (!stream_) return;
  rest_->tick();
  if (ready()) {
    ask_rules();
    ask_mark_prices();
  }
  stream_->tick();
  // Before the venue's clock is known nothing can be signed. A link that is down holds back nothing here.
  if (dead_man_switch_ && account_.clock.known()) dead_man_switch_->tick();
}

// ---- requests ----

void Upstream::ask_rules() {
  const Timestamp at = account_.now();
  if (rules_at_ != Timestamp{} && at < rules_at_ + (rules_.known() ? kRulesEvery : kRulesAgain)) return;
  rules_at_ = at;
  for (const auto question : {venue::AccountQuestion::PositionMode, venue::AccountQuestion::OrderLimits,
                              venue::AccountQuestion::Symbols}) {
    rest_->ask(question);
  }
}

void Upstream::ask_mark_prices() {
  for (const auto& symbol : mark_prices_.due(venue_time())) {
    if (!rest_->ask(venue::AccountQuestion::MarkPrices, symbol)) mark_prices_.not_asked();
  }
}

void Upstream::judge(order::Command& command, const AccountRules::JudgeLimits& limits) {
  if (stream_) rules_.judge(command, venue_time(), limits);
}

void Upstream::watch(const std::map<std::string, std::size_t>& on_book) {
  if (dead_man_switch_) dead_man_switch_->watch(on_book);
}

void Upstream::doubt_stream(const std::string& reason) {
  if (stream_) stream_->doubt(reason);
}

// The ticket's own link, or the next one that is ready. One that has fallen silent is the last choice.
VenueSession* Upstream::session_for(order::TicketId ticket) {
  const std::size_t own = ticket.value() / kSameLink % places_.size();
  VenueSession* silent = nullptr;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    VenueSession& session = *places_[(own + i) % places_.size()].session;
    if (session.ready() && !session.silent()) return &session;
    if (session.ready() && silent == nullptr) silent = &session;
  }
  return silent;
}

std::optional<Upstream::Unsent> Upstream::stage(const order::Request& request, SteadyTime cause,
                                                const order::Subject& subject) {
  if (venue::is_over_rest(order::id_of(request).kind)) {
    return rest_ ? rest_->stage(request, subject, purpose_of(request))
                 : Unsent{"No REST service is configured", {}};
  }
  VenueSession* session = session_for(order::id_of(request).ticket);
  if (session == nullptr) return Unsent{"Not connected to the venue", {}};
  // Placing and changing orders has limits of its own, and costs no weight (fixspec/venue.md, 6.1).
  const order::RequestKind kind = order::id_of(request).kind;
  const bool free = order::is_place(kind) || kind == order::RequestKind::Modify;
  const std::int64_t weight = free ? 0 : kOrderWeight;
  if (const auto later = account_.weight_limiter.take(account_.now(), weight, purpose_of(request))) {
    return Unsent{"The venue's request limit is used up", *later};
  }
  return session->stage(request, cause, subject);
}

void Upstream::flush() {
  each_session([](VenueSession& session) { session.flush(); });
  if (rest_) rest_->flush();
}

void Upstream::discard() {
  each_session([](VenueSession& session) { session.discard(); });
  if (rest_) rest_->discard();
}

// ---- links that come and go ----

Upstream::Place* Upstream::place_of(const VenueSession& session) {
  const auto place = std::find_if(places_.begin(), places_.end(), [&](const Place& candidate) {
    return candidate.session.get() == &session || candidate.successor.get() == &session;
  });
  return place == places_.end() ? nullptr : &*place;
}

void Upstream::on_session_ready(VenueSession& session) {
  Place* place = place_of(session);
  if (place == nullptr) return;  // on its way out, and back once more
  if (place->successor.get() == &session) {
    log::info(
        "link_replaced",
        {{"account", account_.name.value()}, {"old", place->session->number()}, {"new", session.number()}});
    leave(std::exchange(place->session, std::move(place->successor)));
    renewed(*place);
  }
  const auto jitter = rotate_after_ / kJitterParts;
  place->replace_at = account_.now() + rotate_after_ -
                      (jitter.count() > 0 ? milliseconds{account_.random() % jitter.count()} : jitter);
  account_.metrics.links_ready(ready_links());
  if (std::exchange(was_ready_, true)) return;
  handler_.on_ready(*this);
}

void Upstream::on_session_lost(VenueSession& session, const std::string& reason,
                               const std::vector<VenueSession::Lost>& lost) {
  if (Place* place = place_of(session); place != nullptr && place->session.get() == &session)
    place->replace_at = {};
  account_.metrics.links_ready(ready_links());
  if (was_ready_ && !ready()) {
    was_ready_ = false;
    handler_.on_down(*this, reason);
  }
  for (const auto& request : lost) handler_.on_lost(*this, request, reason);
}

void Upstream::on_session_reply(const venue::Reply& reply, std::string_view frame) {
  handler_.on_reply(*this, reply, frame);
}

// ---- the stream, and what goes over REST ----

bool Upstream::ask_key(venue::ListenKeyAction action) {
  return std::ranges::any_of(places_, [&](Place& place) { return place.session->ask_key(action); });
}

void Upstream::on_session_key(const venue::SessionReply& answer) {
  if (stream_) stream_->key_answered(answer);
}

void Upstream::on_session_orders(Timestamp sent, const venue::RateLimit& limit) {
  rules_.told(account_.clock.venue_time(sent), venue_time(), limit);
}

void Upstream::on_stream_up() { handler_.on_stream_up(*this); }
void Upstream::on_stream_down(const std::string& reason) { handler_.on_stream_down(*this, reason); }
void Upstream::on_stream_order(const order::OrderUpdate& update, std::string_view frame) {
  handler_.on_stream_order(*this, update, frame);
}

void Upstream::on_stream_algo(const order::AlgoUpdate& update, std::string_view frame) {
  handler_.on_stream_algo(*this, update, frame);
}

void Upstream::on_rest_reply(const venue::Reply& reply, std::string_view body) {
  handler_.on_reply(*this, reply, body);
}

void Upstream::on_rest_lost(const VenueSession::Lost& lost, const std::string& reason) {
  handler_.on_lost(*this, lost, reason);
}

void Upstream::on_rest_told(venue::AccountQuestion question, std::string_view body) {
  const auto unreadable = [&](const venue::Unreadable& what) {
    log::warn("account_unreadable", {{"account", account_.name.value()}, {"what", what.what}});
  };
  const bool known = rules_.known();
  switch (question) {
    case venue::AccountQuestion::Symbols:
      if (auto symbols = account_.dialect->read_symbols(body)) {
        rules_.learn(std::move(*symbols));
      } else {
        unreadable(symbols.error());
      }
      break;
    case venue::AccountQuestion::PositionMode:
      if (const auto hedge_mode = account_.dialect->read_position_mode(body)) {
        rules_.learn_position_mode(*hedge_mode);
      } else {
        unreadable(hedge_mode.error());
      }
      break;
    case venue::AccountQuestion::OrderLimits:
      if (const auto limits = account_.dialect->read_order_limits(body)) {
        rules_.learn(*limits);
      } else {
        unreadable(limits.error());
      }
      break;
    case venue::AccountQuestion::MarkPrices:
      if (const auto prices = account_.dialect->read_mark_prices(body)) {
        mark_prices_.learn(*prices);
      } else {
        unreadable(prices.error());
      }
      break;
  }
  if (!known && rules_.known()) log::info("venue_rules_known", {{"account", account_.name.value()}});
}

std::optional<Upstream::Unsent> Upstream::set_countdown(const venue::Countdown& countdown,
                                                        milliseconds within) {
  return rest_->set_countdown(countdown, within);
}

void Upstream::on_rest_countdown(const venue::Countdown& asked, Timestamp sent,
                                 const std::optional<DeadManSwitch::Failure>& failure) {
  if (dead_man_switch_) dead_man_switch_->answered(asked, sent, failure);
}

void Upstream::on_session_ending(VenueSession& session) {
  Place* place = place_of(session);
  if (place == nullptr || place->session.get() != &session) return;
  // A venue that says so to every link as it comes would have us connect without end; a link that falls comes
  // back by itself, with its back-off.
  if (account_.now() - place->announced_at < kAnnouncedAgain) return;
  place->announced_at = account_.now();
  succeed(*place);
}

std::size_t Upstream::ready_links() const {
  return static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(),
                                                [](const Place& place) { return place.session->ready(); }));
}

// Replaces one link at a time, at a quiet moment if there is one.
void Upstream::watch_age(Place& place) {
  if (!place.session->ready() || place.replace_at == Timestamp{} || account_.now() < place.replace_at) return;
  const bool other_changes = std::any_of(places_.begin(), places_.end(), [](const Place& other) {
    return other.successor != nullptr || !other.session->ready();
  });
  const bool quiet = place.session->in_flight() == 0 && !other_changes;
  if (quiet || account_.now() >= place.replace_at + kQuietWithin) succeed(place);
}

void Upstream::succeed(Place& place) {
  if (place.successor || closing_) return;
  place.successor = make_session();
  log::info("link_replacing", {{"account", account_.name.value()},
                               {"old", place.session->number()},
                               {"new", place.successor->number()}});
  place.successor->open();
}

void Upstream::leave(std::unique_ptr<VenueSession> session) {
  leaving_.push_back({std::move(session), account_.now() + kLeaveWithin});
}

void Upstream::see_off(Leaving& leaving) {
  if (leaving.closing || (leaving.session->in_flight() > 0 && account_.now() < leaving.by)) return;
  leaving.closing = true;
  for (const auto& lost : leaving.session->give_up()) handler_.on_lost(*this, lost, "the link was replaced");
  leaving.session->close([&leaving] { leaving.gone = true; });
}

// ---- a new key ----

void Upstream::renew(std::shared_ptr<const venue::Dialect> dialect, Renewed done) {
  auto before = renewal_ && !renewal_->begun ? renewal_->before : account_.dialect;
  end_renewal(false, "another key came before this one was in use");
  if (closing_) return done(false, "the gateway stops");
  account_.dialect = std::move(dialect);
  renewal_ = Renewal{std::move(before), std::move(done)};
  for (auto& place : places_) {
    if (place.successor) leave(std::move(place.successor));  // it has another key
    place.renewing = true;
    succeed(place);
  }
}

void Upstream::renewed(Place& place) {
  if (!std::exchange(place.renewing, false) || !renewal_) return;
  renewal_->begun = true;
  if (std::any_of(places_.begin(), places_.end(), [](const Place& other) { return other.renewing; })) return;
  log::info("key_renewed", {{"account", account_.name.value()}, {"links", places_.size()}});
  account_.metrics.key_renewed();
  end_renewal(true, "the new key is in use on " + std::to_string(places_.size()) + " link(s)");
}

void Upstream::on_session_refused(VenueSession& session, const order::VenueError& error) {
  const Place* place = place_of(session);
  const bool is_new = place != nullptr && place->renewing && place->successor.get() == &session;
  if (is_new && renewal_ && !renewal_->begun && is_about_the_key(error.code)) give_up_renewal(error);
}

void Upstream::give_up_renewal(const order::VenueError& error) {
  account_.dialect = renewal_->before;
  for (auto& place : places_) {
    place.renewing = false;
    if (place.successor) leave(std::move(place.successor));
  }
  log::error("key_refused", {{"account", account_.name.value()},
                             {"code", error.code},
                             {"text", error.text},
                             {"remedy", "the old key stays in use; mend the new one and reload again"}});
  account_.metrics.key_refused();
  end_renewal(false, "the venue refuses the new key: " + order::venue_text(error) +
                         "; the links stay on the old one");
}

void Upstream::end_renewal(bool taken, const std::string& text) {
  if (!renewal_) return;
  const Renewed done = std::move(renewal_->done);
  renewal_.reset();
  done(taken, text);
}

void Upstream::close(std::function<void()> done) {
  closing_ = true;
  end_renewal(false, "the gateway stops");
  if (!dead_man_switch_) return close_links(std::move(done));
  dead_man_switch_->stop([this, done = std::move(done)] { close_links(done); });
}

void Upstream::close_links(std::function<void()> done) {
  links_closing_ = 1;
  const auto closed = [this, done = std::move(done)] {
    if (--links_closing_ == 0) done();
  };
  each_session([&](VenueSession& session) {
    ++links_closing_;
    session.close(closed);
  });
  if (stream_) {
    links_closing_ += 2;
    stream_->close(closed);
    rest_->close(closed);
  }
  closed();
}

}  // namespace bridge
