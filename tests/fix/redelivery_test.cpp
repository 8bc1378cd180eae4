// Reports that a reset would lose: what is said again after it, and what is not.
#include "fix/engine_fixture.hpp"
#include "fix/judged.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <thread>

namespace bridge::fix {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

// A message without what the engine fills and without 97.
std::string body_of(const std::string& message) {
  static const std::regex header(R"((^|\|)(8|9|10|34|49|52|56|97)=[^|]*(?=\|))");
  return std::regex_replace(message, header, "");
}

class EachRedelivery : public EngineTest, public ::testing::WithParamInterface<const char*> {
 protected:
  EachRedelivery() {
    settings.begin_string = GetParam();
    start();
  }

  // What the client gets until it has the answer to this TestRequest.
  std::vector<std::string> all_until_now(int number) {
    write(wire("1", number, "112=now|"));
    std::vector<std::string> messages;
    while (true) {
      const auto more = read(1);
      messages.insert(messages.end(), more.begin(), more.end());
      if (more.empty()) return {"no answer"};
      if (more.back().find("|112=now|") == std::string::npos) continue;
      messages.pop_back();
      return messages;
    }
  }
  // Logs on with 141=Y; what comes behind the answer.
  std::vector<std::string> log_on_anew() {
    client = connect(logon(1, "141=Y|"));
    auto messages = all_until_now(2);
    if (messages.empty()) return {"no Logon"};
    EXPECT_THAT(messages[0], AllOf(HasSubstr("35=A|34=1|"), HasSubstr("|141=Y|")));
    messages.erase(messages.begin());
    return messages;
  }
  void hang_up() {
    client->close();
    for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
    turn();
    ASSERT_EQ(engine->logged_on(), 0U);
  }
  void log_out() {
    write(wire("5", session_store.now.next_target));
    for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
    turn();
    ASSERT_EQ(engine->logged_on(), 0U);
  }
  // Of the client.
  std::string report(const std::string& cl_ord_id) {
    EXPECT_TRUE(engine->send(reject(cl_ord_id)));
    const auto got = read(1);
    EXPECT_THAT(got, ElementsAre(HasSubstr("|11=" + cl_ord_id + "|")));
    return got.empty() ? "" : got[0];
  }
  void pass(int ticks) {
    for (int i = 0; i < ticks; ++i) {
      engine->tick();
      turn();
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Versions, EachRedelivery, ::testing::Values("FIX.4.2", "FIX.4.4", "FIXT.1.1"),
                         [](const auto& version) {
                           std::string name = version.param;
                           std::erase(name, '.');
                           return name;
                         });

TEST_P(EachRedelivery, HasWhatWasMadeWhileTheClientWasAway) {
  ASSERT_TRUE(engine->send(reject("AWAY-1")));
  ASSERT_TRUE(engine->send(reject("AWAY-2")));
  turn();
  const auto again = log_on_anew();
  ASSERT_THAT(again,
              ElementsAre(AllOf(HasSubstr("35=9|34=2|"), HasSubstr("|97=Y|"), HasSubstr("|11=AWAY-1|")),
                          AllOf(HasSubstr("35=9|34=3|"), HasSubstr("|97=Y|"), HasSubstr("|11=AWAY-2|"))));
  EXPECT_THAT(again[0], AllOf(Not(HasSubstr("|43=")), Not(HasSubstr("|122="))));
  EXPECT_EQ(flaw(again[0], GetParam()), "");
  EXPECT_THAT(report("NEW"), AllOf(HasSubstr("|34=5|"), Not(HasSubstr("|97="))));
}

TEST_P(EachRedelivery, HasWhatLeftJustBeforeTheConnectionBroke) {
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  const auto first = report("LATE");
  pass(3);
  hang_up();
  const auto again = log_on_anew();
  ASSERT_THAT(again, ElementsAre(HasSubstr("|97=Y|")));
  EXPECT_EQ(body_of(again[0]), body_of(first));
}

TEST_P(EachRedelivery, HasEveryKindOfReport) {
  order::Report canceled = reject("CANCELED");
  canceled.kind = order::ReportKind::Canceled;
  canceled.ticket = order::TicketId(7);
  canceled.number = 1;
  canceled.symbol = "BTCUSDT";
  order::Report unanswered = reject("REFUSED");
  unanswered.kind = order::ReportKind::StatusRejected;
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  ASSERT_TRUE(engine->send(canceled));
  ASSERT_TRUE(engine->send(unanswered));
  write(wire("E", 2, "11=N1|21=1|38=1|40=1|54=1|55=BTCUSDT|60=20261122-10:00:00|"));
  const auto first = read(3);
  ASSERT_THAT(first, ElementsAre(HasSubstr("35=8|"), HasSubstr("35=j|"), HasSubstr("35=j|")));
  hang_up();
  const auto again = log_on_anew();
  ASSERT_THAT(again, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_THAT(again[i], HasSubstr("|97=Y|"));
    EXPECT_EQ(body_of(again[i]), body_of(first[i]));
    EXPECT_EQ(flaw(again[i], GetParam()), "");
  }
}

TEST_P(EachRedelivery, IsKeptForAnotherReset) {
  ASSERT_TRUE(engine->send(reject("AWAY")));
  turn();
  EXPECT_THAT(log_on_anew(), SizeIs(1));
  hang_up();
  EXPECT_THAT(log_on_anew(), ElementsAre(HasSubstr("|11=AWAY|")));
  hang_up();
  start();  // another process
  EXPECT_THAT(log_on_anew(), ElementsAre(AllOf(HasSubstr("35=9|34=2|"), HasSubstr("|11=AWAY|"))));
}

TEST_P(EachRedelivery, CanBeAskedForLikeAnyMessage) {
  ASSERT_TRUE(engine->send(reject("AWAY")));
  turn();
  EXPECT_THAT(log_on_anew(), SizeIs(1));
  write(wire("2", 3, "7=2|16=2|"));
  EXPECT_THAT(read(1), ElementsAre(AllOf(HasSubstr("35=9|34=2|43=Y|"), HasSubstr("|97=Y|"))));
}

TEST_P(EachRedelivery, HasNothingThatEvidentlyArrived) {
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  report("LONG-AGO");
  pass(2 * 30 + 2);
  write(wire("0", 2));
  turn();
  const auto last = report("LAST");
  pass(1);
  hang_up();
  EXPECT_THAT(log_on_anew(), ElementsAre(HasSubstr("|11=LAST|")));
}

TEST_P(EachRedelivery, HasWhatTheClientWasSilentAbout) {
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  report("SILENCE");
  pass(100);  // it may have been dead all the while
  hang_up();
  EXPECT_THAT(log_on_anew(), ElementsAre(HasSubstr("|11=SILENCE|")));
}

TEST_P(EachRedelivery, HasNothingAfterALogout) {
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  report("HAD");
  log_out();
  EXPECT_THAT(log_on_anew(), IsEmpty());
}

// The engine's TestRequest comes by the real clock, and sooner than time alone would prove anything.
TEST_P(EachRedelivery, HasNothingThatATestRequestCameAfter) {
  const bool fixt = settings.version() == Version::Fix50Sp2;
  client = connect(wire("A", 1, std::string("98=0|108=3|") + (fixt ? "1137=9|" : "")));
  ASSERT_THAT(read(1), SizeIs(1));
  report("ASKED");
  client->non_blocking(true);
  char bytes[4096];
  std::string got;
  for (int i = 0; i < 6 && got.find("112=TEST") == std::string::npos; ++i) {
    std::this_thread::sleep_for(1s);
    engine->tick();
    turn();
    boost::system::error_code none_yet;
    got.append(bytes, client->read_some(boost::asio::buffer(bytes), none_yet));
  }
  ASSERT_THAT(got, HasSubstr("112=TEST"));
  client->non_blocking(false);
  write(wire("0", 2, "112=TEST|"));
  for (int i = 0; i < 1000 && session_store.now.next_target == 2; ++i) turn();
  hang_up();
  EXPECT_THAT(log_on_anew(), IsEmpty());
}

TEST_P(EachRedelivery, HasWhatAClientThatIgnoredItsGapDidNotGet) {
  ASSERT_TRUE(engine->send(reject("AWAY")));
  turn();
  client = connect(logon(1));
  EXPECT_THAT(read(1), ElementsAre(HasSubstr("|34=2|")));
  log_out();  // without a ResendRequest
  EXPECT_THAT(log_on_anew(), ElementsAre(HasSubstr("|11=AWAY|")));
}

TEST_P(EachRedelivery, HasNothingThatWasResentInTime) {
  ASSERT_TRUE(engine->send(reject("AWAY")));
  turn();
  client = connect(logon(1));
  EXPECT_THAT(read(1), ElementsAre(HasSubstr("|34=2|")));
  write(wire("2", 2, "7=1|16=0|"));
  EXPECT_THAT(read(2), ElementsAre(HasSubstr("|43=Y|"), HasSubstr("35=4|")));
  log_out();
  EXPECT_THAT(log_on_anew(), IsEmpty());
}

TEST_P(EachRedelivery, ComesAfterAResetInTheSession) {
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  report("ON");
  write(logon(1, "141=Y|"));
  EXPECT_THAT(read(2),
              ElementsAre(HasSubstr("35=A|34=1|"), AllOf(HasSubstr("35=9|34=2|"), HasSubstr("|97=Y|"))));
}

TEST_P(EachRedelivery, ComesPieceByPiece) {
  constexpr int kReports = 203;
  constexpr std::size_t kPiece = 20;  // at most
  for (int i = 0; i < kReports; ++i) ASSERT_TRUE(engine->send(reject("R" + std::to_string(i))));
  turn();
  client = connect(logon(1, "141=Y|"));
  std::vector<std::string> got;
  int turns = 0;
  for (; got.size() < kReports + 1; ++turns) {
    const auto more = read(1);
    ASSERT_THAT(more, SizeIs(AllOf(Ge(1U), Le(kPiece + 1))));
    got.insert(got.end(), more.begin(), more.end());
  }
  EXPECT_GT(turns, 10);
  for (int i = 0; i < kReports; ++i) {
    const auto number = static_cast<std::size_t>(i + 1);
    EXPECT_THAT(got[number], AllOf(HasSubstr("|34=" + std::to_string(i + 2) + "|"),
                                   HasSubstr("|11=R" + std::to_string(i) + "|")));
  }
}

TEST_P(EachRedelivery, IsRepeatedWhenItsTurnWasNotKept) {
  constexpr int kReports = 203;
  for (int i = 0; i < kReports; ++i) ASSERT_TRUE(engine->send(reject("R" + std::to_string(i))));
  turn();
  client = connect(logon(1, "141=Y|"));
  auto got = read(1);
  const MemorySessionStore before = session_store;
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  while (session_store.now.next_sender == before.now.next_sender &&
         std::chrono::steady_clock::now() < deadline) {
    io.restart();
    io.poll();
  }
  ASSERT_GT(session_store.now.next_sender, before.now.next_sender) << "the next piece";
  session_store = before;  // the journal forgot the turn
  engine->repeat_turn();
  const auto more = read(kReports + 1 - got.size());
  got.insert(got.end(), more.begin(), more.end());
  ASSERT_THAT(got, SizeIs(kReports + 1));
  EXPECT_THAT(got.back(), AllOf(HasSubstr("|34=204|"), HasSubstr("|97=Y|"), HasSubstr("|11=R202|")));
}

TEST_P(EachRedelivery, ComesAfterEachResetBySettings) {
  settings.reset = ResetPolicy::OnLogon;
  start();
  client = connect(logon(1));
  ASSERT_THAT(read(1), SizeIs(1));
  report("ON-LOGON");
  hang_up();
  client = connect(logon(1));
  EXPECT_THAT(read(2),
              ElementsAre(HasSubstr("35=A|34=1|"),
                          AllOf(HasSubstr("35=9|34=2|"), HasSubstr("|97=Y|"), HasSubstr("|11=ON-LOGON|"))));
}

TEST_P(EachRedelivery, WaitsForTheLogonAfterAResetByTheClock) {
  settings.schedule.time_zone = "UTC";
  settings.schedule.start = 8h;
  settings.schedule.end = 8h;
  settings.schedule.reset = true;
  clock = from_fix_text("20261123-07:59:59").value();
  session_store.begun = from_fix_text("20261122-08:00:00");
  start();
  ASSERT_TRUE(engine->send(reject("MONDAY")));
  clock += 24h;
  engine->tick();
  ASSERT_TRUE(engine->send(reject("TUESDAY")));
  clock += 24h;
  engine->tick();
  EXPECT_EQ(session_store.resets, 2);
  ASSERT_TRUE(engine->send(reject("WEDNESDAY")));  // of this window: the client will ask for it
  turn();
  start();  // another process
  client = connect(logon(1));
  EXPECT_THAT(read(3),
              ElementsAre(HasSubstr("35=A|34=2|"),
                          AllOf(HasSubstr("35=9|34=3|"), HasSubstr("|97=Y|"), HasSubstr("|11=MONDAY|")),
                          AllOf(HasSubstr("35=9|34=4|"), HasSubstr("|97=Y|"), HasSubstr("|11=TUESDAY|"))));
}

}  // namespace
}  // namespace bridge::fix
