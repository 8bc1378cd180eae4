#include "journal/sqlite/whole_writes.hpp"

#include <sqlite3.h>

#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace bridge::journal {
namespace {

// SQLite's unix layer takes no more than 128 KiB at once.
constexpr std::size_t kPendingMax = 96U << 10U;
// The format of the log (sqlite.org/walformat.html): each frame is a header and a page; the header's second
// number is not zero in the frame that commits.
constexpr int kFrameHeader = 24;
constexpr const char* kName = "fixbridge";

struct Log {
  sqlite3_file base{};           // what SQLite sees; first
  sqlite3_file* real = nullptr;  // SQLite's own, behind this object
  std::string pending;           // not written yet; it belongs in front of `end`
  sqlite3_int64 end = -1;        // of what was written last, or is pending
  bool header_was_last = false;
  bool commits = false;  // the frame of the header that came last
};

Log& log_of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file); }
sqlite3_file* real(sqlite3_file* file) { return log_of(file).real; }

// On an error SQLite undoes the turn: what it wrote is not wanted any more.
int flush(Log& log) {
  if (log.pending.empty()) return SQLITE_OK;
  const auto size = static_cast<int>(log.pending.size());
  const int code = log.real->pMethods->xWrite(log.real, log.pending.data(), size, log.end - size);
  log.pending.clear();
  return code;
}

// Only what follows on what came last waits for more to come: frames in a row. What SQLite writes over (pages
// and checksums of a turn that outgrew its cache) goes straight there.
int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  Log& log = log_of(file);
  const bool follows = at == log.end;
  if (!follows || log.pending.size() + static_cast<std::size_t>(size) > kPendingMax) {
    if (const int code = flush(log); code != SQLITE_OK) return code;
  }
  const bool header = size == kFrameHeader;
  const bool page = std::exchange(log.header_was_last, header) && !header;
  if (header) {
    constexpr std::string_view kNone("\0\0\0\0", 4);
    log.commits = std::string_view(static_cast<const char*>(bytes) + 4, 4) != kNone;
  }
  const bool waits = follows && (header || (page && !log.commits));
  log.end = at + size;
  if (log.pending.empty() && !waits) return log.real->pMethods->xWrite(log.real, bytes, size, at);
  log.pending.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return waits ? SQLITE_OK : flush(log);
}

int close(sqlite3_file* file) {
  const int flushed = flush(log_of(file));
  const int code = real(file)->pMethods->xClose(real(file));
  log_of(file).~Log();
  return flushed != SQLITE_OK ? flushed : code;
}

// All other readers see the file as it is.
template <class Call>
int after_flush(sqlite3_file* file, Call call) {
  const int code = flush(log_of(file));
  return code != SQLITE_OK ? code : call(real(file));
}

int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
  return after_flush(file, [&](sqlite3_file* log) { return log->pMethods->xRead(log, bytes, size, at); });
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return after_flush(file, [&](sqlite3_file* log) { return log->pMethods->xTruncate(log, size); });
}
int sync(sqlite3_file* file, int flags) {
  return after_flush(file, [&](sqlite3_file* log) { return log->pMethods->xSync(log, flags); });
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return after_flush(file, [&](sqlite3_file* log) { return log->pMethods->xFileSize(log, size); });
}
int control(sqlite3_file* file, int operation, void* argument) {
  return after_flush(
      file, [&](sqlite3_file* log) { return log->pMethods->xFileControl(log, operation, argument); });
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

// A log is never locked or shared: its database file is.
sqlite3_io_methods methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 1;
  methods.xClose = close;
  methods.xRead = read;
  methods.xWrite = write;
  methods.xTruncate = truncate;
  methods.xSync = sync;
  methods.xFileSize = file_size;
  methods.xLock = [](sqlite3_file*, int) { return SQLITE_OK; };
  methods.xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; };
  methods.xCheckReservedLock = [](sqlite3_file*, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
  };
  methods.xFileControl = control;
  methods.xSectorSize = sector_size;
  methods.xDeviceCharacteristics = characteristics;
  return methods;
}

sqlite3_vfs* unix_layer() { return sqlite3_vfs_find(nullptr); }

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  sqlite3_vfs* const layer = unix_layer();
  if ((flags & SQLITE_OPEN_WAL) == 0) return layer->xOpen(layer, name, file, flags, flags_out);
  static const sqlite3_io_methods kMethods = methods();
  auto* const log = new (file) Log;
  log->real = reinterpret_cast<sqlite3_file*>(log + 1);
  std::memset(log->real, 0, static_cast<std::size_t>(layer->szOsFile));
  const int code = layer->xOpen(layer, name, log->real, flags, flags_out);
  if (code != SQLITE_OK) {
    log->~Log();
    file->pMethods = nullptr;  // SQLite does not close it then
    return code;
  }
  log->pending.reserve(kPendingMax);
  log->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int enter() {
  // Counting its memory costs SQLite two locks an allocation, and nobody asks for the sum.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_initialize();
  // SessionStates as long as the process: connections of statics may outlive everything else.
  static sqlite3_vfs layer = *unix_layer();
  layer.pNext = nullptr;
  layer.zName = kName;
  layer.szOsFile = static_cast<int>(sizeof(Log)) + unix_layer()->szOsFile;
  layer.xOpen = open;
  return sqlite3_vfs_register(&layer, 0);
}

}  // namespace

const char* whole_writes() {
  static const int registered = enter();
  return registered == SQLITE_OK ? kName : nullptr;  // null: SQLite's own layer
}

}  // namespace bridge::journal
