// `fixbridge check`: whether the gateway can run with a configuration: the file, what it opens on this
// machine and, when asked, each account's venue. Used before any thread starts.
#pragma once

#include "commands/answer.hpp"

#include <string>

namespace bridge {

struct CheckOptions {
  bool connect = false;  // try the venues too
  bool json = false;
};

// Exit code: 0 all is well, 1 a venue does not answer as it must, 2 the configuration cannot be used here.
[[nodiscard]] int check(const std::string& file, CheckOptions options, Streams streams);

}  // namespace bridge
