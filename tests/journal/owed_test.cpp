// What a reset leaves owed to the client.
#include "journal/facts.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace bridge::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OwedMessages : public testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    journal.reset();
    journal = open_sqlite(settings);
  }
  void send(int number, const std::string& message) {
    journal->store_message(kSession, number, message);
    journal->set_numbers(kSession, {.next_sender = number + 1, .next_target = 1});
  }
  void reset() { journal->reset_session(kSession, from_us(1234)); }
  void sql(const std::string& text) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(settings.file.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  // The first number of the answer.
  [[nodiscard]] int ask(const std::string& text) const {
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_open(settings.file.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(db, text.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const int answer = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
  }

  Directory directory;
  Settings settings = directory.journal();
  std::unique_ptr<Journal> journal;
};

TEST_F(OwedMessages, AreThoseBeyondWhatWasDelivered) {
  send(1, "one");
  send(2, "two");
  send(3, "three");
  journal->set_delivered(kSession, 1);
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty()) << "the client asks for them, until a reset";
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(journal->delivered(kSession), 1);
  reset();
  EXPECT_EQ(journal->delivered(kSession), 0);
  EXPECT_THAT(journal->owed(kSession, 10), ElementsAre(OwedMessage{0, 2, "two"}, OwedMessage{0, 3, "three"}));
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_THAT(journal->owed(kSession, 10), ElementsAre(OwedMessage{0, 2, "two"}, OwedMessage{0, 3, "three"}));
  EXPECT_THAT(journal->owed(kSession, 1), ElementsAre(OwedMessage{0, 2, "two"}));
  EXPECT_THAT(journal->owed(order::SessionKey("FIX.4.4:BRIDGE->OTHER"), 10), IsEmpty());
}

TEST_F(OwedMessages, AreNoneWhenAllWasDelivered) {
  send(1, "one");
  journal->set_delivered(kSession, 1);
  reset();
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty());
}

TEST_F(OwedMessages, AreSettledInPortionsOverSeveralResets) {
  send(1, "a1");
  send(2, "a2");
  reset();
  reset();  // nothing was sent in between
  send(1, "c1");
  reset();
  ASSERT_TRUE(journal->commit());
  EXPECT_THAT(journal->owed(kSession, 10),
              ElementsAre(OwedMessage{0, 1, "a1"}, OwedMessage{0, 2, "a2"}, OwedMessage{2, 1, "c1"}));
  journal->settle_owed(kSession, {0, 1, ""});
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_THAT(journal->owed(kSession, 10), ElementsAre(OwedMessage{0, 2, "a2"}, OwedMessage{2, 1, "c1"}));
  journal->settle_owed(kSession, {2, 1, ""});
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty());
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty());
  journal.reset();
  EXPECT_EQ(ask("SELECT count(*) FROM past_sessions WHERE owed_after IS NOT NULL"), 0)
      << "or every Logon would look for them";
}

TEST_F(OwedMessages, AreOwedStillWhenTheTurnIsRolledBack) {
  send(1, "one");
  ASSERT_TRUE(journal->commit());
  journal->set_delivered(kSession, 1);
  journal->roll_back();
  EXPECT_EQ(journal->delivered(kSession), 0);
  reset();
  journal->roll_back();
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty());
  reset();
  ASSERT_TRUE(journal->commit());
  journal->settle_owed(kSession, {0, 1, ""});
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty());
  journal->roll_back();
  EXPECT_THAT(journal->owed(kSession, 10), ElementsAre(OwedMessage{0, 1, "one"}));
}

// Version 1 did not know what was delivered.
TEST_F(OwedMessages, OfAnOlderJournalAreTheLastHundred) {
  for (int number = 1; number <= 250; ++number) send(number, "m" + std::to_string(number));
  ASSERT_TRUE(journal->commit());
  journal.reset();
  sql("ALTER TABLE sessions DROP COLUMN delivered;"
      "ALTER TABLE past_sessions DROP COLUMN owed_after;"
      "INSERT INTO past_sessions VALUES('FIX.4.4:BRIDGE->OMS', -1, 9, 9, NULL, 5);"
      "INSERT INTO messages VALUES('FIX.4.4:BRIDGE->OMS', -1, 1, 'long ago');"
      "DROP INDEX tickets_by_time;"
      "UPDATE meta SET value = 1 WHERE key = 'schema_version';"
      "PRAGMA user_version=1");
  reopen();
  EXPECT_EQ(journal->numbers(kSession), (SequenceNumbers{.next_sender = 251, .next_target = 1}));
  EXPECT_EQ(journal->delivered(kSession), 150);
  EXPECT_THAT(journal->owed(kSession, 10), IsEmpty());
  reset();
  const auto owed = journal->owed(kSession, 1000);
  ASSERT_THAT(owed, SizeIs(100));
  EXPECT_EQ(owed.front(), (OwedMessage{0, 151, "m151"}));
  ASSERT_TRUE(journal->commit());
  reopen();  // once
  EXPECT_THAT(journal->owed(kSession, 1000), SizeIs(100));
}

}  // namespace
}  // namespace bridge::journal
