#include "simulator/requests.hpp"

#include "simulator/signature.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::int64_t kHandshakeWeight = 5;
constexpr std::int64_t kRecvWindowDefault = 5000;
constexpr std::int64_t kRecvWindowMax = 60'000;
constexpr std::int64_t kAheadMax = 1000;
constexpr std::size_t kClientIdMax = 36;

// 0: the venue has no such method. A request for none still costs what the cheapest does.
std::int64_t weight_of(std::string_view method) {
  if (method == "order.cancel" || method == "order.status") return 1;
  if (method == "session.status" || method == "session.logon" || method == "session.logout") return 2;
  return 0;
}

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_client_id_character(char c) { return is_key_character(c) || c == '.' || c == ':' || c == '/'; }

// "v2/order.cancel" is echoed as it is, an unprefixed name as the v1 it stands for (venue §1.2).
std::string full_name(const std::string& method) {
  const auto slash = method.find('/');
  const bool versioned = slash != std::string::npos && slash > 1 && method.front() == 'v' &&
                         std::all_of(method.begin() + 1, method.begin() + static_cast<std::ptrdiff_t>(slash),
                                     [](char c) { return c >= '0' && c <= '9'; });
  return versioned ? method : "v1/" + method;
}

bool was_sent(const Request& request, std::string_view name) {
  const Param* param = request.find(name);
  return param != nullptr && param->type != Param::Type::Null &&
         !(param->type == Param::Type::String && param->text.empty());
}

std::optional<Refusal> refuse_missing_texts(const Request& request,
                                            std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto text = request.text(name);
    if (!text || text->empty()) return mandatory_missing(name);
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_missing(const Request& request) {
  if (auto refusal = refuse_missing_texts(request, {"symbol"})) return refusal;
  if (!request.integer("timestamp")) return mandatory_missing("timestamp");
  if (!was_sent(request, "orderId") && !was_sent(request, "origClientOrderId")) return no_order_named();
  if (was_sent(request, "orderId") && !request.integer("orderId")) return invalid_data("orderId");
  if (was_sent(request, "origClientOrderId") && !request.text("origClientOrderId")) {
    return invalid_data("origClientOrderId");
  }
  if (was_sent(request, "recvWindow") && !request.integer("recvWindow")) return invalid_data("recvWindow");
  return refuse_missing_texts(request, {"apiKey", "signature"});
}

// Accepted iff timestamp < server + 1000 and server - timestamp <= recvWindow (venue §2.3).
std::optional<Refusal> refuse_time(const Request& request, Timestamp at) {
  const std::int64_t recv_window = request.integer("recvWindow").value_or(kRecvWindowDefault);
  if (recv_window <= 0 || recv_window > kRecvWindowMax) return invalid_data("recvWindow");
  const std::int64_t sent = *request.integer("timestamp");
  const std::int64_t server = to_ms(at);
  if (sent >= server + kAheadMax) return too_early();
  if (sent < server - recv_window) return too_late();
  return std::nullopt;
}

std::optional<Refusal> refuse_client_id(const Request& request) {
  if (!was_sent(request, "origClientOrderId")) return std::nullopt;
  const std::string id = *request.text("origClientOrderId");
  if (id.size() > kClientIdMax) return client_id_too_long();
  if (!std::all_of(id.begin(), id.end(), is_client_id_character)) {
    return illegal_characters("origClientOrderId");
  }
  return std::nullopt;
}

}  // namespace

Requests::Requests(std::string api_key, std::string secret, std::int64_t weight_limit, Book& book)
    : api_key_(std::move(api_key)), secret_(std::move(secret)), weight_(weight_limit), book_(book) {}

void Requests::charge_handshake(Timestamp at) { weight_.charge(kHandshakeWeight, at); }

Requests::Answer Requests::answer(std::string_view frame, const Visit& visit, Timestamp at) {
  const Request request = read_request(frame);
  const bool admitted = weight_.admit(std::max<std::int64_t>(weight_of(request.method), 1), at);
  Envelope envelope{.id = request.id, .limits = std::nullopt};
  if (request.boolean("returnRateLimits").value_or(visit.return_rate_limits)) {
    envelope.limits = weight_.row();
  }
  const bool to_cancel = request.method == "order.cancel";
  if (!admitted) {
    return {refusal_reply(envelope, too_many_requests(weight_.row().limit), at), to_cancel};
  }
  if (request.refusal) return {refusal_reply(envelope, *request.refusal, at), to_cancel};
  return {execute(request, envelope, visit, at), to_cancel};
}

std::string Requests::execute(const Request& request, const Envelope& envelope, const Visit& visit,
                              Timestamp at) {
  if (weight_of(request.method) == 0) {
    return refusal_reply(envelope, invalid_method(full_name(request.method)), at);
  }
  if (const auto failure = planned_failure(request.method)) return refusal_reply(envelope, *failure, at);
  if (was_sent(request, "returnRateLimits") && !request.boolean("returnRateLimits")) {
    return refusal_reply(envelope, invalid_data("returnRateLimits"), at);
  }
  if (request.method == "session.status" || request.method == "session.logout") {
    return session_reply(envelope, visit, at);
  }
  if (request.method == "session.logon") return refusal_reply(envelope, refuse_logon(request), at);
  if (const auto refusal = refuse(request, at)) return refusal_reply(envelope, *refusal, at);
  return execute_on_book(request, envelope, at);
}

std::string Requests::execute_on_book(const Request& request, const Envelope& envelope, Timestamp at) {
  const OrderName name{.symbol = *request.text("symbol"),
                       .order_id = request.integer("orderId"),
                       .client_order_id = request.text("origClientOrderId").value_or("")};
  if (request.method == "order.cancel") {
    const Order* order = book_.cancel(name, at);
    return order != nullptr ? cancel_reply(envelope, *order) : refusal_reply(envelope, unknown_order(), at);
  }
  const Order* order = book_.find(name);
  return order != nullptr ? status_reply(envelope, *order) : refusal_reply(envelope, no_such_order(), at);
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

std::optional<Refusal> Requests::refuse(const Request& request, Timestamp at) const {
  if (auto refusal = refuse_missing(request)) return refusal;
  if (auto refusal = refuse_key(request)) return refusal;
  if (auto refusal = refuse_signature(request)) return refusal;
  if (auto refusal = refuse_time(request, at)) return refusal;
  if (!book_.knows(*request.text("symbol"))) return invalid_symbol();
  return refuse_client_id(request);
}

// The simulator's key is an HMAC key, and those log on nowhere (venue §2.4).
Refusal Requests::refuse_logon(const Request& request) const {
  if (auto refusal = refuse_missing_texts(request, {"apiKey", "signature"})) return *refusal;
  if (!request.integer("timestamp")) return mandatory_missing("timestamp");
  return refuse_key(request).value_or(key_cannot_log_on());
}

std::optional<Refusal> Requests::refuse_key(const Request& request) const {
  const std::string key = *request.text("apiKey");
  // The venue's keys are all of one length; so are ours, whatever length was configured.
  if (key.size() != api_key_.size() || !std::all_of(key.begin(), key.end(), is_key_character)) {
    return invalid_key_format();
  }
  if (key != api_key_) return invalid_key();
  return std::nullopt;
}

std::optional<Refusal> Requests::refuse_signature(const Request& request) const {
  for (const Param& param : request.params) {
    // Nobody knows how the venue renders these for its signature (venue §2.2), so nobody may send them.
    if (param.type == Param::Type::Other) return invalid_data(param.name);
  }
  if (!is_signed(signature_payload(request.params), *request.text("signature"), secret_)) {
    return invalid_signature();
  }
  return std::nullopt;
}

}  // namespace bridge::simulator
