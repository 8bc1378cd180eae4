// The order system of a kill loop under order flow: places, replaces and cancels at random, and keeps all it
// ever got. What it believes about its orders only chooses what it sends next; the judge looks for itself.
// One thread.
#pragma once

#include "crash/order_checker.hpp"
#include "fix/client/oms.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace bridge::crash {

class OrderFlow {
 public:
  // Logs on as DESK1 as soon as the gateway is there. Its numbers and messages are kept in `store`.
  OrderFlow(unsigned short port, const std::filesystem::path& store, std::uint64_t seed);

  [[nodiscard]] bool logged_on() const { return oms_.logged_on(); }
  // Loses its connection. It comes back by itself within about a second.
  void cut() { oms_.cut(); }

  // One request, unless so much is unanswered that a client would wait. While the gateway is away it is kept,
  // and leaves by resend.
  void send_next();
  // Cancels what it believes to live.
  void cancel_all();

  [[nodiscard]] const std::vector<SentRequest>& sent() const { return sent_; }
  // Takes over what has come since the last call, and tells all that ever came.
  const std::vector<std::string>& received();
  // As of the last received(): requests without an answer, but for those about orders in doubt; and these
  // orders.
  [[nodiscard]] std::size_t unanswered() const;
  [[nodiscard]] std::size_t in_doubt() const { return doubtful_.size(); }

 private:
  struct Order {
    std::string cl_ord_id;  // as last accepted
    std::string order_id;
    std::string side;
    bool waits = false;  // a limit order that may rest on the book
    int asked = 0;       // requests about it that have no answer
  };

  int random(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
  void place();
  void replace(const std::string& order);
  void cancel(const std::string& order);
  void send(const std::string& type, const std::string& cl_ord_id, const std::string& order,
            fix::Oms::Fields fields);
  [[nodiscard]] fix::Oms::Fields naming(const Order& order);
  [[nodiscard]] std::string price(const std::string& side);
  [[nodiscard]] const std::string& any_order();
  void take(const std::string& message);
  void take_report(const std::string& order, const std::string& message);

  std::mt19937_64 random_;
  fix::Oms oms_;
  std::vector<SentRequest> sent_;
  std::vector<std::string> received_;
  std::set<std::string> numbers_;                       // of received application messages
  std::map<std::string, const SentRequest*> requests_;  // by ClOrdID
  std::map<std::string, Order> orders_;                 // that live, by the ClOrdID of the 35=D
  std::map<std::string, Order> parked_;                 // in doubt
  std::vector<std::string> just_parked_;                // a third of them is canceled
  std::map<std::string, std::string> open_;             // requests without an answer; the order
  std::set<std::string> doubtful_;
};

}  // namespace bridge::crash
