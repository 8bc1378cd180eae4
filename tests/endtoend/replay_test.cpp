// A journal of everything that can happen, replayed: every report comes out as it was told; and what was
// changed in it is found.
#include "endtoend/small_disk.hpp"
#include "endtoend/stage.hpp"
#include "journal/sqlite/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kAllOfThem = 100'000;

Ending fixbridge(const Stage& stage, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"replay", stage.config().string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  static int runs = 0;
  const auto directory = stage.directory() / ("replay-" + std::to_string(++runs));
  std::filesystem::create_directory(directory);
  return run_fixbridge(arguments, directory);
}

void expect_all_equal(const Stage& stage) {
  const auto ending = fixbridge(stage);
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("all equal"));
  EXPECT_THAT(ending.out, Not(HasSubstr("DIFFERENT")));
}

void sql(const std::filesystem::path& file, const std::string& text) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  EXPECT_EQ(sqlite3_changes(db), 1) << text;
  sqlite3_close(db);
}

std::vector<simulator::Order> book() {
  std::vector<simulator::Order> orders;
  for (int i = 0; i < 40; ++i) {
    const std::int64_t id = 1000 + i;
    const std::string client_id = "order-" + std::to_string(i);
    orders.push_back(i % 10 == 9  ? order(id, client_id, "FILLED")
                     : i % 7 == 6 ? part_filled_order(id, client_id)
                                  : order(id, client_id));
  }
  return orders;
}

class Replay : public testing::Test {
 protected:
  explicit Replay(StageSettings settings = {.orders = book(),
                                            .sessions = {session(
                                                "FIX.4.4", "account: main, entitled_symbols: [BTCUSDT]")},
                                            .answer_within = "200ms"})
      : stage(std::move(settings)) {}

  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  void restart() {
    stage.gateway().kill();
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  }
  std::string answer(const fix::Oms::Fields& fields) {
    EXPECT_TRUE(oms->send_cancel(fields));
    return oms->wait_for_report(fields.front().second, kPatience);
  }
  std::string wait_for(const std::string& msg_type, int tag, const std::string& wanted) const {
    return oms->wait_for(
        [&](std::string_view message) {
          return value(message, 35) == msg_type && value(message, tag) == wanted;
        },
        kPatience);
  }
  // One of each kind: what the venue did, what it refused, what we refused, what was said twice.
  void let_everything_happen() {
    EXPECT_EQ(value(answer(cancel("canceled", "1000")), 150), "4");
    EXPECT_EQ(value(answer(cancel("part-filled", "1006")), 150), "4");
    EXPECT_EQ(value(answer(cancel("filled", "1009")), 102), "0");
    EXPECT_EQ(value(answer(cancel("unknown", "999999")), 102), "1");
    EXPECT_EQ(value(answer(cancel("by-client-id", "", "order-1")), 150), "4");
    EXPECT_EQ(value(answer(cancel("nothing", "")), 35), "9");
    auto foreign = cancel("foreign", "1002");
    foreign[1].second = "ETHUSDT";
    EXPECT_EQ(value(answer(foreign), 102), "2");
    stage.venue().fail_next("order.cancel", 400, -2010, "NEW_ORDER_REJECTED", 1);
    EXPECT_EQ(value(answer(cancel("rejected", "1003")), 35), "9");
    ASSERT_TRUE(oms->send_cancel(cancel("canceled", "1004")));  // the ClOrdID was used before
    EXPECT_NE(wait_for("9", 102, "6"), "");
    auto again = cancel("canceled", "1000");
    again.emplace_back(97, "Y");
    ASSERT_TRUE(oms->send_cancel(again));
    EXPECT_NE(wait_for("8", 97, "Y"), "");
    ASSERT_TRUE(oms->send("H", question({{11, "order-5"}, {37, "1005"}, {790, "q1"}})));
    EXPECT_NE(wait_for("8", 790, "q1"), "");
    stage.venue().fail_next("order.cancel", 503, -1007, "Timeout waiting for response", 1);
    ASSERT_TRUE(oms->send_cancel(cancel("in-doubt", "1008")));
    EXPECT_NE(wait_for("8", 150, "6"), "");
    EXPECT_EQ(value(oms->wait_for_report("in-doubt", kPatience), 150), "4");
  }
  // Copies the journal and has `change` applied to the copy; then replays that.
  Ending replay_of_changed(const std::string& change) {
    const auto copy = stage.directory() / "copy";
    std::filesystem::remove_all(copy);
    const journal::Reader up_to_date(stage.journal() / "main.db");
    std::filesystem::copy(stage.journal(), copy, std::filesystem::copy_options::recursive);
    sql(copy / "main.db", change);
    auto text = read_file(stage.config());
    text.replace(text.find("dir: journal"), 12, "dir: copy");
    write_file(stage.directory() / "copy.yaml", text);
    const auto directory = stage.directory() / "replay-copy";
    std::filesystem::create_directory(directory);
    auto ending = run_fixbridge({"replay", (stage.directory() / "copy.yaml").string()}, directory);
    std::filesystem::remove_all(directory);
    return ending;
  }

  Stage stage;
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(Replay, OfEveryKindOfOutcomeIsEqual) {
  let_everything_happen();
  expect_all_equal(stage);  // while it runs
  restart();
  EXPECT_EQ(value(answer(cancel("after", "1010")), 150), "4");
  stage.gateway().kill();
  expect_all_equal(stage);
  const auto ending = fixbridge(stage);
  EXPECT_THAT(ending.out, HasSubstr("2 start(s)"));
  EXPECT_THAT(ending.out, HasSubstr(", 0 open"));
}

TEST_F(Replay, AcrossAKillWithCancelsInFlightIsEqual) {
  stage.venue().drop_cancel_replies(true);
  for (int i = 0; i < 20; ++i) {
    oms->send_cancel(cancel("c" + std::to_string(i), std::to_string(1000 + i)));
  }
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() >= 20; }));
  stage.gateway().kill();
  expect_all_equal(stage);  // with open tickets
  EXPECT_THAT(fixbridge(stage).out, HasSubstr("20 open"));
  stage.venue().drop_cancel_replies(false);
  ASSERT_TRUE(stage.gateway_becomes_ready());
  for (int i = 0; i < 20; ++i) {
    ASSERT_FALSE(oms->wait_for_report("c" + std::to_string(i), kPatience).empty()) << i;
  }
  stage.gateway().kill();
  expect_all_equal(stage);
  EXPECT_THAT(fixbridge(stage).out, HasSubstr(", 0 open"));
}

TEST_F(Replay, AfterKillsInTheMiddleOfTurnsIsEqual) {
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 10; ++i) {
      oms->send_cancel(cancel("r" + std::to_string(round) + "-" + std::to_string(i),
                              std::to_string(1000 + 10 * round + i)));
    }
    if (round % 2 == 0) (void)eventually([&] { return stage.cancels_asked() > 0; });
    stage.gateway().kill();
    expect_all_equal(stage);
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  }
  stage.gateway().kill();
  expect_all_equal(stage);
}

TEST_F(Replay, OfATicketSettledByHandIsEqual) {
  stage.venue().drop_cancel_replies(true);
  stage.venue().fail_next("order.status", 503, -1007, "Timeout waiting for response", kAllOfThem);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1000")));
  ASSERT_TRUE(oms->send_cancel(cancel("c2", "1001")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 2; }));
  const auto list = run_fixbridge({"tickets", stage.config().string(), "--json"}, stage.directory()).out;
  for (std::size_t at = list.find("\"ticket\":"); at != std::string::npos;
       at = list.find("\"ticket\":", at + 1)) {
    const auto number = list.substr(at + 9, list.find(',', at) - at - 9);
    const auto directory = stage.directory() / number;
    std::filesystem::create_directory(directory);
    const auto ending = run_fixbridge(
        {"resolve", stage.config().string(), number, "--as", "canceled", "--why", "for a test"}, directory);
    EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  }
  ASSERT_FALSE(oms->wait_for_report("c2", kPatience).empty());
  EXPECT_THAT(fixbridge(stage).out, HasSubstr("2 of them settled by hand"));
  expect_all_equal(stage);
  stage.venue().fail_next("order.status", 0, 0, "", 0);
  ASSERT_TRUE(eventually([&] { return fixbridge(stage).out.find(", 0 open") != std::string::npos; }));
  expect_all_equal(stage);
  restart();
  stage.gateway().kill();
  expect_all_equal(stage);
}

// An earlier release decided otherwise, by rules that it did not number. That is no fault of the journal.
TEST_F(Replay, ComparesNothingThatAnEarlierReleaseDecided) {
  EXPECT_EQ(value(answer(cancel("before", "1000")), 150), "4");
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("open", "1001")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 2; }));
  stage.gateway().kill();
  { const journal::Reader up_to_date(stage.journal() / "main.db"); }
  sql(stage.journal() / "main.db", R"(UPDATE events SET body = replace(body, ',"rules":1', ''))"
                                   R"( WHERE kind = 'restarted')");
  auto ending = fixbridge(stage);
  EXPECT_EQ(ending.exit_code, 0) << ending.out;
  EXPECT_THAT(ending.out, HasSubstr("of an older fixbridge, which decided otherwise, were not compared"));
  EXPECT_THAT(ending.out, HasSubstr("1 open"));

  stage.venue().drop_cancel_replies(false);
  ASSERT_TRUE(stage.gateway_becomes_ready());
  EXPECT_EQ(value(oms->wait_for_report("open", kPatience), 150), "4");
  EXPECT_EQ(value(answer(cancel("after", "1002")), 150), "4");
  stage.gateway().kill();
  ending = fixbridge(stage);
  EXPECT_EQ(ending.exit_code, 0) << ending.out;
  EXPECT_THAT(ending.out, HasSubstr("reports   2 equal\n  messages  2 equal"));
  EXPECT_THAT(ending.out, HasSubstr(", 0 open"));
}

// What was told by hand and then corrected is said again after a reset, both of it.
TEST_F(Replay, OfAVerdictThatWasCorrectedAndSaidAgainIsEqual) {
  stage.venue().fail_next("order.cancel", 503, -1007, "Timeout waiting for response", 1);
  stage.venue().fail_next("order.status", 503, -1007, "Timeout waiting for response", kAllOfThem);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1000")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  const auto list = run_fixbridge({"tickets", stage.config().string(), "--json"}, stage.directory()).out;
  const auto at = list.find("\"ticket\":") + 9;
  const auto number = list.substr(at, list.find(',', at) - at);
  oms.reset();  // so that nothing that is told from now on arrives
  const auto resolve = [&](const char* as) {
    const auto directory = stage.directory() / as;
    std::filesystem::create_directory(directory);
    return run_fixbridge({"resolve", stage.config().string(), number, "--as", as, "--why", "for a test"},
                         directory);
  };
  ASSERT_EQ(resolve("canceled").exit_code, 0);
  stage.venue().fail_next("order.status", 0, 0, "", 0);
  ASSERT_TRUE(eventually([&] { return stage.log().find("verdict_contradicted") != std::string::npos; }));
  oms = stage.make_oms("", true);
  ASSERT_TRUE(oms->log_on(kPatience));
  const auto corrected = wait_for("8", 39, "0");
  EXPECT_EQ(value(corrected, 97), "Y");
  EXPECT_THAT(value(corrected, 58), HasSubstr("This corrects what was settled by hand"));
  EXPECT_NE(wait_for("8", 39, "4"), "");
  expect_all_equal(stage);

  // It needs attention until somebody has taken note.
  EXPECT_EQ(stage.metric(R"(fixbridge_verdicts_contradicted_total{account="main"})"), "1");
  const auto listed = run_fixbridge({"tickets", stage.config().string()}, stage.directory());
  EXPECT_EQ(listed.exit_code, 3) << listed.out;
  EXPECT_THAT(listed.out, HasSubstr("settled by hand, and the venue says otherwise"));
  const auto noted = resolve("rejected");
  EXPECT_EQ(noted.exit_code, 0) << noted.out;
  EXPECT_THAT(noted.out, testing::StartsWith("noted: ticket " + number));
  EXPECT_EQ(run_fixbridge({"tickets", stage.config().string()}, stage.directory()).exit_code, 0);
  EXPECT_EQ(final_reports(*oms, "c1").size(), 1U) << "the client is not told once more";
  restart();
  stage.gateway().kill();
  expect_all_equal(stage);
}

TEST_F(Replay, FindsAndNamesWhatWasChanged) {
  EXPECT_EQ(value(answer(cancel("c1", "1000")), 150), "4");
  EXPECT_EQ(value(answer(cancel("c2", "1009")), 102), "0");
  stage.gateway().kill();
  expect_all_equal(stage);
  struct Change {
    const char* sql;
    const char* found;
  };
  const Change changes[] = {
      {"UPDATE tickets SET final_report = replace(final_report, '\"executed_qty\":\"0', "
       "'\"executed_qty\":\"1')"
       " WHERE cl_ord_id = 'c1'",
       "its report in table tickets"},
      {"UPDATE tickets SET final_report = NULL WHERE cl_ord_id = 'c1'", "its report in table tickets"},
      {"UPDATE tickets SET closed_us = NULL, final_report = NULL WHERE cl_ord_id = 'c2'",
       "its report was told, but it is open"},
      {"UPDATE messages SET body = replace(body, '39=4', '39=2') WHERE body LIKE '%11=c1%'", "39=2"},
      {"UPDATE messages SET body = replace(body, '11=c2', '11=c3') WHERE body LIKE '%11=c2%'", "11=c3"},
      {"UPDATE events SET body = replace(body, '0.250', '0.350') WHERE kind = 'venue_answered'"
       " AND body LIKE '%order-0%'",
       "0.350"},
      {"UPDATE events SET body = replace(body, '\"kind\"', '\"kinx\"') WHERE kind = 'venue_answered'"
       " AND body LIKE '%order-0%'",
       "cannot be read"},
      {"UPDATE events SET body = replace(body, '\"transact_time\"', '\"transact_tine\"')"
       " WHERE kind = 'cancel_requested' AND body LIKE '%\"c1\"%'",
       "its columns and its body disagree"},
      {"UPDATE events SET at_us = at_us + 1 WHERE id = 1", "its columns and its body disagree"},
      {"DELETE FROM events WHERE kind = 'cancel_requested' AND body LIKE '%\"c1\"%'", "no event"},
      {"DELETE FROM messages WHERE body LIKE '%11=c2%'", "no message of FIX.4.4:BRIDGE->DESK1 tells it"},
  };
  for (const auto& change : changes) {
    const auto ending = replay_of_changed(change.sql);
    EXPECT_EQ(ending.exit_code, 1) << change.sql << '\n' << ending.out << ending.err;
    EXPECT_THAT(ending.out, HasSubstr(change.found)) << change.sql;
  }
  EXPECT_EQ(replay_of_changed("UPDATE meta SET value = 0 WHERE key = 'created_us'").exit_code, 0);
}

TEST_F(Replay, ComparesFromAnEventOnAndTellsAllOfIt) {
  EXPECT_EQ(value(answer(cancel("c1", "1000")), 150), "4");
  EXPECT_EQ(value(answer(cancel("c2", "1001")), 150), "4");
  const auto all = fixbridge(stage, {"--verbose"});
  EXPECT_EQ(all.exit_code, 0) << all.out;
  EXPECT_EQ(count_of(all.out, R"("cl_ord_id":"c)"), 2U) << all.out;
  EXPECT_THAT(all.out, HasSubstr("2 equal"));
  const auto none = fixbridge(stage, {"--from-event", "1000000"});
  EXPECT_EQ(none.exit_code, 0) << none.out;
  EXPECT_THAT(none.out, HasSubstr("compared from event 1000000 on"));
  EXPECT_THAT(none.out, HasSubstr("0 equal"));
}

class HurriedReplay : public Replay {
 protected:
  HurriedReplay()
      : Replay({.orders = book(),
                .sessions = {session("FIX.4.4", "account: main, rate_limit: {messages: 2, per: 60s}")}}) {}
};

TEST_F(HurriedReplay, ExplainsWhatHasNoEvent) {
  EXPECT_EQ(value(answer(cancel("c1", "1000")), 150), "4");
  EXPECT_EQ(value(answer(cancel("c2", "1001")), 150), "4");
  EXPECT_EQ(value(answer(cancel("c3", "1002")), 102), "2");
  ASSERT_TRUE(oms->send("H", question({{11, "order-5"}, {37, "1005"}})));
  EXPECT_NE(wait_for("j", 372, "H"), "");
  const auto ending = fixbridge(stage);
  EXPECT_EQ(ending.exit_code, 0) << ending.out;
  EXPECT_THAT(ending.out, HasSubstr("2 equal, 2 told without the journal"));
}

TEST_F(Replay, ExplainsWhatWasToldWhileTheJournalWasDown) {
  SmallDisk disk{stage.journal()};
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  EXPECT_EQ(value(answer(cancel("before", "1000")), 150), "4");
  disk.make_full(stage.gateway().id());
  for (int i = 0; i < 5000; ++i) {
    const auto reject = answer(cancel("fill-" + std::to_string(i), ""));
    ASSERT_NE(reject, "");
    if (value(reject, 102) == "2") break;
  }
  auto again = cancel("before", "1000");
  again.emplace_back(97, "Y");
  ASSERT_TRUE(oms->send_cancel(again));
  EXPECT_NE(wait_for("8", 97, "Y"), "");
  EXPECT_EQ(value(answer(cancel("down", "1001")), 102), "2");
  disk.make_room(stage.gateway().id());
  ASSERT_TRUE(eventually([&] { return stage.is_ready(); }));
  ASSERT_TRUE(oms->send_cancel(cancel("down", "1001")));  // now it is taken, under the same ClOrdID
  EXPECT_NE(wait_for("8", 150, "4"), "");
  EXPECT_EQ(value(answer(cancel("after", "1002")), 150), "4");
  const auto ending = fixbridge(stage);
  EXPECT_EQ(ending.exit_code, 0) << ending.out;
  EXPECT_THAT(ending.out, HasSubstr("1 repeated after a reset, equal, 2 told without the journal"));
}

}  // namespace
}  // namespace bridge::endtoend
