// What goes and what stays when a journal is pruned: of tickets, of links and starts, of messages; while it
// runs, piece by piece, and when it dies in the middle.
#include "base/failpoint.hpp"
#include "journal/facts.hpp"
#include "journal/sqlite/archive.hpp"
#include "journal/sqlite/prune_request.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/sqlite/retention.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>

namespace bridge::journal {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kOld = 2h;
constexpr auto kYoung = 1min;
const auto kBefore = [] { return now() - 1h; };

// Nothing but what a test says goes for its ids or its messages.
RetentionSettings settings() {
  RetentionSettings settings;
  settings.ids_count = 0us;
  settings.messages_stay_longer = 0us;
  return settings;
}

std::vector<std::int64_t> numbers(const std::filesystem::path& file, const std::string& sql) {
  const Connection db(file, 1000ms, Connection::Access::Read);
  Statement statement(db, sql.c_str());
  std::vector<std::int64_t> found;
  for (Rows row = statement.query(); row.next();) found.push_back(row.integer(0));
  return found;
}

std::string integrity(const std::filesystem::path& file) {
  const Connection db(file, 1000ms, Connection::Access::Read);
  Statement statement(db, "PRAGMA integrity_check");
  Rows row = statement.query();
  return row.next() ? std::string(row.text(0)) : "";
}

std::string message(Timestamp at, std::uint64_t ticket) {
  return "8=FIX.4.4\x01"
         "35=8\x01"
         "52=" +
         fix_text(at) +
         "\x01"
         "17=" +
         std::to_string(ticket) + "-1\x01";
}

// A journal that is written with the times of the past.
class Writer {
 public:
  explicit Writer(const Settings& settings) : journal_(open_sqlite(settings)) {}

  void ask(std::uint64_t ticket, Timestamp at, const order::SessionKey& session = kSession) {
    auto event = requested(ticket, "c" + std::to_string(ticket));
    event.at = at;
    std::get<order::CancelCommand>(std::get<order::Requested>(event.what).command).session = session;
    journal_->append(event, "35=F");
    commit();
  }
  void answer(std::uint64_t ticket, Timestamp at, const order::SessionKey& session = kSession) {
    auto event = answered(ticket, order::Canceled{full_order()});
    event.at = at;
    journal_->append(event, "frame");
    auto end = report(ticket);
    end.session = session;
    journal_->store_message(session, ++number_, message(at, ticket));
    journal_->set_numbers(session, {number_ + 1, 1});
    journal_->close_ticket(end);
    commit();
  }
  void cancel(std::uint64_t ticket, Timestamp at, const order::SessionKey& session = kSession) {
    ask(ticket, at, session);
    answer(ticket, at, session);
  }
  void record(order::Event event, Timestamp at) {
    event.at = at;
    journal_->append(event, "");
    commit();
  }
  void start(const std::string& account, Timestamp at) {
    record({.at = at,
            .what = order::Restarted{.account = order::AccountName(account),
                                     .settings = order::BlotterSettings{}}},
           at);
  }
  void link_up(const std::string& account, Timestamp at) {
    record({.at = at, .what = order::LinkUp{order::AccountName(account)}}, at);
  }
  void link_down(const std::string& account, Timestamp at) {
    record({.at = at, .what = order::LinkDown{"gone", order::AccountName(account)}}, at);
  }
  void commit() { ASSERT_TRUE(journal_->commit()) << journal_->error(); }
  Journal& journal() { return *journal_; }
  Journal* operator->() { return journal_.get(); }

 private:
  std::unique_ptr<Journal> journal_;
  int number_ = 0;
};

class Prune : public testing::Test {
 protected:
  void prune() const { prune_now(file(), kBefore(), retention); }
  [[nodiscard]] std::filesystem::path file() const { return directory.journal().file; }
  [[nodiscard]] std::vector<std::int64_t> tickets() const {
    return numbers(file(), "SELECT ticket FROM tickets ORDER BY ticket");
  }
  [[nodiscard]] std::vector<std::int64_t> tickets_of_events() const {
    return numbers(file(), "SELECT DISTINCT ticket FROM events WHERE ticket IS NOT NULL ORDER BY ticket");
  }
  [[nodiscard]] std::vector<std::int64_t> others() const {
    return numbers(file(), "SELECT id FROM events WHERE ticket IS NULL ORDER BY id");
  }
  [[nodiscard]] std::vector<std::int64_t> messages() const {
    return numbers(file(), "SELECT msg_seq_num FROM messages ORDER BY epoch, msg_seq_num");
  }
  [[nodiscard]] bool eventually(const std::function<bool()>& holds) const {
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(10ms);
    }
    return true;
  }

  Directory directory;
  RetentionSettings retention = settings();
  const Timestamp old = now() - kOld;
  const Timestamp young = now() - kYoung;
};

TEST_F(Prune, TakesTicketsThatAreClosedAndOldWithAllOfTheirEvents) {
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    writer.ask(2, old);  // open
    writer.cancel(3, old);
    writer.ask(4, old);
    writer.answer(4, young);
    writer.cancel(5, young);
  }
  prune();
  EXPECT_THAT(tickets(), ElementsAre(2, 4, 5));
  EXPECT_THAT(tickets_of_events(), ElementsAre(2, 4, 5));
  EXPECT_EQ(integrity(file()), "ok");
  Reader reader(file());
  EXPECT_EQ(reader.pruned().ticket, 3);
  EXPECT_GT(reader.pruned().until, old);
  EXPECT_LT(reader.pruned().until, young);
}

TEST_F(Prune, LeavesWhatAStartFinds) {
  std::vector<std::string> before;
  {
    Writer writer(directory.journal());
    writer.start("a", old);      // 1
    writer.start("b", old);      // 2
    writer.link_up("a", old);    // 3
    writer.cancel(1, old);       // 4, 5
    writer.start("a", old);      // 6
    writer.start("b", old);      // 7
    writer.link_up("a", old);    // 8
    writer.link_up("b", old);    // 9
    writer.link_down("a", old);  // 10
    writer.link_up("a", old);    // 11
    writer.cancel(2, old);       // 12, 13
    writer.ask(3, old);          // 14
    writer.link_down("b", old);  // 15
    writer.start("a", young);    // 16
    writer.start("b", young);    // 17
    writer.cancel(4, young);     // 18, 19
  }
  prune();
  EXPECT_THAT(others(), ElementsAre(6, 7, 9, 11, 15, 16, 17));
  EXPECT_THAT(tickets_of_events(), ElementsAre(3, 4));
  // Later, when nothing of the older life is left, that start is of no use.
  {
    Writer writer(directory.journal());
    writer.answer(3, young);
    writer.cancel(5, now());
  }
  prune_now(file(), now() - kYoung / 2, retention);
  EXPECT_THAT(others(), ElementsAre(16, 17));
  EXPECT_THAT(tickets_of_events(), ElementsAre(5));
}

// Limits that were set long ago hold to this day. The links of then are of no use.
TEST_F(Prune, LeavesWhatIsKeptWithoutTheLinksOfItsTime) {
  {
    Writer writer(directory.journal());
    const order::LimitsSet set{order::TicketId(1), order::AccountName{"a"}, kSession, {}, "desk", "at start"};
    writer.record({.at = {}, .what = set}, old);  // 1
    writer.start("a", old);                       // 2
    writer.link_up("a", old);                     // 3
    writer.start("a", young);                     // 4
    writer.cancel(2, young);                      // 5, 6
  }
  prune();
  EXPECT_THAT(others(), ElementsAre(4));
  EXPECT_THAT(tickets_of_events(), ElementsAre(1, 2));
}

TEST_F(Prune, TakesRepeatsAndLateAnswersWhenTheyAreOld) {
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    auto repeat = requested(2, "c1");
    std::get<order::Requested>(repeat.what).prior = order::Prior{order::TicketId(1), report(1)};
    writer.record(repeat, old);
    writer.record(answered(1, order::Canceled{full_order()}), young);  // twice
    writer.cancel(3, young);
  }
  prune();
  EXPECT_THAT(tickets_of_events(), ElementsAre(1, 3)) << "the last of its events is young";
  EXPECT_THAT(tickets(), ElementsAre(1, 3));
}

// What numbers are counted on from stays: none is given twice.
TEST_F(Prune, LeavesTheNewestEventAndTheHighestTicket) {
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    writer.cancel(3, old);
    writer.cancel(2, old);
  }
  prune();
  EXPECT_THAT(tickets(), ElementsAre(2, 3)) << "2 has the newest event";
  EXPECT_THAT(numbers(file(), "SELECT max(id) FROM events"), ElementsAre(6));
}

TEST_F(Prune, LeavesMessagesThatAClientMayAskForOrIsOwed) {
  {
    Writer writer(directory.journal());
    for (std::uint64_t ticket = 1; ticket <= 4; ++ticket) writer.cancel(ticket, old);
    writer->set_delivered(kSession, 2);
    writer->reset_session(kSession, old);  // 3 and 4 are owed
    writer.commit();
    for (std::uint64_t ticket = 5; ticket <= 8; ++ticket) writer.cancel(ticket, old);
    writer.cancel(9, young);
    writer->set_delivered(kSession, 6);
    writer.commit();
  }
  prune();
  EXPECT_THAT(messages(), ElementsAre(3, 4, 7, 8, 9));
  {
    Writer writer(directory.journal());
    writer->settle_owed(kSession, {0, 4, {}});
    writer->set_delivered(kSession, 9);
    writer.commit();
  }
  prune();
  EXPECT_THAT(messages(), ElementsAre(9));
  EXPECT_THAT(numbers(file(), "SELECT count(*) FROM past_sessions"), ElementsAre(0));
}

TEST_F(Prune, LeavesMessagesADayLonger) {
  retention.messages_stay_longer = RetentionSettings{}.messages_stay_longer;
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    writer->set_delivered(kSession, 1);
    writer.cancel(2, young);
  }
  prune();
  EXPECT_THAT(tickets(), ElementsAre(2));
  EXPECT_THAT(messages(), ElementsAre(1, 2));
}

TEST_F(Prune, LeavesTheIdsThatCountForEver) {
  const order::SessionKey other("FIX.4.4:BRIDGE->OTHER");
  retention.ids_for_ever = {kSession.value()};
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    writer.cancel(2, old, other);
    writer.cancel(3, young);
  }
  prune();
  EXPECT_THAT(tickets(), ElementsAre(1, 3));
  EXPECT_THAT(tickets_of_events(), ElementsAre(3));
  const auto journal = open_sqlite(directory.journal());
  const auto prior = journal->find_ticket(kSession, order::ClOrdId("c1"));
  ASSERT_TRUE(prior);
  EXPECT_EQ(prior->ticket, order::TicketId(1));
  EXPECT_TRUE(prior->final_report);
  EXPECT_FALSE(journal->find_ticket(other, order::ClOrdId("c2")));
}

TEST_F(Prune, TakesNoTicketWhoseIdStillCounts) {
  retention.ids_count = 3h;
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    writer.cancel(2, old - 2h);
    writer.cancel(3, young);
  }
  prune();
  EXPECT_THAT(tickets(), ElementsAre(1, 2, 3)) << "it ends at the first event that is too young";
  retention.ids_count = 90min;
  prune();
  EXPECT_THAT(tickets(), ElementsAre(3));
}

TEST_F(Prune, GoesOnWhileTheJournalIsWritten) {
  auto with_keep = directory.journal();
  with_keep.retention = retention;
  with_keep.retention.keep = 1h;
  Writer writer(with_keep);
  for (std::uint64_t ticket = 1; ticket <= 500; ++ticket) writer.cancel(ticket, old);
  writer.ask(501, old);
  for (std::uint64_t ticket = 600; ticket <= 610; ++ticket) writer.cancel(ticket, young);
  ASSERT_TRUE(eventually([&] { return tickets().size() == 12; }));
  EXPECT_THAT(tickets_of_events(), SizeIs(12));
  EXPECT_THAT(texts(writer->open_events()), SizeIs(1));
  EXPECT_FALSE(writer->find_ticket(kSession, order::ClOrdId("c7")));
  EXPECT_TRUE(writer->find_ticket(kSession, order::ClOrdId("c605")));
}

TEST_F(Prune, PrunesNothingUnlessItIsTold) {
  Writer writer(directory.journal());
  writer.cancel(1, now() - std::chrono::years{10});
  writer.cancel(2, young);
  wait_for_tables(writer.journal());
  std::this_thread::sleep_for(1500ms);  // one look at least
  EXPECT_THAT(tickets(), ElementsAre(1, 2));
}

TEST_F(Prune, UndoesAPieceThatFails) {
  {
    Writer writer(directory.journal());
    for (std::uint64_t ticket = 1; ticket <= 10; ++ticket) writer.cancel(ticket, old);
    writer.cancel(11, young);
  }
  failpoint::arm("journal.prune=error@1");
  EXPECT_THROW(prune(), JournalError);
  EXPECT_THAT(tickets(), SizeIs(11));
  failpoint::arm("");
  prune();
  EXPECT_THAT(tickets(), ElementsAre(11));
}

// Killed at every step of it in turn: each ticket is there with its events, or not at all.
TEST_F(Prune, LeavesAWholeJournalWhereverItIsKilled) {
  constexpr std::uint64_t kTickets = 2000;
  {
    Writer writer(directory.journal());
    for (std::uint64_t ticket = 1; ticket <= kTickets; ++ticket) writer.cancel(ticket, old);
    writer->set_delivered(kSession, kTickets);
    writer.cancel(kTickets + 1, young);
  }
  std::size_t left = kTickets + 1;
  int killed = 0;
  for (;; ++killed) {
    const int status = in_child([&] {
      failpoint::arm("journal.prune=crash@2");
      prune();
    });
    const auto rows = tickets();
    EXPECT_EQ(rows, tickets_of_events());
    EXPECT_THAT(
        numbers(file(),
                "SELECT ticket FROM events WHERE ticket IS NOT NULL GROUP BY ticket HAVING count(*) <> 2"),
        IsEmpty());
    EXPECT_EQ(integrity(file()), "ok");
    EXPECT_LE(rows.size(), left);
    left = rows.size();
    if (went_well(status)) break;
    ASSERT_TRUE(was_killed(status));
    ASSERT_LT(killed, 1000);
  }
  EXPECT_GT(killed, 1);
  EXPECT_THAT(tickets(), ElementsAre(kTickets + 1));
}

TEST_F(Prune, AnArchiveIsTheJournalAsItWas) {
  Writer writer(directory.journal());
  writer.start("main", old);
  writer.cancel(1, old);
  writer.ask(2, old);
  writer.ask(3, old);
  writer.answer(3, young);
  writer.cancel(4, young);
  wait_for_tables(writer.journal());
  const auto to = directory.path() / "archive.db";
  const auto counts = Archive(file()).write(to, kBefore());
  EXPECT_EQ(counts.events, 5);
  EXPECT_EQ(counts.tickets, 3);
  EXPECT_EQ(counts.messages, 1);
  EXPECT_THAT(numbers(to, "SELECT ticket FROM tickets"), ElementsAre(1, 2, 3));
  EXPECT_THAT(numbers(to, "SELECT ticket FROM tickets WHERE closed_us IS NULL AND final_report IS NULL"),
              ElementsAre(2, 3))
      << "3 was open then";
  EXPECT_FALSE(std::filesystem::exists(to.string() + ".part"));
  Reader reader(to);
  EXPECT_GT(reader.archived_until(), old);
  EXPECT_THAT(reader.open_tickets(), SizeIs(2));
  EXPECT_EQ(numbers(to, "SELECT sum(length(evidence)) FROM events"),
            std::vector<std::int64_t>{4 + 4 + 5 + 4});
  EXPECT_THROW((void)Archive(file()).write(to, kBefore()), JournalError) << "it is there already";
}

// Everything that goes is in the file, whatever goes on meanwhile.
TEST_F(Prune, PrunesWhatAnArchiveHasAskedFor) {
  auto some = directory.journal();
  some.retention = retention;
  Writer writer(some);
  for (std::uint64_t ticket = 1; ticket <= 100; ++ticket) writer.cancel(ticket, old);
  writer->set_delivered(kSession, 100);
  writer.cancel(101, young);
  wait_for_tables(writer.journal());
  const auto to = directory.path() / "archive.db";
  const auto before = kBefore();
  (void)Archive(file()).write(to, before);
  EXPECT_THAT(tickets(), SizeIs(101)) << "nobody has asked yet";
  request_prune(std::filesystem::canonical(file()), before);
  ASSERT_TRUE(eventually([&] { return !prune_request(file()); }));
  EXPECT_THAT(tickets(), ElementsAre(101));
  EXPECT_THAT(messages(), ElementsAre(101));
  EXPECT_THAT(numbers(to, "SELECT count(*) FROM tickets WHERE closed_us IS NOT NULL"), ElementsAre(100));
  EXPECT_THAT(numbers(to, "SELECT count(*) FROM messages"), ElementsAre(100));
}

TEST_F(Prune, WaitsWhileAnArchiveIsWritten) {
  auto with_keep = directory.journal();
  with_keep.retention = retention;
  with_keep.retention.keep = 1h;
  {
    Writer writer(directory.journal());
    writer.cancel(1, old);
    writer.cancel(2, young);
  }
  auto archive = std::make_unique<Archive>(file());
  Writer writer(with_keep);
  std::this_thread::sleep_for(1500ms);  // one look at least
  EXPECT_THAT(tickets(), ElementsAre(1, 2));
  archive.reset();
  EXPECT_TRUE(eventually([&] { return tickets().size() == 1; }));
}

TEST_F(Prune, SetsAsideWhatIsNoRequest) {
  const auto path = prune_request_path(file());
  { std::ofstream(path) << "tomorrow\n"; }
  EXPECT_FALSE(prune_request(file()));
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(std::filesystem::exists(path.string() + ".bad"));
}

}  // namespace
}  // namespace bridge::journal
