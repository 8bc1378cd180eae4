// Key and secret of an account: from the environment (env:NAME), from a file (file:PATH) or, warned
// about, from the configuration itself. What they are never shows in a finding. Used by one thread.
#pragma once

#include "base/secret.hpp"
#include "config/section.hpp"

#include <filesystem>
#include <string_view>

namespace bridge::config {

// Empty, with a mistake found, when there is no usable value. `base`: where a relative PATH starts.
[[nodiscard]] Secret read_secret(Section& section, std::string_view key, const std::filesystem::path& base);

}  // namespace bridge::config
