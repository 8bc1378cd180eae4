// Who may connect and log on: networks, caps, rates, passwords and signatures at the listener.
#include "fix/door/credentials.hpp"
#include "fix/listener_fixture.hpp"
#include "fix/pki.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::fix {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using SteadyClock = std::chrono::steady_clock;

using Entry = ListenerTest;

TEST_F(Entry, IsForTheListenersNetworks) {
  settings_.networks = {*Network::parse("127.0.7.0/24")};
  listen();
  connect("127.0.8.1");
  ASSERT_TRUE(refused(1));
  send(connect("127.0.7.1"), logon());
  ASSERT_TRUE(arrived(1));
  EXPECT_THAT(refusals_, ElementsAre("network"));
}

TEST_F(Entry, IsForTheSessionsNetworks) {
  session_.networks = {*Network::parse("127.0.7.0/24")};
  listen();
  send(connect("127.0.8.1"), logon());
  ASSERT_TRUE(refused(1));
  send(connect("127.0.7.1"), logon());
  ASSERT_TRUE(arrived(1));
  EXPECT_THAT(refusals_, ElementsAre("network"));
}

TEST_F(Entry, OfOneAddressHasARate) {
  settings_.accept_rate = {.messages = 3, .per = seconds{60}};
  listen();
  for (int i = 0; i < 5; ++i) connect("127.0.8.1");
  ASSERT_TRUE(refused(2));
  EXPECT_THAT(refusals_, ElementsAre("too_fast", "too_fast"));
  send(connect("127.0.8.2"), logon());
  EXPECT_TRUE(arrived(1)) << "another address";
}

TEST_F(Entry, OfAnAddressWithASessionHasAHigherRate) {
  settings_.accept_rate = {.messages = 1, .per = seconds{60}};
  listen();
  send(connect(), logon());
  ASSERT_TRUE(arrived(1));
  send(connect(), logon());
  EXPECT_TRUE(arrived(2)) << "its client comes back";
}

TEST_F(Entry, OfOneAddressHasALimit) {
  settings_.connections_per_address = 2;
  listen();
  auto& first = connect("127.0.8.1");
  connect("127.0.8.1");
  connect("127.0.8.1");
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("evicted"));
  EXPECT_TRUE(is_closed(first)) << "the oldest that has not logged on";
}

TEST_F(Entry, CountsThoseThatAreOnUntilTheyGo) {
  settings_.connections_per_address = 1;
  listen();
  send(connect(), logon());
  ASSERT_TRUE(arrived(1));
  connect();
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("too_many"));
  arrivals_[0].seat.reset();
  send(connect(), logon());
  EXPECT_TRUE(arrived(2));
}

TEST_F(Entry, HasALimitForAll) {
  settings_.connections_limit = 2;
  listen();
  send(connect("127.0.8.1"), logon());
  send(connect("127.0.8.2"), logon());
  ASSERT_TRUE(arrived(2));
  connect("127.0.8.3");
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("full"));
}

TEST_F(Entry, OfAFloodMakesRoomItself) {
  settings_.strangers_limit = 4;
  listen();
  auto& honest = connect("127.0.8.1");
  for (int i = 0; i < 20; ++i) connect("127.0.8.2");
  ASSERT_TRUE(refused(17));
  EXPECT_THAT(refusals_, Each("evicted"));
  send(honest, logon());
  EXPECT_TRUE(arrived(1)) << "who came first, and alone, is still there";
}

// --- credentials ---

class Credential : public ListenerTest {
 protected:
  Credential() {
    session_.credentials = {.username = "desk", .password_hash = kHash, .public_key = {}};
    settings_.first_message_deadline = seconds{60};  // however slow the machine verifies passwords
  }

  // Of "right", as cheap as may be configured: the verifier gives way to everybody else, and on a busy
  // machine a password that costs what ours do would take it seconds.
  static constexpr const char* kHash =
      "$scrypt$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$HxrcnnyStMUHPXrTd+w0/OwXG07hZiyzJ6iv48mfrPQ";
  void use_costly_hash() { session_.credentials.password_hash = hash_password("right"); }
  static std::string logon_with(const std::string& more, const std::string& who = "OMS") {
    return message("35=A|34=1|49=" + who + "|52=20261122-17:00:00.000|56=BRIDGE|98=0|108=30|" + more);
  }
  static std::string with_password(const std::string& password) {
    return logon_with("141=Y|553=desk|554=" + password + "|");
  }
  void expect_refused(const std::string& bytes, const std::string& reason) {
    const auto before = refusals_.size();
    send(connect("127.0.8.1"), bytes);
    ASSERT_TRUE(refused(before + 1));
    EXPECT_EQ(refusals_.back(), reason);
    EXPECT_TRUE(arrivals_.empty());
  }
};

TEST_F(Credential, LetsTheRightPasswordIn) {
  listen();
  send(connect(), with_password("right") + "early");
  ASSERT_TRUE(arrived(1));
  EXPECT_EQ(arrivals_[0].bytes, with_password("right") + "early");
}

TEST_F(Credential, KeepsEverythingElseOut) {
  listen();
  expect_refused(with_password("wrong"), "credentials");
  expect_refused(logon_with("553=disk|554=right|"), "credentials");
  expect_refused(logon_with("553=desk|"), "credentials");
  expect_refused(logon_with(""), "credentials");
}

TEST_F(Credential, TellsNoWrongNameFromAWrongPassword) {
  listen();
  const auto refused_after = [&](const std::string& bytes, const std::string& reason) {
    const auto began = SteadyClock::now();
    expect_refused(bytes, reason);
    return SteadyClock::now() - began;
  };
  // Neither is told at once, nor one much later than the other. A busy machine may hold up one of a pair, but
  // not one of each pair and always the same.
  auto unknown = SteadyClock::duration::max();
  auto wrong = SteadyClock::duration::max();
  for (int pair = 0; pair < 3 && (pair == 0 || std::max(wrong, unknown) >= 2 * std::min(wrong, unknown));
       ++pair) {
    unknown =
        std::min(unknown, refused_after(logon_with("553=desk|554=wrong|", "STRANGER"), "unknown_session"));
    wrong = std::min(wrong, refused_after(with_password("wrong"), "credentials"));
  }
  EXPECT_GE(unknown, milliseconds{500});
  EXPECT_GE(wrong, milliseconds{500});
  EXPECT_LT(std::max(wrong, unknown), 2 * std::min(wrong, unknown));
}

TEST_F(Credential, IsNotLookedAtAfterTooManyWrongOnes) {
  listen();
  for (int i = 0; i < 5; ++i) send(connect("127.0.8.1"), with_password("wrong"));
  ASSERT_TRUE(refused(5));
  EXPECT_THAT(refusals_, Each("credentials"));
  send(connect("127.0.8.1"), with_password("right"));
  ASSERT_TRUE(refused(6));
  EXPECT_EQ(refusals_.back(), "attempts");
  EXPECT_TRUE(arrivals_.empty());
  ASSERT_TRUE(comes_true([&] {  // the wait ends
    send(connect("127.0.8.1"), with_password("right"));
    const auto before = refusals_.size();
    return comes_true([&] { return !arrivals_.empty() || refusals_.size() > before; }) && !arrivals_.empty();
  }));
}

TEST_F(Credential, ThatIsWrongIsToldSoInTheLogAlsoWhenItsClientIsEvicted) {
  settings_.strangers_limit = 2;
  listen();
  send(connect(), logon_with(""));
  send(connect(), "GET /");
  ASSERT_TRUE(refused(1)) << "who came before it is judged by now";
  connect();
  connect();
  ASSERT_TRUE(refused(2));
  EXPECT_THAT(refusals_, ElementsAre("not_fix", "credentials"));
}

TEST_F(Credential, WaitsInALineThatHasAnEnd) {
  use_costly_hash();
  settings_.strangers_limit = 100;
  listen();
  for (int i = 0; i < 70; ++i) send(connect(), with_password("right"));
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, Each("busy"));
  EXPECT_LT(arrivals_.size(), 64U) << "it was told before the line was done";
}

TEST_F(Credential, IsToldBusyWhenThoseBeforeItTakeTooLong) {
  use_costly_hash();
  settings_.first_message_deadline = milliseconds{200};
  listen();
  for (int i = 0; i < 40; ++i) send(connect(), with_password("right"));
  ASSERT_TRUE(comes_true([&] { return arrivals_.size() + refusals_.size() == 40; }));
  EXPECT_THAT(refusals_, Contains("busy"));
}

TEST_F(Credential, IsNotLockedOutFromElsewhere) {
  listen();
  send(connect("127.0.8.1"), with_password("right"));
  ASSERT_TRUE(arrived(1));
  for (int i = 0; i < 6; ++i) send(connect("127.0.8.2"), with_password("wrong"));
  ASSERT_TRUE(refused(6));
  send(connect("127.0.8.1"), with_password("right"));
  EXPECT_TRUE(arrived(2));
}

class SignedLogon : public ListenerTest {
 protected:
  SignedLogon() { session_.credentials.public_key = key_.public_key; }

  [[nodiscard]] std::string logon_at(Timestamp at, const std::string& length = "") const {
    const std::string time = fix_text(at);
    const std::string signature = test::sign(key_.private_key, "A\x01OMS\x01" +
                                                                   std::string("BRIDGE\x01"
                                                                               "7\x01") +
                                                                   time);
    return message("35=A|34=7|49=OMS|52=" + time + "|56=BRIDGE|98=0|108=30|95=" +
                   (length.empty() ? std::to_string(signature.size()) : length) + "|96=" + signature + "|");
  }
  void expect_refused(const std::string& bytes, const std::string& reason) {
    const auto before = refusals_.size();
    send(connect(), bytes);
    ASSERT_TRUE(refused(before + 1));
    EXPECT_EQ(refusals_.back(), reason);
  }

  test::SigningKey key_ = test::make_signing_key();
};

TEST_F(SignedLogon, IsLetInOnce) {
  listen();
  const auto first = logon_at(now());
  send(connect(), first);
  ASSERT_TRUE(arrived(1));
  expect_refused(first, "credentials");
  expect_refused(logon_at(now() - seconds{60}), "credentials");
  send(connect(), logon_at(now()));
  EXPECT_TRUE(arrived(2));
}

TEST_F(SignedLogon, IsForNow) {
  listen();
  expect_refused(logon_at(now() - seconds{130}), "credentials");
  expect_refused(logon_at(now() + seconds{130}), "credentials");
  EXPECT_TRUE(arrivals_.empty());
}

TEST_F(SignedLogon, HasTheLengthItStates) {
  listen();
  for (const char* length : {"87", "89", "0", "-1", "4294967384", "88x"}) {
    expect_refused(logon_at(now(), length), "data_field");
  }
  EXPECT_TRUE(arrivals_.empty());
}

TEST_F(SignedLogon, IsSignedByTheSessionsKey) {
  listen();
  key_ = test::make_signing_key();
  expect_refused(logon_at(now()), "credentials");
}

}  // namespace
}  // namespace bridge::fix
