// What a set of rounds is played with: the venue's orders and how it behaves towards each of them. Made of a
// seed, so that the venue's process and the test's make the same.
#pragma once

#include "simulator/simulator.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bridge::crash {

inline constexpr std::int64_t kFirstOrder = 8'389'765'500'000'000'000;  // above 2^53, as the venue's can be

struct PlannedOrder {
  simulator::Order order;
  bool known = true;  // to the venue
  simulator::Behaviour behaviour{};
  int cancels = 1;  // the client sends, one after the other
};

// Order i has the id kFirstOrder + i and the client id "order-I".
[[nodiscard]] std::vector<PlannedOrder> plan_orders(std::uint64_t seed, int count);
[[nodiscard]] std::string client_id(std::int64_t order_id);

}  // namespace bridge::crash
