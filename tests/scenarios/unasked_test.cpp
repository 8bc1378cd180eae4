// What happens without a request, what is asked twice, and what is refused here: fixspec/scenarios.md, S38 to
// S42, S57, S58, S62, S63 and S65.
#include "order/order_check.hpp"
#include "scenarios/play.hpp"

namespace bridge::scenarios {
namespace {

using order::Missing;
using order::OrdRejReason;
using std::chrono_literals::operator""s;

TEST_P(Scenarios, S38CanceledBySomebodyElse) {
  open_order();
  trade(1, "1", "1");
  canceled_unasked("1");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(X) 4/4 10/1/0/0 378=8"));
}

TEST_P(Scenarios, S39AmendedBySomebodyElse) {
  open_order();
  trade(1, "1", "1");
  floor.qty = "12";
  amended_unasked("1");
  trade(2, "11", "12");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/1/9/1", "8(X) D/1 12/1/11/0 378=99",
                                  "8(X) F/2 12/12/0/11"));
}

TEST_P(Scenarios, S40TheSameIdAgain) {
  open_order();
  static_cast<void>(floor.place("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) 8/0 10/0/10/0 103=6"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1"));
}

TEST_P(Scenarios, S41TheSameOrderAgain) {
  open_order();
  auto again = Floor::limit("X");
  again.poss_resend = true;
  static_cast<void>(floor.place(again));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) I/0 10/0/10/0"));
  auto fresh = Floor::limit("Y");
  fresh.poss_resend = true;
  static_cast<void>(floor.place(fresh));
  acknowledged();
  EXPECT_THAT(told(), ElementsAre("8(Y) 0/0 10/0/10/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> place fb-3"));
}

TEST_P(Scenarios, S42AQuestionAboutAnOrderThatIsKnown) {
  open_order();
  trade(1, "3", "3");
  static_cast<void>(floor.question("X"));
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) F/1 10/3/7/3", "8(X) I/1 10/3/7/0"));
}

TEST_P(Scenarios, S42AQuestionAboutAnOrderThatNobodyKnows) {
  static_cast<void>(floor.question("X"));
  EXPECT_THAT(sent(), ElementsAre("> status X"));
  deny(60s);
  EXPECT_THAT(told(), ElementsAre("j(X) 380=1"));
}

TEST_P(Scenarios, S57AReduceOnlyOrderThatIsKnockedOut) {
  auto command = Floor::limit("X");
  command.terms.reduce_only = true;
  static_cast<void>(floor.place(command));
  acknowledged();
  expired("0", "4");
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) C/C 10/0/0/0"));
}

TEST_P(Scenarios, S58ALiquidationIsNobodysOrder) {
  open_order();
  expired("0", "5");
  order::Order foreign = floor.shown(OrderStatus::Filled, "25");
  foreign.order_id = order::OrderId{9001};
  foreign.client_order_id = "autoclose-1795359600057";
  EXPECT_EQ(floor.blotter().orders().ticket_of(foreign), std::nullopt) << "its fill has no client here";
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(X) C/C 10/0/0/0"));
}

TEST_P(Scenarios, S62TooManyOrdersHinderNoCancel) {
  open_order();
  static_cast<void>(floor.place("N"));
  VenueError many = error(-1015, OrdRejReason::BrokerOption);
  many.retry = order::Retry::Later;
  refused(RequestKind::Place, many);
  floor.use(1);
  static_cast<void>(floor.cancel("Y", "X"));
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0", "8(N) 8/8 10/0/0/0 103=0", "8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> place fb-2", "> cancel 4001"));
}

TEST_P(Scenarios, S63HedgeModeClosesALongPosition) {
  auto command = Floor::limit("X");
  command.side = '2';
  command.terms.position_effect = 'C';
  ASSERT_EQ(order::fit_position_mode(command, true), std::nullopt);
  static_cast<void>(floor.place(command));
  acknowledged();
  const auto& place = std::get<order::SendPlace>(floor.requests.back());
  EXPECT_EQ(place.terms.position_side, order::PositionSide::Long);
  EXPECT_FALSE(place.terms.reduce_only);
  EXPECT_THAT(told(), ElementsAre("8(X) 0/0 10/0/10/0"));
}

// An answer that is about no request of ours touches no ticket: the dialect makes it a stray
// (Dialect.TakesAComplaintAboutNoRequestForAStray), and one about a ticket that nobody has comes to nothing.
TEST_P(Scenarios, S65AnAnswerThatIsNobodysTouchesNothing) {
  open_order();
  static_cast<void>(floor.cancel("Y", "X"));
  static_cast<void>(told());
  static_cast<void>(
      floor.answer({order::TicketId{77}, 1, RequestKind::Place}, order::Unclear{Floor::error(-1000)}));
  static_cast<void>(
      floor.answer({order::TicketId{77}, 1, RequestKind::Cancel}, Missing{Floor::error(-2011)}));
  EXPECT_THAT(told(), IsEmpty());
  canceled();
  EXPECT_THAT(told(), ElementsAre("8(Y,X) 4/4 10/0/0/0"));
  EXPECT_THAT(sent(), ElementsAre("> place fb-1", "> cancel 4001"));
}

}  // namespace
}  // namespace bridge::scenarios
