// SQLite as this room needs it: a connection, a prepared statement, its rows. Failures are exceptions that
// name the file, the cause and the remedy. Each connection, with all that hangs on it, belongs to one thread
// at a time.
#pragma once

#include "journal/error.hpp"
#include "journal/log/turn.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace bridge::journal {

struct SqlError : JournalError {
  SqlError(const std::string& what, int sqlite_code) : JournalError(what), code(sqlite_code) {}
  int code;  // SQLite's extended result code
};

class Connection {
 public:
  enum class Access { Write, Read };
  // Opens the file, and for writing also creates it. A lock held by someone else is waited for, `patience` at
  // most.
  Connection(const std::filesystem::path& file, std::chrono::milliseconds patience,
             Access access = Access::Write);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run(const char* sql);
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  // The error of the call that has just returned `code`.
  [[nodiscard]] SqlError error(int code) const;

 private:
  std::string file_;
  sqlite3* handle_ = nullptr;
};

// A run of a statement. next() steps to a row, which is then read. It resets the statement when it dies.
class Rows {
 public:
  Rows(const Connection& connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  [[nodiscard]] bool next();
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  // Every byte as it was stored; the view is valid until next().
  [[nodiscard]] std::string_view text(int column) const;
  // Whatever is there; a text likewise.
  [[nodiscard]] Value value(int column) const;
  [[nodiscard]] int columns() const;

 private:
  const Connection& connection_;
  sqlite3_stmt* statement_;
};

class Statement {
 public:
  Statement(const Connection& connection, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Begins a run. Texts are not copied: they must outlive the Rows. There is one run at a time.
  template <class... Values>
  [[nodiscard]] Rows query(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return {connection_, statement_};
  }
  template <class... Values>
  void run(const Values&... values) {
    Rows rows = query(values...);
    while (rows.next()) {
    }
  }
  // Makes one run with what a recorded write has.
  void run_with(std::span<const Value> values);

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view text);
  void bind(int index, std::monostate) { bind_null(index); }
  void bind_null(int index);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    value ? bind(index, *value) : bind_null(index);
  }

  const Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
};

// The number in the first column of the first row that a query has; 0 when it has none.
[[nodiscard]] std::int64_t number(const Connection& db, const char* sql);

}  // namespace bridge::journal
