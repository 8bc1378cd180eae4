// Brings the tables to disk, on a thread and a connection of its own: it syncs SQLite's write-ahead log, so
// that turns that were committed may be overwritten, and moves what is in it into the database file. It wakes
// when the log has grown, and every two seconds. tables_have() and wal_has() are called by the thread that
// has the tables, settled() and move_log() by any; all the rest happens on the thread in here.
#pragma once

#include "journal/sqlite/database.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

namespace bridge::journal {

class Checkpointer {
 public:
  explicit Checkpointer(const std::filesystem::path& file);
  // Joins the thread, and so waits for a checkpoint that is under way.
  ~Checkpointer() = default;
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Says which turn is the last one in the tables.
  void tables_have(std::uint64_t last_turn) { in_tables_ = last_turn; }
  // The number of the last turn that is in the tables on disk.
  [[nodiscard]] std::uint64_t settled() const { return settled_; }
  // Says how long the log is after a commit, in pages.
  void wal_has(int pages);
  // Moves all that is in the log by now, once a move under way is through. When nobody reads and nothing is
  // written meanwhile, the next commit starts the log over. Returns false when some of it stays, for a
  // reader.
  bool move_log();
  // Brings all to disk that is in the tables by now, and ends. Returns false when a sync has failed.
  [[nodiscard]] bool finish();

 private:
  // The pages of the write-ahead log, and how many of them are in the database file by now.
  struct Log {
    int pages = 0;
    int moved = 0;
  };

  void work(const std::stop_token& stop);
  void settle();
  [[nodiscard]] int sync_log();
  // The caller holds db_mutex_. Returns SQLite's result.
  int move_pages(Log& wal);

  std::mutex db_mutex_;
  Connection db_;             // under it
  int woken_at_ = 0;          // committing thread only
  bool failing_ = false;      // under db_mutex_
  bool sync_failed_ = false;  // own thread only
  std::atomic<std::uint64_t> in_tables_ = 0;
  std::atomic<std::uint64_t> settled_ = 0;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ = false;  // under mutex_
  std::jthread thread_;  // last: it starts when all the others are there, and ends first
};

}  // namespace bridge::journal
