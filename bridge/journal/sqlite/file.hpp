// The journal's file, opened: locked, of our schema, in WAL mode, with all turns that a gateway before us
// left in its record, on disk. Owned by whoever opens it.
#pragma once

#include "journal/lock.hpp"
#include "journal/log/write_ahead_log.hpp"
#include "journal/sqlite/database.hpp"

#include <cstdint>
#include <filesystem>

namespace bridge::journal {

struct File {
  // Throws JournalError.
  explicit File(const std::filesystem::path& journal);

  std::filesystem::path path;  // canonical: two names of one file are one lock
  FileLock lock;
  Connection db;
  std::int64_t identity;
  LoggedTurns recorded;  // and now in the tables
};

}  // namespace bridge::journal
