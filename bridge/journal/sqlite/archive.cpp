#include "journal/sqlite/archive.hpp"

#include "journal/sqlite/message_time.hpp"
#include "journal/sqlite/prune_request.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/sqlite/schema.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bridge::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPatience{1000};
// In one read: SQLite's log can start over between two.
constexpr std::int64_t kRowsAtOnce = 500;

constexpr const char* kCopyEvents =
    "SELECT id, at_us, ticket, kind, body, evidence FROM events WHERE id > ? ORDER BY id LIMIT ?";
// The tickets of these events as they were at that time: one that was closed later was open, and had the
// report of whoever had settled it by hand.
constexpr const char* kCopyTickets =
    "SELECT ticket, session, cl_ord_id, opened_us, CASE WHEN closed_us < ?3 THEN closed_us END,"
    " CASE WHEN closed_us < ?3 OR (json_extract(final_report, '$.watched') AND EXISTS("
    "   SELECT 1 FROM events e WHERE e.ticket = t.ticket AND e.kind = 'resolved' AND e.at_us < ?3))"
    " THEN final_report END FROM tickets t WHERE ticket IN"
    " (SELECT ticket FROM events WHERE id > ?1 AND id <= ?2 AND ticket IS NOT NULL)";
constexpr const char* kCopyEpochs =
    "SELECT session, epoch FROM sessions UNION ALL SELECT session, epoch FROM past_sessions";
constexpr const char* kCopyMessages =
    "SELECT session, epoch, msg_seq_num, body FROM messages WHERE session = ? AND epoch = ? AND msg_seq_num "
    "> ?"
    " ORDER BY msg_seq_num LIMIT ?";

// From one journal into another.
class Copy {
 public:
  Copy(const Connection& from, Connection& to, Timestamp before) : from_(from), to_(to), before_(before) {}

  ArchiveCounts all() {
    to_.run("BEGIN");
    const auto whole = [this](const char* select, const char* insert) {
      Statement read(from_, select);
      Statement write(to_, insert);
      for (Rows row = read.query(); row.next();) take(row, write);
    };
    whole("SELECT key, value FROM meta", "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)");
    whole("SELECT session, epoch, next_sender, next_target, since_us, delivered FROM sessions",
          "INSERT INTO sessions(session, epoch, next_sender, next_target, since_us, delivered)"
          " VALUES(?, ?, ?, ?, ?, ?)");
    whole(
        "SELECT session, epoch, next_sender, next_target, since_us, until_us, owed_after FROM past_sessions",
        "INSERT INTO past_sessions(session, epoch, next_sender, next_target, since_us, until_us, owed_after)"
        " VALUES(?, ?, ?, ?, ?, ?, ?)");
    events();
    messages();
    Statement(to_, "INSERT OR REPLACE INTO meta(key, value) VALUES('archived_until_us', ?)")
        .run(to_us(before_));
    to_.run("COMMIT");
    return counts_;
  }

 private:
  void take(const Rows& row, Statement& write) {
    values_.clear();
    for (int column = 0; column < row.columns(); ++column) values_.push_back(row.value(column));
    write.run_with(values_);
  }

  // Up to the first that is not older, as they are pruned.
  void events() {
    Statement read(from_, kCopyEvents);
    Statement write(to_,
                    "INSERT INTO events(id, at_us, ticket, kind, body, evidence) VALUES(?, ?, ?, ?, ?, ?)");
    std::int64_t event = 0;
    for (bool more = true; more;) {
      const std::int64_t after = event;
      std::int64_t rows = 0;
      for (Rows row = read.query(after, kRowsAtOnce); more && row.next(); ++rows) {
        more = row.integer(1) < to_us(before_);
        if (!more) break;
        event = row.integer(0);
        take(row, write);
        ++counts_.events;
      }
      tickets(after, event);
      more = more && rows == kRowsAtOnce;
    }
  }

  void tickets(std::int64_t after, std::int64_t last) {
    Statement read(from_, kCopyTickets);
    Statement write(
        to_,
        "INSERT OR IGNORE INTO tickets(ticket, session, cl_ord_id, opened_us, closed_us, final_report)"
        " VALUES(?, ?, ?, ?, ?, ?)");
    for (Rows row = read.query(after, last, to_us(before_)); row.next();) {
      take(row, write);
      counts_.tickets += sqlite3_changes(to_.handle());
    }
  }

  void messages() {
    std::vector<std::pair<std::string, std::int64_t>> epochs;
    {
      Statement read(from_, kCopyEpochs);
      for (Rows row = read.query(); row.next();) epochs.emplace_back(row.text(0), row.integer(1));
    }
    Statement write(to_, "INSERT INTO messages(session, epoch, msg_seq_num, body) VALUES(?, ?, ?, ?)");
    for (const auto& [session, epoch] : epochs) messages(session, epoch, write);
  }

  void messages(const std::string& session, std::int64_t epoch, Statement& write) {
    Statement read(from_, kCopyMessages);
    std::int64_t number = 0;
    for (bool more = true; more;) {
      std::int64_t rows = 0;
      for (Rows row = read.query(std::string_view(session), epoch, number, kRowsAtOnce); row.next(); ++rows) {
        const auto sent = sent_at(row.text(3));
        if (sent && *sent >= before_) return;
        number = row.integer(2);
        take(row, write);
        ++counts_.messages;
      }
      more = rows == kRowsAtOnce;
    }
  }

  const Connection& from_;
  Connection& to_;
  Timestamp before_;
  ArchiveCounts counts_;
  std::vector<Value> values_;
};

JournalError cannot_write(const fs::path& file, const std::string& what) {
  return JournalError(
      file.string() + ": " + what + ": " + std::strerror(errno) +
      ": nothing was pruned; name a file in a directory with room that this user may write to");
}

// Orders are nobody else's business.
void make_private_part(const fs::path& file) {
  ::unlink(file.c_str());
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (fd < 0) throw cannot_write(file, "cannot be made");
  ::close(fd);
}

void bring_to_disk(const fs::path& path, int kind) {
  const int fd = ::open(path.c_str(), O_RDONLY | kind | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int cause = errno;
  if (fd >= 0) ::close(fd);
  errno = cause;
  if (!synced) throw cannot_write(path, "cannot be brought to disk");
}

void read_back(const fs::path& file, const ArchiveCounts& written) {
  const Connection db(file, kPatience, Connection::Access::Read);
  Statement check(db, "PRAGMA integrity_check");
  Rows verdict = check.query();
  const bool whole = verdict.next() && verdict.text(0) == "ok" &&
                     number(db, "SELECT count(*) FROM events") == written.events &&
                     number(db, "SELECT count(*) FROM tickets") == written.tickets &&
                     number(db, "SELECT count(*) FROM messages") == written.messages;
  if (whole) return;
  throw JournalError(file.string() +
                     ": what was read back is not what was written: nothing was pruned; check the disk");
}

// Brings the tables up to date first: what a gateway that died has left is moved, what one that runs is about
// to move is waited for.
fs::path up_to_date(const fs::path& journal) {
  const Reader reader(journal);
  if (reader.turns_missing() == 0) return journal;
  throw JournalError(journal.string() +
                     ": its gateway does not move its turns into the tables: its log says "
                     "why; nothing was archived");
}

// What root has made is the journal's owner's: the gateway looks whether it is locked.
void give_away(const fs::path& lock, const fs::path& journal) {
  struct stat owner {};
  if (::geteuid() != 0 || ::stat(journal.c_str(), &owner) != 0) return;
  if (::chown(lock.c_str(), owner.st_uid, owner.st_gid) != 0)
    throw cannot_write(lock, "cannot be given away");
}

}  // namespace

Archive::Archive(const fs::path& journal)
    : lock_(archive_lock(journal)), db_(up_to_date(journal), kPatience, Connection::Access::Read) {
  give_away(archive_lock(journal).string() + ".lock", journal);
  sqlite3_db_config(db_.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  check_is_current(db_);
}

ArchiveCounts Archive::write(const fs::path& file, Timestamp before) {
  std::error_code error;
  if (fs::exists(file, error)) {
    throw JournalError(file.string() + ": is there already: name another file");
  }
  const fs::path part = file.string() + ".part";
  make_private_part(part);
  ArchiveCounts counts;
  {
    Connection to(part, kPatience);
    to.run("PRAGMA page_size=8192");
    to.run("PRAGMA journal_mode=OFF");  // it is written whole or not used
    to.run("PRAGMA synchronous=OFF");
    prepare_schema(to, now());
    counts = Copy(db_, to, before).all();
  }
  bring_to_disk(part, 0);
  read_back(part, counts);
  // Unlike rename(), link() replaces nothing.
  if (::link(part.c_str(), file.c_str()) != 0) throw cannot_write(file, "cannot be made");
  ::unlink(part.c_str());
  bring_to_disk(fs::absolute(file).parent_path(), O_DIRECTORY);
  return counts;
}

Timestamp archived_until(const Connection& db) {
  return from_us(number(db, "SELECT value FROM meta WHERE key = 'archived_until_us'"));
}

}  // namespace bridge::journal
