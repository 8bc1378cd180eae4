// The bodies of the venue's REST answers: exactly its fields, names and JSON types. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/algo_order.hpp"
#include "simulator/execution.hpp"
#include "simulator/order.hpp"
#include "simulator/order_limits.hpp"
#include "simulator/refusal.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bridge::simulator {

[[nodiscard]] std::string refusal_json(const Refusal& refusal);
[[nodiscard]] std::string time_json(Timestamp clock);
[[nodiscard]] std::string listen_key_json(const std::string& listen_key);
// An order has the fields of order.status.
[[nodiscard]] std::string order_json(const Order& order);
[[nodiscard]] std::string orders_json(const std::vector<Order>& orders);
[[nodiscard]] std::string trades_json(const std::vector<Execution>& trades);
// One conditional order tells what became of it, a list of open ones does not.
[[nodiscard]] std::string algo_order_json(const AlgoOrder& algo);
[[nodiscard]] std::string open_algo_orders_json(const std::vector<AlgoOrder>& algos);
[[nodiscard]] std::string all_canceled_json();
[[nodiscard]] std::string countdown_json(const std::string& symbol, std::int64_t ms);
// premiumIndex: of one symbol, or of several. The simulated venue has no funding and no index: what it does
// not know is the mark price once more, or 0.
[[nodiscard]] std::string mark_price_json(const std::string& symbol, const std::string& mark_price,
                                          Timestamp clock);
[[nodiscard]] std::string mark_prices_json(const std::vector<std::pair<std::string, std::string>>& prices,
                                           Timestamp clock);
[[nodiscard]] std::string dual_side_json(bool hedge_mode);
// The limits only, without the counts.
[[nodiscard]] std::string order_limits_json(const std::vector<OrderLimit>& limits);

}  // namespace bridge::simulator
