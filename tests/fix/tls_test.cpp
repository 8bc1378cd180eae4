// TLS at the listener: who gets through with which certificate, and what a handshake may cost.
#include "fix/listener_fixture.hpp"
#include "fix/pki.hpp"
#include "fix/tls_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <stdexcept>

namespace bridge::fix {
namespace {

using test::Ca;
using test::Identity;
using test::KeyKind;
using test::TlsClient;
using test::TlsClientOptions;
using testing::ElementsAre;
using testing::HasSubstr;

class Tls : public ListenerTest {
 protected:
  Tls() {
    std::string name = "/tmp/fix-tls-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    use(ours_);
    write("ca.pem", clients_ca_.certificate());
  }
  ~Tls() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::string path(const std::string& name) const { return directory_ / name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  // The listener's certificate, from its next start or reload on.
  void use(const Identity& identity) {
    write("server.pem", identity.certificate);
    write("server.key", identity.key);
    settings_.tls = TlsSettings{path("server.pem"), path("server.key"), {}, {}};
  }
  void ask_for_certificates() { settings_.tls->client_ca = path("ca.pem"); }

  // A client that logs on, on a thread of its own; its first answer is what on_arrival's end of it says.
  std::future<std::unique_ptr<TlsClient>> client(TlsClientOptions options = {}) {
    if (options.ca.empty()) options.ca = server_ca_.certificate();
    return std::async(std::launch::async, [port = listener_->port(), options] {
      auto made = std::make_unique<TlsClient>(port, options);
      made->send(logon());
      return made;
    });
  }
  void expect_in(const TlsClientOptions& options = {}) {
    const auto before = arrivals_.size();
    auto coming = client(options);
    EXPECT_TRUE(arrived(before + 1)) << testing::PrintToString(refusals_);
    EXPECT_FALSE(coming.get()->error());
  }
  void expect_out(const TlsClientOptions& options, const std::string& reason = "tls") {
    const auto before = refusals_.size();
    auto coming = client(options);
    ASSERT_TRUE(refused(before + 1));
    EXPECT_EQ(refusals_.back(), reason);
    EXPECT_TRUE(coming.get()->read().empty());
  }

  std::filesystem::path directory_;
  Ca server_ca_{"Servers"};
  Ca clients_ca_{"Clients"};
  Identity ours_ = server_ca_.issue("gateway");
};

TEST_F(Tls, HandsOnTheSessionWithTheSocket) {
  listen();
  auto coming = client();
  ASSERT_TRUE(arrived(1));
  Arrival& arrival = arrivals_[0];
  EXPECT_EQ(arrival.bytes, logon()) << "in clear";
  ASSERT_TRUE(arrival.tls->put("35=A of ours"));
  const std::string encrypted = arrival.tls->output();
  EXPECT_EQ(encrypted.find("35=A"), std::string::npos);
  ASSERT_EQ(::write(arrival.socket, encrypted.data(), encrypted.size()),
            static_cast<ssize_t>(encrypted.size()));
  EXPECT_EQ(coming.get()->read(), "35=A of ours");
}

TEST_F(Tls, SpeaksBothVersionsWithBothKindsOfKey) {
  for (const KeyKind kind : {KeyKind::Ec, KeyKind::Rsa}) {
    use(server_ca_.issue("gateway", kind));
    listen();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      expect_in({.ca = {}, .identity = {}, .version = version});
    }
  }
}

TEST_F(Tls, SpeaksNoOldVersion) {
  listen();
  expect_out({.ca = {}, .identity = {}, .version = TLS1_1_VERSION});
}

TEST_F(Tls, AsksForACertificateOfItsCa) {
  ask_for_certificates();
  listen();
  expect_in({.ca = {}, .identity = clients_ca_.issue("desk1")});
  expect_in({.ca = {}, .identity = clients_ca_.issue("desk2", KeyKind::Rsa)});
  Ca stranger("Clients");  // of the same name
  expect_out({.ca = {}, .identity = {}});
  expect_out({.ca = {}, .identity = stranger.issue("desk1")});
  expect_out({.ca = {}, .identity = clients_ca_.issue("desk1", KeyKind::Ec, -1)});
}

TEST_F(Tls, TrustsASingleCertificateAsWell) {
  const auto pinned = clients_ca_.issue("desk1");
  write("ca.pem", pinned.certificate);
  ask_for_certificates();
  listen();
  expect_in({.ca = {}, .identity = pinned});
  expect_out({.ca = {}, .identity = clients_ca_.issue("desk1")});
}

TEST_F(Tls, BindsACertificateToItsSession) {
  ask_for_certificates();
  const auto right = clients_ca_.issue("desk1");
  session_.certificate.subject = "CN=desk1,O=Fund";
  listen();
  expect_in({.ca = {}, .identity = right});
  expect_out({.ca = {}, .identity = clients_ca_.issue("desk2")}, "certificate");

  session_.certificate.fingerprints = {right.fingerprint};
  listener_->reload(settings_, {session_});
  expect_in({.ca = {}, .identity = right});
  expect_out({.ca = {}, .identity = clients_ca_.issue("desk1")}, "certificate");
}

TEST_F(Tls, RefusesWhatIsRevokedFromTheReloadOn) {
  ask_for_certificates();
  settings_.tls->crl = path("crl.pem");
  const auto one = clients_ca_.issue("desk1");
  const auto other = clients_ca_.issue("desk2");
  write("crl.pem", clients_ca_.crl({}));
  listen();
  expect_in({.ca = {}, .identity = one});
  write("crl.pem", clients_ca_.crl({one.serial}));
  expect_in({.ca = {}, .identity = one});
  listener_->reload(settings_, {session_});
  expect_out({.ca = {}, .identity = one});
  expect_in({.ca = {}, .identity = other});
}

TEST_F(Tls, ShowsItsNewCertificateFromTheReloadOn) {
  listen();
  expect_in();
  Ca next("Next");
  use(next.issue("gateway"));
  listener_->reload(settings_, {session_});
  expect_in({.ca = next.certificate()});
}

TEST_F(Tls, KeepsWhatItHasWhenAReloadFails) {
  listen();
  write("server.key", server_ca_.issue("other").key);
  try {
    listener_->reload(settings_, {session_});
    FAIL() << "the key is another certificate's";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("listen.tls.key"));
  }
  expect_in();
}

TEST_F(Tls, NamesTheFileThatCannotBeUsed) {
  const auto complaint = [&] {
    try {
      listen();
      return std::string("none");
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
  };
  write("server.pem", "nonsense");
  EXPECT_THAT(complaint(), HasSubstr("listen.tls.certificate " + path("server.pem")));
  use(ours_);
  write("ca.pem", "nonsense");
  ask_for_certificates();
  EXPECT_THAT(complaint(), HasSubstr("listen.tls.client_ca"));
  write("ca.pem", clients_ca_.certificate());
  settings_.tls->crl = path("nowhere");
  EXPECT_THAT(complaint(), HasSubstr("listen.tls.crl"));
}

TEST_F(Tls, ClosesWhoeverSpeaksSomethingElse) {
  listen();
  send(connect(), logon());
  ASSERT_TRUE(refused(1));
  send(connect(), std::string("\x16\x03\x01\x00\x10", 5) + std::string(16, 'x'));
  ASSERT_TRUE(refused(2));
  EXPECT_THAT(refusals_, ElementsAre("tls", "tls"));
}

TEST_F(Tls, ClosesAHandshakeThatDoesNotGoOn) {
  settings_.first_message_deadline = milliseconds{200};
  listen();
  send(connect(), std::string("\x16\x03\x01\x02", 4));
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("deadline"));
}

}  // namespace
}  // namespace bridge::fix
