#include "fix/client/oms.hpp"
#include "fix/engine_fixture.hpp"
#include "fix/judged.hpp"
#include "fix/wire/dictionary.hpp"

#include <gmock/gmock.h>

#include <regex>

namespace bridge::fix {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What differs from run to run is taken out: header and trailer but for type and number.
std::string gist(const std::string& pipes) {
  static const std::regex changing(R"(\|(8|9|10|49|52|56|122)=[^|]*(?=\|))");
  return std::regex_replace("|" + pipes, changing, "").substr(1);
}

// A session of each version; every message the client reads must be one of that version.
class EveryVersion : public EngineTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    settings.begin_string = GetParam();
    start();
  }

  std::string answer() {
    const auto messages = read(1);
    if (messages.empty()) return "nothing";
    EXPECT_EQ(flaw(messages[0], GetParam()), "");
    return gist(messages[0]);
  }
  void log_on_to_version() {
    client = connect(logon(1));
    ASSERT_EQ(answer(), is_fixt() ? "35=A|34=1|98=0|108=30|1137=9|" : "35=A|34=1|98=0|108=30|");
  }
  [[nodiscard]] bool is_fixt() const { return settings.version() == Version::Fix50Sp2; }
};

TEST_P(EveryVersion, LogsOnAndKeepsTheSession) {
  log_on_to_version();
  EXPECT_EQ(engine->logged_on(), 1U);
  write(wire("1", 2, "112=are you there|"));
  EXPECT_EQ(answer(), "35=0|34=2|112=are you there|");
  write(wire("5", 3));
  EXPECT_EQ(answer(), "35=5|34=3|");
}

TEST_P(EveryVersion, TakesCancelsAndQuestions) {
  log_on_to_version();
  write(cancel(2, "Y") + wire("H", 3, "11=Z|37=43|54=1|55=BTCUSDT|"));
  for (int i = 0; i < 1000 && questions.empty(); ++i) turn();
  ASSERT_EQ(commands.size(), 1U);
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(commands[0].session, settings.key());
  EXPECT_EQ(commands[0].order_id, "42");
  EXPECT_EQ(questions[0].order_id, "43");
}

TEST_P(EveryVersion, NamesWhatIsMissing) {
  log_on_to_version();
  write(wire("F", 2, "11=Y|37=42|54=1|60=20261122-10:00:00|"));
  EXPECT_EQ(answer(), "35=3|34=2|45=2|58=Required tag missing|371=55|372=F|373=1|");
  EXPECT_THAT(commands, IsEmpty());
}

TEST_P(EveryVersion, RejectsATypeThatDoesNotExist) {
  log_on_to_version();
  write(wire("ZZ", 2));
  EXPECT_EQ(answer(), "35=3|34=2|45=2|58=Invalid MsgType|372=ZZ|373=11|");
}

TEST_P(EveryVersion, AnswersATypeItDoesNotSpeakWithoutStrayFields) {
  log_on_to_version();
  write(wire("E", 2, "11=N1|21=1|38=1|40=1|54=1|55=BTCUSDT|60=20261122-10:00:00|"));
  EXPECT_THAT(answer(), AllOf(HasSubstr("35=j|34=2|45=2|"), HasSubstr("|372=E|379=N1|380=3|"),
                              Not(HasSubstr("|1137="))));
}

TEST_P(EveryVersion, NamesTheClOrdIdWhereTheEngineAnswersByItself) {
  log_on_to_version();
  write(message("35=F|34=2|52=20261122-10:00:00|56=BRIDGE|11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|",
                GetParam()));
  EXPECT_EQ(answer(), "35=j|34=2|45=2|58=Conditionally Required Field Missing (49)|372=F|379=Y|380=5|");
}

TEST_P(EveryVersion, SendsAReportAgain) {
  log_on_to_version();
  ASSERT_TRUE(engine->send(reject("MISSED")));
  EXPECT_THAT(answer(), HasSubstr("35=9|34=2|"));
  write(wire("2", 2, "7=2|16=0|"));
  EXPECT_THAT(answer(), AllOf(HasSubstr("35=9|34=2|43=Y|"), HasSubstr("|11=MISSED|")));
}

TEST_P(EveryVersion, WritesSendingTimeAsTheSessionWants) {
  for (const auto& [places, text] :
       {std::pair{0, R"(\|52=\d{8}-\d\d:\d\d:\d\d\|)"}, std::pair{3, R"(\|52=\d{8}-\d\d:\d\d:\d\d\.\d{3}\|)"},
        std::pair{6, R"(\|52=\d{8}-\d\d:\d\d:\d\d\.\d{6}\|)"}}) {
    settings.timestamp_places = places;
    session_store.reset(settings.key());
    start();
    client = connect(logon(1));
    const auto messages = read(1);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(std::regex_search(messages[0], std::regex(text))) << messages[0];
    EXPECT_EQ(flaw(messages[0], GetParam()), "");
  }
}

// The Oms dials by itself; what it then says reaches the engine as if it had passed the door.
TEST_P(EveryVersion, IsSpokenByOurOwnClient) {
  tcp::acceptor acceptor(client_io, {boost::asio::ip::address_v4::loopback(), 0});
  OmsSettings desk_oms;
  desk_oms.port = acceptor.local_endpoint().port();
  desk_oms.begin_string = GetParam();
  desk_oms.sender_comp_id = "DESK";
  desk_oms.target_comp_id = "BRIDGE";
  Oms oms(desk_oms);
  static_cast<void>(oms.log_on(milliseconds{0}));
  tcp::socket accepted = acceptor.accept();
  char bytes[4096];
  const auto size = accepted.read_some(boost::asio::buffer(bytes));
  engine->adopt({settings.key(), accepted.release(), false, std::string(bytes, size), "test"});
  const auto until = [&](const auto& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition() && std::chrono::steady_clock::now() < deadline) turn();
    return condition();
  };
  ASSERT_TRUE(until([&] { return oms.logged_on(); }));
  ASSERT_TRUE(oms.send_cancel({{11, "Y"}, {37, "42"}, {54, "1"}, {55, "BTCUSDT"}}));
  ASSERT_TRUE(until([&] { return commands.size() == 1; }));
  ASSERT_TRUE(engine->send(reject("Y")));
  EXPECT_TRUE(until([&] { return !oms.wait_for_report("Y", milliseconds{1}).empty(); }));
}

INSTANTIATE_TEST_SUITE_P(Versions, EveryVersion, ::testing::Values("FIX.4.2", "FIX.4.4", "FIXT.1.1"),
                         [](const auto& version) {
                           std::string name = version.param;
                           std::erase(name, '.');
                           return name;
                         });

class Fixt : public EveryVersion {};

TEST_P(Fixt, RejectsAMessageOfAnotherApplicationVersion) {
  log_on_to_version();
  write(wire("F", 2, "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|", "1128=8|"));
  EXPECT_THAT(answer(), AllOf(HasSubstr("35=3|34=2|45=2|"), HasSubstr("|371=1128|372=F|373=5|")));
  EXPECT_THAT(commands, IsEmpty());
}

TEST_P(Fixt, TakesAMessageThatNamesItsApplicationVersion) {
  log_on_to_version();
  write(wire("F", 2, "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|", "1128=9|"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  EXPECT_EQ(commands.size(), 1U);
}

TEST_P(Fixt, NeverTakesUpAnotherApplicationVersion) {
  log_on_to_version();
  write(wire("A", 2, "98=0|108=30|1137=8|"));
  for (int i = 0; i < 1000 && engine->logged_on() == 1; ++i) turn();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_THAT(refused, ::testing::ElementsAre("appl_ver_id"));
}

INSTANTIATE_TEST_SUITE_P(Version, Fixt, ::testing::Values("FIXT.1.1"), [](const auto&) { return "FIXT11"; });

}  // namespace
}  // namespace bridge::fix
