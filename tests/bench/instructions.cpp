#include "bench/instructions.hpp"

#include "bench/load.hpp"
#include "bench/target.hpp"

#include <boost/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace bridge::bench {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kWarm{2000};

void tell_callgrind(const std::string& what, pid_t process) {
  const std::string command =
      "callgrind_control " + what + ' ' + std::to_string(process) + " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("it failed: " + command);
}

// "totals: N" of what was dumped: all threads.
double total(const std::filesystem::path& directory) {
  double sum = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    std::ifstream dump(file.path());
    for (std::string line; std::getline(dump, line);) {
      if (line.starts_with("totals: ")) sum += std::stod(line.substr(8));
    }
  }
  return sum;
}

json::object count(const std::string& name, const Ground& ground, std::chrono::milliseconds time) {
  const auto dumps = ground.directory() / ("callgrind-" + name);
  std::filesystem::create_directory(dumps);
  const Target target(name, ground,
                      {.under = {"/usr/bin/valgrind", "--tool=callgrind", "--instr-atstart=no",
                                 "--callgrind-out-file=" + (dumps / "dump").string()}});
  Load load(target.endpoints(), 1);
  (void)load.closed_loop(kInFlight, kWarm);
  tell_callgrind("-i on", target.id());
  const auto cancels = load.closed_loop(kInFlight, time).times_us.size();
  tell_callgrind("-i off", target.id());
  tell_callgrind("-d", target.id());
  const double counted = total(dumps);
  if (cancels == 0 || counted == 0) throw std::runtime_error(name + ": callgrind has counted nothing");
  return {{"instructions_per_cancel", counted / static_cast<double>(cancels)}, {"cancels", cancels}};
}

}  // namespace

json::object instructions(const InstructionsPlan& plan) {
  const Ground ground;
  json::object targets;
  for (const auto& name : plan.targets) {
    std::cerr << name << ' ' << std::flush;
    targets[name] = count(name, ground, std::chrono::milliseconds{plan.time_ms});
  }
  std::cerr << '\n';
  return {{"targets", targets}};
}

std::string table_of_instructions(const json::object& instructions) {
  std::string text = "target       instructions a cancel\n";
  for (const auto& [name, figures] : instructions.at("targets").as_object()) {
    std::array<char, 128> line{};
    std::snprintf(line.data(), line.size(), "%-12s %21.0f\n", std::string(name).c_str(),
                  figures.at("instructions_per_cancel").to_number<double>());
    text += line.data();
  }
  return text;
}

}  // namespace bridge::bench
