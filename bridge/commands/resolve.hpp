// `fixbridge resolve` settles one open ticket by hand, through the inbox of its lane (lane/inbox.hpp).
#pragma once

#include "commands/answer.hpp"
#include "config/config.hpp"
#include "order/event.hpp"

#include <cstdint>
#include <string>

namespace bridge {

struct ResolveOptions {
  std::uint64_t ticket = 0;
  order::Resolution as = order::Resolution::Rejected;
  std::string why;
  std::string who;   // besides the user who runs the command; may be empty
  std::string lane;  // only where two lanes have a ticket of this number
  bool json = false;
};

// The exit code is 0 when the ticket is settled, or queued for the next start of the gateway, 1 when nothing
// was settled, 2 for wrong usage. It throws std::runtime_error when journal or inbox cannot be used.
[[nodiscard]] int resolve(const config::Config& config, const ResolveOptions& options, Streams streams);

}  // namespace bridge
