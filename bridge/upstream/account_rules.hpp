// What orders of an account have to keep to: the venue's rules for each symbol, the account's position mode,
// and how many orders it may send. Orders are held against it before they are recorded. The lane's thread.
#pragma once

#include "order/command.hpp"
#include "order/order_limiter.hpp"
#include "order/symbol_rules.hpp"
#include "venue/dialect.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

class AccountRules {
 public:
  void learn(std::vector<order::SymbolRules> symbols);
  void learn_position_mode(bool hedge_mode) { hedge_mode_ = hedge_mode; }
  // As the venue publishes the account's limits …
  void learn(const std::vector<venue::RateLimit>& limits);
  // … and as a reply to a request sent at `sent` shows them. Times are the venue's.
  void told(Timestamp sent, Timestamp received, const venue::RateLimit& limit);

  // Says why the risk limits forbid a command that was fitted to the account, if they do. It may write into
  // it what it decided by.
  using JudgeLimits = std::function<std::optional<order::OrderRefusal>(order::Command& command)>;
  // Fits the command to the account, and writes into it why it must be refused, if it must. `at` is the
  // venue's time. What a limit forbids takes nothing of the venue's ORDERS limits.
  void judge(order::Command& command, Timestamp at, const JudgeLimits& limits);
  // All of it was told once.
  [[nodiscard]] bool known() const { return !symbols_.empty() && hedge_mode_.has_value(); }

 private:
  [[nodiscard]] std::optional<order::OrderRefusal> refusal(order::Command& command, Timestamp at,
                                                           const JudgeLimits& limits);
  [[nodiscard]] std::optional<order::OrderRefusal> refusal(order::PlaceCommand& command) const;
  [[nodiscard]] std::optional<order::OrderRefusal> refusal(const order::ReplaceCommand& command) const;
  [[nodiscard]] std::optional<order::OrderRefusal> too_many(Timestamp at);

  std::map<std::string, order::SymbolRules> symbols_;
  std::optional<bool> hedge_mode_;
  order::OrderLimiter limiter_;
};

}  // namespace bridge
