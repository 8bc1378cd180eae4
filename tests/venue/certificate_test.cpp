// Certificates that a link must refuse, each beside one that it takes; and which names one is good for.
#include "venue/link_fixture.hpp"
#include "venue/tls.hpp"
#include "venue/tls_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>

namespace bridge::venue {
namespace {

using test::Certificate;
using test::CertificateWish;
using test::KeyKind;
using test::make_certificate;
using test::TlsServer;
using testing::HasSubstr;

constexpr long kDay = 86'400;

struct Case {
  const char* name;
  CertificateWish wish;
  const char* why = "";  // empty: it is good
  const char* host = "127.0.0.1";
};

// A good one for loopback, but for what the test is about.
CertificateWish good() { return {.alt_names = "IP:127.0.0.1,DNS:localhost"}; }
template <class Change>
CertificateWish but(Change change) {
  CertificateWish wish = good();
  change(wish);
  return wish;
}

std::vector<Case> cases() {
  return {
      {"Good", good()},
      {"GoodByName", good(), "", "localhost"},
      {"GoodRsa", but([](auto& w) { w.key = KeyKind::Rsa2048; })},
      {"GoodWithIntermediate", but([](auto& w) { w.intermediate = true; })},
      {"GoodForServers", but([](auto& w) { w.usage = "serverAuth"; })},
      {"GoodAndNotRevoked", but([](auto& w) { w.revocations = true; })},
      {"GoodWithinConstraints",
       but([](auto& w) { w.constraints = "permitted;IP:127.0.0.0/255.0.0.0,permitted;DNS:localhost"; })},
      {"Expired", but([](auto& w) { w.valid_from_s = -2 * kDay, w.valid_until_s = -kDay; }),
       "certificate has expired"},
      {"NotYetValid", but([](auto& w) { w.valid_from_s = kDay, w.valid_until_s = 2 * kDay; }),
       "certificate is not yet valid"},
      {"OtherName", but([](auto& w) { w.alt_names = "DNS:venue.example,IP:127.0.0.1"; }),
       "it is not for localhost", "localhost"},
      {"OtherAddress", but([](auto& w) { w.alt_names = "DNS:localhost,IP:127.0.0.2"; }),
       "it is not for 127.0.0.1"},
      {"AddressAsName", but([](auto& w) { w.alt_names = "DNS:127.0.0.1"; }), "it is not for 127.0.0.1"},
      {"AddressAsWildcard", but([](auto& w) { w.alt_names = "DNS:*.0.0.1"; }), "it is not for 127.0.0.1"},
      {"AddressAsCommonName", {.common_name = "127.0.0.1"}, "it is not for 127.0.0.1"},
      {"NameAsCommonName", {.common_name = "localhost"}, "it is not for localhost", "localhost"},
      {"WildcardForAll", but([](auto& w) { w.alt_names = "DNS:*"; }), "it is not for localhost", "localhost"},
      {"SelfSigned", but([](auto& w) { w.self_signed = true; }), "self-signed certificate"},
      {"TruncatedChain", but([](auto& w) { w.intermediate = w.truncated = true; }),
       "unable to get local issuer certificate"},
      {"IssuerIsNoCa", but([](auto& w) { w.intermediate = true, w.issuer_is_ca = false; }),
       "invalid CA certificate"},
      {"WeakKey", but([](auto& w) { w.key = KeyKind::Rsa1024; }), "EE certificate key too weak"},
      {"WeakKeyOfTheCa", but([](auto& w) { w.ca_key = KeyKind::Rsa1024; }), "CA certificate key too weak"},
      {"Sha1", but([](auto& w) { w.sha1 = true; }), "CA signature digest algorithm too weak"},
      {"ForClientsOnly", but([](auto& w) { w.usage = "clientAuth"; }), "unsuitable certificate purpose"},
      {"Revoked", but([](auto& w) { w.revocations = w.revoked = true; }), "certificate revoked"},
      {"StaleRevocations", but([](auto& w) { w.revocations = w.list_is_stale = true; }), "CRL has expired"},
      {"OutsideConstraints",
       but([](auto& w) { w.constraints = "permitted;DNS:other.example,excluded;IP:127.0.0.0/255.0.0.0"; }),
       "subtree violation"},
  };
}

class EachCertificate : public test::LinkFixture, public testing::WithParamInterface<Case> {};

TEST_P(EachCertificate, IsTakenOrRefusedWithItsCause) {
  const Certificate certificate = make_certificate(GetParam().wish);
  TlsServer server{io_, certificate};
  auto settings = settings_for(server.port(), certificate);
  settings.host = GetParam().host;
  connect(settings);
  wait_for([&] { return link_->is_open() || server.refused >= 2; });
  if (std::string(GetParam().why).empty()) {
    EXPECT_TRUE(link_->is_open()) << testing::PrintToString(recorder_.unreachable);
    return;
  }
  EXPECT_FALSE(link_->is_open());
  EXPECT_EQ(server.upgraded, 0) << "not a byte of a request was said";
  ASSERT_FALSE(recorder_.unreachable.empty());
  EXPECT_THAT(recorder_.unreachable[0], HasSubstr("the venue's certificate is refused: "));
  EXPECT_THAT(recorder_.unreachable[0], HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(Of, EachCertificate, testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

class LinkOverTls : public test::LinkFixture {};

TEST_F(LinkOverTls, RefusesACertificateOfAnUnknownCa) {
  TlsServer server{io_, test::loopback_certificate()};
  connect(settings_for(server.port(), make_certificate("IP:127.0.0.1")));
  wait_for([&] { return server.refused >= 2; });
  EXPECT_EQ(server.upgraded, 0);
  EXPECT_THAT(recorder_.unreachable[0], HasSubstr("the venue's certificate is refused: "));
}

TEST_F(LinkOverTls, SpeaksNothingOlderThanTls12) {
  TlsServer server{io_, test::loopback_certificate(), {.tls_1_1 = true}};
  connect(settings_for(server.port()));
  wait_for([&] { return recorder_.unreachable.size() >= 2; });
  EXPECT_EQ(server.upgraded, 0);
  EXPECT_THAT(recorder_.unreachable[0], HasSubstr("shaking hands (TLS): "));
}

TEST_F(LinkOverTls, TakesAGoodCertificateAfterABadOne) {
  const Certificate good_one = make_certificate(good());
  std::string port;
  {
    CertificateWish stranger = good();
    stranger.self_signed = true;
    TlsServer bad{io_, make_certificate(stranger)};
    port = bad.port();
    auto settings = settings_for(port, good_one);
    settings.backoff_max = milliseconds{50};
    connect(settings);
    wait_for([&] { return bad.refused >= 1; });
  }
  TlsServer server{io_, good_one, {}, port};
  wait_for([&] { return link_->is_open(); });
}

// --- names that loopback does not have: two ends in one process ---

struct Ssl {
  template <class T>
  void operator()(T* object) const {
    SSL_free(object);
  }
};

// What came of it: X509_V_OK, or the first error.
long shake_hands(const Certificate& certificate, const std::string& host, const std::string& ca_file) {
  const auto client_side = make_tls(ca_file);
  boost::asio::ssl::context server_side{boost::asio::ssl::context::tls_server};
  server_side.use_certificate_chain(boost::asio::buffer(certificate.chain_pem));
  server_side.use_private_key(boost::asio::buffer(certificate.key_pem), boost::asio::ssl::context::pem);
  const std::unique_ptr<SSL, Ssl> client{SSL_new(client_side->context.native_handle())};
  const std::unique_ptr<SSL, Ssl> server{SSL_new(server_side.native_handle())};
  BIO* near = nullptr;
  BIO* far = nullptr;
  BIO_new_bio_pair(&near, 0, &far, 0);
  SSL_set_bio(client.get(), near, near);
  SSL_set_bio(server.get(), far, far);
  SSL_set_connect_state(client.get());
  SSL_set_accept_state(server.get());
  SSL_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
  expect_host(client.get(), host);
  for (int step = 0; step < 10; ++step) {
    SSL_do_handshake(client.get());
    SSL_do_handshake(server.get());
  }
  return SSL_get_verify_result(client.get());
}

TEST_F(LinkOverTls, KnowsWhichNamesACertificateIsFor) {
  struct Name {
    const char* certified;
    const char* host;
    bool good;
  };
  for (const auto& [certified, host, is_good] : std::vector<Name>{
           {"DNS:a.venue.example", "a.venue.example", true},
           {"DNS:a.venue.example", "A.Venue.EXAMPLE", true},
           {"DNS:*.venue.example", "a.venue.example", true},
           {"DNS:*.venue.example", "b.a.venue.example", false},
           {"DNS:*.venue.example", "venue.example", false},
           {"DNS:*.*.example", "a.venue.example", false},
           {"DNS:a.*.example", "a.venue.example", false},
           {"DNS:*.example", "venue.example", false},
           {"DNS:f*.venue.example", "f1.venue.example", false},
           {"DNS:*1.venue.example", "f1.venue.example", false},
           {"DNS:f*1.venue.example", "f21.venue.example", false},
           {"DNS:venue.example", "venue.example.evil.example", false},
           {"DNS:venue.example", "evilvenue.example", false},
           {"URI:https://a.venue.example", "a.venue.example", false},
           {"email:x@a.venue.example", "a.venue.example", false},
           {"IP:::1", "::1", true},
           {"IP:::2", "::1", false},
       }) {
    const Certificate certificate = make_certificate(certified);
    const long result = shake_hands(certificate, host, ca_file(certificate));
    EXPECT_EQ(result == X509_V_OK, is_good)
        << host << " by " << certified << ": " << X509_verify_cert_error_string(result);
  }
}

}  // namespace
}  // namespace bridge::venue
