// How the process begins and ends: exit codes, what it says, and what it leaves behind.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace bridge::endtoend {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class EndsBy : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Signal, EndsBy, testing::Values(SIGTERM, SIGINT),
                         [](const auto& test) { return test.param == SIGTERM ? "Term" : "Int"; });

TEST_P(EndsBy, LoggingOutAndLeavingNothingOpen) {
  Stage stage{{.orders = {order(1001, "order-1")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto oms = stage.make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());

  stage.gateway().signal(GetParam());
  EXPECT_EQ(stage.gateway().wait(), 0);
  const auto logout =
      oms->wait_for([](std::string_view message) { return value(message, 35) == "5"; }, kPatience);
  EXPECT_EQ(value(logout, 58), "The bridge is closing");
  EXPECT_EQ(stage.err(), "");

  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_TRUE(eventually([&] { return oms->logged_on(); })) << "the numbers agree";
  stage.gateway().signal(GetParam());
  EXPECT_EQ(stage.gateway().wait(), 0);
  EXPECT_EQ(count_of(stage.log(), "info restored account=main events=0 open=0 needing_attention=0\n"), 2U)
      << stage.log();
}

TEST(Ending, WaitsForTheAnswersOnTheirWay) {
  Stage stage{{.orders = {order(1001, "order-1")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto oms = stage.make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  stage.venue().delay_cancel_replies(milliseconds{500});
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  stage.gateway().signal(SIGTERM);
  EXPECT_EQ(stage.gateway().wait(), 0);
  EXPECT_EQ(value(oms->wait_for_report("c1", kPatience), 150), "4");
}

constexpr const char* kMistaken = R"(listen: {address: 127.0.0.1, plain: true, port: 99999}
accounts:
  main:
    url: http://127.0.0.1/
    key: some-key
    secret: file:nowhere
sessions:
  - {begin_string: FIX.4.4, sender_comp_id: BRIDGE, target_comp_id: DESK1, account: other}
journal: {dir: journal}
colour: blue
)";

TEST(Configuration, CheckReportsFiveMistakesInFiveLines) {
  const Directory directory;
  const auto file = directory.path() / "bad.yaml";
  write_file(file, kMistaken);
  const auto ending = run_fixbridge({"check", file.string()}, directory.path());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_EQ(ending.out, "");
  const auto lines = lines_of(ending.err);
  ASSERT_THAT(lines, SizeIs(5)) << ending.err;
  const char* const beginnings[] = {
      ":1: listen.port: ", ":4: accounts.main.url: ", ":6: accounts.main.secret: ",
      ":8: sessions[1].account: ", ":10: colour: "};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_THAT(lines[i], StartsWith(file.string() + beginnings[i]));
  }
}

TEST(Configuration, RunRefusesTheSameMistakes) {
  const Directory directory;
  const auto file = directory.path() / "bad.yaml";
  write_file(file, kMistaken);
  const auto ending = run_fixbridge({"run", file.string()}, directory.path());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(lines_of(ending.err), SizeIs(5));
  EXPECT_THAT(lines_of(ending.err), Each(StartsWith(file.string() + ":")));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "journal")) << "nothing was begun";
}

TEST(Configuration, AFileThatIsNotThereIsOneLine) {
  const Directory directory;
  const auto ending = run_fixbridge({"run", "/nowhere/bridge.yaml"}, directory.path());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(lines_of(ending.err), SizeIs(1)) << ending.err;
  EXPECT_THAT(ending.err, StartsWith("/nowhere/bridge.yaml"));
}

TEST(Beginning, APortInUseIsOneLine) {
  Stage stage{{}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  // The same ports, another journal: the listeners are what is left to disagree about.
  auto text = read_file(stage.config());
  text.replace(text.find("dir: journal"), 12, "dir: second");
  text.replace(text.find("bridge.log"), 10, "second.log");
  const auto file = stage.directory() / "second.yaml";
  write_file(file, text);
  const auto ending = run_fixbridge({"run", file.string()}, stage.directory());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(lines_of(ending.err), SizeIs(1)) << ending.err;
  EXPECT_THAT(ending.err, HasSubstr("in use"));
  EXPECT_TRUE(stage.is_ready()) << "the first one goes on";
}

TEST(Beginning, AJournalInUseIsOneLine) {
  Stage stage{{}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto ending = run_fixbridge({"run", stage.config().string()}, stage.directory());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(lines_of(ending.err), SizeIs(1)) << ending.err;
  EXPECT_THAT(ending.err, HasSubstr("main.db"));
  EXPECT_TRUE(stage.is_ready()) << "the first one goes on";
}

}  // namespace
}  // namespace bridge::endtoend
