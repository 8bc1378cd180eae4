// The checker finds what it must find: each test plants one violation into a history that is right.
#include "crash/checker.hpp"

#include "crash/numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace bridge::crash {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string canceled(int number, const std::string& cl_ord_id, int order, const std::string& mark = "") {
  return "8=FIX.4.4|9=1|35=8|34=" + std::to_string(number) + "|49=BRIDGE|52=now|" + mark +
         "56=DESK1|37=" + std::to_string(order) + "|11=" + cl_ord_id +
         "|41=order|17=" + std::to_string(order) + "-1|150=4|39=4|10=1|";
}

std::string rejected(int number, const std::string& cl_ord_id, const std::string& order,
                     const std::string& status, const std::string& reason) {
  return "8=FIX.4.4|9=1|35=9|34=" + std::to_string(number) + "|49=BRIDGE|52=now|56=DESK1|37=" + order +
         "|11=" + cl_ord_id + "|41=order|39=" + status + "|434=1|102=" + reason + "|10=1|";
}

std::string logon(int number, bool reset = false) {
  return "8=FIX.4.4|9=1|35=A|34=" + std::to_string(number) + "|49=BRIDGE|52=now|56=DESK1|98=0|108=30|" +
         (reset ? "141=Y|" : "") + "10=1|";
}

// Order 1 was open and is canceled by c1, 2 was filled, 3 nobody knows, 4 is untouched.
Evidence history() {
  return {.cancels = {{.cl_ord_id = "c1", .order = 1},
                      {.cl_ord_id = "c2", .order = 2},
                      {.cl_ord_id = "c3", .order = 3},
                      {.cl_ord_id = "c4", .order = 4}},
          .book = {{1, {"NEW", "CANCELED"}}, {2, {"FILLED", "FILLED"}}, {4, {"NEW", "NEW"}}},
          .requests = {{1, "71", 1, true, 10'000}, {1, "72", 2, true, 10'001}, {1, "73", 3, true, 10'002}},
          .received = {logon(1), canceled(2, "c1", 1), rejected(3, "c2", "2", "2", "0"),
                       rejected(4, "c3", "NONE", "8", "1"), rejected(5, "c4", "NONE", "0", "2")},
          .open = {},
          .recv_window = milliseconds{2000}};
}

std::vector<std::string> found(const Evidence& evidence) {
  std::vector<std::string> names;
  for (const auto& violation : judge(evidence))
    names.push_back(std::string(name_of(violation.breach)) + " " + violation.about);
  return names;
}

TEST(Checker, FindsNothingInAHistoryThatIsRight) { EXPECT_THAT(found(history()), IsEmpty()); }

TEST(Checker, TakesARepeatThatIsMarkedAndEqual) {
  Evidence evidence = history();
  evidence.received.push_back(canceled(2, "c1", 1, "43=Y|122=then|"));
  evidence.received.push_back(canceled(6, "c1", 1, "97=Y|"));
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, TakesAReportThatOnlyEverCameAsARepeat) {
  Evidence evidence = history();
  evidence.received[1] = canceled(2, "c1", 1, "43=Y|");
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, FindsALostReport) {
  Evidence evidence = history();
  evidence.received.pop_back();
  EXPECT_THAT(found(evidence), ElementsAre("lost c4"));
}

TEST(Checker, ExpectsNothingForACancelThatWasNeverAccepted) {
  Evidence evidence = history();
  evidence.received.pop_back();
  evidence.cancels.back().accepted = false;
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, FindsACancelThatLandedWithoutAReportThoughItWasNeverAccepted) {
  Evidence evidence = history();
  evidence.cancels.push_back({.cl_ord_id = "c4-again", .order = 4});
  evidence.received.push_back(rejected(6, "c4-again", "4", "0", "99"));
  evidence.book[4].after = "CANCELED";
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c4"));
}

TEST(Checker, FindsASecondFreshReport) {
  Evidence evidence = history();
  evidence.received.push_back(canceled(6, "c1", 1));
  EXPECT_THAT(found(evidence), ElementsAre("double c1"));
}

TEST(Checker, FindsARepeatThatSaysSomethingElse) {
  Evidence evidence = history();
  evidence.received.push_back(canceled(6, "c1", 1, "97=Y|58=Well|"));
  EXPECT_THAT(found(evidence), ElementsAre("double c1", "ExecID 1-1"));
}

TEST(Checker, FindsACanceledThatTheBookDoesNotShow) {
  Evidence evidence = history();
  evidence.book[1].after = "NEW";
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c1"));
}

TEST(Checker, FindsACanceledOfAnOrderThatSomebodyElseHadCanceled) {
  Evidence evidence = history();
  evidence.book[1].before = "CANCELED";
  EXPECT_THAT(found(evidence), IsEmpty());
  evidence.judges_credit = true;
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c1"));
}

TEST(Checker, FindsARefusalOfACancelThatLanded) {
  Evidence evidence = history();
  evidence.book[4].after = "CANCELED";
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c4"));
}

TEST(Checker, FindsAnUnknownThatTheBookKnows) {
  Evidence evidence = history();
  evidence.book[3] = {"NEW", "NEW"};
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c3"));
}

TEST(Checker, FindsATooLateThatIsNot) {
  Evidence evidence = history();
  evidence.book[2] = {"NEW", "NEW"};
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c2"));
}

TEST(Checker, FindsTooLateWithTheWrongStatus) {
  Evidence evidence = history();
  evidence.book[2] = {"EXPIRED", "EXPIRED"};
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c2"));
}

TEST(Checker, FindsAReportAboutAnotherOrder) {
  Evidence evidence = history();
  evidence.received[2] = rejected(3, "c2", "4", "2", "0");
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c2"));
}

TEST(Checker, FindsOneCancellationToldTwice) {
  Evidence evidence = history();
  evidence.cancels.push_back({.cl_ord_id = "c1-again", .order = 1});
  evidence.received.push_back(canceled(6, "c1-again", 1));
  EXPECT_THAT(found(evidence), ElementsAre("ExecID 1-1"));
  evidence.judges_credit = true;
  EXPECT_THAT(found(evidence), ElementsAre("contradiction c1", "ExecID 1-1"));
}

TEST(Checker, TakesACancelThatIsWrittenAgainAfterAskingLateEnough) {
  Evidence evidence = history();
  evidence.requests.push_back({1, "71", 1, false, 12'001});
  evidence.requests.push_back({1, "71", 1, true, 12'050});
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, FindsACancelWrittenAgainTooEarly) {
  Evidence evidence = history();
  evidence.requests.push_back({1, "71", 1, false, 11'000});
  evidence.requests.push_back({1, "71", 1, true, 11'500});
  EXPECT_THAT(found(evidence), ElementsAre("wire c1"));
}

TEST(Checker, FindsACancelWrittenAgainThoughTheQuestionWasAskedTooEarly) {
  Evidence evidence = history();
  evidence.requests.push_back({1, "71", 1, false, 11'000});
  evidence.requests.push_back({1, "71", 1, true, 12'500});
  EXPECT_THAT(found(evidence), ElementsAre("wire c1"));
}

TEST(Checker, DoesNotBlameForAQuestionThatAKilledVenueForgot) {
  Evidence evidence = history();
  evidence.requests.push_back({2, "71", 1, true, 12'500});
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, FindsASecondTicketOfOneCancel) {
  Evidence evidence = history();
  evidence.requests.push_back({1, "99", 1, true, 10'100});
  EXPECT_THAT(found(evidence), ElementsAre("wire c1"));
}

TEST(Checker, FindsAFourthAttempt) {
  Evidence evidence = history();
  for (int life = 2; life < 5; ++life)
    evidence.requests.push_back({life, "71", 1, true, 10'000 + life * 3000});
  EXPECT_THAT(found(evidence), ElementsAre("wire c1"));
}

TEST(Checker, FindsANumberUsedTwice) {
  Evidence evidence = history();
  evidence.received.push_back(logon(5));
  ASSERT_EQ(judge(evidence).size(), 1U);
  EXPECT_EQ(judge(evidence)[0].breach, Breach::Number);
}

TEST(Checker, FindsANumberThatNeverCame) {
  Evidence evidence = history();
  evidence.received.push_back(logon(7));
  EXPECT_THAT(found(evidence), ElementsAre("number 34=6"));
  EXPECT_FALSE(is_complete(evidence.received));
}

TEST(Checker, TakesNumbersThatAreFilled) {
  Evidence evidence = history();
  evidence.received.push_back(logon(8));
  evidence.received.push_back("8=FIX.4.4|9=1|35=4|34=6|43=Y|49=BRIDGE|52=now|56=DESK1|123=Y|36=8|10=1|");
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, FindsANumberThatIsSentAgainWithOtherWords) {
  Evidence evidence = history();
  evidence.received.push_back(canceled(3, "c1", 1, "43=Y|"));
  ASSERT_EQ(judge(evidence).size(), 1U);
  EXPECT_EQ(judge(evidence)[0].breach, Breach::Number);
}

TEST(Checker, LetsNumbersBeginAtOneAfterAReset) {
  Evidence evidence = history();
  evidence.received.push_back(logon(1, true));
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(Checker, FindsAnExecIdUsedTwice) {
  Evidence evidence = history();
  evidence.received.push_back(
      "8=FIX.4.4|9=1|35=8|34=6|49=BRIDGE|52=now|56=DESK1|37=4|11=c4|41=order|17=1-1|150=6|39=6|10=1|");
  EXPECT_THAT(found(evidence), ElementsAre("ExecID 1-1"));
}

TEST(Checker, FindsAnOpenTicket) {
  Evidence evidence = history();
  evidence.open = {"c1"};
  EXPECT_THAT(found(evidence), ElementsAre("open c1"));
}

}  // namespace
}  // namespace bridge::crash
