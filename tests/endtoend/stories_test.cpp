// Each story of a cancel, end to end: one request, the whole answer, and what the venue was asked.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr std::int64_t kBigOrderId = 8389765500001234567;  // does not fit a double

// What every report on an order carries of the venue's facts.
constexpr const char* kVenueFacts = "25001=3|25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|";

class Stories : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  std::string answer(const fix::Oms::Fields& request) const {
    EXPECT_TRUE(oms->send_cancel(request));
    return oms->wait_for_report(request.front().second, kPatience);
  }
  // The venue's updateTime, as TransactTime(60) has it.
  std::string updated(std::int64_t order_id) {
    const auto found = stage.venue().find("BTCUSDT", order_id);
    return found ? fix_text(from_ms(found->update_time)) : "no such order";
  }
  // A cancel of one of the unfilled orders, done.
  std::string canceled(const std::string& cl_ord_id, std::int64_t order_id, const std::string& client_id) {
    return "35=8|49=BRIDGE|56=DESK1|6=0|11=" + cl_ord_id + "|14=0|17=*|37=" + std::to_string(order_id) +
           "|38=0.250|39=4|40=2|41=" + client_id +
           "|44=65000.10|54=1|55=BTCUSDT|59=1|60=" + updated(order_id) + "|150=4|151=0|" + kVenueFacts;
  }

  Stage stage{{.orders = {order(kBigOrderId, "order-1"), order(1002, "order-2"), order(1003, "order-3"),
                          part_filled_order(1004, "order-4"), order(1005, "order-5", "FILLED"),
                          order(1006, "order-6")}}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(Stories, AnOrderIsCanceledByOrderId) {
  const auto report = answer(cancel("c1", std::to_string(kBigOrderId)));
  EXPECT_EQ(essence(report), canceled("c1", kBigOrderId, "order-1"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
  EXPECT_EQ(stage.venue().find("BTCUSDT", kBigOrderId)->status, "CANCELED");
}

TEST_F(Stories, AnOrderIsCanceledByOrigClOrdId) {
  const auto report = answer(cancel("c1", "", "order-2"));
  EXPECT_EQ(essence(report), canceled("c1", 1002, "order-2"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_F(Stories, AnOrderIsCanceledByBothIds) {
  const auto report = answer(cancel("c1", "1003", "order-3"));
  EXPECT_EQ(essence(report), canceled("c1", 1003, "order-3"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_F(Stories, APartFilledOrdersAvgPxIsTrue) {
  const auto report = answer(cancel("c1", "", "order-4"));
  EXPECT_EQ(essence(report),
            "35=8|49=BRIDGE|56=DESK1|6=65000.05000|11=c1|14=0.100|17=*|37=1004|38=0.250|39=4|40=2|"
            "41=order-4|44=65000.10|54=1|55=BTCUSDT|59=1|60=" +
                updated(1004) +
                "|150=4|151=0|25001=3|25017=6500.00500|25018=20260102-03:04:05.678|25101=LIMIT|"
                "25102=CONTRACT_PRICE|25107=BOTH|");
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel", "order.status"));
}

TEST_F(Stories, AFilledOrderIsTooLateToCancel) {
  const auto report = answer(cancel("c1", "", "order-5"));
  EXPECT_EQ(essence(report),
            "35=9|49=BRIDGE|56=DESK1|11=c1|37=1005|39=2|41=order-5|"
            "58=Too late to cancel: the order is FILLED|60=20260102-03:04:05.678|102=0|434=1|");
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel", "order.status"));
}

TEST_F(Stories, AnUnknownOrderIsRejectedOnEvidence) {
  const auto report = answer(cancel("c1", "999999"));
  EXPECT_THAT(
      essence(report),
      MatchesRegex("35=9\\|49=BRIDGE\\|56=DESK1\\|11=c1\\|37=NONE\\|39=0\\|41=NONE\\|"
                   "58=-2013 Order does not exist\\. Conditional \\(algo\\) orders are not reachable\\. "
                   "The order's status is not known\\|60=[0-9]{8}-[0-9:]{8}\\.[0-9]{3}\\|102=1\\|"
                   "434=1\\|25016=-2013\\|"));
  // order.status may lag behind a young order: it is asked once more.
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel", "order.status", "order.status"));
}

TEST_F(Stories, ARequestWithoutAnIdIsRejected) {
  const auto report = answer(cancel("c1", ""));
  EXPECT_THAT(
      essence(report),
      MatchesRegex(
          "35=9\\|49=BRIDGE\\|56=DESK1\\|11=c1\\|37=NONE\\|39=0\\|41=NONE\\|"
          "58=Neither OrderID\\(37\\) nor OrigClOrdID\\(41\\) names an order; send one of "
          "them\\. The order's status is not known\\|60=[0-9]{8}-[0-9:]{8}\\.[0-9]{3}\\|102=99\\|434=1\\|"));
  EXPECT_THAT(stage.asked(), IsEmpty());
}

TEST_F(Stories, AnIdTheVenueCannotKnowIsRejected) {
  const auto report = answer(cancel("c1", "", "not legal"));
  EXPECT_THAT(essence(report),
              MatchesRegex("35=9\\|49=BRIDGE\\|56=DESK1\\|11=c1\\|37=NONE\\|39=0\\|41=not legal\\|"
                           "58=OrigClOrdID\\(41\\)=not legal is not a client order id: 1-36 of A-Z a-z 0-9 "
                           "\\. : / _ -\\. The order's status is not "
                           "known\\|60=[0-9]{8}-[0-9:]{8}\\.[0-9]{3}\\|102=1\\|434=1\\|"));
  EXPECT_THAT(stage.asked(), IsEmpty());
}

TEST_F(Stories, AClOrdIdUsedBeforeIsADuplicate) {
  (void)answer(cancel("c1", "1002"));
  const auto rejected = [this](const std::string& order_id) {
    const auto earlier = all_received(*oms).size();
    EXPECT_TRUE(oms->send_cancel(cancel("c1", order_id)));
    EXPECT_TRUE(eventually([&] { return all_received(*oms).size() > earlier; }));
    return essence(all_received(*oms).back());
  };
  // Of the order that was canceled its end is known; another one is open, and is not said to be canceled.
  EXPECT_THAT(rejected("1002"),
              MatchesRegex("35=9\\|49=BRIDGE\\|56=DESK1\\|11=c1\\|37=1002\\|39=4\\|41=NONE\\|"
                           "58=ClOrdID\\(11\\) was used before on this session; nothing was sent\\|"
                           "60=[0-9]{8}-[0-9:]{8}\\.[0-9]{3}\\|102=6\\|434=1\\|"));
  EXPECT_THAT(
      rejected("1006"),
      MatchesRegex("35=9\\|49=BRIDGE\\|56=DESK1\\|11=c1\\|37=1006\\|39=0\\|41=NONE\\|"
                   "58=ClOrdID\\(11\\) was used before on this session, for another order; nothing was "
                   "sent\\. The order's status is not known\\|"
                   "60=[0-9]{8}-[0-9:]{8}\\.[0-9]{3}\\|102=6\\|434=1\\|"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1006)->status, "NEW");
}

// The id that is sent decides, whether the order was heard of before or not.
TEST_F(Stories, IdsOfDifferentKnownOrdersEndInTheTruth) {
  (void)answer(cancel("c1", "1005"));  // too late, and now known
  EXPECT_EQ(value(answer(cancel("c2", "1005", "order-6")), 102), "0");
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1006)->status, "NEW");
}

TEST_F(Stories, IdsOfDifferentUnknownOrdersEndInTheTruth) {
  const auto report = answer(cancel("c1", "1003", "order-6"));
  EXPECT_EQ(essence(report),
            "35=8|49=BRIDGE|56=DESK1|6=0|11=c1|14=0|17=*|37=1003|38=0.250|39=4|40=2|41=order-3|44=65000.10|"
            "54=1|55=BTCUSDT|58=Warning: the order canceled by OrderID(37) has another client id than "
            "OrigClOrdID(41) said|59=1|60=" +
                updated(1003) + "|150=4|151=0|" + kVenueFacts);
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1003)->status, "CANCELED");
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1006)->status, "NEW");
}

}  // namespace
}  // namespace bridge::endtoend
