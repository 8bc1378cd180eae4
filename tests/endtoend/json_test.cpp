// `--json`: one JSON value on stdout and nothing on stderr, whatever becomes of the command, with the exit
// code that it has without. Every shape of bridge/commands/json.md.
#include "endtoend/stage.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <cstdint>

namespace bridge::endtoend {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAreArray;

constexpr const char* kCancel = "35=F|11=c1|37=1001|54=1|55=BTCUSDT|60=20261122-17:00:00|";

struct Said {
  int exit_code = 0;
  json::value value;
};

class Json : public testing::Test {
 protected:
  // `arguments` and --json.
  Said fixbridge(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const auto directory = directory_.path() / ("run-" + std::to_string(++runs_));
    std::filesystem::create_directory(directory);
    const auto ending = run_fixbridge(arguments, directory);
    EXPECT_EQ(ending.err, "");
    EXPECT_THAT(lines_of(ending.out), testing::SizeIs(1)) << ending.out;
    json::error_code failed;
    auto value = json::parse(ending.out, failed);
    EXPECT_FALSE(failed) << ending.out;
    return {ending.exit_code, std::move(value)};
  }
  static std::string text(const json::value& value, const char* key) {
    return std::string(value.at(key).as_string());
  }
  static std::vector<std::string> texts(const json::value& array) {
    return json::value_to<std::vector<std::string>>(array);
  }
  static std::vector<std::string> keys(const json::value& object) {
    std::vector<std::string> keys;
    for (const auto& member : object.as_object()) keys.emplace_back(member.key());
    return keys;
  }
  // {"errors": […]}, one of which says so.
  static void expect_errors(const Said& said, int exit_code, const std::string& part) {
    EXPECT_EQ(said.exit_code, exit_code);
    EXPECT_THAT(keys(said.value), ElementsAre("errors"));
    EXPECT_THAT(texts(said.value.at("errors")), Contains(HasSubstr(part)));
  }
  [[nodiscard]] std::string no_file() const { return (directory_.path() / "nowhere.yaml").string(); }

 private:
  Directory directory_;
  mutable int runs_ = 0;
};

TEST_F(Json, OfAVersion) {
  const auto brief = fixbridge({"--version"});
  EXPECT_EQ(brief.exit_code, 0);
  EXPECT_THAT(keys(brief.value), ElementsAre("program", "version"));
  EXPECT_EQ(text(brief.value, "program"), "fixbridge");

  const auto full = fixbridge({"--version", "--verbose"}).value;
  const auto& packages = full.at("packages").as_array();
  ASSERT_FALSE(packages.empty());
  for (const auto& package : packages) {
    EXPECT_THAT(keys(package), ElementsAre("package", "version", "purpose"));
    for (const auto& member : package.as_object()) EXPECT_NE(member.value().as_string(), "") << package;
  }
  EXPECT_EQ(text(packages.front(), "package"), "libquickfix17");
  EXPECT_EQ(text(packages.front(), "purpose"), "FIX session engine");
}

TEST_F(Json, OfACommandThatCannotBegin) {
  const std::vector<std::vector<std::string>> commands{
      {"explain", no_file(), kCancel},
      {"tickets", no_file()},
      {"resolve", no_file(), "1", "--as", "canceled", "--why", "so"},
      {"replay", no_file()},
      {"reload", no_file()}};
  for (const auto& command : commands) expect_errors(fixbridge(command), 2, no_file());
  expect_errors(fixbridge({"tickets"}), 2, "CONFIG");
  expect_errors(fixbridge({"replay", no_file(), "--verbose"}), 2, "--verbose");
  expect_errors(fixbridge({"tickets", no_file(), "--colour"}), 2, "--colour");
}

class JsonOfAStage : public Json {
 protected:
  void begin() {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    oms = stage.make_oms();
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  // A cancel that nobody knows the end of; its ticket.
  std::string leave_one_open(const std::string& cl_ord_id = "c1") {
    stage.venue().drop_cancel_replies(true);
    stage.venue().fail_next("order.status", 503, -1007, "Timeout waiting for response", 1'000'000);
    EXPECT_TRUE(oms->send_cancel(cancel(cl_ord_id, "1001", "order-1")));
    json::value list;
    EXPECT_TRUE(eventually([&] {
      list = fixbridge({"tickets", file()}).value;
      return !list.as_array().empty() && text(list.at(0), "state") == "in_doubt";
    }));
    return std::to_string(list.at(0).at("ticket").to_number<std::int64_t>());
  }
  Said resolve(const std::string& ticket) const {
    return fixbridge({"resolve", file(), ticket, "--as", "canceled", "--why", "seen as gone"});
  }
  static void expect_result(const Said& said, int exit_code, const std::string& result) {
    EXPECT_EQ(said.exit_code, exit_code);
    EXPECT_THAT(keys(said.value), ElementsAre("ticket", "lane", "result", "text"));
    EXPECT_EQ(text(said.value, "result"), result);
    EXPECT_NE(text(said.value, "text"), "");
  }
  [[nodiscard]] std::string file() const { return stage.config().string(); }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")}, .answer_within = "200ms"}};
  std::unique_ptr<fix::Oms> oms;
};

TEST_F(JsonOfAStage, OfACheck) {
  const std::vector<std::string> shape{"file", "ok", "accounts", "sessions", "warnings", "notes", "errors"};
  const auto well = fixbridge({"check", file()});
  EXPECT_EQ(well.exit_code, 0);
  EXPECT_THAT(keys(well.value), UnorderedElementsAreArray(shape));
  EXPECT_EQ(text(well.value, "file"), file());
  EXPECT_TRUE(well.value.at("ok").as_bool());
  EXPECT_EQ(well.value.at("accounts"), 1);
  EXPECT_EQ(well.value.at("sessions"), 1);
  EXPECT_THAT(texts(well.value.at("errors")), IsEmpty());

  const auto missing = fixbridge({"check", no_file()});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(keys(missing.value), UnorderedElementsAreArray(shape));
  EXPECT_FALSE(missing.value.at("ok").as_bool());
  EXPECT_THAT(texts(missing.value.at("errors")), ElementsAre(StartsWith(no_file())));
}

TEST_F(JsonOfAStage, OfACheckOfTheVenue) {
  const auto findings = [&](bool ok) {
    const auto said = fixbridge({"check", file(), "--connect"});
    EXPECT_EQ(said.exit_code, ok ? 0 : 1);
    EXPECT_EQ(said.value.at("ok").as_bool(), ok);
    std::vector<std::string> all;
    for (const auto& finding : said.value.at("venues").as_array()) {
      EXPECT_THAT(keys(finding), ElementsAre("account", "what", "ok", "text"));
      EXPECT_EQ(text(finding, "account"), "main");
      EXPECT_NE(text(finding, "text"), "");
      all.push_back(text(finding, "what") + (finding.at("ok").as_bool() ? " ok" : " failed"));
    }
    return all;
  };
  EXPECT_THAT(findings(true), ElementsAre("connection ok", "clock ok", "credentials ok"));
  write_file(stage.directory() / "secret", std::string(64, 'x'));
  EXPECT_THAT(findings(false), ElementsAre("connection ok", "clock ok", "credentials failed"));
  stage.venue().stop();
  EXPECT_THAT(findings(false), ElementsAre("connection failed"));
}

// With the usual deadlines, which say how a course goes on.
class JsonOfAMessage : public Json {
 protected:
  [[nodiscard]] std::string file() const { return stage_.config().string(); }

 private:
  Stage stage_{{.orders = {order(1001, "order-1")}}};
};

TEST_F(JsonOfAMessage, OfAnExplainedCancel) {
  const auto said = fixbridge({"explain", file(), kCancel});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(keys(said.value), ElementsAre("session", "account", "decision", "answers", "request"));
  EXPECT_EQ(text(said.value, "session"), "FIX.4.4:BRIDGE->DESK1");
  EXPECT_EQ(text(said.value, "account"), "main");
  EXPECT_EQ(text(said.value, "decision"), "sent_to_the_venue");
  EXPECT_THAT(texts(said.value.at("answers")), IsEmpty());
  const auto& request = said.value.at("request");
  EXPECT_THAT(keys(request), ElementsAre("method", "weight", "frame", "courses"));
  EXPECT_EQ(text(request, "method"), "order.cancel");
  EXPECT_EQ(request.at("weight"), 1);
  const auto frame = json::parse(text(request, "frame"));
  EXPECT_EQ(text(frame.at("params"), "signature"), "***");
  for (const auto& course : request.at("courses").as_array()) {
    EXPECT_THAT(keys(course), ElementsAre("venue_says", "then"));
    if (text(course, "venue_says") != "no answer; order.status says NEW; canceled at the second try")
      continue;
    std::string steps;
    for (const auto& step : course.at("then").as_array()) steps += keys(step).at(0) + ' ';
    EXPECT_THAT(steps, AllOf(HasSubstr("told sent "), EndsWith("told ")));
    EXPECT_THAT(text(course.at("then").as_array().back(), "told"), HasSubstr("|150=4|"));
  }
}

TEST_F(JsonOfAMessage, OfWhatIsNotForTheVenue) {
  const auto here = fixbridge({"explain", file(), "35=F|11=c1|54=1|55=BTCUSDT|60=20261122-17:00:00|"});
  EXPECT_EQ(here.exit_code, 0);
  EXPECT_THAT(keys(here.value), ElementsAre("session", "account", "decision", "answers"));
  EXPECT_EQ(text(here.value, "decision"), "answered_here");
  EXPECT_THAT(texts(here.value.at("answers")), ElementsAre(HasSubstr("|35=9|")));

  const auto by_session = fixbridge({"explain", file(), "35=E|11=c1|"});
  EXPECT_EQ(text(by_session.value, "decision"), "answered_by_the_session");
  EXPECT_EQ(text(by_session.value, "account"), "");

  expect_errors(fixbridge({"explain", file(), "nonsense"}), 2, "not FIX");
  expect_errors(fixbridge({"explain", file(), "35=F|49=NOBODY|"}), 2, "fits no session");
}

// A client's id may have bytes that are no UTF-8.
TEST_F(JsonOfAStage, IsUtf8) {
  ASSERT_NO_FATAL_FAILURE(begin());
  static_cast<void>(leave_one_open("caf\xe9 \xc3\xa9"));
  EXPECT_EQ(text(fixbridge({"tickets", file()}).value.at(0), "cl_ord_id"), "caf\xEF\xBF\xBD \xc3\xa9");
}

TEST_F(JsonOfAStage, OfTickets) {
  EXPECT_EQ(fixbridge({"tickets", file()}).value, json::array()) << "it has never run";
  ASSERT_NO_FATAL_FAILURE(begin());
  const auto number = leave_one_open();
  const auto said = fixbridge({"tickets", file()});
  EXPECT_EQ(said.exit_code, 0);
  const auto& ticket = said.value.at(0);
  EXPECT_THAT(keys(ticket), testing::IsSupersetOf({"ticket", "lane", "account", "session", "cl_ord_id",
                                                   "order_id", "orig_cl_ord_id", "symbol", "since", "age_ms",
                                                   "state", "why", "cancels", "queries", "needs_attention"}));
  EXPECT_EQ(ticket.at("ticket"), std::stoll(number));
  EXPECT_EQ(text(ticket, "cl_ord_id"), "c1");
  EXPECT_FALSE(ticket.at("needs_attention").as_bool());
}

TEST_F(JsonOfAStage, OfWhatIsResolved) {
  ASSERT_NO_FATAL_FAILURE(begin());
  expect_result(resolve("4711"), 1, "no_such_ticket");
  const auto number = leave_one_open();
  expect_errors(fixbridge({"resolve", file(), number, "--as", "canceled", "--why", ""}), 2, "--why");
  const auto settled = resolve(number);
  expect_result(settled, 0, "settled");
  EXPECT_EQ(settled.value.at("ticket"), std::stoll(number));
  EXPECT_EQ(text(settled.value, "lane"), "main");
  expect_result(resolve(number), 1, "settled_already");
}

TEST_F(JsonOfAStage, OfWhatIsQueued) {
  ASSERT_NO_FATAL_FAILURE(begin());
  const auto number = leave_one_open();
  stage.gateway().kill();
  expect_result(resolve(number), 0, "queued");
}

TEST_F(JsonOfAStage, OfAReplay) {
  const auto none = fixbridge({"replay", file()});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_THAT(keys(none.value.at(0)), ElementsAre("lane", "file", "exists"));
  EXPECT_FALSE(none.value.at(0).at("exists").as_bool());

  ASSERT_NO_FATAL_FAILURE(begin());
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  stage.gateway().signal(SIGTERM);
  ASSERT_EQ(stage.gateway().wait(), 0);
  const auto equal = fixbridge({"replay", file()});
  EXPECT_EQ(equal.exit_code, 0);
  const auto& lane = equal.value.at(0);
  EXPECT_THAT(keys(lane),
              ElementsAre("lane", "file", "exists", "equal", "events", "starts", "took_ms", "tickets", "open",
                          "settled_by_hand", "reports_equal", "messages", "compared_from",
                          "starts_without_settings", "sessions_not_compared", "different", "differences"));
  EXPECT_EQ(text(lane, "lane"), "main");
  EXPECT_TRUE(lane.at("equal").as_bool());
  EXPECT_EQ(lane.at("tickets"), 1);
  EXPECT_EQ(lane.at("reports_equal"), 1);
  EXPECT_EQ(lane.at("messages").at("equal"), 1);
  EXPECT_EQ(lane.at("different"), 0);

  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((stage.journal() / "main.db").c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, "UPDATE tickets SET final_report = NULL", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  const auto different = fixbridge({"replay", file()});
  EXPECT_EQ(different.exit_code, 1);
  EXPECT_FALSE(different.value.at(0).at("equal").as_bool());
  const auto& difference = different.value.at(0).at("differences").at(0);
  EXPECT_THAT(keys(difference), ElementsAre("where", "replayed", "journaled"));
  EXPECT_THAT(text(difference, "where"), HasSubstr("its report in table tickets"));
}

TEST_F(JsonOfAStage, OfAReload) {
  expect_errors(fixbridge({"reload", file()}), 1, "no gateway runs");
  ASSERT_NO_FATAL_FAILURE(begin());
  const auto taken = fixbridge({"reload", file()});
  EXPECT_EQ(taken.exit_code, 0);
  EXPECT_THAT(keys(taken.value), ElementsAre("taken", "process", "lines"));
  EXPECT_TRUE(taken.value.at("taken").as_bool());
  EXPECT_EQ(taken.value.at("process"), stage.gateway().id());
  EXPECT_THAT(texts(taken.value.at("lines")), Contains(StartsWith("listen: ")));
}

}  // namespace
}  // namespace bridge::endtoend
