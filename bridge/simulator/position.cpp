#include "simulator/position.hpp"

#include <algorithm>

namespace bridge::simulator {

Units reducible(const Position& position, bool buys) {
  return std::max<Units>(buys ? -position.amount : position.amount, 0);
}

Units trade(Position& position, bool buys, Units quantity, Units price) {
  const Units closed = std::min(quantity, reducible(position, buys));
  const Units gain = buys ? position.entry - price : price - position.entry;
  const Units profit = times(gain, closed);
  position.realized += profit;
  position.amount += buys ? closed : -closed;
  const Units opened = quantity - closed;
  if (opened > 0) {
    const Units before = position.amount < 0 ? -position.amount : position.amount;
    position.entry = weighted(position.entry, before, price, opened);
    position.amount += buys ? opened : -opened;
  } else if (position.amount == 0) {
    position.entry = 0;
  }
  return profit;
}

}  // namespace bridge::simulator
