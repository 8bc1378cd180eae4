// `fixbridge tickets`: what is open in the journals of all lanes, whether the gateway runs or not.
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

// Exit code: 0, or 3 when a ticket needs attention. Throws journal::JournalError.
[[nodiscard]] int tickets(const config::Config& config, TicketsOptions options, std::ostream& out);

}  // namespace bridge
