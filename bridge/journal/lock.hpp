// One journal, one process: an advisory lock on `<journal>.lock`, held until this object or the process
// dies, however it dies. The file stays behind; deleting it while a bridge runs would admit a second one.
// Any thread.
#pragma once

#include <filesystem>

namespace bridge::journal {

class FileLock {
 public:
  // Throws JournalError when another process holds it (named by its pid) or it cannot be created.
  explicit FileLock(const std::filesystem::path& journal);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace bridge::journal
