// A mark price of the venue, as it was known when a request was held against the risk limits. It is recorded
// with the request. Plain facts. Any thread.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>

namespace bridge::order {

struct MarkPrice {
  std::string price;
  std::int64_t time_ms = 0;  // when it was so, by the venue's clock (fixspec/venue.md, 9.3)
  milliseconds age{0};       // then, at the decision

  friend bool operator==(const MarkPrice&, const MarkPrice&) = default;
};

}  // namespace bridge::order
