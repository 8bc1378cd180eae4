// Everything of a session at once: fixspec/scenarios.md, S59 to S61. FIX 4.2 has neither 35=q nor 35=AF.
#include "scenarios/play.hpp"

#include <algorithm>

namespace bridge::scenarios {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr order::CancelOnDisconnect kGrace{.enabled = true, .grace = 5s, .on_logout = false};

class MassScenarios : public Scenarios {
 protected:
  // Orders of 10 at 100 that the venue has: X1 and X2 of the session, and S of another one.
  void three_open_orders() {
    for (const char* id : {"X1", "X2"}) {
      static_cast<void>(floor.place(id));
      acknowledged();
    }
    auto theirs = Floor::limit("S");
    theirs.session = order::SessionKey{"FIX.4.4:BRIDGE->OTHER"};
    static_cast<void>(floor.place(theirs));
    acknowledged();
    static_cast<void>(told());
    static_cast<void>(sent());
  }
  // The venue tells that it has canceled the order of this ticket.
  void is_canceled(std::uint64_t order, const std::string& executed = "0") {
    floor.use(order);
    const auto facts = floor.shown(OrderStatus::Canceled, executed);
    order::OrderUpdate event;
    event.order = facts;
    event.execution_type = ExecutionType::Canceled;
    const order::RequestId cancel = cancel_of(order);
    either([&] { static_cast<void>(floor.answer(cancel, order::Canceled{facts})); },
           [&] { static_cast<void>(floor.stream(event)); });
  }
  // The first cancel of the order of this ticket.
  [[nodiscard]] order::RequestId cancel_of(std::uint64_t order) const {
    const auto line = "> cancel " + std::to_string(4000 + order);
    const auto request = std::ranges::find(floor.requests, line, &Floor::request_line);
    EXPECT_NE(request, floor.requests.end()) << line;
    return id_of(*request);
  }
};

INSTANTIATE_TEST_SUITE_P(Of, MassScenarios,
                         ::testing::Combine(::testing::Values("FIX 4.4", "FIX 5.0 SP2"),
                                            ::testing::Values(First::Reply, First::Stream)),
                         name_of);

TEST_P(MassScenarios, S59AMassCancelLeavesTheOrdersOfOthersAlone) {
  three_open_orders();
  static_cast<void>(floor.mass_cancel("Q", "BTCUSDT"));
  EXPECT_THAT(sent(), ElementsAre("> cancel 4001", "> cancel 4002"));
  is_canceled(1);
  is_canceled(2);
  EXPECT_THAT(told(), ElementsAre("8(X1) 4/4 10/0/0/0", "8(X2) 4/4 10/0/0/0", "r(Q) 531=1 533=2"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_P(MassScenarios, S59AMassCancelOfNothing) {
  static_cast<void>(floor.mass_cancel("Q"));
  EXPECT_THAT(told(), ElementsAre("r(Q) 531=7 533=0"));
}

TEST_P(MassScenarios, S59AMassCancelThatIsNotSupported) {
  order::MassCancelCommand command;
  command.session = order::SessionKey{Floor::kSession};
  command.cl_ord_id = order::ClOrdId{"Q"};
  command.request_type = '5';
  command.scope.side = '1';
  static_cast<void>(floor.mass_cancel(command));
  EXPECT_THAT(told(), ElementsAre("r(Q) 531=0 532=0 533=0"));
}

TEST_P(MassScenarios, S59AMassCancelInDoubt) {
  three_open_orders();
  static_cast<void>(floor.mass_cancel("Q"));
  is_canceled(1);
  static_cast<void>(floor.wait(36s));
  EXPECT_THAT(told(), ElementsAre("8(X1) 4/4 10/0/0/0", "r(Q) 531=0 532=99 533=1"));
  is_canceled(2);
  EXPECT_THAT(told(), ElementsAre("8(X2) 4/4 10/0/0/0"));
}

TEST_P(MassScenarios, S60OneIsFilledBeforeTheMassCancelArrives) {
  three_open_orders();
  static_cast<void>(floor.mass_cancel("Q"));
  floor.use(1);
  const order::RequestId cancel = cancel_of(1);
  either([&] { static_cast<void>(floor.answer(cancel, order::Missing{error(-2011)})); },
         [&] { trade(1, "10", "10"); });
  is_canceled(2);
  EXPECT_THAT(told(), ElementsAre("8(X1) F/2 10/10/0/10", "8(X2) 4/4 10/0/0/0", "r(Q) 531=7 533=1"));
}

TEST_P(MassScenarios, S61AMassStatus) {
  three_open_orders();
  floor.use(1);
  trade(1, "4", "4");
  static_cast<void>(floor.mass_status("A1"));
  static_cast<void>(floor.mass_status("A2", "ETHUSDT", '2'));
  static_cast<void>(floor.mass_status("A3", "", '2'));
  EXPECT_THAT(told(), ElementsAre("8(X1) F/1 10/4/6/4", "8(X1) I/1 10/4/6/0 911=2 912=N",
                                  "8(X2) I/0 10/0/10/0 911=2 912=Y", "8() I/8 0/0/0/0 911=0 912=Y",
                                  "8() I/8 0/0/0/0 911=0 912=Y"));
}

TEST_P(Scenarios, S61AClientThatIsGoneForTooLong) {
  open_order();
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.is_gone());
  static_cast<void>(floor.wait(4900ms));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1"));
  static_cast<void>(floor.wait(200ms));
  EXPECT_THAT(sent(), ElementsAre("> cancel 4001"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) 4/4 10/0/0/0 378=4"));
}

TEST_P(Scenarios, S61AClientThatIsBackInTime) {
  open_order();
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.is_gone());
  static_cast<void>(floor.wait(4900ms));
  static_cast<void>(floor.log_on(kGrace));
  static_cast<void>(floor.wait(30s));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1"));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
}

}  // namespace
}  // namespace bridge::scenarios
