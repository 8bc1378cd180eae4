// What is left after kill -9, and of a record that did not reach the disk whole. A turn here writes an event,
// a message and the numbers, all bearing the turn's own: half a turn shows.
#include "journal/facts.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <csignal>
#include <cstring>
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
      require(bool(journal->commit()), "commit");
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
      require(bool(journal->commit()), "commit");
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

// Some 80 MB: both files of the record have been written over.
TEST_P(Crash, AfterManyPassesOfTheRecordLosesNothing) {
  constexpr int kMessages = 300;
  const std::string body(256 * 1024, 'x');
  ASSERT_TRUE(was_killed(in_child([&] {
    const auto journal = open_sqlite(settings);
    for (int turn = 1; turn <= kMessages; ++turn) {
      journal->store_message(kSession, turn, body);
      journal->set_numbers(kSession, {.next_sender = turn + 1, .next_target = 1});
      require(bool(journal->commit()), "commit");
    }
    kill_myself();
  })));
  const auto journal = open_sqlite(settings);
  EXPECT_EQ(journal->numbers(kSession).next_sender, kMessages + 1);
  const auto messages = journal->messages(kSession, 1, kMessages);
  ASSERT_EQ(messages.size(), static_cast<std::size_t>(kMessages));
  for (const auto& [number, text] : messages) ASSERT_EQ(text.size(), body.size());
}

// --- a record that is torn ---

constexpr int kTurns = 30;

// A killed journal, and a copy of its file from before the first turn: all turns are in the record only.
void leave_a_record(const Settings& settings, const std::filesystem::path& empty) {
  const int status = in_child([&] {
    const auto journal = open_sqlite(settings);
    sqlite3* reader = nullptr;
    require(sqlite3_open(settings.file.c_str(), &reader) == SQLITE_OK, "reader");
    const std::string copy = "VACUUM INTO '" + empty.string() + "'";
    require(sqlite3_exec(reader, copy.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, "copy");
    for (int turn = 1; turn <= kTurns; ++turn) {
      write_turn(*journal, turn);
      require(bool(journal->commit()), "commit");
    }
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
}

class TornRecord : public Crash {
 protected:
  void SetUp() override {
    leave_a_record(settings, empty);
    record = bytes_of(settings.file.string() + "-turns-1");
    record.resize(length_of_turns());
    ASSERT_GT(record.size(), 1000U);
  }

  // Without what was filled in advance. A turn's header is 32 bytes; its length is at the 16th.
  [[nodiscard]] std::size_t length_of_turns() const {
    std::size_t end = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
      std::uint64_t length = 0;
      std::memcpy(&length, record.data() + end + 16, sizeof length);
      end += 32 + length;
    }
    return end;
  }

  // What a start makes of a record that is `bytes`.
  int turns_with(const std::string& bytes) {
    const Settings copy{.file = directory.path() / "copy.db", .durability = settings.durability};
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(copy.file.string() + suffix);
    std::filesystem::copy_file(empty, copy.file);
    std::ofstream(copy.file.string() + "-turns-1", std::ios::binary) << bytes;
    return turns_of(copy);
  }

  std::filesystem::path empty = directory.path() / "empty.db";
  std::string record;
};
INSTANTIATE_TEST_SUITE_P(Both, TornRecord, testing::Values(Durability::Process, Durability::Disk),
                         [](const auto& test) {
                           return test.param == Durability::Disk ? "Disk" : "Process";
                         });

TEST_P(TornRecord, LeavesAPrefixWhenTruncated) {
  int before = 0;
  for (std::size_t part = 0; part <= 50; ++part) {
    const int turns = turns_with(record.substr(0, record.size() * part / 50));
    EXPECT_GE(turns, before);
    before = turns;
  }
  EXPECT_EQ(before, kTurns);
}

// A turn whose every byte but the last few has been written is none.
TEST_P(TornRecord, LosesATurnThatIsNotWhole) {
  for (std::size_t missing = 1; missing < 400; missing += 37) {
    EXPECT_EQ(turns_with(record.substr(0, record.size() - missing)), kTurns - 1) << missing;
  }
}

TEST_P(TornRecord, LeavesAPrefixWhenGarbled) {
  for (std::size_t part = 0; part < 40; ++part) {
    std::string garbled = record;
    const std::size_t at = record.size() * part / 40;
    for (std::size_t i = at; i < std::min(at + 64, garbled.size()); ++i) {
      garbled[i] = static_cast<char>(garbled[i] ^ 0x55);
    }
    EXPECT_LT(turns_with(garbled), kTurns) << "part " << part;
  }
}

TEST_P(TornRecord, HidesNoTurnBehindGarbage) {
  EXPECT_EQ(turns_with(record + std::string(5000, '\0')), kTurns);
  EXPECT_EQ(turns_with(record + record.substr(0, 3000)), kTurns) << "turns of an earlier pass";
}

}  // namespace
}  // namespace bridge::journal
