// Reads key, secret and passphrase of an account, and who signs with them. What they are never shows in a
// finding. Used by one thread.
#pragma once

#include "config/config.hpp"
#include "config/section.hpp"

#include <filesystem>

namespace bridge::config {

// Reads an account's section into the account. `base` is where a relative PATH starts. A PEM is looked at
// from outside only: whether it holds a usable key is for the signer to say, at the start. A file that is for
// the signer process is not read at all.
void read_credentials(Section& section, const std::filesystem::path& base, const Reading& reading,
                      Account& account);

}  // namespace bridge::config
