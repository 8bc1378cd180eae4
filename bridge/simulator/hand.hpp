// The hand from outside: what happens on a venue without this account's gateway asking for it. Tests, the
// control channel and planned faults use it. Everything is told on the user data stream, and kept as what a
// request does. `at` is true time. The simulator's thread.
#pragma once

#include "simulator/book.hpp"

#include <string>

namespace bridge::simulator {

// Each returns false, and does nothing, when the order is not open.

// Trades `quantity`, or what is left when that is less, with somebody who is not on the book; an empty price
// is the order's own, and an empty quantity all that is left. A LIMIT order is the maker.
bool fill_by_hand(Book& book, const OrderName& name, const std::string& quantity, const std::string& price,
                  Timestamp at);
// As somebody at the venue's web page would.
bool cancel_by_hand(Book& book, const OrderName& name, Timestamp at);
bool amend_by_hand(Book& book, const OrderName& name, const std::string& quantity, const std::string& price,
                   Timestamp at);
// `reason` is the venue's number ("er"); `status` EXPIRED or EXPIRED_IN_MATCH.
bool expire_by_hand(Book& book, const OrderName& name, const std::string& reason, Timestamp at,
                    const std::string& status = "EXPIRED");
bool expire_algo_by_hand(Book& book, const AlgoName& name, Timestamp at);
// Triggers one that waits, or moves on one that is held TRIGGERING.
bool trigger_by_hand(Book& book, const AlgoName& name, Timestamp at);

// An order of the same account by another of its keys, or the web page. It meets the book; no check is made.
Order place_by_hand(Book& book, Order order, Timestamp at);
// A stranger's order, which stays until it is traded away.
void quote(Book& book, const std::string& symbol, const std::string& side, const std::string& quantity,
           const std::string& price, Timestamp at);
// Takes away all strangers' orders of the symbol.
void clear_quotes(Book& book, const std::string& symbol, Timestamp at);
// Mark and last price from now on; fires what waits for it. An empty one stays as it is.
void set_price(Book& book, const std::string& symbol, const std::string& mark, const std::string& last,
               Timestamp at);
// What the venue closes of a position by itself.
struct Liquidation {
  std::string symbol;
  std::string side;  // of the order that closes it
  std::string quantity;
  std::string price;
  std::string client_id_prefix = "autoclose-";  // or adl_autoclose, settlement_autoclose-
};
// With autoclose- the open orders of the symbol expire first; then an order of the venue's own trades.
void liquidate(Book& book, const Liquidation& liquidation, Timestamp at);
void set_position(Book& book, const Position& position, Timestamp at);
void set_hedge_mode(Book& book, bool on, Timestamp at);

}  // namespace bridge::simulator
