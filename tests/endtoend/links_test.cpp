// Two links to the venue that do not fall together, and links that are replaced before they end.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;

class Links : public testing::Test {
 protected:
  void begin(StageSettings settings) {
    for (std::int64_t i = 1; i <= kOrders; ++i) {
      settings.orders.push_back(order(1000 + i, "order-" + std::to_string(i)));
    }
    stage = std::make_unique<Stage>(std::move(settings));
    ASSERT_TRUE(stage->gateway_becomes_ready()) << stage->err();
    oms = stage->make_oms();
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  [[nodiscard]] std::string links_ready() const {
    return stage->metric(R"(fixbridge_links_ready{account="main"})");
  }
  bool both_ready() {
    return eventually([&] { return links_ready() == "2"; });
  }
  void ask(int number) { ASSERT_TRUE(oms->send_cancel(cancel(name(number), std::to_string(1000 + number)))); }
  void expect_canceled(int number) {
    EXPECT_EQ(value(oms->wait_for_report(name(number), kPatience), 150), "4") << stage->log();
    EXPECT_EQ(final_reports(*oms, name(number)).size(), 1U);
  }
  static std::string name(int number) { return "c" + std::to_string(number); }
  [[nodiscard]] std::size_t logged(std::string_view event) const { return count_of(stage->log(), event); }
  [[nodiscard]] bool logged_on_link(const std::string& event, int link) const {
    const std::string mark = " link=" + std::to_string(link) + " ";
    return std::ranges::any_of(lines_of(stage->log()), [&](const std::string& line) {
      return line.find(" " + event + " ") != line.npos && line.find(mark) != line.npos;
    });
  }

  static constexpr std::int64_t kOrders = 60;
  std::unique_ptr<Stage> stage;
  std::unique_ptr<fix::Oms> oms;
};

TEST_F(Links, AreTwoAndBothAreUsed) {
  begin({});
  ASSERT_TRUE(both_ready());
  for (int i = 1; i <= 20; ++i) ask(i);
  for (int i = 1; i <= 20; ++i) expect_canceled(i);
  EXPECT_TRUE(eventually([&] { return logged_on_link("cancel_sent", 1); }));
  EXPECT_TRUE(eventually([&] { return logged_on_link("cancel_sent", 2); }));
}

TEST_F(Links, AreAsManyAsConfigured) {
  begin({.account_options = {"links: 3"}});
  ASSERT_TRUE(eventually([&] { return links_ready() == "3"; }));
  EXPECT_EQ(stage->venue().counters().handshakes, 3);
}

// The connection that took the cancel falls before its answer: the other one asks, and no client notices.
TEST_F(Links, TheOtherTakesOverWhenOneFalls) {
  begin({});
  ASSERT_TRUE(both_ready());
  stage->venue().behave("order-1", {.cancels = {{.replies = false, .line = simulator::Line::Cut}}});
  ask(1);
  expect_canceled(1);
  EXPECT_EQ(stage->cancels_asked(), 1U);
  EXPECT_EQ(logged("link_down"), 0U);
  EXPECT_TRUE(stage->is_ready());
  EXPECT_TRUE(both_ready()) << "it comes back by itself";
}

// All of them fall, again and again, and are back within a moment: no cancel is refused for it.
TEST_F(Links, AMomentWithoutAnyIsWaitedFor) {
  begin({.account_options = {"links: 1", "queue_for: 10s"}});
  int number = 0;
  for (std::size_t round = 1; round <= 4; ++round) {
    stage->venue().drop_connections();
    ASSERT_TRUE(eventually([&] { return logged("link_lost") == round; }));
    for (int i = 0; i < 5; ++i) ask(++number);
    for (int i = number - 4; i <= number; ++i) expect_canceled(i);
  }
  EXPECT_THAT(stage->log(), testing::Not(HasSubstr("Not connected to the venue")));
}

// The venue neither reads, answers nor pongs any more on what it has: our own ping finds out.
TEST_F(Links, HalfOpenOnesAreFoundByOurPing) {
  begin({.account_options = {"ping_interval: 1s", "pong_timeout: 500ms"}});
  ASSERT_TRUE(both_ready());
  stage->venue().turn_connections(simulator::Line::HalfOpen);
  ASSERT_TRUE(eventually([&] { return logged("link_lost") >= 2; }));
  ASSERT_TRUE(both_ready());
  ask(1);
  expect_canceled(1);
}

TEST_F(Links, ACancelOnAHalfOpenLinkEndsInTheTruth) {
  begin({.account_options = {"ping_interval: 1s", "pong_timeout: 500ms"}});
  ASSERT_TRUE(both_ready());
  stage->venue().turn_connections(simulator::Line::HalfOpen);
  for (int i = 1; i <= 4; ++i) ask(i);
  for (int i = 1; i <= 4; ++i) expect_canceled(i);
}

// Long before the ping finds out, doubt is settled over the other one.
TEST_F(Links, TheOtherIsAskedWhenOneFallsSilent) {
  begin({.answer_within = "3s"});
  ASSERT_TRUE(both_ready());
  stage->venue().behave("order-1", {.cancels = {{.replies = false, .line = simulator::Line::HalfOpen}}});
  ask(1);
  expect_canceled(1);
  EXPECT_EQ(logged("link_lost"), 0U);
  EXPECT_EQ(stage->cancels_asked(), 1U);
}

// Each new link is up before the old one goes, however often.
TEST_F(Links, AreReplacedBeforeTheyGrowOldAndNothingIsLost) {
  begin({.account_options = {"rotate_after: 1s"}});
  ASSERT_TRUE(both_ready());
  int asked = 0;
  ASSERT_TRUE(eventually([&] {
    if (asked < kOrders) ask(++asked);
    return logged("link_replaced") >= 4;
  })) << stage->log();
  for (int i = 1; i <= asked; ++i) expect_canceled(i);
  EXPECT_EQ(stage->cancels_asked(), static_cast<std::size_t>(asked)) << "no cancel was sent twice";
  EXPECT_EQ(logged("link_lost"), 0U);
}

TEST_F(Links, AreReplacedWhenTheVenueAnnouncesTheirEnd) {
  begin({});
  ASSERT_TRUE(both_ready());
  stage->venue().shut_down(seconds{30});
  ASSERT_TRUE(eventually([&] { return logged("link_replaced") == 2; })) << stage->log();
  ask(1);
  expect_canceled(1);
  EXPECT_EQ(logged("link_lost"), 0U) << "it did not wait to be thrown out";
  EXPECT_TRUE(stage->is_ready());
}

// A venue that refuses every connection: waits grow, weight is counted.
TEST_F(Links, ComeBackWithoutARush) {
  begin({});
  ASSERT_TRUE(both_ready());
  const auto before = stage->venue().counters().handshakes;
  stage->venue().go_down(seconds{3});
  ASSERT_TRUE(eventually([&] { return stage->page("/ready").status == 503; }));
  ASSERT_TRUE(both_ready());
  EXPECT_LE(stage->venue().counters().handshakes, before + 4);
  ask(1);
  expect_canceled(1);
}

}  // namespace
}  // namespace bridge::endtoend
