#include "simulator/matching.hpp"

#include "simulator/execute.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace bridge::simulator {
namespace {

std::string_view other(std::string_view side) { return side == "BUY" ? "SELL" : "BUY"; }

const Queue& other_side(const Book& book, const Order& order) {
  return book.queue(order.symbol, std::string{other(order.side)});
}

Units price_of(const Resting& resting) { return resting.key < 0 ? -resting.key : resting.key; }

bool crosses(const Order& taker, Units price) {
  if (taker.type != "LIMIT") return true;
  return taker.side == "BUY" ? price <= units_of(taker.price) : price >= units_of(taker.price);
}

// It is effective for these only, as the venue's documents have it.
bool prevents_self_trade(const Order& taker) {
  return taker.self_trade_prevention_mode != "NONE" &&
         (taker.time_in_force == "GTC" || taker.time_in_force == "IOC" || taker.time_in_force == "GTD");
}

// Two orders of the account meet: one of them goes, or both.
void prevent(Turn& turn, Order& taker, Order& maker) {
  const std::string& mode = taker.self_trade_prevention_mode;
  if (mode != "EXPIRE_TAKER") close(turn, maker, "EXPIRED_IN_MATCH", kSelfTrade);
  if (mode != "EXPIRE_MAKER") {
    close(turn, taker, "EXPIRED_IN_MATCH", taker.time_in_force == "IOC" ? kIocSelfTrade : kSelfTrade);
  }
}

void meet_quote(Turn& turn, Order& taker, const Resting& resting) {
  Quote& quote = turn.touch(turn.book().quote(resting.rank));
  const Units quantity = std::min(tradable(turn, taker), quote.quantity);
  if (quantity <= 0) return;
  quote.quantity -= quantity;
  fill(turn, taker, quantity, quote.price, {.maker = false});
}

void meet_order(Turn& turn, Order& taker, const Resting& resting) {
  const Order* found = turn.find(taker.symbol, resting.order_id);
  if (found == nullptr || found->order_id == taker.order_id || !is_open(*found)) return;
  Order& maker = turn.touch(*found);
  if (prevents_self_trade(taker)) {
    prevent(turn, taker, maker);
    return;
  }
  const Units quantity = std::min(tradable(turn, taker), tradable(turn, maker));
  if (quantity <= 0) return;
  fill(turn, maker, quantity, price_of(resting), {.maker = true});
  // The maker's trade may have closed the position that the taker was to reduce.
  const Units rest = std::min(quantity, tradable(turn, taker));
  if (rest > 0) fill(turn, taker, rest, price_of(resting), {.maker = false});
}

// What may not wait on the book.
void expire_rest(Turn& turn, Order& taker) {
  if (!is_open(taker)) return;
  if (taker.type == "MARKET" || taker.type == "LIQUIDATION") {
    close(turn, taker, "EXPIRED", kMarketRest);
  } else if (taker.time_in_force == "IOC") {
    close(turn, taker, "EXPIRED", kIocRest);
  } else if (taker.time_in_force == "FOK") {
    close(turn, taker, "EXPIRED", kFokUnfilled);
  } else if (taker.reduce_only && tradable(turn, taker) == 0 && left_of(taker) < units_of(taker.orig_qty)) {
    close(turn, taker, "EXPIRED", kNothingToReduce);
  }
}

Units waiting_at(const Book& book, const Order& taker, const Resting& resting) {
  if (resting.order_id == 0) return book.quote(resting.rank).quantity;
  if (resting.order_id == taker.order_id) return 0;
  const Order* order =
      book.find({.symbol = taker.symbol, .order_id = resting.order_id, .client_order_id = {}});
  return order != nullptr ? left_of(*order) : 0;
}

// "OPPONENT_5" is the fifth level of the other side, "QUEUE" the first of the own one.
std::size_t level_of(std::string_view match) {
  const auto underscore = match.find('_');
  std::size_t level = 1;
  if (underscore != std::string_view::npos) {
    std::from_chars(match.data() + underscore + 1, match.data() + match.size(), level);
  }
  return level;
}

}  // namespace

void match(Turn& turn, Order& taker) {
  for (const Resting& resting : other_side(turn.book(), taker)) {
    if (!is_open(taker) || tradable(turn, taker) <= 0 || !crosses(taker, price_of(resting))) break;
    if (resting.order_id == 0) {
      meet_quote(turn, taker, resting);
    } else {
      meet_order(turn, taker, resting);
    }
  }
  expire_rest(turn, taker);
}

bool would_fill(const Book& book, const Order& order, Units quantity) {
  Units found = 0;
  for (const Resting& resting : other_side(book, order)) {
    if (found >= quantity || !crosses(order, price_of(resting))) break;
    found += waiting_at(book, order, resting);
  }
  return found >= quantity;
}

Units matched_price(const Book& book, const Order& order) {
  const bool opponent = order.price_match.starts_with("OPPONENT");
  const Queue& queue = book.queue(order.symbol, opponent ? std::string{other(order.side)} : order.side);
  std::size_t level = 0;
  Units price = 0;
  for (const Resting& resting : queue) {
    if (resting.order_id != 0 && resting.order_id == order.order_id) continue;
    if (price_of(resting) == price) continue;
    price = price_of(resting);
    if (++level == level_of(order.price_match)) return price;
  }
  return 0;
}

Units counterpart(const Book& book, const std::string& symbol, const std::string& side) {
  const Queue& queue = book.queue(symbol, std::string{other(side)});
  return queue.empty() ? 0 : price_of(*queue.begin());
}

}  // namespace bridge::simulator
