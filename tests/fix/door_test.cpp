#include "fix/door/door.hpp"

#include "fix/message.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge::fix {
namespace {

constexpr std::size_t kLimit = 4096;

std::vector<SessionSettings> sessions() {
  SessionSettings first;
  first.sender_comp_id = "BRIDGE";
  first.target_comp_id = "OMS";
  first.heart_bt_int_min = 5;
  first.heart_bt_int_max = 60;
  SessionSettings second = first;
  second.target_comp_id = "DESK2";
  return {first, second};
}

const Timestamp kNoon = from_fix_text("20261122-12:00:00").value();

LogonDecision judge(const std::string& input) {
  return judge_first_message(input, {}, sessions(), kLimit, kNoon);
}

// Of a single session.
std::string outcome_for(const SessionSettings& session, const std::string& input, Timestamp at = kNoon) {
  const auto verdict = judge_first_message(input, {}, {session}, kLimit, at);
  return std::holds_alternative<Admitted>(verdict) ? "admitted" : std::get<Refused>(verdict).reason;
}

// "admitted", "more" or the reason of the refusal.
std::string outcome(const std::string& input) {
  const auto verdict = judge(input);
  if (std::holds_alternative<Admitted>(verdict)) return "admitted";
  if (std::holds_alternative<NeedMore>(verdict)) return "more";
  return std::get<Refused>(verdict).reason;
}

// A good Logon in which `from` is replaced by `to`.
std::string logon(const std::string& from = "", const std::string& to = "") {
  std::string body = "35=A|34=1|49=OMS|52=20261122-17:00:00.000|56=BRIDGE|98=0|108=30|";
  if (!from.empty()) body.replace(body.find(from), from.size(), to);
  return message(body);
}

TEST(Door, AdmitsALogonOfAConfiguredSession) {
  const auto verdict = judge(logon("49=OMS", "49=DESK2"));
  ASSERT_TRUE(std::holds_alternative<Admitted>(verdict));
  EXPECT_EQ(std::get<Admitted>(verdict).session.value(), "FIX.4.4:BRIDGE->DESK2");
}

TEST(Door, LeavesWhatFollowsTheLogonAlone) {
  const auto verdict = judge(logon() + "8=FIX.4.4\x01" + "9=");
  ASSERT_TRUE(std::holds_alternative<Admitted>(verdict));
  EXPECT_EQ(std::get<Admitted>(verdict).bytes, logon().size());
}

TEST(Door, AsksForMoreUntilTheLogonIsWhole) {
  const auto whole = logon();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(outcome(whole.substr(0, size)), "more") << size << " bytes";
  }
  EXPECT_EQ(outcome(whole), "admitted");
}

TEST(Door, RefusesWhatIsNotFixAtTheFirstWrongByte) {
  EXPECT_EQ(outcome("G"), "not_fix");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\n"), "not_fix");
  EXPECT_EQ(outcome("\x16\x03\x01"), "not_fix");
  EXPECT_EQ(outcome("88"), "not_fix");
  EXPECT_EQ(outcome("8=FIY"), "not_fix");
}

TEST(Door, RefusesALogonThatIsTooLongBeforeItHasCome) {
  EXPECT_EQ(outcome(soh("8=FIX.4.4|9=4096|")), "too_long");
  EXPECT_EQ(outcome(logon("108=30|", "108=30|58=" + std::string(4096, 'x') + "|")), "too_long");
}

TEST(Door, RefusesABodyLengthThatIsNoLength) {
  EXPECT_EQ(outcome(soh("8=FIX.4.4|9=2000000000|")), "malformed");
  EXPECT_EQ(outcome(soh("8=FIX.4.4|9=-1|")), "malformed");
  EXPECT_EQ(outcome(soh("8=FIX.4.4|9=|")), "malformed");
  EXPECT_EQ(outcome(soh("8=FIX.4.4|35=A|")), "malformed");
}

TEST(Door, RefusesAWrongBodyLength) {
  EXPECT_EQ(outcome(with_checksum(soh("8=FIX.4.4|9=10|35=A|34=1|49=OMS|"))), "malformed");
}

TEST(Door, RefusesAWrongCheckSum) {
  auto wrong = logon();
  wrong[wrong.size() - 2] = wrong[wrong.size() - 2] == '0' ? '1' : '0';
  EXPECT_EQ(outcome(wrong), "checksum");
}

TEST(Door, RefusesAnythingButALogon) {
  EXPECT_EQ(outcome(logon("35=A", "35=0")), "not_logon");
  EXPECT_EQ(outcome(logon("35=A", "35=AA")), "not_logon");
}

TEST(Door, RefusesDataFields) {
  EXPECT_EQ(outcome(logon("108=30|", "108=30|91=abc|")), "data_field");
  EXPECT_EQ(outcome(logon("98=0", "90=2147483647|98=0")), "data_field");
  EXPECT_TRUE(has_data_field(logon("98=0", "00212=9|98=0")));
}

// RawData(96) carries a signature; QuickFIX would trust its length, had the dictionary called it DATA.
TEST(Door, TakesRawDataOfTheLengthItStates) {
  EXPECT_EQ(outcome(logon("108=30|", "108=30|95=3|96=a=c|")), "admitted");
  for (const char* raw_data : {"95=2|96=abc|", "95=2147483647|96=abc|", "95=-3|96=abc|", "96=abc|", "95=3|",
                               "95=3|96=abc|96=abc|", "95=3|95=3|96=abc|"}) {
    EXPECT_NE(outcome(logon("108=30|", "108=30|" + std::string(raw_data))), "admitted") << raw_data;
    EXPECT_TRUE(judge_logon(logon("108=30|", "108=30|" + std::string(raw_data)), sessions()[0])) << raw_data;
  }
}

TEST(Door, RefusesAnUnknownSession) {
  EXPECT_EQ(outcome(logon("49=OMS", "49=OTHER")), "unknown_session");
  EXPECT_EQ(outcome(logon("56=BRIDGE", "56=OTHER")), "unknown_session");
  EXPECT_EQ(outcome(logon("49=OMS", "49=BRIDGE")), "unknown_session");
  EXPECT_EQ(outcome(message("35=A|34=1|49=OMS|52=x|56=BRIDGE|98=0|108=30|", "FIX.4.2")), "unknown_session");
}

TEST(Door, RefusesEncryption) {
  EXPECT_EQ(outcome(logon("98=0", "98=1")), "encrypt_method");
  EXPECT_EQ(outcome(logon("98=0|", "")), "encrypt_method");
}

TEST(Door, RefusesAHeartBtIntOutsideOfTheSessionsBounds) {
  for (const auto* interval : {"0", "4", "61", "-1", "2147483648", "4294967326", "30.5", " 30", "+30"}) {
    EXPECT_EQ(outcome(logon("108=30", std::string("108=") + interval)), "heart_bt_int") << interval;
  }
  EXPECT_EQ(outcome(logon("108=30|", "")), "heart_bt_int");
  EXPECT_EQ(outcome(logon("108=30", "108=5")), "admitted");
  EXPECT_EQ(outcome(logon("108=30", "108=60")), "admitted");
}

TEST(Door, RefusesASequenceNumberTheEngineWouldMisread) {
  for (const auto* number : {"0", "-1", "1e9", " 1", "+1", "2147483648", "100000000000000000000"}) {
    EXPECT_EQ(outcome(logon("34=1", std::string("34=") + number)), "malformed") << number;
  }
  EXPECT_EQ(outcome(logon("34=1|", "")), "malformed");
}

TEST(Door, RefusesALogonWithoutSendingTime) {
  EXPECT_EQ(outcome(logon("52=20261122-17:00:00.000|", "")), "malformed");
}

TEST(Door, RefusesARepeatedTag) {
  EXPECT_EQ(outcome(logon("49=OMS", "49=OMS|49=OMS")), "malformed");
  EXPECT_EQ(outcome(logon("108=30", "108=30|108=0")), "malformed");
}

// Found by fuzzing: the engine reads "0141=Y" as 141=Y, whoever looks for "141=" does not.
TEST(Door, RefusesATagWithAZeroInFront) {
  EXPECT_EQ(outcome(logon("56=BRIDGE", "056=BRIDGE")), "malformed");
  EXPECT_EQ(outcome(logon("108=30|", "108=30|0141=Y|")), "malformed");
  EXPECT_TRUE(judge_logon(logon("108=30|", "108=30|0141=Y|"), sessions().front()));
}

TEST(Door, RefusesNextExpectedMsgSeqNum) { EXPECT_EQ(outcome(logon("108=30", "108=30|789=5")), "malformed"); }

TEST(Door, RefusesACancelOnDisconnectThatItDoesNotKnow) {
  for (const auto* wanted : {"S", "N"}) {
    EXPECT_EQ(outcome(logon("108=30", std::string("108=30|8013=") + wanted)), "admitted") << wanted;
  }
  for (const auto* wanted : {"Y", "s", "SN", "1"}) {
    EXPECT_EQ(outcome(logon("108=30", std::string("108=30|8013=") + wanted)), "cancel_on_disconnect")
        << wanted;
  }
  EXPECT_EQ(outcome(logon("108=30", "108=30|8013=S|8013=N")), "malformed");
}

TEST(Door, NamesTheSessionOfAWholeLogonForTheLog) {
  const auto refused = std::get<Refused>(judge(logon("49=OMS", "49=OTHER")));
  EXPECT_EQ(refused.session, "FIX.4.4:BRIDGE->OTHER");
  EXPECT_EQ(std::get<Refused>(judge("GET /")).session, "");
}

TEST(Door, NeverRepeatsThePassword) {
  const auto verdict = judge(logon("49=OMS", "49=OTHER|553=desk|554=hunter2"));
  EXPECT_EQ(std::get<Refused>(verdict).detail.find("hunter2"), std::string::npos);
}

TEST(Door, AsksAFixtLogonForFix50Sp2) {
  SessionSettings session = sessions()[0];
  session.begin_string = "FIXT.1.1";
  const auto fixt = [](const std::string& end) {
    return message("35=A|34=1|49=OMS|52=20261122-17:00:00.000|56=BRIDGE|98=0|108=30|" + end, "FIXT.1.1");
  };
  EXPECT_EQ(outcome_for(session, fixt("1137=9|")), "admitted");
  EXPECT_EQ(outcome_for(session, fixt("")), "appl_ver_id");
  EXPECT_EQ(outcome_for(session, fixt("1137=7|")), "appl_ver_id");
  EXPECT_EQ(outcome_for(session, fixt("1137=9|1137=7|")), "malformed");
  EXPECT_EQ(outcome_for(session, logon()), "unknown_session");
}

TEST(Door, TellsVersionsApart) {
  SessionSettings session = sessions()[0];
  session.begin_string = "FIX.4.2";
  const std::string body = "35=A|34=1|49=OMS|52=20261122-17:00:00|56=BRIDGE|98=0|108=30|";
  EXPECT_EQ(outcome_for(session, message(body, "FIX.4.2")), "admitted");
  EXPECT_EQ(outcome_for(session, message(body, "FIX.4.4")), "unknown_session");
}

TEST(Door, RefusesAResetWhereNumbersAreNeverReset) {
  SessionSettings session = sessions()[0];
  const auto reset = logon("108=30", "108=30|141=Y");
  EXPECT_EQ(outcome_for(session, reset), "admitted");
  session.reset = ResetPolicy::Never;
  EXPECT_EQ(outcome_for(session, reset), "reset");
  EXPECT_EQ(outcome_for(session, logon("108=30", "108=30|141=N")), "admitted");
  EXPECT_EQ(outcome_for(session, logon()), "admitted");
}

TEST(Door, IsShutOutOfHours) {
  SessionSettings session = sessions()[0];
  session.schedule.time_zone = "Europe/London";
  session.schedule.start = std::chrono::hours{12};
  session.schedule.end = std::chrono::hours{13};
  EXPECT_EQ(outcome_for(session, logon(), kNoon), "admitted");
  EXPECT_EQ(outcome_for(session, logon(), kNoon + std::chrono::hours{1}), "out_of_hours");
  const auto verdict = judge_first_message(logon(), {}, {session}, kLimit, kNoon - seconds{1});
  EXPECT_EQ(std::get<Refused>(verdict).detail, "the session's hours begin at 2026-11-22T12:00:00.000000Z");
}

TEST(Door, JudgesALogonWithinASessionByTheSameRules) {
  EXPECT_FALSE(judge_logon(logon(), sessions()[0]));
  EXPECT_EQ(judge_logon(logon("108=30", "108=0"), sessions()[0])->reason, "heart_bt_int");
  EXPECT_EQ(judge_logon(logon("108=30", "108=30|108=30"), sessions()[0])->reason, "malformed");
  EXPECT_EQ(judge_logon(logon("108=30|", "108=30|91=abc|"), sessions()[0])->reason, "data_field");
}

TEST(Door, KnowsDataFieldsInAnyMessage) {
  EXPECT_TRUE(has_data_field(message("35=A|1401=5|1402=abcde|")));
  EXPECT_TRUE(has_data_field(message("35=F|11=a|354=5|355=abcde|")));
  EXPECT_FALSE(has_data_field(message("35=F|11=95=3|58=96=abc|1195=1|")));
}

}  // namespace
}  // namespace bridge::fix
