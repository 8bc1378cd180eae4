// `fixbridge tickets` lists what is open in the journals of all lanes, whether the gateway runs or not.
#pragma once

#include "config/config.hpp"

#include <ostream>

namespace bridge {

struct TicketsOptions {
  bool all = false;              // the closed ones too, the last thousand of each lane
  bool needs_attention = false;  // only those
  bool json = false;
  bool colour = false;
};

// The exit code is 0, or 3 when a ticket needs attention. It throws journal::JournalError.
[[nodiscard]] int tickets(const config::Config& config, TicketsOptions options, std::ostream& out);

}  // namespace bridge
