// `fixbridge check --connect` tries what the gateway will need of each account's venue (TLS and WebSocket,
// clocks, credentials) and reports each as ok or with what to fix. It sends nothing that could touch an
// order.
#pragma once

#include "config/config.hpp"

#include <functional>
#include <string>

namespace bridge {

struct VenueFinding {
  std::string account;
  std::string what;  // "connection", "clock", "credentials"; empty: the account cannot be tried at all
  bool ok = false;
  std::string text;  // what was found, or what to fix
};

// Tells each finding as it is made, and returns true when all of it is ok. It goes through one account after
// the other, each within seconds.
[[nodiscard]] bool check_venues(config::Config config, const std::function<void(const VenueFinding&)>& tell);

}  // namespace bridge
