// Has the journal's tables looked through after a start, so that damage is found before somebody needs what
// it has destroyed: the newest rows at once, all of them on a thread of its own, which takes a fifth of a
// processor at most. What it finds is logged, and stays found until a restart.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace bridge::journal {

class Inspector {
 public:
  // Looks at what is in the tables by now.
  explicit Inspector(const std::filesystem::path& journal);

  // What was found first, and what to do; empty when nothing was found so far. Any thread.
  [[nodiscard]] std::string damage() const;

 private:
  void look_at_newest(const std::filesystem::path& journal);
  void look(const std::filesystem::path& journal, const std::stop_token& stop);
  void found(const std::string& what);

  mutable std::mutex mutex_;
  std::condition_variable_any ends_;
  std::string damage_;   // under mutex_
  std::jthread thread_;  // last: it starts when all the others are there, and ends first
};

}  // namespace bridge::journal
