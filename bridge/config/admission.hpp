// Who is let in: networks, credentials, client certificates. Used by one thread.
#pragma once

#include "config/section.hpp"
#include "fix/settings.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::config {

// Reads a list of networks under `key`; empty when there is none.
[[nodiscard]] std::vector<Network> read_networks(Section& section, std::string_view key);
// Reads a path under `key` to a file that can be read, relative to `base`; it is empty, and a mistake, when
// it cannot.
[[nodiscard]] std::string read_path(Section& section, std::string_view key,
                                    const std::filesystem::path& base);
// Reads `networks`, `credentials` and `certificate` of a session.
void read_admission(Section& section, const std::filesystem::path& base, fix::SessionSettings& session);

}  // namespace bridge::config
