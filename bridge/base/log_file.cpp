#include "base/log_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace bridge::log {
namespace {

constexpr mode_t kMode = 0666;  // the umask takes from it

// Opens the file; returns -1 and errno when it cannot. Directories that are not there are made.
int open_file(const std::filesystem::path& path) {
  std::error_code ignored;  // what is missing is told by open()
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
}

bool are_same(int one, int other) {
  struct stat a {};
  struct stat b {};
  return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

LogFile::LogFile(std::string path)
    : path_(std::move(path)), file_(path_.empty() ? STDOUT_FILENO : open_file(path_)) {
  if (file_ >= 0) return;
  throw std::runtime_error("log.file: " + path_ + " cannot be opened: " + std::strerror(errno) +
                           "; give a file this user may write, or leave it out for stdout");
}

LogFile::~LogFile() {
  if (!path_.empty()) ::close(file_);
}

int LogFile::write(std::string& lines) {
  std::size_t done = begun_;
  int error = 0;
  while (done < lines.size() && error == 0) {
    const auto written = ::write(file_, lines.data() + done, lines.size() - done);
    if (written > 0) {
      done += static_cast<std::size_t>(written);
    } else if (written == 0 || errno != EINTR) {
      error = written == 0 ? EIO : errno;
    }
  }
  const std::size_t whole = std::string_view(lines).substr(0, done).rfind('\n') + 1;  // npos + 1 is 0
  lines.erase(0, whole);
  begun_ = done - whole;
  return error;
}

int LogFile::reopen() {
  if (path_.empty()) return 0;
  const int fresh = open_file(path_);
  if (fresh < 0) return errno;
  if (!are_same(file_, fresh)) begun_ = 0;  // a line that the old file has half of is whole in the new one
  ::close(std::exchange(file_, fresh));
  return 0;
}

}  // namespace bridge::log
