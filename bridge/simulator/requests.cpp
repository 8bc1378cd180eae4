#include "simulator/requests.hpp"

#include "simulator/checks.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::int64_t kHandshakeWeight = 5;

// 0: the venue has no such method. A request for none still costs what the cheapest does.
std::int64_t weight_of(std::string_view method) {
  if (method == "order.cancel" || method == "order.status") return 1;
  if (method == "session.status" || method == "session.logon" || method == "session.logout") return 2;
  return 0;
}

// "v2/order.cancel" is echoed as it is, an unprefixed name as the v1 it stands for (venue §1.2).
std::string full_name(const std::string& method) {
  const auto slash = method.find('/');
  const bool versioned = slash != std::string::npos && slash > 1 && method.front() == 'v' &&
                         std::all_of(method.begin() + 1, method.begin() + static_cast<std::ptrdiff_t>(slash),
                                     [](char c) { return c >= '0' && c <= '9'; });
  return versioned ? method : "v1/" + method;
}

Requests::Answer say(std::string frame) { return {.frame = std::move(frame)}; }

Requests::Answer log_off(Visit& visit) {
  visit.session.reset();
  return say(session_revoked());
}

OrderName name_in(const Request& request) {
  return {.symbol = *request.text("symbol"),
          .order_id = request.integer("orderId"),
          .client_order_id = request.text("origClientOrderId").value_or("")};
}

std::string cancel(Book& book, const OrderName& name, const Envelope& envelope, Timestamp at) {
  const Order* order = book.cancel(name, at);
  return order != nullptr ? cancel_reply(envelope, *order) : refusal_reply(envelope, unknown_order(), at);
}

std::string tell_status(const Book& book, const OrderName& name, const Envelope& envelope, Timestamp at) {
  const Order* order = book.find(name);
  return order != nullptr ? status_reply(envelope, *order) : refusal_reply(envelope, no_such_order(), at);
}

}  // namespace

Requests::Requests(const KeyRing& keys, std::int64_t weight_limit, Book& book)
    : keys_(keys), weight_(weight_limit), book_(book) {}

void Requests::charge_handshake(Timestamp at) { weight_.charge(kHandshakeWeight, at); }

Requests::Answer Requests::answer(std::string_view frame, Visit& visit, Timestamp at) {
  const Request request = read_request(frame);
  const bool admitted = weight_.admit(std::max<std::int64_t>(weight_of(request.method), 1), at);
  Envelope envelope{.id = request.id, .limits = std::nullopt};
  if (request.boolean("returnRateLimits").value_or(visit.return_rate_limits)) {
    envelope.limits = weight_.row();
  }
  Answer answer;
  if (!admitted) {
    answer = say(refusal_reply(envelope, too_many_requests(weight_.row().limit), at));
  } else if (request.refusal) {
    answer = say(refusal_reply(envelope, *request.refusal, at));
  } else {
    answer = execute(request, envelope, visit, at);
  }
  answer.to_cancel = request.method == "order.cancel";
  return answer;
}

Requests::Answer Requests::execute(const Request& request, const Envelope& envelope, Visit& visit,
                                   Timestamp at) {
  if (relies_on_session(request, visit) && keys_.refuse(visit.session->api_key)) return log_off(visit);
  if (weight_of(request.method) == 0) {
    return say(refusal_reply(envelope, invalid_method(full_name(request.method)), at));
  }
  if (const auto failure = planned_failure(request.method)) {
    return say(refusal_reply(envelope, *failure, at));
  }
  if (was_sent(request, "returnRateLimits") && !request.boolean("returnRateLimits")) {
    return say(refusal_reply(envelope, invalid_data("returnRateLimits"), at));
  }
  if (request.method.starts_with("session.")) {
    return say(execute_session(request, envelope, visit, at));
  }
  if (const auto refusal = refuse_order_request(request, visit, keys_, book_, at)) {
    return say(refusal_reply(envelope, *refusal, at));
  }
  return execute_on_book(request, envelope, visit, at);
}

std::string Requests::execute_session(const Request& request, const Envelope& envelope, Visit& visit,
                                      Timestamp at) {
  if (request.method == "session.logout") visit.session.reset();
  if (request.method == "session.logon") {
    // A logon that fails leaves the connection as it was.
    if (const auto refusal = refuse_logon(request, keys_, at)) return refusal_reply(envelope, *refusal, at);
    visit.session = {.api_key = *request.text("apiKey"), .authorized_since = at};
  }
  return session_reply(envelope, visit, at);
}

Requests::Answer Requests::execute_on_book(const Request& request, const Envelope& envelope, Visit& visit,
                                           Timestamp at) {
  const OrderName name = name_in(request);
  const Order* order = book_.find(name);
  const Fault fault = planned_fault(request.method, order);
  if (fault.revokes_session && relies_on_session(request, visit)) return log_off(visit);
  if (fault.becomes) {
    Order changed = *fault.becomes;
    changed.time = order->time;
    changed.update_time = to_ms(at);
    book_.put(std::move(changed), at);
  }

  Answer answer{.frame = std::nullopt, .delay = fault.delay, .outage = fault.outage};
  if (fault.executes) {
    answer.frame = request.method == "order.cancel" ? cancel(book_, name, envelope, at)
                                                    : tell_status(book_, name, envelope, at);
  }
  if (fault.refusal) answer.frame = refusal_reply(envelope, *fault.refusal, at);
  if (!fault.replies || fault.outage.count() > 0) answer.frame.reset();
  return answer;
}

void Requests::fail_next(const std::string& method, Refusal refusal, int count) {
  if (count <= 0) {
    failures_.erase(method);
  } else {
    failures_[method].push_back({.refusal = std::move(refusal), .left = count});
  }
}

std::optional<Refusal> Requests::planned_failure(const std::string& method) {
  const auto waiting = failures_.find(method);
  if (waiting == failures_.end()) return std::nullopt;
  Failure& next = waiting->second.front();
  Refusal refusal = next.refusal;
  if (--next.left == 0) waiting->second.pop_front();
  if (waiting->second.empty()) failures_.erase(waiting);
  return refusal;
}

void Requests::behave(const std::string& client_order_id, Behaviour behaviour) {
  behaviours_[client_order_id] = std::move(behaviour);
}

Fault Requests::planned_fault(const std::string& method, const Order* order) {
  if (order == nullptr) return {};
  const auto behaviour = behaviours_.find(order->client_order_id);
  if (behaviour == behaviours_.end()) return {};
  auto& waiting = method == "order.cancel" ? behaviour->second.cancels : behaviour->second.statuses;
  if (waiting.empty()) return {};
  Fault fault = waiting.front();
  if (fault.times != kAlways && --waiting.front().times <= 0) waiting.erase(waiting.begin());
  return fault;
}

}  // namespace bridge::simulator
