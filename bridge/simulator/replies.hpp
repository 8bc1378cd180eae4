// The venue's reply frames: exactly its fields, names and JSON types (venue §3). Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/refusal.hpp"
#include "simulator/simulator.hpp"
#include "simulator/weight.hpp"

#include <optional>
#include <string>

namespace bridge::simulator {

// What every reply carries around its result.
struct Envelope {
  std::string id;                   // JSON text, echoed
  std::optional<RateLimit> limits;  // nothing: the client wants none
};

// What the venue remembers of one connection.
struct Visit {
  Timestamp connected_since;
  bool return_rate_limits = true;
};

// The 22 fields of order.cancel since 2026-06-30, plus two for a trailing order.
[[nodiscard]] std::string cancel_reply(const Envelope& envelope, const Order& order);
[[nodiscard]] std::string status_reply(const Envelope& envelope, const Order& order);
// session.status and session.logout: nobody is ever logged on here.
[[nodiscard]] std::string session_reply(const Envelope& envelope, const Visit& visit, Timestamp at);
[[nodiscard]] std::string refusal_reply(const Envelope& envelope, const Refusal& refusal, Timestamp at);

}  // namespace bridge::simulator
