// How long SQLite's log gets, and that it ends again.
#include "journal/facts.hpp"
#include "journal/sqlite/database.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::journal {
namespace {

constexpr std::uintmax_t kMiB = 1024 * 1024;
// 64 MiB and what one batch may add (README.md).
constexpr std::uintmax_t kBound = 80 * kMiB;

std::uintmax_t log_length(const Settings& settings) {
  std::error_code error;
  const auto length = std::filesystem::file_size(settings.file.string() + "-wal", error);
  return error ? 0 : length;
}

// Turns as large as they come, one behind the other. Returns the longest that the log was.
std::uintmax_t write_turns(Journal& journal, const Settings& settings, std::uint64_t first, int turns) {
  const std::string evidence(64 * 1024, 'x');
  std::uintmax_t longest = 0;
  for (int turn = 0; turn < turns; ++turn) {
    const std::uint64_t ticket = first + static_cast<std::uint64_t>(turn);
    journal.append(requested(ticket, "c" + std::to_string(ticket)), evidence);
    EXPECT_TRUE(journal.commit()) << journal.error();
    longest = std::max(longest, log_length(settings));
  }
  return longest;
}

TEST(SqliteLog, StaysWithinItsBoundHoweverMuchIsWritten) {
  const Directory directory;
  const Settings settings = directory.journal();
  const auto journal = open_sqlite(settings);
  EXPECT_LE(write_turns(*journal, settings, 1, 4000), kBound);
}

// A read without an end keeps it: it grows meanwhile, and is started over when that is through.
TEST(SqliteLog, GoesOnFromItsStartWhenAReaderHasEnded) {
  const Directory directory;
  const Settings settings = directory.journal();
  const auto journal = open_sqlite(settings);
  std::uintmax_t held = 0;
  {
    Connection reader(settings.file, seconds{1}, Connection::Access::Read);
    reader.run("BEGIN; SELECT count(*) FROM events");
    held = write_turns(*journal, settings, 1, 2000);
    wait_for_tables(*journal);
    EXPECT_GT(held, kBound);
  }
  held = std::max(held, log_length(settings));
  EXPECT_LE(write_turns(*journal, settings, 10'000, 3000), held + kBound / 2);
}

}  // namespace
}  // namespace bridge::journal
