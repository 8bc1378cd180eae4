// The venue's limit and its bans, as a client without restraint meets them.
#include "simulator/desk.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr auto kTwoMinutes = std::chrono::minutes{2};

class Limit : public Desk {
 protected:
  json::object knock() {
    return json::parse(said(limited_.answer(request("1", "session.status", {}), visit_, at_))).as_object();
  }
  std::int64_t knock_status() { return knock().at("status").as_int64(); }
  // Of weight 4: two requests, then 429, then as many as patience has.
  void use_up() {
    for (int i = 0; i < 2; ++i) ASSERT_EQ(knock_status(), 200);
    for (int i = 0; i < 4; ++i) ASSERT_EQ(knock_status(), 429) << i;
  }

  Requests limited_{keys_, 4, book_, {.patience = 3, .length = kTwoMinutes}};
};

TEST_F(Limit, BansWhoGoesOnAfterA429) {
  use_up();
  const Answer last = limited_.answer(request("1", "session.status", {}), visit_, at_);
  EXPECT_EQ(last.line, Line::Ended);
  const json::object banned = json::parse(said(last)).as_object();
  const std::int64_t until = to_ms(at_ + kTwoMinutes);
  EXPECT_EQ(banned.at("status"), 418);
  EXPECT_EQ(code(banned), -1003);
  EXPECT_THAT(std::string{banned.at("error").at("msg").as_string()},
              HasSubstr("IP banned until " + std::to_string(until) + "."));
  EXPECT_EQ(banned.at("error").at("data").at("retryAfter"), until);
}

TEST_F(Limit, ForgivesWhoWaits) {
  use_up();
  at_ += std::chrono::minutes{1};
  use_up();
  EXPECT_EQ(limited_.counters().bans, 0);
}

TEST_F(Limit, RefusesHandshakesUntilTheBanEnds) {
  use_up();
  EXPECT_FALSE(limited_.refuse_handshake(at_));
  EXPECT_EQ(knock_status(), 418);
  EXPECT_EQ(limited_.refuse_handshake(at_), milliseconds{kTwoMinutes});
  at_ += kTwoMinutes - milliseconds{1};
  EXPECT_EQ(limited_.refuse_handshake(at_), milliseconds{1});
  EXPECT_EQ(knock_status(), 418);
  at_ += milliseconds{1};
  EXPECT_FALSE(limited_.refuse_handshake(at_));
}

TEST_F(Limit, BansTwiceAsLongTheNextTime) {
  use_up();
  EXPECT_EQ(knock_status(), 418);
  at_ += kTwoMinutes;
  use_up();
  EXPECT_EQ(knock_status(), 418);
  EXPECT_EQ(limited_.refuse_handshake(at_), milliseconds{2 * kTwoMinutes});
}

TEST_F(Limit, ProlongsTheBanOfWhoKeepsKnocking) {
  use_up();
  EXPECT_EQ(knock_status(), 418);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limited_.refuse_handshake(at_), milliseconds{kTwoMinutes});
  EXPECT_EQ(limited_.refuse_handshake(at_), milliseconds{2 * kTwoMinutes});
  EXPECT_EQ(limited_.counters().bans, 2);
}

TEST_F(Limit, CountsHowNearAClientCame) {
  EXPECT_FALSE(limited_.refuse_handshake(at_));  // 5
  at_ += std::chrono::minutes{1};
  use_up();
  EXPECT_EQ(knock_status(), 418);
  EXPECT_TRUE(limited_.refuse_handshake(at_));
  const Counters counters = limited_.counters();
  EXPECT_EQ(counters.handshakes, 2);
  EXPECT_EQ(counters.handshakes_refused, 1);
  EXPECT_EQ(counters.requests, 7);
  EXPECT_EQ(counters.too_many_requests, 4);
  EXPECT_EQ(counters.banned, 1);
  EXPECT_EQ(counters.bans, 1);
  EXPECT_EQ(counters.too_early, 4);
  EXPECT_EQ(counters.weight_most, 9);
}

TEST_F(Limit, CountsWhoDoesNotWaitForAPlanned429Either) {
  requests_.fail_next("order.cancel", {429, -1003, "Wait.", milliseconds{2000}}, 1);
  EXPECT_EQ(ask(cancel("FIX-42.a_B")).at("status"), 429);
  at_ += milliseconds{1999};
  (void)ask(status("FIX-42.a_B"));
  EXPECT_EQ(requests_.counters().too_early, 1);
  at_ += milliseconds{1};
  (void)ask(status("FIX-42.a_B"));
  EXPECT_EQ(requests_.counters().too_early, 1);
}

TEST_F(Limit, MayBanByPlan) {
  requests_.behave("FIX-42.a_B", {.cancels = {{.ban = milliseconds{5000}}}});
  const Answer banned = answer(cancel("FIX-42.a_B"));
  EXPECT_EQ(banned.line, Line::Ended);
  EXPECT_THAT(said(banned), HasSubstr("IP banned until 1795359605057."));
  EXPECT_EQ(requests_.refuse_handshake(at_), milliseconds{5000});
}

}  // namespace
}  // namespace bridge::simulator::test
