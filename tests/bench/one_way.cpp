#include "bench/one_way.hpp"

#include "endtoend/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

namespace bridge::bench {
namespace {

namespace json = boost::json;

constexpr std::array kWays{"fix_in_to_frame_out", "reply_to_report_out", "journal_commit"};

using Buckets = std::vector<std::pair<double, double>>;  // upper bound in seconds, how many are not above it

Buckets buckets_of(const std::string& metrics, const std::string& way) {
  Buckets buckets;
  const std::string name = "fixbridge_" + way + "_seconds_bucket{";
  for (const auto& line : endtoend::lines_of(metrics)) {
    const auto bound = line.find("le=\"");
    if (!line.starts_with(name) || bound == std::string::npos || line.find("le=\"+Inf") != std::string::npos)
      continue;
    buckets.emplace_back(std::stod(line.substr(bound + 4)), std::stod(line.substr(line.rfind(' '))));
  }
  return buckets;
}

double quantile_us(const Buckets& buckets, double part) {
  if (buckets.empty()) return 0;
  const double wanted = part * buckets.back().second;
  double below = 0;
  double low = 0;
  for (const auto& [high, count] : buckets) {
    if (count >= wanted && count > below)
      return 1e6 * (low + (high - low) * (wanted - below) / (count - below));
    below = count;
    low = high;
  }
  return 1e6 * low;
}

}  // namespace

json::object one_way(unsigned short ops_port) {
  const std::string metrics = endtoend::http_get(ops_port, "/metrics").body;
  json::object ways;
  for (const char* way : kWays) {
    const auto buckets = buckets_of(metrics, way);
    ways[way] = {{"p50", std::round(quantile_us(buckets, 0.5))},
                 {"p99", std::round(quantile_us(buckets, 0.99))}};
  }
  return ways;
}

std::string table_of_ways(const json::object& ways) {
  std::string text = "\ninside the bridge, us       p50    p99\n";
  for (const auto& [name, figures] : ways) {
    std::array<char, 96> line{};
    std::snprintf(line.data(), line.size(), "%-24s %6.0f %6.0f\n", std::string(name).c_str(),
                  figures.at("p50").to_number<double>(), figures.at("p99").to_number<double>());
    text += line.data();
  }
  return text;
}

}  // namespace bridge::bench
