#include "base/log_writer.hpp"

#include "base/thread.hpp"
#include "base/time.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace bridge::log {
namespace {

constexpr std::size_t kQueueLines = 8192;
constexpr std::size_t kDroppedAtOnce = kQueueLines / 8;  // what stays moves up
constexpr milliseconds kGather{5};  // many turns' lines for one write; none that is urgent waits
constexpr seconds kRetry{1};        // after a write or a reopening that failed
constexpr seconds kIdle{3600};      // nothing to do; to look again costs nothing

// Writes outside of the log's file. What cannot be written there is nobody's to keep.
void put(int file, const Lines& lines) {
  std::string_view rest = lines.text;
  while (!rest.empty()) {
    const auto size = ::write(file, rest.data(), rest.size());
    if (size <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
}

}  // namespace

void Writer::start(const std::string& path) {
  end();
  auto file = std::make_unique<LogFile>(path);
  const std::lock_guard lock(mutex_);
  file_ = std::move(file);
  thread_ = std::thread([this] { run(); });  // it waits for the mutex
  running_ = true;
}

void Writer::end() {
  {
    const std::lock_guard lock(mutex_);
    if (!running_) return;
    running_ = false;
  }
  more_.notify_one();
  thread_.join();
  file_.reset();
}

void Writer::give(const Lines& lines) {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    if (!running_) return put(STDOUT_FILENO, lines);
    wakes = waiting_.count == 0 || lines.urgent;
    waiting_.append(lines);
    if (waiting_.count > kQueueLines) {
      const std::size_t dropped = waiting_.count - kQueueLines + kDroppedAtOnce;
      waiting_.drop_oldest(dropped);
      lost_ += dropped;
    }
  }
  if (wakes) more_.notify_one();
}

void Writer::reopen() {
  const std::lock_guard lock(mutex_);
  reopens_ = true;
  more_.notify_one();
}

void Writer::run() {
  name_thread("log");
  give_way();
  for (bool goes_on = true; goes_on;) {
    goes_on = take();
    if (moves_) moves_ = !works(reopening_, file_->reopen());
    if (works(writing_, file_->write(taken_.text))) taken_.clear();
  }
  if (taken_.text.empty()) return;
  Lines last;
  last.add(Level::Error, "log_lines_lost", {{"count", std::ranges::count(taken_.text, '\n')}});
  put(STDERR_FILENO, last);
  taken_.clear();
}

// Waits for lines or for reopen(), or until it is time to try again what failed, and takes what there is.
// Returns false when there will be no more.
bool Writer::take() {
  const bool owes = moves_ || !taken_.text.empty() || tells_at_ != kNever;
  std::unique_lock lock(mutex_);
  more_.wait_for(lock, owes ? kRetry : kIdle,
                 [this] { return !running_ || reopens_ || (waiting_.count > 0 && taken_.text.empty()); });
  more_.wait_for(lock, kGather, [this] { return !running_ || reopens_ || waiting_.urgent; });
  moves_ = std::exchange(reopens_, false) || moves_;
  if (taken_.text.empty()) {
    std::swap(taken_, waiting_);
  } else if (!running_) {
    taken_.append(std::exchange(waiting_, {}));
  } else {
    return true;  // what waits goes on waiting, and its oldest may be dropped
  }
  tell_lost();
  return running_;
}

// Says in one line, a second later, what was dropped in one go: one line a second at most. The mutex is held.
void Writer::tell_lost() {
  if (lost_ == 0) return;
  const auto at = std::chrono::steady_clock::now();
  if (tells_at_ == kNever) tells_at_ = at + kRetry;
  if (at < tells_at_ && running_) return;
  taken_.add(Level::Warn, "log_lines_dropped", {{"count", std::exchange(lost_, 0)}});
  tells_at_ = kNever;
}

// A failure is told once until it works again: on stderr at once, in the log as soon as it takes a line.
bool Writer::works(Attempt& attempt, int error) {
  if (error != 0 && !attempt.is_told) {
    Lines line;
    line.add(Level::Error, attempt.failure, {{"file", file_->path()}, {"error", std::strerror(error)}});
    put(STDERR_FILENO, line);
    taken_.append(line);
  }
  attempt.is_told = error != 0;
  return error == 0;
}

}  // namespace bridge::log
