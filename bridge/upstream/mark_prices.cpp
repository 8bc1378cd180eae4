#include "upstream/mark_prices.hpp"

#include "order/risk_check.hpp"

#include <algorithm>
#include <utility>

namespace bridge {
namespace {

constexpr std::size_t kSymbolsMax = 10;  // more weigh as much as all of them
constexpr int kAsksWhileFresh = 3;       // one answer may be late, or lost
constexpr milliseconds kSeldom{60000};   // a price that may be very old is asked for so often all the same
constexpr milliseconds kOften{1000};

// The symbols that a price is needed of; an empty one when they are not told one by one.
std::set<std::string> symbols_of(const order::RiskLimits& limits) {
  std::set<std::string> symbols;
  for (const auto& [symbol, qty] : limits.symbols) {
    if (symbol.ends_with('*')) return {""};
    symbols.insert(symbol);
  }
  if (symbols.empty() || symbols.size() > kSymbolsMax) return {""};
  return symbols;
}

}  // namespace

void MarkPrices::serve(const std::vector<order::RiskLimits>& limits) {
  std::set<std::string> symbols;
  milliseconds every = kSeldom;
  for (const auto& own : limits) {
    if (!order::needs_mark_price(own)) continue;
    symbols.merge(symbols_of(own));
    every = std::min(every, own.mark_price_max_age / kAsksWhileFresh);
  }
  if (symbols.contains("") || symbols.size() > kSymbolsMax) symbols = {""};
  every_ = std::max(every, kOften);
  if (std::exchange(symbols_, std::move(symbols)) != symbols_) next_ = Timestamp{};
}

std::vector<std::string> MarkPrices::due(Timestamp at) {
  if (symbols_.empty() || at < next_) return {};
  next_ = at + every_;
  return {symbols_.begin(), symbols_.end()};
}

// Answers may come out of order.
void MarkPrices::learn(const std::vector<venue::SymbolMarkPrice>& prices) {
  for (const auto& told : prices) {
    order::MarkPrice& known = prices_[told.symbol];
    if (told.time_ms < known.time_ms) continue;
    known.price = told.price;
    known.time_ms = told.time_ms;
  }
}

std::optional<order::MarkPrice> MarkPrices::find(const std::string& symbol, Timestamp at) const {
  const auto entry = prices_.find(symbol);
  if (entry == prices_.end()) return std::nullopt;
  order::MarkPrice price = entry->second;
  price.age = std::max(milliseconds{to_ms(at) - price.time_ms}, milliseconds{0});
  return price;
}

}  // namespace bridge
