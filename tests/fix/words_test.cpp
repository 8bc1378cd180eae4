// What the engine itself says to a client, whole messages in each version: fixspec/texts.md promises it.
#include "fix/engine_fixture.hpp"
#include "fix/judged.hpp"

#include <gmock/gmock.h>

#include <regex>

namespace bridge::fix {
namespace {

using ::testing::ElementsAre;

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
  [[nodiscard]] bool is_fix42() const { return settings.version() == Version::Fix42; }
};

INSTANTIATE_TEST_SUITE_P(, Words, testing::ValuesIn(kBeginStrings), [](const auto& version) {
  std::string name = version.param;
  std::erase(name, '.');
  return name;
});

TEST_P(Words, OfARejectNameTheField) {
  write(cancel_with(2, "31=1|"));
  EXPECT_EQ(answer(), "35=3|58=Invalid tag number|371=31|372=F|373=0|");
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

TEST_P(Words, OfALogoutTellTheNumberThatWasExpected) {
  write(cancel_with(1, ""));
  EXPECT_EQ(answer(), "35=5|58=MsgSeqNum too low, expecting 2 but received 1|");
}

}  // namespace
}  // namespace bridge::fix
