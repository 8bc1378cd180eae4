// Steps of the system's clock under the gateway, and of the venue's: no cancel ends otherwise because of it.
// The gateway, and nobody else, runs under Debian's libfaketime.
#include "endtoend/stage.hpp"
#include "sanitized.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>

namespace bridge::endtoend {
namespace {

constexpr int kCancels = 8;  // a round
constexpr std::int64_t kFirst = 1000;

class ClockStep : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    // Its library wants to be the first, as libfaketime's does.
    if (kSanitized) GTEST_SKIP() << "not together with a sanitizer";
    ASSERT_NE(std::string(LIBFAKETIME), "LIBFAKETIME-NOTFOUND")
        << "these tests need Debian's package faketime; ./run test installs it";
    step_to("+0");
    stage.set_environment({"LD_PRELOAD=" LIBFAKETIME, "FAKETIME_TIMESTAMP_FILE=" + step_file().string(),
                           "FAKETIME_NO_CACHE=1", "DONT_FAKE_MONOTONIC=1"});
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  // From now on the gateway's system clock is so much ahead: "+3600", "-3600".
  void step_to(const std::string& offset) const {
    write_file(step_file().string() + ".new", offset + "\n");
    std::filesystem::rename(step_file().string() + ".new", step_file());
  }
  [[nodiscard]] std::filesystem::path step_file() const { return stage.directory() / "faketime"; }
  bool step_is_logged() {
    ++steps_seen;
    return eventually([&] { return count_of(stage.log(), "system_clock_stepped") == steps_seen; });
  }

  static std::string name(int number) { return "c" + std::to_string(number); }
  void send_cancels() {
    for (int i = 0; i < kCancels; ++i, ++sent) {
      ASSERT_TRUE(oms->send_cancel(cancel(name(sent), std::to_string(kFirst + sent))));
    }
  }
  void expect_all_canceled() const {
    for (int i = 0; i < sent; ++i) {
      const auto report = oms->wait_for_report(name(i), kPatience);
      EXPECT_EQ(value(report, 150), "4") << name(i) << ": " << report << stage.log();
      EXPECT_EQ(final_reports(*oms, name(i)).size(), 1U);
      EXPECT_EQ(stage.venue().find("BTCUSDT", kFirst + i)->status, "CANCELED");
    }
  }
  static std::vector<simulator::Order> book() {
    std::vector<simulator::Order> orders;
    for (std::int64_t i = 0; i < 4L * kCancels; ++i) {
      orders.push_back(order(kFirst + i, "order-" + std::to_string(i)));
    }
    return orders;
  }

  Stage stage{{.orders = book(), .answer_within = "1s"}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
  int sent = 0;
  std::size_t steps_seen = 0;
};
INSTANTIATE_TEST_SUITE_P(Hours, ClockStep, testing::Values("+3600", "-3600"),
                         [](const auto& hour) { return hour.param[0] == '+' ? "Ahead" : "Back"; });

TEST_P(ClockStep, WhileCancelsAreInFlightChangesNoAnswer) {
  stage.venue().delay_cancel_replies(milliseconds{1500});
  send_cancels();
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == kCancels; }));
  step_to(GetParam());
  ASSERT_TRUE(step_is_logged()) << stage.log();
  expect_all_canceled();
  EXPECT_EQ(stage.cancels_asked(), kCancels) << "none was sent again";
}

TEST_P(ClockStep, ChangesNothingForThoseThatComeAfterwards) {
  step_to(GetParam());
  ASSERT_TRUE(step_is_logged()) << stage.log();
  send_cancels();
  expect_all_canceled();
  step_to("+0");
  ASSERT_TRUE(step_is_logged()) << stage.log();
  send_cancels();
  expect_all_canceled();
  EXPECT_EQ(count_of(stage.log(), "fix_logon "), 1U) << "the session went on" << stage.log();
}

TEST_P(ClockStep, DoesNotShortenOrLengthenDoubt) {
  stage.venue().drop_cancel_replies(true);
  send_cancels();
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == kCancels; }));
  step_to(GetParam());
  ASSERT_TRUE(step_is_logged()) << stage.log();
  expect_all_canceled();
  EXPECT_EQ(stage.cancels_asked(), kCancels) << "order.status told";
}

// Started anew, the gateway takes the wrong time for granted, and says that it is wrong: the venue's is
// signed with. Once the clock is set right it goes on with that, and so do its clients, whose clocks were
// right all the time.
TEST_P(ClockStep, AtTheStartIsToldAndMendedWithoutAnother) {
  stage.venue().drop_cancel_replies(true);
  send_cancels();
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == kCancels; }));
  stage.gateway().kill();
  step_to(GetParam());
  stage.start_gateway();
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "clock_off ") == 1; })) << stage.log();
  EXPECT_FALSE(stage.is_ready());
  const std::string sample = R"(fixbridge_clock_offset_seconds{account="main"})";
  EXPECT_NEAR(std::stod(stage.metric(sample)), -std::stod(GetParam()), 1) << stage.metric(sample);
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "sending_time") > 0; }))
      << "the client is refused" << stage.log();
  stage.venue().drop_cancel_replies(false);

  step_to("+0");
  EXPECT_TRUE(eventually([&] { return stage.is_ready(); })) << stage.log();
  expect_all_canceled();
  EXPECT_NEAR(std::stod(stage.metric(sample)), 0, 1) << stage.metric(sample);
  ASSERT_TRUE(oms->send_cancel(cancel("no-id", "abc")));
  const auto refusal = oms->wait_for_report("no-id", kPatience);
  for (const int tag : {52, 60}) {
    const auto told = from_fix_text(value(refusal, tag));
    ASSERT_TRUE(told.has_value()) << refusal;
    EXPECT_LT(std::chrono::abs(*told - now()), seconds{60}) << tag << ": " << refusal;
  }
}

// The clocks of the host and of the venue go on together, as when a host wakes up: the new time is taken
// over, and a session with a heartbeat far shorter than the step does not notice.
TEST_P(ClockStep, ThatTheVenueMakesAsWellIsTakenOverAndEndsNoSession) {
  const bool ahead = GetParam()[0] == '+';
  step_to(ahead ? "+100" : "-100");
  stage.venue().set({.clock_skew = milliseconds{ahead ? 100'000 : -100'000}});
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "system_clock_taken_over") == 1; }))
      << stage.log();
  EXPECT_TRUE(eventually([&] { return stage.is_ready(); })) << stage.log();
  send_cancels();
  expect_all_canceled();
  EXPECT_EQ(stage.cancels_asked(), kCancels);
  const auto told = from_fix_text(value(oms->wait_for_report(name(0), kPatience), 52));
  ASSERT_TRUE(told.has_value());
  EXPECT_NEAR(static_cast<double>(std::chrono::duration_cast<seconds>(*told - now()).count()),
              ahead ? 100 : -100, 30);
  EXPECT_EQ(count_of(stage.log(), "fix_logon "), 1U) << "the session went on" << stage.log();
}

// ---- the venue's clock ----

class VenueClock : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  [[nodiscard]] std::size_t measured() const { return count_of(stage.log(), "clock_measured"); }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")}, .account_options = {"links: 1"}}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

// −1021: measured anew, tried once more, done.
TEST_F(VenueClock, ThatStepsCostsOneMeasurementAndOneTry) {
  ASSERT_TRUE(eventually([&] { return measured() == 1; }))
      << "a line may be later in the log than the port is open";
  for (const auto skew : {milliseconds{5000}, milliseconds{-5000}}) {
    SCOPED_TRACE(skew.count());
    const bool first = skew.count() > 0;
    const auto before = measured();
    const auto asked = stage.cancels_asked();
    stage.venue().set({.clock_skew = skew});
    const std::string name = first ? "c1" : "c2";
    ASSERT_TRUE(oms->send_cancel(cancel(name, first ? "1001" : "1002")));
    const auto report = oms->wait_for_report(name, kPatience);
    EXPECT_EQ(value(report, 150), "4") << report << stage.log();
    EXPECT_EQ(stage.cancels_asked(), asked + 2);
    EXPECT_TRUE(eventually([&] { return measured() > before; }));
    EXPECT_EQ(measured(), before + 1);
  }
}

TEST_F(VenueClock, ThatStepsWhileCancelsAreInFlightChangesNoAnswer) {
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  stage.venue().set({.clock_skew = milliseconds{3'600'000}});
  stage.venue().drop_connections();
  const auto report = oms->wait_for_report("c1", kPatience);
  EXPECT_EQ(value(report, 150), "4") << report << stage.log();
  EXPECT_EQ(stage.cancels_asked(), 1U);
}

}  // namespace
}  // namespace bridge::endtoend
