#include "order/fills.hpp"

#include <utility>

namespace bridge::order {

std::vector<Fills::Fill> Fills::take(const Execution& execution, const std::string& cum_qty) {
  std::vector<Fill> fills;
  witness(cum_qty);
  const auto before = subtract(cum_qty, execution.last_qty);
  if (!before || told_.contains(execution.trade_id)) return fills;
  held_.emplace(execution.trade_id, std::pair{execution, *before});
  // Trade ids grow with time, so one pass in their order tells all that now follow on each other.
  for (auto next = held_.begin(); next != held_.end();) {
    const auto& [held, start] = next->second;
    if (compare(start, cum_qty_) != 0) {
      ++next;
      continue;
    }
    tell(held, fills);
    next = held_.erase(next);
  }
  return fills;
}

std::map<std::int64_t, Execution> Fills::untold(const std::vector<Execution>& trades) const {
  std::map<std::int64_t, Execution> unknown;
  for (const auto& [id, held] : held_) unknown.emplace(id, held.first);
  for (const auto& trade : trades) {
    if (!told_.contains(trade.trade_id)) unknown.emplace(trade.trade_id, trade);
  }
  return unknown;
}

std::string Fills::with(const std::vector<Execution>& trades) const {
  std::string sum = cum_qty_;
  for (const auto& [id, trade] : untold(trades)) sum = add(sum, trade.last_qty).value_or(sum);
  return sum;
}

std::vector<Fills::Fill> Fills::take_all(const std::vector<Execution>& trades) {
  std::vector<Fill> fills;
  // The list may lag behind the engine: what it lacks may stand between those that it has.
  if (compare(with(trades), witnessed_) < 0) return fills;
  const auto unknown = untold(trades);
  held_.clear();
  for (const auto& [id, trade] : unknown) tell(trade, fills);
  witness(cum_qty_);
  return fills;
}

void Fills::witness(const std::string& cum_qty) {
  if (compare(witnessed_, cum_qty) < 0) witnessed_ = cum_qty;
}

void Fills::tell(const Execution& execution, std::vector<Fill>& fills) {
  cum_qty_ = add(cum_qty_, execution.last_qty).value_or(cum_qty_);
  average_.add(execution.last_qty, execution.last_px);
  told_.insert(execution.trade_id);
  fills.push_back({execution, cum_qty_, average_.text()});
}

}  // namespace bridge::order
