// How long the journal keeps what is in its tables, and when the next piece of what is older goes: a little
// at a time, between the batches that the tables take, and a fifth of their thread's time at most. What goes
// is older than `keep`, or than an archive has asked for (prune_request.hpp). Nothing goes while a
// ClOrdID(11) in it still counts as used, nor while an archive is being written. Belongs to the thread that
// has the tables.
#pragma once

#include "base/time.hpp"
#include "journal/settings.hpp"
#include "journal/sqlite/pruner.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace bridge::journal {

class Retention {
 public:
  using Clock = std::chrono::steady_clock;

  Retention(Connection& db, std::filesystem::path journal, RetentionSettings settings);

  // When step() has something to do; until then it has not.
  [[nodiscard]] Clock::time_point next() const { return next_; }
  // Deletes a piece: two milliseconds' worth of processor, less when `goes_on` says no. A failure is logged,
  // and tried again after a while.
  void step(const std::function<bool()>& goes_on);

 private:
  // What is older goes; nothing: nothing does.
  [[nodiscard]] std::optional<Timestamp> limit();
  void begin_pass();
  void end_pass();
  void failed(const std::string& cause);

  std::filesystem::path journal_;
  RetentionSettings settings_;
  Pruner pruner_;
  std::optional<Timestamp> before_;     // of the pass that goes on
  std::optional<Timestamp> asked_for_;  // by an archive, of this pass
  Clock::time_point next_;
  Clock::time_point next_pass_;
  Clock::time_point look_at_all_;
  bool failing_ = false;
};

// Deletes at once what is older than `before`, of a journal that no gateway has. Throws JournalError: one
// has.
void prune_now(const std::filesystem::path& journal, Timestamp before, const RetentionSettings& settings);

}  // namespace bridge::journal
