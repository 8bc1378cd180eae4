// The REST interface as its users meet it: over HTTPS, through the functions of simulator.hpp.
#include "simulator/rest_signing.hpp"
#include "simulator/running.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <stdexcept>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* kTime = "/fapi/v1/time";
constexpr const char* kListenKey = "/fapi/v1/listenKey";

class RestServer : public testing::Test {
 protected:
  explicit RestServer(const Settings& made = settings()) : venue_(start(made)) {}

  RestClient client() const { return RestClient{at(*venue_)}; }
  static std::int64_t code(const HttpReply& reply) { return json::parse(reply.body).at("code").as_int64(); }

  std::unique_ptr<Simulator> venue_;
};

TEST_F(RestServer, AnswersOneRequestAfterTheOtherOnOneConnection) {
  auto client = this->client();
  for (int i = 1; i <= 3; ++i) {
    const HttpReply reply = client.ask("GET", kTime);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.content_type, "application/json");
    EXPECT_EQ(reply.used_weight, std::to_string(i));
    EXPECT_TRUE(reply.keeps_alive);
    EXPECT_NEAR(static_cast<double>(json::parse(reply.body).at("serverTime").as_int64()),
                static_cast<double>(to_ms(now())), 5000);
  }
  EXPECT_EQ(venue_->counters().rest_requests, 3);
  EXPECT_EQ(venue_->counters().requests, 0);
}

TEST_F(RestServer, TellsOrdersToThoseWhoSign) {
  auto client = this->client();
  const std::string query = signed_query("symbol=ETHUSDT&timestamp=" + std::to_string(to_ms(now())));
  const HttpReply open = client.ask("GET", "/fapi/v1/openOrders?" + query, Keys{}.api_key);
  EXPECT_EQ(open.status, 200);
  EXPECT_EQ(json::parse(open.body).at(0).at("orderId"), kOrderId);
  const HttpReply forged = client.ask("GET", "/fapi/v1/openOrders?" + query + "0", Keys{}.api_key);
  EXPECT_EQ(forged.status, 400);
  EXPECT_EQ(code(forged), -1022);
}

TEST_F(RestServer, CancelsWhenACountdownRunsOutAndTellsTheStream) {
  auto client = this->client();
  const HttpReply key = client.ask("POST", kListenKey, Keys{}.api_key);
  auto to = at(*venue_);
  to.target = "/private/ws/" + std::string{json::parse(key.body).at("listenKey").as_string()};
  Client stream{to};
  ASSERT_TRUE(holds_in_time([&] { return venue_->counters().streams == 1; }));
  const std::string params = "symbol=ETHUSDT&countdownTime=50&timestamp=" + std::to_string(to_ms(now()));
  const HttpReply started =
      client.ask("POST", "/fapi/v1/countdownCancelAll", Keys{}.api_key, signed_query(params));
  EXPECT_EQ(started.status, 200) << started.body;
  const json::object event = json::parse(stream.receive()).as_object();
  EXPECT_EQ(event.at("e"), "ORDER_TRADE_UPDATE");
  EXPECT_EQ(event.at("o").at("i"), kOrderId);
  EXPECT_EQ(event.at("o").at("X"), "CANCELED");
  EXPECT_EQ(status_of(*venue_, kOrderId), "CANCELED");
}

TEST_F(RestServer, SharesItsWeightWithTheWebSocketApi) {
  auto client = this->client();
  (void)client.ask("GET", kTime);
  Client api{at(*venue_)};
  const json::object reply = ask(api, request("1", "session.status", {}));
  EXPECT_EQ(reply.at("rateLimits").at(0).at("count"), 1 + 5 + 2);
  EXPECT_EQ(client.ask("GET", kTime).used_weight, "9");
}

TEST_F(RestServer, KnowsItsRoutesOnly) {
  auto client = this->client();
  for (const char* target : {"/fapi/v1/nothing", "/fapi/v2/time", "/fapi/"}) {
    const HttpReply reply = client.ask("GET", target);
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_EQ(code(reply), -5000) << target;
  }
  const HttpReply posted = client.ask("POST", std::string{kTime} + "?a=b");
  EXPECT_EQ(posted.body, R"({"code":-5000,"msg":"Path /fapi/v1/time, Method POST is invalid"})");
}

TEST_F(RestServer, GivesOutTheListenKeyToWhoeverHasAKey) {
  auto client = this->client();
  const std::string api_key = Keys{}.api_key;
  EXPECT_EQ(code(client.ask("PUT", kListenKey, api_key)), -1125);
  const HttpReply made = client.ask("POST", kListenKey, api_key);
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(client.ask("POST", kListenKey, api_key).body, made.body);
  EXPECT_EQ(client.ask("PUT", kListenKey, api_key).body, made.body);
  EXPECT_EQ(client.ask("DELETE", kListenKey, api_key).body, "{}");
  const HttpReply gone = client.ask("DELETE", kListenKey, api_key);
  EXPECT_EQ(gone.status, 400);
  EXPECT_EQ(code(gone), -1125);
  EXPECT_NE(client.ask("POST", kListenKey, api_key).body, made.body);
}

TEST_F(RestServer, RefusesStrangers) {
  auto client = this->client();
  const HttpReply without = client.ask("POST", kListenKey);
  EXPECT_EQ(without.status, 401);
  EXPECT_EQ(code(without), -2014);
  const HttpReply unknown = client.ask("POST", kListenKey, 'K' + Keys{}.api_key.substr(1));
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(code(unknown), -2015);
}

TEST_F(RestServer, EndsItsStreamsWithTheKey) {
  auto client = this->client();
  const HttpReply made = client.ask("POST", kListenKey, Keys{}.api_key);
  auto to = at(*venue_);
  to.target = "/private/ws/" + std::string{json::parse(made.body).at("listenKey").as_string()};
  Client stream{to};
  ASSERT_TRUE(holds_in_time([&] { return venue_->counters().streams == 1; }));
  EXPECT_EQ(client.ask("DELETE", kListenKey, Keys{}.api_key).status, 200);
  EXPECT_EQ(stream.await_end(), "1008");
}

TEST_F(RestServer, TellsBannedOnesHowLongAndLetsThemGo) {
  auto client = this->client();
  venue_->ban(milliseconds{90'000});
  const HttpReply banned = client.ask("GET", kTime);
  EXPECT_EQ(banned.status, 418);
  EXPECT_EQ(code(banned), -1003);
  EXPECT_EQ(banned.retry_after, "90");
  EXPECT_FALSE(banned.keeps_alive);
  EXPECT_EQ(venue_->counters().banned, 1);
}

class RestServerWithLittleWeight : public RestServer {
 protected:
  RestServerWithLittleWeight() : RestServer(little()) {}
  static Settings little() {
    Settings made = settings();
    made.weight_limit = 1;
    return made;
  }
};

TEST_F(RestServerWithLittleWeight, TellsThoseWhoAskTooMuchWhenToAskAgain) {
  auto client = this->client();
  HttpReply reply;
  for (int i = 0; i < 3 && reply.status != 429; ++i) reply = client.ask("GET", kTime);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(code(reply), -1003);
  EXPECT_GE(std::stoi(reply.retry_after), 0);
  EXPECT_LE(std::stoi(reply.retry_after), 60);
  EXPECT_TRUE(reply.keeps_alive);
  EXPECT_GE(venue_->counters().too_many_requests, 1);
}

TEST_F(RestServer, FailsAsPlanned) {
  auto client = this->client();
  venue_->fail_next("GET /fapi/v1/time", 503, -1000,
                    "Unknown error, please check your request or try again later.", 1);
  const HttpReply failed = client.ask("GET", kTime);
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(failed.body,
            R"({"code":-1000,"msg":"Unknown error, please check your request or try again later."})");
  venue_->behave_rest("GET /fapi/v1/time", {{.says = "<html>"}});
  venue_->behave_rest(kEveryRoute, {{.refusal = overloaded()}});
  EXPECT_EQ(client.ask("GET", kTime).body, "<html>");
  EXPECT_EQ(code(client.ask("GET", kTime)), -1008);
  EXPECT_EQ(client.ask("GET", kTime).status, 200);
}

TEST_F(RestServer, ExecutesOrNotWhateverItAnswers) {
  auto client = this->client();
  const std::string api_key = Keys{}.api_key;
  (void)client.ask("POST", kListenKey, api_key);
  venue_->behave_rest("DELETE /fapi/v1/listenKey",
                      {{.executes = false, .refusal = backend_timeout()}, {.refusal = backend_timeout()}});
  EXPECT_EQ(client.ask("DELETE", kListenKey, api_key).status, 408);
  EXPECT_EQ(client.ask("PUT", kListenKey, api_key).status, 200);
  EXPECT_EQ(client.ask("DELETE", kListenKey, api_key).status, 408);
  EXPECT_EQ(client.ask("PUT", kListenKey, api_key).status, 400);
}

TEST_F(RestServer, AnswersLate) {
  auto client = this->client();
  venue_->behave_rest("GET /fapi/v1/time", {{.delay = milliseconds{200}}});
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_EQ(client.ask("GET", kTime).status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - asked, milliseconds{200});
}

TEST_F(RestServer, ClosesAConnectionInsteadOfAnswering) {
  venue_->behave_rest(kEveryRoute, {{.line = Line::Cut}});
  auto client = this->client();
  EXPECT_THAT([&] { (void)client.ask("GET", kTime); },
              ThrowsMessage<std::runtime_error>(HasSubstr("response")));
  auto another = this->client();
  EXPECT_EQ(another.ask("GET", kTime).status, 200);
}

TEST_F(RestServer, StopsWhileAnAnswerWaits) {
  venue_->behave_rest(kEveryRoute, {{.delay = milliseconds{24 * 3'600'000}}, {.replies = false}});
  auto late = this->client();
  auto silent = this->client();
  late.send("GET", kTime);
  silent.send("GET", kTime);
  ASSERT_TRUE(holds_in_time([&] { return venue_->counters().rest_requests == 2; }));
  venue_.reset();
}

}  // namespace
}  // namespace bridge::simulator::test
