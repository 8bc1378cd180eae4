// What an operator sees and does at night: the open tickets, and one settled by hand.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr int kAllOfThem = 100'000;

// The venue executes cancels and says nothing; asked, it says that it does not know.
class Tickets : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(oms->log_on(kPatience));
    stage.venue().drop_cancel_replies(true);
    stage.venue().fail_next("order.status", 503, -1007, "Timeout waiting for response", kAllOfThem);
    ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001", "order-1")));
    // The client is told nothing yet: nobody knows the order's quantities.
    ASSERT_TRUE(eventually([&] { return fixbridge("tickets").out.find("in doubt") != std::string::npos; }));
    ASSERT_THAT(all_received(*oms), testing::Each(testing::Not(HasSubstr("|11=c1|"))));
  }

  Ending fixbridge(const std::string& command, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{command, stage.config().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto directory = stage.directory() / ("run-" + std::to_string(++runs));
    std::filesystem::create_directory(directory);
    return run_fixbridge(arguments, directory);
  }

  // The number of the only open ticket.
  std::string ticket() const {
    const auto list = fixbridge("tickets", {"--json"}).out;
    const auto begin = list.find("\"ticket\":") + 9;
    return list.substr(begin, list.find_first_not_of("0123456789", begin) - begin);
  }
  Ending resolve(const std::string& number, const std::string& as = "canceled") const {
    return fixbridge("resolve",
                     {number, "--as", as, "--why", "seen as gone on the venue's page", "--who", "Ada"});
  }
  void venue_knows_again() const {
    stage.venue().drop_cancel_replies(false);
    stage.venue().fail_next("order.status", 0, 0, "", 0);
  }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")},
               .account_options = {"needs_attention_after: 1s"},
               .answer_within = "200ms"}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
  mutable int runs = 0;
};

TEST_F(Tickets, AreListedWhetherTheGatewayRunsOrNot) {
  auto list = fixbridge("tickets");
  EXPECT_THAT(list.out,
              HasSubstr("lane main: its gateway runs, process " + std::to_string(stage.gateway().id())));
  EXPECT_THAT(list.out, HasSubstr("FIX.4.4:BRIDGE->DESK1"));
  EXPECT_THAT(list.out, HasSubstr("11=c1"));
  EXPECT_THAT(list.out, HasSubstr("37=1001"));
  EXPECT_THAT(list.out, HasSubstr("41=order-1"));
  EXPECT_THAT(list.out, HasSubstr("in doubt"));
  EXPECT_THAT(list.out, HasSubstr("1 cancel"));
  EXPECT_THAT(list.out, HasSubstr("1 ticket(s)"));
  stage.gateway().kill();
  list = fixbridge("tickets");
  EXPECT_THAT(list.out, HasSubstr("no gateway runs"));
  EXPECT_THAT(list.out, HasSubstr("11=c1"));
  EXPECT_EQ(list.err, "");
}

TEST_F(Tickets, ThatNeedAttentionAreExitCode3) {
  ASSERT_TRUE(eventually([&] { return fixbridge("tickets", {"--needs-attention"}).exit_code == 3; }));
  const auto list = fixbridge("tickets", {"--needs-attention"});
  EXPECT_THAT(list.out, HasSubstr("NEEDS ATTENTION since "));
  EXPECT_THAT(list.out, HasSubstr("1 need(s) attention"));
  EXPECT_THAT(fixbridge("tickets", {"--json"}).out, HasSubstr(R"("needs_attention":true)"));
}

TEST_F(Tickets, AreListedInALoopWhileTheGatewayWorks) {
  for (int i = 0; i < 10; ++i) {
    const auto id = "n" + std::to_string(i);
    ASSERT_TRUE(oms->send_cancel(cancel(id, "")));  // names no order: refused at once, and journaled
    EXPECT_THAT(fixbridge("tickets").out, HasSubstr("11=c1"));
    EXPECT_FALSE(oms->wait_for_report(id, kPatience).empty());
  }
  EXPECT_TRUE(stage.is_ready());
  EXPECT_EQ(stage.metric(R"(fixbridge_journal_commit_failures_total{account="main"})"), "0");
}

TEST_F(Tickets, SettledByHandAreToldAndWatched) {
  const auto number = ticket();
  const auto ending = resolve(number);
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  EXPECT_THAT(ending.out, StartsWith("settled: ticket " + number + " as canceled by "));
  EXPECT_THAT(ending.out, HasSubstr("(Ada)"));
  const auto report = oms->wait_for_report("c1", kPatience);
  EXPECT_EQ(value(report, 150), "4") << report;
  EXPECT_THAT(value(report, 58), HasSubstr("Settled by hand by "));
  EXPECT_THAT(value(report, 58), HasSubstr("(Ada): seen as gone on the venue's page"));
  EXPECT_THAT(fixbridge("tickets").out, HasSubstr("settled by hand and watched: as canceled by "));
  EXPECT_EQ(fixbridge("tickets").exit_code, 0) << "somebody has looked";
  EXPECT_THAT(stage.log(), HasSubstr("settled_by_hand"));
  EXPECT_TRUE(std::filesystem::is_empty(stage.journal() / "resolve"));

  const auto again = resolve(number, "rejected");
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.out, HasSubstr("was settled by hand already, as canceled by "));

  venue_knows_again();
  ASSERT_TRUE(eventually([&] { return fixbridge("tickets").out.find("11=c1") == std::string::npos; }));
  const auto corrected = oms->wait_for(
      [](std::string_view message) { return message.find("This corrects what was settled") != message.npos; },
      kPatience);
  EXPECT_EQ(value(corrected, 11), "c1") << "what was filled was not known";
  EXPECT_EQ(value(corrected, 14), "0") << corrected;
  // It answers no request, of either kind.
  const std::string session = R"(session="FIX.4.4:BRIDGE->DESK1"})";
  EXPECT_EQ(stage.metric(R"(fixbridge_corrections_told_total{account="main",)" + session), "1");
  EXPECT_EQ(stage.answered("canceled"), "1") << "what was told by hand";
  for (const char* outcome : {"told", "unknown_order", "unavailable"}) {
    const std::string labels = R"({account="main",outcome=")" + std::string(outcome) + "\"," + session;
    EXPECT_EQ(stage.metric("fixbridge_status_requests_answered_total" + labels), "0");
  }
}

TEST_F(Tickets, SettledWhileNoGatewayRunsAreToldByTheNext) {
  const auto number = ticket();
  stage.gateway().kill();
  const auto ending = resolve(number, "rejected");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.out, StartsWith("queued: no gateway runs"));
  struct stat mode {};
  ASSERT_EQ(::stat((stage.journal() / "resolve").c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777, 0700U);
  const auto twice = resolve(number);
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("a request about this ticket is waiting already"));

  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  const auto report = oms->wait_for_report("c1", kPatience);
  EXPECT_EQ(value(report, 35), "9") << report;
  EXPECT_THAT(value(report, 58), HasSubstr("Settled by hand by "));
  ASSERT_TRUE(eventually([&] { return std::filesystem::is_empty(stage.journal() / "resolve"); }));
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  ASSERT_TRUE(oms->send_cancel(cancel("fence", "")));
  ASSERT_FALSE(oms->wait_for_report("fence", kPatience).empty());
  EXPECT_EQ(final_reports(*oms, "c1").size(), 1U);
}

// As if the gateway had died between its commit and the removal of the file.
TEST_F(Tickets, TakenTwiceAreSettledOnce) {
  const auto number = ticket();
  stage.gateway().kill();
  ASSERT_EQ(resolve(number).exit_code, 0);
  const auto name = stage.journal() / "resolve" / ("main." + number + ".json");
  const auto request = read_file(name);
  ASSERT_TRUE(stage.gateway_becomes_ready());
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  ASSERT_TRUE(eventually([&] { return !std::filesystem::exists(name); }));
  write_file(stage.directory() / "again", request);
  std::filesystem::rename(stage.directory() / "again", name);
  ASSERT_TRUE(eventually([&] { return !std::filesystem::exists(name); }));
  EXPECT_TRUE(eventually([&] { return count_of(stage.log(), "resolve_refused") == 1; }));
  EXPECT_EQ(count_of(stage.log(), "settled_by_hand"), 1U);
  EXPECT_EQ(final_reports(*oms, "c1").size(), 1U);
}

TEST_F(Tickets, ThereAreNoneToSettle) {
  const auto unknown = resolve("4711");
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.out, HasSubstr("no such ticket: 4711"));
  const auto number = ticket();
  venue_knows_again();
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  const auto closed = resolve(number);
  EXPECT_EQ(closed.exit_code, 1);
  EXPECT_THAT(closed.out, HasSubstr("is closed already"));
  EXPECT_THAT(closed.out, HasSubstr("canceled"));
  EXPECT_THAT(fixbridge("tickets", {"--all"}).out, HasSubstr("closed: canceled"));
}

TEST_F(Tickets, GroundsMustBeGivenAndPlain) {
  const auto number = ticket();
  const auto with = [&](const std::string& why) {
    return fixbridge("resolve", {number, "--as", "canceled", "--why", why});
  };
  for (const auto& why : {std::string(), std::string(201, 'x'), std::string("two\nlines")}) {
    const auto ending = with(why);
    EXPECT_EQ(ending.exit_code, 2) << why;
    EXPECT_THAT(ending.err, HasSubstr("--why")) << why;
  }
  EXPECT_EQ(fixbridge("resolve", {number, "--as", "filled", "--why", "so"}).exit_code, 2);
  EXPECT_EQ(fixbridge("resolve", {number, "--as", "canceled"}).exit_code, 2);
  EXPECT_THAT(final_reports(*oms, "c1"), IsEmpty());
}

TEST_F(Tickets, WhatIsNoRequestIsSetAside) {
  const auto inbox = stage.journal() / "resolve";
  write_file(inbox / "main.1.json", "{");
  write_file(inbox / "main.2.json", R"({"ticket":3,"as":"canceled","who":"","why":"w"})");
  write_file(inbox / "main.4.json", std::string(5000, ' '));
  write_file(inbox / "other.5.json", "{");
  ASSERT_TRUE(eventually([&] {
    return std::filesystem::exists(inbox / "main.1.json.bad") &&
           std::filesystem::exists(inbox / "main.2.json.bad") &&
           std::filesystem::exists(inbox / "main.4.json.bad");
  }));
  EXPECT_TRUE(std::filesystem::exists(inbox / "other.5.json")) << "another lane's";
  EXPECT_TRUE(eventually([&] { return count_of(stage.log(), "is about another ticket") == 1; }));
  EXPECT_TRUE(stage.is_ready());
  EXPECT_EQ(resolve(ticket()).exit_code, 0) << "the others are taken as ever";
}

}  // namespace
}  // namespace bridge::endtoend
