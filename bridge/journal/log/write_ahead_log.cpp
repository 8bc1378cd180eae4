#include "journal/log/write_ahead_log.hpp"

#include "base/failpoint.hpp"
#include "journal/log/raw.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>
#define XXH_INLINE_ALL  // headers only
#include <xxhash.h>

namespace bridge::journal {
namespace {

// The other file's turn has come when one is this long. None is ever shorter: one that is was cut.
constexpr std::int64_t kLong = 4 * 1024 * 1024;
// Only reached when nothing gets to disk in the tables any more.
constexpr std::int64_t kTooLong = 256 * 1024 * 1024;

struct Header {
  std::int64_t identity = 0;
  std::uint64_t number = 0;
  std::uint64_t length = 0;
  std::uint64_t checksum = 0;  // of what is before it and of the turn
};

// The checksum is against tearing and rot, not against forgery.
std::uint64_t checksum(const Header& header, std::string_view turn) {
  const XXH64_hash_t seed = XXH3_64bits(&header, offsetof(Header, checksum));
  return XXH3_64bits_withSeed(turn.data(), turn.size(), seed);
}

std::string_view bytes_of(const Header& header) {
  return {reinterpret_cast<const char*>(&header), sizeof header};
}

std::string path_of(const std::filesystem::path& journal, int file) {
  return journal.string() + "-turns-" + std::to_string(file + 1);
}

// The file's text; empty when it is not there. By the buffer: byte by byte its four megabytes were most of
// what a command took.
std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in && std::filesystem::exists(path)) {
    throw JournalError(path + ": cannot be read: check that this user may read it");
  }
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

// The turns of one file, one after the other, up to the first that is not whole.
class Chain {
 public:
  Chain(std::string bytes, std::int64_t identity)
      : bytes_(std::move(bytes)), rest_(bytes_), identity_(identity) {
    advance();
  }

  [[nodiscard]] bool at_end() const { return turn_.data() == nullptr; }
  [[nodiscard]] const Header& header() const { return header_; }
  [[nodiscard]] std::string_view turn() const { return turn_; }
  // The number of the turn at the end that is not whole; nothing when there is none.
  [[nodiscard]] const std::optional<Header>& torn() const { return torn_; }
  // Behind it, where it should end, a whole turn may stand. Returns false when none does.
  bool skip_torn() {
    const std::size_t end = sizeof(Header) + torn_->length;
    if (torn_->length > rest_.size() || end > rest_.size()) return false;
    rest_.remove_prefix(end);
    header_ = *std::exchange(torn_, std::nullopt);
    advance();
    return !at_end();
  }
  [[nodiscard]] bool is_short() const { return bytes_.size() < kLong; }
  [[nodiscard]] bool is_empty() const { return bytes_.empty(); }

  // Turns of an earlier pass may stand behind the last one: their numbers do not follow.
  void advance() {
    const std::uint64_t before = header_.number;
    turn_ = {};
    Header next;
    if (rest_.size() < sizeof next) return;
    std::memcpy(&next, rest_.data(), sizeof next);
    if (next.number == 0 || (before != 0 && next.number != before + 1)) return;
    const bool there = rest_.size() - sizeof next >= next.length;
    const std::string_view turn = there ? rest_.substr(sizeof next, next.length) : std::string_view{};
    if (!there || checksum(next, turn) != next.checksum) {
      if (next.identity == identity_) torn_ = next;
      return;
    }
    header_ = next;
    turn_ = turn;
    rest_.remove_prefix(sizeof next + next.length);
  }

 private:
  std::string bytes_;
  std::string_view rest_;
  std::int64_t identity_;
  Header header_;
  std::string_view turn_;
  std::optional<Header> torn_;
};

}  // namespace

WriteAheadLog::WriteAheadLog(std::filesystem::path journal, std::int64_t identity, bool sync)
    : journal_(std::move(journal)), identity_(identity), sync_(sync) {}

void WriteAheadLog::begin(std::uint64_t last, std::int64_t owner) {
  last_ = last;
  identity_ = owner;
  for (int i = 0; i < 2; ++i) {
    files_[static_cast<std::size_t>(i)].path = path_of(journal_, i);
    open(files_[static_cast<std::size_t>(i)]);
  }
  sync_directory(journal_.parent_path());
}

// The file has its full length from the start, so that one that is shorter was cut. With syncs it is written
// as well: a sync of a file that grows is one of the file system's own log too, with whatever else waits in
// there. Where there is no room it grows as it can.
void WriteAheadLog::fill(const File& file) const {
  std::error_code ignored;
  if (sync_ && write_all(file.fd, std::string(kLong, '\0'), 0)) {
    (void)::fdatasync(file.fd);
  } else {
    std::filesystem::resize_file(file.path, 0, ignored);
    std::filesystem::resize_file(file.path, kLong, ignored);
  }
}

WriteAheadLog::~WriteAheadLog() = default;

WriteAheadLog::File::~File() {
  if (fd >= 0) ::close(fd);
}

void WriteAheadLog::open(File& file) {
  file_ = &file;  // failure() names it
  file.fd = ::open(file.path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (file.fd < 0)
    throw failure("cannot be opened: check that this user may write the file and its directory");
  file_ = &files_[0];
  fill(file);
}

// This is done also where nothing will be written any more: what could not be wiped out is tried again.
void WriteAheadLog::check_trust() {
  if (unburied_) bury();
  if (distrusted_) {
    throw JournalError(file_->path + ": not written to since a sync failed: check the disk, then restart");
  }
}

void WriteAheadLog::write(std::string_view turn, std::uint64_t settled) {
  check_trust();
  File& other = file_ == &files_[0] ? files_[1] : files_[0];
  if (end_ >= kLong && other.last <= settled) {
    file_ = &other;
    end_ = 0;
  }
  const auto length = static_cast<std::int64_t>(sizeof(Header) + turn.size());
  if (end_ + length > kTooLong) {
    throw JournalError(file_->path +
                       ": is full, the tables do not take its turns: see "
                       "journal_tables_failed and journal_checkpoint_failed in the log");
  }
  Header header{.identity = identity_, .number = last_ + 1, .length = turn.size(), .checksum = 0};
  header.checksum = checksum(header, turn);
  if (failpoint::fails("journal.commit")) {
    put(end_, bytes_of(header), {});
    bury();
    throw JournalError("failpoint journal.commit");
  }
  put(end_, bytes_of(header), turn);
  sync();
  end_ += length;
  file_->last = ++last_;
}

void WriteAheadLog::put(std::int64_t offset, std::string_view first, std::string_view second) {
  unburied_ = true;
  while (!first.empty() || !second.empty()) {
    const std::array<iovec, 2> parts{iovec{const_cast<char*>(first.data()), first.size()},
                                     iovec{const_cast<char*>(second.data()), second.size()}};
    const ssize_t written = ::pwritev(file_->fd, parts.data(), parts.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const JournalError cause = failure("cannot be written: free disk space, check the disk and its quota");
      bury();
      throw cause;
    }
    offset += written;
    const std::size_t of_first = std::min(static_cast<std::size_t>(written), first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(static_cast<std::size_t>(written) - of_first);
  }
  unburied_ = false;
}

// A sync that fails comes after the turn was written: a restart would take the turn for committed, although
// its commands were refused.
void WriteAheadLog::sync() {
  const bool fails = failpoint::fails("journal.sync");
  if (!fails && (!sync_ || ::fdatasync(file_->fd) == 0)) return;
  distrusted_ = true;
  const JournalError cause = failure("cannot be synced: check the disk, then restart");
  bury();
  throw cause;
}

// Makes sure that nothing at the end passes for a turn.
void WriteAheadLog::bury() {
  const std::string nothing(sizeof(Header), '\0');
  const bool fails = failpoint::fails("journal.roll_back");
  unburied_ = fails || !write_all(file_->fd, nothing, static_cast<std::size_t>(end_));
}

template <class Work>
Commit WriteAheadLog::answer(Work work) {
  try {
    work();
    return Commit::Done;
  } catch (const JournalError& cause) {
    error_ = cause.what();
    return Commit::Failed;
  }
}

Commit WriteAheadLog::append(std::string_view turn, std::uint64_t settled) {
  return answer([&] { write(turn, settled); });
}

Commit WriteAheadLog::probe() {
  return answer([this] {
    check_trust();
    // This is longer than what a leftover of the file may hold, and no turn, because its number is 0.
    put(end_, std::string(65536, '\0'), {});
    sync();
  });
}

void WriteAheadLog::close() {
  for (const File& file : files_) ::unlink(file.path.c_str());
}

JournalError WriteAheadLog::failure(const std::string& what) const {
  return JournalError(file_->path + ": " + what + " (" + std::strerror(errno) + ")");
}

namespace {

// A turn that is not whole is the last that was written, or there are whole ones behind it: those were
// committed after it.
bool skips_torn(Chain& file, LoggedTurns& found) {
  if (!file.torn()) return false;
  const std::uint64_t number = file.torn()->number;
  const bool whole_behind = file.skip_torn();
  if (number <= found.last) return whole_behind;
  if (whole_behind) {
    ++found.lost;
  } else {
    found.torn = number;
  }
  return whole_behind;
}

}  // namespace

LoggedTurns WriteAheadLog::read(std::uint64_t after,
                                const std::function<void(std::string_view turn)>& take) const {
  Chain first(read_all(path_of(journal_, 0)), identity_);
  Chain second(read_all(path_of(journal_, 1)), identity_);
  std::array files{&first, &second};
  if (!second.at_end() && second.header().number < first.header().number) std::swap(files[0], files[1]);
  LoggedTurns found{.last = after};
  found.cut =
      first.is_empty() != second.is_empty() || (!first.is_empty() && (first.is_short() || second.is_short()));
  for (Chain* file : files) {
    for (; !file->at_end() || skips_torn(*file, found); file->advance()) {
      const Header& header = file->header();
      if (header.identity != identity_) {
        throw JournalError(journal_.string() +
                           ": the -turns- files beside it are another journal's: put back " +
                           "the file they belong to, or move them away");
      }
      if (header.number <= after) continue;
      if (found.lost == 0 && found.last == after && header.number != after + 1) {
        throw JournalError(journal_.string() + ": ends with turn " + std::to_string(after) +
                           ", the -turns- files beside it go on with " + std::to_string(header.number) +
                           ": put back the newest file, or move them away to go on without them");
      }
      if (found.lost == 0 && header.number == found.last + 1) {
        take(file->turn());
        ++found.taken;
      } else {
        ++found.lost;
      }
      found.last = header.number;
    }
  }
  return found;
}

std::uint64_t last_logged(const std::filesystem::path& journal, std::int64_t identity) {
  std::uint64_t last = 0;
  for (int i = 0; i < 2; ++i) {
    for (Chain file(read_all(path_of(journal, i)), identity); !file.at_end(); file.advance()) {
      if (file.header().identity == identity) last = std::max(last, file.header().number);
    }
  }
  return last;
}

}  // namespace bridge::journal
