// What the venue does with the orders of the named situations that the client places itself.
#include "simulator/market.hpp"
#include "simulator/scenarios.hpp"

namespace bridge::simulator::test {
namespace {

using testing::IsEmpty;

class CertificationOfEntry : public Market {
 protected:
  CertificationOfEntry() {
    Settings settings;
    add_scenario(settings, "all");
    for (const auto& [client_order_id, behaviour] : settings.behaviours) {
      requests_.behave(client_order_id, behaviour);
    }
  }

  Answer answer(const std::string& method, Params params) {
    params["timestamp"] = std::to_string(to_ms(at_));
    return requests_.answer(signed_request("1", method, params), visit_, at_);
  }
  static Params bid(const std::string& name, const Params& more = {}) {
    return limit("cert-" + name, "BUY", "0.250", "3000.00", more);
  }
  static Params more_of(const std::string& name) {
    return amendment("cert-" + name, "BUY", "0.300", "3000.00");
  }
  static Params cancel_of(const std::string& name) {
    return {{"symbol", "\"ETHUSDT\""}, {"origClientOrderId", quoted("cert-" + name)}};
  }
  [[nodiscard]] const Order& one(const std::string& name) const { return order("cert-" + name); }
};

TEST_F(CertificationOfEntry, RefusesAnOrder) {
  EXPECT_EQ(code(place(bid("place-refused-1"))), -2019);
  EXPECT_EQ(code(place(bid("place-refused-2"))), -2015);
  EXPECT_EQ(book_.find(named("cert-place-refused-1")), nullptr);
}

TEST_F(CertificationOfEntry, TakesWhatCannotStandAndLetsItExpire) {
  quote(book_, "ETHUSDT", "SELL", "0.100", "3000", at_);
  EXPECT_EQ(status(place(bid("place-expires-1", {{"timeInForce", "\"FOK\""}}))), "NEW");
  EXPECT_EQ(status(place(bid("place-expires-2", {{"timeInForce", "\"GTX\""}}))), "NEW");
  EXPECT_EQ(one("place-expires-1").status, "EXPIRED");
  EXPECT_EQ(one("place-expires-2").status, "EXPIRED");
}

TEST_F(CertificationOfEntry, AnswersNoPlaceInTime) {
  EXPECT_THAT(answer("order.place", bid("place-in-doubt-1")).replies, IsEmpty());
  EXPECT_EQ(one("place-in-doubt-1").executed_qty, "0.100");
  EXPECT_EQ(answer("order.place", bid("place-in-doubt-2")).replies.at(0).delay, milliseconds{8000});
  EXPECT_EQ(book_.find(named("cert-place-in-doubt-2")), nullptr);
}

TEST_F(CertificationOfEntry, RefusesOrLosesTheFirstReplacement) {
  (void)place(bid("replace-refused-1"));
  EXPECT_EQ(code(ask("order.modify", more_of("replace-refused-1"))), -2027);
  EXPECT_EQ(code(ask("order.modify", more_of("replace-refused-1"))), 0);
  (void)place(bid("replace-lost-1"));
  EXPECT_THAT(answer("order.modify", more_of("replace-lost-1")).replies, IsEmpty());
  EXPECT_EQ(one("replace-lost-1").orig_qty, "0.250");
  EXPECT_EQ(code(ask("order.modify", more_of("replace-lost-1"))), 0);
}

TEST_F(CertificationOfEntry, FillsAnOrderBesideItsCancel) {
  (void)place(bid("fill-beside-cancel-1"));
  EXPECT_THAT(answer("order.cancel", cancel_of("fill-beside-cancel-1")).replies, IsEmpty());
  EXPECT_EQ(one("fill-beside-cancel-1").status, "NEW");
  EXPECT_EQ(ask("order.cancel", cancel_of("fill-beside-cancel-1")).at("result").at("executedQty"), "0.100");
  (void)place(bid("fill-beside-cancel-2"));
  EXPECT_EQ(code(ask("order.cancel", cancel_of("fill-beside-cancel-2"))), -2011);
  EXPECT_EQ(one("fill-beside-cancel-2").status, "FILLED");
}

}  // namespace
}  // namespace bridge::simulator::test
