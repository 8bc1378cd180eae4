#include "journal/lock.hpp"

#include "journal/error.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace bridge::journal {
namespace {

std::string read_pid(int fd) {
  char text[32] = {};
  const ssize_t length = ::pread(fd, text, sizeof text - 1, 0);
  const std::string pid(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  return pid.substr(0, pid.find_first_not_of("0123456789"));
}

// The pid is only for the error text above; a lock without it is a lock all the same.
void write_pid(int fd) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) return;
}

constexpr int kTries = 10;
constexpr std::chrono::milliseconds kBetweenTries{10};

// Locks the file. Returns errno, or 0 when it is locked.
int lock(int fd) {
  for (int tries = 1;; ++tries) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EWOULDBLOCK || tries == kTries) return errno;
    std::this_thread::sleep_for(kBetweenTries);
  }
}

std::string lock_name(const std::filesystem::path& journal) { return journal.string() + ".lock"; }

}  // namespace

FileLock::FileLock(const std::filesystem::path& journal) {
  const std::string name = lock_name(journal);
  fd_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd_ < 0) {
    throw JournalError(name + ": cannot be opened: " + std::strerror(errno) +
                       ": create the directory and let this user write there");
  }
  const int cause = lock(fd_);
  if (cause == 0) {
    write_pid(fd_);
    return;
  }
  const std::string pid = read_pid(fd_);
  ::close(fd_);
  if (cause == EWOULDBLOCK) {
    throw JournalError(journal.string() + ": in use by process " + (pid.empty() ? "(unknown)" : pid) +
                       ": stop that one first, or give this one a journal of its own");
  }
  throw JournalError(name + ": cannot be locked: " + std::strerror(cause) + ": use a local file system");
}

FileLock::~FileLock() { ::close(fd_); }

HoldOff::HoldOff(const std::filesystem::path& journal) {
  const int fd = ::open(lock_name(journal).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd >= 0 && ::flock(fd, LOCK_SH | LOCK_NB) != 0) {
    ::close(fd);
    return;
  }
  fd_ = fd;
}

HoldOff::~HoldOff() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<std::string> holder_of(const std::filesystem::path& journal) {
  const int fd = ::open(lock_name(journal).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  const std::string pid = held ? read_pid(fd) : "";
  ::close(fd);
  return held ? std::optional(pid) : std::nullopt;
}

}  // namespace bridge::journal
