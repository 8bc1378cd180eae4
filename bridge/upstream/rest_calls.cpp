#include "upstream/rest_calls.hpp"

#include "base/log.hpp"
#include "ops/ticket_log.hpp"
#include "order/reporting.hpp"

#include <utility>

namespace bridge {
namespace {

using log::Field;
using Purpose = order::WeightLimiter::Purpose;

constexpr int kOk = 200;
constexpr int kRestBanned = 418;
constexpr int kRestTooMany = 429;
constexpr milliseconds kCannotSignRest{500};  // try again after
constexpr seconds kPauseUnasked{10};          // after a 429 or 418 that does not say how long

}  // namespace

RestCalls::RestCalls(VenueSession::Account& account, venue::RestSettings settings, const MakeRest& make_rest,
                     Handler& handler)
    : account_(account), handler_(handler), client_(make_rest(std::move(settings), *this)) {}

std::optional<Timestamp> RestCalls::take_weight(int weight, Purpose purpose) {
  return account_.weight_limiter.take(account_.now(), weight, purpose);
}

venue::RestCall RestCalls::numbered(venue::RestRequest request) {
  venue::RestCall call;
  call.number = ++calls_;
  call.method = request.method;
  call.target = std::move(request.target);
  call.fields = std::move(request.fields);
  return call;
}

std::optional<VenueSession::Unsent> RestCalls::stage(const order::Request& request,
                                                     const order::Subject& subject, Purpose purpose) {
  const Timestamp at = account_.now();
  auto call = account_.dialect->encode_rest(request, account_.clock.venue_time(at));
  if (!call) return VenueSession::Unsent{"The request cannot be signed", at + kCannotSignRest};
  if (const auto later = take_weight(call->weight, purpose)) {
    return VenueSession::Unsent{"The venue's request limit is used up", *later};
  }
  const order::RequestId& id = order::id_of(request);
  log_ticket(log::Level::Info, "rest_asked",
             {account_.name.value(), subject.session.value(), subject.cl_ord_id, id.ticket},
             Field{"attempt", id.attempt}, Field{"symbol", order::symbol_of(request)});
  venue::RestCall leaving = numbered(std::move(*call));
  awaited_.emplace(leaving.number, Asked{id, subject});
  staged_.push_back(std::move(leaving));
  return std::nullopt;
}

bool RestCalls::ask(venue::AccountQuestion question, std::string_view symbol) {
  const Timestamp at = account_.now();
  auto call = account_.dialect->ask(question, account_.clock.venue_time(at), symbol);
  if (!call || take_weight(call->weight, Purpose::Other)) return false;
  venue::RestCall leaving = numbered(std::move(*call));
  const std::uint64_t number = leaving.number;
  if (!client_->send(std::move(leaving))) return false;
  awaited_.emplace(number, question);
  return true;
}

std::optional<VenueSession::Unsent> RestCalls::set_countdown(const venue::Countdown& countdown,
                                                             milliseconds within) {
  const Timestamp at = account_.now();
  auto call = account_.dialect->encode_countdown(countdown, account_.clock.venue_time(at));
  if (!call) return VenueSession::Unsent{"The request cannot be signed", at + kCannotSignRest};
  if (const auto later = take_weight(call->weight, Purpose::Other)) {
    return VenueSession::Unsent{"The venue's request limit is used up", *later};
  }
  venue::RestCall leaving = numbered(std::move(*call));
  leaving.within = within;
  const std::uint64_t number = leaving.number;
  if (!client_->send(std::move(leaving))) {
    return VenueSession::Unsent{"Too many calls wait for the venue's REST service", {}};
  }
  awaited_.emplace(number, CountdownAsked{countdown, at});
  return std::nullopt;
}

void RestCalls::flush() {
  for (auto& call : std::exchange(staged_, {})) {
    const std::uint64_t number = call.number;
    if (client_->send(std::move(call))) continue;
    // Not from here: what follows from it belongs to a turn of its own, and this one has ended.
    refused_.push_back(number);
  }
}

void RestCalls::tick() {
  for (const auto number : std::exchange(refused_, {})) {
    on_rest_failed(number, "too many calls wait for the venue's REST service", true);
  }
}

void RestCalls::discard() {
  staged_.clear();
  refused_.clear();
  std::erase_if(awaited_, [](const auto& entry) { return std::holds_alternative<Asked>(entry.second); });
}

void RestCalls::close(std::function<void()> done) { client_->close(std::move(done)); }

std::optional<RestCalls::Call> RestCalls::taken(std::uint64_t number) {
  auto entry = awaited_.extract(number);
  return entry.empty() ? std::nullopt : std::optional{std::move(entry.mapped())};
}

void RestCalls::obey(const venue::RestAnswer& answer) {
  if (answer.status != kRestTooMany && answer.status != kRestBanned) return;
  const Timestamp until = account_.now() + answer.retry_after.value_or(kPauseUnasked);
  account_.weight_limiter.pause(until);
  log::warn("venue_limits", {{"account", account_.name.value()},
                             {"status", answer.status},
                             {"text", "of the REST service"},
                             {"pause_until", iso_text(until)}});
}

void RestCalls::on_rest_answer(std::uint64_t number, const venue::RestAnswer& answer) {
  obey(answer);
  if (answer.used_weight) account_.metrics.used_weight(*answer.used_weight);
  const auto call = taken(number);
  if (!call) return;
  if (const auto* question = std::get_if<venue::AccountQuestion>(&*call)) {
    if (answer.status == kOk) return handler_.on_rest_told(*question, answer.body);
    return log::warn("account_not_told", {{"account", account_.name.value()}, {"status", answer.status}});
  }
  if (const auto* set = std::get_if<CountdownAsked>(&*call)) return countdown_answered(*set, answer);
  const Asked& asked = std::get<Asked>(*call);
  const std::int64_t retry_after_ms = answer.retry_after ? to_ms(account_.now() + *answer.retry_after) : 0;
  venue::Reply reply{asked.request, account_.dialect->read_rest(asked.request.kind, answer.status,
                                                                answer.body, retry_after_ms)};
  log_ticket(
      log::Level::Info, "rest_answered",
      {account_.name.value(), asked.subject.session.value(), asked.subject.cl_ord_id, asked.request.ticket},
      Field{"attempt", asked.request.attempt}, Field{"status", answer.status});
  handler_.on_rest_reply(reply, answer.body);
}

void RestCalls::countdown_answered(const CountdownAsked& asked, const venue::RestAnswer& answer) {
  const auto not_set = account_.dialect->read_countdown(asked.countdown, answer.status, answer.body);
  std::optional<DeadManSwitch::Failure> failure;
  if (not_set) failure = {order::venue_text(not_set->error), not_set->may_be_set};
  handler_.on_rest_countdown(asked.countdown, asked.sent, failure);
}

void RestCalls::on_rest_failed(std::uint64_t number, const std::string& reason, bool never_left) {
  const auto call = taken(number);
  if (!call) return;
  if (const auto* asked = std::get_if<Asked>(&*call)) {
    return handler_.on_rest_lost({asked->request, never_left, asked->subject}, reason);
  }
  if (const auto* set = std::get_if<CountdownAsked>(&*call)) {
    return handler_.on_rest_countdown(set->countdown, set->sent, DeadManSwitch::Failure{reason, !never_left});
  }
  log::warn("account_not_told", {{"account", account_.name.value()}, {"reason", reason}});
}

}  // namespace bridge
