// The journal's disk is full: cancels are refused loudly, nothing leaves for the venue, and no sequence
// number is skipped or used twice, not even when the process is killed meanwhile.
#include "endtoend/small_disk.hpp"
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(oms->log_on(kPatience));
    expect_canceled("before", "1001");
  }

  void expect_canceled(const std::string& cl_ord_id, const std::string& order_id) {
    ASSERT_TRUE(oms->send_cancel(cancel(cl_ord_id, order_id)));
    const auto is_done = [&](std::string_view message) {
      return value(message, 11) == cl_ord_id && value(message, 150) == "4";
    };
    ASSERT_NE(oms->wait_for(is_done, kPatience), "") << cl_ord_id;
  }

  // Requests without an id are answered and journaled, but reach no venue: they use up what is left.
  void make_the_disk_full() {
    disk.make_full(stage.gateway().id());
    constexpr int kEnough = 5000;
    for (int i = 0; i < kEnough; ++i) {
      const auto cl_ord_id = "fill-" + std::to_string(i);
      ASSERT_TRUE(oms->send_cancel(cancel(cl_ord_id, "")));
      const auto reject = oms->wait_for_report(cl_ord_id, kPatience);
      ASSERT_NE(reject, "");
      if (value(reject, 102) == "2") return;
    }
    FAIL() << "the disk never became full";
  }

  void expect_a_refusal() {
    const auto asked = stage.asked().size();
    ASSERT_TRUE(oms->send_cancel(cancel("c1", "1002")));
    const auto reject = oms->wait_for_report("c1", kPatience);
    EXPECT_EQ(value(reject, 35), "9") << reject;
    EXPECT_EQ(value(reject, 102), "2") << reject;
    EXPECT_THAT(value(reject, 58), HasSubstr("The journal cannot record; nothing was sent"));
    EXPECT_EQ(stage.asked().size(), asked) << "nothing reached the venue";
    EXPECT_EQ(stage.venue().find("BTCUSDT", 1002)->status, "NEW");
    const auto ready = stage.page("/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr("lane main: journal: "));
  }

  // Every message of the gateway's has the number after the one before it, none was sent again, and no
  // cancel was asked for again. (A ResendRequest for the client's Logons is in order: QuickFIX's initiator
  // numbers one each time it finds nobody listening.)
  void expect_numbers_without_gap_or_reuse() {
    int expected = 1;
    for (const auto& message : all_received(*oms)) {
      EXPECT_EQ(value(message, 34), std::to_string(expected++)) << message;
      EXPECT_THAT(value(message, 35), testing::AnyOf("A", "0", "2", "5", "8", "9")) << message;
      EXPECT_EQ(value(message, 43), "") << message;
    }
    for (const auto& message : oms->sent()) EXPECT_EQ(value(message, 43), "") << message;
  }

  void expect_work_after_a_clean_restart() {
    stage.gateway().signal(SIGTERM);
    ASSERT_EQ(stage.gateway().wait(), 0);
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
    expect_canceled("last", "1003");
    expect_numbers_without_gap_or_reuse();
  }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2"), order(1003, "order-3")}}};
  SmallDisk disk{stage.journal()};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

TEST_F(FullDisk, RefusesCancelsAndRecoversByItself) {
  make_the_disk_full();
  expect_a_refusal();
  EXPECT_EQ(stage.metric(R"(fixbridge_journal_commit_failures_total{account="main"})"), "1");
  disk.make_room(stage.gateway().id());
  ASSERT_TRUE(eventually([&] { return stage.is_ready(); }));
  expect_canceled("c1", "1002");  // the same ClOrdID: what was refused was never taken
  expect_work_after_a_clean_restart();
}

TEST_F(FullDisk, ARepeatedRequestGetsItsFirstAnswerAgainNotARefusal) {
  ASSERT_NO_FATAL_FAILURE(make_the_disk_full());
  auto again = cancel("before", "1001");
  again.emplace_back(97, "Y");
  ASSERT_TRUE(oms->send_cancel(again));
  const auto answer = oms->wait_for(
      [](std::string_view message) { return value(message, 11) == "before" && value(message, 97) == "Y"; },
      kPatience);
  EXPECT_EQ(value(answer, 35), "8") << answer;
  EXPECT_EQ(value(answer, 150), "4") << answer;
}

TEST_F(FullDisk, KilledMeanwhileItGoesOnWithTheRightNumbers) {
  make_the_disk_full();
  expect_a_refusal();
  stage.gateway().kill();
  disk.make_room(stage.gateway().id());
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  ASSERT_TRUE(eventually([&] { return oms->logged_on(); }));
  expect_canceled("c1", "1002");
  expect_work_after_a_clean_restart();
}

TEST_F(FullDisk, CancelsInFlightAreSettledOnceThereIsRoom) {
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("in-flight", "1002")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 2; }));
  make_the_disk_full();
  EXPECT_THAT(final_reports(*oms, "in-flight"), IsEmpty());
  disk.make_room(stage.gateway().id());
  EXPECT_EQ(value(oms->wait_for_report("in-flight", kPatience), 150), "4");
  ASSERT_TRUE(eventually([&] { return stage.is_ready(); }));
  stage.venue().drop_cancel_replies(false);
  expect_work_after_a_clean_restart();
  EXPECT_EQ(final_reports(*oms, "in-flight").size(), 1U);
}

}  // namespace
}  // namespace bridge::endtoend
