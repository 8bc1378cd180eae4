// What really became of the orders that clients have placed: taken from each change of the venue's book,
// before anybody is told of it. The judge of orders compares with it. One thread.
#pragma once

#include "order/venue_book.hpp"
#include "simulator/change.hpp"
#include "truth.hpp"
#include "world.hpp"

#include <cstdint>
#include <string>

namespace bridge::simulation {

// Clients place orders of this symbol; what others have placed is of the other one.
inline constexpr const char* kPlacedSymbol = "ETHUSDT";

class PlacedTruth final : public order::testing::VenueBook {
 public:
  explicit PlacedTruth(World& world) : world_(world) {}

  // The venue takes up a request.
  void executes(const Asked& asked);
  void take(const simulator::Change& change);
  // What is open, or the open one that the dice choose; nullptr: none.
  [[nodiscard]] const order::testing::VenueOrder* some_open(Random& random) const;
  // Bought less sold, so far.
  [[nodiscard]] std::int64_t position() const;

 private:
  order::testing::VenueOrder& entry(const simulator::Order& order);
  void take(const simulator::Order& order, std::uint64_t by);

  World& world_;
};

}  // namespace bridge::simulation
