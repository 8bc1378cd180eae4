#include "journal/sqlite.hpp"

#include "base/failpoint.hpp"
#include "journal/checkpointer.hpp"
#include "journal/database.hpp"
#include "journal/file.hpp"
#include "journal/lives.hpp"
#include "journal/queries.hpp"
#include "journal/text.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace bridge::journal {
namespace {

constexpr const char* kInsertEvent =
    "INSERT INTO events(at_us, ticket, kind, body, evidence) VALUES(?, ?, ?, ?, ?)";
constexpr const char* kInsertTicket =
    "INSERT INTO tickets(ticket, session, cl_ord_id, opened_us) VALUES(?, ?, ?, ?)";
constexpr const char* kCloseTicket =
    "UPDATE tickets SET closed_us = ?, final_report = ? WHERE ticket = ? AND closed_us IS NULL";
constexpr const char* kSettleTicket =
    "UPDATE tickets SET final_report = ? WHERE ticket = ? AND closed_us IS NULL";
constexpr const char* kForgetTicket =
    "UPDATE tickets SET closed_us = ? WHERE ticket = ? AND closed_us IS NULL";
constexpr const char* kFindTicket =
    "SELECT ticket, final_report FROM tickets WHERE session = ? AND cl_ord_id = ?"
    " ORDER BY ticket DESC LIMIT 1";
constexpr const char* kLastTicket =
    "SELECT max(ifnull((SELECT max(ticket) FROM tickets), 0),"
    " ifnull((SELECT max(ticket) FROM events WHERE ticket IS NOT NULL), 0))";
constexpr const char* kStoreMessage =
    "INSERT OR REPLACE INTO messages(session, epoch, msg_seq_num, body) VALUES(?, ?, ?, ?)";
constexpr const char* kReadMessages =
    "SELECT msg_seq_num, body FROM messages"
    " WHERE session = ? AND epoch = ? AND msg_seq_num BETWEEN ? AND ? ORDER BY msg_seq_num";
constexpr const char* kReadSessions =
    "SELECT session, epoch, next_sender, next_target, since_us, delivered,"
    " EXISTS(SELECT 1 FROM past_sessions p WHERE p.session = s.session AND owed_after IS NOT NULL)"
    " FROM sessions s";
constexpr const char* kWriteSession =
    "INSERT OR REPLACE INTO sessions(session, epoch, next_sender, next_target, since_us, delivered)"
    " VALUES(?, ?, ?, ?, ?, ?)";
constexpr const char* kArchiveSession =
    "INSERT INTO past_sessions(session, epoch, next_sender, next_target, since_us, until_us, owed_after)"
    " VALUES(?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kReadOwed =
    "SELECT p.epoch, m.msg_seq_num, m.body FROM past_sessions p JOIN messages m USING(session, epoch)"
    " WHERE p.session = ? AND p.owed_after IS NOT NULL AND m.msg_seq_num > p.owed_after"
    " ORDER BY p.epoch, m.msg_seq_num LIMIT ?";
// What is owed of an epoch ends with its last message.
constexpr const char* kSettleOwed =
    "UPDATE past_sessions AS p SET owed_after = CASE WHEN epoch = ?2 AND EXISTS("
    "   SELECT 1 FROM messages m WHERE m.session = p.session AND m.epoch = p.epoch AND m.msg_seq_num > ?3)"
    " THEN ?3 END WHERE session = ?1 AND epoch <= ?2 AND owed_after IS NOT NULL";
constexpr const char* kStillOwes =
    "SELECT 1 FROM past_sessions WHERE session = ? AND owed_after IS NOT NULL LIMIT 1";
// Big enough to need pages that no leftover of the log can hold.
constexpr const char* kProbe = "INSERT OR REPLACE INTO meta(key, value) VALUES('probe', zeroblob(65536))";

// A step that a failpoint can make fail as the disk would.
void step(failpoint::Point point, int code = SQLITE_IOERR) {
  if (failpoint::fails(point)) throw SqlError("failpoint " + std::string(point.name()), code);
}

class SqliteJournal final : public Journal {
 public:
  explicit SqliteJournal(const Settings& settings) : file_(settings), checkpointer_(file_.path) {
    sqlite3_wal_hook(db_.handle(), &SqliteJournal::after_commit, &checkpointer_);
    load();
  }

  void append(const order::Event& event, std::string_view evidence) override {
    write([&] {
      step("journal.append");
      insert(event, evidence);
    });
  }
  void close_ticket(const order::Report& report) override {
    write([&] {
      step("journal.close_ticket");
      const std::int64_t at = last_event_us_.value_or(to_us(report.transact_time));
      close_ticket_.run(at, encode(report), row_id(report.ticket));
    });
  }
  void settle_ticket(const order::Report& report) override {
    write([&] { settle_ticket_.run(encode(report), row_id(report.ticket)); });
  }
  void forget_ticket(order::TicketId ticket) override {
    write([&] { forget_ticket_.run(last_event_us_.value_or(0), row_id(ticket)); });
  }
  void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) override {
    write([&] {
      step("journal.store_message");
      store_message_.run(session.value(), lives_.get(session).epoch, msg_seq_num, message);
    });
  }
  void set_numbers(const order::SessionKey& session, Numbers numbers) override;
  void set_delivered(const order::SessionKey& session, int msg_seq_num) override;
  void reset_session(const order::SessionKey& session, Timestamp at) override;
  void settle_owed(const order::SessionKey& session, const Owed& last) override;

  bool commit() override;
  const std::string& error() const override { return error_; }
  void roll_back() override;
  bool probe() override;

  order::TicketId next_ticket() override { return order::TicketId(++last_ticket_); }
  std::optional<order::Prior> find_ticket(const order::SessionKey& session,
                                          const order::ClOrdId& cl_ord_id) override;
  Numbers numbers(const order::SessionKey& session) override { return lives_.get(session).numbers; }
  std::optional<Timestamp> since(const order::SessionKey& session) override;
  int delivered(const order::SessionKey& session) override { return lives_.get(session).delivered; }
  std::vector<Owed> owed(const order::SessionKey& session, std::size_t limit) override;
  std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session, int begin,
                                                    int end) override;
  std::vector<order::Event> open_events() override;

 private:
  static int after_commit(void* checkpointer, sqlite3*, const char*, int pages);

  void load();
  // Runs a write of the turn, opening the turn's transaction before the first.
  template <class Work>
  void write(Work work);
  void begin();
  void insert(const order::Event& event, std::string_view evidence);
  void fail(const SqlError& cause);
  void write_sessions();
  void abandon();
  void bury();
  void try_run(const char* sql);
  std::int64_t row_id(order::TicketId ticket) const;
  [[nodiscard]] JournalError unreadable(const std::string& row, const TextError& error) const;

  File file_;
  Connection& db_ = file_.db;

  Statement insert_event_{db_, kInsertEvent};
  Statement insert_ticket_{db_, kInsertTicket};
  Statement close_ticket_{db_, kCloseTicket};
  Statement settle_ticket_{db_, kSettleTicket};
  Statement forget_ticket_{db_, kForgetTicket};
  Statement find_ticket_{db_, kFindTicket};
  Statement store_message_{db_, kStoreMessage};
  Statement read_messages_{db_, kReadMessages};
  Statement write_session_{db_, kWriteSession};
  Statement archive_session_{db_, kArchiveSession};
  Statement read_owed_{db_, kReadOwed};
  Statement settle_owed_{db_, kSettleOwed};
  Statement still_owes_{db_, kStillOwes};
  Statement begin_{db_, "BEGIN IMMEDIATE"};
  Statement commit_{db_, "COMMIT"};

  std::uint64_t last_ticket_ = 0;
  std::optional<std::int64_t> last_event_us_;
  Lives lives_;
  bool in_turn_ = false;     // its transaction is open
  bool failed_ = false;      // a write of this turn
  bool distrusted_ = false;  // a sync failed: nothing is written until a restart has read the file anew
  std::string error_;

  Checkpointer checkpointer_;  // last: its thread ends before anything else here does
};

int SqliteJournal::after_commit(void* checkpointer, sqlite3*, const char*, int pages) {
  static_cast<Checkpointer*>(checkpointer)->wal_has(pages);
  return SQLITE_OK;
}

void SqliteJournal::load() {
  step("journal.load");
  Statement last(db_, kLastTicket);
  Rows tickets = last.query();
  // The clock puts a new journal beyond the ids of an older one, and a restart beyond ids that were given
  // while nothing could be written. Should it have gone back, counting goes on.
  const std::int64_t highest = tickets.next() ? tickets.integer(0) : 0;
  last_ticket_ = static_cast<std::uint64_t>(std::max(highest, to_us(now())));

  Statement sessions(db_, kReadSessions);
  Rows row = sessions.query();
  while (row.next()) {
    Life life{.epoch = row.integer(1),
              .numbers = {.next_sender = static_cast<int>(row.integer(2)),
                          .next_target = static_cast<int>(row.integer(3))},
              .since_us = std::nullopt,
              .delivered = static_cast<int>(row.integer(5)),
              .owes = row.integer(6) != 0};
    if (!row.is_null(4)) life.since_us = row.integer(4);
    lives_.load(order::SessionKey(std::string(row.text(0))), life);
  }
}

// --- the turn ---

template <class Work>
void SqliteJournal::write(Work work) {
  if (failed_) return;
  try {
    begin();
    work();
  } catch (const SqlError& cause) {
    fail(cause);
  }
}

void SqliteJournal::begin() {
  if (distrusted_) {
    throw SqlError(db_.file() + ": not written to since a sync failed: check the disk, then restart",
                   SQLITE_READONLY);
  }
  if (in_turn_) return;
  begin_.run();
  in_turn_ = true;
}

void SqliteJournal::fail(const SqlError& cause) {
  failed_ = true;
  error_ = cause.what();
  if (cause.code == SQLITE_IOERR_FSYNC || cause.code == SQLITE_IOERR_DIR_FSYNC) bury();
}

void SqliteJournal::insert(const order::Event& event, std::string_view evidence) {
  const std::int64_t at = to_us(event.at);
  std::optional<std::int64_t> ticket;
  if (const auto id = order::ticket_of(event)) ticket = row_id(*id);
  std::optional<std::string_view> proof;
  if (!evidence.empty()) proof = evidence;
  insert_event_.run(at, ticket, kind_of(event), encode(event), proof);
  last_event_us_ = at;

  if (const auto* cancel = std::get_if<order::CancelRequested>(&event.what); cancel && !cancel->prior) {
    insert_ticket_.run(ticket, cancel->command.session.value(), cancel->command.cl_ord_id.value(), at);
  } else if (const auto* status = std::get_if<order::StatusRequested>(&event.what)) {
    // ClOrdID(11) of a 35=H names an order: it takes no id away from a cancel.
    insert_ticket_.run(ticket, status->command.session.value(), std::string_view{}, at);
  }
}

std::optional<Timestamp> SqliteJournal::since(const order::SessionKey& session) {
  const auto since_us = lives_.get(session).since_us;
  return since_us ? std::optional(from_us(*since_us)) : std::nullopt;
}

void SqliteJournal::set_numbers(const order::SessionKey& session, Numbers numbers) {
  Life life = lives_.get(session);
  if (life.numbers == numbers) return;
  life.numbers = numbers;
  lives_.set(session, life);
}

void SqliteJournal::set_delivered(const order::SessionKey& session, int msg_seq_num) {
  Life life = lives_.get(session);
  if (life.delivered == msg_seq_num) return;
  life.delivered = msg_seq_num;
  lives_.set(session, life);
}

void SqliteJournal::reset_session(const order::SessionKey& session, Timestamp at) {
  const Life past = lives_.get(session);
  std::optional<std::int64_t> owed_after;
  if (past.delivered < past.numbers.next_sender - 1) owed_after = past.delivered;
  write([&] {
    archive_session_.run(session.value(), past.epoch, past.numbers.next_sender, past.numbers.next_target,
                         past.since_us, to_us(at), owed_after);
  });
  lives_.set(session, Life{.epoch = past.epoch + 1,
                           .numbers = {},
                           .since_us = to_us(at),
                           .delivered = 0,
                           .owes = past.owes || owed_after});
}

void SqliteJournal::settle_owed(const order::SessionKey& session, const Owed& last) {
  Life life = lives_.get(session);
  write([&] {
    settle_owed_.run(session.value(), last.epoch, last.msg_seq_num);
    life.owes = still_owes_.query(session.value()).next();
  });
  lives_.set(session, life);
}

bool SqliteJournal::commit() {
  if (lives_.changed()) write([&] { write_sessions(); });
  const bool writes = in_turn_ && !failed_;
  if (writes) {
    write([&] {
      step("journal.commit");
      step("journal.sync", SQLITE_IOERR_FSYNC);
      commit_.run();
    });
  }
  if (failed_) {
    roll_back();
    return false;
  }
  in_turn_ = false;
  lives_.keep();
  error_.clear();
  if (writes) failpoint::pass("journal.committed");
  return true;
}

void SqliteJournal::roll_back() {
  abandon();
  lives_.restore();
}

void SqliteJournal::write_sessions() {
  step("journal.numbers");
  lives_.each_changed([this](const order::SessionKey& session, const Life& life) {
    write_session_.run(session.value(), life.epoch, life.numbers.next_sender, life.numbers.next_target,
                       life.since_us, life.delivered);
  });
}

// SQLite has rolled back by itself after some failures. Should the rollback fail as well, the next turn's
// BEGIN is refused, and so is the turn.
void SqliteJournal::abandon() {
  if (db_.in_transaction() && !failpoint::fails("journal.roll_back")) try_run("ROLLBACK");
  in_turn_ = false;
  failed_ = false;
}

// A sync that fails comes after the turn's last page was written to the log: a restart would take the turn
// for committed, although its commands were refused. Another page in its place makes sure that it does not.
void SqliteJournal::bury() {
  distrusted_ = true;
  if (db_.in_transaction()) try_run("ROLLBACK");
  try_run("PRAGMA synchronous=OFF");
  try_run("INSERT OR REPLACE INTO meta(key, value) VALUES('sync_failed', 1)");
}

// For the two above: nothing is left to do about a failure in there.
void SqliteJournal::try_run(const char* sql) { sqlite3_exec(db_.handle(), sql, nullptr, nullptr, nullptr); }

bool SqliteJournal::probe() {
  if (in_turn_ || failed_) return false;
  write([&] {
    step("journal.probe");
    db_.run(kProbe);
    commit_.run();
  });
  const bool writable = !failed_;
  if (writable) error_.clear();
  abandon();
  return writable;
}

// --- reads ---

std::optional<order::Prior> SqliteJournal::find_ticket(const order::SessionKey& session,
                                                       const order::ClOrdId& cl_ord_id) {
  step("journal.find_ticket");
  Rows row = find_ticket_.query(session.value(), cl_ord_id.value());
  if (!row.next()) return std::nullopt;
  order::Prior prior{.ticket = order::TicketId(static_cast<std::uint64_t>(row.integer(0))),
                     .final_report = std::nullopt};
  if (row.is_null(1)) return prior;
  auto report = decode_report(row.text(1));
  if (!report) {
    throw unreadable("tickets, ticket " + std::to_string(prior.ticket.value()), report.error());
  }
  prior.final_report = std::move(*report);
  return prior;
}

std::vector<std::pair<int, std::string>> SqliteJournal::messages(const order::SessionKey& session, int begin,
                                                                 int end) {
  std::vector<std::pair<int, std::string>> found;
  Rows row = read_messages_.query(session.value(), lives_.get(session).epoch, begin, end);
  while (row.next()) found.emplace_back(static_cast<int>(row.integer(0)), row.text(1));
  return found;
}

std::vector<Owed> SqliteJournal::owed(const order::SessionKey& session, std::size_t limit) {
  std::vector<Owed> found;
  if (!lives_.get(session).owes) return found;
  Rows row = read_owed_.query(session.value(), static_cast<std::int64_t>(limit));
  while (row.next()) {
    found.push_back({row.integer(0), static_cast<int>(row.integer(1)), std::string(row.text(2))});
  }
  return found;
}

std::vector<order::Event> SqliteJournal::open_events() {
  step("journal.read_open");
  std::vector<order::Event> events;
  Statement statement(db_, kReadOpenEvents);
  Rows row = statement.query();
  while (row.next()) {
    auto event = decode_event(row.text(4));
    if (!event) throw unreadable("events, id " + std::to_string(row.integer(0)), event.error());
    events.push_back(std::move(*event));
  }
  return events;
}

JournalError SqliteJournal::unreadable(const std::string& row, const TextError& error) const {
  return JournalError(db_.file() + ": table " + row + " cannot be read: " + error.what +
                      ": keep the file, restore a backup or correct that row");
}

std::int64_t SqliteJournal::row_id(order::TicketId ticket) const {
  if (std::in_range<std::int64_t>(ticket.value())) return static_cast<std::int64_t>(ticket.value());
  throw SqlError(db_.file() + ": ticket " + std::to_string(ticket.value()) +
                     " is larger than a row id may be: ids come from next_ticket()",
                 SQLITE_RANGE);
}

}  // namespace

std::unique_ptr<Journal> open_sqlite(const Settings& settings) {
  return std::make_unique<SqliteJournal>(settings);
}

}  // namespace bridge::journal
