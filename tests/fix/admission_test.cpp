// Who is counted how: wrong logons, connections by address, and what proves that a Logon is its session's.
#include "fix/door/connection_limiter.hpp"
#include "fix/door/credentials.hpp"
#include "fix/door/logon_throttle.hpp"
#include "fix/pki.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::fix {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Timestamp kNoon = from_ms(1'764'201'600'000);

TEST(LogonThrottle, MakeTheSixthWait) {
  LogonThrottle attempts;
  for (int i = 0; i < 4; ++i) {
    attempts.failed("DESK1", kNoon);
    EXPECT_EQ(attempts.wait("DESK1", kNoon), 0ms) << i;
  }
  attempts.failed("DESK1", kNoon);
  EXPECT_EQ(attempts.wait("DESK1", kNoon), 1s);
  EXPECT_EQ(attempts.wait("DESK1", kNoon + 400ms), 600ms);
  EXPECT_EQ(attempts.wait("DESK1", kNoon + 1s), 0ms);
  EXPECT_EQ(attempts.wait("DESK2", kNoon), 0ms) << "somebody else";
}

TEST(LogonThrottle, WaitTwiceAsLongEachTimeUpToAMinute) {
  LogonThrottle attempts;
  std::vector<milliseconds> waits;
  for (int i = 0; i < 13; ++i) {
    attempts.failed("x", kNoon);
    if (i >= 4) waits.push_back(attempts.wait("x", kNoon));
  }
  EXPECT_THAT(waits, testing::ElementsAre(1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s));
}

TEST(LogonThrottle, AreForgottenAfterARightOneAndAfterTenMinutes) {
  LogonThrottle attempts;
  for (int i = 0; i < 9; ++i) attempts.failed("x", kNoon);
  attempts.succeeded("x");
  EXPECT_EQ(attempts.wait("x", kNoon), 0ms);
  for (int i = 0; i < 9; ++i) attempts.failed("x", kNoon);
  attempts.failed("x", kNoon + 11min);
  EXPECT_EQ(attempts.wait("x", kNoon + 11min), 0ms);
}

TEST(LogonThrottle, AreBounded) {
  LogonThrottle attempts;
  for (int i = 0; i < 10'100; ++i) attempts.failed(std::to_string(i), kNoon + milliseconds{i});
  EXPECT_EQ(attempts.size(), 10'000U);
}

TEST(ConnectionLimiter, OfOneAddressComeAtItsRate) {
  ConnectionLimiter visitors({.messages = 3, .per = 1s});
  const auto here = *parse_address("192.0.2.1");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(visitors.enter(here, kNoon));
  EXPECT_FALSE(visitors.enter(here, kNoon));
  EXPECT_TRUE(visitors.enter(*parse_address("192.0.2.2"), kNoon)) << "another address";
  EXPECT_TRUE(visitors.enter(here, kNoon + 400ms)) << "one more every third of a second";
  EXPECT_EQ(visitors.of(here), 4U);
  EXPECT_EQ(visitors.all(), 5U);
  visitors.leave(here);
  EXPECT_EQ(visitors.of(here), 3U);
}

TEST(ConnectionLimiter, WhoseSessionIsKnownComeTenTimesAsFast) {
  ConnectionLimiter visitors({.messages = 1, .per = 1s});
  const auto here = *parse_address("192.0.2.1");
  EXPECT_TRUE(visitors.enter(here, kNoon));
  visitors.know(here, kNoon);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(visitors.enter(here, kNoon)) << i;
  EXPECT_FALSE(visitors.enter(here, kNoon));
  EXPECT_TRUE(visitors.enter(here, kNoon + 9min));
  EXPECT_TRUE(visitors.enter(here, kNoon + 11min));
  EXPECT_FALSE(visitors.enter(here, kNoon + 11min)) << "no longer known";
}

TEST(ConnectionLimiter, AreForgottenWhenTheyAreTooMany) {
  ConnectionLimiter visitors({.messages = 1, .per = 1s});
  for (int i = 0; i < 30'000; ++i) {
    IpAddress address{};
    address[14] = static_cast<unsigned char>(i >> 8);
    address[15] = static_cast<unsigned char>(i);
    if (visitors.enter(address, kNoon + milliseconds{i})) visitors.leave(address);
  }
  EXPECT_EQ(visitors.all(), 0U);
}

TEST(Password, IsRightOrWrong) {
  const Credentials credentials{
      .username = "desk", .password_hash = hash_password("correct horse"), .public_key = {}};
  EXPECT_THAT(credentials.password_hash, StartsWith("$scrypt$ln=15,r=8,p=1$"));
  EXPECT_FALSE(complaint_about_hash(credentials.password_hash));
  const auto held_against = [&](const std::string& username, const std::string& password) {
    return disproof(credentials,
                    {.username = username, .password = Secret(password), .signed_text = {}, .signature = {}});
  };
  EXPECT_FALSE(held_against("desk", "correct horse"));
  EXPECT_TRUE(held_against("desk", "correct horse "));
  EXPECT_TRUE(held_against("desk", ""));
  EXPECT_TRUE(held_against("disk", "correct horse"));
  EXPECT_THAT(*held_against("desk", "MARKERPASSWORD"), Not(HasSubstr("MARKER")));
}

TEST(Password, HasASaltOfItsOwn) {
  EXPECT_NE(hash_password("correct horse"), hash_password("correct horse"));
}

// The third vector of RFC 7914, 12,, in the PHC string format.
TEST(Password, HashesOfOthersAreRead) {
  const std::string hash =
      "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$"
      "cCO9yzr9c0hGHAbNgf0464/2o+7qQT44+qbVD9lRdofLVQylVYT8PzMsGUb4WjHhZIaShdKOtcsAuhe8+4o7iA";
  ASSERT_FALSE(complaint_about_hash(hash)) << *complaint_about_hash(hash);
  const auto held = [&](const std::string& password) {
    return disproof({.username = "u", .password_hash = hash, .public_key = {}},
                    {.username = "u", .password = Secret(password), .signed_text = {}, .signature = {}});
  };
  EXPECT_TRUE(held("pleaseletmein "));
}

TEST(Password, HashesThatAreNoneAreRefused) {
  for (const char* hash :
       {"", "secret", "$scrypt$", "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHQ", "$scrypt$ln=15,r=8$c2FsdHNhbHQ$AAAA",
        "$scrypt$ln=x,r=8,p=1$c2FsdHNhbHQ$AAAA", "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$AAAA",
        "$scrypt$ln=15,r=8,p=1$!$AAAA"}) {
    EXPECT_THAT(complaint_about_hash(hash).value_or(""), HasSubstr("fixbridge password")) << hash;
  }
  const std::string salt_and_hash = "$c2FsdHNhbHRzYWx0$U29kaXVtQ2hsb3JpZGVTb2RpdW0";
  EXPECT_TRUE(complaint_about_hash("$scrypt$ln=25,r=8,p=1" + salt_and_hash)) << "4 GiB for each logon";
  EXPECT_TRUE(complaint_about_hash("$scrypt$ln=15,r=8,p=1000" + salt_and_hash));
  EXPECT_TRUE(complaint_about_hash("$scrypt$ln=2,r=1,p=1" + salt_and_hash)) << "no work at all";
  EXPECT_FALSE(complaint_about_hash("$scrypt$ln=15,r=8,p=1" + salt_and_hash));
}

TEST(Signature, IsRightOrWrong) {
  const auto key = test::make_signing_key();
  const std::string text =
      "A\x01"
      "DESK\x01"
      "BRIDGE\x01"
      "1\x01"
      "20261127-12:00:00.000";
  const Credentials credentials{.username = {}, .password_hash = {}, .public_key = key.public_key};
  const auto held_against = [&](const std::string& signed_text, const std::string& signature) {
    return disproof(credentials,
                    {.username = {}, .password = {}, .signed_text = signed_text, .signature = signature});
  };
  const auto signature = test::sign(key.private_key, text);
  EXPECT_FALSE(held_against(text, signature));
  EXPECT_TRUE(held_against(text + "1", signature));
  EXPECT_TRUE(held_against(text, test::sign(test::make_signing_key().private_key, text)));
  for (const char* other : {"", "AAAA", "=", "not base64 at all"})
    EXPECT_TRUE(held_against(text, other)) << other;
}

TEST(Signature, KeysThatAreNoneAreRefused) {
  EXPECT_FALSE(complaint_about_key(test::make_signing_key().public_key));
  EXPECT_THAT(*complaint_about_key("nonsense"), HasSubstr("openssl pkey -in KEY.pem -pubout"));
  EXPECT_TRUE(complaint_about_key(test::make_signing_key().private_key))
      << "the private one stays with the client";
}

}  // namespace
}  // namespace bridge::fix
