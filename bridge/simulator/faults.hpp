// Knows the faults that are planned, and what one makes of an answer. It knows no sockets. The simulator's
// thread owns it.
#pragma once

#include "simulator/answer.hpp"
#include "simulator/behaviour.hpp"
#include "simulator/refusal.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

inline constexpr std::string_view kTriggers = "triggers";

class Faults {
 public:
  // The next `count` requests of `method` get this instead of being checked; 0 forgets those still waiting.
  void fail_next(const std::string& method, Refusal refusal, int count);
  // Replaces what was planned for the order, or with kEveryOrder for requests that meet nothing of their own.
  void behave(const std::string& client_order_id, Behaviour behaviour);
  void forget();

  [[nodiscard]] std::optional<Refusal> next_failure(std::string_view method);
  // What happens to the next request, which is the ordinary when nothing else is planned. `order` is the one
  // that is asked about, nothing for none. A conditional order that triggers asks as kTriggers.
  [[nodiscard]] Fault next(std::string_view method, const Order* order);
  // The same by client id; empty: of no order.
  [[nodiscard]] Fault next(std::string_view method, const std::string& client_id);

 private:
  struct Failure {
    Refusal refusal;
    int left = 0;
  };

  [[nodiscard]] static std::vector<Fault>& planned(Behaviour& behaviour, std::string_view method);
  [[nodiscard]] std::optional<Fault> next_of(const std::string& client_order_id, std::string_view method);

  std::map<std::string, std::deque<Failure>, std::less<>> failures_;
  std::map<std::string, Behaviour> behaviours_;
};

// `frame` is the reply that is due; nothing when none is.
[[nodiscard]] Answer deliver(const Fault& fault, std::optional<std::string> frame, Timestamp at);

}  // namespace bridge::simulator
