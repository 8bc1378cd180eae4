#include "bench/scale.hpp"

#include "bench/figures.hpp"
#include "bench/machine.hpp"
#include "bench/target.hpp"

#include <boost/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>

namespace bridge::bench {
namespace {

namespace json = boost::json;

// Of one gateway, from its start to its end.
struct Life {
  double idle_kib = 0;  // all are logged on, none has sent a cancel
  double busy_kib = 0;  // after so many cancels that what it remembers of them has its full size
  Spread rtt_us;        // one session talks, one in flight
  double throughput_per_s = 0;
  double cpu_us_per_cancel = 0;
  double processors = 0;  // how many it kept busy then
};

struct Growth {
  Shape shape;
  std::vector<Life> lives;  // one a round
};

Life live(const Ground& ground, const Shape& shape, const ScalePlan& plan) {
  const std::chrono::milliseconds time{plan.time_ms};
  const Target target("bridge", ground, shape);
  Load load(target.endpoints(), shape.sessions);
  Life life;
  life.idle_kib = static_cast<double>(rss_kib(target.id()));
  std::size_t answered = 0;
  const auto loop = [&](int in_flight, std::chrono::milliseconds so_long) {
    Outcome outcome = load.closed_loop(in_flight, so_long);
    answered += outcome.times_us.size();
    return outcome;
  };
  load.talk_on(1);
  loop(1, time / 2);  // warm up
  life.rtt_us = spread_of(loop(1, time).times_us);
  load.talk_on(shape.sessions);
  loop(kInFlight, time / 2);
  const double before = cpu_us(target.id());
  const Outcome busy = loop(kInFlight, time);
  const double used = cpu_us(target.id()) - before;
  const auto count = static_cast<double>(busy.times_us.size());
  life.throughput_per_s = count / busy.elapsed_s;
  life.cpu_us_per_cancel = used / count;
  life.processors = used / (1e6 * busy.elapsed_s);
  const auto enough = static_cast<std::size_t>(plan.cancels) * static_cast<std::size_t>(shape.lanes);
  while (answered < enough) loop(kInFlight, time / 5);
  life.busy_kib = static_cast<double>(rss_kib(target.id()));
  return life;
}

double middle(const Growth& growth, const std::function<double(const Life&)>& figure) {
  std::vector<double> figures;
  for (const auto& life : growth.lives) figures.push_back(figure(life));
  return median(std::move(figures));
}

json::object row(const Growth& growth) {
  const auto figure = [&](const std::function<double(const Life&)>& of, int places) {
    return rounded(middle(growth, of), places);
  };
  return {{"sessions", growth.shape.sessions},
          {"lanes", growth.shape.lanes},
          {"rtt_us",
           {{"p50", figure([](const Life& life) { return life.rtt_us.p50; }, 1)},
            {"p99", figure([](const Life& life) { return life.rtt_us.p99; }, 1)}}},
          {"throughput_per_s", figure([](const Life& life) { return life.throughput_per_s; }, 0)},
          {"cpu_us_per_cancel", figure([](const Life& life) { return life.cpu_us_per_cancel; }, 2)},
          {"processors", figure([](const Life& life) { return life.processors; }, 2)},
          {"rss_idle_kib", figure([](const Life& life) { return life.idle_kib; }, 0)},
          {"rss_kib", figure([](const Life& life) { return life.busy_kib; }, 0)}};
}

// `unit`: "session" or "lane", of which each row has so many; what one takes is told against the first row.
json::array rows(const std::vector<Growth>& all, const std::string& unit) {
  json::array rows;
  const auto& first = all.front();
  for (const auto& growth : all) {
    auto& figures = rows.emplace_back(row(growth)).as_object();
    const int more = unit == "lane" ? growth.shape.lanes - first.shape.lanes
                                    : growth.shape.sessions - first.shape.sessions;
    if (more == 0) continue;
    const auto each = [&](double Life::*kib) {
      const auto of = [&](const Growth& which) {
        return middle(which, [&](const Life& life) { return life.*kib; });
      };
      return rounded((of(growth) - of(first)) / more, 1);
    };
    figures["kib_per_idle_" + unit] = each(&Life::idle_kib);
    figures["kib_per_" + unit] = each(&Life::busy_kib);
  }
  return rows;
}

double number(const json::object& of, const char* name) { return of.at(name).to_number<double>(); }

// Sessions of one lane, then lanes.
constexpr std::array<const char*, 2> kBlocks{"by_sessions", "by_lanes"};
constexpr std::array<const char*, 2> kUnits{"session", "lane"};

std::string line_of(const json::object& row, const std::string& unit) {
  const auto& rtt = row.at("rtt_us").as_object();
  std::array<char, 192> line{};
  std::snprintf(line.data(), line.size(), "%5.0f %8.0f %7.0f %7.0f %9.0f %8.1f %6.2f %9.0f %9.0f",
                number(row, "lanes"), number(row, "sessions"), number(rtt, "p50"), number(rtt, "p99"),
                number(row, "throughput_per_s"), number(row, "cpu_us_per_cancel"), number(row, "processors"),
                number(row, "rss_idle_kib"), number(row, "rss_kib"));
  std::string text = line.data();
  for (const auto& key : {"kib_per_idle_" + unit, "kib_per_" + unit}) {
    const auto* each = row.if_contains(key);
    std::snprintf(line.data(), line.size(), " %9.1f", each != nullptr ? each->to_number<double>() : 0.0);
    text += each != nullptr ? line.data() : std::string(9, ' ') + "-";
  }
  return text + '\n';
}

}  // namespace

json::object scale(const ScalePlan& plan) {
  const Ground ground;
  std::vector<Growth> by_sessions;
  std::vector<Growth> by_lanes;
  for (const int sessions : plan.sessions) by_sessions.push_back({{.sessions = sessions}, {}});
  for (const int lanes : plan.lanes) {
    by_lanes.push_back({{.sessions = lanes * plan.sessions_of_lane, .lanes = lanes}, {}});
  }
  for (int round = 1; round <= plan.rounds; ++round) {
    std::cerr << "round " << round << " of " << plan.rounds << '\r' << std::flush;
    for (auto* all : {&by_sessions, &by_lanes}) {
      for (auto& growth : *all) growth.lives.push_back(live(ground, growth.shape, plan));
    }
  }
  return {{"by_sessions", rows(by_sessions, "session")},
          {"by_lanes", rows(by_lanes, "lane")},
          {"in_flight", kInFlight},
          {"rounds", plan.rounds},
          {"machine", machine()}};
}

std::string table_of_scale(const json::object& scale) {
  std::string text;
  for (std::size_t i = 0; i < kBlocks.size(); ++i) {
    const std::string unit = kUnits[i];
    text += i == 0 ? "" : "\n";
    text += "               1 in flight, us  64 in flight                       RSS, KiB      KiB a ";
    text += unit;
    text +=
        "\nlanes sessions     p50     p99     per s   CPU us   CPUs      idle      busy      idle      "
        "busy\n";
    for (const auto& row : scale.at(kBlocks[i]).as_array()) text += line_of(row.as_object(), unit);
  }
  return text;
}

std::string columns_of_scale(const json::object& scale) {
  std::string text =
      "# lanes sessions p50_us p99_us per_s cpu_us cpus idle_kib busy_kib idle_each busy_each\n";
  for (std::size_t i = 0; i < kBlocks.size(); ++i) {
    for (const auto& row : scale.at(kBlocks[i]).as_array()) text += line_of(row.as_object(), kUnits[i]);
    text += "\n\n";
  }
  return text;
}

}  // namespace bridge::bench
