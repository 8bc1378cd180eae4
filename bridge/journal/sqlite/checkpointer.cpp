#include "journal/sqlite/checkpointer.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/thread.hpp"

#include <sqlite3.h>

#include <chrono>
#include <utility>

namespace bridge::journal {
namespace {

constexpr std::chrono::seconds kEvery{2};
constexpr std::chrono::milliseconds kCheckpointPatience{50};
// 16 MiB of log at 8 KiB a page is rare enough for a page that changes often to be moved once for many
// changes.
constexpr int kWakeAfterPages = 2000;

}  // namespace

Checkpointer::Checkpointer(const std::filesystem::path& file) : db_(file, kCheckpointPatience) {
  // What is in the database file must not depend on a log that was never on disk: power loss may then cost
  // the last seconds, never the file.
  db_.run("PRAGMA synchronous=NORMAL");
  db_.run("SELECT count(*) FROM meta");  // opens the log: sync_log() finds it
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Checkpointer::wal_has(int pages) {
  if (pages < woken_at_) woken_at_ = 0;  // The log was started over.
  if (pages - woken_at_ < kWakeAfterPages) return;
  woken_at_ = pages;
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

void Checkpointer::work(const std::stop_token& stop) {
  name_thread("checkpointer");
  give_way();
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kEvery, [this] { return wanted_; });
      wanted_ = false;
    }
    if (stop.stop_requested()) return;
    settle();
    (void)move_log();
  }
}

bool Checkpointer::finish() {
  thread_.request_stop();
  thread_.join();
  settle();
  return !sync_failed_;
}

// After a sync that failed none is believed any more, because what the disk has lost stays lost. All turns
// are then kept for the next start.
void Checkpointer::settle() {
  const std::uint64_t last_turn = in_tables_;
  if (sync_failed_ || settled_ == last_turn) return;
  const std::lock_guard lock(db_mutex_);
  const int code = sync_log();
  if (code == SQLITE_OK) {
    settled_ = last_turn;
    return;
  }
  sync_failed_ = true;
  log::error("journal_sync_failed",
             {{"error", db_.error(code).what()},
              {"remedy", "the turns stay in the record: check the disk, then restart"}});
}

int Checkpointer::sync_log() {
  sqlite3_file* log = nullptr;
  const int code = sqlite3_file_control(db_.handle(), nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code != SQLITE_OK) return code;
  if (log == nullptr || log->pMethods == nullptr) return SQLITE_MISUSE;
  return log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}

bool Checkpointer::move_log() {
  const std::lock_guard lock(db_mutex_);
  Log wal;
  const int code = move_pages(wal);
  const bool failed = code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY;
  if (failed && !failing_) log::error("journal_checkpoint_failed", {{"error", db_.error(code).what()}});
  if (!failed && failing_) log::info("journal_checkpoint_recovered", {{"file", db_.file()}});
  failing_ = failed;
  return code == SQLITE_OK && wal.moved >= wal.pages;
}

int Checkpointer::move_pages(Log& wal) {
  if (failpoint::fails("journal.checkpoint")) return SQLITE_IOERR;
  return sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &wal.pages, &wal.moved);
}

}  // namespace bridge::journal
