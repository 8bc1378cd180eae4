// Who hears which event, and what planned faults make of it; without sockets.
#include "simulator/user_stream.hpp"

#include "simulator/behaviour.hpp"
#include "simulator/orders.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <list>
#include <string>
#include <vector>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

// What a connection is told, one word each: frames, "frame+ms" when late, and what its line becomes.
class Ear : public Listener {
 public:
  void say(Reply reply) override {
    const auto late = reply.delay.count();
    heard.push_back(reply.frame + (late > 0 ? '+' + std::to_string(late) : ""));
  }
  void turn(Line line, milliseconds after) override {
    const char* word = line == Line::Cut ? "cut" : line == Line::Ended ? "ended" : "turned";
    heard.push_back('(' + std::string{word} + (after.count() > 0 ? '+' + std::to_string(after.count()) : "") +
                    ')');
  }

  Lines heard;
};

class Stream : public testing::Test {
 protected:
  Ear& listen_at(const std::string& target) {
    Ear& ear = ears_.emplace_back();
    stream_.join(ear, target);
    return ear;
  }
  Ear& listen(const std::string& rest = "", const std::string& key = "") {
    return listen_at("/private/ws/" + (key.empty() ? key_ : key) + rest);
  }
  void publish(const Lines& events) {
    for (const std::string& event : events) stream_.publish("ORDER_TRADE_UPDATE", event);
  }
  void plan(const std::vector<StreamFault>& faults) { faults_.behave({.events = faults}); }

  ListenKeys keys_;
  StreamFaults faults_;
  UserStream stream_{keys_, faults_};
  std::string key_ = keys_.start(kNow);
  std::list<Ear> ears_;
};

TEST(StreamTarget, IsOneOfTheStreamsPaths) {
  for (const char* target : {"/private/ws/k", "/private/ws?listenKey=k", "/private", "/ws/k", "/ws",
                             "/stream", "/stream?streams=k", "/public/ws/k", "/market/stream"}) {
    EXPECT_TRUE(is_stream(target)) << target;
  }
  for (const char* target : {"/", "/ws-fapi/v1", "/wsx", "/privates/ws", "/fapi/v1/time", ""}) {
    EXPECT_FALSE(is_stream(target)) << target;
  }
}

TEST(StreamTarget, NamesKeyAndEvents) {
  EXPECT_EQ(read_subscription("/private/ws/abc").listen_key, "abc");
  EXPECT_THAT(read_subscription("/private/ws/abc").events, IsEmpty());
  const Subscription some = read_subscription("/private/ws?listenKey=abc&events=A/B%2FC//");
  EXPECT_EQ(some.listen_key, "abc");
  EXPECT_THAT(some.events, ElementsAre("A", "B", "C"));
  for (const char* silent : {"/ws/abc", "/stream?listenKey=abc", "/private/wsx?listenKey=abc",
                             "/private/stream/abc", "/market/stream?streams=abc", "/public/ws/abc",
                             "/private/ws", "/private/ws?streams=abc", "/private/stream?streams="}) {
    EXPECT_EQ(read_subscription(silent).listen_key, "") << silent;
  }
}

TEST(StreamTarget, MayBeCombined) {
  EXPECT_FALSE(read_subscription("/private/ws/abc").combined);
  EXPECT_TRUE(read_subscription("/private/stream?streams=").combined);
  EXPECT_EQ(read_subscription("/private/stream?streams=abc").listen_key, "abc");
  const Subscription some = read_subscription("/private/stream?listenKey=abc&events=A");
  EXPECT_EQ(some.listen_key, "abc");
  EXPECT_THAT(some.events, ElementsAre("A"));
}

TEST_F(Stream, TellsEachConnectionOfTheKeyEachEvent) {
  const Ear& one = listen();
  const Ear& other = listen();
  const Ear& forger = listen("", "forged");
  publish({"1", "2"});
  EXPECT_THAT(one.heard, ElementsAre("1", "2"));
  EXPECT_THAT(other.heard, ElementsAre("1", "2"));
  EXPECT_THAT(forger.heard, IsEmpty());
  stream_.leave(one);
  publish({"3"});
  EXPECT_THAT(one.heard, ElementsAre("1", "2"));
  EXPECT_THAT(other.heard, ElementsAre("1", "2", "3"));
  EXPECT_EQ(stream_.published(), 3);
  EXPECT_EQ(stream_.listeners(), 2U);
}

TEST_F(Stream, TellsTheEventsThatWereAskedFor) {
  const Ear& trades = listen("?events=TRADE_LITE");
  stream_.publish("ORDER_TRADE_UPDATE", "1");
  stream_.publish("TRADE_LITE", "2");
  stream_.tell_expired(key_, kNow);
  EXPECT_THAT(trades.heard, ElementsAre("2"));
}

TEST_F(Stream, SaysOfWhichStreamAnEventIsWhereStreamsAreCombined) {
  const Ear& ear = listen_at("/private/stream?streams=" + key_);
  publish({R"({"e":1})"});
  EXPECT_THAT(ear.heard, ElementsAre(R"({"stream":")" + key_ + R"(","data":{"e":1}})"));
}

TEST_F(Stream, TakesSubscriptionsWhereStreamsAreCombined) {
  const Ear& ear = listen_at("/private/stream?streams=");
  const auto ask = [&](const std::string& method) {
    stream_.hear(ear, R"({"method":")" + method + R"(","params":[")" + key_ + R"("],"id":"a-1"})");
  };
  publish({"1"});
  ask("SUBSCRIBE");
  publish({"2"});
  ask("LIST_SUBSCRIPTIONS");
  ask("UNSUBSCRIBE");
  publish({"3"});
  const std::string taken = R"({"result":null,"id":"a-1"})";
  EXPECT_THAT(ear.heard, ElementsAre(taken, R"({"stream":")" + key_ + R"(","data":2})", taken));
}

TEST_F(Stream, TakesNoSubscriptionsElsewhere) {
  for (const char* target : {"/private/ws", "/market/stream?streams="}) {
    const Ear& ear = listen_at(target);
    stream_.hear(ear, R"({"method":"SUBSCRIBE","params":[")" + key_ + R"("],"id":1})");
    publish({"1"});
    EXPECT_THAT(ear.heard, IsEmpty()) << target;
  }
}

TEST_F(Stream, TellsOfAnExpiredKeyAsDocumentedAndNothingAfterIt) {
  const Ear& ear = listen();
  keys_.expire(kNow);
  ASSERT_EQ(keys_.take_expired(kNow), key_);
  stream_.tell_expired(key_, from_ms(1795363200000));
  publish({"1"});
  ASSERT_EQ(ear.heard.size(), 1U);
  std::ifstream in{std::string{BRIDGE_SOURCE_DIR} + "/tests/simulator/frames/uds.listenKeyExpired.json"};
  json::object expected =
      json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}).at("event").as_object();
  expected["listenKey"] = key_;
  EXPECT_EQ(json::parse(ear.heard.front()), json::value(expected));
  keys_.start(kNow);
  publish({"2"});
  EXPECT_EQ(ear.heard.size(), 1U);
}

TEST_F(Stream, EndsTheConnectionsOfAKeyThatIsGivenUp) {
  const Ear& ear = listen();
  const Ear& other = listen("", "other");
  stream_.close(key_);
  EXPECT_THAT(ear.heard, ElementsAre("(ended)"));
  EXPECT_THAT(other.heard, IsEmpty());
}

TEST_F(Stream, LosesEventsByCountAndByType) {
  plan({{.event = "TRADE_LITE", .lost = true, .times = kAlways}, {.after = 1, .lost = true, .times = 2}});
  const Ear& ear = listen();
  stream_.publish("TRADE_LITE", "t");
  publish({"1", "2", "3", "4"});
  stream_.publish("TRADE_LITE", "t");
  EXPECT_THAT(ear.heard, ElementsAre("1", "4"));
}

TEST_F(Stream, BringsEventsLateTwiceAndInAnotherOrder) {
  plan({{.delay = milliseconds{300}},
        {.again_after = milliseconds{0}},
        {.delay = milliseconds{5}, .again_after = milliseconds{20}},
        {.lets_pass = 2},
        {.says = "nonsense"}});
  const Ear& ear = listen();
  publish({"1", "2", "3", "4", "5", "6", "7"});
  EXPECT_THAT(ear.heard, ElementsAre("1+300", "2", "2", "3+5", "3+25", "nonsense", "6", "4", "7"));
}

TEST_F(Stream, SwapsTwo) {
  plan({{.lets_pass = 1}});
  const Ear& ear = listen();
  publish({"1", "2", "3"});
  EXPECT_THAT(ear.heard, ElementsAre("2", "1", "3"));
}

TEST_F(Stream, ClosesBeforeOrBehindAnEvent) {
  plan({{.after = 2, .lost = true, .line = Line::Cut}, {.line = Line::Ended, .line_after = milliseconds{7}}});
  const Ear& ear = listen();
  publish({"1", "2", "3", "4"});
  EXPECT_THAT(ear.heard, ElementsAre("1", "2", "(cut)", "(ended+7)", "4"));
}

TEST_F(Stream, MeetsAFaultOnOneConnectionOnly) {
  plan({{.connection = 2, .lost = true}});
  const Ear& one = listen();
  const Ear& other = listen();
  publish({"1", "2"});
  EXPECT_THAT(one.heard, ElementsAre("1", "2"));
  EXPECT_THAT(other.heard, ElementsAre("2"));
}

TEST_F(Stream, RefusesHandshakesAsPlanned) {
  faults_.behave({.handshakes = {{.status = 503, .times = 2}, {.line = Line::Cut}}});
  EXPECT_EQ(faults_.next_handshake().status, 503);
  EXPECT_EQ(faults_.next_handshake().status, 503);
  EXPECT_EQ(faults_.next_handshake().line, Line::Cut);
  EXPECT_EQ(faults_.next_handshake().status, 0);
  EXPECT_EQ(faults_.next_handshake().line, Line::Open);
}

TEST_F(Stream, ForgetsWhatWaitsWhenItIsReset) {
  plan({{.lets_pass = 1}});
  const Ear& ear = listen();
  publish({"1"});
  stream_.reset();
  publish({"2"});
  EXPECT_THAT(ear.heard, ElementsAre("2"));
  EXPECT_EQ(stream_.published(), 1);
}

}  // namespace
}  // namespace bridge::simulator::test
