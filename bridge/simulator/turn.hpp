// One deed while it is done: working copies of what it changes, over the book as it was. Nothing of it is on
// the book, or told to anybody, before commit(). The simulator's thread.
#pragma once

#include "simulator/book.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bridge::simulator {

class Turn {
 public:
  // `request_id`, JSON text, and `method` are those of the request that asks for it; empty: nobody does.
  Turn(Book& book, Timestamp at, std::string method = {}, std::string request_id = {});

  [[nodiscard]] const Book& book() const { return book_; }
  [[nodiscard]] std::int64_t stamp() const { return book_.stamp(change_.at); }

  // The working copies; they stay where they are until the turn ends.
  // A new order, which gets its id, its place in the queue and its times.
  Order& add(Order order);
  Order& touch(const Order& order);
  AlgoOrder& touch(const AlgoOrder& algo);
  Position& position(const std::string& symbol, const std::string& side);
  Quote& touch(const Quote& quote);
  // A new stranger's order at the end of the queue.
  void add(Quote quote);
  Prices& prices(const std::string& symbol);
  // To the end of the queue.
  void queue_again(Order& order);

  // An order as the turn has left it so far.
  [[nodiscard]] const Order& seen(const Order& order) const;
  [[nodiscard]] const Order* find(const std::string& symbol, std::int64_t order_id) const;
  [[nodiscard]] const std::list<Order>& touched() const { return change_.orders; }

  void add(Execution execution) { change_.executions.push_back(std::move(execution)); }
  [[nodiscard]] std::int64_t next_trade_id(const std::string& symbol) const;
  [[nodiscard]] Units balance() const { return change_.balance.value_or(book_.balance()); }
  void earn(Units money) { change_.balance = balance() + money; }
  void set_hedge_mode(bool on) { change_.hedge_mode = on; }

  // Who calls tell() may ask first, to spare the making of an event that nobody takes.
  [[nodiscard]] bool tells() const { return book_.tells(); }
  void tell(std::string_view type, std::string json) {
    change_.events.push_back({.type = std::string{type}, .json = std::move(json)});
  }

  // Makes the change and publishes it. What closed an order of a conditional one finishes that. It throws
  // what the book's witness throws; then nothing was changed.
  void commit();

 private:
  void finish_parents();

  Book& book_;
  Change change_;
  std::int64_t ranks_given_ = 0;
};

}  // namespace bridge::simulator
