// `fixbridge explain` says what would become of a message, without a socket to the venue: the session it
// belongs to, the decision, the exact frame, and what the client would be told for each thing the venue may
// say.
#pragma once

#include "commands/answer.hpp"
#include "config/config.hpp"

#include <string>

namespace bridge {

struct ExplainOptions {
  bool sign = false;  // the frame's signature is not masked: it is fit to be sent
  bool json = false;
};

// `message` is FIX with '|' for SOH; header and trailer may be left out.
// The exit code is 0 when it is explained (a refusal is explained, too), and 2 when the message names no
// session of the configuration.
[[nodiscard]] int explain(config::Config config, const std::string& message, ExplainOptions options,
                          Streams streams);

}  // namespace bridge
