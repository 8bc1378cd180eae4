// `fixbridge reload` has the running gateway read its configuration again (SIGHUP), and waits for what it
// says about it.
#pragma once

#include "commands/answer.hpp"
#include "config/config.hpp"

namespace bridge {

// The gateway is found by the lock of its journals. The exit code is 0 when all was taken, and 1 when not, or
// when no gateway runs.
[[nodiscard]] int reload(const config::Config& config, bool json, Streams streams);

}  // namespace bridge
