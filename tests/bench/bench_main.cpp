// The benchmark: README.md in this folder says what is measured and how. Started by ./run bench.
#include "bench/figures.hpp"
#include "bench/machine.hpp"
#include "bench/one_way.hpp"
#include "bench/target.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace bridge::bench {
namespace {

struct Plan {
  std::vector<std::string> targets{"relay", "bridge", "bridge_tls", "bridge_disk", "stock", "node"};
  int rounds = 7;
  int time_ms = 1000;  // of each measurement
  int rate = 1000;     // of the open loop, cancels a second
  std::string file = "bench.json";
};

constexpr int kInFlight = 64;

Round measure(Target& target, Load& load, const Plan& plan) {
  const std::chrono::milliseconds time{plan.time_ms};
  static_cast<void>(load.closed_loop(1, time / 5));  // caches and clocks of an idle process
  Round round;
  round.rtt_us = load.closed_loop(1, time).times_us;
  round.open_loop_us = load.open_loop(plan.rate, time).times_us;
  static_cast<void>(load.closed_loop(kInFlight, time / 5));
  const double before = cpu_us(target.id());
  const Outcome busy = load.closed_loop(kInFlight, time);
  const auto count = static_cast<double>(busy.times_us.size());
  round.cpu_us_per_cancel = (cpu_us(target.id()) - before) / count;
  round.throughput_per_s = count / busy.elapsed_s;
  round.rss_kib = rss_kib(target.id());
  return round;
}

int compare(const Plan& plan) {
  Ground ground;
  std::vector<std::unique_ptr<Target>> targets;
  std::vector<std::unique_ptr<Load>> loads;
  std::vector<Series> series;
  for (const auto& name : plan.targets) {
    targets.push_back(std::make_unique<Target>(name, ground));
    loads.push_back(std::make_unique<Load>(targets.back()->endpoints(), 1));
    series.push_back({name, {}});
    static_cast<void>(
        loads.back()->closed_loop(kInFlight, std::chrono::milliseconds{plan.time_ms}));  // warm up
  }
  for (int round = 1; round <= plan.rounds; ++round) {
    std::cerr << "round " << round << " of " << plan.rounds << '\r' << std::flush;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      series[i].rounds.push_back(measure(*targets[i], *loads[i], plan));
    }
  }
  auto result = report(series);
  result["rounds"] = plan.rounds;
  result["machine"] = machine();
  std::cout << table(result);
  for (const auto& target : targets) {
    if (target->name() == "bridge") {
      result["one_way_us"] = one_way(target->ops_port());
      std::cout << table_of_ways(result["one_way_us"].as_object());
    }
  }
  std::ofstream(plan.file) << boost::json::serialize(result) << '\n';
  return 0;
}

}  // namespace
}  // namespace bridge::bench

int main(int argc, char** argv) {
  bridge::bench::Plan plan;
  CLI::App app{"Measures gateways side by side"};
  bool quick = false;
  app.add_flag("--quick", quick, "five short rounds, in less than a minute");
  app.add_option("--rounds", plan.rounds, "how often each target has its turn")->check(CLI::PositiveNumber);
  app.add_option("--rate", plan.rate, "of the open loop, cancels a second")->check(CLI::PositiveNumber);
  app.add_option("--time", plan.time_ms, "of each measurement, ms")->check(CLI::PositiveNumber);
  app.add_option("--targets", plan.targets, "the relay first")->delimiter(',');
  app.add_option("--json", plan.file, "where the figures go");
  CLI11_PARSE(app, argc, argv);
  if (quick) {
    plan.rounds = 5;
    plan.time_ms = 300;
  }
  try {
    return bridge::bench::compare(plan);
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
}
