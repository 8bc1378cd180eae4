// The judge of order flow finds what it must find: each test plants one violation into a history that is
// right.
#include "crash/order_checker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::crash {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A message of the gateway; `text` is what is not of the session.
std::string message(int number, const std::string& type, const std::string& text) {
  return "8=FIX.4.4|9=1|35=" + type + "|34=" + std::to_string(number) + "|49=BRIDGE|52=now|56=DESK1|" + text +
         "10=1|";
}
std::string report(int number, const std::string& ids, const std::string& what, const std::string& quantities,
                   const std::string& more = "") {
  return message(number, "8", ids + "17=x-" + std::to_string(number) + "|" + what + quantities + more);
}

constexpr const char* kFirst = "37=71|526=fb-1|54=1|";
constexpr const char* kSecond = "37=72|526=fb-2|54=2|";

// d1 is placed, filled in part, replaced by g1 and canceled by f1; d2 is placed, filled, and f2 comes too
// late; d3 is refused.
OrderEvidence history() {
  const std::string first = kFirst;
  const std::string second = kSecond;
  return {
      .sent = {{"D", "d1", "d1"},
               {"D", "d2", "d2"},
               {"G", "g1", "d1"},
               {"F", "f1", "d1"},
               {"F", "f2", "d2"},
               {"D", "d3", "d3"}},
      .received = {message(1, "A", ""), report(2, first + "11=d1|", "150=0|39=0|", "38=10|14=0|151=10|"),
                   report(3, first + "11=d1|", "150=F|39=1|", "38=10|14=4|151=6|", "527=901|32=4|31=65000|"),
                   report(4, first + "11=g1|41=d1|", "150=5|39=1|", "38=12|14=4|151=8|"),
                   report(5, first + "11=f1|41=g1|", "150=4|39=4|", "38=12|14=4|151=0|"),
                   report(6, second + "11=d2|", "150=0|39=0|", "38=3|14=0|151=3|"),
                   report(7, second + "11=d2|", "150=F|39=2|", "38=3|14=3|151=0|", "527=902|32=3|31=65001|"),
                   message(8, "9", "37=72|11=f2|41=d2|39=2|434=1|102=0|"),
                   report(9, "37=NONE|11=d3|", "150=8|39=8|", "38=1|14=0|151=0|")},
      .orders = {{"71", "fb-1", "BUY", "CANCELED", "4"}, {"72", "fb-2", "SELL", "FILLED", "3"}},
      .trades = {{"901", "71", "BUY", "4", "65000.00"}, {"902", "72", "SELL", "3", "65001.00"}},
      .position = "1",
      .places = {{"fb-1", 1}, {"fb-2", 1}}};
}

std::vector<std::string> found(const OrderEvidence& evidence) {
  std::vector<std::string> names;
  for (const auto& violation : judge(evidence)) {
    const std::string name = std::string(name_of(violation.breach)) + " " + violation.about;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

TEST(OrderChecker, FindsNothingInAHistoryThatIsRight) { EXPECT_THAT(found(history()), IsEmpty()); }

TEST(OrderChecker, TakesARepeatThatIsMarkedAndEqual) {
  OrderEvidence evidence = history();
  std::string repeat = evidence.received[2];
  repeat.insert(repeat.find("49="), "43=Y|122=then|");
  evidence.received.push_back(repeat);
  EXPECT_THAT(found(evidence), IsEmpty());
}

TEST(OrderChecker, FindsAFillThatNobodyTold) {
  OrderEvidence evidence = history();
  evidence.trades.push_back({"903", "72", "SELL", "1", "65001.00"});
  evidence.orders[1].executed = "4";
  evidence.position = "0";
  EXPECT_THAT(found(evidence),
              UnorderedElementsAre("lost 903", "contradiction d2", "contradiction position"));
}

TEST(OrderChecker, FindsAFillThatWasToldTwice) {
  OrderEvidence evidence = history();
  const std::string first = kFirst;
  evidence.received[3] =
      report(4, first + "11=d1|", "150=F|39=1|", "38=10|14=8|151=2|", "527=901|32=4|31=65000|");
  evidence.received[4] = report(5, first + "11=f1|41=d1|", "150=4|39=4|", "38=10|14=8|151=0|");
  std::erase_if(evidence.sent, [](const auto& request) { return request.type == "G"; });
  EXPECT_THAT(found(evidence),
              UnorderedElementsAre("double d1", "contradiction d1", "contradiction position"));
}

TEST(OrderChecker, FindsAFillThatIsNotTheVenues) {
  OrderEvidence evidence = history();
  evidence.trades[0].price = "65000.10";
  EXPECT_THAT(found(evidence), ElementsAre("contradiction d1"));
  evidence = history();
  evidence.trades[1].id = "990";
  EXPECT_THAT(found(evidence), UnorderedElementsAre("contradiction d2", "lost 990"));
}

TEST(OrderChecker, FindsACumQtyThatIsNotTheSum) {
  OrderEvidence evidence = history();
  evidence.received[3] = report(4, std::string(kFirst) + "11=g1|41=d1|", "150=5|39=1|", "38=12|14=0|151=12|");
  EXPECT_THAT(found(evidence), ElementsAre("contradiction d1"));
}

TEST(OrderChecker, FindsARequestWithoutAnswer) {
  for (const std::size_t lost : {3U, 7U, 8U}) {
    OrderEvidence evidence = history();
    const std::string cl_ord_id = lost == 3 ? "g1" : lost == 7 ? "f2" : "d3";
    evidence.received[lost] =
        message(static_cast<int>(lost) + 1, "0", "");  // so that no number is missing besides
    EXPECT_THAT(found(evidence), ElementsAre("lost " + cl_ord_id));
  }
}

TEST(OrderChecker, FindsASecondAnswer) {
  OrderEvidence evidence = history();
  evidence.received.push_back(message(10, "9", "37=72|11=f2|41=d2|39=2|434=1|102=0|"));
  EXPECT_THAT(found(evidence), ElementsAre("double f2"));
}

TEST(OrderChecker, FindsASecondEnd) {
  OrderEvidence evidence = history();
  evidence.received.push_back(report(10, std::string(kSecond) + "11=d2|", "150=C|39=C|", "38=3|14=3|151=0|"));
  EXPECT_THAT(found(evidence), UnorderedElementsAre("double d2", "contradiction d2"));
}

TEST(OrderChecker, FindsAnEndThatNobodyTold) {
  OrderEvidence evidence = history();
  evidence.received[4] = message(5, "9", "37=71|11=f1|41=g1|39=1|434=1|102=99|");
  EXPECT_THAT(found(evidence), ElementsAre("lost d1"));
}

TEST(OrderChecker, FindsAnEndThatIsNotTheVenues) {
  for (const char* status : {"NEW", "EXPIRED", "FILLED"}) {
    OrderEvidence evidence = history();
    evidence.orders[0].status = status;
    EXPECT_THAT(found(evidence), ElementsAre("contradiction d1")) << status;
  }
}

TEST(OrderChecker, FindsAnOrderThatTheClientDoesNotKnow) {
  OrderEvidence evidence = history();
  evidence.orders.push_back({"73", "fb-3", "BUY", "NEW", "0"});
  EXPECT_THAT(found(evidence), ElementsAre("lost fb-3"));
}

TEST(OrderChecker, FindsAPlaceThatWasSentTwice) {
  OrderEvidence evidence = history();
  evidence.places["fb-1"] = 2;
  EXPECT_THAT(found(evidence), ElementsAre("wire fb-1"));
  evidence.orders.push_back({"79", "fb-2", "SELL", "CANCELED", "0"});
  EXPECT_THAT(found(evidence), UnorderedElementsAre("wire fb-1", "double fb-2", "lost fb-2"));
}

TEST(OrderChecker, FindsARejectionOfAnOrderThatIsThere) {
  OrderEvidence evidence = history();
  evidence.received.push_back(report(10, "37=74|526=fb-3|54=1|11=d3|", "150=0|39=0|", "38=1|14=0|151=1|"));
  evidence.orders.push_back({"74", "fb-3", "BUY", "NEW", "0"});
  EXPECT_THAT(found(evidence), UnorderedElementsAre("double d3", "contradiction d3"));
}

TEST(OrderChecker, FindsAnotherPosition) {
  OrderEvidence evidence = history();
  evidence.position = "-1";
  EXPECT_THAT(found(evidence), ElementsAre("contradiction position"));
}

TEST(OrderChecker, FindsANumberThatIsMissing) {
  OrderEvidence evidence = history();
  evidence.received.push_back(message(11, "0", ""));
  EXPECT_THAT(found(evidence), ElementsAre("number 34=10"));
}

TEST(OrderChecker, LeavesAPlaceInDoubtAloneUntilAllIsSettled) {
  OrderEvidence evidence = history();
  evidence.received[8] = report(9, "37=NONE|526=fb-3|11=d3|", "150=A|39=A|", "38=1|14=0|151=1|");
  evidence.sent.push_back({"F", "f3", "d3"});
  evidence.orders.push_back({"73", "fb-3", "BUY", "FILLED", "1"});
  evidence.trades.push_back({"903", "73", "BUY", "1", "65000.00"});
  evidence.position = "2";
  EXPECT_THAT(found(evidence),
              UnorderedElementsAre("lost d3", "lost f3", "lost fb-3", "lost 903", "contradiction position"));
  evidence.settled = false;
  EXPECT_THAT(found(evidence), IsEmpty());
}

}  // namespace
}  // namespace bridge::crash
