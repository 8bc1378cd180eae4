// What is left after kill -9, and of a log that did not reach the disk whole. A turn here writes an event, a
// message and the numbers, all bearing the turn's own: half a turn shows.
#include "journal/facts.hpp"
#include "journal/sqlite.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace bridge::journal {
namespace {

void write_turn(Journal& journal, int turn) {
  journal.append(requested(static_cast<std::uint64_t>(turn), "c" + std::to_string(turn)), "35=F");
  journal.store_message(kSession, turn, "message " + std::to_string(turn));
  journal.set_numbers(kSession, {.next_sender = turn + 1, .next_target = turn + 1});
}

// How many turns the journal holds; expects each of them to be whole, and none of it beyond.
int turns_of(const Settings& settings) {
  const auto journal = open_sqlite(settings);
  const int turns = journal->numbers(kSession).next_sender - 1;
  EXPECT_EQ(journal->numbers(kSession).next_target, turns + 1);
  std::vector<std::pair<int, std::string>> messages;
  std::vector<order::Event> events;
  for (int turn = 1; turn <= turns; ++turn) {
    messages.emplace_back(turn, "message " + std::to_string(turn));
    events.push_back(requested(static_cast<std::uint64_t>(turn), "c" + std::to_string(turn)));
  }
  EXPECT_EQ(journal->messages(kSession, 0, 1 << 30), messages);
  EXPECT_EQ(texts(journal->open_events()), texts(events));
  // And it goes on from there.
  write_turn(*journal, turns + 1);
  EXPECT_TRUE(journal->commit()) << journal->error();
  return turns;
}

class Crash : public testing::TestWithParam<Durability> {
 protected:
  Directory directory;
  Settings settings = directory.journal(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Both, Crash, testing::Values(Durability::Process, Durability::Disk),
                         [](const auto& test) {
                           return test.param == Durability::Disk ? "Disk" : "Process";
                         });

TEST_P(Crash, BetweenTurnsLosesNothing) {
  const int status = in_child([&] {
    const auto journal = open_sqlite(settings);
    for (int turn = 1; turn <= 10; ++turn) {
      write_turn(*journal, turn);
      require(journal->commit(), "commit");
    }
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
  EXPECT_EQ(turns_of(settings), 10);
}

TEST_P(Crash, InATurnLosesThatTurnWhole) {
  const int status = in_child([&] {
    const auto journal = open_sqlite(settings);
    for (int turn = 1; turn <= 10; ++turn) {
      write_turn(*journal, turn);
      require(journal->commit(), "commit");
    }
    write_turn(*journal, 11);
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
  EXPECT_EQ(turns_of(settings), 10);
}

TEST_P(Crash, BeforeTheFirstTurnLeavesAnEmptyJournal) {
  ASSERT_TRUE(was_killed(in_child([&] {
    const auto journal = open_sqlite(settings);
    kill_myself();
  })));
  EXPECT_EQ(turns_of(settings), 0);
}

// Killed from outside, wherever it happens to be, again and again on the same file.
TEST_P(Crash, AtAnyMomentLosesNoCommittedTurn) {
  int expected = 0;
  for (int round = 0; round < 8; ++round) {
    int ends[2] = {};
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto journal = open_sqlite(settings);
      for (int turn = journal->numbers(kSession).next_sender;; ++turn) {
        write_turn(*journal, turn);
        if (!journal->commit() || ::write(ends[1], &turn, sizeof turn) != sizeof turn) ::_exit(1);
      }
    }
    ::close(ends[1]);
    const int enough = expected + 20 + round;
    int committed = 0;
    while (committed < enough && ::read(ends[0], &committed, sizeof committed) == sizeof committed) {
    }
    ::kill(child, SIGKILL);
    while (::read(ends[0], &committed, sizeof committed) == sizeof committed) {
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(was_killed(status));
    const int turns = turns_of(settings);
    ASSERT_GE(turns, committed);
    ASSERT_LE(turns, committed + 1);
    expected = turns + 1;  // turns_of() has added one
  }
}

// --- a log that is torn ---

constexpr int kTurns = 30;

// A killed journal whose turns are all still in its log: a reader from before the first turn keeps the
// checkpointer from moving them.
void leave_a_full_log(const Settings& settings) {
  const int status = in_child([&] {
    const auto journal = open_sqlite(settings);
    sqlite3* reader = nullptr;
    require(sqlite3_open(settings.file.c_str(), &reader) == SQLITE_OK, "reader");
    require(sqlite3_exec(reader, "BEGIN; SELECT * FROM events", nullptr, nullptr, nullptr) == SQLITE_OK,
            "read");
    for (int turn = 1; turn <= kTurns; ++turn) {
      write_turn(*journal, turn);
      require(journal->commit(), "commit");
    }
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
}

// Copies what a power loss would leave: the file and its log, the log changed by `damage`.
template <class Damage>
Settings damaged_copy(const Settings& settings, const std::filesystem::path& directory, Damage damage) {
  const Settings copy{.file = directory / "copy.db", .durability = settings.durability};
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(copy.file.string() + suffix);
  std::filesystem::copy_file(settings.file, copy.file);
  const std::string log = copy.file.string() + "-wal";
  std::filesystem::copy_file(settings.file.string() + "-wal", log);
  damage(log);
  return copy;
}

TEST_P(Crash, OfATruncatedLogLeavesAPrefix) {
  leave_a_full_log(settings);
  const auto size = std::filesystem::file_size(settings.file.string() + "-wal");
  int before = 0;
  for (std::uintmax_t part = 0; part <= 20; ++part) {
    const Settings copy = damaged_copy(settings, directory.path(), [&](const std::string& log) {
      std::filesystem::resize_file(log, size * part / 20);
    });
    const int turns = turns_of(copy);
    EXPECT_GE(turns, before);
    before = turns;
  }
  EXPECT_EQ(before, kTurns);
}

TEST_P(Crash, OfAGarbledLogLeavesAPrefix) {
  leave_a_full_log(settings);
  const auto size = std::filesystem::file_size(settings.file.string() + "-wal");
  for (std::uintmax_t part = 0; part < 20; ++part) {
    const Settings copy = damaged_copy(settings, directory.path(), [&](const std::string& log) {
      std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
      const auto at = static_cast<std::streamoff>(size * part / 20);
      std::string garbage(64, '\0');
      file.seekg(at);
      file.read(garbage.data(), static_cast<std::streamsize>(garbage.size()));
      for (char& byte : garbage) byte = static_cast<char>(byte ^ 0x55);
      file.seekp(at);
      file.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
    });
    EXPECT_LT(turns_of(copy), kTurns) << "part " << part;
  }
}

}  // namespace
}  // namespace bridge::journal
