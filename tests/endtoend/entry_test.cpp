// Who gets in: certificates, passwords, signatures, and the client whose first connection is dead.
#include "beside.hpp"
#include "endtoend/stage.hpp"
#include "fix/pki.hpp"
#include "fix/tls_client.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>

namespace bridge::endtoend {
namespace {

using fix::test::Ca;
using fix::test::TlsClient;
using testing::HasSubstr;

std::string logon(int number, const std::string& more = "") {
  return framed("35=A|34=" + std::to_string(number) + "|49=DESK1|52=" + sending_time() +
                "|56=BRIDGE|98=0|108=30|" + more);
}
std::string cancel_of(int number, const std::string& order_id) {
  const auto at = sending_time();
  return framed("35=F|34=" + std::to_string(number) + "|49=DESK1|52=" + at + "|56=BRIDGE|11=c" +
                std::to_string(number) + "|37=" + order_id + "|55=BTCUSDT|54=1|60=" + at + "|");
}
bool holds_message(const std::string& text) {
  return text.find(
             "\x01"
             "10=") != std::string::npos;
}

// The next message, with '|' for SOH.
std::string answer(TlsClient& client) {
  std::string text = client.read_until(
      "\x01"
      "10=");
  std::ranges::replace(text, '\x01', '|');
  return text;
}

class MutualTls : public testing::Test {
 protected:
  void SetUp() override {
    use(servers.issue("gateway"));
    write_file(stage.directory() / "clients.pem", clients.certificate());
    write_file(stage.directory() / "crl.pem", clients.crl({}));
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  }
  void use(const fix::test::Identity& identity) {
    write_file(stage.directory() / "server.pem", identity.certificate);
    write_file(stage.directory() / "server.key", identity.key);
  }
  [[nodiscard]] std::unique_ptr<TlsClient> connect(const fix::test::Identity& identity, const Ca& trusted) {
    return std::make_unique<TlsClient>(
        stage.fix_port(), fix::test::TlsClientOptions{.ca = trusted.certificate(), .identity = identity});
  }

  Ca servers{"Servers"};
  Ca clients{"Clients"};
  fix::test::Identity desk = clients.issue("desk1");
  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2"), order(1003, "order-3")},
               .sessions = {session("FIX.4.4", "account: main, certificate: {subject: 'CN=desk1,O=Fund'}")},
               .listen_options = {"tls: {certificate: server.pem, key: server.key, client_ca: clients.pem, "
                                  "crl: crl.pem}"}}};
};

TEST_F(MutualTls, CarriesACancelThereAndBack) {
  const auto client = connect(desk, servers);
  client->send(logon(1));
  EXPECT_EQ(value(answer(*client), 35), "A");
  client->send(cancel_of(2, "1001"));
  const auto report = answer(*client);
  EXPECT_EQ(value(report, 35), "8");
  EXPECT_EQ(value(report, 150), "4");
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1001)->status, "CANCELED");
}

TEST_F(MutualTls, GivesASessionToItsOwnCertificateOnly) {
  const auto other = connect(clients.issue("desk2"), servers);
  other->send(logon(1, "141=Y|"));
  EXPECT_EQ(other->read(), "");
  EXPECT_EQ(stage.metric("fixbridge_connections_refused_total{reason=\"certificate\"}"), "1");
  RawClient plain(stage.fix_port());
  plain.send(logon(1));
  EXPECT_TRUE(
      eventually([&] { return stage.metric("fixbridge_connections_refused_total{reason=\"tls\"}") == "1"; }));
}

TEST_F(MutualTls, TakesNewCertificatesAndRevocationsWithoutDroppingASession) {
  const auto client = connect(desk, servers);
  client->send(logon(1));
  EXPECT_EQ(value(answer(*client), 35), "A");

  Ca next("Next");
  use(next.issue("gateway"));
  write_file(stage.directory() / "crl.pem", clients.crl({desk.serial}));
  stage.gateway().signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return !connect(clients.issue("desk1"), next)->error(); })) << stage.log();

  client->send(cancel_of(2, "1001"));
  EXPECT_EQ(value(answer(*client), 150), "4") << "the session went on, revoked or not";
  const auto again = connect(desk, next);
  again->send(logon(3));
  EXPECT_EQ(again->read(), "") << "it cannot come back";
}

// --- passwords ---

std::string password_hash() {
  static const std::string hash = [] {
    const Directory directory;
    write_file(directory.path() / "in", "correct-horse\n");
    const Process process(
        {"/bin/sh", "-c",
         std::string(FIXBRIDGE) + " password < '" + (directory.path() / "in").string() + "'"},
        directory.path() / "password");
    EXPECT_TRUE(eventually([&] { return read_file(directory.path() / "password.out").ends_with('\n'); }));
    return read_file(directory.path() / "password.out");
  }();
  return hash.substr(0, hash.find('\n'));
}

TEST(PasswordLogon, ChangesNothingUnlessItIsRight) {
  Stage stage{
      {.orders = {order(1001, "order-1")},
       .sessions = {session("FIX.4.4", "account: main, credentials: {username: desk, password_hash: '" +
                                           password_hash() + "'}")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  {
    RawClient client(stage.fix_port());
    client.send(logon(1, "553=desk|554=correct-horse|") + cancel_of(2, "1001"));
    const auto answers = client.read([](const std::string& text) {
      return count_of(text,
                      "\x01"
                      "10=") == 2;
    });
    EXPECT_EQ(count_of(answers, "|150=4|"), 1U) << answers;
  }
  for (const char* credentials :
       {"141=Y|553=desk|554=wrong-horse|", "141=Y|553=desc|554=correct-horse|", "141=Y|"}) {
    RawClient stranger(stage.fix_port());
    stranger.send(logon(1, credentials));
    EXPECT_TRUE(stranger.is_closed_in_silence()) << credentials;
  }
  EXPECT_EQ(stage.metric("fixbridge_connections_refused_total{reason=\"credentials\"}"), "3");
  RawClient client(stage.fix_port());
  client.send(logon(3, "553=desk|554=correct-horse|"));
  const auto welcome = client.read(holds_message);
  EXPECT_EQ(value(welcome, 35), "A");
  EXPECT_EQ(value(welcome, 34), "3") << "the numbers went on: nobody has reset them";
  EXPECT_EQ(count_of(stage.log() + stage.out(), "horse"), 0U);
}

TEST(PasswordLogon, IsAHashOfWhatIsTyped) {
  EXPECT_THAT(password_hash(), HasSubstr("$scrypt$ln=15,r=8,p=1$"));
}

// --- the second connection ---

TEST(SecondConnection, ReplacesADeadOneWithinTwoSeconds) {
  Stage stage{{.orders = {order(1001, "order-1")}}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  RawClient dead(stage.fix_port());  // it never answers a TestRequest, and its socket stays open
  dead.send(logon(1));
  ASSERT_EQ(value(dead.read(holds_message), 35), "A");

  const auto began = std::chrono::steady_clock::now();
  auto beside = clock_beside(milliseconds{1500});
  RawClient client(stage.fix_port());
  client.send(logon(2));
  EXPECT_EQ(value(client.read(holds_message), 35), "A");
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_LT(took, beside.get() * 4 / 3) << "1.5 s, and some";
  client.send(cancel_of(3, "1001"));
  const auto report = client.read([](const std::string& text) {
    return text.find(
               "\x01"
               "35=8\x01") != std::string::npos &&
           holds_message(text);
  });
  EXPECT_EQ(value(report, 150), "4") << report;
}

}  // namespace
}  // namespace bridge::endtoend
