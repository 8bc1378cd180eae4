// What a client says twice, in each version of FIX: by PossDupFlag(43), by PossResend(97), by a ClOrdID(11)
// that was used before.
#include "endtoend/raw_oms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;

std::string possible_duplicate() { return "43=Y|122=" + sending_time() + "|"; }

class Repeated : public testing::TestWithParam<FixVersion> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    oms = std::make_unique<RawOms>(stage.fix_port(), GetParam());
  }

  // All the gateway says before the answer to a request that it refuses at once.
  std::vector<std::string> heard_until_fence() {
    oms->cancel("fence", "");
    auto heard = oms->hear("11=fence");
    heard.pop_back();
    return heard;
  }
  std::string canceled(const std::string& cl_ord_id) {
    return in_version(
        "35=8|49=BRIDGE|56=DESK1|6=0|11=$cl_ord_id|14=0|17=*|[2]20=0|37=1001|38=0.250|39=4|40=2|"
        "41=order-1|44=65000.10|54=1|55=BTCUSDT|59=1|60=venue|150=4|151=0|[5]167=FUT|25001=3|"
        "25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|",
        GetParam(), {{"cl_ord_id", cl_ord_id}});
  }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")}, .sessions = sessions_of_all()}};
  std::unique_ptr<RawOms> oms;
};

INSTANTIATE_TEST_SUITE_P(Each, Repeated, testing::ValuesIn(kVersions), name_of);

TEST_P(Repeated, PossDupOfAnUnknownRequestIsTaken) {
  oms->cancel("c1", "37=1001|", possible_duplicate());
  EXPECT_EQ(whole(oms->hear("11=c1").back(), stage, 1001), canceled("c1"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, PossDupOfAKnownRequestIsNotAnswered) {
  oms->cancel("c1", "37=1001|");
  (void)oms->hear("11=c1");
  oms->cancel("c1", "37=1001|", possible_duplicate());
  EXPECT_THAT(heard_until_fence(), ElementsAre());
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, PossResendOfAnUnknownRequestIsTaken) {
  oms->cancel("c1", "37=1001|", "97=Y|");
  const auto report = oms->hear("11=c1").back();
  EXPECT_EQ(value(report, 97), "") << report;
  EXPECT_EQ(whole(report, stage, 1001), canceled("c1"));
}

TEST_P(Repeated, PossResendOfAKnownRequestIsAnsweredAsBefore) {
  oms->cancel("c1", "37=1001|");
  const auto first = oms->hear("11=c1").back();
  oms->cancel("c1", "37=1001|", "97=Y|");
  const auto again = oms->hear("11=c1").back();
  EXPECT_EQ(value(again, 97), "Y") << again;
  EXPECT_EQ(value(again, 17), value(first, 17)) << "it is the same report";
  const auto text = essence(again);
  const auto repeated = text.find("97=Y|");
  ASSERT_NE(repeated, std::string::npos) << text;
  EXPECT_EQ(text.substr(0, repeated) + text.substr(repeated + 5), essence(first));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, PossResendOfAnOpenRequestIsNotAnsweredTwice) {
  stage.venue().delay_cancel_replies(milliseconds{500});
  oms->cancel("c1", "37=1001|");
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  oms->cancel("c1", "37=1001|", "97=Y|");
  EXPECT_EQ(oms->hear("11=c1").size(), 1U);
  EXPECT_THAT(heard_until_fence(), ElementsAre());
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, AClOrdIdUsedForAnotherOrderIsADuplicate) {
  oms->cancel("c1", "37=1001|");
  (void)oms->hear("11=c1");
  oms->cancel("c1", "37=1002|");
  EXPECT_EQ(
      whole(oms->hear("11=c1").back(), stage, 1002),
      in_version(
          "35=9|49=BRIDGE|56=DESK1|11=c1|37=1002|39=0|[24]41=NONE|"
          "58=ClOrdID(11) was used before on this session, for another order; nothing was sent. The order's "
          "status is not known|60=own|[2]102=2|[45]102=6|"
          "434=1|",
          GetParam(), {}));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1002)->status, "NEW");
}

TEST_P(Repeated, ForAnotherOrderIsNoRepeat) {
  oms->cancel("c1", "37=1001|");
  (void)oms->hear("11=c1");
  for (const char* flag : {"43=Y|122=20261122-10:00:00.000|", "97=Y|"}) {
    SCOPED_TRACE(flag);
    oms->cancel("c1", "37=1002|", flag);
    const auto answer = oms->hear("37=1002").back();
    EXPECT_EQ(value(answer, 35), "9") << answer;
    EXPECT_EQ(value(answer, 39), "0") << answer;
  }
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1002)->status, "NEW");
}

}  // namespace
}  // namespace bridge::endtoend
