// Strangers are closed without a word and counted, and an honest session does not notice.
#include "endtoend/stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::endtoend {
namespace {

std::string logon(const std::string& sender, const std::string& heart_bt_int = "30",
                  const std::string& more = "") {
  return framed("35=A|34=1|49=" + sender + "|52=" + sending_time() + "|56=BRIDGE|98=0|108=" + heart_bt_int +
                "|" + more);
}

class Door : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  void expect_refused(const std::string& bytes, const std::string& reason) {
    RawClient stranger(stage.fix_port());
    stranger.send(bytes);
    EXPECT_TRUE(stranger.is_closed_in_silence()) << reason;
    EXPECT_EQ(stage.metric("fixbridge_connections_refused_total{reason=\"" + reason + "\"}"), "1") << reason;
    expect_honest_work();
  }

  void expect_honest_work() {
    const auto cl_ord_id = "c" + std::to_string(++cancels);
    ASSERT_TRUE(oms->send_cancel(cancel(cl_ord_id, std::to_string(1000 + cancels))));
    EXPECT_EQ(value(oms->wait_for_report(cl_ord_id, kPatience), 150), "4");
  }

  int cancels = 0;
  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2"), order(1003, "order-3"),
                          order(1004, "order-4"), order(1005, "order-5"), order(1006, "order-6"),
                          order(1007, "order-7"), order(1008, "order-8")},
               .first_message_deadline = "1s"}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(Door, ClosesStrangersAndCountsThemByReason) {
  expect_refused("GET / HTTP/1.1\r\n\r\n", "not_fix");
  const std::string whole = logon("DESK1");
  expect_refused(whole.substr(0, whole.size() / 2), "deadline");
  expect_refused(logon("STRANGER"), "unknown_session");
  expect_refused(logon("DESK1", "0"), "heart_bt_int");
  expect_refused(logon("DESK1", "30", "58=" + std::string(10'000, 'x') + "|"), "too_long");
  expect_refused(framed("35=0|34=1|49=DESK1|52=" + sending_time() + "|56=BRIDGE|"), "not_logon");
  auto wrong_sum = logon("DESK1");
  auto& digit = wrong_sum[wrong_sum.size() - 2];
  digit = digit == '0' ? '1' : '0';
  expect_refused(wrong_sum, "checksum");
}

TEST_F(Door, ASecondConnectionDoesNotStealALiveSession) {
  RawClient second(stage.fix_port());
  second.send(logon("DESK1", "30", "141=Y|"));
  EXPECT_TRUE(second.is_closed_in_silence());
  expect_honest_work();
  const auto received = all_received(*oms);
  EXPECT_TRUE(std::ranges::none_of(received, [](const auto& message) { return value(message, 35) == "5"; }));
  EXPECT_EQ(value(received.back(), 34), "3") << "after a TestRequest; its numbers were not reset";
}

}  // namespace
}  // namespace bridge::endtoend
