#include "venue/rest.hpp"

#include "venue/https_server.hpp"
#include "venue/link_fixture.hpp"
#include "venue/tls_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::venue {

namespace {

using test::http_answer;
using test::HttpReply;
using test::HttpsServer;
using test::loopback_certificate;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Listener : RestClient::Handler {
  void on_rest_answer(std::uint64_t number, const RestAnswer& answer) override {
    answered.push_back(number);
    bodies.emplace_back(answer.body);
    last = answer;
    last.body = {};
    if (react) react();
  }
  void on_rest_failed(std::uint64_t number, const std::string& reason, bool never_left) override {
    failed.push_back(number);
    reasons.push_back(reason);
    left_here = never_left;
    if (react) react();
  }

  std::vector<std::uint64_t> answered;
  std::vector<std::string> bodies;
  RestAnswer last;
  std::vector<std::uint64_t> failed;
  std::vector<std::string> reasons;
  bool left_here = false;
  std::function<void()> react;
};

class RestTest : public test::LinkFixture {
 protected:
  RestSettings settings_for(const std::string& port) {
    return {.host = "127.0.0.1",
            .port = port,
            .ca_file = ca_file(loopback_certificate()),
            .backoff_first = milliseconds{1},
            .backoff_max = milliseconds{10}};
  }
  void use(RestSettings settings) { client_ = make_rest_client(io_, std::move(settings), listener_); }
  [[nodiscard]] bool ask(std::uint64_t number, milliseconds within = milliseconds{20'000}) {
    return client_->send({.number = number,
                          .target = "/fapi/v1/order?n=" + std::to_string(number),
                          .fields = {{"X-MBX-APIKEY", "key-of-the-account"}},
                          .within = within});
  }
  // Each test takes leave, so that no timer of the client is left behind.
  void TearDown() override {
    if (!client_) return;
    bool done = false;
    client_->close([&] { done = true; });
    wait_for([&] { return done; });
  }

  Listener listener_;
  std::unique_ptr<RestClient> client_;
};

HttpReply echo(int number) { return {.bytes = http_answer("answer " + std::to_string(number))}; }

}  // namespace

TEST_F(RestTest, AnswersCallsInOrderOverOneConnection) {
  HttpsServer server{io_, loopback_certificate(), echo};
  use(settings_for(server.port()));
  for (std::uint64_t number = 1; number <= 20; ++number) EXPECT_TRUE(ask(number));
  EXPECT_TRUE(listener_.answered.empty()) << "never from inside of send()";
  wait_for([&] { return listener_.answered.size() == 20; });
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(listener_.answered[i], i + 1);
    EXPECT_EQ(listener_.bodies[i], "answer " + std::to_string(i + 1));
  }
  EXPECT_EQ(server.accepted, 1);
}

TEST_F(RestTest, SendsARequestThatIsWhole) {
  HttpsServer server{io_, loopback_certificate(), echo};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(7));
  EXPECT_TRUE(client_->send({.number = 8, .method = RestMethod::Delete, .target = "/x"}));
  EXPECT_TRUE(client_->send({.number = 9, .method = RestMethod::Post, .target = "/y?z=%20"}));
  wait_for([&] { return listener_.answered.size() == 3; });
  EXPECT_THAT(server.requests[0], HasSubstr("GET /fapi/v1/order?n=7 HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests[0], HasSubstr("\r\nHost: 127.0.0.1:" + server.port() + "\r\n"));
  EXPECT_THAT(server.requests[0], HasSubstr("\r\nX-MBX-APIKEY: key-of-the-account\r\n"));
  EXPECT_THAT(server.requests[1], HasSubstr("DELETE /x HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests[1], Not(HasSubstr("X-MBX-APIKEY")));
  EXPECT_THAT(server.requests[2], HasSubstr("POST /y?z=%20 HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests[2], HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST_F(RestTest, TellsStatusWeightAndWhenToComeBack) {
  HttpsServer server{
      io_, loopback_certificate(), [](int number) -> HttpReply {
        if (number == 1) {
          return {.bytes = http_answer(R"({"code":-1003})",
                                       "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\n"
                                       "x-mbx-used-weight-1m: 2400\r\n")};
        }
        return {.bytes = http_answer("{}",
                                     "HTTP/1.1 418 I'm a teapot\r\nRetry-After: 99999999999\r\n"
                                     "X-MBX-USED-WEIGHT-1M: many\r\n")};
      }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  wait_for([&] { return listener_.answered.size() == 1; });
  EXPECT_EQ(listener_.last.status, 429);
  EXPECT_EQ(listener_.last.used_weight, 2400);
  EXPECT_EQ(listener_.last.retry_after, milliseconds{17'000});
  EXPECT_TRUE(ask(2));
  wait_for([&] { return listener_.answered.size() == 2; });
  EXPECT_EQ(listener_.last.status, 418);
  EXPECT_EQ(listener_.last.used_weight, std::nullopt);
  EXPECT_EQ(listener_.last.retry_after, std::chrono::hours{72});
}

TEST_F(RestTest, ReadsABodyInChunksAndOneToTheEndOfTheConnection) {
  HttpsServer server{
      io_, loopback_certificate(), [](int number) -> HttpReply {
        if (number == 1) {
          return {.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n"};
        }
        if (number == 2)
          return {.bytes = http_answer("last", "HTTP/1.1 200 OK\r\nConnection: close\r\n"), .hangs_up = true};
        return echo(number);
      }};
  use(settings_for(server.port()));
  for (std::uint64_t number = 1; number <= 3; ++number) EXPECT_TRUE(ask(number));
  wait_for([&] { return listener_.answered.size() == 3; });
  EXPECT_THAT(listener_.bodies, ElementsAre("four", "last", "answer 3"));
  EXPECT_EQ(server.accepted, 2);
}

TEST_F(RestTest, PassesOverAnswersThatOnlySayGoOn) {
  HttpsServer server{io_, loopback_certificate(), [](int number) -> HttpReply {
                       return {.bytes = "HTTP/1.1 103 Early Hints\r\n\r\n" + echo(number).bytes};
                     }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  wait_for([&] { return listener_.answered.size() == 1; });
  EXPECT_EQ(listener_.last.status, 200);
}

TEST_F(RestTest, ConnectsAnewWhenTheVenueHungUpBetweenCalls) {
  HttpsServer server{io_, loopback_certificate(), echo};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  wait_for([&] { return listener_.answered.size() == 1; });
  server.drop();
  run_for(milliseconds{50});
  EXPECT_TRUE(listener_.failed.empty()) << "nothing was asked";
  EXPECT_EQ(server.accepted, 1) << "nor is there anything to ask";
  EXPECT_TRUE(ask(2));
  wait_for([&] { return listener_.answered.size() == 2; });
  EXPECT_EQ(server.accepted, 2);
}

TEST_F(RestTest, FailsACallWhoseConnectionEndsAndGoesOnWithTheNext) {
  HttpsServer server{io_, loopback_certificate(), [](int number) -> HttpReply {
                       if (number == 1) return {.bytes = "HTTP/1.1 200 OK\r\nContent-Le", .hangs_up = true};
                       return echo(number);
                     }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  EXPECT_TRUE(ask(2));
  wait_for([&] { return listener_.answered.size() == 1; });
  EXPECT_THAT(listener_.failed, ElementsAre(1));
  EXPECT_FALSE(listener_.left_here) << "it may have been executed";
  EXPECT_THAT(listener_.answered, ElementsAre(2));
  EXPECT_EQ(server.requests.size(), 2U) << "no call is made twice";
}

TEST_F(RestTest, GivesUpOnACallThatIsNotAnsweredInTime) {
  HttpsServer server{io_, loopback_certificate(),
                     [](int number) -> HttpReply { return number == 1 ? HttpReply{} : echo(number); }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1, milliseconds{300}));
  EXPECT_TRUE(ask(2));
  wait_for([&] { return listener_.answered.size() == 1; });
  EXPECT_THAT(listener_.reasons, ElementsAre("no answer within 300 ms"));
  EXPECT_FALSE(listener_.left_here);
  EXPECT_THAT(listener_.bodies, ElementsAre("answer 2"));
  EXPECT_EQ(server.accepted, 2) << "the late answer must not be taken for the next call's";
}

TEST_F(RestTest, SaysThatACallNeverLeft) {
  std::string port;
  {
    const HttpsServer gone{io_, loopback_certificate(), echo};
    port = gone.port();
  }
  use(settings_for(port));
  EXPECT_TRUE(ask(1, milliseconds{100}));
  wait_for([&] { return !listener_.failed.empty(); });
  EXPECT_TRUE(listener_.left_here);
  EXPECT_THAT(listener_.reasons[0], HasSubstr("not sent within 100 ms, last: connecting: "));
}

TEST_F(RestTest, HasADeadlineForEachCall) {
  HttpsServer server{io_, loopback_certificate(), [](int) -> HttpReply { return {}; }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  EXPECT_TRUE(ask(2, milliseconds{100}));
  wait_for([&] { return !listener_.failed.empty(); });
  EXPECT_THAT(listener_.failed, ElementsAre(2)) << "the first may take its time";
  EXPECT_TRUE(listener_.left_here);
}

TEST_F(RestTest, TriesAgainUntilThereIsAConnection) {
  test::TlsServer mute{io_, loopback_certificate(), {.mute = true}};
  auto settings = settings_for(mute.port());
  settings.connect_timeout = milliseconds{30};
  use(settings);
  EXPECT_TRUE(ask(1));
  wait_for([&] { return mute.accepted >= 3; });
  EXPECT_TRUE(listener_.failed.empty());
}

TEST_F(RestTest, TrustsNoOtherCertificate) {
  HttpsServer server{io_, test::make_certificate("DNS:other.example"), echo};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1, milliseconds{200}));
  wait_for([&] { return !listener_.failed.empty(); });
  EXPECT_TRUE(server.requests.empty());
  EXPECT_THAT(listener_.reasons[0], HasSubstr("the venue's certificate is refused: "));
}

TEST_F(RestTest, ChecksTheHostsName) {
  const auto certificate = test::make_certificate("DNS:other.example");
  HttpsServer server{io_, certificate, echo};
  auto settings = settings_for(server.port());
  settings.ca_file = ca_file(certificate);
  use(settings);
  EXPECT_TRUE(ask(1, milliseconds{200}));
  wait_for([&] { return !listener_.failed.empty(); });
  EXPECT_TRUE(server.requests.empty());
  EXPECT_THAT(listener_.reasons[0], HasSubstr("it is not for 127.0.0.1"));
}

TEST_F(RestTest, ReadsNoAnswerBeyondItsLimit) {
  HttpsServer server{io_, loopback_certificate(), [](int number) -> HttpReply {
                       return {.bytes = http_answer(std::string(number == 1 ? 1000 : 1001, 'x'))};
                     }};
  auto settings = settings_for(server.port());
  settings.body_limit = 1000;
  use(settings);
  EXPECT_TRUE(ask(1));
  EXPECT_TRUE(ask(2));
  wait_for([&] { return !listener_.failed.empty(); });
  EXPECT_EQ(listener_.bodies.at(0).size(), 1000U);
  EXPECT_THAT(listener_.reasons, ElementsAre("an answer of more than 1000 bytes"));
}

TEST_F(RestTest, ReadsALargeAnswerWhole) {
  const std::string body(3U << 20U, 'x');
  HttpsServer server{io_, loopback_certificate(),
                     [&](int) -> HttpReply { return {.bytes = http_answer(body)}; }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  wait_for([&] { return !listener_.answered.empty(); });
  EXPECT_EQ(listener_.bodies[0], body);
}

TEST_F(RestTest, TakesNoAnswerThatNobodyAskedFor) {
  HttpsServer server{io_, loopback_certificate(), [](int number) -> HttpReply {
                       return {.bytes = echo(number).bytes + (number == 1 ? http_answer("unasked") : "")};
                     }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  EXPECT_TRUE(ask(2));
  wait_for([&] { return listener_.answered.size() == 2; });
  EXPECT_THAT(listener_.bodies, ElementsAre("answer 1", "answer 2"));
  EXPECT_EQ(server.accepted, 2);
}

TEST_F(RestTest, SurvivesWhatIsNoHttp) {
  for (const std::string& nonsense :
       {std::string{"SSH-2.0-x\r\n"}, std::string{"HTTP/1.1 abc\r\n\r\n"}, std::string(100'000, 'x'),
        "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n",
        std::string{"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"},
        std::string{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
        std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}}) {
    HttpsServer server{io_, loopback_certificate(), [&](int number) -> HttpReply {
                         return number == 1 ? HttpReply{.bytes = nonsense, .hangs_up = true} : echo(number);
                       }};
    listener_ = {};
    use(settings_for(server.port()));
    EXPECT_TRUE(ask(1));
    EXPECT_TRUE(ask(2));
    wait_for([&] { return !listener_.answered.empty(); });
    EXPECT_THAT(listener_.failed, ElementsAre(1)) << nonsense.substr(0, 40);
    EXPECT_THAT(listener_.bodies, ElementsAre("answer 2"));
    TearDown();
  }
}

TEST_F(RestTest, TakesNoMoreThanItsQueueHolds) {
  HttpsServer server{io_, loopback_certificate(), echo};
  auto settings = settings_for(server.port());
  settings.queue_limit = 2;
  use(settings);
  EXPECT_TRUE(ask(1));
  EXPECT_TRUE(ask(2));
  EXPECT_FALSE(ask(3));
  wait_for([&] { return listener_.answered.size() == 2; });
  EXPECT_TRUE(ask(3));
}

TEST_F(RestTest, MayBeAskedAndClosedInsideOfAnAnswer) {
  HttpsServer server{io_, loopback_certificate(), echo};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1));
  EXPECT_TRUE(ask(2));
  bool done = false;
  listener_.react = [&] {
    if (listener_.answered.size() == 1) {
      EXPECT_TRUE(ask(3));
    }
    if (listener_.answered.size() == 2) client_->close([&] { done = true; });
  };
  wait_for([&] { return done; });
  EXPECT_FALSE(ask(4)) << "it is closed";
  client_.reset();
  run_for(milliseconds{50});
  EXPECT_THAT(listener_.answered, ElementsAre(1, 2));
  EXPECT_TRUE(listener_.failed.empty());
}

TEST_F(RestTest, MayBeClosedInsideOfAFailure) {
  HttpsServer server{io_, loopback_certificate(), [](int) -> HttpReply { return {}; }};
  use(settings_for(server.port()));
  EXPECT_TRUE(ask(1, milliseconds{50}));
  EXPECT_TRUE(ask(2, milliseconds{50}));
  bool done = false;
  listener_.react = [&] { client_->close([&] { done = true; }); };
  wait_for([&] { return done; });
  client_.reset();
  EXPECT_EQ(listener_.failed.size(), 1U) << "it hears nothing more";
}

TEST_F(RestTest, ClosesWhileConnecting) {
  test::TlsServer mute{io_, loopback_certificate(), {.mute = true}};
  use(settings_for(mute.port()));
  EXPECT_TRUE(ask(1));
  wait_for([&] { return mute.accepted == 1; });
  int done = 0;
  client_->close([&] { ++done; });
  EXPECT_EQ(done, 0) << "never from inside of close()";
  wait_for([&] { return done == 1; });
  client_.reset();
  run_for(milliseconds{50});
  EXPECT_EQ(mute.accepted, 1);
  EXPECT_TRUE(listener_.failed.empty());
}

TEST_F(RestTest, RefusesSettingsThatCannotWork) {
  EXPECT_THROW((void)make_rest_client(io_, {.host = "a\r\nX: y"}, listener_), std::runtime_error);
  EXPECT_THROW((void)make_rest_client(io_, {.host = "a", .port = "0"}, listener_), std::runtime_error);
  EXPECT_THROW((void)make_rest_client(io_, {.host = "a", .ca_file = "/nowhere/ca.pem"}, listener_),
               std::runtime_error);
}

}  // namespace bridge::venue
