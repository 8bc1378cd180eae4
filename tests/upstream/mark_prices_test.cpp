// Which mark prices are asked for, how often, and how old they are.
#include "upstream/mark_prices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

const Timestamp kNow = from_ms(1'795'359'600'000);

order::RiskLimits limits_of(std::vector<order::QtyOfSymbols> symbols, milliseconds max_age = 9s) {
  order::RiskLimits limits;
  limits.symbols = std::move(symbols);
  limits.max_notional = "1000";
  limits.mark_price_max_age = max_age;
  return limits;
}

TEST(MarkPrices, AreNotAskedForWhenNoLimitNeedsThem) {
  MarkPrices prices;
  EXPECT_THAT(prices.due(kNow), IsEmpty());
  order::RiskLimits limits;
  limits.max_open_orders = 5;
  prices.serve({limits});
  EXPECT_THAT(prices.due(kNow), IsEmpty());
}

TEST(MarkPrices, OfFewSymbolsAreAskedForOneByOne) {
  MarkPrices prices;
  prices.serve({limits_of({{"ETHUSDT", ""}, {"BTCUSDT", ""}}), limits_of({{"BTCUSDT", ""}}, 30s)});
  EXPECT_THAT(prices.due(kNow), ElementsAre("BTCUSDT", "ETHUSDT"));
  EXPECT_THAT(prices.due(kNow + 2999ms), IsEmpty());
  EXPECT_THAT(prices.due(kNow + 3s), ElementsAre("BTCUSDT", "ETHUSDT")) << "three times while one is fresh";
  prices.not_asked();
  EXPECT_THAT(prices.due(kNow + 3s), ElementsAre("BTCUSDT", "ETHUSDT"));
}

TEST(MarkPrices, OfManySymbolsAreAskedForTogether) {
  MarkPrices prices;
  prices.serve({limits_of({})});
  EXPECT_THAT(prices.due(kNow), ElementsAre(""));
  prices.serve({limits_of({{"BTCUSDT", ""}, {"ETH*", ""}})});
  EXPECT_THAT(prices.due(kNow + 3s), ElementsAre(""));
  prices.serve({limits_of({{"BTCUSDT", ""}})});
  EXPECT_THAT(prices.due(kNow + 3s), ElementsAre("BTCUSDT")) << "at once, since others are wanted now";
}

TEST(MarkPrices, AreAsOldAsTheVenueSays) {
  MarkPrices prices;
  EXPECT_FALSE(prices.find("BTCUSDT", kNow));
  prices.learn({{"BTCUSDT", "64000", to_ms(kNow)}});
  prices.learn({{"BTCUSDT", "63000", to_ms(kNow) - 1}});  // an answer that was overtaken
  EXPECT_EQ(prices.find("BTCUSDT", kNow + 1500ms), (order::MarkPrice{"64000", to_ms(kNow), 1500ms}));
  EXPECT_EQ(prices.find("BTCUSDT", kNow - 5s)->age, 0ms) << "the venue's clock is known to a fraction only";
  EXPECT_FALSE(prices.find("ETHUSDT", kNow));
}

}  // namespace
}  // namespace bridge
