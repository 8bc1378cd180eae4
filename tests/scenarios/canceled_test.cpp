// Orders that are canceled, or meant to be: fixspec/scenarios.md, S13 to S22.
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

TEST_P(Scenarios, S13Canceled) {
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel 4001"));
}

TEST_P(Scenarios, S13CanceledWithANotice) {
  floor.notice = PendingCancelNotice::Always;
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
}

TEST_P(Scenarios, S14ACancelThatIsRefusedTwice) {
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  VenueError late = error(-1021);
  late.retry = order::Retry::Soon;
  refused(RequestKind::Cancel, late);
  static_cast<void>(floor.wait(300ms));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel 4001", "> cancel 4001"));
  refused(RequestKind::Cancel, late);
  trade(1, "3", "3");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "9(Y,X) 434=1 39=0 102=99", "8(X) F/1 10/3/7/3"))
      << "X stays current";
}

TEST_P(Scenarios, S15FillsBesideACancel) {
  floor.notice = PendingCancelNotice::Always;
  open_order();
  trade(1, "2", "2");
  trade(2, "3", "5");
  static_cast<void>(floor.cancel("Y", "X"));
  trade(3, "1", "6");
  canceled("6");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/2/8/2", "8(X) F/1 10/5/5/3",
                                  "8(Y,X) 6/6 10/5/5/0", "8(X) F/6 10/6/4/1", "8(Y,X) 4/4 10/6/0/0"));
}

TEST_P(Scenarios, S15ACancelsAnswerWaitsForTheFillBeforeIt) {
  floor.notice = PendingCancelNotice::Always;
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  canceled("6");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0"));
  trade(1, "6", "6");
  EXPECT_THAT(told(), ElementsAre("8(X) F/6 10/6/4/6", "8(Y,X) 4/4 10/6/0/0"));
}

TEST_P(Scenarios, S16FilledBeforeTheCancel) {
  floor.notice = PendingCancelNotice::Always;
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  trade(1, "10", "10");
  missing(RequestKind::Cancel, -2011);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(X) F/6 10/10/0/10",
                                  "9(Y,X) 434=1 39=2 102=0"));
}

TEST_P(Scenarios, S17NothingIsConcludedFromUnknownOrder) {
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  missing(RequestKind::Cancel, -2011);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel 4001", "> status 4001"));
  static_cast<void>(floor.wait(300ms));
  trade(1, "10", "10");
  EXPECT_THAT(told(), ElementsAre("8(X) F/2 10/10/0/10", "9(Y,X) 434=1 39=2 102=0"));
}

TEST_P(Scenarios, S18CanceledBeforeItIsAcknowledged) {
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.place("X"));
  static_cast<void>(floor.cancel("Y", "X"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel fb-1")) << "it does not wait";
  acknowledged();
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(Y,X) 6/6 10/0/10/0", "8(X) 0/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
}

TEST_P(Scenarios, S19ACancelThatMeetsTheAcknowledgement) {
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.place("X"));
  acknowledged();
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
}

TEST_P(Scenarios, S20ACancelOfAnOrderThatNobodyKnows) {
  static_cast<void>(floor.cancel("Y", "X"));
  missing(RequestKind::Cancel, -2011);
  deny(60s);
  EXPECT_THAT(told(), ElementsAre("9(Y,X) 434=1 39=0 102=1"));
  EXPECT_EQ(floor.reports.back().order_id, "NONE");
  static_cast<void>(floor.place("X"));
  acknowledged();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0")) << "41 has not used it up";
}

TEST_P(Scenarios, S21TheSecondCancelWhileOneIsPending) {
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(floor.cancel("Y2", "X"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "9(Y2,X) 434=1 39=6 102=3", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel 4001"));
}

TEST_P(Scenarios, S22TheSecondCancelAfterwards) {
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  static_cast<void>(floor.cancel("Y2", "Y"));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 4/4 10/0/0/0", "9(Y2,Y) 434=1 39=4 102=0"));
}

}  // namespace
}  // namespace bridge::scenarios
