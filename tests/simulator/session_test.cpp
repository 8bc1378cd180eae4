// Keys of every type, and what session.logon makes of a connection (fixspec/venue.md, 3.5).
#include "simulator/desk.hpp"

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Session : public Desk {};

TEST_F(Session, TakesASignatureOfEveryKeyType) {
  for (const Keys& keys : {Keys{}, rsa_keys(), ed25519_keys()}) {
    EXPECT_EQ(ask(status("FIX-42.a_B", keys)).at("status"), 200) << keys.api_key;
    Keys stolen = keys;
    stolen.api_key = ed25519_keys().api_key == keys.api_key ? rsa_keys().api_key : ed25519_keys().api_key;
    EXPECT_EQ(code(ask(status("FIX-42.a_B", stolen))), -1022) << keys.api_key;
  }
}

TEST_F(Session, IsLoggedOnWithEd25519Only) {
  const json::object reply = ask(logon(ed25519_keys()));
  EXPECT_EQ(reply.at("status"), 200);
  EXPECT_EQ(result(reply, "apiKey"), ed25519_keys().api_key);
  EXPECT_EQ(reply.at("result").at("authorizedSince"), to_ms(kNow));

  const json::object hmac = ask(logon(Keys{}));
  EXPECT_EQ(code(hmac), -4056);
  EXPECT_EQ(hmac.at("error").at("msg"), "HMAC_SHA256 API key is not supported.");
  EXPECT_EQ(code(ask(logon(rsa_keys()))), -4056);
}

TEST_F(Session, StaysAsItWasWhenALogonFails) {
  EXPECT_EQ(ask(logon(ed25519_keys())).at("status"), 200);
  EXPECT_EQ(code(ask(logon(Keys{}))), -4056);
  EXPECT_EQ(result(ask(request("1", "session.status", {})), "apiKey"), ed25519_keys().api_key);
}

TEST_F(Session, ChecksALogonLikeAnyOtherRequest) {
  Keys unknown = ed25519_keys();
  unknown.api_key = std::string(unknown.api_key.size(), 'x');
  EXPECT_EQ(code(ask(logon(unknown))), -2015);
  unknown.api_key = "short";
  EXPECT_EQ(code(ask(logon(unknown))), -2014);
  Keys forged = ed25519_keys();
  forged.private_key = rsa_keys().private_key;
  EXPECT_EQ(code(ask(logon(forged))), -1022);
  EXPECT_EQ(code(ask(signed_request("1", "session.logon", {}, ed25519_keys()))), -1102);
  EXPECT_THAT(json::serialize(ask(request("1", "session.logon", {}))), HasSubstr("'apiKey'"));
  at_ = kNow + std::chrono::seconds{6};
  EXPECT_EQ(code(ask(logon(ed25519_keys()))), -1021);
}

TEST_F(Session, SparesRequestsKeyAndSignatureButNotTheTimestamp) {
  EXPECT_EQ(code(ask(unsigned_cancel())), -1102);
  (void)ask(logon(ed25519_keys()));
  Params no_time = naming("FIX-42.a_B");
  no_time.erase("timestamp");
  EXPECT_THAT(json::serialize(ask(request("1", "order.cancel", no_time))), HasSubstr("'timestamp'"));
  at_ = kNow + std::chrono::seconds{6};
  EXPECT_EQ(code(ask(unsigned_cancel())), -1021);
  at_ = kNow;
  EXPECT_EQ(ask(unsigned_cancel()).at("status"), 200);
}

TEST_F(Session, GivesWayToTheKeyOfARequest) {
  (void)ask(logon(ed25519_keys()));
  EXPECT_EQ(ask(status("FIX-42.a_B", Keys{})).at("status"), 200);
  EXPECT_EQ(code(ask(status("FIX-42.a_B", {.secret = "wrong"}))), -1022);
  Params key_alone = naming("FIX-42.a_B");
  key_alone["apiKey"] = '"' + Keys{}.api_key + '"';
  EXPECT_THAT(json::serialize(ask(request("1", "order.status", key_alone))), HasSubstr("'signature'"));
}

TEST_F(Session, EndsWithALogout) {
  (void)ask(logon(ed25519_keys()));
  const json::object out = ask(request("1", "session.logout", {}));
  EXPECT_TRUE(out.at("result").at("apiKey").is_null());
  EXPECT_TRUE(out.at("result").at("authorizedSince").is_null());
  EXPECT_EQ(code(ask(unsigned_cancel())), -1102);
}

TEST_F(Session, IsTheConnectionsOwn) {
  (void)ask(logon(ed25519_keys()));
  Visit other{.connected_since = kNow};
  const auto refused = requests_.answer(unsigned_cancel(), other, kNow);
  EXPECT_THAT(said(refused), HasSubstr("'apiKey'"));
}

TEST_F(Session, OfARevokedKeyEndsWithANullId) {
  (void)ask(logon(ed25519_keys()));
  keys_.set_revoked(ed25519_keys().api_key, true);
  EXPECT_EQ(said(answer(unsigned_cancel())), R"({"id":null,"status":401,"error":{"code":-2015,)"
                                             R"("msg":"Invalid API-key, IP, or permissions for action."}})");
  EXPECT_EQ(book_.find({.symbol = "ETHUSDT", .order_id = {}, .client_order_id = "FIX-42.a_B"})->status,
            "NEW");
  EXPECT_TRUE(ask(request("1", "session.status", {})).at("result").at("apiKey").is_null());
  EXPECT_EQ(code(ask(logon(ed25519_keys()))), -2015);
  keys_.set_revoked(ed25519_keys().api_key, false);
  EXPECT_EQ(ask(logon(ed25519_keys())).at("status"), 200);
  EXPECT_EQ(ask(unsigned_cancel()).at("status"), 200);
}

TEST_F(Session, IsNoMatterToASignedRequestWithARevokedKey) {
  keys_.set_revoked(Keys{}.api_key, true);
  const json::object reply = ask(cancel("FIX-42.a_B"));
  EXPECT_EQ(reply.at("id"), 1);
  EXPECT_EQ(code(reply), -2015);
}

}  // namespace
}  // namespace bridge::simulator::test
