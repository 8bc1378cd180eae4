// The record alone: what it gives back, what it refuses, and when it writes over a turn.
#include "journal/log/write_ahead_log.hpp"

#include "journal/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace bridge::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kIdentity = 4711;

// A log that has begun, and throws what append() and probe() do not do.
class Record {
 public:
  Record(const std::filesystem::path& journal, std::int64_t identity, std::uint64_t last, bool sync)
      : log_(journal, identity, sync) {
    log_.begin(last, identity);
  }
  void write(std::string_view turn, std::uint64_t settled) { done(log_.append(turn, settled)); }
  void probe() { done(log_.probe()); }
  void remove() { log_.close(); }
  [[nodiscard]] std::uint64_t last() const { return log_.last(); }

 private:
  void done(Commit commit) const {
    if (commit == Commit::Failed) throw JournalError(log_.error());
    EXPECT_EQ(commit, Commit{Commit::Done}) << "a file knows";
  }
  WriteAheadLog log_;
};

class Recording : public testing::Test {
 protected:
  // What a start would take: each turn is shown by its first ten bytes.
  std::vector<std::string> read(std::uint64_t after, std::int64_t identity = kIdentity) {
    std::vector<std::string> turns;
    found = WriteAheadLog(journal, identity, false).read(after, [&](std::string_view turn) {
      turns.emplace_back(turn.substr(0, 10));
    });
    return turns;
  }
  std::string why_not(std::uint64_t after, std::int64_t identity = kIdentity) {
    try {
      (void)read(after, identity);
    } catch (const JournalError& error) {
      return error.what();
    }
    return "";
  }
  // Four turns, 4 MiB: the next one goes into the other file, when all that is in there is settled.
  static void make_long(Record& record, std::uint64_t settled) {
    for (int i = 0; i < 4; ++i) record.write(std::string(1024 * 1024, 'x'), settled);
  }
  [[nodiscard]] std::uintmax_t size(int file) const {
    return std::filesystem::file_size(journal.string() + "-turns-" + std::to_string(file));
  }

  Directory directory;
  std::filesystem::path journal = directory.path() / "bridge.db";
  LoggedTurns found;
};

TEST_F(Recording, GivesBackWhatTheTablesLack) {
  Record record(journal, kIdentity, 7, false);
  for (const char* turn : {"eight", "nine", "ten"}) record.write(turn, 0);
  EXPECT_EQ(record.last(), 10U);
  EXPECT_THAT(read(7), ElementsAre("eight", "nine", "ten"));
  EXPECT_EQ(found.last, 10U);
  EXPECT_EQ(found.taken, 3U);
  EXPECT_THAT(read(9), ElementsAre("ten"));
  EXPECT_THAT(read(10), IsEmpty());
  EXPECT_THAT(read(12), IsEmpty()) << "the tables were synced, the record was not: a loss of power";
  EXPECT_EQ(found.last, 12U);
  EXPECT_EQ(last_logged(journal, kIdentity), 10U);
}

TEST_F(Recording, IsEmptyWhenThereIsNone) {
  EXPECT_THAT(read(3), IsEmpty());
  EXPECT_EQ(found.last, 3U);
  EXPECT_EQ(last_logged(journal, kIdentity), 0U);
  Record(journal, kIdentity, 3, true).write("four", 0);
  EXPECT_THAT(read(3), ElementsAre("four")) << "a file that was filled in advance";
}

TEST_F(Recording, RefusesTheTurnsOfAnotherJournal) {
  Record(journal, kIdentity, 0, false).write("one", 0);
  EXPECT_THAT(why_not(0, 4712), HasSubstr("the -turns- files beside it are another journal's"));
  EXPECT_EQ(last_logged(journal, 4712), 0U);
}

TEST_F(Recording, RefusesTurnsThatDoNotFollowTheTables) {
  Record(journal, kIdentity, 100, false).write("a hundred and one", 0);
  EXPECT_THAT(why_not(50), HasSubstr("ends with turn 50, the -turns- files beside it go on with 101"));
}

TEST_F(Recording, RefusesAFileItMayNotRead) {
  std::filesystem::create_directory(journal.string() + "-turns-1");
  EXPECT_THROW(Record(journal, kIdentity, 0, false), JournalError);
}

TEST_F(Recording, GoesFromFileToFileAndBack) {
  Record record(journal, kIdentity, 0, false);
  for (int pass = 1; pass <= 6; ++pass) {
    const std::uint64_t before = record.last();
    make_long(record, before);
    EXPECT_EQ(read(before).size(), 4U) << "pass " << pass;
    EXPECT_EQ(found.last, before + 4);
    EXPECT_EQ(found.lost, 0U);
  }
  EXPECT_LT(size(1) + size(2), 9U * 1024 * 1024);
}

TEST_F(Recording, WritesOverNothingThatIsNotSettled) {
  Record record(journal, kIdentity, 0, false);
  make_long(record, 0);  // turns 1 to 4 in the first
  for (int i = 0; i < 5; ++i) make_long(record, 3);
  EXPECT_EQ(read(0).size(), 24U);
  EXPECT_GT(size(2), 20U * 1024 * 1024) << "it goes on in the same file";
  record.write("back", 4);
  EXPECT_LT(size(1), 5U * 1024 * 1024);
  EXPECT_EQ(read(4).size(), 21U);
  EXPECT_THAT(read(24), ElementsAre("back"));
}

TEST_F(Recording, RefusesATurnWhenNothingIsEverSettled) {
  Record record(journal, kIdentity, 0, false);
  make_long(record, 0);
  std::uintmax_t before = 0;
  try {
    for (int i = 0; i < 400; ++i) {
      before = size(2);
      record.write(std::string(1024 * 1024, 'x'), 0);
    }
    ADD_FAILURE() << "no limit";
  } catch (const JournalError& error) {
    EXPECT_THAT(error.what(), HasSubstr("is full, the tables do not take its turns"));
  }
  EXPECT_LE(size(2), 256U * 1024 * 1024);
  EXPECT_EQ(size(2), before) << "nothing of the one that was refused";
}

// Power was lost, and the disk has written the files in another order than we did.
TEST_F(Recording, CountsTurnsThatAreBehindAHole) {
  Record record(journal, kIdentity, 0, false);
  make_long(record, 0);
  for (const char* turn : {"five", "six"}) record.write(turn, 0);
  std::filesystem::resize_file(journal.string() + "-turns-1", 2'500'000);
  EXPECT_EQ(read(0).size(), 2U);
  EXPECT_EQ(found.lost, 2U);
  EXPECT_EQ(found.last, 6U) << "what is lost is not asked for again";
}

// A turn that was cut short may be the last one of a process that was killed, or one of many.
TEST_F(Recording, SaysWhichTurnIsThereInPart) {
  Record record(journal, kIdentity, 0, false);
  for (const char* turn : {"one", "two", "three"}) record.write(turn, 0);
  (void)read(0);
  EXPECT_EQ(found.torn, 0U);
  EXPECT_FALSE(found.cut);
  constexpr std::uintmax_t kHeader = 32;
  const std::uintmax_t behind_two = 2 * kHeader + 6;
  for (const std::uintmax_t more : {kHeader, kHeader + 4}) {
    std::filesystem::resize_file(journal.string() + "-turns-1", behind_two + more);
    EXPECT_THAT(read(0), ElementsAre("one", "two"));
    EXPECT_EQ(found.torn, 3U) << more;
    EXPECT_TRUE(found.cut);
  }
  EXPECT_THAT(read(3), IsEmpty());
  EXPECT_EQ(found.torn, 0U) << "the tables have it";
}

TEST_F(Recording, SaysThatAFileWasCutWhereTurnsEnd) {
  Record record(journal, kIdentity, 0, false);
  for (const char* turn : {"one", "two", "three"}) record.write(turn, 0);
  std::filesystem::resize_file(journal.string() + "-turns-1", 70);  // behind two
  EXPECT_THAT(read(0), ElementsAre("one", "two"));
  EXPECT_EQ(found.torn, 0U);
  EXPECT_TRUE(found.cut);
  std::filesystem::remove(journal.string() + "-turns-1");
  (void)read(0);
  EXPECT_TRUE(found.cut) << "one is not there at all";
}

TEST_F(Recording, CountsWholeTurnsBehindADamagedOne) {
  Record record(journal, kIdentity, 0, false);
  for (const char* turn : {"one", "two", "three", "four"}) record.write(turn, 0);
  {
    std::fstream file(journal.string() + "-turns-1", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(32 + 3 + 32 + 1);
    file << 'X';  // "tXo"
  }
  EXPECT_THAT(read(0), ElementsAre("one"));
  EXPECT_EQ(found.lost, 3U);
  EXPECT_EQ(found.last, 4U);
  EXPECT_THAT(read(2), ElementsAre("three", "four")) << "the tables have it";
  EXPECT_EQ(found.lost, 0U);
}

TEST_F(Recording, IsAsLongFromItsStartAsItWillBe) {
  for (const bool sync : {false, true}) {
    const Record record(journal, kIdentity, 0, sync);
    EXPECT_EQ(size(1), 4U * 1024 * 1024);
    EXPECT_EQ(size(2), 4U * 1024 * 1024);
  }
}

TEST_F(Recording, AProbeIsNoTurn) {
  Record record(journal, kIdentity, 0, true);
  record.write("one", 0);
  record.probe();
  EXPECT_THAT(read(0), ElementsAre("one"));
  record.write("two", 0);
  EXPECT_THAT(read(0), ElementsAre("one", "two"));
}

}  // namespace
}  // namespace bridge::journal
