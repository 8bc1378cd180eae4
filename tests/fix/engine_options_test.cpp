#include "fix/engine_fixture.hpp"

#include <gmock/gmock.h>

namespace bridge::fix {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class EngineOptions : public EngineTest {
 protected:
  // A Logon with this number; the engine's answer.
  std::string log_on_with(int number, const std::string& more = "") {
    client = connect(logon(number, more));
    const auto answer = read(1);
    return answer.empty() ? "closed" : answer[0];
  }
  void log_out() {
    write(wire("5", session_store.now.next_target));
    ASSERT_EQ(read(1).size(), 1U);
    for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
    turn();
  }
  void hang_up() {
    client->close();
    for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
    turn();
  }
  // Of 2026-11-23, a Monday; "12:00:00".
  void set_clock(const std::string& time) { clock = from_fix_text("20261123-" + time).value(); }
  // 08:00 to 18:00 UTC.
  void keep_hours(bool reset) {
    settings.schedule.time_zone = "UTC";
    settings.schedule.start = 8h;
    settings.schedule.end = 18h;
    settings.schedule.reset = reset;
    session_store.now = {7, 9};
  }
};

TEST_F(EngineOptions, NeverResetsWhenToldSo) {
  settings.reset = ResetPolicy::Never;
  session_store.now = {7, 9};
  start();
  EXPECT_EQ(log_on_with(1, "141=Y|"), "closed");
  EXPECT_THAT(refused, ElementsAre("reset"));
  EXPECT_THAT(log_on_with(9), HasSubstr("|34=7|"));
  write(wire("A", 1, "98=0|108=30|141=Y|"));
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_THAT(refused, ElementsAre("reset", "reset"));
  EXPECT_EQ(session_store.resets, 0);
}

TEST_F(EngineOptions, ResetsAtEachLogonWhenToldSo) {
  settings.reset = ResetPolicy::OnLogon;
  session_store.now = {7, 9};
  start();
  EXPECT_THAT(log_on_with(1), AllOf(HasSubstr("|34=1|"), Not(HasSubstr("|141="))));
  EXPECT_EQ(session_store.resets, 1);
  hang_up();
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=1|"));
  EXPECT_EQ(session_store.resets, 2);
}

TEST_F(EngineOptions, ResetsOnceWhenTheClientAsksAsWell) {
  settings.reset = ResetPolicy::OnLogon;
  session_store.now = {7, 9};
  start();
  EXPECT_THAT(log_on_with(1, "141=Y|"), AllOf(HasSubstr("|34=1|"), HasSubstr("|141=Y|")));
  EXPECT_EQ(session_store.resets, 1);
}

TEST_F(EngineOptions, ResetsAfterALogoutWhenToldSo) {
  settings.reset = ResetPolicy::OnLogout;
  session_store.now = {7, 9};
  start();
  EXPECT_THAT(log_on_with(9), HasSubstr("|34=7|"));
  hang_up();  // without a Logout
  EXPECT_EQ(session_store.resets, 0);
  EXPECT_THAT(log_on_with(10), HasSubstr("|34=8|"));
  log_out();
  EXPECT_EQ(session_store.resets, 1);
  EXPECT_EQ(session_store.now.next_sender, 1);
  EXPECT_EQ(session_store.now.next_target, 1);
}

TEST_F(EngineOptions, KeepsAReportMadeAfterTheReset) {
  settings.reset = ResetPolicy::OnLogout;
  start();
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=1|"));
  log_out();
  ASSERT_TRUE(engine->send(reject("MISSED")));
  turn();
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=2|"));
  write(wire("2", 2, "7=1|16=0|"));
  EXPECT_THAT(read(1).at(0), AllOf(HasSubstr("35=9|34=1|"), HasSubstr("|11=MISSED|")));
}

TEST_F(EngineOptions, ResetsAgainWhenTheTurnOfTheResetIsRepeated) {
  settings.reset = ResetPolicy::OnLogout;
  start();
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=1|"));
  const SequenceNumbers before = session_store.now;
  write(wire("5", 2));
  for (int i = 0; i < 1000 && session_store.resets == 0; ++i) {
    io.restart();
    io.poll();
  }
  session_store.now = before;  // the journal forgot the turn
  engine->repeat_turn();
  EXPECT_EQ(session_store.resets, 2);
  EXPECT_EQ(session_store.now.next_target, 1);
}

TEST_F(EngineOptions, RefusesACancelAboveTheLimit) {
  settings.rate_limit.messages = 2;
  settings.rate_limit.per = 1000ms;
  start();
  log_on();
  write(cancel(2, "A") + cancel(3, "B") + cancel(4, "C"));
  EXPECT_THAT(read(1).at(0),
              AllOf(HasSubstr("35=9|34=2|"), HasSubstr("|11=C|"), HasSubstr("|102=2|"),
                    HasSubstr("|58=Above the limit of 2 messages in 1000 ms; nothing was sent. Try again in "
                              "500 ms. The order's status is not known|")));
  ASSERT_EQ(commands.size(), 2U);
  clock += 500ms;
  write(cancel(5, "C"));  // its ClOrdID is not used up
  for (int i = 0; i < 1000 && commands.size() == 2; ++i) turn();
  ASSERT_EQ(commands.size(), 3U);
  EXPECT_EQ(commands[2].cl_ord_id.value(), "C");
}

TEST_F(EngineOptions, RefusesAQuestionAboveTheLimit) {
  settings.rate_limit.messages = 1;
  start();
  log_on();
  write(cancel(2, "A") + wire("H", 3, "11=Q|37=42|54=1|55=BTCUSDT|"));
  EXPECT_THAT(read(1).at(0), AllOf(HasSubstr("35=j|"), HasSubstr("|372=H|"), HasSubstr("|379=Q|"),
                                   HasSubstr("|380=4|"), HasSubstr("Try again in 1000 ms|")));
  EXPECT_THAT(questions, IsEmpty());
}

TEST_F(EngineOptions, NeverRefusesARepeat) {
  settings.rate_limit.messages = 1;
  start();
  log_on();
  const std::string body = "11=A|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|";
  write(wire("F", 2, body) + wire("F", 3, body, "97=Y|") + wire("F", 4, body, "43=Y|122=20261122-10:00:00|"));
  for (int i = 0; i < 1000 && commands.size() < 3; ++i) turn();
  EXPECT_EQ(commands.size(), 3U);
}

TEST_F(EngineOptions, TurnsAClientAwayOutOfHours) {
  keep_hours(false);
  set_clock("07:59:59");
  start();
  EXPECT_EQ(log_on_with(9), "closed");
  EXPECT_THAT(refused, ElementsAre("out_of_hours"));
  set_clock("08:00:00");
  EXPECT_THAT(log_on_with(9), HasSubstr("|34=7|"));
  EXPECT_EQ(session_store.resets, 0);
}

TEST_F(EngineOptions, LogsAClientOutWhenItsHoursEnd) {
  keep_hours(false);
  set_clock("17:59:59");
  start();
  EXPECT_THAT(log_on_with(9), HasSubstr("35=A|"));
  engine->tick();
  EXPECT_EQ(engine->logged_on(), 1U);
  set_clock("18:00:00");
  engine->tick();
  EXPECT_THAT(read(1).at(0), AllOf(HasSubstr("35=5|"), HasSubstr("|58=The session's hours are over|")));
  engine->tick();  // says it once
  write(wire("5", 10));
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_THAT(read(1), IsEmpty());

  clock += 14h;  // 08:00 of the next day
  EXPECT_THAT(log_on_with(11), HasSubstr("|34=9|"));
}

TEST_F(EngineOptions, ResetsOnceAtTheStartOfEachWindow) {
  keep_hours(true);
  session_store.begun = from_fix_text("20261122-08:00:00");
  set_clock("08:00:00");
  start();
  engine->tick();
  EXPECT_EQ(session_store.resets, 1);
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=1|"));
  engine->tick();
  hang_up();
  engine->tick();
  EXPECT_THAT(log_on_with(2), HasSubstr("|34=2|"));
  EXPECT_EQ(session_store.resets, 1);
}

TEST_F(EngineOptions, ResetsAtTheNextChanceWhenItWasNotRunningAtTheStart) {
  keep_hours(true);
  session_store.begun = from_fix_text("20261120-08:00:00");
  set_clock("12:00:00");
  start();
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=1|"));  // before the first tick
  EXPECT_EQ(session_store.resets, 1);
}

TEST_F(EngineOptions, DoesNotResetAgainAfterARestartWithinTheWindow) {
  keep_hours(true);
  session_store.begun = from_fix_text("20261123-08:00:01");
  set_clock("12:00:00");
  start();
  engine->tick();
  EXPECT_THAT(log_on_with(9), HasSubstr("|34=7|"));
  EXPECT_EQ(session_store.resets, 0);
}

TEST_F(EngineOptions, LogsAClientOutBeforeItResetsBetweenWindowsWithoutAGap) {
  keep_hours(true);
  settings.schedule.end = settings.schedule.start;
  session_store.begun = from_fix_text("20261122-08:00:00");
  set_clock("07:59:59");
  start();
  EXPECT_THAT(log_on_with(9), HasSubstr("|34=7|"));
  set_clock("08:00:00");
  engine->tick();
  EXPECT_THAT(read(1).at(0), HasSubstr("35=5|34=8|"));
  EXPECT_EQ(session_store.resets, 0);
  write(wire("5", 10));
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  turn();
  engine->tick();
  EXPECT_EQ(session_store.resets, 1);
  EXPECT_THAT(log_on_with(1), HasSubstr("|34=1|"));
}

TEST_F(EngineOptions, LosesNoReportToTheStartOfAWindow) {
  keep_hours(true);
  session_store.begun = from_fix_text("20261122-08:00:00");
  set_clock("08:00:00");
  start();
  ASSERT_TRUE(engine->send(reject("EARLY")));  // before the first tick
  engine->tick();
  EXPECT_EQ(session_store.resets, 1);
  EXPECT_EQ(session_store.now.next_sender, 2);
}

TEST_F(EngineOptions, LetsNobodyBackInAfterTheGoodbye) {
  keep_hours(false);
  set_clock("12:00:00");
  start();
  EXPECT_THAT(log_on_with(9), HasSubstr("35=A|"));
  engine->log_out("closing");
  EXPECT_THAT(read(1).at(0), HasSubstr("|58=closing|"));
  write(wire("5", 10));
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  engine->tick();
  EXPECT_EQ(log_on_with(11), "closed");
}

}  // namespace
}  // namespace bridge::fix
