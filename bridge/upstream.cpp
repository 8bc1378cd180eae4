#include "upstream.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "order/reports.hpp"
#include "venue/binance/dialect.hpp"
#include "venue/binance/errors.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kInFlightMax = 10000;
constexpr seconds kSessionAnswerWithin{5};
constexpr seconds kTimeEvery{60};
constexpr milliseconds kLogonAgainFirst{1000};
constexpr milliseconds kLogonAgainMax{60000};
constexpr int kUnauthorized = 401;

microseconds since(SteadyClock::time_point then) {
  return std::chrono::duration_cast<microseconds>(SteadyClock::now() - then);
}

std::string text_of(const order::OrderRef& order) {
  if (const auto* id = std::get_if<order::OrderId>(&order)) return std::to_string(id->value());
  return std::get<order::ClientOrderId>(order).value();
}

// The rooms below do not know the account's name and write "<name>".
std::string named(std::string text, const std::string& account) {
  constexpr std::string_view kPlaceholder = "<name>";
  for (auto at = text.find(kPlaceholder); at != text.npos;
       at = text.find(kPlaceholder, at + account.size())) {
    text.replace(at, kPlaceholder.size(), account);
  }
  return text;
}

const char* word_of(const order::SendCancel&) { return "cancel_sent"; }
const char* word_of(const order::AskStatus&) { return "status_asked"; }

}  // namespace

std::unique_ptr<venue::Dialect> make_dialect(config::Account& account) {
  try {
    return venue::binance::make_dialect(std::move(account.credentials), account.dialect);
  } catch (const std::runtime_error& error) {
    const std::string text = named(error.what(), account.name);
    throw std::runtime_error(text.starts_with("accounts.") ? text : "accounts." + account.name + ": " + text);
  }
}

order::BlotterSettings blotter_settings(const config::Account& account) {
  order::BlotterSettings settings;
  settings.answer_within = account.answer_within;
  settings.recv_window = account.dialect.recv_window;
  settings.open_tickets_max = account.in_flight_limit;
  settings.open_enquiries_max = account.in_flight_limit;
  return settings;
}

std::string remedy_of(int code, const std::string& account) {
  return named(venue::binance::remedy(code), account);
}

Upstream::Upstream(boost::asio::io_context& io, config::Account& account, ops::Metrics::Lane& metrics,
                   Owner& owner)
    : name_(account.name),
      metrics_(metrics),
      owner_(owner),
      dialect_(make_dialect(account)),
      link_(venue::make_link(io, account.link, *this)),
      logon_backoff_(kLogonAgainFirst, kLogonAgainMax),
      random_(std::random_device{}()) {}

std::string Upstream::not_ready() const {
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

void Upstream::tick() {
  if (state_ == State::Down) return;
  const Timestamp at = now();
  if (!session_request_.empty() && at - session_asked_ <= kSessionAnswerWithin) return;
  const bool overdue = !std::exchange(session_request_, {}).empty();
  if (state_ == State::Refused && at < logon_again_at_) return;
  if (state_ == State::LoggingOn) return log_on();
  if (overdue || state_ != State::Ready || at - session_asked_ > kTimeEvery) ask_time();
}

// ---- requests ----

template <class Request>
bool Upstream::stage(const Request& request, SteadyTime cause) {
  if (state_ != State::Ready) return false;
  std::string frame = dialect_->encode(request, clock_.venue_time(now()));
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_out", {{"account", name_.value()}, {"frame", dialect_->masked(frame)}});
  }
  if (!link_->stage(std::move(frame), &request.request)) return false;
  log::info(word_of(request), {{"account", name_.value()},
                               {"ticket", request.request.ticket.value()},
                               {"attempt", request.request.attempt},
                               {"symbol", request.symbol},
                               {"order", text_of(request.order)}});
  if (in_flight_.size() >= kInFlightMax) in_flight_.erase(in_flight_.begin());  // long unanswered
  in_flight_[request.request] = InFlight{cause, {}};
  leaving_.push_back(request.request);
  return true;
}
template bool Upstream::stage(const order::SendCancel& request, SteadyTime cause);
template bool Upstream::stage(const order::AskStatus& request, SteadyTime cause);

void Upstream::flush() {
  link_->flush();
  const auto left = SteadyClock::now();
  for (const auto& request : std::exchange(leaving_, {})) {
    const auto sent = in_flight_.find(request);
    if (sent == in_flight_.end()) continue;
    sent->second.sent = left;
    metrics_.fix_in_to_frame_out(since(sent->second.caused));
  }
}

void Upstream::discard() {
  link_->discard();
  leaving_.clear();
  in_flight_.clear();
  session_request_.clear();
}

// ---- the link ----

void Upstream::on_link_open() {
  state_ = State::Measuring;
  ask_time();
}

void Upstream::on_link_lost(const std::string& reason, const std::vector<order::RequestId>& never_left) {
  session_request_.clear();
  const bool was_ready = ready();
  state_ = State::Down;
  reason_ = reason;
  if (was_ready) lose(reason, never_left);
}

void Upstream::lose(const std::string& reason, const std::vector<order::RequestId>& never_left) {
  metrics_.link_up(false);
  leaving_.clear();
  std::vector<Lost> lost;
  for (const auto& [request, sent] : std::exchange(in_flight_, {})) {
    const bool kept_back = std::find(never_left.begin(), never_left.end(), request) != never_left.end();
    lost.push_back({request, kept_back});
  }
  owner_.on_lost(*this, reason, lost);
}

void Upstream::on_frame(std::string_view frame) {
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_in", {{"account", name_.value()}, {"frame", dialect_->masked(frame)}});
  }
  auto decoded = dialect_->decode(frame);
  if (!decoded) {
    metrics_.frame_unreadable();
    log::warn("frame_unreadable", {{"account", name_.value()}, {"what", decoded.error().what}});
    return;
  }
  for (const auto& limit : decoded->rate_limits) {
    if (limit.type == "REQUEST_WEIGHT") metrics_.used_weight(limit.count);
  }
  if (auto* reply = std::get_if<venue::Reply>(&decoded->message)) return order_answered(*reply, frame);
  if (const auto* answer = std::get_if<venue::SessionReply>(&decoded->message)) {
    return session_answered(*answer);
  }
  if (const auto* other = std::get_if<venue::Stray>(&decoded->message)) return stray(*other);
  log::info("venue_shutdown_announced", {{"account", name_.value()}});
}

void Upstream::order_answered(venue::Reply& reply, std::string_view frame) {
  const auto sent = in_flight_.find(reply.request);
  if (sent == in_flight_.end()) return stray({"a reply to no open request", std::nullopt});
  metrics_.frame_out_to_reply(since(sent->second.sent));
  in_flight_.erase(sent);
  auto* error = order::error_of(reply.outcome);
  const std::string remedy = error != nullptr ? remedy_of(error->code, name_.value()) : "";
  log::write(remedy.empty() ? log::Level::Info : log::Level::Warn, "answered",
             {{"account", name_.value()},
              {"ticket", reply.request.ticket.value()},
              {"attempt", reply.request.attempt},
              {"code", error != nullptr ? error->code : 0},
              {"text", error != nullptr ? error->text : ""},
              {"remedy", remedy}});
  // It may be the clocks. Two samples that cannot both be right: the newer one holds (venue/clock.cpp).
  if (error != nullptr && error->retry == order::Retry::Soon && session_request_.empty()) ask_time();
  if (error != nullptr && error->retry_after_ms != 0) {
    error->retry_after_ms -= std::chrono::duration_cast<milliseconds>(clock_.offset()).count();
  }
  owner_.on_reply(*this, reply, frame);
}

// A frame that answers nothing. One with a null id and status 401 tells that our key was revoked (venue
// §1.6).
void Upstream::stray(const venue::Stray& frame) {
  metrics_.frame_stray();
  log::warn("frame_stray", {{"account", name_.value()},
                            {"what", frame.what},
                            {"code", frame.error ? frame.error->code : 0},
                            {"remedy", frame.error ? remedy_of(frame.error->code, name_.value()) : ""}});
  if (!frame.error || frame.error->status != kUnauthorized || !dialect_->logs_on()) return;
  if (state_ == State::Ready || state_ == State::LoggingOn) refused(*frame.error);
}

// ---- the session at the venue ----

void Upstream::ask_time() {
  const std::string id = "time-" + std::to_string(++session_requests_);
  logging_on_ = false;
  if (state_ == State::Refused) state_ = State::Measuring;
  stage_session_request(id, dialect_->ask_time(id));
}

void Upstream::log_on() {
  const std::string id = "logon-" + std::to_string(++session_requests_);
  logging_on_ = true;
  stage_session_request(id, dialect_->log_on(id, clock_.venue_time(now())));
}

void Upstream::stage_session_request(std::string id, std::string frame) {
  session_asked_ = now();
  if (log::enabled(log::Level::Debug)) {
    log::debug("frame_out", {{"account", name_.value()}, {"frame", dialect_->masked(frame)}});
  }
  if (link_->stage(std::move(frame), nullptr)) session_request_ = std::move(id);
}

void Upstream::session_answered(const venue::SessionReply& answer) {
  // A late answer to an earlier one: its round trip says nothing, its logon was asked again.
  if (answer.id != session_request_) return stray({"a late reply to \"" + answer.id + "\"", answer.error});
  session_request_.clear();
  logging_on_ ? logon_answered(answer) : time_answered(answer);
}

void Upstream::time_answered(const venue::SessionReply& answer) {
  if (answer.error) {
    log::warn("clock_not_told", {{"account", name_.value()}, {"text", order::venue_text(*answer.error)}});
    return;  // tick() asks again
  }
  clock_.measured(session_asked_, now(), answer.server_time_ms);
  metrics_.clock_offset(clock_.offset());
  log::info("clock_measured", {{"account", name_.value()},
                               {"offset_us", clock_.offset().count()},
                               {"uncertainty_us", clock_.uncertainty().count()}});
  if (state_ != State::Measuring) return;
  if (!dialect_->logs_on()) return become_ready();
  state_ = State::LoggingOn;
  log_on();
}

void Upstream::logon_answered(const venue::SessionReply& answer) {
  if (answer.error) return refused(*answer.error);
  if (!answer.authorized) {
    order::VenueError silent;
    silent.text = "session.logon was answered without an apiKey";
    return refused(silent);
  }
  log::info("venue_logged_on", {{"account", name_.value()}});
  logon_backoff_ = venue::Backoff(kLogonAgainFirst, kLogonAgainMax);
  become_ready();
}

void Upstream::refused(const order::VenueError& error) {
  const bool was_ready = ready();
  state_ = State::Refused;
  const std::string remedy = remedy_of(error.code, name_.value());
  reason_ = "session.logon refused: " + order::venue_text(error) + (remedy.empty() ? "" : ": " + remedy);
  const auto wait = logon_backoff_.wait_after(milliseconds{0}, static_cast<std::uint32_t>(random_()));
  logon_again_at_ = now() + wait;
  log::error("venue_logon_refused", {{"account", name_.value()},
                                     {"code", error.code},
                                     {"text", error.text},
                                     {"remedy", remedy},
                                     {"again_in_ms", wait.count()}});
  if (was_ready) lose(reason_, {});
}

void Upstream::become_ready() {
  state_ = State::Ready;
  metrics_.link_up(true);
  owner_.on_ready(*this);
}

}  // namespace bridge
