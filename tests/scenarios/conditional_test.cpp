// Conditional orders: fixspec/scenarios.md, S51 to S56. What two services of the venue say of one order comes
// in either order.
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using order::AlgoOrder;
using order::AlgoStatus;

void told_of_algo(Floor& floor, const AlgoOrder& algo) {
  static_cast<void>(floor.decide(
      order::AlgoTold{order::TicketId{floor.order()}, order::AlgoUpdate{algo, algo.update_time_ms}}));
}

// Places it, named X; it waits at the venue, which says so twice.
void wait_at_venue(Scenarios& test, const PlaceCommand& command) {
  static_cast<void>(test.floor.place(command));
  const AlgoOrder waiting = test.floor.algo(AlgoStatus::New);
  test.either(
      [&] { static_cast<void>(test.floor.answer(RequestKind::AlgoPlace, order::AlgoFound{waiting})); },
      [&] { told_of_algo(test.floor, waiting); });
}

void triggered(Scenarios& test) {
  const AlgoOrder algo = test.floor.algo(AlgoStatus::Triggered);
  const order::Order child = test.floor.shown(OrderStatus::New, "0");
  test.either([&] { told_of_algo(test.floor, algo); }, [&] { test.tell_new(child); });
}

TEST_P(Scenarios, S51TriggeredAndFilled) {
  wait_at_venue(*this, Floor::stop("X"));
  static_cast<void>(floor.algo_told(AlgoStatus::Triggering));
  triggered(*this);
  trade(1, "3", "3");
  const AlgoOrder finished = floor.algo(AlgoStatus::Finished, "10");
  either([&] { trade(2, "7", "10"); }, [&] { told_of_algo(floor, finished); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3", "8(X) F/2 10/10/0/7"));
  EXPECT_THAT(sent(), ElementsAre("> algo place fb-1"));
}

TEST_P(Scenarios, S51ItsTriggerIsToldIfAgreed) {
  floor.entry.tell_triggered = true;
  wait_at_venue(*this, Floor::stop("X"));
  triggered(*this);
  trade(1, "10", "10");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) L/0 10/0/10/0", "8(X) F/2 10/10/0/10"));
}

TEST_P(Scenarios, S52TheChildIsFirst) {
  wait_at_venue(*this, Floor::stop("X"));
  trade(1, "10", "10");
  either([&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::Finished, "10")); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/2 10/10/0/10"));
}

TEST_P(Scenarios, S53RejectedWhenItIsTriggered) {
  wait_at_venue(*this, Floor::stop("X"));
  order::AlgoOrder rejected = floor.algo(AlgoStatus::Rejected);
  rejected.reject_reason = "Margin is insufficient.";
  static_cast<void>(floor.algo_told(rejected));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) 8/8 10/0/0/0 103=99"));
}

TEST_P(Scenarios, S54CanceledBeforeItsTrigger) {
  wait_at_venue(*this, Floor::stop("X"));
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(floor.wait(milliseconds{10}));
  AlgoOrder gone = floor.algo(AlgoStatus::Canceled);
  gone.update_time_ms = Floor::kStart + 10;  // now: the reply has no time of its own
  either(
      [&] {
        static_cast<void>(
            floor.answer(RequestKind::AlgoCancel, order::AlgoCanceled{gone.algo_id, gone.client_algo_id}));
      },
      [&] { told_of_algo(floor, gone); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> algo place fb-1", "> algo cancel A7001"));
}

TEST_P(Scenarios, S55CanceledWhileItIsTriggered) {
  wait_at_venue(*this, Floor::stop("X"));
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  either([&] { refused(RequestKind::AlgoCancel, error(-4117)); },
         [&] { static_cast<void>(floor.algo_told(AlgoStatus::Triggered)); });
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> algo place fb-1", "> algo cancel A7001", "> cancel 4001"));
}

TEST_P(Scenarios, S55FilledBeforeItsChildCouldBeCanceled) {
  wait_at_venue(*this, Floor::stop("X"));
  floor.notice = PendingCancelNotice::Always;
  static_cast<void>(floor.cancel("Y", "X"));
  refused(RequestKind::AlgoCancel, error(-4117));
  const AlgoOrder algo = floor.algo(AlgoStatus::Triggered);
  either([&] { trade(1, "10", "10"); }, [&] { told_of_algo(floor, algo); });
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(Y,X) 6/6 10/0/10/0", "8(X) F/6 10/10/0/10",
                                  "9(Y,X) 434=1 39=2 102=0"));
}

TEST_P(Scenarios, S56ATrailingStopIsNewOnce) {
  PlaceCommand trailing = Floor::stop("X");
  trailing.terms.type = order::OrdType::TrailingStop;
  trailing.terms.callback_bips = "50";
  wait_at_venue(*this, trailing);
  AlgoOrder active = floor.algo(AlgoStatus::New);
  active.activated = true;
  told_of_algo(floor, active);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
}

}  // namespace
}  // namespace bridge::scenarios
