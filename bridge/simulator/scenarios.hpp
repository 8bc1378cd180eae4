// Named situations an OMS can be certified in: orders, and how the venue behaves towards each of them.
// Every order has one id in all runs, "cert-SCENARIO-N", so that a test plan can be written against it.
// Data; any thread.
#pragma once

#include "simulator/behaviour.hpp"
#include "simulator/simulator.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

struct Rigged {
  Order order;
  Behaviour behaviour{};
  std::string says;  // what the client meets, a line
};

struct Scenario {
  std::string name;
  std::string says;  // what it shows, a line
  std::vector<Rigged> orders;
};

// In the order a certification goes through them.
[[nodiscard]] const std::vector<Scenario>& scenarios();
// Adds orders and behaviours of the scenario; "all": of every one. Throws std::runtime_error listing the
// names when there is none of this one.
void add_scenario(Settings& settings, std::string_view name);
// The names, what each shows, and its orders: a table for people.
[[nodiscard]] std::string list_scenarios();

}  // namespace bridge::simulator
