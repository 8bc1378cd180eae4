#include "journal/sqlite/database.hpp"

#include <sqlite3.h>

#include <chrono>
#include <cstring>

namespace bridge::journal {
namespace {

const char* remedy(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return "free disk space";
    case SQLITE_IOERR:
      return "check the disk, its quota and the kernel's log";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program writes to it: close that one, read with sqlite3 -readonly";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return "check that the directory exists and that this user may write file and directory";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "keep the damaged file, restore a backup or start with a new journal";
    default:
      return "see SQLite's result code";
  }
}

// Counting its memory costs SQLite two locks an allocation, and nobody asks for the sum.
void prepare_library() {
  [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, std::chrono::milliseconds patience, Access access)
    : file_(file.string()) {
  const int mode = access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  prepare_library();
  const int code = sqlite3_open_v2(file_.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    const SqlError cause = error(code);
    sqlite3_close(handle_);
    throw cause;
  }
  sqlite3_busy_timeout(handle_, static_cast<int>(patience.count()));
}

Connection::~Connection() { sqlite3_close(handle_); }

void Connection::run(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw error(code);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

SqlError Connection::error(int code) const {
  std::string what = file_ + ": " + (handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code)) + " (SQLite " +
                     std::to_string(code);
  const int cause = handle_ ? sqlite3_system_errno(handle_) : 0;
  const int kind = code & 0xFF;
  if (cause != 0 && (kind == SQLITE_IOERR || kind == SQLITE_FULL || kind == SQLITE_CANTOPEN)) {
    what += std::string(", ") + std::strerror(cause);
  }
  return {what + "): " + remedy(code), code};
}

Rows::~Rows() { sqlite3_reset(statement_); }

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw connection_.error(code);
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::string_view Rows::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(statement_, column);
  const int length = sqlite3_column_bytes(statement_, column);
  if (!bytes || length <= 0) return {};
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

Value Rows::value(int column) const {
  if (is_null(column)) return std::monostate{};
  if (sqlite3_column_type(statement_, column) == SQLITE_INTEGER) return integer(column);
  return text(column);
}

int Rows::columns() const { return sqlite3_column_count(statement_); }

Statement::Statement(const Connection& connection, const char* sql) : connection_(connection) {
  const int code =
      sqlite3_prepare_v3(connection.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) throw connection.error(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::run_with(std::span<const Value> values) {
  Rows rows(connection_, statement_);
  int index = 0;
  for (const Value& value : values) {
    ++index;
    std::visit([&](auto one) { bind(index, one); }, value);
  }
  while (rows.next()) {
  }
}

void Statement::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, index, value);
  if (code != SQLITE_OK) throw connection_.error(code);
}

void Statement::bind(int index, std::string_view text) {
  const char* bytes = text.data() ? text.data() : "";  // A null pointer would store NULL.
  const int code = sqlite3_bind_text64(statement_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) throw connection_.error(code);
}

void Statement::bind_null(int index) {
  const int code = sqlite3_bind_null(statement_, index);
  if (code != SQLITE_OK) throw connection_.error(code);
}

std::int64_t number(const Connection& db, const char* sql) {
  Statement statement(db, sql);
  Rows row = statement.query();
  return row.next() ? row.integer(0) : 0;
}

}  // namespace bridge::journal
