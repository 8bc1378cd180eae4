// `fixbridge replay`: every event of each lane's journal through new blotters, and every report that comes
// out held against what the journal says was told. Reads only: the journal of a running gateway, or a copy.
#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <ostream>

namespace bridge {

struct ReplayOptions {
  std::int64_t from_event = 0;  // those before are decided, but not compared
  bool verbose = false;         // every report as it is replayed
};

// Exit code: 0 when all is equal, else 1. Throws journal::JournalError.
[[nodiscard]] int replay(const config::Config& config, ReplayOptions options, std::ostream& out);

}  // namespace bridge
