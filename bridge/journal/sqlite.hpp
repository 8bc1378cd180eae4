// The embedded journal: one SQLite file in WAL mode. Commits run on the lane's thread; checkpoints run
// on a thread and connection of their own, so that a commit never waits for one. After a failed sync the
// file is not written to until a restart (reliability.md, I5).
#pragma once

#include "journal/journal.hpp"

#include <filesystem>
#include <memory>

namespace bridge::journal {

// process: a commit survives kill -9 (synchronous=OFF). disk: it also survives power loss (FULL).
enum class Durability { Process, Disk };

struct Settings {
  std::filesystem::path file;
  Durability durability = Durability::Process;
};

// Opens or creates. Throws JournalError: not writable, locked by another process, of a newer schema.
[[nodiscard]] std::unique_ptr<Journal> open_sqlite(const Settings& settings);

}  // namespace bridge::journal
