// A journal's past as a file of its own: the journal as it was when it was as old as that, less what had been
// pruned before. Every command and query that reads a journal reads such a file. While one is written nothing
// is pruned. One thread at a time; any process. Throws JournalError.
#pragma once

#include "base/time.hpp"
#include "journal/lock.hpp"
#include "journal/sqlite/database.hpp"

#include <cstdint>
#include <filesystem>

namespace bridge::journal {

struct ArchiveCounts {
  std::int64_t events = 0;
  std::int64_t tickets = 0;
  std::int64_t messages = 0;
};

class Archive {
 public:
  // The journal of a gateway that runs, or of none. From here on nothing is pruned, until this object goes.
  explicit Archive(const std::filesystem::path& journal);

  // All that is older than `before`, into `file`, which must not be there: it was read back, and is on disk
  // with its name, when this returns. While it is written it is `<file>.part`, which a later one writes over.
  [[nodiscard]] ArchiveCounts write(const std::filesystem::path& file, Timestamp before);

 private:
  FileLock lock_;
  Connection db_;
};

// Of an archive: what is older than this is in it; the rest never was. Zero: it is none.
[[nodiscard]] Timestamp archived_until(const Connection& db);

}  // namespace bridge::journal
