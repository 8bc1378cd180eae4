#include "upstream/account_rules.hpp"

#include "order/order_check.hpp"

#include <utility>

namespace bridge {
namespace {

using order::OrderRefusal;
using order::OrdRejReason;

std::optional<seconds> window_of(const venue::RateLimit& limit) {
  if (limit.type != "ORDERS" || limit.interval_num <= 0) return std::nullopt;
  if (limit.interval == "SECOND") return seconds{limit.interval_num};
  if (limit.interval == "MINUTE") return seconds{60 * limit.interval_num};
  return std::nullopt;
}

}  // namespace

void AccountRules::learn(std::vector<order::SymbolRules> symbols) {
  symbols_.clear();
  for (auto& rules : symbols) {
    std::string symbol = rules.symbol;
    symbols_.emplace(std::move(symbol), std::move(rules));
  }
}

void AccountRules::learn(const std::vector<venue::RateLimit>& limits) {
  for (const auto& limit : limits) {
    if (const auto window = window_of(limit)) limiter_.limit(*window, limit.limit);
  }
}

void AccountRules::told(Timestamp sent, Timestamp received, const venue::RateLimit& limit) {
  if (const auto window = window_of(limit)) limiter_.told(sent, received, *window, limit.limit, limit.count);
}

void AccountRules::judge(order::Command& command, Timestamp at, const JudgeLimits& limits) {
  if (auto* place = std::get_if<order::PlaceCommand>(&command); place != nullptr && !place->refused) {
    auto refused = refusal(command, at, limits);
    place->refused = std::move(refused);
  }
  if (auto* replace = std::get_if<order::ReplaceCommand>(&command); replace != nullptr && !replace->refused) {
    auto refused = refusal(command, at, limits);
    replace->refused = std::move(refused);
  }
}

std::optional<OrderRefusal> AccountRules::refusal(order::Command& command, Timestamp at,
                                                  const JudgeLimits& limits) {
  auto* place = std::get_if<order::PlaceCommand>(&command);
  auto refused = place != nullptr ? refusal(*place) : refusal(std::get<order::ReplaceCommand>(command));
  if (!refused) refused = limits(command);
  return refused ? refused : too_many(at);
}

std::optional<OrderRefusal> AccountRules::refusal(order::PlaceCommand& command) const {
  if (!known()) {
    return OrderRefusal{OrdRejReason::BrokerOption,
                        "The venue's rules are not known yet; nothing was sent. Try again"};
  }
  if (command.terms.self_trade_prevention.empty()) {
    command.terms.self_trade_prevention = command.entry.self_trade_prevention;
  }
  if (auto refused = order::fit_position_mode(command, *hedge_mode_)) return refused;
  const auto rules = symbols_.find(command.venue_symbol);
  if (command.entry.check_filters && rules == symbols_.end()) {
    return OrderRefusal{OrdRejReason::UnknownSymbol,
                        "The venue does not have this Symbol(55); nothing was sent"};
  }
  if (command.entry.check_filters) {
    if (auto refused = order::check_terms(command.terms, rules->second)) return refused;
  }
  return std::nullopt;
}

std::optional<OrderRefusal> AccountRules::refusal(const order::ReplaceCommand& command) const {
  const auto rules = symbols_.find(command.venue_symbol);
  if (command.entry.check_filters && rules != symbols_.end()) {
    if (auto refused = order::check_change(command.terms, rules->second)) return refused;
  }
  return std::nullopt;
}

std::optional<OrderRefusal> AccountRules::too_many(Timestamp at) {
  const auto later = limiter_.take(at);
  if (!later) return std::nullopt;
  return OrderRefusal{
      OrdRejReason::BrokerOption,
      "The venue's order limit is used up; nothing was sent. Try again after " + iso_text(*later)};
}

}  // namespace bridge
