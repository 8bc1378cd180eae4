// A reset of the sequence numbers loses no report: what the client may not have received is said again, with
// PossResend(97)=Y.
#include "endtoend/versions.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace bridge::endtoend {
namespace {

// A report without its header: what must be the same each time it is said.
std::string body_of(const std::string& report) {
  const auto begin = report.find("|11=");
  return begin == std::string::npos ? report : report.substr(begin, report.rfind("|10=") - begin);
}

class Redeliver : public testing::TestWithParam<FixVersion> {
 protected:
  void SetUp() override { ASSERT_TRUE(stage.gateway_becomes_ready()); }

  [[nodiscard]] std::unique_ptr<fix::Oms> make_oms(bool reset, int heart_bt_int = 30) const {
    fix::OmsSettings settings;
    settings.port = stage.fix_port();
    settings.begin_string = GetParam().begin_string;
    settings.sender_comp_id = "DESK1";
    settings.target_comp_id = "BRIDGE";
    settings.reset_on_logon = reset;
    settings.heart_bt_int = heart_bt_int;
    return std::make_unique<fix::Oms>(settings);
  }

  // The client is cut off, without a Logout, while the answer to its cancel is on the way.
  void miss_a_report() {
    auto oms = make_oms(false);
    ASSERT_TRUE(oms->log_on(kPatience));
    stage.venue().delay_cancel_replies(milliseconds{300});
    ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
    ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
    oms.reset();
    ASSERT_TRUE(eventually([&] { return open_tickets() == "0"; }));
    stage.venue().delay_cancel_replies(milliseconds{0});
  }

  // Logs on with 141=Y and has c1's report again, once; the report.
  std::string log_on_and_get_it_again() {
    auto oms = make_oms(true);
    EXPECT_TRUE(oms->log_on(kPatience));
    const auto report = oms->wait_for_report("c1", kPatience);
    EXPECT_EQ(value(report, 35), "8");
    EXPECT_EQ(value(report, 150), "4") << report;
    EXPECT_EQ(value(report, 97), "Y") << report;
    EXPECT_EQ(value(report, 43), "") << report;
    EXPECT_EQ(value(report, 34), "2") << "behind the Logon: " << report;
    exchange_last_words(*oms, "last" + std::to_string(++resets));
    EXPECT_EQ(final_reports(*oms, "c1").size(), 1U);
    oms.reset();  // without a Logout
    return report;
  }

  [[nodiscard]] std::string open_tickets() const {
    return stage.ask_journal("SELECT count(*) FROM tickets WHERE closed_us IS NULL");
  }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")},
               .sessions = {session(GetParam().begin_string)}}};
  int resets = 0;
};
INSTANTIATE_TEST_SUITE_P(Versions, Redeliver, testing::ValuesIn(kVersions), name_of);

TEST_P(Redeliver, AReportIsNotLostToAReset) {
  miss_a_report();
  log_on_and_get_it_again();
}

TEST_P(Redeliver, AReportIsNotLostToASecondReset) {
  miss_a_report();
  const auto first = log_on_and_get_it_again();
  const auto second = log_on_and_get_it_again();
  EXPECT_NE(value(first, 17), "");
  EXPECT_EQ(value(first, 17), value(second, 17));
  EXPECT_EQ(body_of(first), body_of(second));
}

TEST_P(Redeliver, AReportIsNotLostToAResetAfterAKill) {
  miss_a_report();
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto first = log_on_and_get_it_again();
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto second = log_on_and_get_it_again();
  EXPECT_EQ(body_of(first), body_of(second));
}

TEST_P(Redeliver, AReportThatArrivedLongAgoIsNotSaidAgain) {
  auto oms = make_oms(false, 1);
  ASSERT_TRUE(oms->log_on(kPatience));
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  const auto first = oms->wait_for_report("c1", kPatience);
  ASSERT_NE(first, "");
  // The client's heartbeats prove it, and the journal remembers.
  const std::string delivered = "SELECT delivered >= " + value(first, 34) + " FROM sessions";
  ASSERT_TRUE(eventually([&] { return stage.ask_journal(delivered) == "1"; }));
  oms.reset();
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready());

  oms = make_oms(true);
  ASSERT_TRUE(oms->log_on(kPatience));
  ASSERT_TRUE(oms->send_cancel(cancel("c2", "1002")));
  EXPECT_EQ(value(oms->wait_for_report("c2", kPatience), 34), "2");
  EXPECT_TRUE(final_reports(*oms, "c1").empty());
}

}  // namespace
}  // namespace bridge::endtoend
