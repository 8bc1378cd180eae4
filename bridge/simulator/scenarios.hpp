// The named situations in which an OMS can be certified: orders, and how the venue behaves towards each of
// them. Every order has one client id in all runs, "cert-SCENARIO-N", so that a test plan can be written
// against it; one that is on the book has one id as well. Data; any thread.
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

  // It is not on the book: the client places an order of this client id.
  [[nodiscard]] bool is_yours() const { return order.order_id == 0; }
};

struct Scenario {
  std::string name;
  std::string says;  // what it shows, a line
  std::vector<Rigged> orders;
};

// The scenarios in the order in which a certification goes through them.
[[nodiscard]] const std::vector<Scenario>& scenarios();
// Adds orders and behaviours of the scenario, or with "all" of every one. It throws a std::runtime_error that
// lists the names when there is none of this one.
void add_scenario(Settings& settings, std::string_view name);
// The names, what each shows, and its orders: a table for people.
[[nodiscard]] std::string list_scenarios();

}  // namespace bridge::simulator
