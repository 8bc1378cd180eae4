#include "ops/process_metrics.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>

namespace bridge::ops {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const char* name, const char* help, MetricType type, double value) {
  ClientMetric metric;
  metric.gauge.value = value;
  metric.counter.value = value;
  return {name, help, type, {metric}};
}

// The fields of /proc/self/stat, by their numbers in proc(5). The name of the program may have blanks in it,
// and ends with the last parenthesis; field 3 comes behind it.
struct Stat {
  double user_ticks = 0;      // 14
  double system_ticks = 0;    // 15
  double start_ticks = 0;     // 22, since the machine was started
  double virtual_bytes = 0;   // 23
  double resident_pages = 0;  // 24
};

std::optional<Stat> read_stat() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto end_of_name = text.rfind(')');
  if (end_of_name == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(end_of_name + 1));
  const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  if (fields.size() < 22) return std::nullopt;
  const auto field = [&](std::size_t number) { return std::stod(fields[number - 3]); };
  return Stat{field(14), field(15), field(22), field(23), field(24)};
}

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The start by the system's clock as it is when first asked, because a start does not move when that clock is
// set. The unit hides /proc/stat, where the machine's own start could be read.
double start_seconds(double seconds_after_boot) {
  static const double start = seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME) + seconds_after_boot;
  return start;
}

std::optional<double> open_files() {
  std::error_code failed;
  std::filesystem::directory_iterator files("/proc/self/fd", failed);
  if (failed) return std::nullopt;
  return static_cast<double>(std::distance(begin(files), end(files)) - 1);  // without the one that looks
}

// "Max open files            1024                 524288               files"
std::optional<double> most_open_files() {
  std::ifstream file("/proc/self/limits");
  constexpr std::string_view kName = "Max open files";
  for (std::string line; std::getline(file, line);) {
    double limit = 0;
    if (line.starts_with(kName) && std::istringstream(line.substr(kName.size())) >> limit) return limit;
  }
  return std::nullopt;
}

}  // namespace

std::vector<MetricFamily> process_metrics() {
  std::vector<MetricFamily> all;
  if (const auto stat = read_stat()) {
    const auto ticks_a_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    all.push_back(family("process_cpu_seconds_total", "Processor time of this process, user and system.",
                         MetricType::Counter, (stat->user_ticks + stat->system_ticks) / ticks_a_second));
    all.push_back(family("process_resident_memory_bytes", "Memory of this process that is resident.",
                         MetricType::Gauge,
                         stat->resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE))));
    all.push_back(family("process_virtual_memory_bytes", "Memory of this process.", MetricType::Gauge,
                         stat->virtual_bytes));
    all.push_back(family("process_start_time_seconds", "When this process was started, since 1970.",
                         MetricType::Gauge, start_seconds(stat->start_ticks / ticks_a_second)));
  }
  if (const auto open = open_files()) {
    all.push_back(family("process_open_fds", "File descriptors that are open.", MetricType::Gauge, *open));
  }
  if (const auto most = most_open_files()) {
    all.push_back(family("process_max_fds", "File descriptors that may be open.", MetricType::Gauge, *most));
  }
  return all;
}

}  // namespace bridge::ops
