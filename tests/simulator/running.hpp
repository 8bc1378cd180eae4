// A running venue, and what tests ask of it.
#pragma once

#include "simulator/client.hpp"
#include "simulator/orders.hpp"
#include "simulator/signing.hpp"
#include "simulator/simulator.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace bridge::simulator::test {

inline constexpr std::int64_t kOrderId = 8389765500001234567;

inline Settings settings() {
  Settings settings;
  settings.api_key = Keys{}.api_key;
  settings.secret = Keys{}.secret;
  settings.orders = {documented_order()};
  return settings;
}

inline Client::To at(const Simulator& simulator) {
  return {.port = simulator.port(), .certificate = simulator.certificate()};
}

inline std::string order_request(const std::string& method, const std::string& id,
                                 std::int64_t order_id = kOrderId) {
  return signed_request(id, method,
                        {{"symbol", "\"ETHUSDT\""},
                         {"orderId", std::to_string(order_id)},
                         {"timestamp", std::to_string(to_ms(now()))}});
}

inline Order open_order(std::int64_t order_id) {
  Order order = documented_order();
  order.order_id = order_id;
  order.client_order_id = "c-" + std::to_string(order_id);
  return order;
}

inline std::string status_of(const Simulator& simulator, std::int64_t order_id) {
  const auto order = simulator.find("ETHUSDT", order_id);
  return order ? order->status : "unknown";
}

inline boost::json::object ask(Client& client, const std::string& frame) {
  return boost::json::parse(client.ask(frame)).as_object();
}

// Until it holds, or the deadline says it never will.
template <class Condition>
bool holds_in_time(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds{5});
  }
  return true;
}

}  // namespace bridge::simulator::test
