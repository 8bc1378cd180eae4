// Says what was wrong with a command line, in the gateway's words.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace bridge {

// One line, without its end: "check: CONFIG is missing; fixbridge check --help explains". `error` must not be
// one that asks for help or the version.
[[nodiscard]] std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace bridge
