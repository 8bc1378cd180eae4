// The session and the account whose cancels are played without a gateway.
#pragma once

#include "fix/settings.hpp"
#include "venue/settings.hpp"

namespace bridge::bench {

inline constexpr const char* kLane = "lane1";
inline constexpr const char* kClient = "CLIENT1";

[[nodiscard]] fix::SessionSettings session();
[[nodiscard]] venue::Credentials credentials();  // those of Ground

}  // namespace bridge::bench
