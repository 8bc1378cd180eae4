// The order the documented frames are about.
#pragma once

#include "base/time.hpp"
#include "simulator/simulator.hpp"

namespace bridge::simulator::test {

inline const Timestamp kNow = from_ms(1795359600057);  // when the documented cancels were executed

inline Order documented_order() {
  Order order;
  order.symbol = "ETHUSDT";
  order.order_id = 8389765500001234567;
  order.client_order_id = "FIX-42.a_B";
  order.price = "3120.55";
  order.orig_qty = "0.250";
  order.executed_qty = "0.000";
  order.avg_price = "0.00000";
  order.cum_quote = "0.00000";
  order.stop_price = "0.00";
  order.time = 1795359595000;
  return order;
}

}  // namespace bridge::simulator::test
