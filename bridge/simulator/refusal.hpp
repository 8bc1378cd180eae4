// The venue's errors, with its texts to the letter (fixspec/venue.md, 5). Pure; any thread.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bridge::simulator {

struct Refusal {
  int status = 400;
  int code = 0;
  std::string msg;
  milliseconds retry_after{0};  // as error.data.retryAfter; 0: none, of −1003 until the next window
  bool tells_when = true;       // false: no error.data, as the venue's pages know none for futures
};

inline Refusal invalid_json() { return {400, -1135, "Invalid JSON Request"}; }
inline Refusal invalid_method(std::string_view method) {
  return {400, -5000, "Method " + std::string{method} + " is invalid"};
}
inline Refusal invalid_route(std::string_view path, std::string_view method) {
  return {404, -5000, "Path " + std::string{path} + ", Method " + std::string{method} + " is invalid"};
}
inline Refusal mandatory_missing(std::string_view name) {
  return {400, -1102,
          "Mandatory parameter '" + std::string{name} + "' was not sent, was empty/null, or malformed."};
}
inline Refusal no_order_named() {
  return {400, -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"};
}
inline Refusal invalid_data(std::string_view name) {
  return {400, -1130, "Data sent for parameter '" + std::string{name} + "' is not valid."};
}
inline Refusal illegal_characters(std::string_view name) {
  return {400, -1100,
          "Illegal characters found in parameter '" + std::string{name} +
              "'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'."};
}
inline Refusal client_id_too_long() {
  return {400, -4015, "Client order id length should not be more than 36 chars"};
}
inline Refusal invalid_key_format() { return {401, -2014, "API-key format invalid."}; }
inline Refusal invalid_key() { return {401, -2015, "Invalid API-key, IP, or permissions for action."}; }
inline Refusal invalid_signature() { return {400, -1022, "Signature for this request is not valid."}; }
inline Refusal hmac_key_cannot_log_on() { return {400, -4056, "HMAC_SHA256 API key is not supported."}; }
inline Refusal rsa_key_cannot_log_on() { return {400, -4056, "Invalid api key type."}; }
inline Refusal too_late() { return {400, -1021, "Timestamp for this request is outside of the recvWindow."}; }
inline Refusal too_early() {
  return {400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."};
}
inline Refusal invalid_symbol() { return {400, -1121, "Invalid symbol."}; }
inline Refusal unknown_order() { return {400, -2011, "Unknown order sent."}; }
inline Refusal no_such_order() { return {400, -2013, "Order does not exist."}; }
inline Refusal too_long_a_time() {
  return {400, -1127, "More than 168 hours between startTime and endTime."};
}
inline Refusal improper_combination() { return {400, -1128, "Combination of optional parameters invalid."}; }
inline Refusal no_listen_key() {
  return {400, -1125,
          "This listenKey does not exist. Please use POST /fapi/v1/listenKey to recreate listenKey"};
}
inline Refusal too_many_requests(std::int64_t limit) {
  return {429, -1003,
          "Too many requests; current limit is " + std::to_string(limit) +
              " requests per minute. Please use the websocket for live updates to avoid polling the API."};
}
inline Refusal ip_banned(Timestamp until, Timestamp at) {
  return {418, -1003,
          "Way too many requests; IP banned until " + std::to_string(to_ms(until)) +
              ". Please use the websocket for live updates to avoid bans.",
          std::chrono::ceil<milliseconds>(until - at)};
}
inline Refusal bus_failure() {
  return {503, -1006, "An unexpected response was received from the message bus. Execution status unknown."};
}
inline Refusal backend_timeout() {
  return {408, -1007,
          "Timeout waiting for response from backend server. Send status unknown; execution status unknown."};
}
inline Refusal overloaded() {
  return {503, -1008,
          "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. "
          "Please try again."};
}
inline Refusal inactive_account() {
  return {400, -4109, "This account is inactive. Please activate it before trading."};
}

}  // namespace bridge::simulator
