#include "journal/sqlite/table_feeder.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/thread.hpp"

#include <sqlite3.h>

#include <utility>

namespace bridge::journal {
namespace {

using Clock = std::chrono::steady_clock;

// Turns are gathered for so long before a batch is moved: each page that it changes is written once for all
// of them.
constexpr std::chrono::milliseconds kGather{25};
constexpr std::chrono::seconds kAgain{1};
// The size of a batch, for one of which a View waits at most: some 250 turns, a few milliseconds. In a longer
// one more tickets would end where they began.
constexpr std::size_t kBatch = 512 * 1024;
// After some 50 us of work the thread lets others have the processor. A kernel leaves it to a thread for
// milliseconds, whoever wakes up meanwhile, and the batch of one would be the longest wait that a cancel has.
constexpr int kBreath = 16;
// When the tables are so far behind, a pause would be too much: under full load others never stop asking for
// the processor.
constexpr std::size_t kHurry = 1024 * 1024;
// When they are so far behind, whoever adds a turn moves a batch as well if nobody else does; when they are
// further behind, it waits for that.
constexpr std::size_t kBehind = 8 * 1024 * 1024;
constexpr std::size_t kFarBehind = 32 * 1024 * 1024;
// The tables may lack so many bytes, and take nothing for so long, before no more turns are recorded.
constexpr std::size_t kTooFarBehind = 64 * 1024 * 1024;
constexpr std::chrono::seconds kTooLong{10};

// SQLite's log may be 64 MiB long, which a start after a crash reads in a quarter of a second. It starts over
// only when all of it has been moved and nothing is added meanwhile. Under load without a pause the
// checkpointer never meets that moment: from here on the next batch waits for it.
constexpr int kLogLong = 8 * 1024;
// When somebody's read keeps the log from starting over, it is moved anew when it has grown by so much.
constexpr int kLogAgain = 512;
// From this length on, 256 MiB, that is reported.
constexpr int kLogHeld = 32 * 1024;

}  // namespace

TableFeeder::TableFeeder(Connection& db, Checkpointer& checkpointer, Retention& retention, std::uint64_t last)
    : checkpointer_(checkpointer), retention_(retention), tables_(db) {
  checkpointer_.tables_have(last);
  sqlite3_wal_hook(db.handle(), &TableFeeder::after_commit, this);
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void TableFeeder::add(std::uint64_t number, std::string_view turn) {
  behind_ += turn.size();
  bool idle = false;
  {
    const std::lock_guard lock(queue_mutex_);
    idle = queue_.empty();
    if (idle || queue_.back().turns.size() >= kBatch) queue_.emplace_back();
    queue_.back().turns += turn;
    queue_.back().last = number;
  }
  if (idle) wake_.notify_one();
  if (behind_ > kBehind && failing_since_.load() == Clock::duration::zero()) {
    const bool far = behind_ > kFarBehind;
    if (far) shorten_log();
    const auto lock = far ? claim() : std::unique_lock(tables_mutex_, std::try_to_lock);
    if (lock && (far || !log_waits())) (void)(next_batch() && feed_batch());
  }
}

std::string TableFeeder::trouble() {
  const auto since = failing_since_.load();
  const bool too_long =
      since != Clock::duration::zero() && Clock::now().time_since_epoch() - since > kTooLong;
  if (!too_long && behind_ <= kTooFarBehind) return "";
  const std::string cause = failure();
  return cause.empty() ? "the tables are too far behind the record" : cause;
}

std::string TableFeeder::failure() {
  const auto lock = claim();
  return failure_;
}

void TableFeeder::work(const std::stop_token& stop) {
  name_thread("tables");
  wait_its_turn();
  bool well = true;
  while (!stop.stop_requested()) {
    if (!well || wait_for_turns(stop)) {
      std::unique_lock lock(queue_mutex_);
      wake_.wait_for(lock, stop, well ? kGather : kAgain, [] { return false; });
    }
    if (stop.stop_requested()) return;
    well = feed([this] { prune(); });
    if (well) prune();
  }
}

bool TableFeeder::wait_for_turns(const std::stop_token& stop) {
  std::unique_lock lock(queue_mutex_);
  return wake_.wait_until(lock, stop, retention_.next(), [this] { return !queue_.empty(); });
}

void TableFeeder::prune() {
  const auto goes_on = [this] {
    writes_ += kBreath / 2;  // so much is a ticket
    breathe();
    return claims_ == 0;
  };
  while (claims_ == 0 && behind_ < kBehind && Clock::now() >= retention_.next()) {
    {
      const std::lock_guard lock(tables_mutex_);
      retention_.step(goes_on);
    }
    shorten_log();
  }
}

bool TableFeeder::feed() {
  return feed([] {});
}

bool TableFeeder::feed(const std::function<void()>& after_batch) {
  for (;;) {
    {
      const std::lock_guard lock(tables_mutex_);  // anew for each batch: a View may come between
      if (!next_batch()) return true;
      if (!feed_batch([this] { breathe(); })) return false;
    }
    shorten_log();
    after_batch();
  }
}

bool TableFeeder::log_waits() const {
  return log_pages_ > kLogLong && log_pages_ - log_moved_at_ > kLogAgain;
}

void TableFeeder::shorten_log() {
  if (!log_waits()) return;
  const int pages = log_pages_;
  const bool all = checkpointer_.move_log();
  log_moved_at_ = pages;
  if (all || pages < kLogHeld || log_held_.exchange(true)) return;
  log::warn("journal_log_held", {{"pages", pages},
                                 {"remedy",
                                  "a program reads the journal without an end, and its log grows meanwhile: "
                                  "close it"}});
}

void TableFeeder::breathe() {
  if (++writes_ < kBreath) return;
  writes_ = 0;
  if (claims_ == 0 && behind_ < kHurry) std::this_thread::yield();
}

std::unique_lock<std::mutex> TableFeeder::claim() {
  ++claims_;
  std::unique_lock lock(tables_mutex_);
  --claims_;
  return lock;
}

int TableFeeder::after_commit(void* feeder, sqlite3*, const char*, int pages) {
  auto& self = *static_cast<TableFeeder*>(feeder);
  if (pages < self.log_pages_) {  // it was started over
    self.log_moved_at_ = 0;
    self.log_held_ = false;
  }
  self.log_pages_ = pages;
  self.checkpointer_.wal_has(pages);
  return SQLITE_OK;
}

bool TableFeeder::finish() {
  thread_.request_stop();
  thread_.join();
  return feed();
}

bool TableFeeder::next_batch() {
  if (!batch_.turns.empty()) return true;
  const std::lock_guard lock(queue_mutex_);
  if (queue_.empty()) return false;
  batch_ = std::move(queue_.front());
  queue_.pop_front();
  return true;
}

bool TableFeeder::feed_batch(const std::function<void()>& between) {
  try {
    tables_.begin();
    tables_.apply(batch_.turns, between);
    tables_.set_last_turn(batch_.last);
    if (failpoint::fails("journal.feed")) throw JournalError("failpoint journal.feed");
    tables_.commit();
  } catch (const JournalError& cause) {
    tables_.roll_back();
    failed(cause.what());
    return false;
  }
  checkpointer_.tables_have(batch_.last);
  behind_ -= batch_.turns.size();
  batch_.turns.clear();
  if (!std::exchange(failure_, {}).empty()) log::info("journal_tables_recovered", {});
  failing_since_ = Clock::duration::zero();
  return true;
}

void TableFeeder::failed(const std::string& cause) {
  if (failure_.empty()) {
    log::error("journal_tables_failed", {{"cause", cause}});
    failing_since_ = Clock::now().time_since_epoch();
  }
  failure_ = cause;
}

TableFeeder::View::View(TableFeeder& feeder, const Turn& open)
    : lock_(feeder.claim()), tables_(feeder.tables_) {
  // What would make a long log longer waits in the transaction that is taken back.
  bool all = feeder.failure_.empty() && !feeder.log_waits();
  while (all && feeder.next_batch()) all = feeder.feed_batch();
  if (all && open.empty()) return;
  try {
    tables_.begin();
    if (!all) {
      tables_.apply(feeder.batch_.turns);
      const std::lock_guard lock(feeder.queue_mutex_);
      for (const Batch& batch : feeder.queue_) tables_.apply(batch.turns);
    }
    tables_.apply(open.bytes());
  } catch (...) {
    tables_.roll_back();
    throw;
  }
}

}  // namespace bridge::journal
