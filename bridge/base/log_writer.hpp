// The log's queue and the thread behind it, which writes. Without that thread, before start() and after
// end(), lines go straight to stdout. start() and end() are one thread's, the rest any thread's.
#pragma once

#include "base/log_file.hpp"
#include "base/log_lines.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace bridge::log {

class Writer {
 public:
  // Starts the thread. As with LogFile an empty `path` is stdout, and it throws when the file cannot be
  // opened.
  void start(const std::string& path);
  // Writes what waits, and gives up what cannot be written; stderr has its count.
  void end();

  void give(const Lines& lines);
  // Has the file of that name written to from now on; it returns at once.
  void reopen();

 private:
  // Something that may fail, and whether that was told.
  struct Attempt {
    const char* failure;
    bool is_told = false;
  };

  void run();
  bool take();
  void tell_lost();
  bool works(Attempt& attempt, int error);

  static constexpr auto kNever = std::chrono::steady_clock::time_point::max();

  std::mutex mutex_;
  std::condition_variable more_;
  Lines waiting_;
  std::size_t lost_ = 0;  // dropped, and not told
  bool running_ = false;
  bool reopens_ = false;

  // These belong to the thread.
  std::unique_ptr<LogFile> file_;
  Lines taken_;
  std::chrono::steady_clock::time_point tells_at_ = kNever;  // what was dropped
  bool moves_ = false;                                       // to the file that now has the name
  Attempt writing_{"log_not_written"};
  Attempt reopening_{"log_not_reopened"};
  std::thread thread_;
};

}  // namespace bridge::log
