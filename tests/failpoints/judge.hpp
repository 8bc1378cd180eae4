// What must be true at the end of every story, whatever died, failed or waited in it. Each function says
// what is wrong, in words for whoever reads the failed test; empty: nothing.
#pragma once

#include "base/time.hpp"
#include "simulator/order.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bridge::failpoints {

// The answer says what the venue's book says (bridge/invariants.md, I3). `before`: the order's status when it
// was asked for.
[[nodiscard]] std::string contradiction(const std::string& answer, const std::string& before,
                                        const simulator::Order& now);

// No order.cancel was sent twice, unless a status asked after the first could no longer arrive came between
// (I2). `frames`: all that the venue got, in order.
[[nodiscard]] std::string sent_too_often(const std::vector<std::string>& frames, std::int64_t order_id,
                                         milliseconds recv_window);

// Every number from 1 to the highest was used, for one message only (I14). `received`: all that the client
// got, in order.
[[nodiscard]] std::string wrong_numbers(const std::vector<std::string>& received);

}  // namespace bridge::failpoints
