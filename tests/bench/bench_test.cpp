// The benchmark itself, not what it finds: that it runs, loses no cancel, and counts right.
#include "bench/compare.hpp"
#include "bench/figures.hpp"
#include "bench/instructions.hpp"
#include "bench/kept.hpp"
#include "bench/recovery.hpp"
#include "bench/scale.hpp"
#include "bench/target.hpp"
#include "endtoend/world.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace bridge::bench {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::SizeIs;
using testing::StartsWith;
using testing::ThrowsMessage;

std::set<std::string> keys_of(const json::value& value) {
  std::set<std::string> keys;
  for (const auto& [key, _] : value.as_object()) keys.insert(key);
  return keys;
}

double number(const json::value& value, const char* path) {
  return value.at_pointer(path).to_number<double>();
}

// Times of a round that are all alike.
Round round_of(double rtt_us, double per_s = 1000, double cpu_us = 100, long rss_kib = 5000) {
  return {.rtt_us = {rtt_us, rtt_us, rtt_us},
          .open_loop_us = {2 * rtt_us, 2 * rtt_us, 2 * rtt_us},
          .throughput_per_s = per_s,
          .cpu_us_per_request = cpu_us,
          .rss_kib = rss_kib};
}

TEST(BenchFigures, SpreadIsReadOffTheSortedTimes) {
  std::vector<double> times(1000);
  std::iota(times.rbegin(), times.rend(), 1.0);  // 1000 … 1
  const Spread spread = spread_of(times);
  EXPECT_EQ(spread.p50, 501);
  EXPECT_EQ(spread.p90, 901);
  EXPECT_EQ(spread.p99, 991);
  EXPECT_EQ(spread.p999, 1000);
  EXPECT_EQ(spread.max, 1000);
}

TEST(BenchFigures, SpreadOfOneTimeAndOfNone) {
  EXPECT_EQ(spread_of({7}).p50, 7);
  EXPECT_EQ(spread_of({7}).p999, 7);
  EXPECT_EQ(spread_of({}).p50, 0);
  EXPECT_EQ(spread_of({}).max, 0);
}

TEST(BenchFigures, MedianIsTheMiddleOne) {
  EXPECT_EQ(median({9, 1, 5}), 5);
  EXPECT_EQ(median({9, 1, 5, 7}), 6);
  EXPECT_EQ(median({}), 0);
}

TEST(BenchFigures, TellMediansOfTheRoundsButTheWorstOfAll) {
  const auto result = report(
      {{"relay", {round_of(10, 900, 30, 4000), round_of(500, 100, 90, 4500), round_of(20, 800, 40, 4200)}}});
  const auto& relay = result.at("targets").at("relay");
  EXPECT_EQ(number(relay, "/rtt_us/p50"), 20);
  EXPECT_EQ(number(relay, "/rtt_us/p99"), 20);
  EXPECT_EQ(number(relay, "/rtt_us/p999"), 500);
  EXPECT_EQ(number(relay, "/rtt_us/max"), 500);
  EXPECT_EQ(number(relay, "/open_loop_us/p50"), 40);
  EXPECT_EQ(number(relay, "/throughput_per_s"), 800);
  EXPECT_EQ(number(relay, "/cpu_us_per_request"), 40);
  EXPECT_EQ(number(relay, "/rss_kib"), 4200);  // memory of the last round: it only grows
}

// A round in which the machine was slow is slow for both: its ratio is as good as any.
TEST(BenchFigures, CompareWithTheRelayRoundByRound) {
  const auto result =
      report({{"relay", {round_of(10, 1000, 10), round_of(1000, 10, 500), round_of(20, 500, 20)}},
              {"bridge", {round_of(20, 500, 40), round_of(2000, 5, 2000), round_of(100, 100, 40)}}});
  const auto& ratios = result.at("ratio_to_relay");
  EXPECT_EQ(number(ratios, "/relay/rtt_p50"), 1);
  EXPECT_EQ(number(ratios, "/bridge/rtt_p50"), 2);
  EXPECT_EQ(number(ratios, "/bridge/rtt_p99"), 2);
  EXPECT_EQ(number(ratios, "/bridge/throughput"), 0.5);
  EXPECT_EQ(number(ratios, "/bridge/cpu"), 4);
}

TEST(BenchFigures, ShowInstructionsInATable) {
  const auto relay_of = [](double figure) {
    const json::object figures{{"instructions_per_request", figure}, {"requests", 10}};
    return json::object{{"relay", figures}};
  };
  const auto table = table_of_instructions({{"cancels", relay_of(1234.5)}, {"places", relay_of(2345.5)}});
  EXPECT_EQ(table,
            "target       instructions a cancel\nrelay                         1234\n\n"
            "target        instructions a place\nrelay                         2346\n");
}

// A slow relay flatters whatever is compared with it.
TEST(BenchFigures, AreKeptOfAQuietMachineOnly) {
  const Band band{.p50_us = 100, .p99_us = 200};
  const auto of_relay = [](double p50, double p99) {
    Round round = round_of(p50);
    round.rtt_us = std::vector<double>(100, p50);
    round.rtt_us.back() = p99;
    return report({{"relay", {round}}, {"bridge", {round_of(2 * p50)}}});
  };
  EXPECT_EQ(unfit(of_relay(100, 200), band), "");
  EXPECT_THAT(unfit(of_relay(101, 200), band),
              StartsWith("the relay took 101 us and 200 us (p50, p99), beyond"));
  EXPECT_THAT(unfit(of_relay(100, 201), band), HasSubstr("beyond 100 us and 200 us"));
  EXPECT_THAT(unfit(report({{"bridge", {round_of(1)}}}), band), HasSubstr("without the relay"));
  EXPECT_EQ(relay_line(of_relay(96, 190), band),
            "the relay, 1 in flight: p50 96 us, p99 190 us (a table is kept up to 100 us and 200 us)\n");
}

TEST(BenchFigures, OfTwoRunsClaimTheLess) {
  const auto one = report({{"relay", {round_of(10, 1000, 20)}},
                           {"bridge", {round_of(30, 400, 90, 7000)}},
                           {"stock", {round_of(40, 300, 100, 500)}}});
  const auto other = report({{"relay", {round_of(12, 900, 30)}},
                             {"bridge", {round_of(24, 300, 80, 6000)}},
                             {"stock", {round_of(50, 250, 110, 600)}}});
  for (const auto& result : {cautious(one, other), cautious(other, one)}) {
    const auto& bridge = result.at("targets").at("bridge");
    EXPECT_EQ(number(bridge, "/rtt_us/p50"), 30);
    EXPECT_EQ(number(bridge, "/open_loop_us/max"), 60);
    EXPECT_EQ(number(bridge, "/throughput_per_s"), 300);
    EXPECT_EQ(number(bridge, "/cpu_us_per_request"), 90);
    EXPECT_EQ(number(bridge, "/rss_kib"), 7000);
    EXPECT_EQ(number(result, "/ratio_to_relay/bridge/rtt_p50"), 3);
    EXPECT_EQ(number(result, "/ratio_to_relay/bridge/throughput"), 0.333);
    EXPECT_EQ(number(result, "/ratio_to_relay/bridge/cpu"), 4.5);
    const auto& stock = result.at("targets").at("stock");
    EXPECT_EQ(number(stock, "/rtt_us/p50"), 40);
    EXPECT_EQ(number(stock, "/throughput_per_s"), 300);
    EXPECT_EQ(number(stock, "/rss_kib"), 500);
    EXPECT_EQ(number(result.at("targets"), "/relay/rtt_us/p50"), 10);
  }
}

class BenchOf : public testing::TestWithParam<Road> {};

// A request without its report, or with another, throws.
TEST_P(BenchOf, ARoadRunsARoundOfRelayBridgeAndStock) {
  const json::value result = compare({.targets = {"relay", "bridge", "stock"},
                                      .rounds = 1,
                                      .time_ms = 100,
                                      .rate = 200,
                                      .road = GetParam()});

  EXPECT_THAT(keys_of(result), IsSupersetOf({"targets", "ratio_to_relay", "rounds", "machine"}));
  EXPECT_THAT(keys_of(result.at("targets")), ElementsAre("bridge", "relay", "stock"));
  EXPECT_THAT(keys_of(result.at("ratio_to_relay")), ElementsAre("bridge", "relay", "stock"));
  for (const char* name : {"relay", "bridge", "stock"}) {
    const auto& target = result.at("targets").at(name);
    EXPECT_THAT(keys_of(target),
                ElementsAre("cpu_us_per_request", "open_loop_us", "rss_kib", "rtt_us", "throughput_per_s"));
    for (const char* spread : {"rtt_us", "open_loop_us"}) {
      EXPECT_THAT(keys_of(target.at(spread)), ElementsAre("max", "p50", "p90", "p99", "p999"));
      EXPECT_GT(number(target.at(spread), "/p50"), 0);
    }
    EXPECT_GT(number(target, "/throughput_per_s"), 0);
    EXPECT_GT(number(target, "/cpu_us_per_request"), 0);
    EXPECT_GT(number(target, "/rss_kib"), 0);
    EXPECT_THAT(keys_of(result.at("ratio_to_relay").at(name)),
                ElementsAre("cpu", "rtt_p50", "rtt_p99", "throughput"));
    EXPECT_NE(table(result.as_object()).find(name), std::string::npos);
  }
  EXPECT_EQ(result.at("rounds").as_int64(), 1);
}

INSTANTIATE_TEST_SUITE_P(Each, BenchOf, testing::Values(Road::Cancel, Road::Place),
                         [](const auto& of) { return of.param == Road::Place ? "Place" : "Cancel"; });

// Here orders are not open to the session, and the answer is a 35=j.
TEST(Bench, EndsWithAPlaceThatIsNotTaken) {
  const Ground ground;
  const Target target("bridge", ground);
  Load load(target.endpoints(), 1, Road::Place);
  const auto places = [&] { static_cast<void>(load.closed_loop(1, std::chrono::seconds{1})); };
  EXPECT_THAT(places, ThrowsMessage<std::runtime_error>(HasSubstr("CLIENT1 did not expect")));
}

TEST(Bench, EndsALoopWithAsManyRequestsAsItMaySend) {
  const Ground ground;
  const Target target("relay", ground);
  Load load(target.endpoints(), 1, Road::Place);
  EXPECT_THAT(load.closed_loop(kInFlight, std::chrono::seconds{20}, 100).times_us, SizeIs(100));
  EXPECT_THAT(load.open_loop(1000, std::chrono::seconds{20}, 100).times_us, SizeIs(100));
}

TEST(Bench, StartsAGatewayWithManySessionsAndWithManyLanes) {
  const json::value result = scale({.sessions = {1, 60},
                                    .lanes = {1, 2},
                                    .sessions_of_lane = 2,
                                    .rounds = 1,
                                    .time_ms = 50,
                                    .cancels = 100});
  const auto& sixty = result.at("by_sessions").at(1);
  EXPECT_EQ(number(sixty, "/sessions"), 60);
  EXPECT_GT(number(sixty, "/kib_per_idle_session"), 0);
  EXPECT_GT(number(sixty, "/rtt_us/p99"), 0);
  const auto& two = result.at("by_lanes").at(1);
  EXPECT_EQ(number(two, "/lanes"), 2);
  EXPECT_EQ(number(two, "/sessions"), 4);
  EXPECT_THAT(keys_of(two), IsSupersetOf({"kib_per_lane", "throughput_per_s", "cpu_us_per_cancel"}));
  EXPECT_THAT(endtoend::lines_of(table_of_scale(result.as_object())), SizeIs(9));
}

// The journal is one that a gateway goes on with: the session's numbers fit, and what is open is settled.
TEST(Bench, StartsAGatewayWithAPast) {
  const endtoend::Directory directory;
  const json::value result =
      recovery({.past = {.closed = 300, .open = 20}, .journal = directory.path() / "journal", .starts = 1});
  EXPECT_GT(number(result, "/logon_s"), 0);
  EXPECT_GE(number(result, "/settled_s"), number(result, "/logon_s"));
  EXPECT_GT(number(result, "/rss_mib"), 0);
  EXPECT_EQ(number(result, "/open"), 20);
}

}  // namespace
}  // namespace bridge::bench
