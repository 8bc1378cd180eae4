// The journal's file, opened: locked, of our schema, in WAL mode, with the chosen durability. Owned by the
// lane's thread.
#pragma once

#include "journal/database.hpp"
#include "journal/lock.hpp"
#include "journal/sqlite.hpp"

namespace bridge::journal {

struct File {
  explicit File(const Settings& settings);

  std::filesystem::path path;  // canonical: two names of one file are one lock
  FileLock lock;
  Connection db;
};

}  // namespace bridge::journal
