#include "bench/figures.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

namespace bridge::bench {
namespace {

namespace json = boost::json;

double median_of(const Series& series, const std::function<double(const Round&)>& figure) {
  std::vector<double> values;
  for (const auto& round : series.rounds) values.push_back(figure(round));
  return median(values);
}

double ratio(const Series& series, const Series& relay, const std::function<double(const Round&)>& figure) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(series.rounds.size(), relay.rounds.size()); ++i) {
    ratios.push_back(figure(series.rounds[i]) / figure(relay.rounds[i]));
  }
  return median(ratios);
}

json::object spread_json(const Series& series, std::vector<double> Round::*times) {
  std::vector<double> all;
  for (const auto& round : series.rounds) all.insert(all.end(), (round.*times).begin(), (round.*times).end());
  const Spread together = spread_of(std::move(all));
  const auto of_rounds = [&](double Spread::*figure) {
    return rounded(median_of(series, [&](const Round& round) { return spread_of(round.*times).*figure; }), 1);
  };
  return {{"p50", of_rounds(&Spread::p50)},
          {"p90", of_rounds(&Spread::p90)},
          {"p99", of_rounds(&Spread::p99)},
          {"p999", rounded(together.p999, 1)},
          {"max", rounded(together.max, 1)}};
}

double number(const json::value& value) { return value.to_number<double>(); }

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double rounded(double value, int places) {
  const double factor = std::pow(10, places);
  return std::round(value * factor) / factor;
}

Spread spread_of(std::vector<double> times_us) {
  if (times_us.empty()) return {};
  std::ranges::sort(times_us);
  const auto at = [&](double part) {
    const auto index = static_cast<std::size_t>(part * static_cast<double>(times_us.size()));
    return times_us[std::min(index, times_us.size() - 1)];
  };
  return {at(0.5), at(0.9), at(0.99), at(0.999), times_us.back()};
}

json::object report(const std::vector<Series>& series) {
  json::object targets;
  json::object ratios;
  for (const auto& each : series) {
    targets[each.target] = {
        {"rtt_us", spread_json(each, &Round::rtt_us)},
        {"open_loop_us", spread_json(each, &Round::open_loop_us)},
        {"throughput_per_s", rounded(median_of(each, [](const Round& r) { return r.throughput_per_s; }), 0)},
        {"cpu_us_per_request",
         rounded(median_of(each, [](const Round& r) { return r.cpu_us_per_request; }), 2)},
        {"rss_kib", each.rounds.empty() ? 0 : each.rounds.back().rss_kib}};
    const auto to_relay = [&](const std::function<double(const Round&)>& figure) {
      return rounded(ratio(each, series.front(), figure), 3);
    };
    ratios[each.target] = {{"rtt_p50", to_relay([](const Round& r) { return spread_of(r.rtt_us).p50; })},
                           {"rtt_p99", to_relay([](const Round& r) { return spread_of(r.rtt_us).p99; })},
                           {"throughput", to_relay([](const Round& r) { return r.throughput_per_s; })},
                           {"cpu", to_relay([](const Round& r) { return r.cpu_us_per_request; })}};
  }
  return {{"targets", std::move(targets)}, {"ratio_to_relay", std::move(ratios)}};
}

std::string table(const json::object& report) {
  std::string text =
      "              round trip, 1 in flight, us           open loop, us                        64 in flight"
      "              | to the relay\n"
      "target          p50   p90   p99  p99.9    max     p50   p90   p99  p99.9    max    per s  CPU us     "
      "KiB"
      "  |  p50   p99 per s   CPU\n";
  for (const auto& [name, figures] : report.at("targets").as_object()) {
    const json::object& of = figures.as_object();
    std::array<char, 256> line{};
    const auto spread = [&](const char* which) {
      const json::object& s = of.at(which).as_object();
      std::array<char, 128> part{};
      std::snprintf(part.data(), part.size(), "%6.0f%6.0f%6.0f%7.0f%7.0f", number(s.at("p50")),
                    number(s.at("p90")), number(s.at("p99")), number(s.at("p999")), number(s.at("max")));
      return std::string(part.data());
    };
    const json::object& to = report.at("ratio_to_relay").at(name).as_object();
    std::snprintf(line.data(), line.size(), "%-13s%s  %s %8.0f %7.1f %7.0f  |%5.2f %5.2f %5.2f %5.2f\n",
                  std::string(name).c_str(), spread("rtt_us").c_str(), spread("open_loop_us").c_str(),
                  number(of.at("throughput_per_s")), number(of.at("cpu_us_per_request")),
                  number(of.at("rss_kib")), number(to.at("rtt_p50")), number(to.at("rtt_p99")),
                  number(to.at("throughput")), number(to.at("cpu")));
    text += line.data();
  }
  return text;
}

}  // namespace bridge::bench
