// The mark prices of an account's market: of which symbols they are wanted, when they are asked for next, and
// what the venue said last. The venue is asked only while a limit needs them. The lane's thread. All times
// are the venue's.
#pragma once

#include "order/mark_price.hpp"
#include "order/risk_limits.hpp"
#include "venue/dialect.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bridge {

class MarkPrices {
 public:
  // The limits that hold from now on. Where all that need prices name their symbols, and these are few, each
  // is asked for by itself, else the whole list (fixspec/venue.md, 9.3).
  void serve(const std::vector<order::RiskLimits>& limits);
  // What is to be asked at `at`: symbols, and an empty one for all of them. They count as asked.
  [[nodiscard]] std::vector<std::string> due(Timestamp at);
  // They were not asked after all.
  void not_asked() { next_ = Timestamp{}; }
  void learn(const std::vector<venue::SymbolMarkPrice>& prices);
  // The symbol's price as it is known at `at`; nothing when it is not.
  [[nodiscard]] std::optional<order::MarkPrice> find(const std::string& symbol, Timestamp at) const;

 private:
  std::set<std::string> symbols_;  // an empty one: all
  milliseconds every_{0};
  Timestamp next_{};
  std::map<std::string, order::MarkPrice> prices_;
};

}  // namespace bridge
