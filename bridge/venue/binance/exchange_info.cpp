#include "venue/binance/fields.hpp"
#include "venue/binance/rest_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace bridge::venue::binance {

namespace {

// The venue has some 700 symbols, and 7 words of each kind for one.
constexpr std::size_t kSymbolsMax = 10'000;
constexpr std::size_t kWordsMax = 64;

std::vector<std::string> read_words(const Value* array) {
  std::vector<std::string> words;
  if (!array) return words;
  for (const Value& element : *array) {
    const bool word = element.kind == Value::Kind::Text && !element.text.empty() &&
                      std::ranges::all_of(element.text, [](char c) {
                        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
                      });
    if (word && words.size() < kWordsMax) words.emplace_back(element.text);
  }
  return words;
}

order::LotRules read_lot(Fields& in) {
  return {.min = in.decimal("minQty"), .max = in.decimal("maxQty"), .step = in.decimal("stepSize")};
}

void read_filter(Fields in, order::SymbolRules& rules) {
  const std::string type = in.text("filterType");
  if (type == "PRICE_FILTER") {
    rules.min_price = in.decimal("minPrice");
    rules.max_price = in.decimal("maxPrice");
    rules.tick = in.decimal("tickSize");
  } else if (type == "LOT_SIZE") {
    rules.lot = read_lot(in);
  } else if (type == "MARKET_LOT_SIZE") {
    rules.market_lot = read_lot(in);
  } else if (type == "MAX_NUM_ORDERS") {
    rules.max_num_orders = in.id("limit");
  } else if (type == "MIN_NOTIONAL") {
    rules.min_notional = in.decimal("notional");
  } else if (type == "PERCENT_PRICE") {
    rules.multiplier_up = in.decimal("multiplierUp");
    rules.multiplier_down = in.decimal("multiplierDown");
  } else if (type == "POSITION_RISK_CONTROL") {
    rules.position_control_side = in.text("positionControlSide");
  }
}

order::SymbolRules read_rules(const Value& row) {
  Fields in(row);
  order::SymbolRules rules;
  rules.symbol = in.text("symbol");
  rules.status = in.text("status");
  if (const Value* filters = in.array("filters")) {
    for (const Value& filter : *filters) read_filter(Fields{filter}, rules);
  }
  rules.order_types = read_words(in.array("orderTypes"));
  rules.times_in_force = read_words(in.array("timeInForce"));
  return rules;
}

// Price and quantity cannot be checked without these.
bool is_usable(const order::SymbolRules& rules) {
  return !rules.symbol.empty() && !rules.status.empty() && !rules.tick.empty() && !rules.lot.step.empty();
}

}  // namespace

Result<ExchangeInfo, Unreadable> read_exchange_info(std::string_view body) {
  const auto json = Json::read(body, kRestBodyLimit);
  if (!json) return json.error();
  if (json->root().kind != Value::Kind::Object) return Unreadable{"a body that is not a JSON object"};
  Fields in(json->root());
  const Value* symbols = in.array("symbols");
  if (!symbols) return Unreadable{"symbols is missing or no array"};
  ExchangeInfo info;
  for (const Value& row : *symbols) {
    if (info.symbols.size() == kSymbolsMax) return Unreadable{"more symbols than we take"};
    order::SymbolRules rules = read_rules(row);
    is_usable(rules) ? info.symbols.push_back(std::move(rules)) : void(++info.left_out);
  }
  return info;
}

}  // namespace bridge::venue::binance
