// Walks errors.csv: what the client is told, or that the venue is asked, when an order.cancel or an
// order.status is answered with a row of it. What must come out is read from the table's own columns
// (order_outcome, ws_status, retry), never from the code.
#include "order/desk.hpp"
#include "venue/binance/errors.hpp"
#include "venue/errors_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace bridge::order::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using venue::binance::judge;
using venue::test::has_code;
using venue::test::Row;

constexpr const char* kAsked = "status 1-2 BTCUSDT 42";
constexpr const char* kTriedAgain = "cancel 1-2 BTCUSDT 42";

// ---- the table ----

// An answer that a row describes.
struct Said {
  int status;
  int code;
  std::string text;
  std::string order_outcome;
  std::string retry;

  [[nodiscard]] Outcome judged(std::int64_t retry_after_ms = 0) const {
    return judge(status, code, text, retry_after_ms);
  }
};
void PrintTo(const Said& said, std::ostream* out) {
  *out << said.status << ' ' << said.code << ' ' << said.text;
}

// Column applies_to: "all", "all signed", or a list of requests.
bool applies_to(const Row& row, const std::string& request) {
  std::istringstream words{row.at("applies_to")};
  bool first = true;
  for (std::string word; words >> word; first = false) {
    if (first && (word == "all" || word == request)) return true;
    if (first && word == "REST") return false;
    if (word == request) return true;
  }
  return false;
}

std::vector<Said> answers_to(const std::string& request) {
  std::vector<Said> answers;
  for (const Row& row : venue::test::errors_csv()) {
    if (!has_code(row) || !applies_to(row, request)) continue;
    for (const int status : venue::test::statuses_of(row.at("ws_status"))) {
      for (const auto& text : venue::test::texts_of(row.at("typical_msg"))) {
        answers.push_back(
            {status, std::stoi(row.at("code")), text, row.at("order_outcome"), row.at("retry")});
      }
    }
  }
  return answers;
}

// A row that speaks of no order (N/A) refuses like any other 4xx (fixspec/venue.md, 5.1).
bool refused(const Said& said) {
  return said.order_outcome == "KNOWN-REJECTED" || said.order_outcome == "N/A";
}
// −2011 and −2013 are refusals too, but do not say what has become of the order (fixspec/venue.md, 5.2).
bool says_gone(const Said& said) { return said.code == -2011 || said.code == -2013; }

enum class Then { Never, Soon, From };

// Column retry. "later" (maintenance) and "after window" are longer than a client waits.
Then another_try(const Said& said) {
  if (said.retry == "yes-after-backoff" || said.retry == "resync-then-retry") return Then::Soon;
  if (said.retry == "after retryAfter") return said.status == 429 ? Then::From : Then::Never;  // 418: a ban
  EXPECT_THAT((std::set<std::string>{"no", "later", "resolve-then-retry"}), Contains(said.retry))
      << said.code;
  return Then::Never;
}

// ---- one cancel ----

// Without the in-doubt notice nothing is told but the end.
Desk::Lines ask_quietly(Desk& desk) {
  auto command = Desk::command("42", "X");
  command.pending_cancel = PendingCancelNotice::Never;
  return desk.ask(std::move(command));
}

// A cancel whose reply was lost; order.status 1-2 is on its way.
void fall_into_doubt(Desk& desk) {
  ask_quietly(desk);
  EXPECT_THAT(desk.lost(1, RequestKind::Cancel), ElementsAre(kAsked));
}

void expect_one_refusal(const Desk& desk, const Said& said) {
  ASSERT_THAT(desk.reports, SizeIs(1));
  const Report& report = desk.reports.front();
  EXPECT_EQ(report.kind, ReportKind::CancelRejected);
  EXPECT_TRUE(report.final);
  EXPECT_EQ(report.venue_code, said.code);
  EXPECT_TRUE(report.reason == RejectReason::VenueOption || report.reason == RejectReason::Other);
  EXPECT_EQ(report.ord_status, OrdStatus::New) << "the order is as it was";
  EXPECT_THAT(report.text, StartsWith(said.code == 0 ? "" : std::to_string(said.code) + " "));
  EXPECT_EQ(desk.blotter().open(), 0U);
}

void expect_doubt(Desk& desk, const Said& said) {
  desk.cancel("42", "X");
  EXPECT_THAT(desk.cancel_reply(1, said.judged()), ElementsAre(kAsked));
  EXPECT_THAT(desk.wait(milliseconds{4999}), IsEmpty());
  desk.wait(milliseconds{1});
  EXPECT_THAT(desk.reports, IsEmpty()) << "nothing is known of the order";
  EXPECT_EQ(desk.blotter().open(), 1U);
}

void expect_a_second_try(Desk& desk, const Said& said, const Outcome& outcome) {
  EXPECT_THAT(desk.cancel_reply(2, outcome), ElementsAre(StartsWith("reject 1-1 ")));
  expect_one_refusal(desk, said);
}

TEST(ErrorsTable, IsWalkedWhole) {
  std::set<std::string> for_cancel;
  std::set<std::string> for_status;
  std::size_t for_all = 0;
  for (const Row& row : venue::test::errors_csv()) {
    if (!has_code(row)) continue;
    if (row.at("applies_to").starts_with("all")) {
      ++for_all;
      EXPECT_TRUE(applies_to(row, "cancel") && applies_to(row, "status")) << row.at("code");
      continue;
    }
    if (applies_to(row, "cancel")) for_cancel.insert(row.at("code"));
    if (applies_to(row, "status")) for_status.insert(row.at("code"));
  }
  EXPECT_THAT(for_cancel, ElementsAre("-1008", "-1119", "-2011", "-2023", "-4015", "-4117", "-5028"));
  EXPECT_THAT(for_status, ElementsAre("-1119", "-2013", "-4015"));
  EXPECT_EQ(for_all, 47U) << "a row more or less: change this number";
}

// ---- as the answer to order.cancel ----

TEST(ErrorsTable, ARefusalOfACancelIsToldOnceAndNothingIsAsked) {
  int walked = 0;
  for (const auto& said : answers_to("cancel")) {
    if (!refused(said) || says_gone(said) || another_try(said) != Then::Never) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    desk.cancel("42", "X");
    EXPECT_THAT(desk.cancel_reply(1, said.judged()), ElementsAre(StartsWith("reject 1-1 ")));
    expect_one_refusal(desk, said);
    EXPECT_THAT(desk.wait(seconds{3600}), IsEmpty());
    ++walked;
  }
  EXPECT_GT(walked, 50);
}

TEST(ErrorsTable, ARefusalThatMayPassIsTriedOnceMoreThenTold) {
  std::set<int> walked;
  for (const auto& said : answers_to("cancel")) {
    if (!refused(said) || another_try(said) != Then::Soon) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    desk.cancel("42", "X");
    EXPECT_THAT(desk.cancel_reply(1, said.judged()), IsEmpty());
    EXPECT_THAT(desk.wait(seconds{1}), ElementsAre(kTriedAgain));
    expect_a_second_try(desk, said, said.judged());
    walked.insert(said.code);
  }
  EXPECT_THAT(walked, ElementsAre(-5028, -1021, -1008, -1001));
}

TEST(ErrorsTable, ARefusalThatMayPassEndsInTheTruthOfTheSecondTry) {
  for (const auto& said : answers_to("cancel")) {
    if (!refused(said) || another_try(said) != Then::Soon) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    desk.cancel("42", "X");
    desk.cancel_reply(1, said.judged());
    desk.wait(seconds{1});
    EXPECT_THAT(desk.cancel_reply(2, Canceled{order_of(OrderStatus::Canceled)}),
                ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
  }
}

TEST(ErrorsTable, ALimitIsWaitedOutToTheMillisecondWhenItEndsInTime) {
  int walked = 0;
  for (const auto& said : answers_to("cancel")) {
    if (another_try(said) != Then::From) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    const auto outcome = said.judged(kStartMs + 1200);
    Desk desk;
    desk.cancel("42", "X");
    EXPECT_THAT(desk.cancel_reply(1, outcome), IsEmpty());
    EXPECT_THAT(desk.wait(milliseconds{1199}), IsEmpty());
    EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre(kTriedAgain));
    expect_a_second_try(desk, said, outcome);
    ++walked;
  }
  EXPECT_GT(walked, 0);
}

TEST(ErrorsTable, ALimitThatEndsLateOrNobodyKnowsWhenIsToldAtOnce) {
  for (const auto& said : answers_to("cancel")) {
    if (another_try(said) != Then::From) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    for (const std::int64_t ends : {std::int64_t{0}, kStartMs + 60'000}) {
      Desk desk;
      desk.cancel("42", "X");
      EXPECT_THAT(desk.cancel_reply(1, said.judged(ends)), ElementsAre(StartsWith("reject 1-1 102=2 ")));
      expect_one_refusal(desk, said);
    }
  }
}

TEST(ErrorsTable, ABanIsToldAtOnceHoweverSoonItEnds) {
  const Said by_text{418, -1003, "Way too many requests; IP banned until " + std::to_string(kStartMs + 1000),
                     "KNOWN-REJECTED", "after retryAfter"};
  for (const auto& outcome : {by_text.judged(), by_text.judged(kStartMs + 1000)}) {
    Desk desk;
    desk.cancel("42", "X");
    EXPECT_THAT(desk.cancel_reply(1, outcome), ElementsAre("reject 1-1 102=2 39=0 37=42 41=X code=-1003"));
    EXPECT_THAT(desk.wait(seconds{3600}), IsEmpty());
  }
}

TEST(ErrorsTable, AnUnknownOutcomeOfACancelIsAskedAboutAndNothingButDoubtIsTold) {
  std::set<int> walked;
  for (const auto& said : answers_to("cancel")) {
    if (said.order_outcome != "UNKNOWN") continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    expect_doubt(desk, said);
    walked.insert(said.code);
  }
  EXPECT_THAT(walked, ElementsAre(-1007, -1006, -1000));
}

TEST(ErrorsTable, EveryRowHasOneOfTheEndsAbove) {
  for (const auto& said : answers_to("cancel")) {
    EXPECT_TRUE(refused(said) || said.order_outcome == "UNKNOWN") << ::testing::PrintToString(said);
  }
}

// The rows in brackets, that have no code.
TEST(ErrorsTable, RowsWithoutACodeAreWalkedByHand) {
  std::map<std::string, std::string> outcomes;
  for (const Row& row : venue::test::errors_csv()) {
    if (!has_code(row)) outcomes[row.at("code")] = row.at("order_outcome");
  }
  {
    ASSERT_EQ(outcomes.at("(no response)"), "UNKNOWN");
    Desk desk;
    desk.cancel("42", "X");
    EXPECT_THAT(desk.wait(milliseconds{5000}), ElementsAre(kAsked));
    Desk cut_off;
    fall_into_doubt(cut_off);
  }
  ASSERT_EQ(outcomes.at("(5xx other)"), "UNKNOWN");
  for (const int status : {408, 500, 502, 503, 504, 599}) {
    SCOPED_TRACE(status);
    Desk desk;
    expect_doubt(desk, {status, 0, "<html>Bad gateway</html>", "UNKNOWN", ""});
    Desk with_code;
    expect_doubt(with_code, {status, -9999, "Something new.", "UNKNOWN", ""});
  }
  {
    ASSERT_EQ(outcomes.at("(403)"), "KNOWN-REJECTED");
    Desk desk;
    desk.cancel("42", "X");
    const Said said{403, 0, "<html>Forbidden</html>", "KNOWN-REJECTED", "stop"};
    EXPECT_THAT(desk.cancel_reply(1, said.judged()), ElementsAre("reject 1-1 102=2 39=0 37=42 41=X"));
    expect_one_refusal(desk, said);
  }
  ASSERT_EQ(outcomes.at("(200)"), "KNOWN-DONE");
  Desk desk;
  desk.cancel("42", "X");
  EXPECT_THAT(desk.cancel_reply(1, Canceled{order_of(OrderStatus::Canceled)}),
              ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
}

// fixspec/venue.md, 5.1: of −1000 and −1001 the text decides, and this one says "unknown" under any code.
TEST(ErrorsTable, ATextThatAdmitsDoubtIsAskedAboutWhateverItsCode) {
  for (const auto& row : answers_to("cancel")) {
    for (const char* text : {"Unknown error, please check your request or try again later.",
                             "Send status unknown; execution status unknown."}) {
      const Said said{row.status, row.code, text, "UNKNOWN", ""};
      SCOPED_TRACE(::testing::PrintToString(said));
      Desk desk;
      expect_doubt(desk, said);
    }
  }
  Desk desk;
  expect_doubt(desk, {503, -1001, "Words that nobody has documented.", "UNKNOWN", ""});
}

// One attempt of several was refused: that says nothing about the first.
TEST(ErrorsTable, ARefusalOfARepeatIsNoEndWhileTheFirstMayHaveLanded) {
  for (const auto& said : answers_to("cancel")) {
    if (!refused(said)) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    fall_into_doubt(desk);
    desk.wait(milliseconds{3000});
    desk.status_reply(2, Found{order_of(OrderStatus::New)});
    EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
    EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}),
                ElementsAre("cancel 1-4 BTCUSDT 42"));
    // order.status may have shown the order as it was before the first one landed: it is asked until it
    // cannot.
    EXPECT_THAT(desk.cancel_reply(4, said.judged()), ElementsAre("status 1-5 BTCUSDT 42"));
    if (says_gone(said)) continue;
    EXPECT_THAT(desk.status_reply(5, Found{order_of(OrderStatus::New)}), ::testing::IsEmpty());
    EXPECT_THAT(desk.wait(milliseconds{2000}), ElementsAre("status 1-6 BTCUSDT 42"));
    EXPECT_THAT(desk.status_reply(6, Found{order_of(OrderStatus::New)}),
                ::testing::Contains(::testing::StartsWith("reject 1-")));
    EXPECT_EQ(desk.blotter().open(), 0U);
  }
}

// ---- as the answer to order.status ----

// Until it is asked again, at the latest after half a minute. The call for somebody is left out.
Desk::Lines wait_for_a_query(Desk& desk) {
  Desk::Lines lines;
  for (int step = 0; step < 300 && lines.empty(); ++step) {
    lines = desk.wait(milliseconds{100});
    std::erase(lines, "attention 1 Y");
  }
  return lines;
}

TEST(ErrorsTable, NoErrorOfAQueryIsEverToldItIsAskedAgain) {
  int walked = 0;
  for (const auto& said : answers_to("status")) {
    if (says_gone(said)) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    fall_into_doubt(desk);
    std::uint32_t attempt = 2;
    for (int asked = 0; asked < 12; ++asked) {
      EXPECT_THAT(desk.status_reply(attempt, said.judged()), IsEmpty());
      EXPECT_THAT(wait_for_a_query(desk),
                  ElementsAre("status 1-" + std::to_string(++attempt) + " BTCUSDT 42"));
    }
    EXPECT_THAT(desk.reports, IsEmpty());
    EXPECT_EQ(desk.blotter().open(), 1U);
    // And once it answers, that is the end.
    EXPECT_THAT(desk.status_reply(attempt, Found{order_of(OrderStatus::Canceled)}),
                ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
    ++walked;
  }
  EXPECT_GT(walked, 50);
}

TEST(ErrorsTable, AQueryWithoutACodeInItsErrorIsAskedAgainToo) {
  for (const int status : {400, 401, 403, 404, 408, 409, 418, 429, 500, 502, 503, 504}) {
    SCOPED_TRACE(status);
    Desk desk;
    fall_into_doubt(desk);
    EXPECT_THAT(desk.status_reply(2, judge(status, 0, "")), IsEmpty());
    EXPECT_THAT(desk.wait(seconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
    EXPECT_THAT(desk.reports, IsEmpty());
  }
}

TEST(ErrorsTable, AQueryThatMetALimitOrABanIsAskedAgainNoSoonerThanAllowed) {
  for (const auto& said : answers_to("status")) {
    if (said.retry != "after retryAfter") continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    fall_into_doubt(desk);
    EXPECT_THAT(desk.status_reply(2, said.judged(kStartMs + 20'000)), IsEmpty());
    EXPECT_THAT(desk.wait(milliseconds{19'999}), IsEmpty());
    EXPECT_THAT(desk.wait(milliseconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
  }
}

TEST(ErrorsTable, ThatTheOrderIsUnknownIsToldOnceItWasSaidLateEnoughAndTwice) {
  for (const auto& said : answers_to("status")) {
    if (!says_gone(said)) continue;
    SCOPED_TRACE(::testing::PrintToString(said));
    Desk desk;
    fall_into_doubt(desk);
    EXPECT_THAT(desk.status_reply(2, said.judged()), IsEmpty()) << "at once, and a cancel may have landed";
    EXPECT_THAT(desk.wait(milliseconds{250}), ElementsAre("status 1-3 BTCUSDT 42"));
    EXPECT_THAT(desk.status_reply(3, said.judged()), IsEmpty())
        << "the cancel may still meet a younger order";
    EXPECT_THAT(desk.wait(milliseconds{2750}), ElementsAre("status 1-4 BTCUSDT 42"));
    EXPECT_THAT(desk.status_reply(4, said.judged()),
                ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=X code=-2013"));
  }
}

// ---- −2011, and what order.status then says ----

struct Answer {
  const char* name;
  Outcome outcome;
  const char* told;  // null: nothing, it is asked again
};

std::vector<Answer> answers_of_status() {
  const auto filled = priced(order_of(OrderStatus::Filled, "0.250"), "3");
  return {
      {"FILLED", Found{filled}, "reject 1-1 102=0 39=2 37=42 41=X"},
      {"CANCELED", Found{order_of(OrderStatus::Canceled)}, "reject 1-1 102=0 39=4 37=42 41=X"},
      {"EXPIRED", Found{order_of(OrderStatus::Expired)}, "reject 1-1 102=0 39=C 37=42 41=X"},
      {"EXPIRED_IN_MATCH", Found{order_of(OrderStatus::ExpiredInMatch)}, "reject 1-1 102=0 39=C 37=42 41=X"},
      {"REJECTED", Found{order_of(OrderStatus::Rejected)}, "reject 1-1 102=0 39=8 37=42 41=X"},
      {"NEW", Found{order_of(OrderStatus::New)}, nullptr},
      {"PARTIALLY_FILLED", Found{order_of(OrderStatus::PartiallyFilled, "0.100")}, nullptr},
      {"a new word", Found{order_of(OrderStatus::Unknown)}, nullptr},
      {"-2013", judge(400, -2013, "Order does not exist."), nullptr},
      {"-1007", judge(408, -1007, "Timeout waiting for response from backend server."), nullptr},
      {"-1022", judge(400, -1022, "Signature for this request is not valid."), nullptr},
      {"429", judge(429, -1003, "Too many requests."), nullptr}};
}

TEST(OrderSaidToBeGone, IsAskedAboutAndToldByWhatTheQueryFinds) {
  for (const char* text : {"Unknown order sent.", "CANCEL_REJECTED", "Words of tomorrow."}) {
    for (const auto& answer : answers_of_status()) {
      SCOPED_TRACE(std::string(text) + " " + answer.name);
      Desk desk;
      desk.cancel("42", "X");
      EXPECT_THAT(desk.cancel_reply(1, judge(400, -2011, text)), ElementsAre(kAsked));
      const auto told = desk.status_reply(2, answer.outcome);
      if (answer.told != nullptr) {
        EXPECT_THAT(told, ElementsAre(answer.told));
        EXPECT_EQ(desk.blotter().open(), 0U);
      } else {
        EXPECT_THAT(told, IsEmpty());
        EXPECT_THAT(desk.wait(seconds{1}), ElementsAre("status 1-3 BTCUSDT 42"));
      }
    }
  }
}

TEST(OrderSaidToBeGone, IsUnknownWhenTheQueryFindsNothingAfterTheGrace) {
  Desk desk;
  desk.cancel("42", "X");
  desk.cancel_reply(1, judge(400, -2011, "Unknown order sent."));
  EXPECT_THAT(desk.status_reply(2, judge(400, -2013, "Order does not exist.")), IsEmpty());
  EXPECT_THAT(desk.wait(milliseconds{500}), ElementsAre("status 1-3 BTCUSDT 42"));
  EXPECT_THAT(desk.status_reply(3, judge(400, -2013, "Order does not exist.")),
              ElementsAre("reject 1-1 102=1 39=0 37=NONE 41=X code=-2013"));
}

// The repeat of a cancel whose reply was lost is told "gone": canceled is then our own doing.
TEST(OrderSaidToBeGone, ToARepeatIsCanceledByTheFirst) {
  for (const auto& answer : answers_of_status()) {
    SCOPED_TRACE(answer.name);
    Desk desk;
    fall_into_doubt(desk);
    desk.status_reply(2, Found{order_of(OrderStatus::New)});
    EXPECT_THAT(desk.wait(milliseconds{3000}), ElementsAre("status 1-3 BTCUSDT 42"));
    EXPECT_THAT(desk.status_reply(3, Found{order_of(OrderStatus::New)}),
                ElementsAre("cancel 1-4 BTCUSDT 42"));
    EXPECT_THAT(desk.cancel_reply(4, judge(400, -2011, "Unknown order sent.")),
                ElementsAre("status 1-5 BTCUSDT 42"));
    const auto told = desk.status_reply(5, answer.outcome);
    if (std::string(answer.name) == "CANCELED") {
      EXPECT_THAT(told, ElementsAre("canceled 1-1 39=4 37=42 41=X 14=0.000 6=0"));
    } else if (answer.told != nullptr) {
      EXPECT_THAT(told, ElementsAre(answer.told));
    } else if (std::string(answer.name) != "-2013") {
      EXPECT_THAT(told, IsEmpty());
    }
  }
}

}  // namespace
}  // namespace bridge::order::testing
