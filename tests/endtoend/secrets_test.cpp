// What must never be written down is looked for in every byte the gateway has written.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <regex>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kPassword = "MARKERPASSWORD";

std::vector<std::string> signatures(const std::vector<std::string>& frames) {
  static const std::regex signature(R"re("signature":"([0-9a-fA-F]{64})")re");
  std::vector<std::string> found;
  for (const auto& frame : frames) {
    std::smatch match;
    if (std::regex_search(frame, match, signature)) found.push_back(match[1]);
  }
  return found;
}

TEST(Secrets, AreNowhereInWhatTheGatewayWrites) {
  Stage stage{{.orders = {order(1001, "order-1"), part_filled_order(1002, "order-2"),
                          order(1003, "order-3", "FILLED")},
               .log_level = "debug"}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  {
    const auto oms = stage.make_oms();
    ASSERT_TRUE(oms->log_on(kPatience));
    const std::vector<std::string> orders{"1001", "1002", "1003", "999", ""};
    for (const auto& id : orders) {
      ASSERT_TRUE(oms->send_cancel(cancel("c" + id, id)));
      ASSERT_FALSE(oms->wait_for_report("c" + id, kPatience).empty());
    }
    oms->stop();
  }
  const auto logon = [](const std::string& sender) {
    return framed("35=A|34=1|49=" + sender + "|52=" + sending_time() +
                  "|56=BRIDGE|98=0|108=30|141=Y|553=desk|554=" + kPassword + "|");
  };
  RawClient stranger(stage.fix_port());
  stranger.send(logon("STRANGER"));
  EXPECT_TRUE(stranger.is_closed_in_silence());
  RawClient client(stage.fix_port());
  client.send(logon("DESK1"));
  const auto answer =
      client.read([](const std::string& text) { return text.find("10=") != std::string::npos; });
  EXPECT_EQ(value(answer, 35), "A") << answer;

  std::string written = stage.page("/metrics").body + stage.page("/ready").body;
  // The log's thread gives way to the others.
  ASSERT_TRUE(eventually([&] { return stage.log().find("554=***") != std::string::npos; }));
  stage.gateway().kill();  // the log of SQLite is still there
  ASSERT_TRUE(stage.gateway_becomes_ready());
  stage.gateway().signal(SIGTERM);
  ASSERT_EQ(stage.gateway().wait(), 0);
  written += stage.log() + stage.out() + stage.err();
  for (const auto& file : std::filesystem::directory_iterator(stage.journal())) written += read_file(file);

  EXPECT_THAT(written, HasSubstr("frame_out")) << "the log is at debug";
  const auto signed_with = signatures(stage.venue().frames());
  EXPECT_GE(signed_with.size(), 4U);
  std::vector<std::string> forbidden{kApiKey, kSecret, kPassword};
  forbidden.insert(forbidden.end(), signed_with.begin(), signed_with.end());
  for (const auto& secret : forbidden) EXPECT_EQ(count_of(written, secret), 0U) << secret;
}

TEST(Secrets, AreNowhereInTheFilesOfAKilledGateway) {
  Stage stage{{.orders = {order(1001, "order-1")}, .log_level = "debug"}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto oms = stage.make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms->wait_for_report("c1", kPatience).empty());
  stage.gateway().kill();
  std::string written = stage.log() + stage.out() + stage.err();
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(stage.journal())) {
    written += read_file(file);
    ++files;
  }
  EXPECT_GE(files, 3U) << "database, its log and the reserve";
  EXPECT_THAT(written, HasSubstr("1001")) << "the cancel is in there";
  for (const char* secret : {kApiKey, kSecret}) EXPECT_THAT(written, Not(HasSubstr(secret)));
}

TEST(Secrets, AWrongOneIsToldToTheClientAndExplainedInTheLog) {
  Stage stage{{.orders = {order(1001, "order-1")}, .secret = "not-the-secret-not-the-secret-not-the-secret"}};
  ASSERT_TRUE(stage.gateway_becomes_ready());
  const auto oms = stage.make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  const auto reject = oms->wait_for_report("c1", kPatience);
  EXPECT_EQ(value(reject, 35), "9") << reject;
  EXPECT_EQ(value(reject, 25016), "-1022") << reject;
  EXPECT_THAT(value(reject, 58), HasSubstr("-1022 Signature for this request is not valid"));
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1001)->status, "NEW");
  stage.gateway().signal(SIGTERM);
  ASSERT_EQ(stage.gateway().wait(), 0);
  EXPECT_THAT(stage.log(), HasSubstr("check accounts.main.secret"));
}

}  // namespace
}  // namespace bridge::endtoend
