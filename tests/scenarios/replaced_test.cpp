// Orders that are replaced, or meant to be: fixspec/scenarios.md, S23 to S37.
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using order::OrdRejReason;

TEST_P(Scenarios, S23MoreThanBefore) {
  floor.entry.pending_replace = true;
  open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  floor.qty = "12";
  modified(OrderStatus::New);
  trade(1, "3", "3");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "8(Y,X) 5/0 12/0/12/0",
                                  "8(Y) F/1 12/3/9/3"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> modify 4001 12@100"));
}

TEST_P(Scenarios, S23AnotherPrice) {
  open_order();
  static_cast<void>(floor.replace("Y", "X", "", "101"));
  floor.price = "101";
  modified(OrderStatus::New);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 5/0 10/0/10/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> modify 4001 10@101"));
}

TEST_P(Scenarios, S24MoreThanBeforeWhileItIsFilled) {
  floor.entry.pending_replace = true;
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "12"));
  trade(2, "1", "2");
  floor.qty = "12";
  modified(OrderStatus::PartiallyFilled, "2");
  trade(3, "10", "12");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(Y,X) E/E 10/1/9/0",
                                  "8(X) F/E 10/2/8/1", "8(Y,X) 5/1 12/2/10/0", "8(Y) F/2 12/12/0/10"));
}

TEST_P(Scenarios, S25TooLate) {
  open_order();
  trade(1, "10", "10");
  static_cast<void>(floor.replace("Y", "X", "12"));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/2 10/10/0/10", "9(Y,X) 434=2 39=2 102=0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1"));
}

TEST_P(Scenarios, S26FilledBeforeTheReplace) {
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "", "101"));
  trade(2, "9", "10");
  missing(RequestKind::Modify, -2013);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(X) F/2 10/10/0/9",
                                  "9(Y,X) 434=2 39=2 102=0"));
}

// Nothing is concluded from -2013: the fill says what has happened.
TEST_P(Scenarios, S26UnknownToTheVenueBeforeTheFillIsTold) {
  open_order();
  static_cast<void>(floor.replace("Y", "X", "", "101"));
  missing(RequestKind::Modify, -2013);
  filled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "8(X) F/E 10/10/0/10",
                                  "9(Y,X) 434=2 39=2 102=0"));
}

TEST_P(Scenarios, S27LessThanBeforeWhileItIsFilled) {
  floor.entry.pending_replace = true;
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "8"));
  trade(2, "1", "2");
  floor.qty = "8";
  modified(OrderStatus::PartiallyFilled, "2");
  trade(3, "6", "8");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(Y,X) E/E 10/1/9/0",
                                  "8(X) F/E 10/2/8/1", "8(Y,X) 5/1 8/2/6/0", "8(Y) F/2 8/8/0/6"));
}

TEST_P(Scenarios, S28FilledAsFarAsWantedMeanwhile) {
  open_order();
  static_cast<void>(floor.replace("Y", "X", "7"));
  trade(1, "7", "7");
  canceled_instead("7");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/7/3/7", "8(Y,X) 5/2 7/7/0/0"));
}

TEST_P(Scenarios, S29LessThanIsFilled) {
  open_order();
  trade(1, "7", "7");
  static_cast<void>(floor.replace("Y", "X", "6"));
  canceled("7");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/7/3/7", "8(Y,X) 5/2 7/7/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel 4001"));
}

TEST_P(Scenarios, S30PostOnlyReplacedThroughTheBook) {
  auto command = Floor::limit("X");
  command.terms.post_only = true;
  static_cast<void>(floor.place(command));
  acknowledged();
  static_cast<void>(floor.replace("Y", "X", "", "120"));
  canceled_instead("0");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
}

TEST_P(Scenarios, S31TwoReplacesOneAfterTheOther) {
  floor.entry.pending_replace = true;
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "8"));
  trade(2, "1", "2");
  floor.qty = "8";
  modified(OrderStatus::PartiallyFilled, "2");
  trade(3, "2", "4");
  static_cast<void>(floor.replace("Z", "Y", "6"));
  trade(4, "1", "5");
  floor.qty = "6";
  modified(OrderStatus::PartiallyFilled, "5");
  trade(5, "1", "6");
  EXPECT_THAT(told(),
              ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(Y,X) E/E 10/1/9/0",
                          "8(X) F/E 10/2/8/1", "8(Y,X) 5/1 8/2/6/0", "8(Y) F/1 8/4/4/2", "8(Z,Y) E/E 8/4/4/0",
                          "8(Y) F/E 8/5/3/1", "8(Z,Y) 5/1 6/5/1/0", "8(Z) F/2 6/6/0/1"));
}

TEST_P(Scenarios, S32AReplaceRefusedHereLeavesTheChain) {
  open_order();
  trade(1, "1", "1");
  order::ReplaceCommand bad;
  bad.session = order::SessionKey{Floor::kSession};
  bad.cl_ord_id = order::ClOrdId{"Y"};
  bad.orig_cl_ord_id = "X";
  bad.symbol = "BTC/USDT";
  bad.venue_symbol = "BTCUSDT";
  bad.terms.type = order::OrdType::Limit;
  bad.refused = order::OrderRefusal{OrdRejReason::Other, "Price(44)=100.05 is no multiple of the tick 0.10"};
  static_cast<void>(floor.replace(bad));
  static_cast<void>(floor.replace("Z", "X", "6"));
  floor.qty = "6";
  modified(OrderStatus::PartiallyFilled, "1");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "9(Y,X) 434=2 39=1 102=99",
                                  "8(Z,X) 5/1 6/1/5/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> modify 4001 6@100"));
}

TEST_P(Scenarios, S33AReplaceRefusedByTheVenueLeavesTheChain) {
  floor.entry.pending_replace = true;
  open_order();
  static_cast<void>(floor.replace("Y", "X", "12"));
  trade(1, "1", "1");
  refused(RequestKind::Modify, error(-4014));
  static_cast<void>(floor.replace("Z", "X", "6"));
  floor.qty = "6";
  modified(OrderStatus::PartiallyFilled, "1");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "8(X) F/E 10/1/9/1",
                                  "9(Y,X) 434=2 39=1 102=99", "8(Z,X) E/E 10/1/9/0", "8(Z,X) 5/1 6/1/5/0"));
}

TEST_P(Scenarios, S34TheSecondReplaceWhileOneIsPending) {
  floor.entry.pending_replace = true;
  open_order();
  static_cast<void>(floor.replace("Y", "X", "8"));
  const auto pending = floor.amendment();
  static_cast<void>(floor.replace("Z", "Y", "7"));
  floor.qty = "8";
  floor.use_amendment(pending);
  modified(OrderStatus::New);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "9(Z,X) 434=2 39=E 102=3",
                                  "8(Y,X) 5/0 8/0/8/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> modify 4001 8@100"));
}

// FIX lets a broker queue the second one (D.2.b). Where that is not agreed it is refused, as in S34.
TEST_P(Scenarios, S35NoReplaceIsQueued) {
  floor.entry.pending_replace = true;
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "8"));
  const auto pending = floor.amendment();
  static_cast<void>(floor.replace("Z", "X", "7"));
  floor.qty = "8";
  floor.use_amendment(pending);
  modified(OrderStatus::PartiallyFilled, "1");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(Y,X) E/E 10/1/9/0",
                                  "9(Z,X) 434=2 39=E 102=3", "8(Y,X) 5/1 8/1/7/0"));
}

TEST_P(Scenarios, S35ASecondReplaceWaitsIfAgreed) {
  floor.entry.pending_replace = true;
  floor.entry.queue_replace = true;
  open_order();
  trade(1, "1", "1");
  static_cast<void>(floor.replace("Y", "X", "8"));
  const auto pending = floor.amendment();
  static_cast<void>(floor.replace("Z", "X", "7"));
  const auto waiting = floor.amendment();
  floor.qty = "8";
  floor.use_amendment(pending);
  modified(OrderStatus::PartiallyFilled, "1");
  floor.qty = "7";
  floor.use_amendment(waiting);
  modified(OrderStatus::PartiallyFilled, "1");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(Y,X) E/E 10/1/9/0",
                                  "8(Z,X) E/E 10/1/9/0", "8(Y,X) 5/E 8/1/7/0", "8(Z,Y) 5/1 7/1/6/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> modify 4001 8@100", "> modify 4001 7@100"));
}

TEST_P(Scenarios, S36ACancelDoesNotWaitForAReplace) {
  floor.entry.pending_replace = true;
  floor.notice = PendingCancelNotice::Always;
  open_order();
  static_cast<void>(floor.replace("Y", "X", "8"));
  static_cast<void>(floor.cancel("Z", "Y"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> modify 4001 8@100", "> cancel 4001"));
  floor.qty = "8";
  modified(OrderStatus::New);
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "8(Z,X) 6/6 10/0/10/0",
                                  "8(Y,X) 5/6 8/0/8/0", "8(Z,Y) 4/4 8/0/0/0"));
}

TEST_P(Scenarios, S36ACancelThatIsSoonerThanTheReplace) {
  floor.entry.pending_replace = true;
  open_order();
  static_cast<void>(floor.replace("Y", "X", "8"));
  static_cast<void>(floor.cancel("Z", "X"));
  canceled();
  missing(RequestKind::Modify, -2013);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) E/E 10/0/10/0", "8(Z,X) 4/4 10/0/0/0",
                                  "9(Y,Z) 434=2 39=4 102=0"));
}

TEST_P(Scenarios, S37TheSameTermsAreReplaced) {
  open_order();
  static_cast<void>(floor.replace("Y", "X", "10"));
  refused(RequestKind::Modify, error(-5027));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 5/0 10/0/10/0"));
}

TEST_P(Scenarios, S37TheSameTermsAreRefusedIfAgreed) {
  floor.entry.same_terms_replaced = false;
  open_order();
  static_cast<void>(floor.replace("Y", "X", "10"));
  refused(RequestKind::Modify, error(-5027));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "9(Y,X) 434=2 39=0 102=99"));
}

}  // namespace
}  // namespace bridge::scenarios
