// Faults of the requests that place and amend, and the ORDERS limits.
#include "simulator/fields.hpp"
#include "simulator/market.hpp"
#include "simulator/plan.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OrderFaults : public Market {
 protected:
  Answer answer(const std::string& method, Params params) {
    params["timestamp"] = std::to_string(to_ms(at_));
    return requests_.answer(signed_request("1", method, params), visit_, at_);
  }
};

TEST_F(OrderFaults, PlaceAnOrderAndSayNothing) {
  requests_.behave("a", {.places = {{.replies = false}}});
  EXPECT_THAT(answer("order.place", limit("a", "BUY", "1", "3000.00")).replies, IsEmpty());
  EXPECT_EQ(order("a").status, "NEW");
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE a NEW NEW 0"));
}

TEST_F(OrderFaults, AnswerDoubtExecutedOrNot) {
  for (const bool executes : {true, false}) {
    const std::string id = executes ? "done" : "not-done";
    requests_.behave(id, {.places = {{.executes = executes, .refusal = backend_timeout()}}});
    EXPECT_EQ(code(place(limit(id, "BUY", "1", "3000.00"))), -1007);
    EXPECT_EQ(book_.find(named(id)) != nullptr, executes);
    // It happens once: the id is free again only when nothing was executed.
    EXPECT_EQ(code(place(limit(id, "BUY", "1", "3000.00"))), executes ? -4116 : 0);
  }
}

TEST_F(OrderFaults, DelayDuplicateAndCutLikeAnyOther) {
  requests_.behave(kEveryOrder, {.places = {{.delay = milliseconds{70}, .again_after = milliseconds{5}},
                                            {.line = Line::HalfOpen}}});
  const Answer twice = answer("order.place", limit("a", "BUY", "1", "3000.00"));
  ASSERT_THAT(twice.replies, SizeIs(2));
  EXPECT_EQ(twice.replies[1].delay, milliseconds{70});
  EXPECT_EQ(answer("order.place", limit("b", "BUY", "1", "3000.00")).line, Line::HalfOpen);
  EXPECT_EQ(answer("order.place", limit("c", "BUY", "1", "3000.00")).line, Line::Open);
}

TEST_F(OrderFaults, FillAnOrderAsSoonAsItIsThere) {
  requests_.behave("a", {.places = {{.fills = {{"0.100", ""}, {"0.200", "2999.00"}}}}});
  EXPECT_EQ(status(place(limit("a", "BUY", "1", "3000.00"))), "NEW");  // an ACK
  EXPECT_EQ(order("a").executed_qty, "0.300");
  EXPECT_THAT(news(), SizeIs(7));
  requests_.behave("b", {.places = {{.fills = {{"0.100", ""}}}}});
  EXPECT_EQ(status(place(limit("b", "BUY", "1", "3000.00", {{"newOrderRespType", "\"RESULT\""}}))),
            "PARTIALLY_FILLED");
}

TEST_F(OrderFaults, LetAFillCrossACancelOrAnAmendment) {
  (void)place(limit("a", "BUY", "1", "3000.00"));
  (void)place(limit("b", "BUY", "1", "3000.00"));
  requests_.behave("a", {.cancels = {{.fills = {{"0.400", ""}}}}});
  requests_.behave("b", {.modifies = {{.fills = {{"1", ""}}}}});
  hush();
  const json::object canceled =
      ask("order.cancel", {{"symbol", "\"ETHUSDT\""}, {"origClientOrderId", "\"a\""}});
  EXPECT_EQ(canceled.at("result").at("executedQty"), "0.400");
  EXPECT_EQ(code(ask("order.modify", amendment("b", "BUY", "2", "3000.00"))), -2013);
  EXPECT_EQ(order("b").status, "FILLED");
}

TEST_F(OrderFaults, AcceptAndExpireWhatCannotBeExecuted) {
  quote(book_, "ETHUSDT", "SELL", "0.100", "3000", at_);
  requests_.behave(kEveryOrder, {.places = {{.accepts_unfillable = true, .times = 2}}});
  EXPECT_EQ(code(place(limit("fok", "BUY", "1", "3000.00", {{"timeInForce", "\"FOK\""}}))), 0);
  EXPECT_EQ(code(place(limit("gtx", "BUY", "1", "3000.00", {{"timeInForce", "\"GTX\""}}))), 0);
  EXPECT_THAT(
      news(),
      ElementsAre("ORDER_TRADE_UPDATE fok NEW NEW 0", "ORDER_TRADE_UPDATE fok EXPIRED EXPIRED 0 er10",
                  "ORDER_TRADE_UPDATE gtx NEW NEW 0", "ORDER_TRADE_UPDATE gtx EXPIRED EXPIRED 0 er11"));
}

TEST_F(OrderFaults, FailAmendmentsAndConditionalOrders) {
  (void)place(limit("a", "BUY", "1", "3000.00"));
  requests_.behave("a", {.modifies = {{.executes = false, .refusal = bus_failure()}}});
  EXPECT_EQ(code(ask("order.modify", amendment("a", "BUY", "2", "3000.00"))), -1006);
  EXPECT_EQ(order("a").orig_qty, "1.000");
  requests_.behave("s", {.algo_places = {{.refusal = overloaded()}}, .algo_cancels = {{.executes = false}}});
  EXPECT_EQ(code(ask("algoOrder.place", stop("s", "SELL", "1", "2990.00"))), -1008);
  ASSERT_NE(book_.find_algo({.client_algo_id = "s"}), nullptr);
  EXPECT_THAT(answer("algoOrder.cancel", {{"clientAlgoId", "\"s\""}}).replies, IsEmpty());
  EXPECT_EQ(book_.find_algo({.client_algo_id = "s"})->status, "NEW");
}

TEST_F(OrderFaults, AreReadFromAPlan) {
  const Plan plan = read_plan(json::parse(
      R"({"orders": {"a": {"places": [{"fills": [{"qty": "0.1"}], "executes": true}],
                           "modifies": [{"executes": false}],
                           "algoPlaces": [{"delayMs": 5}], "algoCancels": [{"replies": false}],
                           "triggers": [{"tellsLater": true}, {"answer": {"status": 400, "code": -2019, "msg": "No."}}]},
                     "*": {"places": [{"acceptsUnfillable": true, "times": "always"}]}}})"));
  const Behaviour& behaviour = plan.behaviours.at("a");
  ASSERT_THAT(behaviour.places, SizeIs(1));
  EXPECT_EQ(behaviour.places[0].fills[0].quantity, "0.1");
  EXPECT_FALSE(behaviour.modifies[0].executes);
  EXPECT_EQ(behaviour.algo_places[0].delay, milliseconds{5});
  EXPECT_FALSE(behaviour.algo_cancels[0].replies);
  EXPECT_TRUE(behaviour.triggers[0].tells_later);
  EXPECT_EQ(behaviour.triggers[1].refusal->msg, "No.");
  EXPECT_TRUE(plan.behaviours.at("*").places[0].accepts_unfillable);
  EXPECT_THROW((void)read_plan(json::parse(R"({"orders": {"a": {"places": [{"fills": [{"qty": "0"}]}]}}})")),
               Wrong);
}

TEST_F(OrderFaults, SendOrdersAwayThatAreTooManyAndNothingElse) {
  Book book;
  Requests requests{keys_, 0, book, {}, {.per_10_seconds = 2, .per_minute = 3}};
  const auto ask_at = [&](const std::string& id, Timestamp at) {
    Params params = limit(id, "BUY", "1", "3000.00");
    params["timestamp"] = std::to_string(to_ms(at));
    return json::parse(said(requests.answer(signed_request("1", "order.place", params), visit_, at)))
        .as_object();
  };
  const Timestamp at = from_ms(1795359600900);
  EXPECT_EQ(code(ask_at("a", at)), 0);
  EXPECT_EQ(code(ask_at("b", at)), 0);
  const json::object third = ask_at("c", at);
  EXPECT_EQ(third.at("status"), 429);
  EXPECT_EQ(third.at("error").at("msg"), "Too many new orders; current limit is 2 orders per 10 SECOND.");
  EXPECT_EQ(third.at("error").at("data").at("retryAfter"), 1795359610000);
  const json::object fourth = ask_at("d", at + std::chrono::seconds{10});
  EXPECT_EQ(fourth.at("error").at("msg"), "Too many new orders; current limit is 3 orders per 1 MINUTE.");
  EXPECT_EQ(fourth.at("error").at("data").at("retryAfter"), 1795359660000);
  EXPECT_EQ(code(ask_at("e", at + std::chrono::minutes{1})), 0);
  // A cancel is no order, and was never told to wait.
  EXPECT_EQ(requests.counters().too_many_orders, 2);
  EXPECT_EQ(requests.counters().too_many_requests, 0);
  EXPECT_EQ(requests.counters().too_early, 0);
}

}  // namespace
}  // namespace bridge::simulator::test
