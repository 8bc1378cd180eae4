// Reading a journal that somebody else owns: what comes out, and that its owner does not notice.
#include "journal/sqlite/reader.hpp"

#include "journal/facts.hpp"
#include "journal/lock.hpp"
#include "journal/sqlite/agreement.hpp"
#include "journal/text.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <thread>
#include <unistd.h>

namespace bridge::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string why_not(const std::filesystem::path& file) {
  try {
    Reader reader(file);
  } catch (const JournalError& error) {
    return error.what();
  }
  return "";
}

void sql(const std::filesystem::path& file, const char* text) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, text, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

order::Report final_report(std::uint64_t ticket) {
  order::Report told = report(ticket);
  told.final = true;
  return told;
}

class Reading : public testing::Test {
 protected:
  void write_turn(int turn) {
    const auto ticket = static_cast<std::uint64_t>(turn);
    journal->append(requested(ticket, "c" + std::to_string(turn)), "35=F");
    journal->store_message(kSession, turn, "message " + std::to_string(turn));
    journal->set_numbers(kSession, {.next_sender = turn + 1, .next_target = turn + 1});
  }

  Directory directory;
  Settings settings = directory.journal();
  std::unique_ptr<Journal> journal = open_sqlite(settings);
};

TEST_F(Reading, ShowsTicketsEventsAndMessages) {
  journal->append(link_up(), "");
  write_turn(1);
  write_turn(2);
  journal->close_ticket(final_report(1));
  ASSERT_TRUE(journal->commit());

  Reader reader(settings.file);
  EXPECT_EQ(reader.last_event(), 3);
  EXPECT_THAT(reader.events(0, 3, 100), SizeIs(3));
  EXPECT_THAT(reader.events(1, 3, 1), SizeIs(1));
  EXPECT_EQ(reader.events(1, 3, 1).front().id, 2);
  EXPECT_EQ(reader.events(1, 3, 1).front().kind, "cancel_requested");
  ASSERT_THAT(reader.open_tickets(), SizeIs(1));
  EXPECT_EQ(reader.open_tickets().front().cl_ord_id, "c2");
  EXPECT_THAT(reader.open_events(), SizeIs(2)) << "the link's and the open ticket's";
  EXPECT_THAT(reader.events_of(order::TicketId(1), 100), SizeIs(1));
  ASSERT_THAT(reader.closed_tickets(100), SizeIs(1));
  EXPECT_EQ(reader.closed_tickets(100).front().final_report, encode(final_report(1)));
  EXPECT_THAT(reader.tickets_of(kSession, "c2", 100), SizeIs(1));
  EXPECT_FALSE(reader.ticket(order::TicketId(3)));
  EXPECT_THAT(reader.tickets_without_events(0, 100), IsEmpty());
  EXPECT_EQ(reader.count_tickets(), 2);
  EXPECT_THAT(reader.sessions(), ElementsAre(kSession));
}

TEST_F(Reading, ReadsMessagesOnBeyondAReset) {
  write_turn(1);
  write_turn(2);
  journal->reset_session(kSession, from_us(1));
  journal->store_message(kSession, 1, "message 1 again");
  ASSERT_TRUE(journal->commit());
  Reader reader(settings.file);
  const auto until = reader.last_message(kSession);
  EXPECT_EQ(until, (MessagePlace{1, 1}));
  const auto first = reader.messages(kSession, {}, until, 2);
  ASSERT_THAT(first, SizeIs(2));
  const auto rest = reader.messages(kSession, first.back().place, until, 2);
  ASSERT_THAT(rest, SizeIs(1));
  EXPECT_EQ(rest.front().place, until);
  EXPECT_THAT(reader.messages(kSession, {}, first.front().place, 100), SizeIs(1));
}

TEST_F(Reading, ASnapshotStaysAsItWas) {
  write_turn(1);
  ASSERT_TRUE(journal->commit());
  Reader reader(settings.file);
  {
    const Reader::Snapshot snapshot(reader);
    EXPECT_EQ(reader.last_event(), 1);
    write_turn(2);
    EXPECT_TRUE(journal->commit()) << "the reader is in nobody's way";
    wait_for_tables(*journal);
    EXPECT_EQ(reader.last_event(), 1);
    EXPECT_THAT(reader.open_tickets(), SizeIs(1));
  }
  EXPECT_EQ(reader.last_event(), 2);
}

// The owner commits on and on; others open the journal, list and close it, all the while.
TEST_F(Reading, InALoopHoldsUpNoCommit) {
  std::atomic<bool> stop = false;
  std::atomic<int> rounds = 0;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        Reader reader(settings.file);
        const Reader::Snapshot snapshot(reader);
        const auto tickets = reader.open_tickets();
        EXPECT_EQ(static_cast<std::int64_t>(tickets.size()), reader.last_event()) << "whole turns only";
        EXPECT_THAT(reader.open_events(), SizeIs(tickets.size()));
        ++rounds;
        rounds.notify_all();
      }
    });
  }
  for (int turn = 1; turn <= 310; ++turn) {
    const int before = rounds;
    write_turn(turn);
    ASSERT_TRUE(journal->commit()) << journal->error();
    if (turn > 300) rounds.wait(before);  // however late the readers have begun
  }
  stop = true;
}

// A gateway that was killed: at once after its last commit, or when the tables had all.
template <class Wait>
void leave_behind(const Settings& settings, Wait wait) {
  const int status = in_child([&] {
    const auto own = open_sqlite(settings);
    own->append(requested(7, "c7"), "");
    require(bool(own->commit()), "commit");
    wait(*own);
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
}

TEST_F(Reading, ShowsWhatAKilledGatewayLeftInItsRecord) {
  journal.reset();
  leave_behind(settings, [](const Journal&) {});
  EXPECT_THAT(Reader(settings.file).open_tickets(), SizeIs(1));
  EXPECT_THAT(Reader(settings.file).open_tickets(), SizeIs(1)) << "moved once";
  EXPECT_THAT(texts(open_sqlite(settings)->open_events()), SizeIs(1));
}

TEST_F(Reading, LeavesTheLogOfAKilledGatewayToItsNextStart) {
  journal.reset();
  leave_behind(settings, wait_for_tables);
  const auto log = bytes_of(settings.file.string() + "-wal");
  const auto file = bytes_of(settings.file);
  ASSERT_FALSE(log.empty());
  { EXPECT_THAT(Reader(settings.file).open_tickets(), SizeIs(1)); }
  EXPECT_TRUE(bytes_of(settings.file.string() + "-wal") == log);
  EXPECT_TRUE(bytes_of(settings.file) == file);
  EXPECT_THAT(texts(open_sqlite(settings)->open_events()), SizeIs(1));
}

TEST_F(Reading, WaitsForWhatARunningGatewayIsMoving) {
  for (int turn = 1; turn <= 500; ++turn) {
    write_turn(turn);
    ASSERT_TRUE(journal->commit());
    if (turn % 50 != 0) continue;
    EXPECT_EQ(Reader(settings.file).last_event(), turn);
  }
}

TEST_F(Reading, RefusesWhatIsNoJournal) {
  EXPECT_THAT(why_not(directory.path() / "nothing.db"), HasSubstr("there is no journal"));
  const auto other = directory.path() / "other.db";
  sql(other, "CREATE TABLE t(x)");
  EXPECT_THAT(why_not(other), HasSubstr("not a journal of fixbridge"));
  journal.reset();
  sql(settings.file, "PRAGMA user_version=99");
  EXPECT_THAT(why_not(settings.file), HasSubstr("has schema version 99"));
}

// Found by fuzzing: who reads on behind the last row would have read the same ones for ever.
TEST_F(Reading, FindsAFileDamagedWhoseRowsAreOutOfOrder) {
  const auto damaged = directory.path() / "damaged.db";
  std::filesystem::copy_file(
      std::filesystem::path(BRIDGE_SOURCE_DIR) / "tests/fuzz/corpus/journal/rows_out_of_order.db", damaged);
  Reader reader(damaged);
  try {
    (void)reader.events(0, reader.last_event(), 50);
    FAIL() << "read";
  } catch (const JournalError& error) {
    EXPECT_THAT(error.what(), HasSubstr("is damaged, its rows are out of order: restore a copy"));
  }
}

TEST_F(Reading, TellsWhoseTheJournalIs) {
  const auto file = std::filesystem::canonical(settings.file);
  EXPECT_EQ(holder_of(file), std::to_string(::getpid()));
  journal.reset();
  EXPECT_EQ(holder_of(file), std::nullopt);
  EXPECT_EQ(holder_of(directory.path() / "never.db"), std::nullopt);
}

TEST_F(Reading, LookingForTheOwnerKeepsNobodyFromStarting) {
  journal.reset();
  const auto file = std::filesystem::canonical(settings.file);
  std::atomic<bool> stop = false;
  {
    const std::jthread looking([&] {
      while (!stop) (void)holder_of(file);
    });
    for (int i = 0; i < 20; ++i) EXPECT_NO_THROW((void)open_sqlite(settings));
    stop = true;
  }
}

TEST(Agreement, IsAboutWhatIsStored) {
  EXPECT_TRUE(all_was_read(R"({"a":1,"b":{"c":"x"}})", R"({"b":{"c":"x","d":2},"a":1})"));
  EXPECT_FALSE(all_was_read(R"({"a":1,"e":2})", R"({"a":1})")) << "a name nobody knows";
  EXPECT_FALSE(all_was_read(R"({"a":1})", R"({"a":2})"));
  EXPECT_FALSE(all_was_read(R"({"b":{"e":1}})", R"({"b":{}})"));
  EXPECT_FALSE(all_was_read("{", "{}"));
}

}  // namespace
}  // namespace bridge::journal
