// What the account holds of a symbol: one position in one-way mode (BOTH), a LONG and a SHORT one in hedge
// mode. Data and its arithmetic; any thread.
#pragma once

#include "simulator/amount.hpp"

#include <string>

namespace bridge::simulator {

struct Position {
  std::string symbol{};
  std::string side = "BOTH";
  Units amount = 0;    // less than 0: short
  Units entry = 0;     // the average price it was opened at
  Units realized = 0;  // profit so far, without commissions

  bool operator==(const Position&) const = default;
};

// Changes the position by a trade: `quantity` is more than 0. Returns the profit that the trade realises.
Units trade(Position& position, bool buys, Units quantity, Units price);
// How much of the position an order may close: 0 when it would open or add.
[[nodiscard]] Units reducible(const Position& position, bool buys);

}  // namespace bridge::simulator
