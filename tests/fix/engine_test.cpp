#include "base/wall.hpp"
#include "fix/engine_fixture.hpp"

#include <gmock/gmock.h>

namespace bridge::fix {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(EngineTest, LogsAClientOnAndTakesItsCancel) {
  log_on();
  EXPECT_EQ(logons, 1);
  write(cancel(2, "Y"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0].cl_ord_id.value(), "Y");
  EXPECT_EQ(session_store.now.next_target, 3);
}

TEST_F(EngineTest, LetsNothingOutBeforeTheTurnIsCommitted) {
  log_on();
  ASSERT_TRUE(engine->send(reject("Y")));
  io.poll();
  client->non_blocking(true);
  char byte = 0;
  boost::system::error_code error;
  client->read_some(boost::asio::buffer(&byte, 1), error);
  EXPECT_EQ(error, boost::asio::error::would_block);
  EXPECT_THAT(read(1).at(0), HasSubstr("35=9|"));
}

TEST_F(EngineTest, TakesAFailedTurnOnceMoreFromTheSameNumbers) {
  log_on();
  const SequenceNumbers before = session_store.now;
  write(cancel(2, "Y"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) {
    io.restart();
    io.poll();
  }
  ASSERT_TRUE(engine->send(reject("Y")));
  session_store.now = before;  // the journal forgot the turn
  engine->repeat_turn();
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[1].msg_seq_num, commands[0].msg_seq_num);
  ASSERT_TRUE(engine->send(reject("Y")));
  const auto messages = read(1);
  ASSERT_EQ(messages.size(), 1U);  // not the first one as well
  EXPECT_THAT(messages[0], HasSubstr("|34=" + std::to_string(before.next_sender) + "|"));
}

TEST_F(EngineTest, DropsALogonThatCouldNotBeKept) {
  client = connect(wire("A", 1, "98=0|108=30|"));
  session_store.now = {};
  engine->repeat_turn();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_THAT(read(1), IsEmpty());
}

TEST_F(EngineTest, KeepsAReportForAClientThatIsAway) {
  log_on();
  client->close();
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  ASSERT_TRUE(engine->send(reject("MISSED")));
  turn();

  client = connect(wire("A", session_store.now.next_target, "98=0|108=30|"));
  ASSERT_EQ(read(1).size(), 1U);
  write(wire("2", session_store.now.next_target, "7=1|16=0|"));
  const auto resent = read(3);
  ASSERT_EQ(resent.size(), 3U);
  EXPECT_THAT(resent[0], HasSubstr("35=4|"));  // the first Logon, gap-filled
  EXPECT_THAT(resent[1], HasSubstr("35=9|34=2|"));
  EXPECT_THAT(resent[1], HasSubstr("|43=Y|"));
  EXPECT_THAT(resent[1], HasSubstr("|11=MISSED|"));
  EXPECT_THAT(resent[2], HasSubstr("35=4|"));
}

TEST_F(EngineTest, SaysWhatTheLogonWantsOfItsOrdersOnceTheClientIsGone) {
  const order::CancelOnDisconnect agreed{.enabled = true, .grace = milliseconds{7000}, .on_logout = false};
  const auto rule_of = [&](bool is_agreed, const std::string& wanted) {
    settings.terms.cancel_on_disconnect = agreed;
    settings.terms.cancel_on_disconnect.enabled = is_agreed;
    start();
    client = connect(logon(session_store.now.next_target, wanted));
    EXPECT_EQ(read(1).size(), 1U);
    order::CancelOnDisconnect rule = disconnect_rules.back();
    EXPECT_EQ(rule.grace, agreed.grace);
    return rule.enabled;
  };
  EXPECT_TRUE(rule_of(true, ""));
  EXPECT_FALSE(rule_of(false, ""));
  EXPECT_FALSE(rule_of(true, "8013=N|"));
  EXPECT_TRUE(rule_of(false, "8013=S|"));
}

TEST_F(EngineTest, TellsALogoutFromALostConnection) {
  start();
  log_on();
  client->close();
  turn();
  EXPECT_EQ(logouts, 1);
  EXPECT_EQ(orderly_logouts, 0);
  log_on();
  write(wire("5", session_store.now.next_target));
  EXPECT_EQ(read(1).size(), 1U);
  turn();
  EXPECT_EQ(logouts, 2);
  EXPECT_EQ(orderly_logouts, 1);
  log_on();
  client->close();
  turn();
  EXPECT_EQ(orderly_logouts, 1) << "the Logout was another day's";
}

TEST_F(EngineTest, FillsNumbersWhoseMessagesWereNeverKept) {
  log_on();
  ASSERT_TRUE(engine->send(reject("LOST")));
  ASSERT_TRUE(engine->send(reject("KEPT")));
  ASSERT_EQ(read(2).size(), 2U);
  session_store.forget(2);
  write(wire("2", 2, "7=2|16=0|"));
  const auto resent = read(2);
  ASSERT_EQ(resent.size(), 2U);
  EXPECT_THAT(resent[0], HasSubstr("35=4|34=2|"));
  EXPECT_THAT(resent[0], HasSubstr("|36=3|"));
  EXPECT_THAT(resent[1], HasSubstr("|11=KEPT|"));
}

TEST_F(EngineTest, AnswersTypesItDoesNotSpeak) {
  log_on();
  write(wire("E", 2, "11=N1|21=1|38=1|40=1|54=1|55=BTCUSDT|60=20261122-10:00:00|"));
  const auto answer = read(1);
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_THAT(answer[0], HasSubstr("35=j|"));
  EXPECT_THAT(answer[0], HasSubstr("|372=E|379=N1|380=3|"));
  EXPECT_EQ(session_store.now.next_target, 3);
}

TEST_F(EngineTest, RejectsWhatTheDictionaryDoesNotAllow) {
  log_on();
  write(wire("ZZ", 2) + wire("F", 3, "11=Y|37=42|54=1|60=20261122-10:00:00|"));
  const auto answers = read(2);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_THAT(answers[0], HasSubstr("|373=11|"));
  EXPECT_THAT(answers[1], ::testing::AllOf(HasSubstr("35=3|"), HasSubstr("|371=55|"), HasSubstr("|373=1|")));
  EXPECT_THAT(commands, IsEmpty());
}

TEST_F(EngineTest, SurvivesACallbackThatThrows) {
  log_on();
  fail_callback = true;
  write(cancel(2, "Y"));
  const auto answer = read(1);
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_THAT(answer[0], HasSubstr("35=j|"));
  EXPECT_THAT(answer[0], HasSubstr("|379=Y|380=4|"));
  EXPECT_EQ(engine->logged_on(), 1U);
}

TEST_F(EngineTest, DisconnectsWhenWhatItSentCannotBeRead) {
  log_on();
  session_store.broken = true;
  write(wire("2", 2, "7=1|16=0|"));
  for (int i = 0; i < 100000 && engine->logged_on() == 1; ++i) turn();
  EXPECT_EQ(engine->logged_on(), 0U);
}

TEST_F(EngineTest, IgnoresGarbledMessages) {
  log_on();
  std::string garbled = cancel(2, "Y");
  garbled[garbled.size() - 2] ^= 1;
  write("garbage" + garbled + cancel(2, "Z"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0].cl_ord_id.value(), "Z");
}

TEST_F(EngineTest, ResetsOnlyWhenTheClientAsks) {
  session_store.now = {7, 9};
  start();
  client = connect(wire("A", 1, "98=0|108=30|141=Y|"));
  EXPECT_THAT(read(1).at(0), ::testing::AllOf(HasSubstr("|34=1|"), HasSubstr("|141=Y|")));
  EXPECT_EQ(session_store.resets, 1);
  EXPECT_EQ(session_store.now.next_target, 2);
}

TEST_F(EngineTest, DisconnectsAClientThatDoesNotRead) {
  ConnectionSettings small;
  small.outbound_limit = 2000;
  start(small);
  log_on();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(engine->send(reject("R" + std::to_string(i))));
  turn();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_EQ(logouts, 1);
  EXPECT_EQ(session_store.now.next_sender, 102);  // all are kept, to be resent
}

TEST_F(EngineTest, RejectsASendingTimeThatIsTooFarOff) {
  log_on();
  write(message("35=0|34=2|49=DESK|52=20200101-00:00:00|56=BRIDGE|"));
  const auto answers = read(2);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_THAT(answers[0], ::testing::AllOf(HasSubstr("35=3|"), HasSubstr("|373=10|")));
  EXPECT_THAT(answers[1], HasSubstr("35=5|"));
}

// The clock of the system was set, and that was taken over.
struct SetClock {
  explicit SetClock(microseconds by) { set_wall_offset(by); }
  ~SetClock() { set_wall_offset(microseconds{0}); }
  SetClock(const SetClock&) = delete;
  SetClock& operator=(const SetClock&) = delete;
};

seconds sent_from_now(const std::string& message, int tag) {
  const auto at = from_fix_text(field(soh(message), tag));
  return at ? std::chrono::round<seconds>(*at - now()) : seconds::max();
}

TEST_F(EngineTest, RefusesALogonOfAnotherTime) {
  for (const auto by : {seconds{300}, seconds{-300}}) {
    const SetClock set(by);
    refused.clear();
    client = connect(logon(1));
    EXPECT_THAT(read(1), IsEmpty()) << "without a word";
    EXPECT_THAT(refused, ::testing::ElementsAre("sending_time"));
    EXPECT_EQ(session_store.now.next_target, 1);
  }
  log_on();
}

// A step that is taken over is longer than any time-out: nobody is sent away, and everybody is told the new
// time.
TEST_F(EngineTest, TellsTheTimeThatWasTakenOverAndEndsNoSession) {
  log_on();
  int number = 2;
  for (const auto by : {seconds{100}, seconds{-100}}) {
    const SetClock set(by);
    engine->tick();
    turn();
    ASSERT_EQ(engine->logged_on(), 1U) << by.count();
    write(wire("1", number++, "112=still there|"));
    const auto heartbeat = read(1);
    ASSERT_EQ(heartbeat.size(), 1U);
    EXPECT_THAT(heartbeat[0], HasSubstr("|112=still there|"));
    EXPECT_NEAR(static_cast<double>(sent_from_now(heartbeat[0], 52).count()), static_cast<double>(by.count()),
                20);
  }
  engine->tick();
  turn();
  EXPECT_EQ(engine->logged_on(), 1U);
}

TEST_F(EngineTest, JudgesSendingTimeByTheTimeThatWasTakenOver) {
  log_on();
  const SetClock set(seconds{300});
  write(cancel(2, "Y"));
  const auto answers = read(2);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_THAT(answers[0], ::testing::AllOf(HasSubstr("35=3|"), HasSubstr("|45=2|"), HasSubstr("|373=10|"),
                                           HasSubstr("|58=SendingTime accuracy problem|")));
  EXPECT_THAT(answers[1], HasSubstr("35=5|"));
  EXPECT_THAT(commands, IsEmpty());
}

// Engines end a session over a 122 that is after its 52.
TEST_F(EngineTest, SendsNothingAgainThatWasSentLaterThanNow) {
  log_on();
  {
    const SetClock set(seconds{100});
    ASSERT_TRUE(engine->send(reject("Y")));
    ASSERT_EQ(read(1).size(), 1U);
  }
  write(wire("2", 2, "7=1|16=0|"));
  for (const auto& message : read(2)) {
    EXPECT_NE(field(soh(message), 122), "") << message;
    EXPECT_LE(field(soh(message), 122), field(soh(message), 52)) << message;
    EXPECT_NEAR(static_cast<double>(sent_from_now(message, 52).count()), 0, 20) << message;
  }
}

TEST_F(EngineTest, LogsOutAClientWhoseNumberIsTooLow) {
  log_on();
  write(cancel(1, "Y"));
  EXPECT_THAT(read(1).at(0),
              ::testing::AllOf(HasSubstr("35=5|"), HasSubstr("MsgSeqNum too low, expecting 2")));
  EXPECT_THAT(commands, IsEmpty());
}

TEST_F(EngineTest, WritesSendingTimeInMilliseconds) {
  client = connect(wire("A", 1, "98=0|108=30|"));
  EXPECT_THAT(read(1).at(0), ::testing::ContainsRegex("\\|52=[0-9]{8}-[0-9:]{8}\\.[0-9]{3}\\|"));
}

TEST_F(EngineTest, AsksForWhatAGarbledMessageLost) {
  log_on();
  std::string garbled = cancel(2, "Y");
  garbled[garbled.size() - 2] ^= 1;
  write(garbled + wire("0", 3));
  EXPECT_THAT(read(1).at(0), ::testing::AllOf(HasSubstr("35=2|"), HasSubstr("|7=2|16=0|")));
}

TEST_F(EngineTest, TakesAStatusRequest) {
  log_on();
  write(wire("H", 2, "11=Y|37=42|54=1|55=BTCUSDT|"));
  for (int i = 0; i < 1000 && questions.empty(); ++i) turn();
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(questions[0].order_id, "42");
  EXPECT_EQ(questions[0].msg_seq_num, 2);
}

TEST_F(EngineTest, RejectsAStatusRequestThatNamesNoOrder) {
  log_on();
  write(wire("H", 2, "54=1|55=BTCUSDT|"));
  EXPECT_THAT(read(1).at(0),
              ::testing::AllOf(HasSubstr("35=3|"), HasSubstr("|371=11|"), HasSubstr("|373=1|")));
  EXPECT_THAT(questions, IsEmpty());
}

TEST_F(EngineTest, JudgesALogonInASessionAsTheDoorWould) {
  log_on();
  write(wire("A", 1, "98=0|108=0|141=Y|"));
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_THAT(refused, ::testing::ElementsAre("heart_bt_int"));
  EXPECT_EQ(session_store.resets, 0);
}

TEST_F(EngineTest, ResetsInASessionWhenTheClientAsks) {
  log_on();
  write(wire("A", 1, "98=0|108=30|141=Y|"));
  EXPECT_THAT(read(1).at(0), ::testing::AllOf(HasSubstr("35=A|34=1|"), HasSubstr("|141=Y|")));
  EXPECT_EQ(session_store.resets, 1);
  write(cancel(2, "Y"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  EXPECT_EQ(commands.size(), 1U);
}

TEST_F(EngineTest, NamesTheClOrdIdWhereTheEngineAnswersByItself) {
  log_on();
  write(message("35=F|34=2|52=20261122-10:00:00|56=BRIDGE|11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|"));
  EXPECT_THAT(read(1).at(0), ::testing::AllOf(HasSubstr("35=j|"), HasSubstr("|372=F|"), HasSubstr("|379=Y|"),
                                              HasSubstr("|380=5|")));
}

TEST_F(EngineTest, NamesNobodysClOrdIdInAnAnswerOfItsOwn) {
  log_on();
  write(cancel(2, "Y"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  order::Report report;
  report.session = settings.key();
  report.kind = order::ReportKind::StatusRejected;
  report.ref_seq_num = 2;
  ASSERT_TRUE(engine->send(report));
  EXPECT_THAT(read(1).at(0), ::testing::AllOf(HasSubstr("35=j|"), ::testing::Not(HasSubstr("|379="))));
}

TEST_F(EngineTest, KeepsAMessageThatCameTooEarlyAndHandsItOnAsItCame) {
  log_on();
  write(cancel(3, "LATER"));
  EXPECT_THAT(read(1).at(0), HasSubstr("35=2|"));
  write(cancel(2, "FIRST"));
  for (int i = 0; i < 1000 && commands.size() < 2; ++i) turn();
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_THAT(evidence[0], HasSubstr("|11=FIRST|"));
  EXPECT_THAT(evidence[1], HasSubstr("|11=LATER|"));
}

TEST_F(EngineTest, SaysGoodbye) {
  log_on();
  engine->log_out("closing");
  const auto goodbye = read(1);
  ASSERT_EQ(goodbye.size(), 1U);
  EXPECT_THAT(goodbye[0], ::testing::AllOf(HasSubstr("35=5|"), HasSubstr("|58=closing|")));
}

}  // namespace
}  // namespace bridge::fix
