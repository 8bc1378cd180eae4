#include "journal/sqlite/pruner.hpp"

#include "base/failpoint.hpp"
#include "journal/sqlite/message_time.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace bridge::journal {
namespace {

// Rows that are read before any of them is dropped.
constexpr std::int64_t kRowsOfPiece = 64;

// With each event what decides about it: its ticket's end, whether it is the ticket's last one, and whether
// it bears the highest ticket, which a start counts on from.
constexpr const char* kOldEvents =
    "SELECT e.id, e.at_us, e.ticket, t.ticket IS NULL, t.closed_us, t.session, t.cl_ord_id <> '',"
    " e.id = (SELECT max(id) FROM events i WHERE i.ticket = e.ticket),"
    " e.ticket >= max(ifnull((SELECT max(ticket) FROM tickets), 0),"
    "   ifnull((SELECT max(ticket) FROM events WHERE ticket IS NOT NULL), 0))"
    " FROM events e LEFT JOIN tickets t ON t.ticket = e.ticket"
    " WHERE e.id > ? AND e.id < (SELECT max(id) FROM events) ORDER BY e.id LIMIT ?";
constexpr const char* kOldLinks =
    "SELECT id, at_us, kind = 'restarted',"
    " CASE WHEN json_valid(body) THEN ifnull(json_extract(body, '$.account'), '') ELSE body END"
    " FROM events WHERE ticket IS NULL AND id > ? AND id < ? ORDER BY id LIMIT ?";
constexpr const char* kOldMessages =
    "SELECT msg_seq_num, body FROM messages WHERE session = ? AND epoch = ? AND msg_seq_num <= ?"
    " ORDER BY msg_seq_num LIMIT ?";
// Of the epoch that lasts the client may ask for what it has not evidently got; of an earlier one it is told
// what is owed.
constexpr const char* kAllEpochs =
    "SELECT session, epoch, delivered FROM sessions"
    " UNION ALL SELECT session, epoch, ifnull(owed_after, 9223372036854775807) FROM past_sessions";
constexpr const char* kDropEpochs =
    "DELETE FROM past_sessions AS p WHERE owed_after IS NULL AND until_us < ?"
    " AND NOT EXISTS(SELECT 1 FROM messages m WHERE m.session = p.session AND m.epoch = p.epoch)";
constexpr const char* kMark =
    "INSERT INTO meta(key, value) VALUES('pruned_until_us', ?1), ('pruned_ticket', ?2)"
    " ON CONFLICT(key) DO UPDATE SET value = max(value, excluded.value)";

struct EventOfTicket {
  std::int64_t id = 0;
  std::int64_t at_us = 0;
  std::optional<std::int64_t> ticket;
  bool has_no_row = false;  // a repeat's, or an answer that came after its ticket was dropped
  std::optional<std::int64_t> closed_us;
  std::string session;
  bool has_cl_ord_id = false;
  bool is_last = false;  // of its ticket
  bool is_newest_ticket = false;
};

std::vector<EventOfTicket> events_in(Rows rows) {
  std::vector<EventOfTicket> found;
  while (rows.next()) {
    EventOfTicket event{.id = rows.integer(0),
                        .at_us = rows.integer(1),
                        .ticket = {},
                        .has_no_row = rows.integer(3) != 0,
                        .closed_us = {},
                        .session = std::string(rows.text(5)),
                        .has_cl_ord_id = rows.integer(6) != 0,
                        .is_last = rows.integer(7) != 0,
                        .is_newest_ticket = rows.integer(8) != 0};
    if (!rows.is_null(2)) event.ticket = rows.integer(2);
    if (!rows.is_null(4)) event.closed_us = rows.integer(4);
    found.push_back(std::move(event));
  }
  return found;
}

struct Link {
  std::int64_t id = 0;
  std::int64_t at_us = 0;
  bool is_start = false;
  std::string account;
};

std::vector<Link> links_in(Rows rows) {
  std::vector<Link> found;
  while (rows.next()) {
    found.push_back({rows.integer(0), rows.integer(1), rows.integer(2) != 0, std::string(rows.text(3))});
  }
  return found;
}

}  // namespace

Pruned pruned(const Connection& db) {
  return {.until = from_us(number(db, "SELECT value FROM meta WHERE key = 'pruned_until_us'")),
          .ticket = number(db, "SELECT value FROM meta WHERE key = 'pruned_ticket'")};
}

Pruner::Pruner(Connection& db, const RetentionSettings& settings)
    : db_(db),
      ids_for_ever_(settings.ids_for_ever),
      messages_stay_longer_us_(settings.messages_stay_longer.count()),
      begin_(db, "BEGIN IMMEDIATE"),
      commit_(db, "COMMIT"),
      read_events_(db, kOldEvents),
      drop_events_(db, "DELETE FROM events WHERE ticket = ? AND at_us < ?"),
      drop_event_(db, "DELETE FROM events WHERE id = ?"),
      drop_ticket_(db, "DELETE FROM tickets WHERE ticket = ?"),
      read_links_(db, kOldLinks),
      read_messages_(db, kOldMessages),
      drop_messages_(db, "DELETE FROM messages WHERE session = ? AND epoch = ? AND msg_seq_num <= ?"),
      drop_epochs_(db, kDropEpochs),
      mark_(db, kMark) {}

bool Pruner::next(Timestamp before, const std::function<bool()>& goes_on) {
  const Limits limits{to_us(before), goes_on};
  try {
    begin_.run();
    dropped_ = false;
    highest_dropped_ = 0;
    const bool more = piece(limits);
    if (dropped_) mark(limits.before_us);
    if (failpoint::fails("journal.prune")) throw JournalError("failpoint journal.prune");
    commit_.run();
    if (!more) stage_ = Stage::Tickets;
    return more;
  } catch (const JournalError&) {
    undo();
    throw;
  }
}

// SQLite has rolled back by itself after some failures.
void Pruner::undo() {
  if (db_.in_transaction()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  stage_ = Stage::Tickets;
  look_at_all();
}

bool Pruner::piece(const Limits& limits) {
  if (stage_ == Stage::Tickets) {
    if (!drop_tickets(limits)) return true;
    begin_links();
  }
  if (stage_ == Stage::Links) {
    if (!drop_links(limits)) return true;
    begin_messages();
  }
  return !drop_messages(limits);
}

template <class... Values>
void Pruner::drop(Statement& statement, const Values&... values) {
  statement.run(values...);
  dropped_ = dropped_ || sqlite3_changes(db_.handle()) > 0;
}

// A ticket goes with the last of its events, so that tickets go in the order in which they were decided:
// whatever a ticket that is left was decided by is left as well.
bool Pruner::drop_tickets(const Limits& limits) {
  for (;;) {
    const auto events = events_in(read_events_.query(event_, kRowsOfPiece));
    for (const auto& event : events) {
      if (event.at_us >= limits.before_us) return true;
      event_ = event.id;
      if (!event.ticket || event.is_newest_ticket) continue;
      if (event.has_no_row) {
        drop(drop_event_, event.id);
        highest_dropped_ = std::max(highest_dropped_, *event.ticket);
      } else if (event.closed_us && *event.closed_us < limits.before_us && event.is_last) {
        drop_ticket(*event.ticket, event.has_cl_ord_id && ids_for_ever_.contains(event.session),
                    limits.before_us);
      }
      if (!limits.goes_on()) return false;
    }
    if (events.size() < kRowsOfPiece) return true;
  }
}

void Pruner::drop_ticket(std::int64_t ticket, bool keeps_id, std::int64_t before_us) {
  drop(drop_events_, ticket, before_us);
  if (!keeps_id) drop(drop_ticket_, ticket);
  highest_dropped_ = std::max(highest_dropped_, ticket);
}

// As a start reads them (queries.hpp): it begins with the last start before the first event of a ticket, and
// finds where that one begins by the last link before it.
void Pruner::begin_links() {
  stage_ = Stage::Links;
  link_ = 0;
  newest_link_.clear();
  first_of_ticket_ = number(db_,
                            "SELECT ifnull((SELECT id FROM events NOT INDEXED WHERE ticket IS NOT NULL"
                            "   AND kind NOT IN ('limits_set', 'position_kept') ORDER BY id LIMIT 1),"
                            " (SELECT max(id) FROM events))");
  Statement start(
      db_,
      "SELECT ifnull(max(id), 0) FROM events WHERE ticket IS NULL AND kind <> 'restarted' AND id <"
      " (SELECT max(id) FROM events WHERE ticket IS NULL AND kind = 'restarted' AND id < ?)");
  Rows row = start.query(first_of_ticket_);
  useless_ = row.next() ? row.integer(0) : 0;
}

bool Pruner::drop_links(const Limits& limits) {
  for (;;) {
    const auto links = links_in(read_links_.query(link_, first_of_ticket_, kRowsOfPiece));
    for (const auto& link : links) {
      if (link.at_us >= limits.before_us) return true;
      link_ = link.id;
      if (link.id <= useless_) {
        drop(drop_event_, link.id);
      } else if (!link.is_start) {
        const auto [before, added] = newest_link_.try_emplace(link.account, link.id);
        if (!added) drop(drop_event_, std::exchange(before->second, link.id));
      }
      if (!limits.goes_on()) return false;
    }
    if (links.size() < kRowsOfPiece) return true;
  }
}

void Pruner::begin_messages() {
  stage_ = Stage::Messages;
  epochs_.clear();
  Statement statement(db_, kAllEpochs);
  for (Rows row = statement.query(); row.next();) {
    epochs_.push_back({std::string(row.text(0)), row.integer(1), row.integer(2)});
  }
}

bool Pruner::drop_messages(const Limits& limits) {
  while (!epochs_.empty()) {
    if (!drop_messages(epochs_.back(), limits)) return false;
    epochs_.pop_back();
    if (!limits.goes_on()) return false;
  }
  drop(drop_epochs_, limits.before_us - messages_stay_longer_us_);
  return true;
}

// They were sent in the order of their numbers.
bool Pruner::drop_messages(const Epoch& epoch, const Limits& limits) {
  const Timestamp before = from_us(limits.before_us - messages_stay_longer_us_);
  for (bool more = true; more;) {
    std::int64_t old = 0;
    std::int64_t rows = 0;
    for (Rows row =
             read_messages_.query(std::string_view(epoch.session), epoch.epoch, epoch.last, kRowsOfPiece);
         more && row.next(); ++rows) {
      const auto sent = sent_at(row.text(1));
      more = !sent || *sent < before;
      if (sent && more) old = row.integer(0);
    }
    more = more && rows == kRowsOfPiece && old > 0;
    if (old > 0) drop(drop_messages_, std::string_view(epoch.session), epoch.epoch, old);
    if (more && !limits.goes_on()) return false;
  }
  return true;
}

void Pruner::mark(std::int64_t before_us) { mark_.run(before_us, highest_dropped_); }

}  // namespace bridge::journal
