// What a request does to the book, once it has passed its checks. Each is one turn: whole, or not at all.
// They throw what the book's witness throws. The simulator's thread.
#pragma once

#include "simulator/book.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::simulator {

// Who asks.
struct Asker {
  Timestamp at{};
  std::string method{};
  std::string request_id{};  // JSON text
};

struct Placed {
  Order acknowledged;  // as it was taken up: what ACK tells
  Order result;        // as it is after it has met the book
};
Placed place(Book& book, Order order, const Asker& asker);

struct Amendment {
  std::string price;
  std::string quantity;  // the new total
  std::string price_match = "NONE";
  std::optional<std::int64_t> modify_id{};
};
// The order must be open. An amendment to no more than is executed, or of a GTX order to a price that would
// take, cancels it. Returns what the reply tells.
Order amend(Book& book, const Order& order, const Amendment& amendment, const Asker& asker);

// The algo order as it is now; its triggers may fire from now on.
AlgoOrder place_algo(Book& book, AlgoOrder algo, const Asker& asker);
// It must be NEW. `status` is CANCELED or EXPIRED.
void end_algo(Book& book, const AlgoOrder& algo, const std::string& status, const Asker& asker);
// Fires what the prices of the symbol have reached.
void run_triggers(Book& book, const std::string& symbol, Timestamp at);
// Moves one on that is TRIGGERING, or triggers one that is NEW, whatever the price.
void trigger(Book& book, const AlgoOrder& algo, Timestamp at);
// True when the price is there already.
[[nodiscard]] bool is_reached(const AlgoOrder& algo, const Prices& prices);

// Ends what has come to its date.
void pass_time(Book& book, Timestamp at);

}  // namespace bridge::simulator
