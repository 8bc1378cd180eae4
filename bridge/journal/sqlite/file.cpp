#include "journal/sqlite/file.hpp"

#include "base/failpoint.hpp"
#include "journal/sqlite/schema.hpp"
#include "journal/sqlite/tables.hpp"

#include <chrono>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace bridge::journal {
namespace {

// Only a checkpoint that had to hold up the tables, or a stranger with a write lock, is ever waited for.
constexpr std::chrono::milliseconds kFilePatience{1000};

constexpr std::int64_t kRecordsAreLong = 4;  // schema

std::filesystem::path one_name(const std::filesystem::path& file) {
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(file, error), error);
  return error ? file : path;
}

// Orders are nobody else's business: SQLite would create the file readable to all. Its log and index
// inherit the mode. Errors are left to SQLite, which meets them again.
const std::filesystem::path& create_private(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd >= 0) ::close(fd);
  return file;  // NOLINT(bugprone-return-const-ref-from-parameter): a name for the expression it stands in
}

// One transaction, synced with all before it: then the log may be written over. It is some seconds' worth.
LoggedTurns catch_up(Connection& db, const Log& log) {
  Tables tables(db);
  tables.begin();
  const LoggedTurns found = log.read(tables.last_turn(), [&](std::string_view turn) { tables.apply(turn); });
  tables.set_last_turn(found.last);
  failpoint::pass("journal.catch_up");
  tables.commit();
  return found;
}

}  // namespace

File::File(const std::filesystem::path& journal, const MakeLog& make_log)
    : path(one_name(journal)), lock(path), db(create_private(path), kFilePatience) {
  db.run("PRAGMA page_size=8192");  // of a new file; older ones keep their 4 KiB
  // Records of earlier releases are as short as they come.
  const bool may_be_short = schema_version(db) < kRecordsAreLong;
  prepare_schema(db, now());
  db.run("PRAGMA journal_mode=WAL");
  db.run("PRAGMA wal_autocheckpoint=0");
  db.run("PRAGMA journal_size_limit=1073741824");  // cutting the log down takes 2 ms a MiB
  db.run("PRAGMA cache_size=-16384");
  db.run("PRAGMA cache_spill=OFF");  // a look at a turn that is taken back writes nothing
  db.run("PRAGMA temp_store=MEMORY");
  db.run("PRAGMA synchronous=FULL");
  identity = journal::identity(db);
  log = make_log(path, identity);
  recorded = catch_up(db, *log);
  recorded.cut = recorded.cut && !may_be_short;
  // From here on the log has what the disk may lack.
  db.run("PRAGMA synchronous=NORMAL");
}

}  // namespace bridge::journal
