// The embedded journal: a log of turns, and the tables of one SQLite file, which follow it. A commit is a
// write to the log, on the lane's thread; turns move into the tables, and the tables to disk, on threads
// of their own. After a failed sync nothing is written until a restart (bridge/invariants.md, I5).
#pragma once

#include "journal/journal.hpp"
#include "journal/settings.hpp"
#include "journal/sqlite/file.hpp"

#include <memory>

namespace bridge::journal {

// Opens or creates a journal. It throws JournalError when that is not writable, locked by another process, or
// of a newer schema.
[[nodiscard]] std::unique_ptr<Journal> open_sqlite(const Settings& settings);
// Opens the same journal over another log.
[[nodiscard]] std::unique_ptr<Journal> open_sqlite(const Settings& settings, const MakeLog& make_log);

}  // namespace bridge::journal
