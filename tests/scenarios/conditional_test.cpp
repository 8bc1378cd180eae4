// Conditional orders: fixspec/scenarios.md, S51 to S56. What two services of the venue say of one order comes
// in either order.
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using order::AlgoStatus;

// A stop of 10, named X, that waits at the venue for 90.
void wait_at_venue(Scenarios& test) {
  static_cast<void>(test.floor.place(Floor::stop("X")));
  test.either([&] { static_cast<void>(test.floor.algo_placed()); },
              [&] { static_cast<void>(test.floor.algo_told(AlgoStatus::New)); });
}

TEST_P(Scenarios, S51TriggeredAndFilled) {
  wait_at_venue(*this);
  static_cast<void>(floor.algo_told(AlgoStatus::Triggering));
  either([&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); },
         [&] { tell_new(floor.shown(OrderStatus::New, "0")); });
  trade(1, "3", "3");
  either([&] { trade(2, "7", "10"); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::Finished, "10")); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3", "8(X) F/2 10/10/0/7"));
  EXPECT_THAT(sent(), ElementsAre("> algo place fb-1"));
}

TEST_P(Scenarios, S51ItsTriggerIsToldIfAgreed) {
  floor.entry.tell_triggered = true;
  wait_at_venue(*this);
  either([&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); },
         [&] { tell_new(floor.shown(OrderStatus::New, "0")); });
  trade(1, "10", "10");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) L/0 10/0/10/0", "8(X) F/2 10/10/0/10"));
}

TEST_P(Scenarios, S52TheChildIsFirst) {
  wait_at_venue(*this);
  trade(1, "10", "10");
  either([&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::Finished, "10")); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/2 10/10/0/10"));
}

TEST_P(Scenarios, S53RejectedWhenItIsTriggered) {
  wait_at_venue(*this);
  order::AlgoOrder rejected = floor.algo(AlgoStatus::Rejected);
  rejected.reject_reason = "Margin is insufficient.";
  static_cast<void>(floor.algo_told(rejected));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) 8/8 10/0/0/0 103=99"));
}

TEST_P(Scenarios, S54CanceledBeforeItsTrigger) {
  wait_at_venue(*this);
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  either([&] { static_cast<void>(floor.algo_canceled()); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::Canceled)); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> algo place fb-1", "> algo cancel A7001"));
}

TEST_P(Scenarios, S55CanceledWhileItIsTriggered) {
  wait_at_venue(*this);
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  either([&] { refused(RequestKind::AlgoCancel, error(-4117)); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); });
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> algo place fb-1", "> algo cancel A7001", "> cancel 4001"));
}

TEST_P(Scenarios, S55FilledBeforeItsChildCouldBeCanceled) {
  wait_at_venue(*this);
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  refused(RequestKind::AlgoCancel, error(-4117));
  either([&] { trade(1, "10", "10"); }, [&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(X) F/6 10/10/0/10",
                                  "9(Y,X) 434=1 39=2 102=0"));
}

TEST_P(Scenarios, S56ATrailingStopIsNewOnce) {
  PlaceCommand trailing = Floor::stop("X");
  trailing.terms.type = order::OrdType::TrailingStop;
  trailing.terms.callback_bips = "50";
  static_cast<void>(floor.place(trailing));
  either([&] { static_cast<void>(floor.algo_placed()); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::New)); });
  order::AlgoOrder active = floor.algo(AlgoStatus::New);
  active.activated = true;
  static_cast<void>(floor.algo_told(active));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
}

}  // namespace
}  // namespace bridge::scenarios
