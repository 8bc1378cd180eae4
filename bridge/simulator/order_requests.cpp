// The requests that place, amend and place conditionally, on their way through.
#include "simulator/checks.hpp"
#include "simulator/deeds.hpp"
#include "simulator/hand.hpp"
#include "simulator/order_check.hpp"
#include "simulator/order_refusal.hpp"
#include "simulator/requests.hpp"

#include <utility>
#include <variant>

namespace bridge::simulator {
namespace {

// Weighs nothing, but counts as an order. The venue tells its weight as "not tracked here".
constexpr RateLimit kNotTracked{.limit = -1, .count = -1};

bool counts_as_order(std::string_view method) { return method != "algoOrder.cancel"; }
bool tells_orders(std::string_view method) { return method.starts_with("order."); }

AlgoName algo_named(const Request& request) {
  return {.algo_id = request.integer("algoId").value_or(0),
          .client_algo_id = request.text("clientAlgoId").value_or("")};
}

}  // namespace

OrderName order_named(const Request& request) {
  return {.symbol = *request.text("symbol"),
          .order_id = request.integer("orderId"),
          .client_order_id = request.text("origClientOrderId").value_or("")};
}

std::vector<OrderLimit> Requests::order_limits(Timestamp at) {
  const auto rows = order_limits_.rows(clock(at));
  return {rows.begin(), rows.end()};
}

Answer Requests::execute_order(const Request& request, Envelope envelope, Visit& visit, Timestamp at) {
  if (const auto refusal = refuse_signed_request(request, visit, keys_, at)) {
    return refuse(envelope, *refusal, at);
  }
  if (counts_as_order(request.method)) {
    const OrderLimit* overstepped = order_limits_.count(at);
    if (envelope.limits && tells_orders(request.method)) {
      envelope.limits = kNotTracked;
      const auto rows = order_limits_.rows(at);
      envelope.orders.assign(rows.begin(), rows.end());
    }
    if (overstepped != nullptr) return refuse(envelope, too_many_orders(*overstepped, at), at);
  }
  if (request.method == "algoOrder.cancel") return cancel_algo(request, envelope, visit, at);
  if (const auto refusal = refuse_symbol(request, book_)) return refuse(envelope, *refusal, at);
  if (request.method == "order.place") return place(request, envelope, visit, at);
  if (request.method == "order.modify") return modify(request, envelope, visit, at);
  return place_algo(request, envelope, visit, at);
}

// Does what was asked, and answers with what `deed` says, or does what is planned instead.
Answer Requests::carry_out(const Request& request, const Envelope& given, Visit& visit, const Fault& fault,
                           Timestamp at, const std::function<std::string(const Envelope&)>& deed) {
  if (fault.revokes_session && relies_on_session(request, visit)) return log_off(visit);
  Envelope envelope = given;
  if (!fault.bears_id.empty()) envelope.id = fault.bears_id;
  std::optional<std::string> frame;
  if (fault.executes) frame = deed(envelope);
  if (fault.tells) frame = order_reply(envelope, *fault.tells);
  return finish(fault, std::move(frame), envelope, at);
}

Answer Requests::place(const Request& request, const Envelope& given, Visit& visit, Timestamp at) {
  auto checked = check_place(request, book_, at);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) return refuse(given, *refusal, at);
  auto& [order, tells_result] = std::get<NewOrder>(checked);
  const Fault fault = faults_.next(request.method, order.client_order_id);
  return carry_out(request, given, visit, fault, at, [&](const Envelope& envelope) {
    if (const auto refusal = refuse_by_book(order, book_, fault.accepts_unfillable)) {
      return refusal_frame(envelope, *refusal, at);
    }
    const Placed placed = simulator::place(
        book_, order, {.at = true_time(at), .method = request.method, .request_id = request.id});
    ++counters_.orders_placed;
    const OrderName name{.symbol = order.symbol, .order_id = placed.result.order_id, .client_order_id = {}};
    change_order(name, placed.result, fault, at);
    return order_reply(envelope, tells_result ? *book_.find(name) : placed.acknowledged);
  });
}

Answer Requests::modify(const Request& request, const Envelope& given, Visit& visit, Timestamp at) {
  if (const auto refusal = refuse_order_name(request)) return refuse(given, *refusal, at);
  const OrderName name = order_named(request);
  const Order* order = book_.find(name);
  const Fault fault = faults_.next(request.method, order);
  if (order != nullptr && !fault.revokes_session) change_order(name, *order, fault, at);
  return carry_out(request, given, visit, fault, at, [&](const Envelope& envelope) {
    order = book_.find(name);
    const auto checked = check_amend(request, book_, order);
    if (const auto* refusal = std::get_if<Refusal>(&checked)) return refusal_frame(envelope, *refusal, at);
    const auto& amendment = std::get<Amendment>(checked);
    const Order amended = amend(book_, *order, amendment,
                                {.at = true_time(at), .method = request.method, .request_id = request.id});
    ++counters_.orders_amended;
    return order_reply(envelope, amended, amendment.modify_id);
  });
}

Answer Requests::place_algo(const Request& request, const Envelope& given, Visit& visit, Timestamp at) {
  auto checked = check_algo(request, book_);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) return refuse(given, *refusal, at);
  auto& algo = std::get<AlgoOrder>(checked);
  const Fault fault = faults_.next(request.method, algo.client_algo_id);
  return carry_out(request, given, visit, fault, at, [&](const Envelope& envelope) {
    const AlgoOrder placed = simulator::place_algo(
        book_, std::move(algo), {.at = true_time(at), .method = request.method, .request_id = request.id});
    ++counters_.orders_placed;
    return algo_reply(envelope, placed);
  });
}

Answer Requests::cancel_algo(const Request& request, const Envelope& given, Visit& visit, Timestamp at) {
  if (const auto refusal = refuse_algo_name(request)) return refuse(given, *refusal, at);
  const AlgoOrder* algo = book_.find_algo(algo_named(request));
  const Fault fault = faults_.next(request.method, algo != nullptr ? algo->client_algo_id : std::string{});
  return carry_out(request, given, visit, fault, at, [&](const Envelope& envelope) {
    if (algo != nullptr && algo->status == "TRIGGERING") return refusal_frame(envelope, is_triggering(), at);
    if (algo == nullptr || algo->status != "NEW") return refusal_frame(envelope, unknown_order(), at);
    end_algo(book_, *algo, "CANCELED",
             {.at = true_time(at), .method = request.method, .request_id = request.id});
    return algo_cancel_reply(envelope, *algo);
  });
}

TriggerFate Requests::fate_of(const AlgoOrder& algo) {
  const Fault fault = faults_.next(kTriggers, algo.client_algo_id);
  return {.holds = !fault.executes && !fault.refusal,
          .rejected = fault.refusal ? fault.refusal->msg : "",
          .tells_later = fault.tells_later};
}

}  // namespace bridge::simulator
