// A plan of faults as JSON: the faults file, and what the control channel takes at /faults. This is data, and
// its reader; any thread.
#pragma once

#include "simulator/behaviour.hpp"
#include "simulator/refusal.hpp"
#include "simulator/rest_faults.hpp"
#include "simulator/stream_faults.hpp"

#include <boost/json/value.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

struct PlannedFailure {
  std::string method;
  Refusal refusal{};
  int times = 1;
};

// What the hand does at once, by its path on the control channel without the first slash: "prices".
struct PlannedDeed {
  std::string path;
  boost::json::value body;
};

struct Plan {
  std::optional<Conditions> conditions{};                // replaces all of them
  std::map<std::string, Behaviour> behaviours{};         // by client order id, or kEveryOrder
  std::optional<StreamBehaviour> stream{};               // replaces all of it
  std::map<std::string, std::vector<RestFault>> rest{};  // by route, or kEveryRoute
  std::vector<PlannedFailure> failures{};
  std::vector<PlannedDeed> deeds{};  // one after the other
};

// Reads a plan. It throws Wrong.
[[nodiscard]] Plan read_plan(const boost::json::value& value);
// Reads the faults file. It throws a std::runtime_error that names file, place and cause.
[[nodiscard]] Plan load_faults(const std::filesystem::path& file);

class Simulator;
// It throws Wrong when a deed is not what it should be; the faults are planned then, and the deeds before
// done.
void apply(const Plan& plan, Simulator& simulator);

}  // namespace bridge::simulator
