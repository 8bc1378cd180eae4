// What the venue trades, and by which filters: its exchange information. Data; any thread.
#pragma once

#include "simulator/amount.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bridge::simulator {

// All prices are in USDT, quantities in the base asset.
struct Instrument {
  std::string symbol;
  std::string base_asset;
  std::string quote_asset = "USDT";
  int price_places = 2;     // pricePrecision, and of the prices the venue writes
  int quantity_places = 3;  // quantityPrecision
  std::string tick_size = "0.01";
  std::string min_price = "39.86";
  std::string max_price = "306177";
  std::string step_size = "0.001";
  std::string min_quantity = "0.001";
  std::string max_quantity = "10000";
  std::string market_max_quantity = "2000";
  std::string min_notional = "20";
  std::string multiplier_up = "1.0500";  // PERCENT_PRICE, of the mark price
  std::string multiplier_down = "0.9500";
  int max_orders = 200;  // open at once
  std::string trigger_protect = "0.0500";
  std::string market_take_bound = "0.05";
  std::string status = "TRADING";
};

// Open conditional orders of the account, over all symbols.
inline constexpr int kMaxAlgoOrders = 200;
// An order is amended at most so often.
inline constexpr std::int64_t kMaxAmendments = 10'000;
// The commission of a trade, of its value, in USDT.
inline constexpr std::string_view kMakerFee = "0.0002";
inline constexpr std::string_view kTakerFee = "0.0005";
inline constexpr const char* kCommissionAsset = "USDT";

// The instrument of any symbol: BTCUSDT and ETHUSDT as at the venue, others like ETHUSDT.
[[nodiscard]] inline Instrument instrument_of(const std::string& symbol) {
  Instrument instrument{.symbol = symbol, .base_asset = symbol};
  const auto quote = symbol.rfind("USDT");
  if (quote != std::string::npos && quote > 0) instrument.base_asset.erase(quote);
  if (symbol == "BTCUSDT") {
    instrument.tick_size = "0.10";
    instrument.min_price = "556.80";
    instrument.max_price = "4529764";
    instrument.max_quantity = "1000";
    instrument.market_max_quantity = "120";
    instrument.min_notional = "100";
  }
  return instrument;
}

}  // namespace bridge::simulator
