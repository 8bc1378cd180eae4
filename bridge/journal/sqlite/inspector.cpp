#include "journal/sqlite/inspector.hpp"

#include "base/log.hpp"
#include "base/thread.hpp"
#include "journal/sqlite/database.hpp"
#include "journal/sqlite/inspection.hpp"

#include <chrono>
#include <cstdint>

namespace bridge::journal {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kInspectionPatience{1000};
// A start waits for so many rows, which takes some 20 ms.
constexpr std::int64_t kNewest = 1000;
// The next piece waits for so many times as long as the last one took.
constexpr int kRests = 4;

}  // namespace

Inspector::Inspector(const std::filesystem::path& journal) {
  look_at_newest(journal);
  thread_ = std::jthread([this, journal](const std::stop_token& stop) { look(journal, stop); });
}

std::string Inspector::damage() const {
  const std::lock_guard lock(mutex_);
  return damage_;
}

void Inspector::look_at_newest(const std::filesystem::path& journal) {
  try {
    const Connection db(journal, kInspectionPatience, Connection::Access::Read);
    Inspection inspection(db, kNewest);
    while (inspection.next()) {
    }
  } catch (const JournalError& error) {
    found(error.what());
  }
}

void Inspector::look(const std::filesystem::path& journal, const std::stop_token& stop) {
  name_thread("inspector");
  give_way();
  try {
    const Connection db(journal, kInspectionPatience, Connection::Access::Read);
    const auto began = Clock::now();
    Inspection inspection(db);
    for (bool more = true; more;) {
      const auto piece_began = Clock::now();
      try {
        more = inspection.next();
      } catch (const JournalError& error) {
        found(error.what());
      }
      std::unique_lock lock(mutex_);
      ends_.wait_for(lock, stop, kRests * (Clock::now() - piece_began), [] { return false; });
      if (stop.stop_requested()) return;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    log::info("journal_inspected",
              {{"journal", journal.string()}, {"rows", inspection.rows()}, {"took_ms", took.count()}});
  } catch (const JournalError& error) {
    found(error.what());
  }
}

void Inspector::found(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (damage_ == what) return;
  if (damage_.empty()) damage_ = what;
  log::error("journal_damaged", {{"cause", what}});
}

}  // namespace bridge::journal
