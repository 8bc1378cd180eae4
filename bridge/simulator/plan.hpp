// A plan of faults as JSON: the faults file, and what the control channel takes at /faults. This is data, and
// its reader; any thread.
#pragma once

#include "simulator/behaviour.hpp"
#include "simulator/refusal.hpp"

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

struct Plan {
  std::optional<Conditions> conditions{};         // replaces all of them
  std::map<std::string, Behaviour> behaviours{};  // by client order id, or kEveryOrder
  std::vector<PlannedFailure> failures{};
};

// Reads a plan. It throws Wrong.
[[nodiscard]] Plan read_plan(const boost::json::value& value);
// Reads the word for a line, such as "deaf". It throws Wrong.
void convert(const boost::json::value& value, Line& into);
// Reads the faults file. It throws a std::runtime_error that names file, place and cause.
[[nodiscard]] Plan load_faults(const std::filesystem::path& file);

class Simulator;
void apply(const Plan& plan, Simulator& simulator);

}  // namespace bridge::simulator
