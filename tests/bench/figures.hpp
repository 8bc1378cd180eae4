// Figures of one target, of one round and of all of them.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::bench {

struct Spread {
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
};
[[nodiscard]] Spread spread_of(std::vector<double> times_us);

[[nodiscard]] double median(std::vector<double> values);
[[nodiscard]] double rounded(double value, int places);

struct Round {
  std::vector<double> rtt_us;        // one in flight
  std::vector<double> open_loop_us;  // at a fixed rate
  double throughput_per_s = 0;       // 64 in flight
  double cpu_us_per_request = 0;     // then
  long rss_kib = 0;
};

struct Series {
  std::string target;
  std::vector<Round> rounds;
};

// `series`: the relay first. What build/bench.json holds: p50, p90 and p99 are medians over the rounds, p99.9
// and max are of all rounds together; a ratio is the median of the rounds' ratios to the relay in the same
// round.
[[nodiscard]] boost::json::object report(const std::vector<Series>& series);
// The same for a terminal.
[[nodiscard]] std::string table(const boost::json::object& report);

}  // namespace bridge::bench
