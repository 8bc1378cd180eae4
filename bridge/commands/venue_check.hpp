// `fixbridge check --connect` tries what the gateway will need of each account's venue (TLS and WebSocket,
// clocks, credentials) and reports each as ok or with what to fix. It sends nothing that could touch an
// order.
#pragma once

#include "config/config.hpp"

#include <ostream>

namespace bridge {

// Returns true when all of it is ok. It goes through one account after the other, each within seconds.
[[nodiscard]] bool check_venues(config::Config config, std::ostream& out);

}  // namespace bridge
