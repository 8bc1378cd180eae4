// Goes through the journal's tables row by row and says what is damaged: what SQLite cannot read, rows out of
// order, rows that are missing in an index, and text that is no event, report or FIX message as we write
// them. A piece at a time, each a short read: nobody waits for it, and SQLite's log can start over between
// two. SQLite's own check (PRAGMA integrity_check) is one long read, and knows nothing of our text.
// One thread at a time.
#pragma once

#include "journal/sqlite/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge::journal {

class Inspection {
 public:
  // `db` is only read from. With `newest` it looks at so many events and tickets, and at no messages; else at
  // all there is.
  explicit Inspection(const Connection& db, std::optional<std::int64_t> newest = std::nullopt);

  // Looks at the next rows; returns false at the end. It throws a JournalError that says what is damaged and
  // what to do; then it can go on behind that table.
  [[nodiscard]] bool next();
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  enum class Table { Events, Tickets, Messages, Sessions, End };

  void events();
  void tickets();
  void messages();
  void sessions();
  void begin(Table table);
  [[nodiscard]] JournalError damaged(const std::string& row, const std::string& what) const;

  const Connection& db_;
  std::optional<std::int64_t> newest_;
  Table table_ = Table::Events;
  std::int64_t row_ = 0;  // the last one, of events and tickets
  std::string session_;   // these three: of messages
  std::int64_t epoch_ = 0;
  std::int64_t number_ = 0;
  std::int64_t rows_ = 0;
};

}  // namespace bridge::journal
