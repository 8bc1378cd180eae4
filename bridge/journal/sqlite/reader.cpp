#include "journal/sqlite/reader.hpp"

#include "journal/lock.hpp"
#include "journal/log/write_ahead_log.hpp"
#include "journal/sqlite/archive.hpp"
#include "journal/sqlite/database.hpp"
#include "journal/sqlite/file.hpp"
#include "journal/sqlite/queries.hpp"
#include "journal/sqlite/schema.hpp"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

namespace bridge::journal {
namespace {

constexpr std::chrono::milliseconds kReaderPatience{
    1000};  // a log that another reader is recovering after a crash

constexpr std::chrono::seconds kUntilMoved{5};

constexpr const char* kTicketColumns =
    "SELECT ticket, session, cl_ord_id, opened_us, closed_us, final_report FROM tickets ";

std::filesystem::path existing(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_regular_file(file, error)) return file;
  throw JournalError(file.string() +
                     ": there is no journal: name the configuration of a gateway that has run");
}

EventRow event_in(const Rows& row) {
  EventRow event{.id = row.integer(0), .at_us = row.integer(1), .ticket = {}, .kind = {}, .body = {}};
  if (!row.is_null(2)) event.ticket = row.integer(2);
  event.kind = row.text(3);
  event.body = row.text(4);
  return event;
}

TicketRow ticket_in(const Rows& row) {
  TicketRow ticket{.ticket = order::TicketId(static_cast<std::uint64_t>(row.integer(0))),
                   .session = order::SessionKey(std::string(row.text(1))),
                   .cl_ord_id = std::string(row.text(2)),
                   .opened = from_us(row.integer(3)),
                   .closed = {},
                   .final_report = std::string(row.text(5))};
  if (!row.is_null(4)) ticket.closed = from_us(row.integer(4));
  return ticket;
}

template <class Row, class Read>
std::vector<Row> all(Rows rows, Read read) {
  std::vector<Row> found;
  while (rows.next()) found.push_back(read(rows));
  return found;
}

// A damaged file may give rows in any order, and who reads on behind the last of them would read for ever.
template <class Row, class Place>
std::vector<Row> ascending(std::vector<Row> rows, Place after, Place Row::*place, const Connection& db) {
  for (const Row& row : rows) {
    if (!(after < row.*place)) {
      throw JournalError(db.file() + ": is damaged, its rows are out of order: restore a copy");
    }
    after = row.*place;
  }
  return rows;
}

std::int64_t row_id(order::TicketId ticket) { return static_cast<std::int64_t>(ticket.value()); }

std::string ticket_query(const char* rest) { return std::string(kTicketColumns) + rest; }

// Turns that only the record has: a gateway that runs is about to move them, and for one that died we do, as
// its next start would. Returns how many are missing in the end.
std::uint64_t bring_up_to_date(const Connection& db, const std::filesystem::path& file) {
  const auto journal = std::filesystem::canonical(file);
  const std::uint64_t newest = last_logged(journal, identity(db));
  const auto until = std::chrono::steady_clock::now() + kUntilMoved;
  while (last_turn(db) < newest) {
    if (std::chrono::steady_clock::now() >= until) return newest - last_turn(db);
    if (holder_of(journal)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      continue;
    }
    try {
      const File moved(journal, [](const std::filesystem::path& path, std::int64_t identity) {
        return std::make_unique<WriteAheadLog>(path, identity, false);
      });
    } catch (const JournalError&) {
      if (!holder_of(journal)) throw;  // else its next start is under way
    }
  }
  return 0;
}

// Opens the connection, once the file has been found to be a journal.
struct Opened {
  explicit Opened(const std::filesystem::path& file)
      : db(existing(file), kReaderPatience, Connection::Access::Read) {
    // Closing must not move the log of a gateway that was killed: that is for its next start.
    sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    db.run("PRAGMA query_only=ON");
    check_schema(db);
    turns_missing = bring_up_to_date(db, file);
  }
  Connection db;
  std::uint64_t turns_missing = 0;
};

}  // namespace

struct Reader::Tables {
  explicit Tables(const std::filesystem::path& file) : opened(file) {}

  Opened opened;
  Connection& db = opened.db;
  Statement last_event{db, "SELECT ifnull(max(id), 0) FROM events"};
  Statement events{db,
                   "SELECT id, at_us, ticket, kind, body FROM events WHERE id > ? AND id <= ?"
                   " ORDER BY id LIMIT ?"};
  Statement open_events{db, kReadOpenEvents};
  Statement events_of{
      db, "SELECT id, at_us, ticket, kind, body FROM events WHERE ticket = ? ORDER BY id LIMIT ?"};
  Statement open_tickets{db, ticket_query("WHERE closed_us IS NULL ORDER BY ticket").c_str()};
  Statement open_at{
      db, ticket_query("WHERE opened_us < ? AND ifnull(closed_us >= ?, 1) ORDER BY ticket").c_str()};
  Statement events_of_none{db,
                           "SELECT id, at_us, ticket, kind, body FROM events"
                           " WHERE ticket IS NULL AND id >= ? AND id < ? ORDER BY id"};
  Statement starts{
      db, "SELECT id, at_us, ticket, kind, body FROM events WHERE kind = 'restarted' ORDER BY id DESC"};
  Statement ticket{db, ticket_query("WHERE ticket = ?").c_str()};
  Statement closed_tickets{db,
                           ticket_query("WHERE closed_us IS NOT NULL ORDER BY ticket DESC LIMIT ?").c_str()};
  Statement tickets_of{
      db, ticket_query("WHERE session = ? AND cl_ord_id = ? ORDER BY ticket DESC LIMIT ?").c_str()};
  Statement tickets_without_events{
      db, ticket_query("AS t WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.ticket = t.ticket)"
                       " AND ticket > ?"
                       " ORDER BY ticket LIMIT ?")
              .c_str()};
  Statement count_tickets{db, "SELECT count(*) FROM tickets"};
  Statement sessions{db, "SELECT session FROM sessions ORDER BY session"};
  Statement last_message{db,
                         "SELECT epoch, msg_seq_num FROM messages WHERE session = ?"
                         " ORDER BY epoch DESC, msg_seq_num DESC LIMIT 1"};
  Statement messages{db,
                     "SELECT epoch, msg_seq_num, body FROM messages WHERE session = ?"
                     " AND (epoch, msg_seq_num) > (?, ?) AND (epoch, msg_seq_num) <= (?, ?)"
                     " ORDER BY epoch, msg_seq_num LIMIT ?"};
};

Reader::Reader(const std::filesystem::path& file) : tables_(std::make_unique<Tables>(file)) {}
Reader::~Reader() = default;

Reader::Snapshot::Snapshot(Reader& reader) : reader_(reader) { reader_.tables_->db.run("BEGIN"); }
Reader::Snapshot::~Snapshot() {
  // The transaction has read only, so there is nothing that could fail to be undone.
  sqlite3_exec(reader_.tables_->db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::uint64_t Reader::turns_missing() const { return tables_->opened.turns_missing; }

Pruned Reader::pruned() { return journal::pruned(tables_->db); }

Timestamp Reader::archived_until() { return journal::archived_until(tables_->db); }

std::int64_t Reader::last_event() {
  Rows row = tables_->last_event.query();
  return row.next() ? row.integer(0) : 0;
}

std::vector<EventRow> Reader::events(std::int64_t after, std::int64_t until, int limit) {
  return ascending(all<EventRow>(tables_->events.query(after, until, std::int64_t{limit}), event_in), after,
                   &EventRow::id, tables_->db);
}

std::vector<EventRow> Reader::open_events() { return all<EventRow>(tables_->open_events.query(), event_in); }

std::vector<TicketRow> Reader::open_tickets() {
  return all<TicketRow>(tables_->open_tickets.query(), ticket_in);
}

std::vector<TicketRow> Reader::open_at(Timestamp at) {
  return all<TicketRow>(tables_->open_at.query(to_us(at), to_us(at)), ticket_in);
}

std::vector<EventRow> Reader::events_of_none(std::int64_t from, std::int64_t until) {
  return all<EventRow>(tables_->events_of_none.query(from, until), event_in);
}

std::vector<EventRow> Reader::starts() { return all<EventRow>(tables_->starts.query(), event_in); }

std::vector<EventRow> Reader::events_of(order::TicketId ticket, int limit) {
  return all<EventRow>(tables_->events_of.query(row_id(ticket), std::int64_t{limit}), event_in);
}

std::optional<TicketRow> Reader::ticket(order::TicketId ticket) {
  Rows row = tables_->ticket.query(row_id(ticket));
  return row.next() ? std::optional(ticket_in(row)) : std::nullopt;
}

std::vector<TicketRow> Reader::closed_tickets(int limit) {
  return all<TicketRow>(tables_->closed_tickets.query(std::int64_t{limit}), ticket_in);
}

std::vector<TicketRow> Reader::tickets_of(const order::SessionKey& session, std::string_view cl_ord_id,
                                          int limit) {
  const std::string_view key = session.value();
  return all<TicketRow>(tables_->tickets_of.query(key, cl_ord_id, std::int64_t{limit}), ticket_in);
}

std::vector<TicketRow> Reader::tickets_without_events(std::int64_t after, int limit) {
  return all<TicketRow>(tables_->tickets_without_events.query(after, std::int64_t{limit}), ticket_in);
}

std::int64_t Reader::count_tickets() {
  Rows row = tables_->count_tickets.query();
  return row.next() ? row.integer(0) : 0;
}

std::vector<order::SessionKey> Reader::sessions() {
  return all<order::SessionKey>(tables_->sessions.query(),
                                [](const Rows& row) { return order::SessionKey(std::string(row.text(0))); });
}

MessagePlace Reader::last_message(const order::SessionKey& session) {
  const std::string_view key = session.value();
  Rows row = tables_->last_message.query(key);
  return row.next() ? MessagePlace{row.integer(0), row.integer(1)} : MessagePlace{};
}

std::vector<MessageRow> Reader::messages(const order::SessionKey& session, MessagePlace after,
                                         MessagePlace until, int limit) {
  const std::string_view key = session.value();
  auto rows = all<MessageRow>(tables_->messages.query(key, after.epoch, after.msg_seq_num, until.epoch,
                                                      until.msg_seq_num, std::int64_t{limit}),
                              [](const Rows& row) {
                                return MessageRow{{row.integer(0), row.integer(1)}, std::string(row.text(2))};
                              });
  return ascending(std::move(rows), after, &MessageRow::place, tables_->db);
}

}  // namespace bridge::journal
