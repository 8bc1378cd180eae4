// `fixbridge explain` says what would become of a message, without a socket to the venue: the session it
// belongs to, the decision, the exact frame, and what the client would be told for each thing the venue may
// say.
#pragma once

#include "config/config.hpp"

#include <ostream>
#include <string>

namespace bridge {

// `message` is FIX with '|' for SOH; header and trailer may be left out. The signature is masked unless
// `sign`. The exit code is 0 when it is explained (a refusal is explained, too), and 2 when the message names
// no session of the configuration.
[[nodiscard]] int explain(config::Config config, const std::string& message, bool sign, std::ostream& out,
                          std::ostream& errors);

}  // namespace bridge
