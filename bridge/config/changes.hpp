// What a file says where, to tell two readings of it apart without keeping its values. Any thread.
#pragma once

#include "config/tree.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace bridge::config {

// The place of each plain value ("accounts.main.links", "sessions[1].account"), and a hash of it.
[[nodiscard]] std::map<std::string, std::size_t> written_in(const Node& tree);

}  // namespace bridge::config
