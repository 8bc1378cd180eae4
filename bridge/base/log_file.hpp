// Where the log's lines go: a file that is appended to, or stdout. One thread at a time.
#pragma once

#include <cstddef>
#include <string>

namespace bridge::log {

class LogFile {
 public:
  // When `path` is empty it is stdout. It throws std::runtime_error with a remedy when the file cannot be
  // opened.
  explicit LogFile(std::string path);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  // Writes whole lines and takes them out of `lines`. Returns 0, or the errno of what failed: then the lines
  // that are not whole in the file stay, for the next call.
  [[nodiscard]] int write(std::string& lines);

  // Opens the path anew and leaves the old file, which somebody may have moved away. Returns 0, or the errno
  // of what failed: then the old file stays in use.
  [[nodiscard]] int reopen();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  int file_;
  std::size_t begun_ = 0;  // bytes of the first line not written that are in the file
};

}  // namespace bridge::log
