#include "fix/session/delivery_evidence.hpp"

#include <gtest/gtest.h>

namespace bridge::fix {
namespace {

constexpr int kHeartBtInt = 3;

class Deliveries : public ::testing::Test {
 protected:
  void SetUp() override { delivery.begin(kHeartBtInt, false); }
  void pass(int ticks) {
    for (int i = 0; i < ticks; ++i) delivery.tick();
  }

  DeliveryEvidence delivery;
};

TEST_F(Deliveries, CountWhenTheClientIsHeardOfMoreThanTwoHeartbeatsLater) {
  delivery.mark(5);
  pass(2 * kHeartBtInt);
  EXPECT_EQ(delivery.hear(), std::nullopt);
  pass(1);
  EXPECT_EQ(delivery.hear(), 5);
  EXPECT_EQ(delivery.hear(), std::nullopt) << "once";
}

TEST_F(Deliveries, AreProvedUpToTheLastOneThatIsOldEnough) {
  delivery.mark(5);
  pass(1);
  delivery.mark(6);
  pass(1);
  delivery.mark(9);
  EXPECT_EQ(delivery.marked(), 9);
  pass(2 * kHeartBtInt);
  EXPECT_EQ(delivery.hear(), 6);
}

TEST_F(Deliveries, AreProvedByTheAnswerToATestRequestThatCameAfter) {
  EXPECT_EQ(delivery.hear_answer(), std::nullopt) << "nobody asked";
  delivery.probe(7);
  delivery.probe(8);
  EXPECT_EQ(delivery.hear_answer(), 7) << "which one it answers is not known";
  EXPECT_EQ(delivery.hear_answer(), std::nullopt);
}

TEST_F(Deliveries, AreProvedByALogout) { EXPECT_EQ(delivery.hear_goodbye(7), 7); }

TEST_F(Deliveries, AreNotProvedOnceTheConnectionIsOver) {
  delivery.mark(5);
  delivery.probe(6);
  delivery.end();
  pass(100);
  delivery.mark(7);
  delivery.probe(8);
  pass(100);
  EXPECT_EQ(delivery.hear(), std::nullopt);
  EXPECT_EQ(delivery.hear_answer(), std::nullopt);
  EXPECT_EQ(delivery.hear_goodbye(9), std::nullopt);
}

TEST_F(Deliveries, BeginAnewWhenMessagesAreSentAgain) {
  delivery.mark(5);
  delivery.probe(6);
  pass(2 * kHeartBtInt);
  delivery.ask_again();
  EXPECT_EQ(delivery.marked(), 0);
  pass(1);
  EXPECT_EQ(delivery.hear(), std::nullopt);
  EXPECT_EQ(delivery.hear_answer(), std::nullopt);
}

// What was stored while the client was away has not left: only the client knows whether it has a gap.
TEST_F(Deliveries, OfAClientThatWasBehindAreProvedByTimeAloneUntilItAsks) {
  delivery.begin(kHeartBtInt, true);
  delivery.probe(7);
  EXPECT_EQ(delivery.hear_answer(), std::nullopt);
  EXPECT_EQ(delivery.hear_goodbye(8), std::nullopt);
  delivery.ask_again();
  delivery.probe(9);
  EXPECT_EQ(delivery.hear_answer(), 9);
  EXPECT_EQ(delivery.hear_goodbye(10), 10);

  delivery.begin(kHeartBtInt, true);
  delivery.mark(11);
  pass(2 * kHeartBtInt + 1);
  EXPECT_EQ(delivery.hear(), 11);
  EXPECT_EQ(delivery.hear_goodbye(12), 12);
}

TEST_F(Deliveries, TakeTheirTimeWithoutHeartbeatsToo) {
  delivery.begin(0, false);
  delivery.mark(5);
  pass(10);
  EXPECT_EQ(delivery.hear(), std::nullopt);
  pass(100);
  EXPECT_EQ(delivery.hear(), 5);
}

}  // namespace
}  // namespace bridge::fix
