// An order meets the other side of the book: best price first, and of one price the one that came first.
// The simulator's thread.
#pragma once

#include "simulator/turn.hpp"

namespace bridge::simulator {

// Matches an open order against the book, its self-trade prevention included, and expires what may not wait
// there: the rest of a MARKET or IOC order.
void match(Turn& turn, Order& taker);
// True when the order would trade at once, with so much of it as `quantity` or more.
[[nodiscard]] bool would_fill(const Book& book, const Order& order, Units quantity);
// The price that a priceMatch stands for; 0 when the book has no such depth.
[[nodiscard]] Units matched_price(const Book& book, const Order& order);
// The best price of the other side; 0 when nobody is there.
[[nodiscard]] Units counterpart(const Book& book, const std::string& symbol, const std::string& side);

}  // namespace bridge::simulator
