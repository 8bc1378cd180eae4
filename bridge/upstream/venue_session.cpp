#include "upstream/venue_session.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/wall.hpp"
#include "ops/ticket_log.hpp"
#include "order/reporting.hpp"
#include "order/target.hpp"
#include "upstream/account_settings.hpp"
#include "upstream/upstream.hpp"

#include <algorithm>
#include <utility>

namespace bridge {
namespace {

using log::Field;
using SteadyClock = std::chrono::steady_clock;
using Purpose = order::WeightLimiter::Purpose;

constexpr std::size_t kInFlightMax = 10000;
constexpr milliseconds kQueueFull{25};    // try again after
constexpr milliseconds kCannotSign{500};  // try again after
constexpr seconds kSessionAnswerWithin{5};
constexpr seconds kTimeEvery{60};
constexpr milliseconds kLogonAgainFirst{1000};
constexpr milliseconds kLogonAgainMax{60000};
constexpr seconds kSilentAfter{2};  // with a request unanswered for so long another link is preferred
constexpr int kUnauthorized = 401;
constexpr int kBanned = 418;
constexpr int kTooManyRequests = 429;
constexpr std::chrono::hours kLongestBan{72};  // fixspec/venue.md, 6.2
constexpr int kOddLinesPerSecond = 20;         // about frames that the venue may send at will
constexpr std::int64_t kHandshakeWeight = 5;   // fixspec/venue.md, 6.1
constexpr std::int64_t kSessionWeight = 2;     // fixspec/venue.md, 4.4
constexpr std::int64_t kListenKeyWeight = 1;   // fixspec/venue.md, 4.10

microseconds since(SteadyClock::time_point then) {
  return std::chrono::duration_cast<microseconds>(SteadyClock::now() - then);
}

const char* word_of(const order::Request& request) {
  switch (order::id_of(request).kind) {
    case order::RequestKind::Cancel:
    case order::RequestKind::AlgoCancel:
      return "cancel_sent";
    case order::RequestKind::Place:
    case order::RequestKind::AlgoPlace:
      return "place_sent";
    case order::RequestKind::Modify:
      return "modify_sent";
    case order::RequestKind::Status:
    case order::RequestKind::Trades:
    case order::RequestKind::OpenOrders:
    case order::RequestKind::AllOrders:
    case order::RequestKind::AlgoStatus:
    case order::RequestKind::SweepOpenOrders:
    case order::RequestKind::SweepAlgoOrders:
      break;
  }
  return "status_asked";
}

void log_unsigned(const order::AccountName& account, const venue::Unsigned& refused) {
  log::error(
      "cannot_sign",
      {{"account", account.value()},
       {"cause", refused.why},
       {"remedy", refused.signer_dead ? "none needed: the gateway ends in good order, to be started again"
                                      : "restart the gateway"}});
}

const order::Order* order_of(const order::Outcome& outcome) {
  if (const auto* canceled = std::get_if<order::Canceled>(&outcome)) return &*canceled->order;
  const auto* found = std::get_if<order::Found>(&outcome);
  return found != nullptr ? &*found->order : nullptr;
}

}  // namespace

VenueSession::VenueSession(std::uint64_t number, Account& account, Handler& handler)
    : number_(number),
      account_(account),
      handler_(handler),
      dialect_(account.dialect),
      link_(account.make_link(account.link, *this)),
      logon_backoff_(kLogonAgainFirst, kLogonAgainMax),
      odd_lines_(kOddLinesPerSecond) {}

std::string VenueSession::not_ready() const {
  switch (state_) {
    case State::Ready:
      return "";
    case State::Down:
      return "venue: link down: " + reason_;
    case State::Measuring:
      return "venue: clock not known yet";
    case State::LoggingOn:
      return "venue: logging on";
    case State::Refused:
      return "venue: " + reason_;
  }
  return "";
}

void VenueSession::tick() {
  if (state_ == State::Down) return;
  const Timestamp at = account_.now();
  if (!session_request_.empty() && at - session_asked_ <= kSessionAnswerWithin) return;
  const bool overdue = !std::exchange(session_request_, {}).empty();
  if (state_ == State::Refused && at < logon_again_at_) return;
  if (state_ == State::LoggingOn) return log_on();
  if (overdue || state_ != State::Ready || at - session_asked_ > kTimeEvery) ask_time();
}

void VenueSession::measure() {
  if (state_ == State::Ready && session_request_.empty()) ask_time();
}

// ---- requests ----

std::optional<VenueSession::Unsent> VenueSession::stage(const order::Request& request, SteadyTime cause,
                                                        const order::Subject& subject) {
  if (state_ != State::Ready) return Unsent{"Not connected to the venue", {}};
  const order::RequestId& id = order::id_of(request);
  const Timestamp at = account_.now();
  auto frame = dialect_->encode(request, account_.clock.venue_time(at));
  if (!frame) {
    log_unsigned(account_.name, frame.error());
    return Unsent{"The request cannot be signed", at + kCannotSign};
  }
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_out", {{"account", account_.name.value()}, {"frame", dialect_->masked(*frame)}});
  }
  const auto staged = link_->stage(std::move(*frame));
  if (!staged) {
    return Unsent{"Too many requests wait for the link to the venue", at + kQueueFull};
  }
  log_ticket(log::Level::Info, word_of(request), about(account_name(), subject, id.ticket),
             Field{"link", number_}, Field{"attempt", id.attempt}, Field{"symbol", order::symbol_of(request)},
             Field{"order", order::text_of(order::order_of(request))});
  if (in_flight_.size() >= kInFlightMax) in_flight_.erase(in_flight_.begin());  // long unanswered
  in_flight_[id] =
      InFlight{*staged, cause, {}, at, order::symbol_of(request), order::order_of(request), subject};
  leaving_.push_back(id);
  return std::nullopt;
}

void VenueSession::flush() {
  link_->flush();
  const auto left = SteadyClock::now();
  for (const auto& request : std::exchange(leaving_, {})) {
    const auto sent = in_flight_.find(request);
    if (sent == in_flight_.end()) continue;
    sent->second.sent = left;
    account_.metrics.fix_in_to_frame_out(since(sent->second.caused));
  }
}

void VenueSession::discard() {
  link_->discard();
  leaving_.clear();
  in_flight_.clear();
  session_request_.clear();
  key_request_.clear();
}

// ---- the link ----

milliseconds VenueSession::on_link_connecting() {
  const Timestamp at = account_.now();
  const auto later = account_.weight_limiter.take(at, kHandshakeWeight, Purpose::Other);
  if (!later) return milliseconds{0};
  reason_ = "the weight budget of this address is used up until " + iso_text(*later);
  return std::max(std::chrono::ceil<milliseconds>(*later - at), milliseconds{1});
}

void VenueSession::on_link_open() {
  state_ = State::Measuring;
  ask_time();
}

void VenueSession::on_link_lost(const std::string& reason, std::uint64_t handed_over) {
  session_request_.clear();
  key_request_.clear();
  const bool was_ready = ready();
  state_ = State::Down;
  reason_ = reason;
  if (was_ready) lose(reason, handed_over);
}

void VenueSession::on_link_unreachable(const std::string& reason, milliseconds hold) {
  reason_ = reason;
  if (hold > milliseconds{0}) account_.weight_limiter.pause(account_.now() + hold);
}

std::vector<VenueSession::Lost> VenueSession::take_in_flight(std::uint64_t handed_over) {
  leaving_.clear();
  std::vector<Lost> lost;
  for (auto& [request, sent] : std::exchange(in_flight_, {})) {
    lost.push_back({request, sent.frame > handed_over, std::move(sent.subject)});
  }
  return lost;
}

void VenueSession::lose(const std::string& reason, std::uint64_t handed_over) {
  handler_.on_session_lost(*this, reason, take_in_flight(handed_over));
}

// Tickets come nearly in the order of time, so the first one's request is the oldest.
bool VenueSession::silent() const {
  if (in_flight_.empty()) return false;
  const Timestamp asked = in_flight_.begin()->second.signed_at;
  return heard_ < asked && asked + kSilentAfter < account_.now();
}

void VenueSession::on_frame(std::string_view frame) {
  heard_ = account_.now();
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_in", {{"account", account_.name.value()}, {"frame", dialect_->masked(frame)}});
  }
  auto decoded = dialect_->decode(frame);
  if (!decoded) {
    account_.metrics.frame_unreadable();
    if (may_log()) {
      log::warn("frame_unreadable", {{"account", account_.name.value()},
                                     {"link", number_},
                                     {"bytes", frame.size()},
                                     {"what", decoded.error().what}});
    }
    return;
  }
  if (auto* reply = std::get_if<venue::Reply>(&decoded->message)) {
    return order_answered(*reply, frame, decoded->rate_limits);
  }
  if (const auto* answer = std::get_if<venue::SessionReply>(&decoded->message)) {
    learn(session_asked_, decoded->rate_limits);
    return session_answered(*answer);
  }
  if (const auto* other = std::get_if<venue::Stray>(&decoded->message)) return stray(*other);
  if (may_log()) {
    log::info("venue_shutdown_announced", {{"account", account_.name.value()}, {"link", number_}});
  }
  handler_.on_session_ending(*this);
}

// Learns what the reply to a request signed at `sent` says about the weight used.
void VenueSession::learn(Timestamp sent, const std::vector<venue::RateLimit>& limits) {
  for (const auto& limit : limits) {
    if (limit.type == "ORDERS") handler_.on_session_orders(sent, limit);
    // Where the venue does not count the weight it says so with -1 (fixspec/venue.md, 6.3).
    if (limit.type != "REQUEST_WEIGHT" || limit.limit < 0) continue;
    account_.metrics.used_weight(limit.count);
    account_.weight_limiter.told(sent, account_.now(), limit.limit, limit.count);
  }
}

void VenueSession::obey(const order::VenueError& error) {
  if (error.status != kTooManyRequests && error.status != kBanned) return;
  const Timestamp until = account_.weight_limiter.pause_until(believed(error.retry_after_ms), account_.now());
  if (!may_log()) return;
  log::warn("venue_limits", {{"account", account_.name.value()},
                             {"status", error.status},
                             {"text", error.text},
                             {"pause_until", iso_text(until)}});
}

void VenueSession::order_answered(venue::Reply& reply, std::string_view frame,
                                  const std::vector<venue::RateLimit>& limits) {
  auto* error = order::error_of(reply.outcome);
  if (error != nullptr) obey(*error);  // whatever was asked, and whether it is still waited for
  const auto sent = in_flight_.find(reply.request);
  if (sent == in_flight_.end()) return stray({"a reply to no open request", std::nullopt});
  account_.metrics.frame_out_to_reply(since(sent->second.sent));
  learn(sent->second.signed_at, limits);
  check_order(sent->second, reply);
  const order::Subject subject = std::move(sent->second.subject);
  in_flight_.erase(sent);
  const std::string remedy = error != nullptr ? remedy_of(error->code, account_.name.value()) : "";
  log_ticket(remedy.empty() ? log::Level::Info : log::Level::Warn, "answered",
             about(account_name(), subject, reply.request.ticket), Field{"link", number_},
             Field{"attempt", reply.request.attempt}, Field{"code", error != nullptr ? error->code : 0},
             Field{"text", error != nullptr ? error->text : ""}, Field{"remedy", remedy});
  if (error != nullptr) {
    // The clocks may be the cause. Of two samples that cannot both be right the newer one holds
    // (venue/clock.cpp).
    if (error->retry == order::Retry::Soon && session_request_.empty()) ask_time();
    // Whoever comes too early is banned, so neither a part of a millisecond nor our doubt about the venue's
    // clock may make us so.
    if (error->retry_after_ms != 0) {
      const Timestamp ours = account_.clock.surely_reached(from_ms(believed(error->retry_after_ms)));
      error->retry_after_ms = to_ms(std::chrono::ceil<milliseconds>(ours));
    }
  }
  handler_.on_session_reply(reply, frame);
}

void VenueSession::check_order(const InFlight& asked, const venue::Reply& reply) {
  const order::Order* shown = order_of(reply.outcome);
  if (shown == nullptr || (shown->symbol == asked.symbol && order::names(asked.order, *shown))) return;
  account_.metrics.frame_stray();
  if (!may_log()) return;
  log_ticket(log::Level::Warn, "frame_stray", about(account_name(), asked.subject, reply.request.ticket),
             Field{"link", number_}, Field{"what", "a reply about another order than was asked for"},
             Field{"asked", asked.symbol + " " + order::text_of(asked.order)},
             Field{"shown", shown->symbol + " " + std::to_string(shown->order_id.value())});
}

bool VenueSession::may_log() {
  const auto left_out = odd_lines_.take();
  if (left_out && *left_out > 0) {
    log::warn("frame_lines_left_out",
              {{"account", account_.name.value()}, {"link", number_}, {"lines", *left_out}});
  }
  return left_out.has_value();
}

std::int64_t VenueSession::believed(std::int64_t venue_ms) const {
  return std::min(venue_ms, to_ms(account_.clock.venue_time(account_.now()) + kLongestBan));
}

// A frame that answers nothing. One with a null id and status 401 tells that our key was revoked
// (fixspec/venue.md, 2.4).
void VenueSession::stray(const venue::Stray& frame) {
  account_.metrics.frame_stray();
  if (may_log()) {
    log::warn("frame_stray",
              {{"account", account_.name.value()},
               {"link", number_},
               {"what", frame.what},
               {"code", frame.error ? frame.error->code : 0},
               {"remedy", frame.error ? remedy_of(frame.error->code, account_.name.value()) : ""}});
  }
  if (!frame.error) return;
  obey(*frame.error);
  if (frame.error->status != kUnauthorized || !dialect_->logs_on()) return;
  if (state_ == State::Ready || state_ == State::LoggingOn) refused(*frame.error);
}

// ---- the session at the venue ----

void VenueSession::ask_time() {
  const std::string id = "time-" + std::to_string(++session_requests_);
  logging_on_ = false;
  if (state_ == State::Refused) state_ = State::Measuring;
  stage_session_request(id, dialect_->ask_time(id));
}

void VenueSession::log_on() {
  const std::string id = "logon-" + std::to_string(++session_requests_);
  auto frame = dialect_->log_on(id, account_.clock.venue_time(account_.now()));
  if (!frame) {
    log_unsigned(account_.name, frame.error());
    wait_refused("session.logon cannot be signed: " + frame.error().why);
    return;
  }
  logging_on_ = true;
  stage_session_request(id, std::move(*frame));
}

// Without weight to spare the request is left to a later tick().
void VenueSession::stage_session_request(std::string id, std::string frame) {
  session_asked_ = account_.now();
  if (account_.weight_limiter.take(session_asked_, kSessionWeight, Purpose::Other)) return;
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_out", {{"account", account_.name.value()}, {"frame", dialect_->masked(frame)}});
  }
  if (link_->stage(std::move(frame))) session_request_ = std::move(id);
}

bool VenueSession::ask_key(venue::ListenKeyAction action) {
  const Timestamp at = account_.now();
  const bool waits = !key_request_.empty() && at - key_asked_ <= kSessionAnswerWithin;
  if (state_ != State::Ready || waits) return false;
  if (account_.weight_limiter.take(at, kListenKeyWeight, Purpose::Other)) return false;
  std::string id = "key-" + std::to_string(++session_requests_);
  if (!link_->stage(dialect_->listen_key(action, id))) return false;
  key_request_ = std::move(id);
  key_asked_ = at;
  return true;
}

void VenueSession::session_answered(const venue::SessionReply& answer) {
  if (answer.error) obey(*answer.error);
  if (answer.id == key_request_) {
    key_request_.clear();
    return handler_.on_session_key(answer);
  }
  // This is a late answer to an earlier request: its round trip says nothing, and its logon was asked again.
  if (answer.id != session_request_) return stray({"a late reply to \"" + answer.id + "\"", answer.error});
  session_request_.clear();
  logging_on_ ? logon_answered(answer) : time_answered(answer);
}

void VenueSession::time_answered(const venue::SessionReply& answer) {
  if (answer.error) {
    log::warn("clock_not_told",
              {{"account", account_.name.value()}, {"text", order::venue_text(*answer.error)}});
    return;  // tick() asks again
  }
  account_.clock.measured(session_asked_, account_.now(), answer.server_time_ms);
  if (account_.clock.known())
    account_.weight_limiter.measured(account_.clock.offset(), account_.clock.uncertainty());
  account_.metrics.clock_offset(account_.clock.offset() - wall_offset());
  log::info("clock_measured", {{"account", account_.name.value()},
                               {"link", number_},
                               {"offset_us", account_.clock.offset().count()},
                               {"uncertainty_us", account_.clock.uncertainty().count()}});
  if (state_ != State::Measuring || !account_.clock.known()) return;
  if (!dialect_->logs_on()) return become_ready();
  state_ = State::LoggingOn;
  log_on();
}

void VenueSession::logon_answered(const venue::SessionReply& answer) {
  if (answer.error) return refused(*answer.error);
  if (!answer.authorized) {
    order::VenueError silent;
    silent.text = "session.logon was answered without an apiKey";
    return refused(silent);
  }
  log::info("venue_logged_on", {{"account", account_.name.value()}, {"link", number_}});
  logon_backoff_ = venue::Backoff(kLogonAgainFirst, kLogonAgainMax);
  become_ready();
}

void VenueSession::refused(const order::VenueError& error) {
  const bool was_ready = ready();
  const std::string remedy = remedy_of(error.code, account_.name.value());
  const auto wait = wait_refused("session.logon refused: " + order::venue_text(error) +
                                 (remedy.empty() ? "" : ": " + remedy));
  log::error("venue_logon_refused", {{"account", account_.name.value()},
                                     {"link", number_},
                                     {"code", error.code},
                                     {"text", error.text},
                                     {"remedy", remedy},
                                     {"again_in_ms", wait.count()}});
  if (was_ready) lose(reason_, kAllFrames);
  handler_.on_session_refused(*this, error);
}

milliseconds VenueSession::wait_refused(std::string why) {
  state_ = State::Refused;
  reason_ = std::move(why);
  const auto wait = logon_backoff_.wait_after(milliseconds{0}, static_cast<std::uint32_t>(account_.random()));
  logon_again_at_ = account_.now() + wait;
  return wait;
}

void VenueSession::become_ready() {
  state_ = State::Ready;
  handler_.on_session_ready(*this);
}

}  // namespace bridge
