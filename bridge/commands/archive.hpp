// `fixbridge archive` brings what is older than so many days of each lane's journal into a file of its own,
// and has the journal pruned once that is on disk: by the gateway where one runs
// (journal/sqlite/archive.hpp).
#pragma once

#include "commands/answer.hpp"
#include "config/config.hpp"

#include <filesystem>

namespace bridge {

struct ArchiveOptions {
  int older_than_days = 0;
  std::filesystem::path to{};  // a directory, in which LANE.db of each lane is made
  bool keeps_journal = false;  // nothing is pruned
  bool json = false;           // an array with an object for each lane
};

// The exit code is 0 when it is done, or when what is left of it goes on in the gateway, 1 when a file was
// there already. It throws std::runtime_error when a journal cannot be read or a file cannot be written:
// nothing of that lane was pruned.
[[nodiscard]] int archive(const config::Config& config, const ArchiveOptions& options, Streams streams);

}  // namespace bridge
