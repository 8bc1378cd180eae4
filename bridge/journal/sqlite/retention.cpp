#include "journal/sqlite/retention.hpp"

#include "base/log.hpp"
#include "journal/lock.hpp"
#include "journal/log/write_ahead_log.hpp"
#include "journal/sqlite/file.hpp"
#include "journal/sqlite/prune_request.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

namespace bridge::journal {
namespace {

using namespace std::chrono_literals;

// Of processor: who waits for the tables waits for one piece and its commit at most.
constexpr std::chrono::nanoseconds kPieceTime = 2ms;
// A piece is followed by a rest of four times what it took.
constexpr int kShare = 5;
// Rests that could not be taken while the tables were busy are made up for, so far.
constexpr auto kArrears = 40ms;
constexpr auto kLook = 1s;  // for what an archive asks for
constexpr auto kPass = 10s;
constexpr auto kAll = 1h;
constexpr auto kAfterFailure = 60s;

// That the calling thread has had. By the wall a piece on a busy machine would be over before it began.
std::chrono::nanoseconds processor_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

Retention::Retention(Connection& db, std::filesystem::path journal, RetentionSettings settings)
    : journal_(std::move(journal)),
      settings_(std::move(settings)),
      pruner_(db, settings_),
      next_(Clock::now() + kLook),
      next_pass_(next_),
      look_at_all_(next_) {}

std::optional<Timestamp> Retention::limit() {
  std::optional<Timestamp> before;
  if (settings_.keep && Clock::now() >= next_pass_) before = now() - *settings_.keep;
  asked_for_ = prune_request(journal_);
  if (asked_for_) before = std::max(before.value_or(*asked_for_), *asked_for_);
  if (before) before = std::min(*before, now() - settings_.ids_count);
  return before;
}

void Retention::begin_pass() {
  before_ = limit();
  if (!before_) {
    next_ = Clock::now() + kLook;
  } else if (Clock::now() >= look_at_all_ || asked_for_) {
    look_at_all_ = Clock::now() + kAll;
    pruner_.look_at_all();
  }
}

void Retention::step(const std::function<bool()>& goes_on) {
  if (Clock::now() < next_) return;
  if (!before_) begin_pass();
  if (!before_) return;
  const HoldOff archives(archive_lock(journal_));
  if (!archives) {
    next_ = Clock::now() + kLook;
    return;
  }
  const auto began = processor_time();
  try {
    const bool more =
        pruner_.next(*before_, [&] { return processor_time() - began < kPieceTime && goes_on(); });
    if (!more) end_pass();
  } catch (const JournalError& cause) {
    return failed(cause.what());
  }
  if (std::exchange(failing_, false)) log::info("journal_prune_recovered", {{"journal", journal_.string()}});
  next_ = std::max(next_, Clock::now() - kArrears) + kShare * (processor_time() - began);
}

void Retention::end_pass() {
  if (asked_for_) {
    withdraw_prune_request(journal_, *asked_for_);
    log::info("journal_pruned", {{"journal", journal_.string()}, {"until", iso_text(*before_)}});
  }
  before_.reset();
  const auto every =
      settings_.keep ? std::min<Clock::duration>(kPass, *settings_.keep / 8) : Clock::duration(kPass);
  next_pass_ = Clock::now() + every;
}

void Retention::failed(const std::string& cause) {
  if (!std::exchange(failing_, true)) {
    log::error("journal_prune_failed",
               {{"cause", cause}, {"remedy", "it is tried again; nothing is lost, the journal grows"}});
  }
  before_.reset();
  next_ = Clock::now() + kAfterFailure;
}

void prune_now(const std::filesystem::path& journal, Timestamp before, const RetentionSettings& settings) {
  File file(journal, [](const std::filesystem::path& path, std::int64_t identity) {
    return std::make_unique<WriteAheadLog>(path, identity, false);
  });
  Pruner pruner(file.db, settings);
  before = std::min(before, now() - settings.ids_count);
  constexpr int kTicketsAtOnce = 1000;  // in a transaction
  int tickets = 0;
  while (pruner.next(before, [&] { return ++tickets % kTicketsAtOnce != 0; })) {
  }
}

}  // namespace bridge::journal
