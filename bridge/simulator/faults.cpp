#include "simulator/faults.hpp"

#include "simulator/replies.hpp"

#include <utility>

namespace bridge::simulator {

void Faults::fail_next(const std::string& method, Refusal refusal, int count) {
  if (count <= 0) {
    failures_.erase(method);
  } else {
    failures_[method].push_back({.refusal = std::move(refusal), .left = count});
  }
}

void Faults::behave(const std::string& client_order_id, Behaviour behaviour) {
  behaviours_[client_order_id] = std::move(behaviour);
}

void Faults::forget() {
  failures_.clear();
  behaviours_.clear();
}

std::optional<Refusal> Faults::next_failure(std::string_view method) {
  const auto waiting = failures_.find(method);
  if (waiting == failures_.end()) return std::nullopt;
  Failure& next = waiting->second.front();
  Refusal refusal = next.refusal;
  if (next.left != kAlways && --next.left == 0) waiting->second.pop_front();
  if (waiting->second.empty()) failures_.erase(waiting);
  return refusal;
}

Fault Faults::next(std::string_view method, const Order* order) {
  return next(method, order != nullptr ? order->client_order_id : std::string{});
}

Fault Faults::next(std::string_view method, const std::string& client_id) {
  std::optional<Fault> fault;
  if (!client_id.empty()) fault = next_of(client_id, method);
  if (!fault) fault = next_of(kEveryOrder, method);
  return fault.value_or(Fault{});
}

std::vector<Fault>& Faults::planned(Behaviour& behaviour, std::string_view method) {
  if (method == "order.cancel") return behaviour.cancels;
  if (method == "order.status") return behaviour.statuses;
  if (method == "order.place") return behaviour.places;
  if (method == "order.modify") return behaviour.modifies;
  if (method == "algoOrder.place") return behaviour.algo_places;
  if (method == "algoOrder.cancel") return behaviour.algo_cancels;
  if (method == kTriggers) return behaviour.triggers;
  return behaviour.sessions;
}

std::optional<Fault> Faults::next_of(const std::string& client_order_id, std::string_view method) {
  const auto behaviour = behaviours_.find(client_order_id);
  if (behaviour == behaviours_.end()) return std::nullopt;
  auto& waiting = planned(behaviour->second, method);
  if (waiting.empty()) return std::nullopt;
  Fault fault = waiting.front();
  if (fault.times != kAlways && --waiting.front().times <= 0) waiting.erase(waiting.begin());
  return fault;
}

Answer deliver(const Fault& fault, std::optional<std::string> frame, Timestamp at) {
  Answer answer{.line = fault.line,
                .line_after = fault.line_after,
                .outage = fault.outage,
                .lets_next_pass = fault.lets_next_pass};
  if (fault.shuts_down_after) {
    answer.replies.push_back({.frame = server_shutdown(at)});
    answer.line = Line::Cut;
    answer.line_after = *fault.shuts_down_after;
  }
  if (!fault.says.empty()) frame = fault.says;
  if (!frame || !fault.replies || fault.outage.count() > 0) return answer;
  if (fault.again_after) {
    answer.replies.push_back({.frame = *frame, .delay = fault.delay + *fault.again_after});
  }
  answer.replies.push_back({.frame = std::move(*frame), .delay = fault.delay});
  return answer;
}

}  // namespace bridge::simulator
