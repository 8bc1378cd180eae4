// What the venue does with the orders of the named situations, request by request.
#include "simulator/desk.hpp"
#include "simulator/scenarios.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::IsEmpty;

class Certification : public Desk {
 protected:
  Certification() {
    Settings settings;
    add_scenario(settings, "all");
    for (const Order& order : settings.orders) book_.put(order, kNow);
    for (const auto& [client_order_id, behaviour] : settings.behaviours) {
      requests_.behave(client_order_id, behaviour);
    }
  }

  static std::string cancel(const std::string& name, const Keys& keys = {}) {
    return signed_request("1", "order.cancel", naming("cert-" + name), keys);
  }
  std::int64_t code_of_cancel(const std::string& name) { return code(ask(cancel(name))); }
  milliseconds delay_of(const std::string& frame) { return answer(frame).replies.at(0).delay; }
  // As order.status tells it.
  std::string status_of(const std::string& name) { return result(ask(status("cert-" + name)), "status"); }
};

TEST_F(Certification, AcceptsTheCancel) {
  for (const char* name : {"accept-1", "accept-2"}) {
    EXPECT_EQ(result(ask(cancel(name)), "status"), "CANCELED");
  }
  const json::object big = ask(signed_request("1", "order.cancel",
                                              {{"symbol", "\"ETHUSDT\""},
                                               {"orderId", "8389765500000910103"},
                                               {"timestamp", std::to_string(to_ms(kNow))}}));
  EXPECT_EQ(big.at("result").at("orderId"), 8389765500000910103);
}

TEST_F(Certification, MeetsARefusalForEverOrOnce) {
  EXPECT_EQ(code_of_cancel("reject-1"), -4109);
  EXPECT_EQ(code_of_cancel("reject-1"), -4109);
  EXPECT_EQ(status_of("reject-1"), "NEW");
  EXPECT_EQ(code_of_cancel("reject-2"), -2015);
  EXPECT_EQ(code_of_cancel("reject-2"), 0);
}

TEST_F(Certification, ComesTooLate) {
  EXPECT_EQ(code_of_cancel("too-late-1"), -2011);
  EXPECT_EQ(status_of("too-late-1"), "FILLED");
  EXPECT_EQ(status_of("too-late-2"), "NEW");
  EXPECT_EQ(code_of_cancel("too-late-2"), -2011);
  EXPECT_EQ(status_of("too-late-2"), "FILLED");
  EXPECT_EQ(code_of_cancel("already-canceled-1"), -2011);
  EXPECT_EQ(code_of_cancel("expired-1"), -2011);
  EXPECT_EQ(status_of("expired-2"), "EXPIRED");
}

TEST_F(Certification, KnowsNoUnknownOrder) {
  EXPECT_EQ(code_of_cancel("unknown-1"), -2011);
  EXPECT_EQ(code(ask(status("cert-unknown-1"))), -2013);
}

TEST_F(Certification, CancelsTheRestOfAPartFilledOrder) {
  const json::object reply = ask(cancel("partial-fill-then-cancel-1"));
  EXPECT_EQ(result(reply, "executedQty"), "0.100");
  EXPECT_EQ(result(ask(status("cert-partial-fill-then-cancel-1")), "avgPrice"), "84250.00000");
}

TEST_F(Certification, IsToldLate) {
  EXPECT_EQ(delay_of(cancel("slow-1")), milliseconds{500});
  EXPECT_EQ(delay_of(cancel("slow-2")), milliseconds{8000});
  EXPECT_EQ(delay_of(status("cert-slow-2")), milliseconds{8000});
  EXPECT_EQ(delay_of(status("cert-slow-2")), milliseconds{8000});
  EXPECT_EQ(delay_of(cancel("replies-late-after-status-1")), milliseconds{8000});
  EXPECT_EQ(delay_of(status("cert-replies-late-after-status-1")), milliseconds{0});
  EXPECT_EQ(status_of("replies-late-after-status-1"), "CANCELED");
}

TEST_F(Certification, IsNotTold) {
  EXPECT_THAT(answer(cancel("no-answer-then-canceled-1")).replies, IsEmpty());
  EXPECT_EQ(status_of("no-answer-then-canceled-1"), "CANCELED");

  EXPECT_THAT(answer(cancel("no-answer-still-open-1")).replies, IsEmpty());
  EXPECT_EQ(status_of("no-answer-still-open-1"), "NEW");
  EXPECT_EQ(code_of_cancel("no-answer-still-open-1"), 0);

  EXPECT_THAT(answer(cancel("silent-1")).replies, IsEmpty());
  EXPECT_THAT(answer(status("cert-silent-1")).replies, IsEmpty());
  EXPECT_THAT(answer(status("cert-silent-1")).replies, IsEmpty());
  EXPECT_EQ(status_of("silent-1"), "CANCELED");
}

TEST_F(Certification, LosesTheVenue) {
  const auto lost = answer(cancel("venue-down-1"));
  EXPECT_THAT(lost.replies, IsEmpty());
  EXPECT_EQ(lost.outage, milliseconds{3000});
  EXPECT_EQ(status_of("venue-down-1"), "NEW");
  EXPECT_EQ(code_of_cancel("venue-down-1"), 0);
  const auto executed = answer(cancel("venue-down-2"));
  EXPECT_THAT(executed.replies, IsEmpty());
  EXPECT_EQ(status_of("venue-down-2"), "CANCELED");
}

TEST_F(Certification, IsTurnedAwayOnce) {
  const json::object limited = ask(cancel("rate-limited-1"));
  EXPECT_EQ(limited.at("status"), 429);
  EXPECT_EQ(code(limited), -1003);
  EXPECT_EQ(limited.at("error").at("data").at("retryAfter"), to_ms(kNow) + 2000);
  EXPECT_EQ(code_of_cancel("rate-limited-1"), 0);
  EXPECT_EQ(ask(cancel("rate-limited-2")).at("error").at("data").at("retryAfter"), to_ms(kNow) + 8000);
  EXPECT_EQ(code_of_cancel("overloaded-1"), -1008);
  EXPECT_EQ(code_of_cancel("overloaded-1"), 0);
  EXPECT_EQ(code_of_cancel("overloaded-2"), -1008);
  EXPECT_EQ(code_of_cancel("overloaded-2"), -1008);
  EXPECT_EQ(code_of_cancel("overloaded-2"), 0);
}

TEST_F(Certification, IsLeftInDoubtByTheVenue) {
  EXPECT_EQ(code_of_cancel("unclear-1"), -1007);
  EXPECT_EQ(status_of("unclear-1"), "CANCELED");
  EXPECT_EQ(code_of_cancel("unclear-2"), -1007);
  EXPECT_EQ(status_of("unclear-2"), "NEW");
  EXPECT_EQ(code_of_cancel("unclear-2"), 0);
  EXPECT_EQ(code_of_cancel("unclear-3"), -1006);
  EXPECT_EQ(status_of("unclear-3"), "CANCELED");
}

TEST_F(Certification, LosesItsSession) {
  (void)ask(logon(ed25519_keys()));
  const json::object revoked = ask(unsigned_cancel("cert-session-revoked-1"));
  EXPECT_TRUE(revoked.at("id").is_null());
  EXPECT_EQ(code(revoked), -2015);
  EXPECT_EQ(status_of("session-revoked-1"), "NEW");
  EXPECT_EQ(ask(logon(ed25519_keys())).at("status"), 200);
  EXPECT_EQ(ask(unsigned_cancel("cert-session-revoked-1")).at("status"), 200);
}

TEST_F(Certification, LosesNoSessionItDoesNotRelyOn) { EXPECT_EQ(code_of_cancel("session-revoked-1"), 0); }

TEST_F(Certification, CancelsEveryKindOfOrder) {
  for (const Scenario& scenario : scenarios()) {
    if (scenario.name != "terms") continue;
    for (const Rigged& rigged : scenario.orders) {
      const json::object reply = ask(Desk::cancel(rigged.order.client_order_id));
      EXPECT_EQ(code(reply), rigged.order.status == "FILLED" ? -2011 : 0) << rigged.order.client_order_id;
    }
  }
}

TEST_F(Certification, IsCheckedBeforeItMeetsABehaviour) {
  EXPECT_EQ(code(ask(cancel("reject-1", {.secret = "wrong"}))), -1022);
  EXPECT_EQ(code(ask(cancel("silent-1", {.secret = "wrong"}))), -1022);
  EXPECT_THAT(answer(cancel("silent-1")).replies, IsEmpty());
}

}  // namespace
}  // namespace bridge::simulator::test
