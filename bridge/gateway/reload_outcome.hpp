// What became of a reload, as the gateway tells `fixbridge reload`: a small file in the journals' directory.
// The gateway's thread writes it; any process reads it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

struct ReloadOutcome {
  std::string id;  // another one for each reload
  bool taken = false;
  std::vector<std::string> lines{};  // for the operator; nothing secret
};

// Replaces the file as a whole. When that fails it is logged, and the reload goes on.
void tell_outcome(const std::filesystem::path& journal_dir, const ReloadOutcome& outcome);
[[nodiscard]] std::optional<ReloadOutcome> read_outcome(const std::filesystem::path& journal_dir);

}  // namespace bridge
