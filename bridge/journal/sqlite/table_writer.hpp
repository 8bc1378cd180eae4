// Takes the writes of turns into the tables. A write waits for its like where it can: eight rows in one
// statement cost SQLite two thirds of eight statements, and a ticket that ends soon becomes a row once.
// Throws SqlError, and JournalError for what no statement knows. Belongs to the thread its Tables belong to.
#pragma once

#include "journal/log/turn.hpp"
#include "journal/sqlite/database.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::journal {

using Row = std::vector<Value>;

// An INSERT whose rows wait for each other to be written as one.
class Insert {
 public:
  // `verb` is the statement up to INTO, `columns` are as in SQL, without brackets.
  Insert(const Connection& db, const std::string& verb, const std::string& columns);

  // What the row's texts point at must be there until flush() or forget().
  void add(const Row& row);
  void flush();
  void forget() { waiting_.clear(); }

 private:
  const Connection& db_;
  std::size_t columns_;
  Statement one_;
  Statement many_;
  Row waiting_;  // rows, one behind the other
};

class TableWriter {
 public:
  explicit TableWriter(Connection& db);

  // Takes, in a transaction, the writes of whole turns, one after the other. `between` runs after each of
  // them.
  void take(std::string_view turns, const std::function<void()>& between);
  // Forgets what waits when take() has thrown.
  void forget();

 private:
  void take(Write write, const Row& values);
  void close_ticket(const Row& values);
  void put_down();
  [[nodiscard]] Statement& statement_of(Write write);

  Connection& db_;
  Insert add_event_;
  Insert add_ticket_;
  Insert add_closed_ticket_;
  Insert add_message_;
  std::map<Write, Statement> writes_;
  std::map<std::int64_t, Row> open_tickets_;  // of these turns
  std::map<std::string_view, Row> sessions_;  // as they are in the end
};

}  // namespace bridge::journal
