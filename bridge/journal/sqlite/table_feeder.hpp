// Moves recorded turns into the tables, many in one transaction, on a thread of its own: no commit waits for
// SQLite. Between two batches it prunes what is too old (retention.hpp). Who reads the tables meanwhile does
// so through a View, which lacks nothing. add(), trouble() and views: the lane's thread. Everything else is
// said with each function.
#pragma once

#include "journal/sqlite/checkpointer.hpp"
#include "journal/sqlite/retention.hpp"
#include "journal/sqlite/tables.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace bridge::journal {

class TableFeeder {
 public:
  // `db` must be written by nobody else but `retention`, which is this object's from here on, and has turns
  // up to number `last`.
  TableFeeder(Connection& db, Checkpointer& checkpointer, Retention& retention, std::uint64_t last);
  // Joins the thread. What finish() has not moved stays where it was committed.
  ~TableFeeder() = default;
  TableFeeder(const TableFeeder&) = delete;
  TableFeeder& operator=(const TableFeeder&) = delete;

  // Takes a turn that was committed.
  void add(std::uint64_t number, std::string_view turn);
  // Tells why no more turns may be recorded: the tables take none, and that cannot go on. It is empty while
  // they may.
  [[nodiscard]] std::string trouble();
  // The bytes of turns that are committed and not in the tables yet. Any thread.
  [[nodiscard]] std::size_t behind() const { return behind_; }
  // Moves all there is; returns false when the tables do not take it.
  [[nodiscard]] bool feed();
  // Tells why feed() returned false.
  [[nodiscard]] std::string failure();
  // Ends the thread and moves the rest.
  [[nodiscard]] bool finish();

  // A view of the tables with every turn that was added, and on top the open one, which they forget again.
  class View {
   public:
    // It waits for a batch under way, and throws SqlError.
    View(TableFeeder& feeder, const Turn& open);
    ~View() { tables_.roll_back(); }
    View(const View&) = delete;
    View& operator=(const View&) = delete;
    [[nodiscard]] Tables* operator->() { return &tables_; }

   private:
    std::unique_lock<std::mutex> lock_;
    Tables& tables_;
  };

 private:
  struct Batch {
    std::string turns;
    std::uint64_t last = 0;  // number of its last turn
  };

  void work(const std::stop_token& stop);
  // Waits until there are turns (true), or something to prune.
  [[nodiscard]] bool wait_for_turns(const std::stop_token& stop);
  // Prunes until nothing is due, or somebody waits for the tables.
  void prune();
  [[nodiscard]] bool feed(const std::function<void()>& after_batch);
  // Lets others have the processor, unless somebody waits for the tables or they fall behind.
  void breathe();
  // The tables, for another thread than the feeder's.
  [[nodiscard]] std::unique_lock<std::mutex> claim();
  // Has SQLite's log moved between two batches when it is long, so that the next one starts it over.
  void shorten_log();
  [[nodiscard]] bool log_waits() const;
  // The caller holds tables_mutex_.
  [[nodiscard]] bool next_batch();
  [[nodiscard]] bool feed_batch(const std::function<void()>& between = [] {});
  void failed(const std::string& cause);
  static int after_commit(void* feeder, sqlite3*, const char*, int pages);

  Checkpointer& checkpointer_;
  Retention& retention_;     // feeder's thread only
  std::mutex tables_mutex_;  // first, where both are taken
  Tables tables_;            // these four under it
  Batch batch_;              // on its way; waits here while the tables do not take it
  std::string failure_;      // of the last try
  int writes_ = 0;           // since the feeder's thread has taken a breath

  std::mutex queue_mutex_;
  std::condition_variable_any wake_;
  std::deque<Batch> queue_;  // under queue_mutex_

  std::atomic<int> claims_ = 0;  // that wait for tables_mutex_
  std::atomic<std::size_t> behind_ = 0;
  std::atomic<int> log_pages_ = 0;      // of SQLite's log
  std::atomic<int> log_moved_at_ = 0;   // that it had when it was moved and could not start over; 0: it could
  std::atomic<bool> log_held_ = false;  // by a reader, for so long that it was reported
  std::atomic<std::chrono::steady_clock::duration> failing_since_{};  // zero: it is not
  std::jthread thread_;  // last: it starts when all the others are there, and ends first
};

}  // namespace bridge::journal
