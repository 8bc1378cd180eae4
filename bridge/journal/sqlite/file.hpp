// The journal's file, opened: it is locked, of our schema, in WAL mode, and has all turns that a gateway
// before us left in its log, on disk. Whoever opens it owns it.
#pragma once

#include "journal/lock.hpp"
#include "journal/log/log.hpp"
#include "journal/sqlite/database.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace bridge::journal {

// The log of the journal in this file, of this identity.
using MakeLog =
    std::function<std::unique_ptr<Log>(const std::filesystem::path& journal, std::int64_t identity)>;

struct File {
  // It throws JournalError.
  File(const std::filesystem::path& journal, const MakeLog& make_log);

  std::filesystem::path path;  // canonical: two names of one file are one lock
  FileLock lock;
  Connection db;
  std::int64_t identity;
  std::unique_ptr<Log> log;
  LoggedTurns recorded;  // what the log had, and now the tables have
};

}  // namespace bridge::journal
