#include "simulator/exchange_info.hpp"

#include "simulator/instruments.hpp"

#include <boost/json.hpp>

namespace bridge::simulator {
namespace {

namespace json = boost::json;

constexpr std::int64_t kOnboarded = 1'569'398'400'000;  // a perpetual contract has such dates as well
constexpr std::int64_t kNeverDelivered = 4'133'404'800'000;

json::object limit_row(const char* type, const std::string& interval, int interval_num, std::int64_t limit) {
  return {{"rateLimitType", type}, {"interval", interval}, {"intervalNum", interval_num}, {"limit", limit}};
}

json::array filters_of(const Instrument& instrument) {
  return {json::object{{"filterType", "PRICE_FILTER"},
                       {"minPrice", instrument.min_price},
                       {"maxPrice", instrument.max_price},
                       {"tickSize", instrument.tick_size}},
          json::object{{"filterType", "LOT_SIZE"},
                       {"minQty", instrument.min_quantity},
                       {"maxQty", instrument.max_quantity},
                       {"stepSize", instrument.step_size}},
          json::object{{"filterType", "MARKET_LOT_SIZE"},
                       {"minQty", instrument.min_quantity},
                       {"maxQty", instrument.market_max_quantity},
                       {"stepSize", instrument.step_size}},
          json::object{{"filterType", "MAX_NUM_ORDERS"}, {"limit", instrument.max_orders}},
          json::object{{"filterType", "MIN_NOTIONAL"}, {"notional", instrument.min_notional}},
          json::object{{"filterType", "PERCENT_PRICE"},
                       {"multiplierUp", instrument.multiplier_up},
                       {"multiplierDown", instrument.multiplier_down},
                       {"multiplierDecimal", "4"}},
          json::object{{"filterType", "POSITION_RISK_CONTROL"}, {"positionControlSide", "NONE"}}};
}

json::object symbol_of(const Instrument& instrument) {
  return {{"symbol", instrument.symbol},
          {"pair", instrument.symbol},
          {"contractType", "PERPETUAL"},
          {"deliveryDate", kNeverDelivered},
          {"onboardDate", kOnboarded},
          {"status", instrument.status},
          {"maintMarginPercent", "2.5000"},
          {"requiredMarginPercent", "5.0000"},
          {"baseAsset", instrument.base_asset},
          {"quoteAsset", instrument.quote_asset},
          {"marginAsset", instrument.quote_asset},
          {"pricePrecision", instrument.price_places},
          {"quantityPrecision", instrument.quantity_places},
          {"baseAssetPrecision", 8},
          {"quotePrecision", 8},
          {"underlyingType", "COIN"},
          {"underlyingSubType", json::array{"Layer-1"}},
          {"triggerProtect", instrument.trigger_protect},
          {"liquidationFee", "0.012500"},
          {"marketTakeBound", instrument.market_take_bound},
          {"filters", filters_of(instrument)},
          {"orderTypes", json::array{"LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT",
                                     "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"}},
          {"timeInForce", json::array{"GTC", "IOC", "FOK", "GTX", "GTD", "RPI"}}};
}

}  // namespace

std::string exchange_info_json(const std::set<std::string>& symbols, std::int64_t weight_limit,
                               const std::vector<OrderLimit>& order_limits, Timestamp clock) {
  json::array limits{limit_row("REQUEST_WEIGHT", "MINUTE", 1, weight_limit)};
  for (const OrderLimit& row : order_limits) {
    limits.push_back(limit_row("ORDERS", row.interval, row.interval_num, row.limit));
  }
  json::array all;
  for (const std::string& symbol : symbols) all.push_back(symbol_of(instrument_of(symbol)));
  return json::serialize(json::object{
      {"exchangeFilters", json::array{}},
      {"rateLimits", std::move(limits)},
      {"serverTime", to_ms(clock)},
      {"timezone", "UTC"},
      {"futuresType", "U_MARGINED"},
      {"assets",
       json::array{json::object{{"asset", "USDT"}, {"marginAvailable", true}, {"autoAssetExchange", "0"}}}},
      {"symbols", std::move(all)}});
}

}  // namespace bridge::simulator
