// What the engine itself says to a client, whole messages in each version: fixspec/texts.md promises it.
#include "fix/engine_fixture.hpp"
#include "fix/judged.hpp"
#include "order/reporting.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace bridge::fix {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Words : public EngineTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    settings.begin_string = GetParam();
    start();
    log_on();
  }

  // A 35=F that is right but for what is put in and taken out.
  [[nodiscard]] std::string cancel_with(int number, const std::string& more,
                                        const std::string& without = "") const {
    std::string body = "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|";
    if (!without.empty()) body.erase(body.find(without), without.size());
    return wire("F", number, body + more);
  }

  // The next messages without header, trailer, and numbers that only count.
  std::vector<std::string> answers(std::size_t count) {
    static const std::regex changing(R"(\|(8|9|10|34|45|49|52|56)=[^|]*(?=\|))");
    auto messages = read(count);
    for (auto& message : messages) message = std::regex_replace("|" + message, changing, "").substr(1);
    return messages;
  }
  std::string answer() {
    const auto messages = answers(1);
    return messages.empty() ? "nothing" : messages[0];
  }
  bool is_sent_away() {
    for (int i = 0; i < 100000 && engine->logged_on() == 1; ++i) turn();
    return engine->logged_on() == 0;
  }
  [[nodiscard]] bool is_fix42() const { return settings.version() == Version::Fix42; }
};

INSTANTIATE_TEST_SUITE_P(, Words, testing::ValuesIn(kBeginStrings), [](const auto& version) {
  std::string name = version.param;
  std::erase(name, '.');
  return name;
});

TEST_P(Words, OfARejectNameTheField) {
  write(cancel_with(2, "33=1|"));
  EXPECT_EQ(answer(), "35=3|58=Invalid tag number|371=33|372=F|373=0|");
  write(cancel_with(3, "", "54=1|"));
  EXPECT_EQ(answer(), "35=3|58=Required tag missing|371=54|372=F|373=1|");
  write(cancel_with(4, "150=4|"));
  EXPECT_EQ(answer(), "35=3|58=Tag not defined for this message type|371=150|372=F|373=2|");
  write(cancel_with(5, "58=|"));
  EXPECT_EQ(answer(), "35=3|58=Tag specified without a value|371=58|372=F|373=4|");
  write(cancel_with(6, "54=Q|", "54=1|"));
  EXPECT_EQ(answer(), "35=3|58=Value is incorrect (out of range) for this tag|371=54|372=F|373=5|");
  write(cancel_with(7, "38=abc|"));
  EXPECT_EQ(answer(), "35=3|58=Incorrect data format for value|371=38|372=F|373=6|");
}

TEST_P(Words, OfARejectComeWithoutAReasonThatFix42DoesNotHave) {
  write(cancel_with(2, "1=a|1=b|"));
  EXPECT_EQ(answer(),
            std::string("35=3|58=Tag appears more than once|371=1|372=F|") + (is_fix42() ? "" : "373=13|"));
  write(cancel_with(3, "43=Y|"));
  EXPECT_EQ(answer(), std::string("35=3|58=Tag specified out of required order|371=43|372=F|") +
                          (is_fix42() ? "" : "373=14|"));
}

TEST_P(Words, OfARejectTellAGroupThatIsCutShort) {
  if (is_fix42()) return;  // has no group on these messages
  write(cancel_with(2, "453=2|448=DESK|447=D|452=11|"));
  EXPECT_EQ(answer(), "35=3|58=Incorrect NumInGroup count for repeating group|371=453|372=F|373=16|");
}

TEST_P(Words, OfARejectTellForeignCompIdsBeforeTheLogout) {
  std::string other = cancel_with(2, "");
  other = std::regex_replace(other, std::regex("49=DESK"), "49=OTHER");
  other = other.substr(other.find("35="), other.rfind("10=") - other.find("35="));
  write(message(other, settings.begin_string));
  EXPECT_THAT(answers(2), ElementsAre("35=3|58=CompID problem|372=F|373=9|", "35=5|"));
}

// Tags that are none; the same bytes may come again and again, and each time there is an answer and the
// number is taken.
TEST_P(Words, OfARejectTellATagThatIsNone) {
  const std::vector<std::pair<std::string, std::string>> tags = {{"0=1|", "0|371=0"},
                                                                 {"abc=1|", "abc"},
                                                                 {"55x=ETHUSDT|", "55x"},
                                                                 {"0055=ETHUSDT|", "0055|371=55"},
                                                                 {"=1|", ""},
                                                                 {"oops|", "oops"},
                                                                 {"-1=1|", "-1"},
                                                                 {"+58=1|", "+58"},
                                                                 {" 58=1|", " 58"},
                                                                 {"10000000000=1|", "10000000000"}};
  int number = 2;
  for (const auto& [field, told] : tags) {
    for (int again = 0; again < 2; ++again) {
      write(cancel_with(number, field));
      const std::string blamed = told.substr(0, told.find('|'));
      const std::string ref =
          told.find('|') == std::string::npos ? "" : told.substr(told.find('|') + 1) + "|";
      EXPECT_EQ(answer(), "35=3|58=Invalid tag number: " + blamed + "|" + ref + "372=F|373=0|") << field;
      EXPECT_EQ(session_store.now.next_target, ++number) << field;
    }
  }
  EXPECT_THAT(commands, IsEmpty());
  write(cancel_with(number, ""));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  EXPECT_EQ(commands.size(), 1U) << "the session goes on";
}

TEST_P(Words, OfARejectTellATagThatIsNoneOnAMessageOfTheSession) {
  write(wire("0", 2, "0112=x|"));
  EXPECT_EQ(answer(), "35=3|58=Invalid tag number: 0112|371=112|372=0|373=0|");
  write(wire("2", 3, "abc=1|7=1|16=0|"));
  EXPECT_EQ(answer(), "35=3|58=Invalid tag number: abc|372=2|373=0|");
}

// Taken for what it is only when the one before it has come.
TEST_P(Words, OfARejectTellATagThatIsNoneAlsoOfAMessageSaidAgain) {
  write(
      wire("F", 2, "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|abc=1|", "43=Y|122=20261122-10:00:00|"));
  EXPECT_EQ(answer(), "35=3|58=Invalid tag number: abc|372=F|373=0|");
  EXPECT_EQ(session_store.now.next_target, 3);
}

TEST_P(Words, OfARejectTellARangeThatWasNeverSent) {
  const std::vector<std::pair<std::string, int>> ranges = {
      {"7=-5|16=-1|", 7},         {"7=-5|16=0|", 7},           {"7=1|16=-1|", 16},
      {"7=900|16=3|", 7},         {"7=2|16=1|", 16},           {"7=1000|16=0|", 7},
      {"7=99999999999|16=0|", 7}, {"7=1|16=99999999999|", 16}, {"7=4294967297|16=0|", 7}};
  ASSERT_TRUE(engine->send(reject("R")));
  ASSERT_EQ(read(1).size(), 1U);
  int number = 2;
  for (const auto& [range, tag] : ranges) {
    write(wire("2", number++, range));
    const auto said = read(1);
    ASSERT_EQ(said.size(), 1U) << range;
    EXPECT_THAT(said[0], HasSubstr("|35=3|34=" + std::to_string(number) + "|")) << range;
    EXPECT_THAT(said[0], HasSubstr("|58=Value is incorrect (out of range) for this tag|371=" +
                                   std::to_string(tag) + "|372=2|373=5|"))
        << range;
    EXPECT_EQ(session_store.now.next_target, number) << range;
  }
}

TEST_P(Words, OfARejectTellANewNumberThatNoSessionReaches) {
  for (const char* number : {"-5", "99999999999", "4294967298"}) {
    write(wire("4", session_store.now.next_target, std::string("123=Y|36=") + number + "|"));
    EXPECT_EQ(answer(), "35=3|58=Value is incorrect (out of range) for this tag|371=36|372=4|373=5|")
        << number;
  }
}

TEST_P(Words, OfALogoutTellANumberThatIsNone) {
  for (const char* number : {"1e9", "-5", "+2", " 2", "2x", "", "99999999999"}) {
    std::string body = wire("F", 2, "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|");
    body = std::regex_replace(body.substr(body.find("35="), body.rfind("10=") - body.find("35=")),
                              std::regex("34=2"), std::string("34=") + number);
    write(message(body, settings.begin_string));
    EXPECT_EQ(answer(), "35=5|58=MsgSeqNum(34) is missing or no number: nothing can be answered|") << number;
    EXPECT_TRUE(is_sent_away()) << number;
    log_on();
  }
  EXPECT_THAT(commands, IsEmpty());
}

TEST_P(Words, OfALogoutTellANumberThatIsMissing) {
  std::string body = cancel_with(2, "");
  body = std::regex_replace(body.substr(body.find("35="), body.rfind("10=") - body.find("35=")),
                            std::regex("34=2\x01"), "");
  write(message(body, settings.begin_string));
  EXPECT_EQ(answer(), "35=5|58=MsgSeqNum(34) is missing or no number: nothing can be answered|");
  EXPECT_TRUE(is_sent_away());
}

// One rule for whatever answers a request: who spoke through its sender is spoken to (FIX 4.4 Vol. 1, "third
// party message routing").
TEST_P(Words, AreForWhomTheRequestSpoke) {
  const std::string asked = "115=DESK7|116=TRADER|144=LONDON|128=VENUE|129=FLOOR|145=TOKYO|";
  const std::string told = "|115=VENUE|116=FLOOR|128=DESK7|129=TRADER|144=TOKYO|145=LONDON|";
  const std::string body = "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|";
  write(wire("F", 2, body + "31=1|", asked) + wire("F", 3, body + "abc=1|", asked) +
        wire("E", 4, "11=Y|", asked));
  write(wire("F", 5, body, asked) + wire("H", 6, body.substr(0, body.find("60=")), asked));
  auto said = read(3);
  for (int i = 0; i < 1000 && questions.empty(); ++i) turn();
  ASSERT_EQ(commands.size(), 1U);
  ASSERT_EQ(questions.size(), 1U);
  for (const auto& report :
       {order::canceled_report(commands[0], order::Order{}, "", Timestamp{}),
        order::pending_report(commands[0], {}, "", clock),
        order::reject_report(commands[0], order::RejectReason::Other, order::Standing{}, {}, "", clock),
        order::status_report(questions[0], order::Order{}),
        order::status_rejected_report(questions[0], order::BusinessReason::NotAvailable, "", clock)}) {
    ASSERT_TRUE(engine->send(report));
  }
  const auto reports = read(5);
  said.insert(said.end(), reports.begin(), reports.end());
  ASSERT_EQ(said.size(), 8U);
  for (const auto& message : said) {
    std::string route;
    for (const int tag : {115, 116, 128, 129, 144, 145}) {
      route += "|" + std::to_string(tag) + "=" + std::string(field(soh(message), tag));
    }
    EXPECT_EQ(route + "|", told) << message;
  }
  fail_callback = true;
  write(wire("F", 7, body, asked) + wire("F", 8, body));
  const auto last = read(2);
  ASSERT_EQ(last.size(), 2U);
  EXPECT_THAT(last[0], AllOf(HasSubstr("35=j|"), HasSubstr("|128=DESK7|"), HasSubstr("|129=TRADER|")));
  EXPECT_THAT(last[1], Not(HasSubstr("|128=")));
}

// Over whatever road it comes, also when it is sent again.
TEST_P(Words, AreForWhomTheRequestSpokeWhenTheyAreSentAgain) {
  write(wire("F", 2, "11=Y|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|", "115=DESK7|"));
  for (int i = 0; i < 1000 && commands.empty(); ++i) turn();
  ASSERT_EQ(commands.size(), 1U);
  ASSERT_TRUE(engine->send(
      order::reject_report(commands[0], order::RejectReason::Other, order::Standing{}, {}, "", clock)));
  ASSERT_EQ(read(1).size(), 1U);
  write(wire("2", 3, "7=2|16=2|"));
  const auto again = read(1);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_THAT(again[0], AllOf(HasSubstr("|35=9|34=2|"), HasSubstr("|43=Y|"), HasSubstr("|128=DESK7|")));
}

TEST_P(Words, OfALogoutTellTheNumberThatWasExpected) {
  write(cancel_with(1, ""));
  EXPECT_EQ(answer(), "35=5|58=MsgSeqNum too low, expecting 2 but received 1|");
}

}  // namespace
}  // namespace bridge::fix
