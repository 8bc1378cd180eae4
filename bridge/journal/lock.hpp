// Keeps a journal to one process: it holds an advisory lock on `<journal>.lock` until this object or the
// process dies, however it dies. The file stays behind; deleting it while a bridge runs would admit a second
// one. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace bridge::journal {

class FileLock {
 public:
  // It throws JournalError when another process holds the lock (it names the pid) or it cannot be created. A
  // process that only looks (holder_of) is waited for, a tenth of a second at most.
  explicit FileLock(const std::filesystem::path& journal);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_ = -1;
};

// Keeps a FileLock of that name from being taken while it lives, for a moment: who takes one waits no longer
// than a tenth of a second. False: it is taken, or cannot be kept from that.
class HoldOff {
 public:
  explicit HoldOff(const std::filesystem::path& journal);
  ~HoldOff();
  HoldOff(const HoldOff&) = delete;
  HoldOff& operator=(const HoldOff&) = delete;
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// The pid of the process that has the journal open for writing; nothing when none has.
[[nodiscard]] std::optional<std::string> holder_of(const std::filesystem::path& journal);

}  // namespace bridge::journal
