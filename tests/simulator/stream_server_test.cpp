// The user data stream as its users meet it: over TLS WebSocket, through the functions of simulator.hpp.
#include "simulator/running.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* kType = "ORDER_TRADE_UPDATE";

class StreamServer : public testing::Test {
 protected:
  void begin(milliseconds listen_key_life = Settings{}.listen_key_life) {
    Settings made = settings();
    made.ping_every = milliseconds{100};
    made.listen_key_life = listen_key_life;
    venue_ = start(made);
    api_ = std::make_unique<Client>(at(*venue_));
  }
  std::string ask_for_key(const std::string& method = "start") {
    const json::object reply =
        ask(*api_, request("1", "userDataStream." + method, {{"apiKey", '"' + Keys{}.api_key + '"'}}));
    return std::string{reply.at("result").at("listenKey").as_string()};
  }
  Client::To to(const std::string& target) const {
    auto where = at(*venue_);
    where.target = target;
    return where;
  }
  // The connection is there when the handshake is over, and listens a moment later.
  std::unique_ptr<Client> listen(const std::string& target) {
    const auto before = venue_->counters().streams;
    auto client = std::make_unique<Client>(to(target));
    EXPECT_TRUE(holds_in_time([&] { return venue_->counters().streams > before; }));
    return client;
  }
  std::unique_ptr<Client> listen() { return listen("/private/ws/" + ask_for_key()); }

  std::unique_ptr<Simulator> venue_;
  std::unique_ptr<Client> api_;
};

TEST_F(StreamServer, BringsEventsToEveryConnectionOfTheKey) {
  begin();
  const std::string key = ask_for_key();
  const auto path = listen("/private/ws/" + key);
  const auto query = listen("/private/ws?listenKey=" + key + "&events=" + kType + "/listenKeyExpired");
  venue_->publish(kType, "first");
  venue_->publish("TRADE_LITE", "second");
  venue_->publish(kType, "third");
  EXPECT_EQ(path->receive(), "first");
  EXPECT_EQ(path->receive(), "second");
  EXPECT_EQ(path->receive(), "third");
  EXPECT_EQ(query->receive(), "first");
  EXPECT_EQ(query->receive(), "third");
  EXPECT_EQ(venue_->counters().events, 3);
  EXPECT_EQ(venue_->counters().stream_handshakes, 2);
}

TEST_F(StreamServer, TakesSubscriptionsOnACombinedStream) {
  begin();
  const std::string key = ask_for_key();
  const auto stream = listen("/private/stream?streams=");
  stream->send("{nonsense");
  stream->send(R"({"method":"SUBSCRIBE","params":[")" + key + R"("],"id":7})");
  EXPECT_EQ(stream->receive(), R"({"result":null,"id":7})");
  venue_->publish(kType, "{}");
  EXPECT_EQ(stream->receive(), R"({"stream":")" + key + R"(","data":{}})");
}

TEST_F(StreamServer, LetsInWhoeverAsksElsewhereAndTellsThemNothing) {
  begin();
  const std::string key = ask_for_key();
  for (const std::string& target :
       {"/ws/" + key, "/stream?streams=" + key, "/public/ws/" + key, std::string{"/private/ws/forged"}}) {
    const auto silent = listen(target);
    venue_->publish(kType, "event");
    silent->ping();  // whatever was said before would end the wait for the pong
    // The next one is told by the count, which has to be without this one by then.
    venue_->drop_connections();
    EXPECT_TRUE(holds_in_time([&] { return venue_->counters().streams == 0; }));
  }
}

TEST_F(StreamServer, PingsThoseItTellsNothing) {
  begin();
  const auto silent = listen("/private/ws/forged");
  silent->await_ping();
}

TEST_F(StreamServer, AnswersNoRequests) {
  begin();
  const auto stream = listen();
  stream->send(request("1", "session.status", {}));
  stream->send("{nonsense");
  venue_->publish(kType, "event");
  EXPECT_EQ(stream->receive(), "event");
}

TEST_F(StreamServer, TellsWhenTheKeyExpiresAndStaysSilentThen) {
  begin(milliseconds{200});
  const std::string key = ask_for_key();
  const auto stream = listen("/private/ws/" + key);
  const json::object event = json::parse(stream->receive()).as_object();
  EXPECT_EQ(event.at("e"), "listenKeyExpired");
  EXPECT_EQ(event.at("listenKey").as_string(), key);
  const json::object ping =
      ask(*api_, request("1", "userDataStream.ping", {{"apiKey", '"' + Keys{}.api_key + '"'}}));
  EXPECT_EQ(ping.at("error").at("code"), -1125);
  EXPECT_NE(ask_for_key(), key);
  venue_->publish(kType, "event");
  stream->ping();
}

TEST_F(StreamServer, EndsAKeyByHand) {
  begin();
  const auto stream = listen();
  venue_->expire_listen_key();
  EXPECT_THAT(stream->receive(), HasSubstr("listenKeyExpired"));
}

TEST_F(StreamServer, ClosesTheStreamsOfAKeyThatIsGivenUp) {
  begin();
  const auto stream = listen();
  (void)ask(*api_, request("1", "userDataStream.stop", {{"apiKey", '"' + Keys{}.api_key + '"'}}));
  EXPECT_EQ(stream->await_end(), "1008");
}

TEST_F(StreamServer, MeetsPlannedFaults) {
  begin();
  const auto stream = listen();
  venue_->behave_stream(
      StreamBehaviour{.events = {{.lost = true}, {.delay = milliseconds{100}}, {.lets_pass = 1}}});
  for (const char* event : {"1", "2", "3", "4"}) venue_->publish(kType, event);
  EXPECT_EQ(stream->receive(), "4");
  EXPECT_EQ(stream->receive(), "3");
  EXPECT_EQ(stream->receive(), "2");
  venue_->behave_stream(StreamBehaviour{.events = {{.line = Line::Cut}}});
  venue_->publish(kType, "5");
  EXPECT_EQ(stream->await_end(), "dropped");
}

TEST_F(StreamServer, FallsSilentAndComesBack) {
  begin();
  const auto stream = listen();
  venue_->turn_connections(Line::HalfOpen, Service::Stream);
  venue_->publish(kType, "1");
  EXPECT_EQ(ask(*api_, request("1", "session.status", {})).at("status"), 200);
  EXPECT_FALSE(stream->has_frame_within(milliseconds{300}));
  venue_->turn_connections(Line::Open, Service::Stream);
  EXPECT_EQ(stream->receive(), "1");
}

TEST_F(StreamServer, RefusesHandshakes) {
  begin();
  const std::string target = "/private/ws/" + ask_for_key();
  venue_->behave_stream(StreamBehaviour{.handshakes = {{.status = 503}, {.line = Line::Cut}}});
  EXPECT_EQ(http_status(to(target), true), 503);
  EXPECT_THAT([&] { Client{to(target)}; }, ThrowsMessage<std::runtime_error>(HasSubstr("upgrade")));
  EXPECT_EQ(venue_->counters().streams, 0);
  EXPECT_EQ(venue_->counters().stream_handshakes, 2);
  const auto stream = listen(target);
  venue_->publish(kType, "event");
  EXPECT_EQ(stream->receive(), "event");
}

TEST_F(StreamServer, NeverAnswersAHalfOpenHandshake) {
  begin();
  const std::string target = "/private/ws/" + ask_for_key();
  venue_->behave_stream(StreamBehaviour{.handshakes = {{.line = Line::HalfOpen}}});
  RestClient raw{to(target)};  // it asks for an upgrade by hand, and does not wait
  raw.send_upgrade(target);
  ASSERT_TRUE(holds_in_time([&] { return venue_->counters().stream_handshakes == 1; }));
  EXPECT_EQ(ask(*api_, request("1", "session.status", {})).at("status"), 200);
  EXPECT_EQ(venue_->counters().streams, 0);
}

TEST_F(StreamServer, OutlivesWhatHappensToTheWebSocketApi) {
  begin();
  const auto stream = listen();
  venue_->turn_connections(Line::Cut, Service::Api);
  EXPECT_EQ(api_->await_end(), "dropped");
  venue_->ban(milliseconds{60'000});
  venue_->publish(kType, "event");
  EXPECT_EQ(stream->receive(), "event");
}

TEST_F(StreamServer, ForgetsConnectionsThatEnd) {
  begin();
  auto stream = listen();
  stream.reset();
  EXPECT_TRUE(holds_in_time([&] { return venue_->counters().streams == 0; }));
  venue_->publish(kType, "event");
}

}  // namespace
}  // namespace bridge::simulator::test
