// What the simulated venue knows: orders, open and closed, their trades, conditional orders, positions,
// prices. It keeps and finds; what a request or a hand does to it is a Turn (turn.hpp). It knows neither JSON
// nor sockets. The simulator's thread owns it.
#pragma once

#include "base/time.hpp"
#include "simulator/change.hpp"
#include "simulator/order.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge::simulator {

// How a request names its order. With both given the venue's id wins.
struct OrderName {
  std::string symbol;
  std::optional<std::int64_t> order_id;
  std::string client_order_id;
};

// Which orders, trades or conditional orders a query wants, the oldest first. Times are ms of the venue's
// clock, both ends included: of an order its `time`, of a trade its own.
struct Query {
  std::string symbol{};  // empty: of all symbols
  std::optional<std::int64_t> from_id{};
  std::optional<std::int64_t> order_id{};  // trades of this order only
  std::optional<std::int64_t> start_time{};
  std::optional<std::int64_t> end_time{};
  std::size_t limit = 500;
};

// What becomes of a conditional order whose price is there.
struct TriggerFate {
  bool holds = false;        // it stays TRIGGERING until a hand moves it on
  std::string rejected{};    // why it is REJECTED; empty: it is not
  bool tells_later = false;  // TRIGGERED is told behind what becomes of its order
};

// One order or quote that waits for its price.
struct Resting {
  Units key = 0;  // the price, of bids negative: the best is the smallest
  std::int64_t rank = 0;
  std::int64_t order_id = 0;  // 0: a quote, whose name is its rank

  auto operator<=>(const Resting&) const = default;
};
using Queue = std::set<Resting>;

class Book {
 public:
  // It is told of each change before that is made; when it throws, the change is not made.
  using Witness = std::function<void(const Change&)>;
  void set_witness(Witness witness) { witness_ = std::move(witness); }
  // Where changes are published once they are made; it must outlive the book. nullptr: nowhere.
  void set_user_events(UserEvents* events) { user_events_ = events; }
  [[nodiscard]] bool tells() const { return user_events_ != nullptr; }
  // The clock of the book, which stamps the orders, is so much ahead of the `at` it is given.
  void set_clock_skew(milliseconds skew) { clock_skew_ = skew; }
  [[nodiscard]] std::int64_t stamp(Timestamp at) const { return to_ms(at + clock_skew_); }
  // Is asked about each conditional order that triggers.
  using Trigger = std::function<TriggerFate(const AlgoOrder&)>;
  void set_trigger(Trigger trigger) { trigger_ = std::move(trigger); }
  [[nodiscard]] TriggerFate fate_of(const AlgoOrder& algo) const {
    return trigger_ ? trigger_(algo) : TriggerFate{};
  }

  // Adds an order. It fills the fields that say "0: when loaded" and "empty: as type", and replaces an order
  // of the same id. Nobody is told; it trades with nothing until something comes that does.
  void put(Order order, Timestamp at);
  // Takes over what a book file had. Nobody is told.
  void restore(const Change& content, Timestamp at);
  // Cancels an order. Returns it as the cancel leaves it; nothing when it is not on the book.
  const Order* cancel(const OrderName& name, Timestamp at, const std::string& request_id = "null");
  // Ends an order by the venue itself: FILLED (in full), EXPIRED or CANCELED. Returns nothing when it is not
  // on the book.
  const Order* end(const OrderName& name, const std::string& status, Timestamp at);
  // Makes the change: whole, or, when the witness throws, not at all. Turn calls it.
  void commit(const Change& change);

  // --- orders ---
  // The order, closed ones included; of a re-used client id the newest, an open one first.
  [[nodiscard]] const Order* find(const OrderName& name) const;
  // The order as it was at `at`, for its last kVersionsKept changes. An order was always there.
  [[nodiscard]] const Order* find_as_of(const OrderName& name, Timestamp at) const;
  [[nodiscard]] bool knows(const std::string& symbol) const { return symbols_.contains(symbol); }
  [[nodiscard]] const std::set<std::string>& symbols() const { return symbols_; }
  [[nodiscard]] std::vector<Order> orders() const;
  // Of the symbol; empty: of all.
  [[nodiscard]] std::vector<Order> open_orders(const std::string& symbol) const;
  [[nodiscard]] std::size_t open_count(const std::string& symbol) const;
  [[nodiscard]] std::vector<Order> orders(const Query& query) const;
  [[nodiscard]] std::int64_t next_order_id(const std::string& symbol) const;
  // --- trades ---
  [[nodiscard]] std::vector<Execution> trades(const Query& query) const;
  [[nodiscard]] std::int64_t next_trade_id(const std::string& symbol) const;
  // --- conditional orders ---
  [[nodiscard]] const AlgoOrder* find_algo(const AlgoName& name) const;
  // The one whose order this is; nullptr when it is nobody's.
  [[nodiscard]] const AlgoOrder* parent_of(const Order& order) const;
  [[nodiscard]] std::vector<AlgoOrder> open_algo_orders(const std::string& symbol) const;
  [[nodiscard]] std::vector<AlgoOrder> algo_orders(const Query& query) const;
  [[nodiscard]] std::int64_t next_algo_id() const;
  // --- the account ---
  [[nodiscard]] bool hedge_mode() const { return hedge_mode_; }
  [[nodiscard]] Units balance() const { return balance_; }
  [[nodiscard]] std::vector<Position> positions() const;
  [[nodiscard]] Position position(const std::string& symbol, const std::string& side) const;
  // --- the market ---
  [[nodiscard]] Prices prices(const std::string& symbol) const;
  // Of that side, the best first.
  [[nodiscard]] const Queue& queue(const std::string& symbol, const std::string& side) const;
  [[nodiscard]] const Quote& quote(std::int64_t rank) const { return quotes_.at(rank); }
  [[nodiscard]] std::int64_t next_rank() const { return next_rank_; }
  // The GTD orders whose date has come.
  [[nodiscard]] std::vector<OrderName> overdue(Timestamp at) const;

 private:
  static constexpr std::size_t kVersionsKept = 16;

  using Id = std::pair<std::string, std::int64_t>;       // symbol, orderId
  using ClientId = std::pair<std::string, std::string>;  // symbol, clientOrderId
  struct Version {
    Timestamp since;
    Order order;
  };
  struct Market {
    Queue bids;
    Queue asks;
    std::set<std::int64_t> open;  // orders
    std::int64_t next_order_id = 0;
    std::int64_t next_trade_id = 0;
    std::map<std::int64_t, Execution> trades;
    Prices prices;
  };

  [[nodiscard]] const std::deque<Version>* versions_of(const OrderName& name) const;
  void apply(const Change& change);
  void apply(const Order& order, Timestamp at);
  void apply(const AlgoOrder& algo);
  void apply(const Quote& quote);
  void queue_in(const Order& order, bool stays);
  Market& market(const std::string& symbol);

  std::map<Id, std::deque<Version>> orders_;  // never empty; the youngest last
  std::map<ClientId, std::set<std::int64_t>> by_client_id_;
  std::map<std::string, Market> markets_;
  std::set<std::pair<std::int64_t, Id>> dated_;  // goodTillDate of open orders
  std::set<std::string> symbols_{"BTCUSDT", "ETHUSDT"};
  std::map<std::int64_t, AlgoOrder> algo_orders_;
  std::map<std::string, std::set<std::int64_t>> algo_by_client_id_;
  std::set<std::int64_t> algo_waiting_;  // NEW and TRIGGERING
  std::map<Id, std::int64_t> parents_;
  std::map<std::pair<std::string, std::string>, Position> positions_;  // symbol, side
  std::map<std::int64_t, Quote> quotes_;
  Units balance_ = 10'000 * kOne;
  bool hedge_mode_ = false;
  std::int64_t next_rank_ = 1;
  milliseconds clock_skew_{0};
  Witness witness_;
  UserEvents* user_events_ = nullptr;
  Trigger trigger_;
};

}  // namespace bridge::simulator
