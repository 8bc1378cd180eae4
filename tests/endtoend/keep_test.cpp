// What is left of a journal when it keeps a few days only, and what an archive of the rest is: days later,
// with the gateway running or not.
#include "endtoend/another_day.hpp"
#include "journal/sqlite/reader.hpp"

#include <fstream>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::Not;

// A part-filled order is asked about before it is canceled, a filled one cannot be.
std::vector<simulator::Order> book() {
  std::vector<simulator::Order> orders;
  for (int i = 1; i <= 9; ++i) orders.push_back(order(1000 + i, "order-" + std::to_string(i)));
  orders.push_back(part_filled_order(1010, "part-filled"));
  orders.push_back(order(1011, "filled", "FILLED"));
  return orders;
}

class Keep : public AnotherDay {
 protected:
  Keep() : AnotherDay("account: main", book()) {}

  // Three cancels are answered, one of them by what the venue says of its order; one is refused, and one is
  // said twice.
  void let_much_happen(const std::string& day, int first_order) {
    const auto id = [&](int i) { return "37=" + std::to_string(first_order + i) + "|"; };
    oms->cancel(day + "-1", id(0));
    EXPECT_EQ(value(answer_to(day + "-1"), 150), "4");
    oms->cancel(day + "-filled", "37=1011|");
    EXPECT_EQ(value(answer_to(day + "-filled"), 102), "0");
    oms->cancel(day + "-2", id(1));
    EXPECT_EQ(value(answer_to(day + "-2"), 150), "4");
    oms->cancel(day + "-1", id(0));
    EXPECT_EQ(value(answer_to(day + "-1"), 102), "6");
    oms->cancel(day + "-nothing", "");
    EXPECT_EQ(value(answer_to(day + "-nothing"), 35), "9");
  }
  void configure(const std::string& before, const std::string& after) {
    auto text = read_file(stage.config());
    const auto at = text.find(before);
    ASSERT_NE(at, text.npos);
    std::ofstream(stage.config()) << text.replace(at, before.size(), after);
  }
  [[nodiscard]] Ending archive(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"archive", "--older-than", "5", "--to", to().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return command(arguments, stage.config());
  }
  [[nodiscard]] std::filesystem::path to() const { return stage.directory() / "archived"; }
  // Of a gateway whose journals are the archive's.
  [[nodiscard]] std::filesystem::path config_of_archive() const {
    auto text = read_file(stage.config());
    text.replace(text.find("journal: {dir: journal"), 22, "journal: {dir: archived");
    const auto file = stage.directory() / "archive.yaml";
    std::ofstream(file) << text;
    return file;
  }
  [[nodiscard]] std::string tickets() const {
    return stage.ask_journal(
        "SELECT group_concat(cl_ord_id) FROM (SELECT cl_ord_id FROM tickets ORDER BY ticket)");
  }
};

constexpr const char* kOfLater = "later-1,later-filled,later-2,later-nothing";

TEST_F(Keep, DeletesWhatIsOlderWhileTheGatewayRuns) {
  let_much_happen("early", 1001);
  configure("journal: {dir: journal", "journal: {keep: {days: 5}, dir: journal");
  begin_day(10);
  let_much_happen("later", 1003);
  // The client is owed what it has not evidently got: it was said again.
  ASSERT_TRUE(eventually([&] { return tickets() == kOfLater; })) << tickets();
  expect_replay_is_equal();
  oms->cancel("early-1", "37=1005|");
  EXPECT_EQ(value(answer_to("early-1"), 150), "4") << "its id is of another day";
  begin_day(11);
  expect_replay_is_equal();
}

TEST_F(Keep, ArchivesWhileTheGatewayRuns) {
  let_much_happen("early", 1001);
  begin_day(10);
  let_much_happen("later", 1003);
  const auto ending = archive();
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("4 ticket(s)"));
  EXPECT_THAT(ending.out, HasSubstr("the journal was pruned by its gateway"));
  EXPECT_EQ(tickets(), kOfLater);
  EXPECT_THAT(stage.log(), HasSubstr("journal_pruned"));
  expect_replay_is_equal();
  expect_replay_is_equal(config_of_archive());
  const auto list = command({"tickets", "--all"}, config_of_archive());
  EXPECT_THAT(list.out, HasSubstr("early-filled"));
  EXPECT_THAT(list.out, Not(HasSubstr("later-1")));
  // The gateway goes on as before, and its next start as well.
  let_much_happen("more", 1005);
  begin_day(11);
  expect_replay_is_equal();
  EXPECT_EQ(archive().exit_code, 1) << "the file is there already";
}

TEST_F(Keep, ArchivesWhenNoGatewayRuns) {
  let_much_happen("early", 1001);
  begin_day(10);
  let_much_happen("later", 1003);
  stage.gateway().kill();
  const auto ending = archive();
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("the journal was pruned\n"));
  EXPECT_EQ(tickets(), kOfLater);
  expect_replay_is_equal();
  expect_replay_is_equal(config_of_archive());
}

TEST_F(Keep, ArchivesOnlyWhenAskedTo) {
  let_much_happen("early", 1001);
  begin_day(10);
  const auto ending = archive({"--keep-journal"});
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  EXPECT_EQ(tickets(), "early-1,early-filled,early-2,early-nothing");
  expect_replay_is_equal(config_of_archive());
}

TEST_F(Keep, ArchivesNothingWhoseIdsStillCount) {
  stage.gateway().signal(SIGTERM);
  ASSERT_EQ(stage.gateway().wait(), 0);
  const auto ending = command({"archive", "--older-than", "2", "--to", to().string()}, stage.config());
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.err, HasSubstr("--older-than 2 is too short: its sessions' ClOrdIDs count for 3 days"));
}

}  // namespace
}  // namespace bridge::endtoend
