// The listen key of the user-data stream: how it is asked for, and read.
#include "venue/binance/reply.hpp"
#include "venue/binance/request_frame.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;

constexpr const char* kKey = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";

Decoded decoded(const std::string& frame) {
  auto read = read_frame(frame);
  if (!read) ADD_FAILURE() << read.error().what;
  return read ? *read : Decoded{};
}

}  // namespace

TEST(ListenKey, IsAskedForWithTheDocumentedRequests) {
  const auto documented = [](const char* file) {
    json::object request = test::read_frame_file(file).at("request").as_object();
    request["id"] = "u1";
    return json::value(request);
  };
  const auto ours = [](ListenKeyAction action) { return json::parse(listen_key_frame(action, "u1", kKey)); };
  EXPECT_EQ(ours(ListenKeyAction::Start), documented("userDataStream.start.json"));
  EXPECT_EQ(ours(ListenKeyAction::Ping), documented("userDataStream.ping.json"));
  EXPECT_EQ(ours(ListenKeyAction::Stop), documented("userDataStream.stop.json"));
}

TEST(ListenKey, IsAskedForWithoutAKeyOnALinkThatIsLoggedOn) {
  EXPECT_EQ(listen_key_frame(ListenKeyAction::Ping, "u1", ""),
            R"({"id":"u1","method":"userDataStream.ping"})");
}

TEST(ListenKey, IsReadOutOfItsReplies) {
  constexpr const char* kListenKey = "Zq3rT8xLk0WvP6mYb1NcHd9JsEu4AaGf7XoKiDtCvBqMzRwFyPhSnGjUe5O2lI3q";
  for (const char* file : {"userDataStream.start.json", "userDataStream.ping.json"}) {
    const Decoded read = decoded(test::response_to("u1", file));
    const auto* reply = std::get_if<SessionReply>(&read.message);
    ASSERT_NE(reply, nullptr) << file;
    EXPECT_EQ(reply->id, "u1");
    EXPECT_EQ(reply->listen_key, kListenKey);
    EXPECT_FALSE(reply->authorized || reply->error);
  }
  const Decoded gone = decoded(test::response_to("u1", "userDataStream.ping.error_1125.json"));
  const auto* refused = std::get_if<SessionReply>(&gone.message);
  ASSERT_NE(refused, nullptr);
  ASSERT_TRUE(refused->error);
  EXPECT_EQ(refused->error->code, -1125);
  EXPECT_EQ(refused->listen_key, "");
}

TEST(ListenKey, IsNothingThatCouldForgeAPath) {
  for (const std::string& key :
       {std::string{}, std::string{"a b"}, std::string{"a\r\nX: y"}, std::string{"a/../b"},
        std::string{"a?b"}, std::string{"a%2Fb"}, std::string(257, 'x')}) {
    const json::object frame{{"id", "u1"}, {"status", 200}, {"result", {{"listenKey", key}}}};
    const Decoded read = decoded(json::serialize(frame));
    EXPECT_TRUE(std::holds_alternative<Stray>(read.message)) << key;
  }
}

}  // namespace bridge::venue::binance
