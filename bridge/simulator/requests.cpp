#include "simulator/requests.hpp"

#include "simulator/checks.hpp"
#include "simulator/deeds.hpp"
#include "simulator/hand.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::int64_t kHandshakeWeight = 5;
constexpr int kStatusTooManyRequests = 429;
constexpr int kBanned = 418;
constexpr int kTooManyOrders = -1015;

// The weight of a method; nothing when the venue has none of that name. A request for such a one still costs
// what the cheapest does.
std::optional<std::int64_t> weight_of(std::string_view method) {
  if (method == "order.cancel" || method == "order.status" || method == "algoOrder.cancel") return 1;
  if (method == "order.place" || method == "order.modify" || method == "algoOrder.place") return 0;
  if (method == "session.status" || method == "session.logon" || method == "session.logout") return 2;
  if (method == "userDataStream.start" || method == "userDataStream.ping" ||
      method == "userDataStream.stop") {
    return 1;
  }
  return std::nullopt;
}

bool asks_about_one_order(std::string_view method) {
  return method == "order.cancel" || method == "order.status";
}

// "v2/order.cancel" is echoed as it is, an unprefixed name as the v1 it stands for (fixspec/venue.md, 2.1).
std::string full_name(const std::string& method) {
  const auto slash = method.find('/');
  const bool versioned = slash != std::string::npos && slash > 1 && method.front() == 'v' &&
                         std::all_of(method.begin() + 1, method.begin() + static_cast<std::ptrdiff_t>(slash),
                                     [](char c) { return c >= '0' && c <= '9'; });
  return versioned ? method : "v1/" + method;
}

Answer say(std::string frame) { return {.replies = {{.frame = std::move(frame)}}}; }

void hold(Answer& answer, Visit& visit) {
  for (Reply& reply : answer.replies) visit.held.push_back(std::move(reply));
  answer.replies.clear();
}

// What was held back goes right behind the next answer there is.
void release_held(Answer& answer, Visit& visit) {
  if (answer.replies.empty()) return;
  milliseconds behind{0};
  for (const Reply& reply : answer.replies) behind = std::max(behind, reply.delay);
  for (Reply& held : visit.held) {
    held.delay += behind;
    answer.replies.push_back(std::move(held));
  }
  visit.held.clear();
}

}  // namespace

Answer Requests::log_off(Visit& visit) {
  visit.session.reset();
  return say(session_revoked());
}

Requests::Requests(const KeyRing& keys, std::int64_t weight_limit, Book& book, const BanRules& ban,
                   const OrderLimitRules& orders)
    : keys_(keys), weight_(weight_limit), order_limits_(orders), book_(book), ban_(ban) {
  book_.set_trigger([this](const AlgoOrder& algo) { return fate_of(algo); });
}

std::optional<milliseconds> Requests::refuse_handshake(Timestamp at) {
  weight_.charge(kHandshakeWeight, clock(at));
  ++counters_.handshakes;
  const auto until = ban_.until(at);
  if (!until) return std::nullopt;
  if (ban_.overstepped(at)) ++counters_.bans;
  ++counters_.handshakes_refused;
  return std::chrono::ceil<milliseconds>(*ban_.until(at) - at);
}

Answer Requests::answer(std::string_view frame, Visit& visit, Timestamp at) {
  ++counters_.requests;
  pass_time(book_, at);
  if (at < wait_until_) ++counters_.too_early;
  const Request request = read_request(frame);
  Answer answer = judge(request, visit, clock(at));
  if (request.method == "order.cancel") {
    if (conditions_.drop_cancel_replies) answer.replies.clear();
    for (Reply& reply : answer.replies) reply.delay += conditions_.cancel_reply_delay;
  }
  if (answer.lets_next_pass) {
    hold(answer, visit);
  } else {
    release_held(answer, visit);
  }
  return answer;
}

Answer Requests::judge(const Request& request, Visit& visit, Timestamp at) {
  const auto kept_out = admit(weight_of(request.method).value_or(1), true_time(at));
  Envelope envelope{.id = request.id, .limits = std::nullopt};
  if (request.boolean("returnRateLimits").value_or(visit.return_rate_limits)) {
    envelope.limits = weight_.row();
  }
  if (kept_out) {
    Answer answer = refuse(envelope, *kept_out, at);
    if (kept_out->status == kBanned) answer.line = Line::Ended;
    return answer;
  }
  if (request.refusal) return refuse(envelope, *request.refusal, at);
  return execute(request, envelope, visit, at);
}

std::optional<Refusal> Requests::admit(std::int64_t weight, Timestamp at) {
  const Timestamp venue_time = clock(at);
  const bool fits = weight_.admit(weight, venue_time);
  if (ban_.until(at)) {
    if (ban_.overstepped(at)) ++counters_.bans;
    return told_of_ban(venue_time);
  }
  if (fits) return std::nullopt;
  if (weight_.throttled(venue_time) && ban_.overstepped(at)) {
    ++counters_.bans;
    return told_of_ban(venue_time);
  }
  weight_.throttle(venue_time);
  return too_many_requests(weight_.row().limit);
}

Refusal Requests::told_of_ban(Timestamp at) const {
  return ip_banned(*ban_.until(true_time(at)) + conditions_.clock_skew, at);
}

// The ban is told once more, and the connection closed behind it.
Answer Requests::send_away(const Envelope& envelope, Timestamp at) {
  Answer answer = refuse(envelope, told_of_ban(at), at);
  answer.line = Line::Ended;
  return answer;
}

Answer Requests::execute(const Request& request, const Envelope& envelope, Visit& visit, Timestamp at) {
  if (relies_on_session(request, visit) && keys_.refuse(visit.session->api_key)) return log_off(visit);
  if (!weight_of(request.method)) return refuse(envelope, invalid_method(full_name(request.method)), at);
  if (const auto failure = faults_.next_failure(request.method)) return refuse(envelope, *failure, at);
  if (was_sent(request, "returnRateLimits") && !request.boolean("returnRateLimits")) {
    return refuse(envelope, invalid_data("returnRateLimits"), at);
  }
  if (request.method.starts_with("session.")) return execute_session(request, envelope, visit, at);
  if (request.method.starts_with("userDataStream.")) {
    return execute_listen_key(request, envelope, visit, at);
  }
  if (!asks_about_one_order(request.method)) return execute_order(request, envelope, visit, at);
  if (const auto refusal = refuse_order_request(request, visit, keys_, book_, at)) {
    return refuse(envelope, *refusal, at);
  }
  return execute_on_book(request, envelope, visit, at);
}

Answer Requests::execute_session(const Request& request, const Envelope& envelope, Visit& visit,
                                 Timestamp at) {
  const bool logs_on = request.method == "session.logon";
  // A logon that fails leaves the connection as it was.
  if (logs_on) {
    if (const auto refusal = refuse_logon(request, keys_, at)) return refuse(envelope, *refusal, at);
  }
  const Fault fault = faults_.next(request.method, nullptr);
  if (!fault.executes) return finish(fault, std::nullopt, envelope, at);
  if (request.method == "session.logout") visit.session.reset();
  if (logs_on) visit.session = {.api_key = *request.text("apiKey"), .authorized_since = at};
  return finish(fault, session_reply(envelope, visit, at), envelope, at);
}

// The key is the account's, whoever asks; it is no parameter (README.md in this folder, "User data stream").
Answer Requests::execute_listen_key(const Request& request, const Envelope& envelope, const Visit& visit,
                                    Timestamp at) {
  if (const auto refusal = refuse_stranger(request, visit, keys_)) return refuse(envelope, *refusal, at);
  if (request.method == "userDataStream.start") {
    return say(listen_key_reply(envelope, listen_keys_.start(true_time(at))));
  }
  const bool stops = request.method == "userDataStream.stop";
  const auto key = stops ? listen_keys_.stop(true_time(at)) : listen_keys_.ping(true_time(at));
  if (!key) return refuse(envelope, no_listen_key(), at);
  return say(listen_key_reply(envelope, stops ? "" : *key));
}

Answer Requests::execute_on_book(const Request& request, const Envelope& given, Visit& visit, Timestamp at) {
  const OrderName name = order_named(request);
  const Order* order = book_.find(name);
  const Fault fault = faults_.next(request.method, order);
  if (fault.revokes_session && relies_on_session(request, visit)) return log_off(visit);
  if (order != nullptr) change_order(name, *order, fault, at);

  Envelope envelope = given;
  if (!fault.bears_id.empty()) envelope.id = fault.bears_id;
  const bool cancels = request.method == "order.cancel";
  std::optional<std::string> frame;
  if (fault.executes) {
    frame = cancels ? cancel(name, envelope, request.id, at) : tell_status(name, envelope, fault.lag, at);
  }
  if (fault.tells)
    frame = cancels ? cancel_reply(envelope, *fault.tells) : status_reply(envelope, *fault.tells);
  return finish(fault, std::move(frame), envelope, at);
}

void Requests::change_order(const OrderName& name, const Order& order, const Fault& fault, Timestamp at) {
  if (fault.becomes) {
    Order changed = *fault.becomes;
    changed.time = order.time;
    changed.update_time = to_ms(at);
    book_.put(std::move(changed), true_time(at));
  }
  for (const PlannedFill& planned : fault.fills) {
    (void)fill_by_hand(book_, name, planned.quantity, planned.price, true_time(at));
  }
  if (!fault.ends.empty()) book_.end(name, fault.ends, true_time(at));
}

std::string Requests::cancel(const OrderName& name, const Envelope& envelope, const std::string& request_id,
                             Timestamp at) {
  const Order* order = book_.cancel(name, true_time(at), request_id);
  if (order == nullptr) return refusal_frame(envelope, unknown_order(), at);
  ++counters_.cancels_executed;
  return cancel_reply(envelope, *order);
}

std::string Requests::tell_status(const OrderName& name, const Envelope& envelope, milliseconds lag,
                                  Timestamp at) {
  const Order* order = book_.find_as_of(name, true_time(at) - std::max(lag, conditions_.status_lag));
  return order != nullptr ? status_reply(envelope, *order) : refusal_frame(envelope, no_such_order(), at);
}

Answer Requests::finish(const Fault& fault, std::optional<std::string> frame, const Envelope& envelope,
                        Timestamp at) {
  if (fault.ban.count() > 0) {
    ban(fault.ban, true_time(at));
    return send_away(envelope, at);
  }
  if (fault.refusal) frame = refusal_frame(envelope, *fault.refusal, at);
  return deliver(fault, std::move(frame), at);
}

Answer Requests::refuse(const Envelope& envelope, const Refusal& refusal, Timestamp at) {
  return say(refusal_frame(envelope, refusal, at));
}

std::string Requests::refusal_frame(const Envelope& envelope, const Refusal& refusal, Timestamp at) {
  if (refusal.code == kTooManyOrders) {  // which holds back orders only
    ++counters_.too_many_orders;
  } else {
    note(refusal, true_time(at));
  }
  return refusal_reply(envelope, refusal, at);
}

void Requests::note(const Refusal& refusal, Timestamp at) {
  if (refusal.status != kStatusTooManyRequests && refusal.status != kBanned) return;
  ++(refusal.status == kBanned ? counters_.banned : counters_.too_many_requests);
  wait_until_ = true_time(from_ms(retry_after(refusal, clock(at))));
}

void Requests::set(const Conditions& conditions) {
  conditions_ = conditions;
  book_.set_clock_skew(conditions.clock_skew);
}

void Requests::ban(milliseconds length, Timestamp at) {
  ++counters_.bans;
  ban_.impose(length, at);
}

void Requests::reset() {
  faults_.forget();
  set({});
  ban_.lift();
  weight_.forget();
  order_limits_.forget();
  counters_ = {};
  wait_until_ = {};
}

Counters Requests::counters() const {
  Counters counters = counters_;
  counters.weight_most = weight_.most();
  return counters;
}

}  // namespace bridge::simulator
