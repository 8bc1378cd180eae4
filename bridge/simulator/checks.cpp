#include "simulator/checks.hpp"

#include "simulator/characters.hpp"
#include "simulator/order_refusal.hpp"
#include "simulator/signature.hpp"

#include <algorithm>
#include <initializer_list>

namespace bridge::simulator {
namespace {

constexpr std::int64_t kRecvWindowDefault = 5000;
constexpr std::int64_t kRecvWindowMax = 60'000;
constexpr std::int64_t kAheadMax = 1000;

std::optional<Refusal> refuse_missing_texts(const Request& request,
                                            std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto text = request.text(name);
    if (!text || text->empty()) return mandatory_missing(name);
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_ids(const Request& request) {
  if (!was_sent(request, "orderId") && !was_sent(request, "origClientOrderId")) return no_order_named();
  if (was_sent(request, "orderId") && !request.integer("orderId")) return invalid_data("orderId");
  if (was_sent(request, "origClientOrderId") && !request.text("origClientOrderId")) {
    return invalid_data("origClientOrderId");
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_missing(const Request& request) {
  if (auto refusal = refuse_missing_texts(request, {"symbol"})) return refusal;
  if (!request.integer("timestamp")) return mandatory_missing("timestamp");
  if (auto refusal = refuse_ids(request)) return refusal;
  if (was_sent(request, "recvWindow") && !request.integer("recvWindow")) return invalid_data("recvWindow");
  return std::nullopt;
}

// Nobody knows how the venue renders these for its signature (fixspec/venue.md, 2.1), so nobody may send
// them.
std::optional<Refusal> refuse_unsignable(const Request& request) {
  for (const Param& param : request.params) {
    if (param.type == Param::Type::Other) return invalid_data(param.name);
  }
  return std::nullopt;
}

// The key must be in the ring.
std::optional<Refusal> refuse_signature(const Request& request, const KeyRing& keys) {
  if (auto refusal = refuse_unsignable(request)) return refusal;
  const KeyRing::Key& key = *keys.find(*request.text("apiKey"));
  if (!key.verifier->verifies(signature_payload(request.params), *request.text("signature"))) {
    return invalid_signature();
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_credentials(const Request& request, const KeyRing& keys) {
  if (auto refusal = refuse_missing_texts(request, {"apiKey", "signature"})) return refusal;
  if (auto refusal = keys.refuse(*request.text("apiKey"))) return refusal;
  return refuse_signature(request, keys);
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

bool was_sent(const Request& request, std::string_view name) {
  const Param* param = request.find(name);
  return param != nullptr && param->type != Param::Type::Null &&
         !(param->type == Param::Type::String && param->text.empty());
}

bool relies_on_session(const Request& request, const Visit& visit) {
  return visit.session && !was_sent(request, "apiKey") && !was_sent(request, "signature");
}

std::optional<Refusal> refuse_order_request(const Request& request, const Visit& visit, const KeyRing& keys,
                                            const Book& book, Timestamp at) {
  if (auto refusal = refuse_missing(request)) return refusal;
  auto refusal =
      relies_on_session(request, visit) ? refuse_unsignable(request) : refuse_credentials(request, keys);
  if (refusal) return refusal;
  if (auto untimely = refuse_time(request, at)) return untimely;
  if (!book.knows(*request.text("symbol"))) return invalid_symbol();
  return refuse_client_id(request);
}

std::optional<Refusal> refuse_stranger(const Request& request, const Visit& visit, const KeyRing& keys) {
  if (relies_on_session(request, visit)) return std::nullopt;
  if (auto refusal = refuse_missing_texts(request, {"apiKey"})) return refusal;
  return keys.refuse(*request.text("apiKey"));
}

// A request is accepted iff timestamp < server + 1000 and server - timestamp <= recvWindow
// (fixspec/venue.md, 3.4).
std::optional<Refusal> refuse_time(const Request& request, Timestamp at) {
  const std::int64_t recv_window = request.integer("recvWindow").value_or(kRecvWindowDefault);
  if (recv_window <= 0 || recv_window > kRecvWindowMax) return invalid_data("recvWindow");
  const std::int64_t sent = *request.integer("timestamp");
  const std::int64_t server = to_ms(at);
  if (sent >= server + kAheadMax) return too_early();
  if (sent < server - recv_window) return too_late();
  return std::nullopt;
}

std::optional<Refusal> refuse_signed_request(const Request& request, const Visit& visit, const KeyRing& keys,
                                             Timestamp at) {
  if (!request.integer("timestamp")) return mandatory_missing("timestamp");
  if (was_sent(request, "recvWindow") && !request.integer("recvWindow")) return invalid_data("recvWindow");
  auto refusal =
      relies_on_session(request, visit) ? refuse_unsignable(request) : refuse_credentials(request, keys);
  return refusal ? refusal : refuse_time(request, at);
}

std::optional<Refusal> refuse_symbol(const Request& request, const Book& book) {
  if (auto refusal = refuse_missing_texts(request, {"symbol"})) return refusal;
  if (!book.knows(*request.text("symbol"))) return invalid_symbol();
  return std::nullopt;
}

std::optional<Refusal> refuse_order_name(const Request& request) {
  if (auto refusal = refuse_ids(request)) return refusal;
  return refuse_client_id(request);
}

std::optional<Refusal> refuse_algo_name(const Request& request) {
  if (!was_sent(request, "algoId") && !was_sent(request, "clientAlgoId")) return no_algo_order_named();
  if (was_sent(request, "algoId") && !request.integer("algoId")) return invalid_data("algoId");
  if (was_sent(request, "clientAlgoId") && !request.text("clientAlgoId")) return invalid_data("clientAlgoId");
  return std::nullopt;
}

std::optional<Refusal> refuse_logon(const Request& request, const KeyRing& keys, Timestamp at) {
  if (auto refusal = refuse_missing_texts(request, {"apiKey", "signature"})) return refusal;
  if (!request.integer("timestamp")) return mandatory_missing("timestamp");
  if (was_sent(request, "recvWindow") && !request.integer("recvWindow")) return invalid_data("recvWindow");
  const std::string api_key = *request.text("apiKey");
  if (auto refusal = keys.refuse(api_key)) return refusal;
  const KeyType type = keys.find(api_key)->type;
  if (type == KeyType::Hmac) return hmac_key_cannot_log_on();
  if (type == KeyType::Rsa) return rsa_key_cannot_log_on();
  if (auto refusal = refuse_signature(request, keys)) return refusal;
  return refuse_time(request, at);
}

}  // namespace bridge::simulator
