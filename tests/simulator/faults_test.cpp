// Faults and conditions, request by request: what a Fault makes of an answer, without sockets.
#include "simulator/faults.hpp"

#include "simulator/desk.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kOrder = documented_order().client_order_id;

class Planned : public Desk {
 protected:
  void plan(Fault cancel) { requests_.behave(kOrder, {.cancels = {std::move(cancel)}}); }
  void plan_status(Fault status) { requests_.behave(kOrder, {.statuses = {std::move(status)}}); }
  std::string status_now() {
    return book_.find({.symbol = "ETHUSDT", .order_id = {}, .client_order_id = kOrder})->status;
  }
};

TEST_F(Planned, SayAReplyTwice) {
  plan({.delay = milliseconds{10}, .again_after = milliseconds{50}});
  const Answer twice = answer(cancel(kOrder));
  ASSERT_THAT(twice.replies, SizeIs(2));
  EXPECT_EQ(twice.replies[0].frame, twice.replies[1].frame);
  EXPECT_EQ(twice.replies[0].delay, milliseconds{60});
  EXPECT_EQ(twice.replies[1].delay, milliseconds{10});
}

TEST_F(Planned, HoldAReplyUntilTheNextHasLeft) {
  plan({.lets_next_pass = true});
  EXPECT_THAT(answer(cancel(kOrder)).replies, IsEmpty());
  EXPECT_EQ(status_now(), "CANCELED");
  requests_.behave(kOrder, {.statuses = {{.replies = false}, {.delay = milliseconds{70}}}});
  EXPECT_THAT(answer(status(kOrder)).replies, IsEmpty());  // nothing to hide behind yet
  const Answer both = answer(status(kOrder));
  ASSERT_THAT(both.replies, SizeIs(2));
  EXPECT_THAT(both.replies[0].frame, HasSubstr("avgPrice"));
  EXPECT_THAT(both.replies[1].frame, HasSubstr("cumQty"));
  EXPECT_GE(both.replies[1].delay, both.replies[0].delay);
}

TEST_F(Planned, AnswerWhatTheyAreTold) {
  plan({.executes = false,
        .refusal = Refusal{.status = 429, .code = -1015, .msg = "So.", .retry_after = milliseconds{1500}}});
  const json::object refused = ask(cancel(kOrder));
  EXPECT_EQ(refused.at("status"), 429);
  EXPECT_EQ(refused.at("error").at("msg"), "So.");
  EXPECT_EQ(refused.at("error").at("data").at("retryAfter"), to_ms(kNow) + 1500);
  EXPECT_EQ(status_now(), "NEW");

  plan({.says = "<html>"});
  EXPECT_EQ(said(answer(cancel(kOrder))), "<html>");
  EXPECT_EQ(status_now(), "CANCELED");
}

TEST_F(Planned, LeaveTheTimeToTheText) {
  Refusal banned = ip_banned(kNow + seconds{90}, kNow);
  banned.tells_when = false;
  requests_.fail_next("order.cancel", banned, 1);
  const json::object reply = ask(cancel(kOrder));
  EXPECT_THAT(std::string{reply.at("error").at("msg").as_string()},
              HasSubstr("IP banned until 1795359690057."));
  EXPECT_FALSE(reply.at("error").as_object().contains("data"));
}

TEST_F(Planned, AnswerForAnIdThatNobodyAskedWith) {
  plan({.bears_id = "\"stranger\""});
  EXPECT_EQ(ask(cancel(kOrder)).at("id"), "stranger");
}

TEST_F(Planned, TellOfAnotherOrder) {
  Order other = documented_order();
  other.order_id = 99;
  plan({.tells = other});
  plan_status({.tells = other});
  EXPECT_EQ(ask(status(kOrder)).at("result").at("orderId"), 99);
  plan({.tells = other});
  EXPECT_EQ(ask(cancel(kOrder)).at("result").at("orderId"), 99);
  EXPECT_EQ(status_now(), "CANCELED");
}

TEST_F(Planned, FillTheOrderJustBeforeTheCancel) {
  plan({.ends = "FILLED"});
  EXPECT_EQ(code(ask(cancel(kOrder))), -2011);
  const json::object told = ask(status(kOrder));
  EXPECT_EQ(result(told, "status"), "FILLED");
  EXPECT_EQ(result(told, "executedQty"), "0.250");
  EXPECT_EQ(result(told, "avgPrice"), "3120.55");
}

TEST_F(Planned, ConcernTheConnection) {
  plan({.line = Line::HalfOpen});
  EXPECT_EQ(answer(cancel(kOrder)).line, Line::HalfOpen);
  plan({.executes = false, .line = Line::Cut, .line_after = milliseconds{5}});
  const Answer cut = answer(cancel(kOrder));
  EXPECT_EQ(cut.line, Line::Cut);
  EXPECT_EQ(cut.line_after, milliseconds{5});
  EXPECT_EQ(answer(status(kOrder)).line, Line::Open);
}

TEST_F(Planned, AnnounceAShutdown) {
  plan({.shuts_down_after = milliseconds{200}});
  const Answer last = answer(cancel(kOrder));
  ASSERT_THAT(last.replies, SizeIs(2));
  EXPECT_EQ(last.replies[0].frame, R"({"event":{"e":"serverShutdown","E":1795359600057}})");
  EXPECT_EQ(last.line, Line::Cut);
  EXPECT_EQ(last.line_after, milliseconds{200});
}

TEST_F(Planned, OfEveryOrderComeAfterThoseOfTheOrder) {
  requests_.behave(kEveryOrder, {.cancels = {{.executes = false, .refusal = overloaded(), .times = 2}},
                                 .sessions = {{.replies = false}}});
  plan({.executes = false, .refusal = bus_failure()});
  EXPECT_EQ(code(ask(cancel(kOrder))), -1006);
  EXPECT_EQ(code(ask(cancel(kOrder))), -1008);
  EXPECT_EQ(code(ask(cancel("nobody"))), -1008);
  EXPECT_EQ(code(ask(cancel("nobody"))), -2011);
  EXPECT_THAT(answer(request("1", "session.status", {})).replies, IsEmpty());
  EXPECT_THAT(answer(request("1", "session.status", {})).replies, SizeIs(1));
}

TEST_F(Planned, AreForgottenByAReset) {
  plan({.replies = false});
  requests_.fail_next("order.status", overloaded(), kAlways);
  requests_.set({.drop_cancel_replies = true, .clock_skew = milliseconds{3'600'000}});
  requests_.ban(milliseconds{1000}, kNow);
  requests_.reset();
  EXPECT_EQ(code(ask(status(kOrder))), 0);
  EXPECT_EQ(code(ask(cancel(kOrder))), 0);
  EXPECT_EQ(requests_.counters().requests, 2);
}

TEST_F(Planned, LetTheQueryLagBehindTheEngine) {
  requests_.set({.status_lag = milliseconds{500}});
  EXPECT_EQ(code(ask(cancel(kOrder))), 0);
  EXPECT_EQ(result(ask(status(kOrder)), "status"), "NEW");
  EXPECT_EQ(code(ask(cancel(kOrder))), -2011);
  at_ += milliseconds{499};
  EXPECT_EQ(result(ask(status(kOrder)), "status"), "NEW");
  at_ += milliseconds{1};
  EXPECT_EQ(result(ask(status(kOrder)), "status"), "CANCELED");
  plan_status({.lag = seconds{1}});
  EXPECT_EQ(result(ask(status(kOrder)), "status"), "NEW");
}

TEST_F(Planned, SkewTheVenuesClock) {
  requests_.set({.clock_skew = seconds{-30}});
  EXPECT_EQ(code(ask(cancel(kOrder))), -1021);  // ahead of the venue
  requests_.set({.clock_skew = seconds{30}});
  EXPECT_EQ(code(ask(cancel(kOrder))), -1021);
  const json::object told = ask(request("1", "session.status", {}));
  EXPECT_EQ(told.at("result").at("serverTime"), to_ms(kNow) + 30'000);
  requests_.set({.clock_skew = milliseconds{900}});
  EXPECT_EQ(ask(cancel(kOrder)).at("result").at("updateTime"), to_ms(kNow) + 900);
}

TEST_F(Planned, LetNoJumpOfTheClockHideACancelFromTheQuery) {
  requests_.set({.status_lag = milliseconds{1}, .clock_skew = milliseconds{500}});
  EXPECT_EQ(code(ask(cancel(kOrder))), 0);
  requests_.set({.status_lag = milliseconds{1}, .clock_skew = milliseconds{-500}});
  at_ += milliseconds{1};
  EXPECT_EQ(result(ask(status(kOrder)), "status"), "CANCELED");
}

}  // namespace
}  // namespace bridge::simulator::test
