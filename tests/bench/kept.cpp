#include "bench/kept.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

namespace bridge::bench {
namespace {

namespace json = boost::json;

struct Relay {
  double p50_us = 0;
  double p99_us = 0;
};

std::optional<Relay> relay_of(const json::object& report) {
  const auto* relay = report.at("targets").as_object().if_contains("relay");
  if (relay == nullptr) return std::nullopt;
  const auto figure = [&](const char* path) { return relay->at_pointer(path).to_number<double>(); };
  return Relay{figure("/rtt_us/p50"), figure("/rtt_us/p99")};
}

template <class... Numbers>
std::string text(const char* format, Numbers... numbers) {
  std::array<char, 160> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, numbers...);
  return buffer.data();
}

// Of everything but throughput less is better. What is no figure is the first one's.
json::value merged(const json::value& one, const json::value& other, bool worse, std::string_view name) {
  if (const auto* members = one.if_object()) {
    json::object result;
    for (const auto& [key, value] : *members) {
      const auto* same = other.as_object().if_contains(key);
      result[key] = same == nullptr ? value : merged(value, *same, worse, key);
    }
    return result;
  }
  if (!one.is_number() || !other.is_number()) return one;
  const bool less = one.to_number<double>() < other.to_number<double>();
  const bool wants_less = worse == name.starts_with("throughput");
  return less == wants_less ? one : other;
}

json::object merged_targets(const json::object& one, const json::object& other) {
  json::object result;
  for (const auto& [name, figures] : one) {
    const bool is_ours = std::string_view(name).starts_with("bridge");
    result[name] = merged(figures, other.at(name), is_ours, name);
  }
  return result;
}

}  // namespace

std::string relay_line(const json::object& report, const Band& band) {
  const auto relay = relay_of(report);
  if (!relay) return "";
  return text(
      "the relay, 1 in flight: p50 %.0f us, p99 %.0f us (a table is kept up to %.0f us and %.0f us)\n",
      relay->p50_us, relay->p99_us, band.p50_us, band.p99_us);
}

std::string unfit(const json::object& report, const Band& band) {
  const auto relay = relay_of(report);
  if (!relay) return "no table is kept without the relay, to which its ratios are";
  if (relay->p50_us <= band.p50_us && relay->p99_us <= band.p99_us) return "";
  return text(
      "the relay took %.0f us and %.0f us (p50, p99), beyond %.0f us and %.0f us: the machine is too slow or "
      "too busy for a table that is kept",
      relay->p50_us, relay->p99_us, band.p50_us, band.p99_us);
}

json::object cautious(const json::object& one, const json::object& other) {
  json::object result;
  for (const auto& [key, value] : one) {
    const auto& same = other.at(key);
    const bool by_target = key == "targets" || key == "ratio_to_relay";
    result[key] = by_target ? json::value(merged_targets(value.as_object(), same.as_object()))
                            : merged(value, same, true, key);
  }
  return result;
}

}  // namespace bridge::bench
