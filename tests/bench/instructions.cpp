#include "bench/instructions.hpp"

#include "bench/load.hpp"
#include "bench/target.hpp"

#include <boost/json.hpp>

#include <algorithm>
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

json::object count(const std::string& name, const Ground& ground, std::chrono::milliseconds time, Road road) {
  const bool places = road == Road::Place;
  const auto dumps = ground.directory() / ((places ? "callgrind-place-" : "callgrind-") + name);
  std::filesystem::create_directory(dumps);
  const Target target(name, ground,
                      {.road = road,
                       .under = {"/usr/bin/valgrind", "--tool=callgrind", "--instr-atstart=no",
                                 "--callgrind-out-file=" + (dumps / "dump").string()}});
  Load load(target.endpoints(), 1, road);
  const std::size_t most = places ? kPlacesMost : Load::kAny;
  (void)load.closed_loop(kInFlight, kWarm, most);
  tell_callgrind("-i on", target.id());
  const auto requests = load.closed_loop(kInFlight, time, most).times_us.size();
  tell_callgrind("-i off", target.id());
  tell_callgrind("-d", target.id());
  const double counted = total(dumps);
  if (requests == 0 || counted == 0) throw std::runtime_error(name + ": callgrind has counted nothing");
  return {{"instructions_per_request", counted / static_cast<double>(requests)}, {"requests", requests}};
}

std::string rows(const json::object& targets) {
  std::string text;
  for (const auto& [name, figures] : targets) {
    std::array<char, 128> line{};
    std::snprintf(line.data(), line.size(), "%-12s %21.0f\n", std::string(name).c_str(),
                  figures.at("instructions_per_request").to_number<double>());
    text += line.data();
  }
  return text;
}

}  // namespace

json::object instructions(const InstructionsPlan& plan) {
  const Ground ground;
  const std::chrono::milliseconds time{plan.time_ms};
  json::object cancels;
  json::object places;
  for (const auto& name : plan.targets) {
    std::cerr << name << ' ' << std::flush;
    cancels[name] = count(name, ground, time, Road::Cancel);
    if (std::ranges::find(kPlacing, name) == kPlacing.end()) continue;
    places[name] = count(name, ground, time, Road::Place);
  }
  std::cerr << '\n';
  return {{"cancels", cancels}, {"places", places}};
}

std::string table_of_instructions(const json::object& instructions) {
  return "target       instructions a cancel\n" + rows(instructions.at("cancels").as_object()) +
         "\ntarget        instructions a place\n" + rows(instructions.at("places").as_object());
}

}  // namespace bridge::bench
