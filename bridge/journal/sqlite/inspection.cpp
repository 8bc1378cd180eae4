#include "journal/sqlite/inspection.hpp"

#include "journal/sqlite/agreement.hpp"
#include "journal/text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <string_view>
#include <tuple>

namespace bridge::journal {
namespace {

// One read takes so many rows, which is some milliseconds.
constexpr std::int64_t kPiece = 500;

constexpr const char* kRemedy = ": keep the file, restore a backup or correct that row on a copy";

// Looks at the event's own row, and whether it is in the index by which a start finds it.
constexpr const char* kEvents =
    "SELECT id, at_us, ticket, kind, body, evidence,"
    " CASE WHEN ticket IS NULL"
    "   THEN EXISTS(SELECT 1 FROM events i INDEXED BY events_without_ticket"
    "               WHERE i.ticket IS NULL AND i.id = e.id)"
    "   ELSE EXISTS(SELECT 1 FROM events i INDEXED BY events_of_ticket"
    "               WHERE i.ticket = e.ticket AND i.id = e.id) END"
    " FROM events e WHERE id > ? ORDER BY id LIMIT ?";
constexpr const char* kTickets =
    "SELECT ticket, session, cl_ord_id, opened_us, closed_us, final_report,"
    " EXISTS(SELECT 1 FROM tickets i INDEXED BY tickets_by_cl_ord_id"
    "        WHERE i.session = t.session AND i.cl_ord_id = t.cl_ord_id AND i.ticket = t.ticket)"
    " AND (closed_us IS NOT NULL"
    "      OR EXISTS(SELECT 1 FROM tickets i INDEXED BY open_tickets"
    "                WHERE i.closed_us IS NULL AND i.ticket = t.ticket))"
    " AND (cl_ord_id = ''"
    "      OR EXISTS(SELECT 1 FROM tickets i INDEXED BY tickets_by_time"
    "                WHERE i.cl_ord_id <> '' AND i.opened_us = t.opened_us AND i.ticket = t.ticket))"
    " FROM tickets t WHERE ticket > ? ORDER BY ticket LIMIT ?";
constexpr const char* kMessages =
    "SELECT session, epoch, msg_seq_num, body FROM messages"
    " WHERE (session, epoch, msg_seq_num) > (?, ?, ?) ORDER BY session, epoch, msg_seq_num LIMIT ?";
constexpr const char* kSessions =
    "SELECT session, epoch, next_sender, next_target FROM sessions"
    " UNION ALL SELECT session, epoch, next_sender, next_target FROM past_sessions";

// Tells whether CheckSum(10) is right, where there is one.
bool is_sound(std::string_view message) {
  constexpr std::size_t kTrailer = 7;  // "10=123" and SOH
  if (message.size() < kTrailer) return true;
  const auto trailer = message.substr(message.size() - kTrailer);
  if (!trailer.starts_with("10=") || trailer.back() != '\x01') return true;
  unsigned written = 0;
  std::from_chars(trailer.data() + 3, trailer.data() + kTrailer - 1, written);
  const auto body = message.substr(0, message.size() - kTrailer);
  const auto sum = std::accumulate(body.begin(), body.end(), 0U,
                                   [](unsigned all, char c) { return all + static_cast<unsigned char>(c); });
  return sum % 256 == written;
}

std::string what_is_wrong_with_event(const Rows& row) {
  const auto event = decode_event(row.text(4));
  if (!event) return event.error().what;
  const auto ticket = order::ticket_of(*event);
  const bool agree = row.integer(1) == to_us(event->at) && row.text(3) == kind_of(*event) &&
                     row.is_null(2) != ticket.has_value() &&
                     (!ticket || row.integer(2) == static_cast<std::int64_t>(ticket->value()));
  if (!agree) return "its columns and its body disagree";
  if (!all_was_read(row.text(4), encode(*event))) return "its body has words that are not ours";
  return row.integer(6) != 0 ? "" : "an index does not have it";
}

std::string what_is_wrong_with_ticket(const Rows& row) {
  if (!row.is_null(5)) {
    const auto report = decode_report(row.text(5));
    if (!report) return report.error().what;
    if (row.integer(0) != static_cast<std::int64_t>(report->ticket.value())) {
      return "its report is another ticket's";
    }
    if (!all_was_read(row.text(5), encode(*report))) return "its report has words that are not ours";
  }
  return row.integer(6) != 0 ? "" : "an index does not have it";
}

std::int64_t last_of(const Connection& db, const char* sql) {
  Statement statement(db, sql);
  Rows row = statement.query();
  return row.next() ? row.integer(0) : 0;
}

}  // namespace

Inspection::Inspection(const Connection& db, std::optional<std::int64_t> newest) : db_(db), newest_(newest) {
  begin(Table::Events);
}

bool Inspection::next() {
  const Table table = table_;
  const std::int64_t before = rows_;
  try {
    if (table == Table::Events) events();
    if (table == Table::Tickets) tickets();
    if (table == Table::Messages) messages();
    if (table == Table::Sessions) sessions();
  } catch (...) {
    begin(static_cast<Table>(static_cast<int>(table) + 1));
    throw;
  }
  if (table != Table::End && rows_ - before < kPiece) begin(static_cast<Table>(static_cast<int>(table) + 1));
  return table_ != Table::End;
}

void Inspection::begin(Table table) {
  table_ = table;
  row_ = std::numeric_limits<std::int64_t>::min();
  if (!newest_) return;
  if (table == Table::Events) row_ = last_of(db_, "SELECT max(id) FROM events") - *newest_;
  if (table == Table::Tickets) {
    row_ = last_of(db_, ("SELECT ticket - 1 FROM tickets ORDER BY ticket DESC LIMIT 1 OFFSET " +
                         std::to_string(*newest_ - 1))
                            .c_str());
  }
  if (table == Table::Messages) table_ = Table::Sessions;
}

void Inspection::events() {
  Statement statement(db_, kEvents);
  for (Rows row = statement.query(row_, kPiece); row.next(); ++rows_) {
    const std::string name = "events, id " + std::to_string(row.integer(0));
    if (row.integer(0) <= row_) throw damaged(name, "it is out of order");
    row_ = row.integer(0);
    (void)row.text(5);
    if (const auto wrong = what_is_wrong_with_event(row); !wrong.empty()) throw damaged(name, wrong);
  }
}

void Inspection::tickets() {
  Statement statement(db_, kTickets);
  for (Rows row = statement.query(row_, kPiece); row.next(); ++rows_) {
    const std::string name = "tickets, ticket " + std::to_string(row.integer(0));
    if (row.integer(0) <= row_) throw damaged(name, "it is out of order");
    row_ = row.integer(0);
    if (const auto wrong = what_is_wrong_with_ticket(row); !wrong.empty()) throw damaged(name, wrong);
  }
}

void Inspection::messages() {
  Statement statement(db_, kMessages);
  const std::string session = session_;  // bound, while the next row's is noted
  const auto place = [&] { return std::tie(session_, epoch_, number_); };
  for (Rows row = statement.query(std::string_view(session), epoch_, number_, kPiece); row.next(); ++rows_) {
    const auto here = std::tuple(std::string(row.text(0)), row.integer(1), row.integer(2));
    const std::string name = "messages, " + std::get<0>(here) + ", epoch " +
                             std::to_string(std::get<1>(here)) + ", " + std::to_string(std::get<2>(here));
    if (here <= place()) throw damaged(name, "it is out of order");
    place() = here;
    if (!is_sound(row.text(3))) throw damaged(name, "CheckSum(10) is wrong");
  }
}

void Inspection::sessions() {
  Statement statement(db_, kSessions);
  for (Rows row = statement.query(); row.next();) {
    if (row.integer(2) < 1 || row.integer(3) < 1) {
      throw damaged("sessions, " + std::string(row.text(0)), "its sequence numbers are no numbers");
    }
  }
}

JournalError Inspection::damaged(const std::string& row, const std::string& what) const {
  return JournalError(db_.file() + ": table " + row + " is damaged: " + what + kRemedy);
}

}  // namespace bridge::journal
