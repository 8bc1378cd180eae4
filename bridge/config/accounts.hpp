// The `accounts` and `sessions` parts of the file. Used by one thread.
#pragma once

#include "config/config.hpp"
#include "config/section.hpp"

#include <filesystem>
#include <vector>

namespace bridge::config {

// Reads the accounts in the file's order, without their sessions. `base` is where relative paths start.
[[nodiscard]] std::vector<Account> read_accounts(Section& root, const std::filesystem::path& base,
                                                 const Reading& reading, Findings& findings);
// Reads the sessions; each goes to the account that it names.
void read_sessions(Section& root, const std::filesystem::path& base, std::vector<Account>& accounts,
                   Findings& findings);

}  // namespace bridge::config
