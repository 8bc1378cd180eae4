#include "journal/sqlite/table_writer.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <tuple>
#include <utility>

namespace bridge::journal {
namespace {

constexpr std::size_t kAtOnce = 8;

// What the writes do that are not an INSERT. Their parameters have this order for ever (turn.hpp).
constexpr std::pair<Write, const char*> kWrites[] = {
    {Write::CloseTicket,
     "UPDATE tickets SET closed_us = ?, final_report = ? WHERE ticket = ? AND closed_us IS NULL"},
    {Write::SettleTicket, "UPDATE tickets SET final_report = ? WHERE ticket = ? AND closed_us IS NULL"},
    {Write::ForgetTicket, "UPDATE tickets SET closed_us = ? WHERE ticket = ? AND closed_us IS NULL"},
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

std::string rows(std::size_t count, std::size_t columns) {
  std::string row = "(";
  for (std::size_t i = 0; i < columns; ++i) row += i == 0 ? "?" : ",?";
  row += ')';
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + row;
  return text;
}

JournalError foreign(const Connection& db, const std::string& what) {
  return JournalError(db.file() + ": a recorded turn has " + what +
                      ": start the fixbridge that recorded it, or a later one");
}

std::size_t count_columns(const std::string& columns) {
  return static_cast<std::size_t>(std::ranges::count(columns, ',')) + 1;
}

}  // namespace

Insert::Insert(const Connection& db, const std::string& verb, const std::string& columns)
    : db_(db),
      columns_(count_columns(columns)),
      one_(db, (verb + "(" + columns + ") VALUES" + rows(1, columns_)).c_str()),
      many_(db, (verb + "(" + columns + ") VALUES" + rows(kAtOnce, columns_)).c_str()) {}

void Insert::add(const Row& row) {
  if (row.size() != columns_) {
    throw foreign(
        db_, "a write of " + std::to_string(row.size()) + " values instead of " + std::to_string(columns_));
  }
  waiting_.insert(waiting_.end(), row.begin(), row.end());
  if (waiting_.size() < kAtOnce * columns_) return;
  many_.run_with(waiting_);
  waiting_.clear();
}

void Insert::flush() {
  for (std::span<const Value> rest(waiting_); !rest.empty(); rest = rest.subspan(columns_)) {
    one_.run_with(rest.first(columns_));
  }
  waiting_.clear();
}

// OR ROLLBACK: with a failure that ends the transaction SQLite need not keep the pages as they were before a
// statement of many rows. Parameters in this order, for ever (turn.hpp).
TableWriter::TableWriter(Connection& db)
    : db_(db),
      add_event_(db, "INSERT OR ROLLBACK INTO events", "at_us, ticket, kind, body, evidence"),
      add_ticket_(db, "INSERT OR ROLLBACK INTO tickets", "ticket, session, cl_ord_id, opened_us"),
      add_closed_ticket_(db, "INSERT OR ROLLBACK INTO tickets",
                         "ticket, session, cl_ord_id, opened_us, closed_us, final_report"),
      add_message_(db, "INSERT OR REPLACE INTO messages", "session, epoch, msg_seq_num, body") {
  for (const auto& [write, sql] : kWrites) {
    writes_.emplace(std::piecewise_construct, std::tuple(write),
                    std::tuple<const Connection&, const char*>(db, sql));
  }
}

void TableWriter::take(std::string_view turns, const std::function<void()>& between) {
  Writes writes(turns);
  while (writes.next()) {
    take(writes.write(), writes.values());
    between();
  }
  put_down();
}

void TableWriter::take(Write write, const Row& values) {
  switch (write) {
    case Write::Event:
      return add_event_.add(values);
    case Write::Message:
      return add_message_.add(values);
    case Write::Session:
      sessions_[std::get<std::string_view>(values.front())] = values;
      return;
    case Write::Ticket:
      open_tickets_[std::get<std::int64_t>(values.front())] = values;
      return;
    case Write::CloseTicket:
      return close_ticket(values);
    default:
      put_down();  // it looks at the rows there are
      statement_of(write).run_with(values);
  }
}

void TableWriter::close_ticket(const Row& values) {
  auto open = open_tickets_.extract(std::get<std::int64_t>(values.at(2)));
  if (!open) return statement_of(Write::CloseTicket).run_with(values);
  Row row = std::move(open.mapped());
  row.insert(row.end(), {values[0], values[1]});
  add_closed_ticket_.add(row);
}

void TableWriter::put_down() {
  for (const auto& [ticket, row] : open_tickets_) add_ticket_.add(row);
  for (const auto& [session, row] : sessions_) statement_of(Write::Session).run_with(row);
  for (Insert* insert : {&add_event_, &add_ticket_, &add_closed_ticket_, &add_message_}) insert->flush();
  forget();
}

void TableWriter::forget() {
  for (Insert* insert : {&add_event_, &add_ticket_, &add_closed_ticket_, &add_message_}) insert->forget();
  open_tickets_.clear();
  sessions_.clear();
}

Statement& TableWriter::statement_of(Write write) {
  const auto found = writes_.find(write);
  if (found != writes_.end()) return found->second;
  throw foreign(db_,
                "write " + std::to_string(static_cast<int>(write)) + ", which this fixbridge does not know");
}

}  // namespace bridge::journal
