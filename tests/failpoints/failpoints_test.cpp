// At each failpoint the real process dies, fails or waits, with cancels of every kind under way. Whatever
// happens there: each cancel ends in one answer, and that answer is true (bridge/invariants.md, I1, I2, I3,
// I4 and I14).
#include "failpoints/desk.hpp"
#include "failpoints/judge.hpp"
#include "failpoints/situation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <ostream>

namespace bridge::failpoints {

// For the test's name.
std::ostream& operator<<(std::ostream& out, const Situation& situation) { return out << situation.point; }

namespace {

using endtoend::eventually;
using endtoend::kPatience;
using endtoend::Stage;
using testing::HasSubstr;

constexpr int kKilled = 128 + SIGKILL;
constexpr milliseconds kRecvWindow{1000};

// A cancel under way, and its order at the venue before it.
struct Errand {
  std::string cl_ord_id;
  std::int64_t order_id;
  std::string before;
};

const std::vector<Errand>& errands() {
  static const std::vector<Errand> all = {
      {"ordinary", 1001, "NEW"},   // executed, and told so
      {"silent", 1002, "NEW"},     // executed, but no reply comes
      {"filled", 1003, "FILLED"},  // −2011
      {"refused", 1004, "NEW"},    // the venue does not want it, the first time
      {"another", 1005, "NEW"},
  };
  return all;
}

endtoend::StageSettings settings() {
  endtoend::StageSettings settings;
  for (const auto& errand : errands()) {
    settings.orders.push_back(endtoend::order(errand.order_id, errand.cl_ord_id, errand.before));
  }
  settings.orders.push_back(endtoend::order(1998, "fence"));
  settings.orders.push_back(endtoend::order(1999, "last"));
  settings.answer_within = "200ms";
  settings.journal_options = ", keep: {days: 1}";
  settings.account_options = {"recv_window: " + std::to_string(kRecvWindow.count()) + "ms",
                              "ping_interval: 1s", "pong_timeout: 1s"};
  return settings;
}

class Failpoints : public testing::TestWithParam<std::tuple<Situation, std::string>> {
 protected:
  Failpoints() {
    stage.venue().behave("silent", {.cancels = {{.replies = false}}, .statuses = {}});
    const simulator::Refusal inactive = simulator::inactive_account();
    stage.venue().behave("refused", {.cancels = {{.executes = false, .refusal = inactive}}, .statuses = {}});
  }

  [[nodiscard]] const Situation& situation() const { return std::get<0>(GetParam()); }
  [[nodiscard]] const std::string& action() const { return std::get<1>(GetParam()); }
  [[nodiscard]] bool crashes() const { return action() == "crash"; }

  void arm(const std::string& text) {
    stage.set_environment(text.empty() ? std::vector<std::string>{}
                                       : std::vector<std::string>{"FIXBRIDGE_FAILPOINTS=" + text});
  }
  [[nodiscard]] bool fired() const {
    const std::string point{situation().point};
    if (crashes()) return stage.err().find("failpoint " + point + ": crash\n") != std::string::npos;
    return stage.log().find("failpoint_fired point=" + point + " ") != std::string::npos;
  }
  [[nodiscard]] bool ended() { return stage.gateway().has_ended(); }

  // With cancels whose outcome the gateway does not know, or with numbers that only the reserve has.
  void kill_one_before() {
    const bool rescue = situation().when == When::Rescue;
    arm(rescue ? journal_down_for_good() : "");
    ASSERT_TRUE(stage.gateway_becomes_ready());
    ASSERT_TRUE(desk.come());
    stage.venue().drop_cancel_replies(true);
    ask();
    if (rescue) {
      ASSERT_TRUE(eventually([&] { return all_answered(); }));
    } else {
      ASSERT_TRUE(eventually([&] { return stage.cancels_asked() >= errands().size(); }));
    }
    stage.gateway().kill();
    stage.venue().drop_cancel_replies(false);
    desk.leave();
  }

  void ask() {
    asked = true;
    for (const auto& errand : errands()) desk.ask(errand.cl_ord_id, std::to_string(errand.order_id));
  }

  void start_armed() {
    arm(armed(situation(), action()));
    stage.start_gateway();
    ASSERT_TRUE(eventually([&] { return ended() || stage.is_ready(); })) << stage.log();
    while (!ended() && !desk.is_on()) (void)desk.come(milliseconds{200});
    if (!ended() && !asked) ask();
  }

  void stop_gateway(int exit_code) {
    stage.gateway().signal(SIGTERM);
    ASSERT_EQ(stage.gateway().wait(), exit_code) << stage.log();
    desk.leave();
  }

  void restart_unarmed() {
    arm("");
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err() << stage.log();
    ASSERT_TRUE(desk.come());
    if (!asked) ask();
  }

  [[nodiscard]] int exit_code_after_firing() const {
    if (crashes()) return kKilled;
    return situation().error_ends == Ends::OneAtOnce ? 1 : 2;
  }
  [[nodiscard]] bool fires_to_death() const {
    const Ends ends = situation().error_ends;
    return crashes() || (action() == "error" && (ends == Ends::OneAtOnce || ends == Ends::TwoAtStart));
  }

  void meet_the_point() {
    ASSERT_TRUE(eventually([&] { return fired(); })) << stage.log();
    if (fires_to_death()) {
      ASSERT_EQ(stage.gateway().wait(), exit_code_after_firing()) << stage.log();
      desk.leave();
      restart_unarmed();
    } else if (action() == "error" && situation().error_ends == Ends::WithItsAnswer) {
      stop_gateway(0);
      restart_unarmed();
    }
  }

  [[nodiscard]] bool all_answered() const {
    return std::ranges::all_of(errands(),
                               [&](const Errand& errand) { return !desk.answers(errand.cl_ord_id).empty(); });
  }

  void ask_again_for_lost_answers() {
    ASSERT_NO_FATAL_FAILURE(ask_for_the("fence", 1998));
    for (const auto& errand : errands()) {
      if (!desk.answers(errand.cl_ord_id).empty()) continue;
      desk.ask_again(errand.cl_ord_id, std::to_string(errand.order_id));
    }
  }

  // Once it is answered, whatever else was on its way to the client is there.
  void ask_for_the(const std::string& cl_ord_id, std::int64_t order_id) {
    ASSERT_TRUE(eventually([&] { return stage.is_ready() && desk.is_on(); })) << stage.log();
    desk.ask(cl_ord_id, std::to_string(order_id));
    ASSERT_TRUE(eventually([&] { return !desk.answers(cl_ord_id).empty(); })) << stage.log();
  }

  void expect_the_truth() {
    for (const auto& errand : errands()) {
      const auto answers = desk.answers(errand.cl_ord_id);
      ASSERT_EQ(answers.size(), 1U) << errand.cl_ord_id << testing::PrintToString(answers) << stage.log();
      const auto order = stage.venue().find("BTCUSDT", errand.order_id);
      EXPECT_EQ(contradiction(answers[0], errand.before, *order), "");
      EXPECT_EQ(sent_too_often(stage.venue().frames(), errand.order_id, kRecvWindow), "") << stage.log();
    }
    EXPECT_EQ(wrong_numbers(desk.received()), "") << testing::PrintToString(desk.received());
  }

  Stage stage{settings()};
  Desk desk{stage};
  bool asked = false;
};

TEST_P(Failpoints, EveryCancelEndsInTheTruth) {
  const When when = situation().when;
  if (when == When::Restart || when == When::Rescue) {
    ASSERT_NO_FATAL_FAILURE(kill_one_before());
  }
  ASSERT_NO_FATAL_FAILURE(start_armed());
  if (when != When::Stop) {
    ASSERT_NO_FATAL_FAILURE(meet_the_point());
  }
  if (situation().answers_may_be_lost) {
    ASSERT_NO_FATAL_FAILURE(ask_again_for_lost_answers());
  }
  ASSERT_TRUE(eventually([&] { return all_answered(); }))
      << testing::PrintToString(desk.received()) << stage.log();
  ASSERT_NO_FATAL_FAILURE(ask_for_the("last", 1999));
  if (when == When::Stop) {
    stop_gateway(crashes() ? kKilled : 0);
    ASSERT_TRUE(fired()) << stage.log();
    ASSERT_NO_FATAL_FAILURE(restart_unarmed());
  }
  ASSERT_NO_FATAL_FAILURE(stop_gateway(0));
  expect_the_truth();
}

std::string name_of(const testing::TestParamInfo<Failpoints::ParamType>& info) {
  std::string name = std::string(std::get<0>(info.param).point) + "_" + std::get<1>(info.param);
  std::ranges::replace_if(
      name, [](char c) { return c == '.' || c == ':'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Points, Failpoints,
                         testing::Combine(testing::ValuesIn(situations()),
                                          testing::Values("crash", "error", "delay:250")),
                         name_of);

TEST(FailpointSituations, AreOneForEachPoint) {
  std::vector<std::string_view> tried;
  for (const auto& situation : situations()) tried.push_back(situation.point);
  std::vector<std::string_view> known;
  for (const auto& point : failpoint::kPoints) known.push_back(point.name);
  EXPECT_THAT(tried, testing::UnorderedElementsAreArray(known));
}

TEST(FailpointVariable, StopsTheGatewayWhenItNamesAnUnknownPoint) {
  Stage stage{settings()};
  stage.set_environment({"FIXBRIDGE_FAILPOINTS=journal.comit=crash"});
  stage.start_gateway();
  EXPECT_EQ(stage.gateway().wait(), 2);
  EXPECT_THAT(stage.err(), HasSubstr("FIXBRIDGE_FAILPOINTS: \"journal.comit=crash\": no point is called"));
}

TEST(FailpointVariable, IsLoggedAtTheStart) {
  Stage stage{settings()};
  stage.set_environment({"FIXBRIDGE_FAILPOINTS=journal.commit=crash@1000"});
  ASSERT_TRUE(stage.gateway_becomes_ready());
  EXPECT_THAT(stage.log(), HasSubstr("warn failpoint_armed what=\"journal.commit=crash@1000\""));
}

}  // namespace
}  // namespace bridge::failpoints
