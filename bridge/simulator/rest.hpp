// A request of the venue's REST interface and its answer, without the socket. Data; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::simulator {

struct RestRequest {
  std::string method;   // as HTTP spells it, such as "GET"
  std::string target;   // as it was sent, such as "/fapi/v1/openOrders?symbol=BTCUSDT"
  std::string api_key;  // X-MBX-APIKEY; empty: none
  std::string body;     // of a POST, PUT or DELETE: parameters, written as in a query
};

struct RestAnswer {
  unsigned status = 200;
  std::string body{};                         // JSON
  std::optional<std::int64_t> used_weight{};  // X-MBX-USED-WEIGHT-1M
  std::optional<seconds> retry_after{};       // Retry-After
  bool replies = true;                        // false: silence
  milliseconds delay{0};
  Line line = Line::Open;      // of the connection that asked; Open: as before
  milliseconds line_after{0};  // 0: before the answer leaves
  milliseconds outage{0};      // drop all connections, and new ones so long
};

}  // namespace bridge::simulator
