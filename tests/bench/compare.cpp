#include "bench/compare.hpp"

#include "bench/machine.hpp"
#include "bench/one_way.hpp"
#include "bench/target.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <iostream>
#include <memory>

namespace bridge::bench {
namespace {

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

}  // namespace

boost::json::object compare(const Plan& plan) {
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
  for (const auto& target : targets) {
    if (target->name() == "bridge") result["one_way_us"] = one_way(target->ops_port());
  }
  return result;
}

}  // namespace bridge::bench
