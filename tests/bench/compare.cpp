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

using std::chrono::milliseconds;

// A target, and what asks it.
class Running {
 public:
  Running(const std::string& name, const Ground& ground, const Plan& plan)
      : plan_(plan),
        most_(plan.road == Road::Place ? kPlacesMost : Load::kAny),
        target_(name, ground, {.road = plan.road}),
        load_(target_.endpoints(), 1, plan.road) {
    warm_up(kInFlight, time());
  }

  [[nodiscard]] Round measure() {
    warm_up(1, time() / 5);  // caches and clocks of an idle process
    Round round;
    round.rtt_us = load_.closed_loop(1, time(), most_).times_us;
    round.open_loop_us = load_.open_loop(plan_.rate, time(), most_).times_us;
    warm_up(kInFlight, time() / 5);
    const double before = cpu_us(target_.id());
    const Outcome busy = load_.closed_loop(kInFlight, time(), most_);
    const auto count = static_cast<double>(busy.times_us.size());
    round.cpu_us_per_request = (cpu_us(target_.id()) - before) / count;
    round.throughput_per_s = count / busy.elapsed_s;
    round.rss_kib = rss_kib(target_.id());
    return round;
  }
  [[nodiscard]] const Target& target() const { return target_; }

 private:
  [[nodiscard]] milliseconds time() const { return milliseconds{plan_.time_ms}; }
  void warm_up(int in_flight, milliseconds time) {
    static_cast<void>(load_.closed_loop(in_flight, time, most_ / 4));
  }

  const Plan& plan_;
  std::size_t most_;
  Target target_;
  Load load_;
};

}  // namespace

boost::json::object compare(const Plan& plan) {
  Ground ground;
  std::vector<std::unique_ptr<Running>> targets;
  std::vector<Series> series;
  for (const auto& name : plan.targets) series.push_back({name, {}});
  for (int round = 1; round <= plan.rounds; ++round) {
    std::cerr << "round " << round << " of " << plan.rounds << '\r' << std::flush;
    if (plan.road == Road::Place) targets.clear();  // a round of places begins with no order
    for (auto i = targets.size(); i < series.size(); ++i) {
      targets.push_back(std::make_unique<Running>(series[i].target, ground, plan));
    }
    for (std::size_t i = 0; i < targets.size(); ++i) series[i].rounds.push_back(targets[i]->measure());
  }
  auto result = report(series);
  result["rounds"] = plan.rounds;
  result["machine"] = machine();
  for (const auto& running : targets) {
    const Target& target = running->target();
    if (target.name() == "bridge") result["one_way_us"] = one_way(target.ops_port());
  }
  return result;
}

}  // namespace bridge::bench
