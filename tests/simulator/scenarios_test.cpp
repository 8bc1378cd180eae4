// The named situations: that the book of each is what its page says.
#include "simulator/scenarios.hpp"

#include "where.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace bridge::simulator::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsSupersetOf;

TEST(Scenarios, AreAllInTheReadme) {
  std::ifstream in{std::string{BRIDGE_SOURCE_DIR} + "/bridge/simulator/README.md"};
  const std::string page{std::istreambuf_iterator<char>{in}, {}};
  for (const Scenario& scenario : scenarios()) {
    EXPECT_THAT(page, HasSubstr("| `" + scenario.name + "` |"));
    for (const Rigged& rigged : scenario.orders) {
      const std::string id = rigged.is_yours() ? "yours" : std::to_string(rigged.order.order_id);
      EXPECT_THAT(page, HasSubstr("| `" + rigged.order.client_order_id + "` " + id + " |"));
    }
  }
}

TEST(Scenarios, NameEachOrderAfterItselfAndOnce) {
  std::set<std::string> client_ids;
  std::set<std::int64_t> ids;
  for (const Scenario& scenario : scenarios()) {
    for (const Rigged& rigged : scenario.orders) {
      EXPECT_EQ(rigged.order.client_order_id.find("cert-" + scenario.name + '-'), 0U);
      EXPECT_LE(rigged.order.client_order_id.size(), 36U);
      EXPECT_TRUE(client_ids.insert(rigged.order.client_order_id).second) << rigged.order.client_order_id;
      if (rigged.is_yours()) continue;
      EXPECT_TRUE(ids.insert(rigged.order.order_id).second) << rigged.order.order_id;
    }
  }
}

TEST(Scenarios, CanBeHadOneByOneOrAllTogether) {
  Settings one;
  add_scenario(one, "venue-down");
  EXPECT_EQ(one.orders.size(), 2U);
  EXPECT_EQ(one.behaviours.size(), 2U);
  Settings all;
  add_scenario(all, "all");
  std::size_t orders = 0;
  for (const Scenario& scenario : scenarios()) orders += scenario.orders.size();
  EXPECT_EQ(all.behaviours.size(), orders);
}

TEST(Scenarios, LeaveToTheClientWhatItPlacesItself) {
  Settings settings;
  add_scenario(settings, "place-refused");
  EXPECT_EQ(settings.orders.size(), 0U);
  EXPECT_EQ(settings.behaviours.size(), 2U);
  EXPECT_THAT(list_scenarios(), HasSubstr("cert-place-refused-1                yours"));
}

TEST(Scenarios, AreListedWithWhatTheyShow) {
  const std::string list = list_scenarios();
  EXPECT_THAT(list, AllOf(HasSubstr("too-late  "), HasSubstr("cert-unclear-1  "), HasSubstr(" 911601 ")));
}

TEST(Scenarios, AreNamedWhenThereIsNoneOfThisName) {
  Settings settings;
  EXPECT_THAT([&] { add_scenario(settings, "acept"); },
              testing::ThrowsMessage<std::runtime_error>(
                  HasSubstr("no scenario 'acept'; there are all, accept, reject, ")));
}

TEST(Scenarios, HaveEveryKindOfOrder) {
  std::set<std::string> kinds;
  for (const Scenario& scenario : scenarios()) {
    for (const Rigged& rigged : scenario.orders) {
      const Order& order = rigged.order;
      kinds.insert({order.side, order.type, order.time_in_force, order.position_side, order.status});
    }
  }
  EXPECT_THAT(kinds, IsSupersetOf({"BUY",
                                   "SELL",
                                   "LIMIT",
                                   "MARKET",
                                   "STOP_MARKET",
                                   "TAKE_PROFIT",
                                   "TRAILING_STOP_MARKET",
                                   "GTC",
                                   "GTX",
                                   "GTD",
                                   "RPI",
                                   "IOC",
                                   "BOTH",
                                   "LONG",
                                   "SHORT",
                                   "NEW",
                                   "PARTIALLY_FILLED",
                                   "FILLED",
                                   "CANCELED",
                                   "EXPIRED"}));
}

}  // namespace
}  // namespace bridge::simulator::test
