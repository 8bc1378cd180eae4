// session.logon and what follows it on the link (fixspec/venue.md, 3.5), by the documented frames.
#include "venue/binance/dialect.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;
using test::read_frame_file;
using test::response_to;

constexpr const char* kKey = "ed25519DemoKeyQ2w3E4r5T6y7U8i9O0pAsDfGhJkLzXcVbNm1234567890AbCdE";
constexpr milliseconds kWindow{5000};
const Timestamp kAt = from_ms(1795359600000);

json::object vector_named(const std::string& name) {
  const auto file = read_frame_file("00_signing_vectors.json");
  for (const auto& vector : file.at("vectors").as_array()) {
    if (vector.at("name") == json::value(name)) return vector.as_object();
  }
  throw std::runtime_error("no vector " + name);
}

std::unique_ptr<Dialect> dialect_with(KeyType type, const std::string& secret, bool session_logon) {
  return make_dialect(
      {.type = type, .api_key = kKey, .secret = Secret{secret}, .session_logon = session_logon},
      {.recv_window = kWindow});
}

std::unique_ptr<Dialect> dialect(bool session_logon = true) {
  const std::string pem{vector_named("own-session-logon-ed25519").at("key").as_string()};
  return dialect_with(KeyType::Ed25519, pem, session_logon);
}

order::SendCancel cancel() {
  return {
      {order::TicketId{17}, 1, order::RequestKind::Cancel}, "ETHUSDT", order::ClientOrderId{"FIX-42.a_B"}};
}

Message message_of(const std::string& frame) {
  const auto read = dialect()->decode(frame);
  if (read) return read->message;
  ADD_FAILURE() << read.error().what << ": " << frame;
  return {};
}

SessionReply session_reply(const std::string& frame) {
  const Message message = message_of(frame);
  EXPECT_TRUE(std::holds_alternative<SessionReply>(message)) << frame;
  const auto* reply = std::get_if<SessionReply>(&message);
  return reply ? *reply : SessionReply{};
}

}  // namespace

TEST(SessionLogon, IsTheDocumentedRequest) {
  const json::value sent = json::parse(*dialect()->log_on("logon-1", kAt));
  EXPECT_EQ(sent, read_frame_file("session.logon.json").at("request"));
}

TEST(SessionLogon, IsOneFrameInOneOrder) {
  EXPECT_EQ(
      *dialect()->log_on("logon-1", kAt),
      std::string{R"({"id":"logon-1","method":"session.logon","params":{"timestamp":1795359600000,)"} +
          R"("recvWindow":5000,"apiKey":")" + kKey + R"(","signature":")" +
          R"(ZezwHnlMC8QXZ/AqbQC1dkMKvItHeQaoKMX780DVzxO1z7vOA9vmpmM5C2yJr7GKQmzymr8YUeVu9UTg5KjqDw==)" +
          R"("}})");
}

TEST(SessionLogon, LeavesRequestsWithATimestampOnly) {
  EXPECT_TRUE(dialect()->logs_on());
  EXPECT_EQ(*dialect()->encode(cancel(), kAt),
            R"({"id":"17-1c","method":"order.cancel","params":{"symbol":"ETHUSDT",)"
            R"("origClientOrderId":"FIX-42.a_B","timestamp":1795359600000,"recvWindow":5000}})");
  const order::AskStatus status{
      {order::TicketId{17}, 2, order::RequestKind::Status}, "ETHUSDT", order::OrderId{8389765500001234567}};
  EXPECT_EQ(*dialect()->encode(status, kAt),
            R"({"id":"17-2s","method":"order.status","params":{"symbol":"ETHUSDT",)"
            R"("orderId":8389765500001234567,"timestamp":1795359600000,"recvWindow":5000}})");
}

TEST(SessionLogon, LeftOutSignsEachRequest) {
  const auto each = dialect(false);
  EXPECT_FALSE(each->logs_on());
  const json::value sent = json::parse(*each->encode(cancel(), kAt));
  EXPECT_EQ(sent.at("params").at("apiKey"), kKey);
  EXPECT_EQ(sent.at("params").at("signature"), vector_named("own-cancel-ed25519").at("signature"));
}

TEST(SessionLogon, IsForEd25519Only) {
  const std::string rsa{vector_named("own-cancel-rsa").at("key").as_string()};
  EXPECT_FALSE(dialect_with(KeyType::Rsa, rsa, false)->logs_on());
  for (const auto& [type, secret] : {std::pair{KeyType::Rsa, rsa}, {KeyType::HmacSha256, "secret"}}) {
    try {
      (void)dialect_with(type, secret, true);
      ADD_FAILURE();
    } catch (const std::runtime_error& error) {
      const std::string what = error.what();
      EXPECT_NE(what.find("session_logon"), std::string::npos) << what;
      EXPECT_NE(what.find("key_type: ed25519"), std::string::npos) << what;
    }
  }
}

TEST(SessionLogon, HasItsReplyRead) {
  const SessionReply reply = session_reply(response_to("logon-1", "session.logon.json"));
  EXPECT_EQ(reply.id, "logon-1");
  EXPECT_EQ(reply.server_time_ms, 1795359600043);
  EXPECT_TRUE(reply.authorized);
  EXPECT_FALSE(reply.error);
}

TEST(SessionLogon, HasItsRefusalRead) {
  const SessionReply reply = session_reply(response_to("logon-1", "session.logon.error_hmac_key.json"));
  EXPECT_EQ(reply.id, "logon-1");
  EXPECT_EQ(reply.server_time_ms, 0);
  EXPECT_FALSE(reply.authorized);
  ASSERT_TRUE(reply.error);
  EXPECT_EQ(reply.error->status, 400);
  EXPECT_EQ(reply.error->code, -4056);
  EXPECT_EQ(reply.error->text, "HMAC_SHA256 API key is not supported.");
}

TEST(SessionReplies, SayWhetherSomeoneIsLoggedOn) {
  for (const char* name : {"session.status.json", "session.logout.json"}) {
    const SessionReply reply = session_reply(response_to("t1", name));
    EXPECT_FALSE(reply.authorized) << name;
    EXPECT_GT(reply.server_time_ms, 0) << name;
    EXPECT_FALSE(reply.error) << name;
  }
  for (const char* key : {"true", "1", "{}", "null"}) {
    const auto frame =
        R"({"id":"t1","status":200,"result":{"serverTime":5,"apiKey":)" + std::string{key} + "}}";
    EXPECT_FALSE(session_reply(frame).authorized) << key;
  }
}

TEST(SessionReplies, BelieveAnErrorOverAResult) {
  const SessionReply reply = session_reply(
      R"({"id":"t1","status":200,"result":{"serverTime":5,"apiKey":"k"},"error":{"code":-2015,"msg":"x"}})");
  EXPECT_FALSE(reply.authorized);
  EXPECT_EQ(reply.server_time_ms, 0);
  ASSERT_TRUE(reply.error);
  EXPECT_EQ(reply.error->code, -2015);
}

TEST(SessionReplies, AreNoRepliesToOrdersNorOrdersSessionReplies) {
  EXPECT_TRUE(std::holds_alternative<Reply>(message_of(response_to("17-1c", "session.logon.json"))));
  EXPECT_TRUE(
      std::holds_alternative<Reply>(message_of(response_to("17-1c", "session.logon.error_hmac_key.json"))));
  EXPECT_TRUE(std::holds_alternative<Stray>(message_of(R"({"id":"t1","status":200,"result":{}})")));
  EXPECT_TRUE(std::holds_alternative<Stray>(message_of(R"({"id":"t1","status":200})")));
  EXPECT_TRUE(std::holds_alternative<Stray>(
      message_of(R"({"id":"t1","status":202,"result":{"serverTime":5,"apiKey":"k"}})")));
}

TEST(SessionReplies, AreMasked) {
  const std::string request = dialect()->masked(*dialect()->log_on("logon-1", kAt));
  EXPECT_EQ(request, R"({"id":"logon-1","method":"session.logon","params":{"timestamp":1795359600000,)"
                     R"("recvWindow":5000,"apiKey":"***","signature":"***"}})");
  const std::string reply = dialect()->masked(response_to("logon-1", "session.logon.json"));
  EXPECT_EQ(reply.find(kKey), std::string::npos);
  EXPECT_EQ(json::parse(reply).at("result").at("apiKey"), "***");
}

// After it, the key is gone from the link: the frame has no id to find its request by
// (fixspec/venue.md, 2.4).
TEST(RevokedSession, IsAStrayWithItsError) {
  const Message message =
      message_of(json::serialize(read_frame_file("session.revoked.unsolicited.json").at("response")));
  ASSERT_TRUE(std::holds_alternative<Stray>(message));
  const auto& error = std::get<Stray>(message).error;
  ASSERT_TRUE(error);
  EXPECT_EQ(error->status, 401);
  EXPECT_EQ(error->code, -2015);
  EXPECT_EQ(error->reason, order::RejectReason::VenueOption);
}

}  // namespace bridge::venue::binance
