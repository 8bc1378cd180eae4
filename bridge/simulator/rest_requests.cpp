#include "simulator/rest_requests.hpp"

#include "simulator/checks.hpp"
#include "simulator/deeds.hpp"
#include "simulator/query.hpp"
#include "simulator/rest_json.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr int kTooMany = 429;
constexpr int kTeapotStatus = 418;

}  // namespace

const std::map<std::string, RestRequests::Route, std::less<>>& RestRequests::routes() {
  static const std::map<std::string, Route, std::less<>> kRoutes{
      {"GET /fapi/v1/time", {.security = Security::None, .execute = &RestRequests::tell_time}},
      {"GET /fapi/v1/exchangeInfo",
       {.security = Security::None, .execute = &RestRequests::tell_exchange_info}},
      {"GET /fapi/v1/premiumIndex",
       {.security = Security::None, .weight_of_all = 10, .execute = &RestRequests::tell_mark_prices}},
      {"GET /fapi/v1/rateLimit/order", {.execute = &RestRequests::tell_order_limits}},
      {"GET /fapi/v1/positionSide/dual", {.weight = 30, .execute = &RestRequests::tell_position_mode}},
      {"GET /fapi/v1/order", {.execute = &RestRequests::tell_order}},
      {"GET /fapi/v1/openOrder", {.execute = &RestRequests::tell_open_order}},
      {"GET /fapi/v1/openOrders", {.weight_of_all = 40, .execute = &RestRequests::tell_open_orders}},
      {"GET /fapi/v1/allOrders", {.weight = 5, .execute = &RestRequests::tell_all_orders}},
      {"GET /fapi/v1/userTrades", {.weight = 5, .execute = &RestRequests::tell_trades}},
      {"GET /fapi/v1/algoOrder", {.execute = &RestRequests::tell_algo_order}},
      {"GET /fapi/v1/openAlgoOrders", {.weight_of_all = 40, .execute = &RestRequests::tell_open_algo_orders}},
      {"DELETE /fapi/v1/allOpenOrders", {.execute = &RestRequests::cancel_open_orders}},
      {"DELETE /fapi/v1/algoOpenOrders", {.execute = &RestRequests::cancel_open_algo_orders}},
      {"POST /fapi/v1/countdownCancelAll", {.weight = 10, .execute = &RestRequests::start_countdown}},
      {"POST /fapi/v1/listenKey", {.security = Security::Key, .execute = &RestRequests::start_listen_key}},
      {"PUT /fapi/v1/listenKey", {.security = Security::Key, .execute = &RestRequests::ping_listen_key}},
      {"DELETE /fapi/v1/listenKey", {.security = Security::Key, .execute = &RestRequests::stop_listen_key}},
  };
  return kRoutes;
}

RestAnswer RestRequests::answer(const RestRequest& request, Timestamp at) {
  ++count_;
  pass_time(book_, at);
  RestAnswer answer = judge(request, at);
  answer.used_weight = requests_.weight().count;
  return answer;
}

RestAnswer RestRequests::judge(const RestRequest& request, Timestamp at) {
  const Request params = read_rest(request);
  const auto found = routes().find(params.method);
  const Route route = found == routes().end() ? Route{} : found->second;
  const bool of_all = route.weight_of_all != 0 && !was_sent(params, "symbol");
  if (const auto kept_out = requests_.admit(of_all ? route.weight_of_all : route.weight, at)) {
    return refuse(*kept_out, at);
  }
  if (route.execute == nullptr) return refuse(invalid_route(path_of(request.target), request.method), at);
  if (const auto failure = requests_.next_failure(params.method)) return refuse(*failure, at);
  if (const auto refusal = refuse_rest(request, params, route.security, keys_, requests_.clock(at))) {
    return refuse(*refusal, at);
  }
  return execute(route, params, at);
}

RestAnswer RestRequests::execute(const Route& route, const Request& params, Timestamp at) {
  const RestFault fault = faults_.next(params.method);
  RestAnswer answer{.replies = fault.executes};
  if (fault.executes) {
    const auto lag = std::max(fault.lag, requests_.conditions().snapshot_lag);
    const Outcome outcome = (this->*route.execute)({.params = params, .at = at, .sees = at - lag});
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      answer = refuse(*refusal, at);
    } else {
      answer.body = std::get<std::string>(outcome);
    }
  }
  if (fault.ban.count() > 0) {
    requests_.ban(fault.ban, at);
    return refuse(*requests_.admit(0, at), at);
  }
  if (fault.refusal) answer = refuse(*fault.refusal, at);
  if (!fault.says.empty()) {
    answer.replies = true;
    answer.body = fault.says;
  }
  answer.replies = answer.replies && fault.replies && fault.outage.count() == 0;
  answer.delay = fault.delay;
  if (fault.line != Line::Open) answer.line = fault.line;
  answer.line_after = fault.line_after;
  answer.outage = fault.outage;
  return answer;
}

// A banned client's connection is closed behind the answer.
RestAnswer RestRequests::refuse(const Refusal& refusal, Timestamp at) {
  requests_.note(refusal, at);
  RestAnswer answer{.status = static_cast<unsigned>(refusal.status), .body = refusal_json(refusal)};
  if (refusal.status == kTooMany || refusal.status == kTeapotStatus) {
    const Timestamp clock = requests_.clock(at);
    answer.retry_after = std::chrono::ceil<seconds>(from_ms(retry_after(refusal, clock)) - clock);
  }
  if (refusal.status == kTeapotStatus) answer.line = Line::Ended;
  return answer;
}

void RestRequests::reset() {
  faults_.forget();
  countdowns_.clear();
  count_ = 0;
}

std::optional<Timestamp> RestRequests::next_countdown() const {
  std::optional<Timestamp> next;
  for (const auto& [symbol, end] : countdowns_) {
    if (!next || end < *next) next = end;
  }
  return next;
}

RestRequests::Outcome RestRequests::tell_time(const Call& call) {
  return time_json(requests_.clock(call.at));
}

RestRequests::Outcome RestRequests::start_listen_key(const Call& call) {
  return listen_key_json(requests_.listen_keys().start(call.at));
}

RestRequests::Outcome RestRequests::ping_listen_key(const Call& call) {
  const auto key = requests_.listen_keys().ping(call.at);
  if (!key) return no_listen_key();
  return listen_key_json(*key);
}

RestRequests::Outcome RestRequests::stop_listen_key(const Call& call) {
  if (!requests_.listen_keys().stop(call.at)) return no_listen_key();
  return std::string{"{}"};
}

}  // namespace bridge::simulator
