#include "simulator/rest_checks.hpp"

#include "simulator/checks.hpp"
#include "simulator/query.hpp"

#include <string>

namespace bridge::simulator {
namespace {

void take_params(std::string_view query, Request& request) {
  for (auto& [name, value] : read_query(query)) {
    request.params.push_back({.name = name, .type = Param::Type::String, .text = value});
  }
}

}  // namespace

Request read_rest(const RestRequest& request) {
  Request read;
  read.method = request.method + ' ' + std::string{path_of(request.target)};
  take_params(query_of(request.target), read);
  take_params(request.body, read);
  return read;
}

// Between query and body there is nothing, not even an "&".
std::string rest_payload(const RestRequest& request) {
  return without(query_of(request.target), "signature") + without(request.body, "signature");
}

std::optional<Refusal> refuse_rest(const RestRequest& request, const Request& params, Security security,
                                   const KeyRing& keys, Timestamp at) {
  if (security == Security::None) return std::nullopt;
  if (auto refusal = keys.refuse(request.api_key)) return refusal;
  if (security == Security::Key) return std::nullopt;
  if (!params.integer("timestamp")) return mandatory_missing("timestamp");
  const auto signature = params.text("signature");
  if (!signature || signature->empty()) return mandatory_missing("signature");
  if (!keys.find(request.api_key)->verifier->verifies(rest_payload(request), *signature)) {
    return invalid_signature();
  }
  if (was_sent(params, "recvWindow") && !params.integer("recvWindow")) return invalid_data("recvWindow");
  return refuse_time(params, at);
}

}  // namespace bridge::simulator
