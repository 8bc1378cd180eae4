// The dead man's switch on a clock that is made up here, and a venue that answers when the test says so.
#include "upstream/dead_man_switch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr milliseconds kCountdown{120'000};

class TheDeadManSwitch : public testing::Test, private DeadManSwitch::Venue {
 protected:
  struct Asked {
    venue::Countdown countdown;
    Timestamp sent;
  };

  // Has these symbols had orders of ours, a second passes.
  void tick(const std::set<std::string>& symbols) {
    std::map<std::string, std::size_t> on_book;
    for (const auto& symbol : symbols) on_book[symbol] = 1;
    switch_.watch(on_book);
    switch_.tick();
  }
  void pass(milliseconds time, const std::set<std::string>& symbols) {
    for (const Timestamp end = now_ + time; now_ < end;) {
      now_ += 1s;
      tick(symbols);
      if (answers_) answer_all();
    }
  }
  void answer(const std::optional<DeadManSwitch::Failure>& failure = {}) {
    const Asked asked = waiting_.front();
    waiting_.erase(waiting_.begin());
    switch_.answered(asked.countdown, asked.sent, failure);
  }
  void answer_all() {
    while (!waiting_.empty()) answer();
  }
  // "BTCUSDT 120000", all that was asked since the last call of this.
  std::vector<std::string> calls() { return std::exchange(calls_, {}); }
  [[nodiscard]] std::string metric(const std::string& name) const {
    const std::string line = "\nfixbridge_dead_man_switch_" + name;
    const std::string text = metrics_.text();
    const auto at = text.find(line + ' ');
    if (at == std::string::npos) return "";
    const auto value = at + line.size() + 1;
    return text.substr(value, text.find('\n', value) - value);
  }
  [[nodiscard]] std::string of_account(const std::string& name) const {
    return metric(name + "{account=\"main\"}");
  }

  Timestamp now_ = from_ms(1'795'359'600'000);
  std::int64_t weight_limit_ = 2400;
  bool answers_ = true;
  std::optional<VenueSession::Unsent> unsent_;
  std::vector<Asked> waiting_;
  std::vector<std::string> calls_;
  ops::Metrics metrics_;
  std::unique_ptr<ops::Metrics::Lane> lane_ = metrics_.lane("main");
  DeadManSwitch switch_{{.account = "main",
                         .countdown = kCountdown,
                         .weight_share = 20,
                         .may_land_for = milliseconds{3000},
                         .now = [this] { return now_; },
                         .weight_limit = [this] { return weight_limit_; },
                         .metrics = *lane_},
                        *this};

 private:
  std::optional<VenueSession::Unsent> set_countdown(const venue::Countdown& countdown,
                                                    milliseconds) override {
    if (unsent_) return unsent_;
    calls_.push_back(countdown.symbol + " " + std::to_string(countdown.time.count()));
    waiting_.push_back({countdown, now_});
    return std::nullopt;
  }
};

TEST_F(TheDeadManSwitch, IsForSymbolsWithOrdersOnly) {
  pass(10s, {});
  EXPECT_THAT(calls(), IsEmpty());
  pass(1s, {"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
  pass(1s, {"BTCUSDT", "ETHUSDT"});
  EXPECT_THAT(calls(), ElementsAre("ETHUSDT 120000"));
  EXPECT_EQ(of_account("symbols"), "2");
  EXPECT_EQ(of_account("unprotected_symbols"), "0");
  EXPECT_EQ(of_account("seconds_left"), "119");
}

TEST_F(TheDeadManSwitch, IsRenewedAtAQuarterOfTheCountdown) {
  pass(1s, {"BTCUSDT"});
  pass(29s, {"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
  pass(1s, {"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
  pass(60s, {"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000", "BTCUSDT 120000"));
  EXPECT_EQ(metric("calls_total{account=\"main\",outcome=\"begun\"}"), "1");
  EXPECT_EQ(metric("calls_total{account=\"main\",outcome=\"renewed\"}"), "3");
}

// A symbol whose orders come and go costs no call each time.
TEST_F(TheDeadManSwitch, IsStoppedInThePlaceOfARenewal) {
  pass(1s, {"BTCUSDT"});
  static_cast<void>(calls());
  pass(10s, {});
  pass(10s, {"BTCUSDT"});
  pass(5s, {});
  EXPECT_THAT(calls(), IsEmpty());
  pass(5s, {});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 0"));
  EXPECT_EQ(of_account("symbols"), "0");
  pass(200s, {});
  EXPECT_THAT(calls(), IsEmpty());
  EXPECT_EQ(metric("calls_total{account=\"main\",outcome=\"stopped\"}"), "1");
}

TEST_F(TheDeadManSwitch, BeginsAnewWhenAnOrderComesWhileItIsBeingStopped) {
  pass(1s, {"BTCUSDT"});
  pass(29s, {});
  answers_ = false;
  pass(1s, {});
  static_cast<void>(calls());
  tick({"BTCUSDT"});
  EXPECT_THAT(calls(), IsEmpty()) << "one call for a symbol at a time";
  answer();
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
}

TEST_F(TheDeadManSwitch, IsTriedAgainWhenTheVenueRefuses) {
  answers_ = false;
  pass(1s, {"BTCUSDT"});
  static_cast<void>(calls());
  answer(DeadManSwitch::Failure{"-1008 Server is busy", false});
  EXPECT_EQ(of_account("unprotected_symbols"), "1");
  pass(9s, {"BTCUSDT"});
  EXPECT_THAT(calls(), IsEmpty());
  pass(1s, {"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
  EXPECT_EQ(metric("calls_total{account=\"main\",outcome=\"refused\"}"), "1");
}

// Within one countdown: from then on as seldom as a renewal, lest all of the share goes to calls for nothing.
TEST_F(TheDeadManSwitch, IsTriedAgainNineTimesInARow) {
  answers_ = false;
  int tried = 0;
  for (int i = 0; i < 120 + 30; ++i) {
    pass(1s, {"BTCUSDT"});
    if (waiting_.empty()) continue;
    ++tried;
    answer(DeadManSwitch::Failure{"no", false});
  }
  EXPECT_EQ(tried, 9 + 4) << "nine in 80 s, a quarter of the countdown, and every 10 s again";
}

TEST_F(TheDeadManSwitch, IsNotReadyOnceLittleOfTheCountdownIsLeft) {
  pass(1s, {"BTCUSDT"});
  unsent_ = VenueSession::Unsent{"The venue's request limit is used up", {}};
  pass(89s, {"BTCUSDT"});
  EXPECT_EQ(switch_.not_ready(), "");
  pass(2s, {"BTCUSDT"});
  EXPECT_EQ(switch_.not_ready(),
            "dead man's switch: BTCUSDT ends in 29 s, not renewed: The venue's request "
            "limit is used up");
  unsent_.reset();
  pass(10s, {"BTCUSDT"});
  EXPECT_EQ(switch_.not_ready(), "");
}

TEST_F(TheDeadManSwitch, IsNotReadyWhenItCannotBegin) {
  unsent_ = VenueSession::Unsent{"The request cannot be signed", {}};
  pass(30s, {"BTCUSDT"});
  EXPECT_EQ(switch_.not_ready(), "") << "it has just come";
  pass(1s, {"BTCUSDT"});
  EXPECT_EQ(switch_.not_ready(), "dead man's switch: BTCUSDT is not protected: The request cannot be signed");
}

TEST_F(TheDeadManSwitch, WaitsForAslongAsTheVenueAsks) {
  unsent_ = VenueSession::Unsent{"The venue's request limit is used up", now_ + 41s};
  pass(1s, {"BTCUSDT"});
  unsent_.reset();
  pass(39s, {"BTCUSDT"});
  EXPECT_THAT(calls(), IsEmpty());
  pass(1s, {"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
}

// What nobody has answered may be set, and run out later than what was set before.
TEST_F(TheDeadManSwitch, HasRunOutOnlyWhenItSurelyHas) {
  pass(1s, {"BTCUSDT"});
  answers_ = false;
  pass(30s, {"BTCUSDT"});
  ASSERT_EQ(waiting_.size(), 1U);
  answer(DeadManSwitch::Failure{"no answer within 10000 ms", true});
  unsent_ = VenueSession::Unsent{"no link", {}};
  pass(100s, {"BTCUSDT"});
  EXPECT_EQ(of_account("symbols"), "0") << "it may be over …";
  EXPECT_EQ(of_account("ran_out_total"), "0");
  pass(24s, {"BTCUSDT"});
  EXPECT_EQ(of_account("ran_out_total"), "1") << "… and is";
}

// A call that is lost may arrive behind the next one: an end would end what that one has begun.
TEST_F(TheDeadManSwitch, BeginsAnewOnlyOnceALostEndCanArriveNoMore) {
  pass(1s, {"BTCUSDT"});
  pass(29s, {});
  answers_ = false;
  pass(1s, {});
  ASSERT_THAT(calls(), ElementsAre("BTCUSDT 120000", "BTCUSDT 0"));
  const Timestamp sent = now_;
  now_ += 9500ms;
  answer(DeadManSwitch::Failure{"the connection ended", true});
  EXPECT_THAT(calls(), IsEmpty());
  // As if it had just been sent: what was set back is only our clock.
  now_ = sent + 2900ms;
  tick({"BTCUSDT"});
  EXPECT_THAT(calls(), IsEmpty());
  now_ = sent + 20s;
  tick({"BTCUSDT"});
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 120000"));
}

TEST_F(TheDeadManSwitch, ProtectsWhoCameFirstWhenTheShareIsNotEnough) {
  weight_limit_ = 200;  // 4 calls a minute: 2 symbols, each renewed twice a minute
  pass(1s, {"B1", "B2"});
  pass(300s, {"A0", "B1", "B2"});
  EXPECT_EQ(of_account("ran_out_total"), "0");
  for (const auto& call : calls()) EXPECT_THAT(call, testing::Not(StartsWith("A0")));
  EXPECT_EQ(of_account("symbols"), "2");
  EXPECT_EQ(of_account("unprotected_symbols"), "1");
  EXPECT_EQ(switch_.not_ready(),
            "dead man's switch: 1 symbol(s) are not protected, A0 first: weight_share is enough for 2");
  pass(31s, {"A0", "B2"});
  pass(30s, {"A0", "B2"});  // by then a call of the last minute is free
  EXPECT_THAT(calls(), testing::IsSupersetOf({"B1 0", "A0 120000"}));
  EXPECT_EQ(switch_.not_ready(), "");
}

TEST_F(TheDeadManSwitch, TakesNoMoreThanItsShareOfAMinute) {
  weight_limit_ = 200;
  answers_ = false;
  std::size_t most = 0;
  std::vector<Timestamp> all;
  for (int i = 0; i < 300; ++i) {
    pass(1s, {"B1", "B2"});
    while (!waiting_.empty()) {
      all.push_back(now_);
      answer(DeadManSwitch::Failure{"no", false});
    }
    const auto within = std::count_if(all.begin(), all.end(), [&](Timestamp at) { return at > now_ - 60s; });
    most = std::max(most, static_cast<std::size_t>(within));
  }
  EXPECT_EQ(most, 4U);
}

TEST_F(TheDeadManSwitch, SaysForHowManySymbolsAShareIsEnough) {
  EXPECT_EQ(DeadManSwitch::symbols_max(2400, 20, 120s), 24U);
  EXPECT_EQ(DeadManSwitch::symbols_max(2400, 50, 120s), 60U);
  EXPECT_EQ(DeadManSwitch::symbols_max(2400, 20, 10s), 2U);
  EXPECT_EQ(DeadManSwitch::symbols_max(0, 20, 120s), 0U);
}

TEST_F(TheDeadManSwitch, HasFewCallsWaitingForAnswers) {
  answers_ = false;
  std::set<std::string> symbols;
  for (int i = 0; i < 20; ++i) symbols.insert("S" + std::to_string(i));
  tick(symbols);
  EXPECT_EQ(waiting_.size(), 4U);
  answer();
  EXPECT_EQ(waiting_.size(), 4U);
  answer_all();
  EXPECT_EQ(calls().size(), 20U);
}

TEST_F(TheDeadManSwitch, IsStoppedAtACleanEnd) {
  pass(1s, {"BTCUSDT", "ETHUSDT"});
  static_cast<void>(calls());
  answers_ = false;
  bool done = false;
  switch_.stop([&] { done = true; });
  EXPECT_THAT(calls(), ElementsAre("BTCUSDT 0", "ETHUSDT 0"));
  EXPECT_FALSE(done);
  answer();
  EXPECT_FALSE(done);
  answer();
  EXPECT_TRUE(done);
  tick({"BTCUSDT"});
  EXPECT_THAT(calls(), IsEmpty()) << "orders stay, and are protected no more";
}

TEST_F(TheDeadManSwitch, IsStoppedWhenNothingIsToBeStopped) {
  bool done = false;
  switch_.stop([&] { done = true; });
  EXPECT_TRUE(done);
}

TEST_F(TheDeadManSwitch, AnEndThatIsRefusedIsTriedAgainForThreeSeconds) {
  pass(1s, {"BTCUSDT"});
  answers_ = false;
  int done = 0;
  switch_.stop([&] { ++done; });
  for (int i = 0; i < 3; ++i) {
    answer(DeadManSwitch::Failure{"-1008 Server is busy", false});
    now_ += 1s;
    EXPECT_EQ(done, 0);
    tick({"BTCUSDT"});
    if (waiting_.empty()) break;
  }
  if (!waiting_.empty()) answer(DeadManSwitch::Failure{"-1008 Server is busy", false});
  EXPECT_EQ(done, 1);
  EXPECT_EQ(metric("calls_total{account=\"main\",outcome=\"refused\"}"), "4");
  static_cast<void>(calls());
  now_ += 10s;
  tick({"BTCUSDT"});
  EXPECT_THAT(calls(), IsEmpty()) << "the REST client is gone by then";
}

}  // namespace
}  // namespace bridge
