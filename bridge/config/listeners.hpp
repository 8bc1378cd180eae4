// Reads `listen`: where FIX clients connect, one place or several. Used by one thread.
#pragma once

#include "config/config.hpp"
#include "config/findings.hpp"
#include "config/section.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::config {

// Reads the listeners: there is at least one, unless a mistake was found.
[[nodiscard]] std::vector<fix::ListenerSettings> read_listeners(Section& root,
                                                                const std::filesystem::path& base,
                                                                Findings& findings);
// Finds what only listeners and sessions together show: rules that no listener can keep, doors without a
// lock.
void check_admission(Section& root, const Config& config);

// Reads an IP address where something listens; it is a mistake when it is none.
[[nodiscard]] std::string read_address(Section& section, const std::string& fallback);
[[nodiscard]] unsigned short read_port(Section& section, unsigned short fallback);
[[nodiscard]] bool is_loopback(const std::string& address);
// True when both can be listened on with one port number.
[[nodiscard]] bool collide(const std::string& address, const std::string& other);

}  // namespace bridge::config
