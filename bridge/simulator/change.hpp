// What one deed changes on the book: all of it, or nothing. Data; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/algo_order.hpp"
#include "simulator/amount.hpp"
#include "simulator/execution.hpp"
#include "simulator/order.hpp"
#include "simulator/position.hpp"
#include "simulator/user_events.hpp"

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

// A stranger's order: what the account's orders may trade against. Nobody is told of it.
struct Quote {
  std::int64_t rank = 0;  // its place in the queue, and its name
  std::string symbol{};
  std::string side{};
  Units price = 0;
  Units quantity = 0;  // left; 0: gone
};

// What the triggers of a symbol watch; 0: not known.
struct Prices {
  std::string symbol{};
  Units mark = 0;
  Units last = 0;
};

// Each list holds what it names as it stands from now on; no order is in it twice.
struct Change {
  Timestamp at{};
  std::string request_id{};  // of the request that did it, JSON text; empty: nobody asked
  std::string method{};      // of that request
  std::list<Order> orders{};
  std::vector<Execution> executions{};
  std::list<AlgoOrder> algo_orders{};
  std::list<Position> positions{};
  std::list<Quote> quotes{};
  std::list<Prices> prices{};
  std::optional<Units> balance{};
  std::optional<bool> hedge_mode{};
  std::vector<UserEvent> events{};  // published when it is done; not kept
};

}  // namespace bridge::simulator
