// Moves what the write-ahead log has collected into the database file, on a thread and a connection of its
// own, so that no commit waits for it. Wakes when the log has grown, and every two seconds.
// wal_has() is called by the thread that commits; all the rest happens on the thread in here.
#pragma once

#include "journal/database.hpp"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace bridge::journal {

class Checkpointer {
 public:
  explicit Checkpointer(const std::filesystem::path& file);
  // Joins: waits for a checkpoint that is under way.
  ~Checkpointer() = default;
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // The log's length after a commit, in pages.
  void wal_has(int pages);

 private:
  // The write-ahead log: its pages, and how many of them are in the database file by now.
  struct Log {
    int pages = 0;
    int moved = 0;
  };

  void work(const std::stop_token& stop);
  void checkpoint();
  // Returns SQLite's result.
  int move_pages(int mode, Log& wal);

  Connection db_;
  int woken_at_ = 0;      // committing thread only
  bool failing_ = false;  // own thread only
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ = false;  // under mutex_
  std::jthread thread_;  // last: it starts when all the others are there, and ends first
};

}  // namespace bridge::journal
