// How the writes of turns become rows.
#include "journal/sqlite/table_writer.hpp"

#include "journal/facts.hpp"
#include "journal/sqlite/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace bridge::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using std::operator""sv;

class TurnsIntoRows : public testing::Test {
 protected:
  TurnsIntoRows() : db(directory.journal().file, std::chrono::milliseconds{100}), intake(with_tables(db)) {}

  static Connection& with_tables(Connection& db) {
    prepare_schema(db, from_us(1));
    return db;
  }

  void take(const Turn& turn) {
    db.run("BEGIN");
    intake.take(turn.bytes(), [] {});
    db.run("COMMIT");
  }

  std::vector<std::string> read(const char* sql) {
    std::vector<std::string> found;
    Statement statement(db, sql);
    Rows rows = statement.query();
    while (rows.next()) found.emplace_back(rows.text(0));
    return found;
  }

  static void add_event(Turn& turn, std::int64_t ticket) {
    const std::string kind = "e" + std::to_string(ticket);
    turn.add(Write::Event, std::int64_t{1}, ticket, std::string_view(kind), "{}"sv,
             std::optional<std::string>());
  }

  Directory directory;
  Connection db;
  TableWriter intake;
};

TEST_F(TurnsIntoRows, EventsKeepTheirOrderHoweverMany) {
  for (const int count : {1, 7, 8, 9, 16, 20}) {
    db.run("DELETE FROM events");
    Turn turn;
    std::vector<std::string> expected;
    for (int i = 1; i <= count; ++i) {
      add_event(turn, i);
      expected.push_back("e" + std::to_string(i));
    }
    take(turn);
    EXPECT_EQ(read("SELECT kind FROM events ORDER BY id"), expected);
  }
}

TEST_F(TurnsIntoRows, WhatIsWrittenLastOfAMessageStays) {
  Turn turn;
  for (int i = 0; i < 20; ++i) {
    const std::string body = "body " + std::to_string(i);
    turn.add(Write::Message, "s"sv, std::int64_t{0}, std::int64_t{i % 3}, std::string_view(body));
  }
  take(turn);
  EXPECT_THAT(read("SELECT body FROM messages ORDER BY msg_seq_num"),
              ElementsAre("body 18", "body 19", "body 17"));
}

TEST_F(TurnsIntoRows, WhatLooksAtRowsFindsThoseOfTheSameTurn) {
  Turn turn;
  turn.add(Write::Ticket, std::int64_t{1}, "s"sv, "A"sv, std::int64_t{5});
  turn.add(Write::SettleTicket, "settled"sv, std::int64_t{1});
  turn.add(Write::Message, "s"sv, std::int64_t{0}, std::int64_t{1}, "one"sv);
  turn.add(Write::Message, "s"sv, std::int64_t{0}, std::int64_t{2}, "two"sv);
  turn.add(Write::ArchiveSession, "s"sv, std::int64_t{0}, std::int64_t{3}, std::int64_t{1}, std::int64_t{5},
           std::int64_t{6}, std::int64_t{0});
  turn.add(Write::SettleOwed, "s"sv, std::int64_t{0}, std::int64_t{1});
  take(turn);
  EXPECT_THAT(read("SELECT final_report FROM tickets"), ElementsAre("settled"));
  EXPECT_THAT(read("SELECT owed_after FROM past_sessions"), ElementsAre("1")) << "two is owed still";
}

TEST_F(TurnsIntoRows, ATicketEndsInItsOwnTurnInALaterOneOrStaysOpen) {
  Turn first;
  for (std::int64_t ticket = 1; ticket <= 12; ++ticket) {
    const std::string cl_ord_id = "C" + std::to_string(ticket);
    first.add(Write::Ticket, ticket, "s"sv, std::string_view(cl_ord_id), std::int64_t{5});
    if (ticket % 3 == 0) first.add(Write::CloseTicket, std::int64_t{6}, "at once"sv, ticket);
  }
  take(first);
  Turn second;
  for (const std::int64_t ticket : {1, 4}) second.add(Write::CloseTicket, std::int64_t{7}, "later"sv, ticket);
  second.add(Write::CloseTicket, std::int64_t{8}, "again"sv, std::int64_t{3});
  take(second);
  EXPECT_THAT(read("SELECT cl_ord_id FROM tickets WHERE closed_us = 6"),
              ElementsAre("C3", "C6", "C9", "C12"));
  EXPECT_THAT(read("SELECT cl_ord_id FROM tickets WHERE final_report = 'later'"), ElementsAre("C1", "C4"));
  EXPECT_THAT(read("SELECT cl_ord_id FROM tickets WHERE closed_us IS NULL"),
              ElementsAre("C2", "C5", "C7", "C8", "C10", "C11"));
}

TEST_F(TurnsIntoRows, NothingOfWhatFailedIsLeft) {
  Turn good;
  good.add(Write::Ticket, std::int64_t{1}, "s"sv, "A"sv, std::int64_t{5});
  Turn bad;
  for (std::int64_t ticket = 1; ticket <= 9; ++ticket) {
    bad.add(Write::Ticket, ticket, "s"sv, "A"sv, std::int64_t{5});
    bad.add(Write::CloseTicket, std::int64_t{6}, "r"sv, ticket);
    add_event(bad, ticket);
  }
  take(good);
  EXPECT_THROW(take(bad), SqlError) << "ticket 1 is there already, and one of eight in a statement";
  EXPECT_FALSE(db.in_transaction());
  intake.forget();
  Turn next;
  add_event(next, 100);
  take(next);
  EXPECT_THAT(read("SELECT kind FROM events"), ElementsAre("e100"));
  EXPECT_THAT(read("SELECT final_report FROM tickets WHERE closed_us IS NOT NULL"), IsEmpty());
}

TEST_F(TurnsIntoRows, AWriteOfAnotherReleaseIsRefusedByName) {
  const auto why = [&](const Turn& turn) -> std::string {
    try {
      intake.take(turn.bytes(), [] {});
    } catch (const JournalError& error) {
      return error.what();
    }
    return "";
  };
  Turn unknown;
  unknown.add(static_cast<Write>(77), std::int64_t{1});
  EXPECT_THAT(why(unknown), HasSubstr("write 77"));
  Turn longer;
  longer.add(Write::Message, "s"sv, std::int64_t{0}, std::int64_t{1}, "body"sv, "more"sv);
  EXPECT_THAT(why(longer), HasSubstr("5 values instead of 4"));
}

}  // namespace
}  // namespace bridge::journal
