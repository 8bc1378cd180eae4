#include "journal/tables.hpp"

#include "journal/queries.hpp"
#include "journal/schema.hpp"
#include "journal/text.hpp"

#include <sqlite3.h>

#include <tuple>

namespace bridge::journal {
namespace {

// What each write does. Parameters in this order, for ever (turn.hpp).
constexpr std::pair<Write, const char*> kWrites[] = {
    {Write::Event, "INSERT INTO events(at_us, ticket, kind, body, evidence) VALUES(?, ?, ?, ?, ?)"},
    {Write::Ticket, "INSERT INTO tickets(ticket, session, cl_ord_id, opened_us) VALUES(?, ?, ?, ?)"},
    {Write::CloseTicket,
     "UPDATE tickets SET closed_us = ?, final_report = ? WHERE ticket = ? AND closed_us IS NULL"},
    {Write::SettleTicket, "UPDATE tickets SET final_report = ? WHERE ticket = ? AND closed_us IS NULL"},
    {Write::ForgetTicket, "UPDATE tickets SET closed_us = ? WHERE ticket = ? AND closed_us IS NULL"},
    {Write::Message, "INSERT OR REPLACE INTO messages(session, epoch, msg_seq_num, body) VALUES(?, ?, ?, ?)"},
    {Write::Session,
     "INSERT OR REPLACE INTO sessions(session, epoch, next_sender, next_target, since_us, delivered)"
     " VALUES(?, ?, ?, ?, ?, ?)"},
    {Write::ArchiveSession,
     "INSERT INTO past_sessions(session, epoch, next_sender, next_target, since_us, until_us, owed_after)"
     " VALUES(?, ?, ?, ?, ?, ?, ?)"},
    // What is owed of an epoch ends with its last message.
    {Write::SettleOwed,
     "UPDATE past_sessions AS p SET owed_after = CASE WHEN epoch = ?2 AND EXISTS("
     "   SELECT 1 FROM messages m WHERE m.session = p.session AND m.epoch = p.epoch AND m.msg_seq_num > ?3)"
     " THEN ?3 END WHERE session = ?1 AND epoch <= ?2 AND owed_after IS NOT NULL"},
};

// Ticket and CloseTicket at once.
constexpr const char* kAddClosedTicket =
    "INSERT INTO tickets(ticket, session, cl_ord_id, opened_us, closed_us, final_report)"
    " VALUES(?, ?, ?, ?, ?, ?)";
constexpr const char* kSetLastTurn = "INSERT OR REPLACE INTO meta(key, value) VALUES('last_turn', ?)";
constexpr const char* kFindTicket =
    "SELECT ticket, final_report FROM tickets WHERE session = ? AND cl_ord_id = ?"
    " ORDER BY ticket DESC LIMIT 1";
constexpr const char* kLastTicket =
    "SELECT max(ifnull((SELECT max(ticket) FROM tickets), 0),"
    " ifnull((SELECT max(ticket) FROM events WHERE ticket IS NOT NULL), 0))";
constexpr const char* kReadMessages =
    "SELECT msg_seq_num, body FROM messages"
    " WHERE session = ? AND epoch = ? AND msg_seq_num BETWEEN ? AND ? ORDER BY msg_seq_num";
constexpr const char* kReadSessions =
    "SELECT session, epoch, next_sender, next_target, since_us, delivered,"
    " EXISTS(SELECT 1 FROM past_sessions p WHERE p.session = s.session AND owed_after IS NOT NULL)"
    " FROM sessions s";
constexpr const char* kReadOwed =
    "SELECT p.epoch, m.msg_seq_num, m.body FROM past_sessions p JOIN messages m USING(session, epoch)"
    " WHERE p.session = ? AND p.owed_after IS NOT NULL AND m.msg_seq_num > p.owed_after"
    " ORDER BY p.epoch, m.msg_seq_num LIMIT ?";
constexpr const char* kOwes =
    "SELECT 1 FROM past_sessions WHERE session = ? AND owed_after IS NOT NULL LIMIT 1";

}  // namespace

Tables::Tables(Connection& db)
    : db_(db),
      begin_(db, "BEGIN IMMEDIATE"),
      commit_(db, "COMMIT"),
      set_last_turn_(db, kSetLastTurn),
      add_closed_ticket_(db, kAddClosedTicket),
      find_ticket_(db, kFindTicket),
      read_messages_(db, kReadMessages),
      read_owed_(db, kReadOwed),
      owes_(db, kOwes) {
  for (const auto& [write, sql] : kWrites) {
    writes_.emplace(std::piecewise_construct, std::tuple(write),
                    std::tuple<const Connection&, const char*>(db, sql));
  }
}

void Tables::begin() { begin_.run(); }
void Tables::commit() { commit_.run(); }

// SQLite has rolled back by itself after some failures. Should the rollback fail as well, the next BEGIN is
// refused.
void Tables::roll_back() {
  if (db_.in_transaction()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Tables::apply(std::string_view turns, const std::function<void()>& between) {
  // Of a session only its last row remains. A ticket that ends in these turns becomes a row once, as it
  // ended.
  std::map<std::string_view, Row> sessions;
  std::map<std::int64_t, Row> tickets;
  Writes writes(turns);
  while (writes.next()) {
    const Row& values = writes.values();
    switch (writes.write()) {
      case Write::Session:
        sessions[std::get<std::string_view>(values.front())] = values;
        break;
      case Write::Ticket:
        tickets[std::get<std::int64_t>(values.front())] = values;
        break;
      case Write::CloseTicket:
        if (auto open = tickets.extract(std::get<std::int64_t>(values.at(2)))) {
          Row row = std::move(open.mapped());
          row.insert(row.end(), {values[0], values[1]});
          add_closed_ticket_.run_with(row);
        } else {
          run(Write::CloseTicket, values);
        }
        break;
      case Write::SettleTicket:
      case Write::ForgetTicket:
        if (const auto open = tickets.extract(std::get<std::int64_t>(values.back()))) {
          run(Write::Ticket, open.mapped());
        }
        run(writes.write(), values);
        break;
      default:
        run(writes.write(), values);
    }
    between();
  }
  for (const auto& [ticket, row] : tickets) run(Write::Ticket, row);
  for (const auto& [session, row] : sessions) run(Write::Session, row);
}

Statement& Tables::statement_of(Write write) {
  const auto found = writes_.find(write);
  if (found != writes_.end()) return found->second;
  throw JournalError(db_.file() + ": a recorded turn has write " + std::to_string(static_cast<int>(write)) +
                     ", which this fixbridge does not know: start the one that recorded it, or a later one");
}

void Tables::set_last_turn(std::uint64_t number) { set_last_turn_.run(static_cast<std::int64_t>(number)); }

std::uint64_t Tables::last_turn() { return journal::last_turn(db_); }

// What fails here the checkpointer meets as well, and reports.
void Tables::move_log() {
  sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

std::optional<order::Prior> Tables::find_ticket(const order::SessionKey& session,
                                                const order::ClOrdId& cl_ord_id) {
  Rows row = find_ticket_.query(session.value(), cl_ord_id.value());
  if (!row.next()) return std::nullopt;
  order::Prior prior{.ticket = order::TicketId(static_cast<std::uint64_t>(row.integer(0))),
                     .final_report = std::nullopt};
  if (row.is_null(1)) return prior;
  auto report = decode_report(row.text(1));
  if (!report) {
    throw unreadable("tickets, ticket " + std::to_string(prior.ticket.value()), report.error().what);
  }
  prior.final_report = std::move(*report);
  return prior;
}

std::vector<std::pair<int, std::string>> Tables::messages(const order::SessionKey& session,
                                                          std::int64_t epoch, int begin, int end) {
  std::vector<std::pair<int, std::string>> found;
  Rows row = read_messages_.query(session.value(), epoch, begin, end);
  while (row.next()) found.emplace_back(static_cast<int>(row.integer(0)), row.text(1));
  return found;
}

std::vector<Owed> Tables::owed(const order::SessionKey& session, std::size_t limit) {
  std::vector<Owed> found;
  Rows row = read_owed_.query(session.value(), static_cast<std::int64_t>(limit));
  while (row.next()) {
    found.push_back({row.integer(0), static_cast<int>(row.integer(1)), std::string(row.text(2))});
  }
  return found;
}

bool Tables::owes(const order::SessionKey& session) { return owes_.query(session.value()).next(); }

std::vector<order::Event> Tables::open_events() {
  std::vector<order::Event> events;
  Statement statement(db_, kReadOpenEvents);
  Rows row = statement.query();
  while (row.next()) {
    auto event = decode_event(row.text(4));
    if (!event) throw unreadable("events, id " + std::to_string(row.integer(0)), event.error().what);
    events.push_back(std::move(*event));
  }
  return events;
}

std::map<order::SessionKey, Life> Tables::lives() {
  std::map<order::SessionKey, Life> lives;
  Statement statement(db_, kReadSessions);
  Rows row = statement.query();
  while (row.next()) {
    Life life{.epoch = row.integer(1),
              .numbers = {.next_sender = static_cast<int>(row.integer(2)),
                          .next_target = static_cast<int>(row.integer(3))},
              .since_us = std::nullopt,
              .delivered = static_cast<int>(row.integer(5)),
              .owes = row.integer(6) != 0};
    if (!row.is_null(4)) life.since_us = row.integer(4);
    lives.emplace(std::string(row.text(0)), life);
  }
  return lives;
}

std::uint64_t Tables::last_ticket() {
  Statement statement(db_, kLastTicket);
  Rows row = statement.query();
  return row.next() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

JournalError Tables::unreadable(const std::string& row, const std::string& what) const {
  return JournalError(db_.file() + ": table " + row + " cannot be read: " + what +
                      ": keep the file, restore a backup or correct that row");
}

}  // namespace bridge::journal
