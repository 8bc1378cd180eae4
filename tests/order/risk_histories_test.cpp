// Histories of orders under limits (risk_history.hpp).
#include "risk_history.hpp"

#include <gtest/gtest.h>

namespace bridge::order::testing {
namespace {

TEST(RiskHistories, EveryRequestIsDecidedAsTheSecondCalculationSays) {
  constexpr std::uint64_t kHistories = 300;
  std::map<std::string, int> by_limit;
  for (std::uint64_t seed = 1; seed <= kHistories; ++seed) {
    const RiskOutcome outcome = play_risk_history(seed);
    ASSERT_FALSE(outcome.broken) << "seed " << seed << ", " << *outcome.broken;
    for (const auto& [limit, count] : outcome.by_limit) by_limit[limit] += count;
  }
  for (const std::string limit : {"max_order_qty", "max_notional", "price_collar", "order_rate",
                                  "amend_ratio", "duplicate_within", "max_open_orders", "max_position"}) {
    EXPECT_GT(by_limit[limit], 0) << limit << " was never met";
    EXPECT_GT(by_limit["account." + limit], 0) << "account." << limit << " was never met";
  }
}

}  // namespace
}  // namespace bridge::order::testing
