// What the venue says it trades, and by which rules: GET /fapi/v1/exchangeInfo. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/order_limits.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace bridge::simulator {

// `weight_limit` is REQUEST_WEIGHT a minute.
[[nodiscard]] std::string exchange_info_json(const std::set<std::string>& symbols, std::int64_t weight_limit,
                                             const std::vector<OrderLimit>& order_limits, Timestamp clock);

}  // namespace bridge::simulator
