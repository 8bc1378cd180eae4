#include "crash/plan.hpp"

#include <random>
#include <string_view>

namespace bridge::crash {
namespace {

// What the venue does instead of the ordinary, of a hundred orders.
constexpr int kUnanswered = 8;   // executed, not a word
constexpr int kSwallowed = 5;    // not executed, not a word
constexpr int kLate = 12;        // executed at once, answered late
constexpr int kUnclear = 5;      // executed, answered with -1007
constexpr int kOverloaded = 3;   // not executed, answered with -1006
constexpr int kFilledFirst = 4;  // filled between the client's look and the cancel

simulator::Fault fault_of(std::mt19937_64& random, const simulator::Order& order) {
  simulator::Fault fault;
  int lot = static_cast<int>(random() % 100);
  if ((lot -= kUnanswered) < 0) {
    fault.replies = false;
  } else if ((lot -= kSwallowed) < 0) {
    fault.executes = false;
    fault.replies = false;
  } else if ((lot -= kLate) < 0) {
    fault.delay = milliseconds{static_cast<int>(random() % 1500)};
  } else if ((lot -= kUnclear) < 0) {
    fault.refusal = simulator::backend_timeout();
  } else if ((lot -= kOverloaded) < 0) {
    fault.executes = false;
    fault.refusal = simulator::bus_failure();
  } else if ((lot -= kFilledFirst) < 0) {
    fault.becomes = order;
    fault.becomes->status = "FILLED";
    fault.becomes->executed_qty = order.orig_qty;
    fault.becomes->avg_price = "65000.10000";
    fault.becomes->cum_quote = "16250.02500";
  }
  return fault;
}

void fill(simulator::Order& order, std::string_view status, std::string_view quantity) {
  order.status = status;
  order.executed_qty = quantity;
  order.avg_price = "65000.05000";
  order.cum_quote = quantity == order.orig_qty ? "16250.01250" : "6500.00500";
}

}  // namespace

std::string client_id(std::int64_t order_id) { return "order-" + std::to_string(order_id - kFirstOrder); }

std::vector<PlannedOrder> plan_orders(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  std::vector<PlannedOrder> plan;
  for (int i = 0; i < count; ++i) {
    PlannedOrder planned;
    simulator::Order& order = planned.order;
    order.order_id = kFirstOrder + i;
    order.client_order_id = client_id(order.order_id);
    order.price = "65000.10";
    order.orig_qty = "0.250";
    order.executed_qty = "0.000";
    const auto lot = random() % 100;
    if (lot < 8) {
      fill(order, "FILLED", "0.250");
    } else if (lot < 14) {
      order.status = "EXPIRED";
    } else if (lot < 18) {
      order.status = "CANCELED";  // by somebody else
    } else if (lot < 24) {
      planned.known = false;
    } else {
      if (lot < 36) fill(order, "PARTIALLY_FILLED", "0.100");
      planned.behaviour.cancels = {fault_of(random, order)};
      planned.cancels = lot < 94 ? 1 : 2;
    }
    plan.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace bridge::crash
