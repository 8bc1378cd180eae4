#include "base/failpoint.hpp"
#include "journal/facts.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "journal/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <limits>
#include <thread>
#include <unistd.h>

namespace bridge::journal {
namespace {

using Messages = std::vector<std::pair<int, std::string>>;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string why_not(const Settings& settings) {
  try {
    (void)open_sqlite(settings);
  } catch (const JournalError& error) {
    return error.what();
  }
  return "";
}

// What an auditor's sqlite3 would do to the file.
void sql(const Settings& settings, const std::string& text) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(settings.file.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

std::string answer(const Settings& settings, const std::string& question) {
  std::string out;
  sqlite3* db = nullptr;
  const auto collect = [](void* text, int columns, char** values, char**) {
    for (int column = 0; column < columns; ++column) {
      *static_cast<std::string*>(text) += std::string(values[column] ? values[column] : "NULL") + "|";
    }
    return 0;
  };
  EXPECT_EQ(sqlite3_open(settings.file.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, question.c_str(), collect, &out, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
  return out;
}

class Sqlite : public testing::TestWithParam<Durability> {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    journal.reset();
    journal = open_sqlite(settings);
  }

  Directory directory;
  Settings settings = directory.journal(GetParam());
  std::unique_ptr<Journal> journal;
};
INSTANTIATE_TEST_SUITE_P(Both, Sqlite, testing::Values(Durability::Process, Durability::Disk),
                         [](const auto& test) {
                           return test.param == Durability::Disk ? "Disk" : "Process";
                         });

TEST_P(Sqlite, BringsBackATurnAfterAReopen) {
  journal->append(link_up(), "");
  journal->append(requested(7, "c1"),
                  "8=FIX.4.4\x01"
                  "35=F\x01");
  journal->store_message(kSession, 1,
                         "8=FIX.4.4\x01"
                         "35=8\x01");
  journal->set_numbers(kSession, {.next_sender = 2, .next_target = 3});
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(texts(journal->open_events()), texts({link_up(), requested(7, "c1")}));
  EXPECT_EQ(journal->messages(kSession, 1, 100), Messages({{1,
                                                            "8=FIX.4.4\x01"
                                                            "35=8\x01"}}));
  EXPECT_EQ(journal->numbers(kSession), (SequenceNumbers{.next_sender = 2, .next_target = 3}));
}

TEST_P(Sqlite, CommitsNothingForNothing) {
  EXPECT_TRUE(journal->commit());
  journal->set_numbers(kSession, {});
  EXPECT_TRUE(journal->commit());
  EXPECT_EQ(answer(settings, "SELECT count(*) FROM sessions"), "0|");
}

TEST_P(Sqlite, ForgetsATurnThatIsRolledBack) {
  journal->set_numbers(kSession, {.next_sender = 5, .next_target = 6});
  ASSERT_TRUE(journal->commit());
  journal->append(requested(7, "c1"), "");
  journal->store_message(kSession, 5, "lost");
  journal->reset_session(kSession, from_us(1));
  EXPECT_EQ(journal->numbers(kSession), SequenceNumbers{});
  EXPECT_TRUE(journal->find_ticket(kSession, order::ClOrdId("c1")));
  journal->roll_back();
  EXPECT_EQ(journal->numbers(kSession), (SequenceNumbers{.next_sender = 5, .next_target = 6}));
  EXPECT_FALSE(journal->find_ticket(kSession, order::ClOrdId("c1")));
  EXPECT_THAT(journal->open_events(), IsEmpty());
  EXPECT_THAT(journal->messages(kSession, 1, 100), IsEmpty());
  EXPECT_TRUE(journal->commit());
  EXPECT_THAT(journal->open_events(), IsEmpty());
}

TEST_P(Sqlite, FindsATicketOpenAndThenClosed) {
  const order::ClOrdId cl_ord_id("c\xE9'1");
  journal->append(requested(7, cl_ord_id.value()), "");
  auto found = journal->find_ticket(kSession, cl_ord_id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->ticket.value(), 7U);
  EXPECT_FALSE(found->final_report);
  journal->close_ticket(report(7));
  ASSERT_TRUE(journal->commit());
  reopen();
  found = journal->find_ticket(kSession, cl_ord_id);
  ASSERT_TRUE(found && found->final_report);
  EXPECT_EQ(encode(*found->final_report), encode(report(7)));
  EXPECT_FALSE(journal->find_ticket(order::SessionKey("other"), cl_ord_id));
  EXPECT_FALSE(journal->find_ticket(kSession, order::ClOrdId("c2")));
}

// An id may come again once its day is over; while its ticket is open it is taken, whatever the day.
TEST_P(Sqlite, FindsTheNewestTicketOfAnIdWithinItsScope) {
  const order::ClOrdId id("c1");
  const auto find = [&](Timestamp since) {
    const auto found = journal->find_ticket(kSession, id, since);
    return found ? found->ticket.value() : 0;
  };
  const auto opened = [](std::uint64_t ticket, Timestamp at) {
    order::Event event = requested(ticket, "c1");
    event.at = at;
    return event;
  };
  const Timestamp monday = from_us(1'700'000'000'000'000);
  const Timestamp tuesday = monday + std::chrono::days{1};
  journal->append(opened(7, monday), "");
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(find(tuesday), 7U) << "it is open";
  journal->close_ticket(report(7));
  EXPECT_EQ(find(tuesday), 0U) << "closed by the open turn";
  journal->roll_back();
  EXPECT_EQ(find(tuesday), 7U) << "it was not";
  journal->close_ticket(report(7));
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(find(tuesday), 0U);
  EXPECT_EQ(find(monday), 7U);
  EXPECT_EQ(find(Timestamp::min()), 7U);
  journal->append(opened(8, tuesday), "");
  journal->close_ticket(report(8));
  ASSERT_TRUE(journal->commit());
  for (int life = 0; life < 2; ++life, reopen()) {
    EXPECT_EQ(find(tuesday), 8U);
    EXPECT_EQ(find(monday), 8U) << "the newest";
    EXPECT_EQ(find(tuesday + seconds{1}), 0U);
  }
}

// What is settled by hand is open, and a forgotten ticket is not.
TEST_P(Sqlite, TakesATicketThatIsWatchedForOpen) {
  const Timestamp tomorrow = requested(7, "c1").at + std::chrono::days{1};
  journal->append(requested(7, "c1"), "");
  journal->settle_ticket(report(7));
  ASSERT_TRUE(journal->commit());
  for (int life = 0; life < 2; ++life, reopen()) {
    const auto found = journal->find_ticket(kSession, order::ClOrdId("c1"), tomorrow);
    EXPECT_TRUE(found && found->final_report);
  }
  journal->forget_ticket(order::TicketId(7));
  ASSERT_TRUE(journal->commit());
  EXPECT_FALSE(journal->find_ticket(kSession, order::ClOrdId("c1"), tomorrow));
}

TEST_P(Sqlite, KeepsTheFirstFinalReportOfATicket) {
  journal->append(requested(7, "c1"), "");
  journal->close_ticket(report(7));
  auto second = report(7);
  second.number = 9;
  journal->close_ticket(second);
  EXPECT_EQ(journal->find_ticket(kSession, order::ClOrdId("c1"))->final_report->number, 2U);
}

// The tables get a ticket that ends within a batch as one row, not as a row and its changes.
TEST_P(Sqlite, KeepsTheRowsOfTicketsThatEndWhereTheyBegan) {
  for (const std::uint64_t id : {7, 8, 9, 10}) journal->append(requested(id, "c" + std::to_string(id)), "");
  journal->close_ticket(report(7));
  journal->settle_ticket(report(8));
  journal->settle_ticket(report(9));
  journal->close_ticket(report(9));
  journal->forget_ticket(order::TicketId(10));
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(answer(settings,
                   "SELECT ticket, session = 'FIX.4.4:BRIDGE->OMS', cl_ord_id, opened_us > 0, closed_us > 0,"
                   " final_report IS NOT NULL FROM tickets ORDER BY ticket"),
            "7|1|c7|1|1|1|8|1|c8|1|NULL|1|9|1|c9|1|1|1|10|1|c10|1|1|0|");
  EXPECT_EQ(texts(journal->open_events()), texts({requested(8, "c8")}));
}

TEST_P(Sqlite, OpensNoTicketForADuplicate) {
  journal->append(requested(7, "c1"), "");
  auto duplicate = requested(8, "c1");
  std::get<order::Requested>(duplicate.what).prior =
      order::Prior{.ticket = order::TicketId(7), .final_report = std::nullopt};
  journal->append(duplicate, "");
  EXPECT_EQ(journal->find_ticket(kSession, order::ClOrdId("c1"))->ticket.value(), 7U);
  EXPECT_EQ(texts(journal->open_events()), texts({requested(7, "c1")}));
}

TEST_P(Sqlite, ReturnsTheEventsOfOpenTicketsInOrder) {
  const order::Event down{.at = from_us(1), .what = order::LinkDown{.reason = "test", .account = {}}};
  const order::Event restarted{.at = from_us(2), .what = order::Restarted{.account = {}}};
  journal->append(down, "");  // of a life before
  journal->append(restarted, "");
  journal->append(link_up(), "");  // the settings and the link that the oldest open ticket met
  journal->append(requested(1, "closed"), "");
  journal->append(requested(2, "open"), "");
  journal->append(answered(1, order::Canceled{full_order()}), "");
  journal->append(down, "");
  journal->append(requested(3, "also open"), "");
  journal->append(answered(2, order::Unclear{full_error()}), "");
  journal->close_ticket(report(1));
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(texts(journal->open_events()),
            texts({down, restarted, link_up(), requested(2, "open"), down, requested(3, "also open"),
                   answered(2, order::Unclear{full_error()})}));
}

// What is kept comes back at each start, alone, and not with the links and starts since it was written.
TEST_P(Sqlite, ReturnsTheNewestOfWhatIsKept) {
  const auto kept = [](std::uint64_t ticket, const std::string& bought) {
    return order::Event{
        .at = from_us(3),
        .what = order::PositionKept{order::TicketId(ticket), order::AccountName{"main"}, kSession, "BTCUSDT",
                                    order::PositionSide::Both, bought, "0"}};
  };
  const order::Event restarted{.at = from_us(4), .what = order::Restarted{.account = {}}};
  journal->append(kept(1, "1"), "");
  journal->append(kept(2, "2"), "");
  journal->forget_ticket(order::TicketId(1));
  journal->append(restarted, "");
  journal->append(link_up(), "");
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(texts(journal->open_events()), texts({kept(2, "2")}));
  journal->append(requested(3, "open"), "");
  EXPECT_EQ(texts(journal->open_events()), texts({kept(2, "2"), restarted, link_up(), requested(3, "open")}));
}

TEST_P(Sqlite, ReturnsNoEventsWithoutAnOpenTicket) {
  journal->append(link_up(), "");
  journal->append(requested(1, "c1"), "");
  journal->close_ticket(report(1));
  EXPECT_THAT(journal->open_events(), IsEmpty());
}

TEST_P(Sqlite, ReadsMessagesByRangeAndRewritesThem) {
  for (const int number : {1, 2, 3, 5}) journal->store_message(kSession, number, std::to_string(number));
  journal->store_message(kSession, 3, "again");
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(journal->messages(kSession, 2, 5), Messages({{2, "2"}, {3, "again"}, {5, "5"}}));
  EXPECT_THAT(journal->messages(kSession, 6, 9), IsEmpty());
  EXPECT_THAT(journal->messages(order::SessionKey("other"), 1, 9), IsEmpty());
}

TEST_P(Sqlite, KeepsEveryByteOfMessageAndEvidence) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  journal->store_message(kSession, 1, every);
  journal->append(requested(1, "c1"), every);
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(journal->messages(kSession, 1, 1), Messages({{1, every}}));
  EXPECT_EQ(answer(settings, "SELECT length(CAST(evidence AS BLOB)) FROM events"), "256|");
}

TEST_P(Sqlite, ArchivesAResetSession) {
  journal->store_message(kSession, 1, "old");
  journal->set_numbers(kSession, {.next_sender = 2, .next_target = 9});
  ASSERT_TRUE(journal->commit());
  journal->reset_session(kSession, from_us(1234));
  journal->store_message(kSession, 1, "new");
  EXPECT_EQ(journal->messages(kSession, 1, 9), Messages({{1, "new"}}));
  ASSERT_TRUE(journal->commit());
  journal->reset_session(kSession, from_us(5678));
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(journal->numbers(kSession), SequenceNumbers{});
  EXPECT_THAT(journal->messages(kSession, 1, 9), IsEmpty());
  EXPECT_EQ(answer(settings, "SELECT epoch, body FROM messages ORDER BY epoch"), "0|old|1|new|");
  EXPECT_EQ(answer(settings, "SELECT epoch, next_sender, next_target, since_us, until_us FROM past_sessions"),
            "0|2|9|NULL|1234|1|1|1|1234|5678|");
}

TEST_P(Sqlite, TellsSinceWhenNumbersRun) {
  EXPECT_FALSE(journal->since(kSession));
  journal->reset_session(kSession, from_us(1234));
  EXPECT_EQ(journal->since(kSession), from_us(1234));
  journal->roll_back();
  EXPECT_FALSE(journal->since(kSession));
  journal->reset_session(kSession, from_us(5678));
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(journal->since(kSession), from_us(5678));
}

TEST_P(Sqlite, NeverRepeatsATicketId) {
  const auto first = journal->next_ticket();
  const auto second = journal->next_ticket();
  EXPECT_LT(first, second);
  journal->roll_back();
  const auto third = journal->next_ticket();
  EXPECT_LT(second, third) << "an id may have reached a client in a refusal";
  reopen();
  EXPECT_LT(third, journal->next_ticket());
  const Directory elsewhere;
  EXPECT_LT(third, open_sqlite(elsewhere.journal())->next_ticket());
}

TEST_P(Sqlite, CountsOnFromAnIdAheadOfTheClock) {
  constexpr std::uint64_t kAhead = 8'000'000'000'000'000'000;
  journal->append(requested(kAhead, "c1"), "");
  auto duplicate = requested(kAhead + 1, "c1");
  std::get<order::Requested>(duplicate.what).prior =
      order::Prior{.ticket = order::TicketId(kAhead), .final_report = std::nullopt};
  journal->append(duplicate, "");
  ASSERT_TRUE(journal->commit());
  reopen();
  EXPECT_EQ(journal->next_ticket().value(), kAhead + 2);
}

TEST_P(Sqlite, FailsTheTurnOfAnImpossibleTicket) {
  journal->append(requested(std::numeric_limits<std::uint64_t>::max(), "c1"), "");
  journal->append(requested(5, "c2"), "");
  EXPECT_FALSE(journal->commit());
  EXPECT_THAT(journal->error(), HasSubstr("18446744073709551615"));
  EXPECT_THAT(journal->open_events(), IsEmpty());
  journal->append(requested(5, "c2"), "");
  EXPECT_TRUE(journal->commit());
}

TEST_P(Sqlite, ProbesOnlyBetweenTurns) {
  EXPECT_TRUE(journal->probe());
  journal->append(requested(1, "c1"), "");
  EXPECT_FALSE(journal->probe());
  EXPECT_TRUE(journal->commit());
  EXPECT_TRUE(journal->probe());
  EXPECT_EQ(journal->open_events().size(), 1U);
}

TEST_P(Sqlite, NamesFileAndRowItCannotRead) {
  journal->append(requested(1, "c1"), "");
  journal->close_ticket(report(1));
  journal->append(requested(2, "c2"), "");
  ASSERT_TRUE(journal->commit());
  wait_for_tables(*journal);
  sql(settings,
      "UPDATE events SET body = '{}' WHERE id = 2; UPDATE tickets SET final_report = '{}' WHERE ticket = 1");
  try {
    (void)journal->open_events();
    ADD_FAILURE() << "read an unreadable event";
  } catch (const JournalError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr(settings.file.string() + ": table events, id 2 cannot be read: at_us"));
  }
  try {
    (void)journal->find_ticket(kSession, order::ClOrdId("c1"));
    ADD_FAILURE() << "read an unreadable report";
  } catch (const JournalError& error) {
    EXPECT_THAT(error.what(), HasSubstr("table tickets, ticket 1 cannot be read"));
  }
}

TEST_P(Sqlite, LetsAnAuditorReadWhileItWrites) {
  journal->append(requested(1, "c1"), "8=FIX");
  ASSERT_TRUE(journal->commit());
  wait_for_tables(*journal);
  EXPECT_EQ(answer(settings, "SELECT kind, json_extract(body, '$.command.symbol'), evidence FROM events"),
            "cancel_requested|BTC/USDT|8=FIX|");
  journal->append(requested(2, "c2"), "");
  EXPECT_TRUE(journal->commit());
}

// --- tables that take no turns ---

class TablesFail : public testing::Test {
 protected:
  TablesFail() { failpoint::arm("journal.feed=error"); }
  ~TablesFail() override { failpoint::arm(""); }

  Directory directory;
};

TEST_F(TablesFail, NothingIsLostAndAllIsSeen) {
  auto journal = open_sqlite(directory.journal());
  journal->append(requested(1, "c1"), "35=F");
  journal->store_message(kSession, 1, "one");
  ASSERT_TRUE(journal->commit());
  journal->append(requested(2, "c2"), "35=F");
  journal->close_ticket(report(1));
  ASSERT_TRUE(journal->commit());
  EXPECT_TRUE(journal->find_ticket(kSession, order::ClOrdId("c1"))->final_report);
  EXPECT_TRUE(journal->find_ticket(kSession, order::ClOrdId("c2")));
  EXPECT_EQ(texts(journal->open_events()), texts({requested(2, "c2")}));
  EXPECT_EQ(journal->messages(kSession, 1, 9), Messages({{1, "one"}}));
  EXPECT_GT(journal->behind(), 0U);
  EXPECT_FALSE(journal->probe()) << "it would not stay well";
  EXPECT_THAT(journal->error(), HasSubstr("journal.feed"));
  EXPECT_EQ(answer(directory.journal(), "SELECT count(*) FROM tickets"), "0|");
  journal.reset();  // the tables refuse to the end

  failpoint::arm("");
  journal = open_sqlite(directory.journal());
  EXPECT_EQ(texts(journal->open_events()), texts({requested(2, "c2")}));
  EXPECT_TRUE(journal->find_ticket(kSession, order::ClOrdId("c1"))->final_report);
}

TEST_F(TablesFail, AReaderSaysWhatItLacks) {
  const auto journal = open_sqlite(directory.journal());
  journal->append(requested(1, "c1"), "");
  ASSERT_TRUE(journal->commit());
  Reader reader(directory.journal().file);
  EXPECT_EQ(reader.turns_missing(), 1U);
  EXPECT_THAT(reader.open_tickets(), IsEmpty());
}

TEST_F(TablesFail, TurnsAreRefusedWhenTheyAreTooFarBehind) {
  const auto journal = open_sqlite(directory.journal());
  const std::string body(1024 * 1024, 'x');
  int turn = 0;
  const auto commit = [&] {
    journal->store_message(kSession, ++turn, body);
    return bool(journal->commit());
  };
  while (turn < 60) ASSERT_TRUE(commit()) << turn << ": " << journal->error();
  while (turn < 80 && commit()) {
  }
  ASSERT_LT(turn, 80);
  EXPECT_THAT(journal->error(), HasSubstr("failpoint journal.feed"));
  failpoint::arm("");
  ASSERT_TRUE(journal->probe()) << journal->error();
  EXPECT_EQ(journal->messages(kSession, 1, 100).size(), static_cast<std::size_t>(turn - 1));
  EXPECT_TRUE(commit());
}

// 12 MB: the log passes the length that wakes the checkpointer several times.
TEST(SqliteFile, GrowsFromTheLogWhileTheJournalIsOpen) {
  const Directory directory;
  const auto journal = open_sqlite(directory.journal());
  const std::string body(4000, 'x');
  for (int turn = 1; turn <= 3000; ++turn) {
    journal->store_message(kSession, turn, body);
    ASSERT_TRUE(journal->commit());
  }
  const auto moved = [&] {
    return std::filesystem::file_size(directory.journal().file) > 3000 * body.size();
  };
  for (const auto limit = now() + seconds(30); !moved() && now() < limit;) std::this_thread::yield();
  EXPECT_TRUE(moved());
  EXPECT_EQ(journal->messages(kSession, 1, 3000).size(), 3000U);
}

TEST(SqliteFile, LoadsOpenTicketsFromAmongManyClosed) {
  const Directory directory;
  const std::string copies =
      "WITH RECURSIVE n(t) AS (SELECT 10 UNION ALL SELECT t + 1 FROM n WHERE t < 100009) ";
  const auto write = [&](const order::Event& event) {
    const auto journal = open_sqlite(directory.journal());
    journal->append(event, "");
    if (ticket_of(event) == order::TicketId(2)) journal->close_ticket(report(2));
    ASSERT_TRUE(journal->commit());
  };
  write(link_up());
  write(requested(1, "open"));
  write(requested(2, "closed"));
  sql(directory.journal(),
      copies +
          "INSERT INTO tickets SELECT n.t, session, 'c' || n.t, opened_us, closed_us, final_report"
          " FROM n, tickets WHERE ticket = 2");
  sql(directory.journal(), copies +
                               "INSERT INTO events SELECT NULL, at_us, n.t, kind, body, evidence"
                               " FROM n, events WHERE ticket = 2");
  write(requested(200'000, "also open"));
  const auto journal = open_sqlite(directory.journal());
  EXPECT_EQ(texts(journal->open_events()),
            texts({link_up(), requested(1, "open"), requested(200'000, "also open")}));
  EXPECT_EQ(journal->find_ticket(kSession, order::ClOrdId("c99999"))->ticket.value(), 99'999U);
}

TEST(SqliteFile, RefusesASecondOpener) {
  const Directory directory;
  const auto journal = open_sqlite(directory.journal());
  EXPECT_THAT(why_not(directory.journal()), HasSubstr("in use by process " + std::to_string(::getpid())));
  std::filesystem::create_symlink(directory.path() / "bridge.db", directory.path() / "alias.db");
  EXPECT_THAT(why_not({.file = directory.path() / "alias.db"}), HasSubstr("in use"));
  EXPECT_TRUE(went_well(in_child([&] { require(!why_not(directory.journal()).empty(), "refused"); })));
}

TEST(SqliteFile, IsFreeAgainAfterItsOwnerIsKilled) {
  const Directory directory;
  const int status = in_child([&] {
    const auto journal = open_sqlite(directory.journal());
    kill_myself();
  });
  EXPECT_TRUE(was_killed(status));
  EXPECT_EQ(why_not(directory.journal()), "");
}

TEST(SqliteFile, RefusesANewerSchemaAndLeavesItAlone) {
  const Directory directory;
  open_sqlite(directory.journal()).reset();
  sql(directory.journal(), "PRAGMA user_version=5");
  EXPECT_THAT(why_not(directory.journal()), HasSubstr("schema version 5, this fixbridge knows 4"));
  EXPECT_EQ(answer(directory.journal(), "PRAGMA user_version"), "5|");
}

TEST(SqliteFile, GivesAnOlderOneARecord) {
  const Directory directory;
  {
    const auto journal = open_sqlite(directory.journal());
    journal->append(requested(1, "c1"), "");
    ASSERT_TRUE(journal->commit());
  }
  sql(directory.journal(),
      "DROP INDEX tickets_by_time; PRAGMA user_version=2;"
      "DELETE FROM meta WHERE key IN ('identity', 'last_turn')");
  {
    const auto journal = open_sqlite(directory.journal());
    EXPECT_EQ(texts(journal->open_events()), texts({requested(1, "c1")}));
    journal->append(requested(2, "c2"), "");
    ASSERT_TRUE(journal->commit());
  }
  EXPECT_EQ(answer(directory.journal(), "PRAGMA user_version"), "4|");
  EXPECT_EQ(answer(directory.journal(), "SELECT value <> 0 FROM meta WHERE key = 'identity'"), "1|");
  EXPECT_EQ(answer(directory.journal(), "SELECT value FROM meta WHERE key = 'last_turn'"), "1|");
}

// Version 3 knew its ids by a hash alone, whenever they were used.
TEST(SqliteFile, FindsTheIdsOfAnOlderOneByTheirTime) {
  const Directory directory;
  {
    const auto journal = open_sqlite(directory.journal());
    journal->append(requested(1, "c1"), "");
    journal->close_ticket(report(1));
    journal->append(requested(2, "c2"), "");
    ASSERT_TRUE(journal->commit());
  }
  const auto identity = answer(directory.journal(), "SELECT value FROM meta WHERE key = 'identity'");
  sql(directory.journal(), "DROP INDEX tickets_by_time; PRAGMA user_version=3");
  const auto journal = open_sqlite(directory.journal());
  EXPECT_EQ(answer(directory.journal(), "PRAGMA user_version"), "4|");
  EXPECT_EQ(answer(directory.journal(), "SELECT value FROM meta WHERE key = 'identity'"), identity);
  const Timestamp opened = requested(1, "c1").at;
  EXPECT_TRUE(journal->find_ticket(kSession, order::ClOrdId("c1"), opened));
  EXPECT_FALSE(journal->find_ticket(kSession, order::ClOrdId("c1"), opened + microseconds{1}));
  EXPECT_TRUE(journal->find_ticket(kSession, order::ClOrdId("c2"), opened + microseconds{1})) << "it is open";
}

TEST(SqliteFile, LeavesNoRecordBehindWhenItIsClosed) {
  const Directory directory;
  auto journal = open_sqlite(directory.journal());
  journal->append(requested(1, "c1"), "");
  ASSERT_TRUE(journal->commit());
  EXPECT_TRUE(std::filesystem::exists(directory.journal().file.string() + "-turns-1"));
  journal.reset();
  for (const char* suffix : {"-turns-1", "-turns-2", "-wal"}) {
    EXPECT_FALSE(std::filesystem::exists(directory.journal().file.string() + suffix)) << suffix;
  }
  EXPECT_EQ(answer(directory.journal(), "SELECT count(*) FROM tickets"), "1|");
}

TEST(SqliteFile, RefusesARecordThatIsNotItsOwn) {
  const Directory directory;
  const auto file = directory.journal().file.string();
  ASSERT_TRUE(was_killed(in_child([&] {
    const auto journal = open_sqlite(directory.journal());
    journal->append(requested(1, "c1"), "");
    require(bool(journal->commit()), "commit");
    kill_myself();
  })));
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file + suffix);
  EXPECT_THAT(why_not(directory.journal()), HasSubstr("the -turns- files beside it are another journal's"));
  for (const char* suffix : {"-turns-1", "-turns-2"}) std::filesystem::remove(file + suffix);
  EXPECT_EQ(why_not(directory.journal()), "");
}

TEST(SqliteFile, RefusesWhatIsNoJournal) {
  const Directory directory;
  sql(directory.journal(), "CREATE TABLE sheep(name)");
  EXPECT_THAT(why_not(directory.journal()), HasSubstr("not a journal of fixbridge"));
  const Settings text{.file = directory.path() / "notes.txt"};
  std::ofstream(text.file) << std::string(5000, 'n');
  EXPECT_THAT(why_not(text), HasSubstr("notes.txt: file is not a database"));
}

TEST(SqliteFile, NamesADirectoryThatDoesNotExist) {
  const Directory directory;
  EXPECT_THAT(why_not({.file = directory.path() / "none" / "bridge.db"}),
              HasSubstr("No such file or directory: create the directory"));
}

TEST(SqliteFile, IsNotReadableToEveryone) {
  const Directory directory;
  const auto journal = open_sqlite(directory.journal());
  ASSERT_TRUE(journal->probe());
  for (const char* suffix : {"", "-wal", "-shm", "-turns-1", "-turns-2", ".lock"}) {
    const auto mode = std::filesystem::status(directory.journal().file.string() + suffix).permissions();
    EXPECT_EQ(mode & std::filesystem::perms::others_all, std::filesystem::perms::none) << suffix;
  }
}

}  // namespace
}  // namespace bridge::journal
