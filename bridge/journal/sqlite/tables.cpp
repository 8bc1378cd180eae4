#include "journal/sqlite/tables.hpp"

#include "journal/sqlite/queries.hpp"
#include "journal/sqlite/schema.hpp"
#include "journal/text.hpp"

#include <sqlite3.h>

namespace bridge::journal {
namespace {

constexpr const char* kSetLastTurn = "INSERT OR REPLACE INTO meta(key, value) VALUES('last_turn', ?)";
constexpr const char* kFindTicket =
    "SELECT ticket, final_report, closed_us IS NULL, opened_us FROM tickets WHERE session = ? AND"
    " cl_ord_id = ? ORDER BY ticket DESC LIMIT 1";
constexpr const char* kOpenIds =
    "SELECT ticket, session, cl_ord_id FROM tickets WHERE closed_us IS NULL AND cl_ord_id <> ''";
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
      writer_(db),
      find_ticket_(db, kFindTicket),
      read_messages_(db, kReadMessages),
      read_owed_(db, kReadOwed),
      owes_(db, kOwes) {}

void Tables::begin() { begin_.run(); }
void Tables::commit() { commit_.run(); }

// SQLite has rolled back by itself after some failures. Should the rollback fail as well, the next BEGIN is
// refused.
void Tables::roll_back() {
  writer_.forget();
  if (db_.in_transaction()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Tables::apply(std::string_view turns, const std::function<void()>& between) {
  writer_.take(turns, between);
}

void Tables::set_last_turn(std::uint64_t number) { set_last_turn_.run(static_cast<std::int64_t>(number)); }

std::uint64_t Tables::last_turn() { return journal::last_turn(db_); }

std::optional<order::Prior> Tables::find_ticket(const order::SessionKey& session,
                                                const order::ClOrdId& cl_ord_id, Timestamp since) {
  Rows row = find_ticket_.query(session.value(), cl_ord_id.value());
  if (!row.next()) return std::nullopt;
  const bool open = row.integer(2) != 0;
  if (!open && row.integer(3) < to_us(since)) return std::nullopt;
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

std::vector<OpenId> Tables::open_ids() {
  std::vector<OpenId> found;
  Statement statement(db_, kOpenIds);
  for (Rows row = statement.query(); row.next();) {
    found.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2))});
  }
  return found;
}

std::vector<std::pair<int, std::string>> Tables::messages(const order::SessionKey& session,
                                                          std::int64_t epoch, int begin, int end) {
  std::vector<std::pair<int, std::string>> found;
  Rows row = read_messages_.query(session.value(), epoch, begin, end);
  while (row.next()) found.emplace_back(static_cast<int>(row.integer(0)), row.text(1));
  return found;
}

std::vector<OwedMessage> Tables::owed(const order::SessionKey& session, std::size_t limit) {
  std::vector<OwedMessage> found;
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

std::map<order::SessionKey, SessionState> Tables::lives() {
  std::map<order::SessionKey, SessionState> lives;
  Statement statement(db_, kReadSessions);
  Rows row = statement.query();
  while (row.next()) {
    SessionState life{.epoch = row.integer(1),
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
