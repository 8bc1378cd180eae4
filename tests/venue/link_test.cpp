#include "venue/link.hpp"

#include "base/log.hpp"
#include "venue/link_fixture.hpp"
#include "venue/tls_server.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace bridge::venue {

namespace {

using test::loopback_certificate;
using test::TlsServer;

class LinkTest : public test::LinkFixture {
 protected:
  LinkSettings settings_for(const TlsServer& server) { return LinkFixture::settings_for(server.port()); }
  // Everything the venue was sent before this has arrived when it returns.
  void wait_for_echo(TlsServer& server) {
    const auto frames = recorder_.frames.size();
    server.send("echo");
    wait_for([&] { return recorder_.frames.size() > frames; });
  }
};

}  // namespace

TEST_F(LinkTest, SendsInOrderWhatWasStagedAndFlushed) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  EXPECT_EQ(recorder_.opened, 1);
  std::vector<std::string> sent;
  for (int i = 0; i < 300; ++i) {
    sent.push_back("frame " + std::to_string(i) + std::string(static_cast<std::size_t>(i) * 20, 'x'));
    EXPECT_TRUE(link_->stage(sent.back()));
    if (i % 7 == 0) link_->flush();
  }
  link_->flush();
  wait_for([&] { return server.received.size() == sent.size(); });
  EXPECT_EQ(server.received, sent);
}

TEST_F(LinkTest, HandsNothingToTheSocketBeforeFlush) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  EXPECT_TRUE(link_->stage("too early"));
  wait_for_echo(server);
  link_->discard();
  EXPECT_TRUE(link_->stage("in time"));
  link_->flush();
  wait_for([&] { return !server.received.empty(); });
  EXPECT_EQ(server.received, std::vector<std::string>{"in time"});
}

TEST_F(LinkTest, ReceivesTextAndBinaryFrames) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  server.send("{}");
  server.send(std::string{"\0\xFF", 2}, true);
  wait_for([&] { return recorder_.frames.size() == 2; });
  EXPECT_EQ(recorder_.frames, (std::vector<std::string>{"{}", std::string{"\0\xFF", 2}}));
}

TEST_F(LinkTest, ConnectsByNameToo) {
  TlsServer server{io_, loopback_certificate()};
  auto settings = settings_for(server);
  settings.host = "localhost";
  settings.compression = true;
  connect_and_wait(settings);
  link_->close([] {});
}

TEST_F(LinkTest, GivesUpOnAConnectionThatIsNotUpInTime) {
  TlsServer server{io_, loopback_certificate(), {.mute = true}};
  auto settings = settings_for(server);
  settings.connect_timeout = milliseconds{30};
  connect(settings);
  wait_for([&] { return server.accepted >= 3; });
  EXPECT_EQ(recorder_.opened, 0);
  EXPECT_TRUE(recorder_.reasons.empty());
}

TEST_F(LinkTest, FindsASilentVenueByItsPing) {
  TlsServer server{io_, loopback_certificate(), {.silent = true}};
  auto settings = settings_for(server);
  settings.ping_interval = milliseconds{40};
  settings.pong_timeout = milliseconds{40};
  connect(settings);
  wait_for([&] { return !recorder_.reasons.empty(); });
  EXPECT_NE(recorder_.reasons[0].find("ping"), std::string::npos) << recorder_.reasons[0];
}

TEST_F(LinkTest, KeepsAVenueThatAnswersItsPings) {
  TlsServer server{io_, loopback_certificate()};
  auto settings = settings_for(server);
  settings.ping_interval = milliseconds{20};
  settings.pong_timeout = milliseconds{10'000};
  connect_and_wait(settings);
  run_for(milliseconds{300});
  EXPECT_TRUE(link_->is_open());
  EXPECT_TRUE(recorder_.reasons.empty());
}

TEST_F(LinkTest, AnswersTheVenuesPingWithItsPayload) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  server.ping("1795359600000");
  wait_for([&] { return !server.pongs.empty(); });
  EXPECT_EQ(server.pongs[0], "1795359600000");
}

TEST_F(LinkTest, ComesBackAfterADrop) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  for (int round = 1; round <= 3; ++round) {
    server.drop();
    wait_for([&] { return recorder_.opened == round + 1; });
    EXPECT_EQ(recorder_.reasons.size(), static_cast<std::size_t>(round));
  }
  EXPECT_TRUE(link_->stage("back"));
  link_->flush();
  wait_for([&] { return !server.received.empty(); });
}

TEST_F(LinkTest, SaysWhichFramesNeverLeft) {
  TlsServer server{io_, loopback_certificate(), {.silent = true}};
  connect_and_wait(settings_for(server));
  // More than any socket buffers: its write is still under way when the socket dies.
  const auto large = link_->stage(std::string(64U << 20U, 'x'));
  const auto behind = link_->stage("behind it");
  link_->flush();
  const auto staged = link_->stage("not flushed");
  server.drop();
  wait_for([&] { return !recorder_.reasons.empty(); });
  ASSERT_TRUE(large && behind && staged);
  EXPECT_EQ(recorder_.handed_over, *large);
  EXPECT_LT(*large, *behind);
  EXPECT_LT(*behind, *staged);
  wait_for([&] { return link_->is_open(); });
  const auto later = link_->stage("on the next connection");
  ASSERT_TRUE(later);
  EXPECT_LT(*staged, *later);
}

TEST_F(LinkTest, CountsAWrittenFrameAsOneThatMayHaveArrived) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  const auto written = link_->stage("written");
  link_->flush();
  wait_for([&] { return !server.received.empty(); });
  server.drop();
  wait_for([&] { return !recorder_.reasons.empty(); });
  EXPECT_EQ(recorder_.handed_over, written);
}

TEST_F(LinkTest, GivesTheNumberOfADiscardedFrameToNoOther) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  const auto discarded = link_->stage("discarded");
  link_->discard();
  const auto written = link_->stage("written");
  link_->flush();
  wait_for([&] { return !server.received.empty(); });
  server.drop();
  wait_for([&] { return !recorder_.reasons.empty(); });
  EXPECT_LT(discarded, written);
  EXPECT_EQ(recorder_.handed_over, written);
}

TEST_F(LinkTest, EndsAtAFrameBeyondItsLimit) {
  TlsServer server{io_, loopback_certificate()};
  auto settings = settings_for(server);
  settings.frame_limit = 1000;
  connect_and_wait(settings);
  server.send(std::string(1000, 'x'));
  wait_for([&] { return recorder_.frames.size() == 1; });
  server.send(std::string(1001, 'x'));
  wait_for([&] { return !recorder_.reasons.empty(); });
  EXPECT_EQ(recorder_.reasons[0], "a frame of more than 1000 bytes");
}

TEST_F(LinkTest, TakesNoMoreThanItsQueueHolds) {
  TlsServer server{io_, loopback_certificate()};
  auto settings = settings_for(server);
  settings.queue_limit = 2;
  connect(settings);
  EXPECT_FALSE(link_->stage("not open"));
  wait_for([&] { return link_->is_open(); });
  EXPECT_TRUE(link_->stage("1"));
  EXPECT_TRUE(link_->stage("2"));
  EXPECT_FALSE(link_->stage("3"));
  link_->flush();
  EXPECT_FALSE(link_->stage("3"));
  wait_for([&] { return server.received.size() == 2; });
  wait_for_echo(server);
  EXPECT_TRUE(link_->stage("3"));
}

TEST_F(LinkTest, EndsWhenTheVenueTakesNoFrame) {
  TlsServer server{io_, loopback_certificate(), {.silent = true}};
  auto settings = settings_for(server);
  settings.pong_timeout = milliseconds{100};
  connect_and_wait(settings);
  EXPECT_TRUE(link_->stage(std::string(64U << 20U, 'x')));
  link_->flush();
  wait_for([&] { return !recorder_.reasons.empty(); });
  EXPECT_EQ(recorder_.reasons[0], "the venue took no frame for 100 ms");
}

TEST_F(LinkTest, TakesLeaveWithACloseFrame) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  int done = 0;
  link_->close([&] { ++done; });
  EXPECT_EQ(done, 0) << "never from inside of close()";
  wait_for([&] { return done == 1; });
  link_.reset();
  wait_for([&] { return !server.close_codes.empty(); });
  EXPECT_EQ(server.close_codes[0], 1001);
  EXPECT_TRUE(recorder_.reasons.empty());
}

TEST_F(LinkTest, TakesLeaveOfAVenueThatDoesNotAnswer) {
  TlsServer server{io_, loopback_certificate(), {.silent = true}};
  connect_and_wait(settings_for(server));
  bool done = false;
  link_->close([&] {
    link_.reset();
    done = true;
  });
  wait_for([&] { return done; });
  EXPECT_TRUE(recorder_.reasons.empty());
}

TEST_F(LinkTest, TellsTheListenerNothingAfterClose) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  bool done = false;
  recorder_.react = [&] { link_->close([&] { done = true; }); };
  server.send("first");
  server.send("second");
  wait_for([&] { return done; });
  EXPECT_EQ(recorder_.frames, std::vector<std::string>{"first"});
  EXPECT_TRUE(recorder_.reasons.empty());
}

TEST_F(LinkTest, ClosesWhileConnecting) {
  TlsServer server{io_, loopback_certificate(), {.mute = true}};
  connect(settings_for(server));
  wait_for([&] { return server.accepted == 1; });
  int done = 0;
  link_->close([&] { ++done; });
  EXPECT_EQ(done, 0);
  wait_for([&] { return done == 1; });
  link_.reset();
  run_for(milliseconds{50});
  EXPECT_EQ(server.accepted, 1);
}

TEST_F(LinkTest, ClosesWhileItWaits) {
  std::string port;
  {
    const TlsServer gone{io_, loopback_certificate()};
    port = gone.port();
  }
  const TlsServer unused{io_, loopback_certificate()};
  auto settings = settings_for(unused);
  settings.port = port;
  settings.backoff_first = settings.backoff_max = milliseconds{60'000};
  connect(settings);
  run_for(milliseconds{50});
  bool done = false;
  link_->close([&] { done = true; });
  wait_for([&] { return done; });
  EXPECT_EQ(recorder_.opened, 0);
}

TEST_F(LinkTest, MayCloseInsideOfTheLoss) {
  TlsServer server{io_, loopback_certificate()};
  connect_and_wait(settings_for(server));
  bool done = false;
  recorder_.react = [&] { link_->close([&] { done = true; }); };
  server.drop();
  wait_for([&] { return done; });
  EXPECT_EQ(recorder_.opened, 1);
}

TEST_F(LinkTest, StaysAwayAsLongAsTheVenueAsks) {
  TlsServer server{io_, loopback_certificate(), {.decline_with = 429}};
  connect(settings_for(server));
  wait_for([&] { return server.accepted == 1; });
  run_for(milliseconds{200});
  EXPECT_EQ(server.accepted, 1);
}

TEST_F(LinkTest, TriesAgainWhenDeclinedForAnotherReason) {
  TlsServer server{io_, loopback_certificate(), {.decline_with = 503}};
  connect(settings_for(server));
  wait_for([&] { return server.accepted >= 2; });
}

TEST_F(LinkTest, ConnectsToThePathItWasToldLast) {
  TlsServer server{io_, loopback_certificate()};
  link_ = make_link(io_, settings_for(server), recorder_);
  link_->use_path("/private/ws/first");
  link_->open();
  wait_for([&] { return link_->is_open(); });
  link_->use_path("/private/ws/second");
  run_for(milliseconds{50});
  EXPECT_TRUE(link_->is_open()) << "it is for the connections to come";
  server.drop();
  wait_for([&] { return recorder_.opened == 2; });
  EXPECT_EQ(server.paths, (std::vector<std::string>{"/private/ws/first", "/private/ws/second"}));
}

// A listen key is asked for before each connect: until it is there, the handler makes the link wait.
TEST_F(LinkTest, NeedsNotWaitOnceItIsToldAPath) {
  TlsServer server{io_, loopback_certificate()};
  recorder_.wait = std::chrono::hours{1};
  connect(settings_for(server));
  run_for(milliseconds{50});
  EXPECT_EQ(recorder_.attempts, 1);
  EXPECT_EQ(server.accepted, 0);
  link_->use_path("/private/ws/key");
  EXPECT_EQ(recorder_.attempts, 1) << "never from inside of use_path()";
  wait_for([&] { return link_->is_open(); });
  EXPECT_EQ(recorder_.attempts, 2);
  EXPECT_EQ(server.paths, std::vector<std::string>{"/private/ws/key"});
}

TEST_F(LinkTest, CutsNoWaitShortThatIsNotItsHandlers) {
  TlsServer server{io_, loopback_certificate(), {.decline_with = 429}};
  connect(settings_for(server));
  wait_for([&] { return !recorder_.unreachable.empty(); });
  link_->use_path("/private/ws/key");
  run_for(milliseconds{100});
  EXPECT_EQ(server.accepted, 1) << "the venue wants to be left alone";
}

TEST_F(LinkTest, NamesThePathNowhere) {
  const std::string secret = "Zq3rT8xLk0WvP6mYb1NcHd9JsEu4AaGf";
  const auto log_file = std::filesystem::path{::testing::TempDir()} /
                        ("fixbridge_link_path_" + std::to_string(::getpid()) + ".log");
  log::open(log::Level::Debug, log_file.string());
  {
    TlsServer server{io_, loopback_certificate(), {.decline_with = 404}};
    link_ = make_link(io_, settings_for(server), recorder_);
    link_->use_path("/private/ws/" + secret);
    link_->open();
    wait_for([&] { return recorder_.unreachable.size() >= 2; });
  }
  wait_for([&] { return recorder_.unreachable.size() >= 4; });  // nobody is there any more
  bool done = false;
  link_->close([&] { done = true; });
  wait_for([&] { return done; });
  log::close();
  std::ifstream in{log_file};
  const std::string lines{std::istreambuf_iterator<char>{in}, {}};
  std::filesystem::remove(log_file);
  EXPECT_NE(lines.find("link_unreachable"), std::string::npos);
  EXPECT_EQ(lines.find(secret), std::string::npos);
  for (const auto& reason : recorder_.unreachable) EXPECT_EQ(reason.find(secret), std::string::npos);
}

TEST_F(LinkTest, RefusesSettingsThatCouldForgeAHeader) {
  const auto build = [&](LinkSettings settings) { (void)make_link(io_, std::move(settings), recorder_); };
  EXPECT_NO_THROW(build({.host = "ws-fapi.binance.com"}));
  EXPECT_NO_THROW(build({.host = "::1"}));
  for (const char* host : {"", "a b", "a\r\nX: y", "a\tb", "a/b", "a@b", "m\xC3\xBC.example"}) {
    EXPECT_THROW(build({.host = host}), std::runtime_error) << host;
  }
  for (const char* port : {"", "0", "65536", "443\r\n", "https", " 443", "-1"}) {
    EXPECT_THROW(build({.host = "a", .port = port}), std::runtime_error) << port;
  }
  for (const char* path : {"", "x", "/a b", "/a\r\nX: y", "/\x01"}) {
    EXPECT_THROW(build({.host = "a", .path = path}), std::runtime_error) << path;
  }
}

TEST_F(LinkTest, RefusesACaFileItCannotRead) {
  try {
    (void)make_link(io_, {.host = "a", .ca_file = "/nowhere/ca.pem"}, recorder_);
    FAIL() << "it took the file";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string{error.what()}.find("/nowhere/ca.pem"), std::string::npos);
  }
}

}  // namespace bridge::venue
