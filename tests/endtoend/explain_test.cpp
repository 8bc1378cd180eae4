// `fixbridge explain` and `fixbridge check --connect`: what an operator is told before anything is sent.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Explain : public testing::Test {
 protected:
  Ending explain(const std::string& message, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"explain", stage.config().string(), message};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_fixbridge(arguments, stage.directory());
  }

  Stage stage{{.orders = {order(1001, "order-1")}}};
};

TEST_F(Explain, ShowsSessionDecisionAndFrameOfACancel) {
  const auto ending = explain("35=F|11=c1|37=1001|54=1|55=BTCUSDT|60=20261122-17:00:00|");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.out,
              AllOf(HasSubstr("session   FIX.4.4:BRIDGE->DESK1\naccount   main\n"),
                    HasSubstr("sent to the venue as order.cancel, weight 1\n"),
                    HasSubstr(R"("method":"order.cancel","params":{"symbol":"BTCUSDT","orderId":1001,)"),
                    HasSubstr(R"("apiKey":"***","signature":"***"}})")));
  EXPECT_TRUE(stage.asked().empty()) << "nothing is sent";
}

TEST_F(Explain, ShowsWhatTheClientWouldBeToldForEachThingTheVenueMaySay) {
  const auto out = explain("35=F|11=c1|37=1001|54=1|55=BTCUSDT|60=20261122-17:00:00|").out;
  const auto told_after = [&](const std::string& course) {
    const auto at = out.find("  " + course + "\n");
    return at == std::string::npos ? "" : out.substr(at, out.find("\n\n", at) - at);
  };
  EXPECT_THAT(told_after("canceled, nothing was filled"), HasSubstr("|39=4|"));
  EXPECT_THAT(told_after("canceled, a part was filled"),
              AllOf(HasSubstr("(order.status is sent)"), HasSubstr("|14=0.100|")));
  EXPECT_THAT(told_after("-2011, order.status says FILLED"), HasSubstr("|39=2|"));
  EXPECT_THAT(told_after("-2011, order.status says -2013, also a moment later"), HasSubstr("|102=1|"));
  EXPECT_THAT(told_after("-2015, the key is not accepted"), HasSubstr("|25016=-2015|"));
  EXPECT_THAT(told_after("no answer; order.status says CANCELED"), HasSubstr("|150=4|"));
  EXPECT_THAT(told_after("no answer; order.status says NEW; canceled at the second try"),
              AllOf(HasSubstr("|150=6|"), HasSubstr("(order.cancel is sent)"), HasSubstr("|150=4|")));
  EXPECT_THAT(told_after("the link is down"), HasSubstr("Not connected to the venue"));
}

TEST_F(Explain, SignsOnlyWhenAskedTo) {
  const auto ending = explain("35=F|11=c1|37=1001|54=1|55=BTCUSDT|60=20261122-17:00:00|", {"--sign"});
  EXPECT_THAT(ending.out,
              AllOf(Not(HasSubstr("***")), testing::ContainsRegex("\"signature\":\"[0-9a-f]{64}\"")));
  EXPECT_THAT(ending.out, Not(HasSubstr(kSecret)));
}

TEST_F(Explain, ShowsAStatusRequest) {
  const auto out = explain("35=H|11=order-1|54=1|55=BTCUSDT|").out;
  EXPECT_THAT(out, AllOf(HasSubstr("as order.status"), HasSubstr("\"origClientOrderId\":\"order-1\""),
                         HasSubstr("|150=I|"), HasSubstr("|380=1|"), HasSubstr("35=j|")));
}

TEST_F(Explain, ShowsWhatTheBridgeAnswersByItself) {
  EXPECT_THAT(explain("35=F|11=c1|54=1|55=BTCUSDT|60=20261122-17:00:00|").out,
              AllOf(HasSubstr("answered here, nothing is sent"), HasSubstr("|102=99|")));
  EXPECT_THAT(explain("35=F|11=c1|54=1|55=BTCUSDT|").out,
              AllOf(HasSubstr("answered by the session, nothing is sent"), HasSubstr("|371=60|")));
  EXPECT_THAT(explain("35=E|11=c1|54=1|55=BTCUSDT|").out, HasSubstr("35=j|"));
}

TEST_F(Explain, SaysWhichSessionsThereAreWhenTheMessageFitsNone) {
  const auto ending = explain("35=F|49=NOBODY|11=c1|");
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(ending.err, AllOf(HasSubstr("fits no session"), HasSubstr("8=FIX.4.4|49=DESK1|56=BRIDGE|")));
}

TEST_F(Explain, SaysHowToWriteAMessage) {
  const auto ending = explain("cancel my order");
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(ending.err, HasSubstr("pipe text"));
}

Ending check(const Stage& stage) {
  return run_fixbridge({"check", "--connect", stage.config().string()}, stage.directory());
}

TEST(Connect, FindsEverythingInOrder) {
  const Stage stage{{}};
  const auto ending = check(stage);
  EXPECT_EQ(ending.exit_code, 0) << ending.out;
  EXPECT_THAT(ending.out,
              AllOf(HasSubstr("account main: connection: ok, wss://127.0.0.1:"),
                    HasSubstr("account main: clock: ok, "), HasSubstr("account main: credentials: ok, ")));
}

TEST(Connect, NamesASecretThatDoesNotFit) {
  const Stage stage{{.secret = "not-the-venues-secret"}};
  const auto ending = check(stage);
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.out, AllOf(HasSubstr("account main: credentials: FAILED: -1022"),
                                HasSubstr("accounts.main.secret"), Not(HasSubstr("not-the-venues-secret"))));
}

TEST(Connect, NamesAVenueThatIsNotThere) {
  Stage stage{{}};
  stage.venue().stop();
  const auto ending = check(stage);
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.out, AllOf(HasSubstr("account main: connection: FAILED: "), HasSubstr("check url")));
}

}  // namespace
}  // namespace bridge::endtoend
