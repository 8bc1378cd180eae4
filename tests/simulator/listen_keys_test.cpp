// The key of the user data stream: as a thing of its own, and as userDataStream.* gives it out.
#include "simulator/listen_keys.hpp"

#include "simulator/desk.hpp"

#include <gtest/gtest.h>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;

TEST(ListenKeys, AreOneAtATimeAndProlonged) {
  ListenKeys keys{milliseconds{1000}};
  EXPECT_TRUE(keys.current().empty());
  EXPECT_FALSE(keys.end());
  EXPECT_FALSE(keys.ping(kNow));
  const std::string key = keys.start(kNow);
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(keys.start(kNow + milliseconds{300}), key);
  EXPECT_EQ(keys.end(), kNow + milliseconds{1300});
  EXPECT_EQ(keys.ping(kNow + milliseconds{1299}), key);
  EXPECT_FALSE(keys.take_expired(kNow + milliseconds{2298}));
  EXPECT_TRUE(keys.is_current(key));
  EXPECT_EQ(keys.take_expired(kNow + milliseconds{2299}), key);
  EXPECT_FALSE(keys.take_expired(kNow + milliseconds{2300}));
  EXPECT_NE(keys.start(kNow + milliseconds{2300}), key);
}

TEST(ListenKeys, EndWhenTheirTimeIsOverOrTheyAreGivenUp) {
  ListenKeys keys{milliseconds{1000}};
  const std::string first = keys.start(kNow);
  EXPECT_FALSE(keys.ping(kNow + milliseconds{1000}));
  EXPECT_FALSE(keys.stop(kNow + milliseconds{1000}));
  EXPECT_EQ(keys.take_expired(kNow + milliseconds{1000}), first);
  const std::string second = keys.start(kNow);
  EXPECT_EQ(keys.stop(kNow), second);
  EXPECT_FALSE(keys.stop(kNow));
  EXPECT_FALSE(keys.is_current(second));
  EXPECT_FALSE(keys.is_current(""));
}

TEST(ListenKeys, DifferBySeed) {
  ListenKeys one{kListenKeyLife, 1};
  ListenKeys other{kListenKeyLife, 2};
  EXPECT_NE(one.start(kNow), other.start(kNow));
}

class ListenKeyRequests : public Desk {
 protected:
  json::object ask_with(const std::string& method, const Params& params) {
    return ask(request("1", "userDataStream." + method, params));
  }
  static Params key_of(const Keys& keys) { return {{"apiKey", '"' + keys.api_key + '"'}}; }
};

TEST_F(ListenKeyRequests, AreOfTheAccountWhateverKeyAsks) {
  const auto started = ask_with("start", key_of(Keys{}));
  EXPECT_EQ(result(ask_with("start", key_of(rsa_keys())), "listenKey"), result(started, "listenKey"));
  EXPECT_EQ(result(ask_with("ping", key_of(ed25519_keys())), "listenKey"), result(started, "listenKey"));
  EXPECT_TRUE(ask_with("stop", key_of(rsa_keys())).at("result").as_object().empty());
  EXPECT_EQ(code(ask_with("ping", key_of(Keys{}))), -1125);
  EXPECT_EQ(code(ask_with("stop", key_of(Keys{}))), -1125);
  EXPECT_NE(result(ask_with("start", key_of(Keys{})), "listenKey"), result(started, "listenKey"));
}

TEST_F(ListenKeyRequests, WantAKeyAndNothingElse) {
  EXPECT_EQ(code(ask_with("start", {})), -1102);
  EXPECT_EQ(code(ask_with("start", {{"apiKey", "\"short\""}})), -2014);
  Keys stranger;
  stranger.api_key[0] = 'K';
  EXPECT_EQ(code(ask_with("start", key_of(stranger))), -2015);
  keys_.set_revoked(Keys{}.api_key, true);
  EXPECT_EQ(code(ask_with("ping", key_of(Keys{}))), -2015);
}

TEST_F(ListenKeyRequests, MayRelyOnTheConnectionsLogon) {
  EXPECT_EQ(ask(logon(ed25519_keys())).at("status"), 200);
  EXPECT_EQ(result(ask_with("start", {}), "listenKey"), requests_.listen_keys().current());
  keys_.set_revoked(ed25519_keys().api_key, true);
  EXPECT_TRUE(ask_with("ping", {}).at("id").is_null());
}

TEST_F(ListenKeyRequests, PingAnHourAtMostAfterTheLast) {
  (void)ask_with("start", key_of(Keys{}));
  at_ = kNow + milliseconds{59 * 60'000};
  EXPECT_EQ(code(ask_with("ping", key_of(Keys{}))), 0);
  at_ += milliseconds{60 * 60'000};
  EXPECT_EQ(code(ask_with("ping", key_of(Keys{}))), -1125);
}

TEST_F(ListenKeyRequests, FailAsPlanned) {
  requests_.fail_next("userDataStream.start", backend_timeout(), 1);
  EXPECT_EQ(code(ask_with("start", key_of(Keys{}))), -1007);
  EXPECT_EQ(code(ask_with("start", key_of(Keys{}))), 0);
}

}  // namespace
}  // namespace bridge::simulator::test
