#include "journal/file.hpp"

#include "journal/schema.hpp"

#include <chrono>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace bridge::journal {
namespace {

// Only a checkpoint that had to hold up commits, or a stranger with a write lock, is ever waited for.
constexpr std::chrono::milliseconds kPatience{1000};

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
  return file;
}

void make_directory_entry_durable(const std::filesystem::path& file) {
  const int fd = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);  // Some file systems refuse this for a directory: they need none.
  ::close(fd);
}

}  // namespace

File::File(const Settings& settings)
    : path(one_name(settings.file)), lock(path), db(create_private(path), kPatience) {
  prepare_schema(db, now());
  db.run("PRAGMA journal_mode=WAL");
  db.run("PRAGMA wal_autocheckpoint=0");
  db.run(settings.durability == Durability::Disk ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
  // Cutting the log down holds up the commit that starts it over, some 2 ms a MiB: left to a log that a
  // reader has let grow out of all proportion.
  db.run("PRAGMA journal_size_limit=1073741824");
  db.run("PRAGMA cache_size=-16384");
  db.run("PRAGMA temp_store=MEMORY");
  make_directory_entry_durable(path);
}

}  // namespace bridge::journal
