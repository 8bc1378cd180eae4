// What a journal's tables look like when they are damaged, and that it is found.
#include "journal/sqlite/inspection.hpp"

#include "journal/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

namespace bridge::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kTickets = 2000;

class Inspected : public testing::Test {
 protected:
  void SetUp() override {
    const auto journal = open_sqlite(settings);
    journal->append(link_up(), "");
    journal->set_numbers(kSession, {.next_sender = kTickets + 1, .next_target = 1});
    for (std::uint64_t ticket = 1; ticket <= kTickets; ++ticket) {
      journal->append(requested(ticket, "c" + std::to_string(ticket)), "8=FIX.4.4\x01");
      journal->store_message(kSession, static_cast<int>(ticket), sound_message(ticket));
      if (ticket % 2 == 0) journal->close_ticket(report(ticket));
      ASSERT_TRUE(journal->commit());
    }
  }

  static std::string sound_message(std::uint64_t number) {
    std::string message =
        "8=FIX.4.4\x01"
        "9=5\x01"
        "35=8\x01"
        "11=" +
        std::to_string(number) + '\x01';
    unsigned sum = 0;
    for (const char c : message) sum += static_cast<unsigned char>(c);
    const std::string digits = std::to_string(1000 + sum % 256);
    return message + "10=" + digits.substr(1) + '\x01';
  }

  // Each thing that is wrong, as far as one a table.
  std::vector<std::string> findings(std::optional<std::int64_t> newest = std::nullopt) const {
    const Connection db(settings.file, seconds{1}, Connection::Access::Read);
    Inspection inspection(db, newest);
    std::vector<std::string> found;
    for (bool more = true; more;) {
      try {
        more = inspection.next();
      } catch (const JournalError& error) {
        found.emplace_back(error.what());
      }
    }
    return found;
  }
  void sql(const std::string& text) const { Connection(settings.file, seconds{1}).run(text.c_str()); }

  Directory directory;
  Settings settings = directory.journal();
};

TEST_F(Inspected, IsWellWhenNothingWasChanged) { EXPECT_THAT(findings(), IsEmpty()); }

TEST_F(Inspected, NamesTheRowThatWasChanged) {
  for (const auto& [change, undo, named] : {
           std::tuple{"UPDATE events SET body = replace(body, '\"symbol\"', '\"simbol\"') WHERE id = 5",
                      "UPDATE events SET body = replace(body, '\"simbol\"', '\"symbol\"') WHERE id = 5",
                      "table events, id 5 is damaged"},
           std::tuple{"UPDATE events SET at_us = at_us + 1 WHERE id = 7",
                      "UPDATE events SET at_us = at_us - 1 WHERE id = 7",
                      "table events, id 7 is damaged: its columns and its body disagree"},
           std::tuple{"UPDATE tickets SET final_report = substr(final_report, 2) WHERE ticket = 8",
                      "UPDATE tickets SET final_report = '{' || final_report WHERE ticket = 8",
                      "table tickets, ticket 8 is damaged"},
           std::tuple{"UPDATE messages SET body = replace(body, '35=8', '35=9') WHERE msg_seq_num = 1234",
                      "UPDATE messages SET body = replace(body, '35=9', '35=8') WHERE msg_seq_num = 1234",
                      "epoch 0, 1234 is damaged: CheckSum(10) is wrong"},
           std::tuple{"UPDATE sessions SET next_sender = 0", "UPDATE sessions SET next_sender = 1",
                      "its sequence numbers are no numbers"},
       }) {
    sql(change);
    EXPECT_THAT(findings(), ElementsAre(HasSubstr(named)));
    sql(undo);
  }
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Inspected, LooksAtTheNewestOnlyWhenToldSo) {
  sql("UPDATE events SET at_us = at_us + 1 WHERE id = 7");
  EXPECT_THAT(findings(1000), IsEmpty());
  sql("UPDATE events SET at_us = at_us + 1 WHERE id = " + std::to_string(kTickets + 1));
  EXPECT_THAT(findings(1000), ElementsAre(HasSubstr("events, id " + std::to_string(kTickets + 1))));
}

// An id that the index has lost would be taken for new.
TEST_F(Inspected, MissesARowInAnIndex) {
  sql("PRAGMA writable_schema=ON;"
      "UPDATE sqlite_schema SET sql = replace(sql, 'tickets(session, cl_ord_id)',"
      " 'tickets(session, cl_ord_id) WHERE ticket <> 9') WHERE name = 'tickets_by_cl_ord_id';"
      "PRAGMA writable_schema=RESET; REINDEX tickets_by_cl_ord_id;"
      "PRAGMA writable_schema=ON;"
      "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE ticket <> 9', '')"
      " WHERE name = 'tickets_by_cl_ord_id'");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("ticket 9 is damaged: an index does not have it")));
}

// Wherever the disk has lost half a page of rows.
TEST_F(Inspected, FindsFlippedBytesInAnyPageOfRows) {
  const std::string whole = bytes_of(settings.file);
  constexpr std::size_t kPage = 8192;
  constexpr std::size_t kHalf = kPage / 2;
  int quiet = 0;
  int pages = 0;
  for (std::size_t at = 4 * kPage; at + kPage <= whole.size(); at += 17 * kPage, ++pages) {
    std::string broken = whole;
    for (std::size_t i = at; i < at + kHalf; ++i) broken[i] = static_cast<char>(~broken[i]);
    std::ofstream(settings.file, std::ios::binary) << broken;
    quiet += findings().empty() ? 1 : 0;
  }
  EXPECT_EQ(quiet, 0) << "of " << pages;
  EXPECT_GT(pages, 10);
}

}  // namespace
}  // namespace bridge::journal
