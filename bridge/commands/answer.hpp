// What a command says to programs (--json): one JSON value on stdout and nothing else, whatever becomes of
// it. commands/json.md has every shape.
#pragma once

#include <boost/json/fwd.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace bridge {

struct Streams {
  std::ostream& out;
  std::ostream& errors;
};

// On a line of its own; bytes that are no UTF-8 become U+FFFD.
void print(std::ostream& out, const boost::json::value& value);

// A command that cannot do its work: a line each on stderr, or {"errors": […]} on stdout. Returns
// `exit_code`.
[[nodiscard]] int fail(int exit_code, const std::vector<std::string>& errors, bool json, Streams streams);

}  // namespace bridge
