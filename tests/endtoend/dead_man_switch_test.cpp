// The venue's dead man's switch on the whole road: what becomes of open orders when the gateway is killed,
// and when it is not. The venue says when its countdowns end, so no test has to know how long anything takes.
#include "endtoend/stage.hpp"
#include "simulator/book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <string>
#include <vector>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Pair;

constexpr milliseconds kCountdown{8000};

class ADeadMansSwitch : public testing::Test {
 protected:
  using Countdowns = std::map<std::string, Timestamp>;

  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.page("/ready").body;
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  void place(const std::string& cl_ord_id, const std::string& symbol, const std::string& price) const {
    ASSERT_TRUE(oms->send("D", {{11, cl_ord_id},
                                {54, "1"},
                                {55, symbol},
                                {60, sending_time()},
                                {38, "0.010"},
                                {40, "2"},
                                {44, price},
                                {59, "1"}}));
    ASSERT_TRUE(told(cl_ord_id, "0")) << "it is new";
  }
  void place_two() {
    ASSERT_NO_FATAL_FAILURE(place("X", "BTCUSDT", "65000"));
    ASSERT_NO_FATAL_FAILURE(place("Y", "ETHUSDT", "3000"));
    ASSERT_TRUE(eventually([&] { return stage.venue().countdowns().size() == 2; })) << stage.log();
  }
  [[nodiscard]] bool told(const std::string& cl_ord_id, const std::string& exec_type) const {
    return eventually([&] { return !report(cl_ord_id, exec_type).empty(); });
  }
  [[nodiscard]] std::string report(const std::string& cl_ord_id, const std::string& exec_type) const {
    for (const auto& message : oms->received()) {
      if (value(message, 11) == cl_ord_id && value(message, 150) == exec_type) return message;
    }
    return "";
  }
  // Client ids do not matter: each symbol has one order.
  [[nodiscard]] std::map<std::string, std::string> statuses() const {
    std::map<std::string, std::string> statuses;
    for (const auto& order : stage.venue().orders()) statuses[order.symbol] = order.status;
    return statuses;
  }
  [[nodiscard]] std::string figure(const std::string& name) const {
    return stage.metric("fixbridge_dead_man_switch_" + name + "{account=\"main\"}");
  }

  Stage stage{{.sessions = {session("FIX.4.4", "account: main, order_entry: {}")},
               .account_options = {"dead_man_switch: {countdown: 8s, weight_share: 50}"}}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(ADeadMansSwitch, EmptiesTheVenueOfAGatewayThatWasKilledAndNeverComesBack) {
  ASSERT_NO_FATAL_FAILURE(place_two());
  stage.gateway().kill();
  const std::int64_t killed_ms = to_ms(now());
  const Countdowns ends = stage.venue().countdowns();
  EXPECT_THAT(ends, ElementsAre(Key("BTCUSDT"), Key("ETHUSDT")));
  EXPECT_THAT(statuses(), ElementsAre(Pair("BTCUSDT", "NEW"), Pair("ETHUSDT", "NEW")));
  ASSERT_TRUE(eventually([&] { return stage.venue().countdowns().empty(); }));
  EXPECT_THAT(statuses(), ElementsAre(Pair("BTCUSDT", "CANCELED"), Pair("ETHUSDT", "CANCELED")));
  for (const auto& order : stage.venue().orders()) {
    const std::int64_t end_ms = to_ms(ends.at(order.symbol));
    EXPECT_GE(order.update_time, end_ms) << "nothing before the countdown's end";
    EXPECT_LE(end_ms, killed_ms + kCountdown.count()) << "no countdown was begun after the kill";
    RecordProperty("canceled_after_the_kill_ms_" + order.symbol,
                   std::to_string(order.update_time - killed_ms));
  }
}

TEST_F(ADeadMansSwitch, IsStoppedByACleanEndWhichLeavesTheOrders) {
  ASSERT_NO_FATAL_FAILURE(place_two());
  stage.gateway().signal(SIGTERM);
  EXPECT_EQ(stage.gateway().wait(), 0);
  EXPECT_THAT(stage.venue().countdowns(), IsEmpty());
  EXPECT_THAT(statuses(), ElementsAre(Pair("BTCUSDT", "NEW"), Pair("ETHUSDT", "NEW")));
  EXPECT_EQ(count_of(stage.log(), " dead_man_switch_stopped "), 2U);
  EXPECT_EQ(count_of(stage.log(), "reason=\"the gateway stops\""), 2U);
}

TEST_F(ADeadMansSwitch, IsArmedAnewForOrdersThatComeBackAfterARestart) {
  ASSERT_NO_FATAL_FAILURE(place_two());
  stage.gateway().kill();
  const Countdowns before = stage.venue().countdowns();
  ASSERT_EQ(before.size(), 2U);
  stage.start_gateway();
  ASSERT_TRUE(eventually([&] {
    const Countdowns ends = stage.venue().countdowns();
    return ends.size() == 2 && ends.at("BTCUSDT") > before.at("BTCUSDT") &&
           ends.at("ETHUSDT") > before.at("ETHUSDT");
  })) << stage.log();
  EXPECT_THAT(statuses(), ElementsAre(Pair("BTCUSDT", "NEW"), Pair("ETHUSDT", "NEW")));
}

TEST_F(ADeadMansSwitch, IsRenewedAndIsStoppedOnceTheLastOrderOfTheSymbolHasEnded) {
  ASSERT_NO_FATAL_FAILURE(place_two());
  EXPECT_TRUE(eventually([&] { return count_of(stage.log(), " dead_man_switch_armed ") == 2; }))
      << stage.log();
  EXPECT_THAT(stage.log(),
              HasSubstr("symbol=BTCUSDT countdown_ms=8000 reach=\"all regular orders of the account"));
  ASSERT_TRUE(eventually([&] { return figure("symbols") == "2" && figure("unprotected_symbols") == "0"; }));
  ASSERT_TRUE(oms->send_cancel({{11, "Z"}, {41, "X"}, {54, "1"}, {55, "BTCUSDT"}, {38, "0.010"}}));
  ASSERT_TRUE(told("Z", "4"));
  ASSERT_TRUE(eventually([&] { return stage.venue().countdowns().size() == 1; }));
  const auto renewed = [&] {
    return stage.metric("fixbridge_dead_man_switch_calls_total{account=\"main\",outcome=\"renewed\"}");
  };
  const std::string before = renewed();
  ASSERT_TRUE(eventually([&] { return renewed() != before; }));
  EXPECT_THAT(stage.venue().countdowns(), ElementsAre(Key("ETHUSDT")));
  EXPECT_EQ(statuses()["ETHUSDT"], "NEW");
}

// The gateway lives, and the venue does not renew: that is said before, and the end of each order is told.
TEST_F(ADeadMansSwitch, ThatCannotBeRenewedIsSaidAndItsCancelsAreTold) {
  ASSERT_NO_FATAL_FAILURE(place_two());
  stage.venue().behave_rest(
      "POST /fapi/v1/countdownCancelAll",
      {{.executes = false,
        .refusal = simulator::Refusal{.status = 503, .code = -1008, .msg = "Server is currently overloaded."},
        .times = simulator::kAlways}});
  ASSERT_TRUE(eventually([&] {
    return stage.page("/ready").body.find("dead man's switch") != std::string::npos;
  })) << stage.page("/ready").body;
  EXPECT_THAT(stage.page("/ready").body, HasSubstr("not renewed: "));
  ASSERT_TRUE(told("X", "4"));
  ASSERT_TRUE(told("Y", "4"));
  EXPECT_EQ(value(report("X", "4"), 378), "8");
  ASSERT_TRUE(eventually([&] { return figure("ran_out_total") == "2"; }));
  EXPECT_TRUE(eventually([&] { return count_of(stage.log(), " error dead_man_switch_ran_out ") == 2; }));
}

}  // namespace
}  // namespace bridge::endtoend
