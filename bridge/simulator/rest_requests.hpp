// A REST request's way through the venue: charge its weight, check it, execute it, answer; or do what was
// planned instead. Knows neither sockets nor the time of day. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"
#include "simulator/book.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/refusal.hpp"
#include "simulator/request.hpp"
#include "simulator/requests.hpp"
#include "simulator/rest.hpp"
#include "simulator/rest_checks.hpp"
#include "simulator/rest_faults.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bridge::simulator {

class RestRequests {
 public:
  // All must outlive this. Weight, bans, conditions and planned failures are those of `requests`.
  RestRequests(const KeyRing& keys, Book& book, Requests& requests)
      : keys_(keys), book_(book), requests_(requests) {}

  // `at` is true time in all of these.
  [[nodiscard]] RestAnswer answer(const RestRequest& request, Timestamp at);
  // Cancels what countdownCancelAll has run out for.
  void count_down(Timestamp at);
  // The time at which the next countdown runs out; nothing when there is none.
  [[nodiscard]] std::optional<Timestamp> next_countdown() const;
  // When each is over, by symbol.
  [[nodiscard]] const std::map<std::string, Timestamp>& countdowns() const { return countdowns_; }

  void behave(const std::string& route, std::vector<RestFault> faults) {
    faults_.behave(route, std::move(faults));
  }
  // Forgets faults and countdowns; the counter begins again.
  void reset();
  [[nodiscard]] std::int64_t requests() const { return count_; }

 private:
  // A request that passed every check: when, and as of when it sees the book, both true time.
  struct Call {
    const Request& params;
    Timestamp at;
    Timestamp sees;
  };
  using Outcome = std::variant<std::string, Refusal>;  // JSON
  struct Route {
    Security security = Security::Signed;
    std::int64_t weight = 1;
    std::int64_t weight_of_all = 0;  // when no symbol is named; 0: the same
    Outcome (RestRequests::*execute)(const Call& call) = nullptr;
  };
  static const std::map<std::string, Route, std::less<>>& routes();

  [[nodiscard]] RestAnswer judge(const RestRequest& request, Timestamp at);
  [[nodiscard]] RestAnswer execute(const Route& route, const Request& params, Timestamp at);
  [[nodiscard]] RestAnswer refuse(const Refusal& refusal, Timestamp at);

  [[nodiscard]] Outcome tell_time(const Call& call);
  [[nodiscard]] Outcome tell_exchange_info(const Call& call);
  [[nodiscard]] Outcome tell_mark_prices(const Call& call);
  [[nodiscard]] Outcome tell_order_limits(const Call& call);
  [[nodiscard]] Outcome tell_position_mode(const Call& call);
  [[nodiscard]] Outcome tell_order(const Call& call);
  [[nodiscard]] Outcome tell_open_order(const Call& call);
  [[nodiscard]] Outcome tell_open_orders(const Call& call);
  [[nodiscard]] Outcome tell_all_orders(const Call& call);
  [[nodiscard]] Outcome tell_trades(const Call& call);
  [[nodiscard]] Outcome tell_algo_order(const Call& call);
  [[nodiscard]] Outcome tell_open_algo_orders(const Call& call);
  [[nodiscard]] Outcome cancel_open_orders(const Call& call);
  [[nodiscard]] Outcome cancel_open_algo_orders(const Call& call);
  [[nodiscard]] Outcome start_countdown(const Call& call);
  [[nodiscard]] Outcome start_listen_key(const Call& call);
  [[nodiscard]] Outcome ping_listen_key(const Call& call);
  [[nodiscard]] Outcome stop_listen_key(const Call& call);

  [[nodiscard]] std::optional<Refusal> refuse_unknown_symbol(const Request& params) const;
  [[nodiscard]] std::variant<Order, Refusal> find_order(const Call& call) const;
  [[nodiscard]] std::optional<Order> as_of(const Order& order, const Call& call) const;
  [[nodiscard]] std::vector<Order> orders(const Query& query, const Call& call) const;
  [[nodiscard]] std::vector<Order> open_orders(const std::string& symbol, const Call& call) const;
  void cancel_all(const std::string& symbol, Timestamp at);

  const KeyRing& keys_;
  Book& book_;
  Requests& requests_;
  RestFaults faults_;
  std::map<std::string, Timestamp> countdowns_;  // by symbol
  std::int64_t count_ = 0;
};

}  // namespace bridge::simulator
