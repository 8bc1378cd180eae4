#include "simulator/plan.hpp"

#include "simulator/json_file.hpp"
#include "simulator/mistake.hpp"
#include "simulator/running.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace bridge::simulator::test {
namespace {

using testing::HasSubstr;

Plan plan(const std::string& text) { return read_plan(parse_json(text)); }

std::string wrong(const std::string& text) {
  try {
    (void)plan(text);
  } catch (const Wrong& found) {
    return found.place + ": " + found.what;
  }
  return "nothing wrong found";
}
std::string wrong_fault(const std::string& fields) {
  return wrong(R"({"orders":{"o-1":{"cancels":[{},{)" + fields + "}]}}}");
}

TEST(FaultsPlan, HoldsEveryFaultOfTheStream) {
  const Plan read = plan(R"({"stream":{"events":[{"event":"TRADE_LITE","after":1,"connection":2,"lost":true,
    "says":"s","delayMs":3,"againAfterMs":4,"letsPass":5,"line":"cut","lineAfterMs":6,"times":"always"},{}],
    "handshakes":[{"status":503,"line":"halfOpen","times":7}]}})");
  ASSERT_EQ(read.stream.value().events.size(), 2U);
  const StreamFault& fault = read.stream->events.front();
  EXPECT_EQ(fault.event, "TRADE_LITE");
  EXPECT_EQ(fault.after, 1);
  EXPECT_EQ(fault.connection, 2);
  EXPECT_TRUE(fault.lost);
  EXPECT_EQ(fault.says, "s");
  EXPECT_EQ(fault.delay, milliseconds{3});
  EXPECT_EQ(fault.again_after, milliseconds{4});
  EXPECT_EQ(fault.lets_pass, 5);
  EXPECT_EQ(fault.line, Line::Cut);
  EXPECT_EQ(fault.line_after, milliseconds{6});
  EXPECT_EQ(fault.times, kAlways);
  ASSERT_EQ(read.stream->handshakes.size(), 1U);
  EXPECT_EQ(read.stream->handshakes.front().status, 503);
  EXPECT_EQ(read.stream->handshakes.front().line, Line::HalfOpen);
  EXPECT_EQ(read.stream->handshakes.front().times, 7);
  EXPECT_FALSE(plan("{}").stream);
}

TEST(FaultsPlan, HoldsEveryFaultOfRest) {
  const Plan read = plan(R"({"rest":{"GET /fapi/v1/order":[{"executes":false,
    "answer":{"status":503,"code":-1000,"msg":"m"},"says":"s","lagMs":1,"replies":false,"delayMs":2,
    "line":"deaf","lineAfterMs":3,"outageMs":4,"banMs":5,"times":6}],"*":[{},{}]}})");
  EXPECT_EQ(read.rest.at(kEveryRoute).size(), 2U);
  const RestFault& fault = read.rest.at("GET /fapi/v1/order").front();
  EXPECT_FALSE(fault.executes);
  EXPECT_EQ(fault.refusal.value().status, 503);
  EXPECT_EQ(fault.says, "s");
  EXPECT_EQ(fault.lag, milliseconds{1});
  EXPECT_FALSE(fault.replies);
  EXPECT_EQ(fault.delay, milliseconds{2});
  EXPECT_EQ(fault.line, Line::Deaf);
  EXPECT_EQ(fault.line_after, milliseconds{3});
  EXPECT_EQ(fault.outage, milliseconds{4});
  EXPECT_EQ(fault.ban, milliseconds{5});
  EXPECT_EQ(fault.times, 6);
}

TEST(FaultsPlan, NamesMistakesInFaultsOfStreamAndRest) {
  EXPECT_EQ(wrong(R"({"stream":{"events":[{"after":-1}]}})"),
            "stream.events[0].after: must be a number from 0 on, is -1");
  EXPECT_THAT(wrong(R"({"stream":{"handshakes":[{"status":101}]}})"),
              HasSubstr("stream.handshakes[0].status: must be an HTTP status from 300 to 599"));
  EXPECT_THAT(wrong(R"({"stream":{"swaps":1}})"), HasSubstr("events, handshakes may be"));
  EXPECT_THAT(wrong(R"({"rest":{"*":[{"times":0}]}})"), HasSubstr("rest.*[0].times: must be"));
}

TEST(FaultsPlan, HoldsEveryFault) {
  const Plan read = plan(R"({"orders":{"*":{"cancels":[{"becomes":{"symbol":"A","orderId":1},"ends":"FILLED",
    "executes":false,"answer":{"status":418,"code":-1003,"msg":"m","retryAfterMs":7,"tellsWhen":false},
    "tells":{"symbol":"B","orderId":2},"bearsId":"x\"","says":"s","lagMs":8,"replies":false,"delayMs":9,
    "againAfterMs":10,"letsNextPass":true,"line":"halfOpen","lineAfterMs":11,"shutsDownAfterMs":12,
    "outageMs":13,"banMs":14,"revokesSession":true,"times":"always"}],"statuses":[{"times":3}],
    "sessions":[{}]}}})");
  const Behaviour& every = read.behaviours.at(kEveryOrder);
  ASSERT_EQ(every.cancels.size(), 1U);
  const Fault& fault = every.cancels.front();
  EXPECT_EQ(fault.becomes.value().symbol, "A");
  EXPECT_EQ(fault.ends, "FILLED");
  EXPECT_FALSE(fault.executes);
  EXPECT_EQ(fault.refusal.value().status, 418);
  EXPECT_EQ(fault.refusal.value().code, -1003);
  EXPECT_EQ(fault.refusal.value().msg, "m");
  EXPECT_EQ(fault.refusal.value().retry_after, milliseconds{7});
  EXPECT_FALSE(fault.refusal.value().tells_when);
  EXPECT_EQ(fault.tells.value().order_id, 2);
  EXPECT_EQ(fault.bears_id, R"("x\"")");
  EXPECT_EQ(fault.says, "s");
  EXPECT_EQ(fault.lag, milliseconds{8});
  EXPECT_FALSE(fault.replies);
  EXPECT_EQ(fault.delay, milliseconds{9});
  EXPECT_EQ(fault.again_after, milliseconds{10});
  EXPECT_TRUE(fault.lets_next_pass);
  EXPECT_EQ(fault.line, Line::HalfOpen);
  EXPECT_EQ(fault.line_after, milliseconds{11});
  EXPECT_EQ(fault.shuts_down_after, milliseconds{12});
  EXPECT_EQ(fault.outage, milliseconds{13});
  EXPECT_EQ(fault.ban, milliseconds{14});
  EXPECT_TRUE(fault.revokes_session);
  EXPECT_EQ(fault.times, kAlways);
  EXPECT_EQ(every.statuses.at(0).times, 3);
  EXPECT_EQ(every.sessions.at(0).times, 1);
}

TEST(FaultsPlan, HoldsConditionsAndFailures) {
  const Plan read = plan(R"({"conditions":{"dropCancelReplies":true,"cancelReplyDelayMs":1,"statusLagMs":2,
    "clockSkewMs":-3},"failNext":[{"method":"order.cancel","status":503,"code":-1008,"msg":"m","times":2}]})");
  ASSERT_TRUE(read.conditions);
  EXPECT_TRUE(read.conditions->drop_cancel_replies);
  EXPECT_EQ(read.conditions->cancel_reply_delay, milliseconds{1});
  EXPECT_EQ(read.conditions->status_lag, milliseconds{2});
  EXPECT_EQ(read.conditions->clock_skew, milliseconds{-3});
  ASSERT_EQ(read.failures.size(), 1U);
  EXPECT_EQ(read.failures[0].method, "order.cancel");
  EXPECT_EQ(read.failures[0].refusal.code, -1008);
  EXPECT_EQ(read.failures[0].times, 2);
}

TEST(FaultsPlan, NamesThePlaceOfAMistake) {
  EXPECT_EQ(wrong("[]"), ": must be an object, is []");
  EXPECT_EQ(wrong(R"({"order":{}})"),
            "order: is not known here; conditions, orders, stream, rest, failNext, deeds may be");
  EXPECT_EQ(wrong(R"({"orders":[]})"), "orders: must be an object, is []");
  EXPECT_EQ(wrong(R"({"orders":{"o-1":{"cancels":{}}}})"), "orders.o-1.cancels: must be a list, is {}");
  EXPECT_EQ(wrong_fault(R"("delay":1)").substr(0, 44), "orders.o-1.cancels[1].delay: is not known he");
  EXPECT_EQ(wrong_fault(R"("delayMs":"1")"),
            R"(orders.o-1.cancels[1].delayMs: must be an integer without quotes, is "1")");
  EXPECT_THAT(wrong_fault(R"("delayMs":9999999999999)"), HasSubstr("is more than 30 days"));
  EXPECT_THAT(wrong_fault(R"("replies":0)"), HasSubstr("[1].replies: must be true or false, is 0"));
  EXPECT_THAT(wrong_fault(R"("line":"open ")"), HasSubstr("[1].line: must be one of cut, deaf"));
  EXPECT_THAT(wrong_fault(R"("ends":"NEW")"),
              HasSubstr("[1].ends: must be one of FILLED, EXPIRED, CANCELED"));
  EXPECT_THAT(wrong_fault(R"("times":0)"), HasSubstr("[1].times: must be a number from 1 on"));
  EXPECT_THAT(wrong_fault(R"("answer":{"status":400,"code":1})"), HasSubstr("[1].answer: msg is missing"));
  EXPECT_THAT(wrong_fault(R"("tells":{"symbol":"A"})"), HasSubstr("[1].tells: orderId is missing"));
}

TEST(FaultsPlan, IsReadFromAFileAndCarriedOut) {
  const auto file = std::filesystem::temp_directory_path() / ("faults-" + std::to_string(::getpid()));
  std::ofstream{file} << R"({"conditions":{"statusLagMs":60000},
    "orders":{"FIX-42.a_B":{"cancels":[{"replies":false}]}},
    "failNext":[{"method":"session.status","status":503,"code":-1008,"msg":"m"}]})";
  const auto simulator = start(settings());
  apply(load_faults(file), *simulator);
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  EXPECT_EQ(ask(client, request("2", "session.status", {})).at("status"), 503);
  EXPECT_EQ(ask(client, order_request("order.status", "3")).at("result").at("status"), "NEW");
  EXPECT_EQ(status_of(*simulator, kOrderId), "CANCELED");
  std::ofstream{file} << R"({"orders":{"a":7}})";
  EXPECT_EQ(mistake_of([&] { (void)load_faults(file); }),
            file.string() + ": orders.a: must be an object, is 7");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace bridge::simulator::test
