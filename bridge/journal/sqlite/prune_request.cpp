#include "journal/sqlite/prune_request.hpp"

#include "base/log.hpp"
#include "base/number.hpp"
#include "journal/error.hpp"
#include "journal/log/raw.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace bridge::journal {
namespace {

namespace fs = std::filesystem;

JournalError failure(const fs::path& path, const std::string& what) {
  return JournalError(path.string() + ": " + what + ": " + std::strerror(errno) +
                      ": let this user write there");
}

void write_durably(const fs::path& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) throw failure(path, "cannot be made");
  // The gateway's user is another one than root.
  const bool written = ::fchmod(fd, 0644) == 0 && write_all(fd, text, 0) && ::fsync(fd) == 0;
  const int cause = errno;
  ::close(fd);
  errno = cause;
  if (!written) throw failure(path, "cannot be written");
}

std::optional<Timestamp> parse(std::string_view text) {
  if (!text.ends_with('\n')) return std::nullopt;
  const auto us = whole_number<std::int64_t>(text.substr(0, text.size() - 1));
  return us ? std::optional{from_us(*us)} : std::nullopt;
}

}  // namespace

fs::path prune_request_path(const fs::path& journal) { return journal.string() + "-prune"; }

fs::path archive_lock(const fs::path& journal) { return journal.string() + "-archive"; }

void request_prune(const fs::path& journal, Timestamp before) {
  const fs::path path = prune_request_path(journal);
  const fs::path temporary = path.string() + "." + std::to_string(::getpid());
  write_durably(temporary, std::to_string(to_us(before)) + "\n");
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const JournalError cause = failure(path, "cannot be made");
    ::unlink(temporary.c_str());
    throw cause;
  }
  sync_directory(path.parent_path());
}

std::optional<Timestamp> prune_request(const fs::path& journal) {
  const fs::path path = prune_request_path(journal);
  const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  char text[32];
  const ssize_t length = ::read(fd, text, sizeof text);
  ::close(fd);
  const auto before =
      length > 0 ? parse(std::string_view(text, static_cast<std::size_t>(length))) : std::nullopt;
  if (before) return before;
  log::warn("journal_prune_refused", {{"file", path.string()},
                                      {"remedy",
                                       "it is no request, and is kept as *.bad: ask with fixbridge "
                                       "archive"}});
  if (::rename(path.c_str(), (path.string() + ".bad").c_str()) != 0) ::unlink(path.c_str());
  return std::nullopt;
}

void withdraw_prune_request(const fs::path& journal, Timestamp before) {
  if (prune_request(journal) == before) ::unlink(prune_request_path(journal).c_str());
}

}  // namespace bridge::journal
