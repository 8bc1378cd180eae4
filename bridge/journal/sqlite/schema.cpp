#include "journal/sqlite/schema.hpp"

#include <cstdint>
#include <random>
#include <string>

namespace bridge::journal {
namespace {

constexpr std::int64_t kApplicationId = 0x46495842;  // "FIXB"
constexpr std::int64_t kVersion = 4;

constexpr const char* kTables = R"sql(
CREATE TABLE meta(
  key   TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE events(
  id       INTEGER PRIMARY KEY,
  at_us    INTEGER NOT NULL,
  ticket   INTEGER,
  kind     TEXT NOT NULL,
  body     TEXT NOT NULL,
  evidence TEXT
) STRICT;
CREATE INDEX events_of_ticket ON events(ticket) WHERE ticket IS NOT NULL;
CREATE INDEX events_without_ticket ON events(id) WHERE ticket IS NULL;

CREATE TABLE tickets(
  ticket       INTEGER PRIMARY KEY,
  session      TEXT NOT NULL,
  cl_ord_id    TEXT NOT NULL,
  opened_us    INTEGER NOT NULL,
  closed_us    INTEGER,
  final_report TEXT
) STRICT;
CREATE INDEX tickets_by_cl_ord_id ON tickets(session, cl_ord_id);
CREATE INDEX tickets_by_time ON tickets(opened_us) WHERE cl_ord_id <> '';
CREATE INDEX open_tickets ON tickets(ticket) WHERE closed_us IS NULL;

CREATE TABLE sessions(
  session     TEXT PRIMARY KEY,
  epoch       INTEGER NOT NULL,
  next_sender INTEGER NOT NULL,
  next_target INTEGER NOT NULL,
  since_us    INTEGER,
  delivered   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE past_sessions(
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  next_sender INTEGER NOT NULL,
  next_target INTEGER NOT NULL,
  since_us    INTEGER,
  until_us    INTEGER NOT NULL,
  owed_after  INTEGER,
  PRIMARY KEY(session, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages(
  session     TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  msg_seq_num INTEGER NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY(session, epoch, msg_seq_num)
) STRICT, WITHOUT ROWID;
)sql";

// What version 1 lacked. What the client has of the messages it sent is not known: the last hundred of each
// session are taken for not delivered, those before for delivered.
constexpr const char* kFromVersion1 = R"sql(
ALTER TABLE sessions ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE past_sessions ADD COLUMN owed_after INTEGER;
UPDATE sessions SET delivered = max(0, next_sender - 1 - 100);
)sql";

// What version 3 lacked: a start reads the newest ids first (cl_ord_id_index.hpp).
constexpr const char* kFromVersion3 =
    "CREATE INDEX tickets_by_time ON tickets(opened_us) WHERE cl_ord_id <> ''";

// What version 2 lacked: it had no record beside it.
void begin_record(Connection& db) {
  std::random_device device;
  const auto identity = static_cast<std::int64_t>(std::uint64_t{device()} << 32 | device());
  Statement(db, "INSERT OR REPLACE INTO meta VALUES('identity', ?)").run(identity);
  db.run("INSERT OR REPLACE INTO meta VALUES('last_turn', 0)");
}

void mark_version(Connection& db) {
  db.run(("PRAGMA user_version=" + std::to_string(kVersion)).c_str());
  Statement(db, "INSERT OR REPLACE INTO meta VALUES('schema_version', ?)").run(kVersion);
}

// This is one transaction, the marks included, so a file is either empty or a whole journal.
void create(Connection& db, Timestamp now) {
  db.run("BEGIN IMMEDIATE");
  db.run(kTables);
  db.run(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
  mark_version(db);
  begin_record(db);
  Statement(db, "INSERT INTO meta VALUES('created_us', ?)").run(to_us(now));
  db.run("COMMIT");
}

// This is one transaction too. The fixbridge that wrote the older version refuses the file from then on.
void migrate(Connection& db, std::int64_t version) {
  db.run("BEGIN IMMEDIATE");
  if (version < 2) db.run(kFromVersion1);
  if (version < 3) begin_record(db);
  db.run(kFromVersion3);
  mark_version(db);
  db.run("COMMIT");
}

}  // namespace

void prepare_schema(Connection& db, Timestamp now) {
  const std::int64_t application = number(db, "PRAGMA application_id");
  if (application == 0 && number(db, "SELECT count(*) FROM sqlite_schema") == 0) return create(db, now);
  check_schema(db);
  const std::int64_t version = schema_version(db);
  if (version < kVersion) migrate(db, version);
}

std::int64_t schema_version(const Connection& db) { return number(db, "PRAGMA user_version"); }

std::int64_t identity(const Connection& db) {
  return number(db, "SELECT value FROM meta WHERE key = 'identity'");
}

std::uint64_t last_turn(const Connection& db) {
  return static_cast<std::uint64_t>(number(db, "SELECT value FROM meta WHERE key = 'last_turn'"));
}

void check_schema(const Connection& db) {
  if (number(db, "PRAGMA application_id") != kApplicationId) {
    throw JournalError(db.file() + ": a database, but not a journal of fixbridge: choose another file");
  }
  const std::int64_t version = schema_version(db);
  if (version < 1 || version > kVersion) {
    throw JournalError(db.file() + ": has schema version " + std::to_string(version) +
                       ", this fixbridge knows " + std::to_string(kVersion) +
                       ": run the fixbridge that wrote it, or a later one");
  }
}

void check_is_current(const Connection& db) {
  check_schema(db);
  if (schema_version(db) < kVersion) {
    throw JournalError(db.file() + ": was written by an earlier fixbridge: start the gateway on it once");
  }
}

}  // namespace bridge::journal
