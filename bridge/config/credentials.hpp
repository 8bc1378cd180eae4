// Key, secret and passphrase of an account: from the environment (env:NAME), from a file (file:PATH) or,
// warned about, from the configuration itself. What they are never shows in a finding. Used by one thread.
#pragma once

#include "config/section.hpp"
#include "venue/settings.hpp"

#include <filesystem>

namespace bridge::config {

// Of an account's section. `base`: where a relative PATH starts. A PEM is looked at from outside only:
// whether it holds a usable key is for the venue's dialect to say, at the start.
[[nodiscard]] venue::Credentials read_credentials(Section& section, const std::filesystem::path& base);

}  // namespace bridge::config
