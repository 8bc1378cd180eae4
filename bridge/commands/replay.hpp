// `fixbridge replay` decides every event of each lane's journal anew, in new blotters, and holds every report
// that comes out against what the journal says was told. It only reads, be it the journal of a running
// gateway or a copy.
#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <ostream>

namespace bridge {

struct ReplayOptions {
  std::int64_t from_event = 0;  // those before are decided, but not compared
  bool verbose = false;         // every report as it is replayed; not with json
  bool json = false;            // an array of the lanes' results, at the end
};

// The exit code is 0 when all is equal, else 1. It throws journal::JournalError.
[[nodiscard]] int replay(const config::Config& config, ReplayOptions options, std::ostream& out);

}  // namespace bridge
