// `fixbridge password` makes the hash of a client's password for the configuration.
#pragma once

#include <iosfwd>

namespace bridge {

// Reads one line, without echo where `in` is a terminal, and prints the hash. The exit code is 0, or 2 for a
// password that cannot be one.
int password(std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace bridge
