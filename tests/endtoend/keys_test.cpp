// Keys of every type and every way to keep them: the gateway cancels with each, logs on again when it must,
// and says what is wrong with a key that the venue no longer takes.
#include "endtoend/private_key.hpp"
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <regex>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;

constexpr const char* kKey = "MARKERPAIRmarkerpairMARKERPAIRmarkerpairMARKERPAIRmarkerpair0000";
constexpr const char* kPassphrase = "correct horse MARKERPHRASE";

struct Way {
  const char* name;
  simulator::KeyType type;
  const char* key_type;
  std::vector<std::string> options;  // of the account, besides key_type
  bool logs_on;                      // once a link, instead of a signature a request
  bool encrypted = false;
};

void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }
// What the gateway proved itself with, as it was sent.
std::vector<std::string> signatures(const std::vector<std::string>& frames) {
  static const std::regex signature(R"re("signature":"([^"]+)")re");
  std::vector<std::string> found;
  for (const auto& frame : frames) {
    std::smatch match;
    if (std::regex_search(frame, match, signature)) found.push_back(match[1]);
  }
  return found;
}

std::string name_of_way(const testing::TestParamInfo<Way>& info) { return info.param.name; }

StageSettings settings_of(const Way& way, const KeyPair& pair) {
  std::vector<std::string> options = way.options;
  options.push_back("key_type: " + std::string(way.key_type));
  return {.orders = {order(1001, "order-1"), order(1002, "order-2"), order(1003, "order-3")},
          .api_key = kKey,
          .secret = pair.private_pem,
          .account_options = options,
          .venue_keys = {{kKey, way.type, pair.public_pem}},
          .environment = {"FIXBRIDGE_TEST_PHRASE=" + std::string(kPassphrase)},
          .answer_within = way.logs_on ? "5s" : "300ms",
          .log_level = "debug"};
}

class Keys : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    write_file(stage.directory() / "passphrase", kPassphrase);
    std::filesystem::permissions(stage.directory() / "passphrase", std::filesystem::perms::owner_read);
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(oms->log_on(kPatience));
  }

  std::string report_on(const std::string& cl_ord_id, const std::string& order_id) const {
    EXPECT_TRUE(oms->send_cancel(cancel(cl_ord_id, order_id)));
    return oms->wait_for_report(cl_ord_id, kPatience);
  }
  [[nodiscard]] std::size_t frames_with(const std::string& part) const {
    const auto frames = stage.venue().frames();
    return static_cast<std::size_t>(std::ranges::count_if(
        frames, [&](const auto& frame) { return frame.find(part) != std::string::npos; }));
  }
  void lose_the_link() {
    const auto asked = frames_with("session.status");  // the first thing on a link
    stage.venue().drop_connections();
    ASSERT_TRUE(eventually([&] { return frames_with("session.status") > asked && stage.is_ready(); }));
  }

  const KeyPair pair = make_key_pair(GetParam().type == simulator::KeyType::Rsa ? "RSA" : "ED25519",
                                     GetParam().encrypted ? kPassphrase : "");
  Stage stage{settings_of(GetParam(), pair)};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

INSTANTIATE_TEST_SUITE_P(
    Each, Keys,
    testing::Values(
        Way{"Rsa", simulator::KeyType::Rsa, "rsa", {}, false},
        Way{"RsaEncrypted",
            simulator::KeyType::Rsa,
            "rsa",
            {"passphrase: env:FIXBRIDGE_TEST_PHRASE"},
            false,
            true},
        Way{"Ed25519", simulator::KeyType::Ed25519, "ed25519", {}, true},
        Way{"Ed25519Encrypted",
            simulator::KeyType::Ed25519,
            "ed25519",
            {"passphrase: file:passphrase"},
            true,
            true},
        Way{"Ed25519Signing", simulator::KeyType::Ed25519, "ed25519", {"session_logon: false"}, false}),
    name_of_way);

TEST_P(Keys, CancelBeforeAndAfterALostLink) {
  EXPECT_EQ(value(report_on("c1", "1001"), 39), "4");
  lose_the_link();
  EXPECT_EQ(value(report_on("c2", "1002"), 39), "4");
  // The cancel leaves over the first link that is back; the other may still be about to log on.
  ASSERT_TRUE(eventually([&] {
    return !GetParam().logs_on || frames_with("\"session.logon\"") == frames_with("\"session.status\"");
  }));
  const std::size_t links = frames_with("\"session.status\"");  // the first thing on each
  EXPECT_EQ(frames_with("\"session.logon\""), GetParam().logs_on ? links : 0U);
  EXPECT_EQ(frames_with("\"signature\""), GetParam().logs_on ? links : 2U)
      << "a logon a link, or a signature a cancel";
}

TEST_P(Keys, OfWhichNothingIsWritten) {
  EXPECT_EQ(value(report_on("c1", "1001"), 39), "4");
  EXPECT_EQ(value(report_on("c2", "999"), 35), "9");
  std::string written = stage.page("/metrics").body + stage.page("/ready").body;
  stage.gateway().signal(SIGTERM);
  ASSERT_EQ(stage.gateway().wait(), 0);
  written += stage.log() + stage.out() + stage.err();
  for (const auto& file : std::filesystem::directory_iterator(stage.journal())) written += read_file(file);
  EXPECT_THAT(written, HasSubstr("frame_out")) << "the log is at debug";
  std::vector<std::string> forbidden = signatures(stage.venue().frames());
  EXPECT_GE(forbidden.size(), 1U);
  forbidden.insert(forbidden.end(), {kKey, "MARKERPHRASE", "PRIVATE KEY"});
  for (const auto& line : lines_of(pair.private_pem)) {
    if (!line.starts_with("-----")) forbidden.push_back(line.substr(0, 16));
  }
  for (const auto& secret : forbidden) EXPECT_EQ(count_of(written, secret), 0U) << secret;
}

// A cancel without an answer when the key is revoked is asked about until the key works again.
TEST_P(Keys, ThatAreRevokedLoseNoCancel) {
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  stage.venue().drop_cancel_replies(false);
  stage.venue().revoke_key(kKey);
  if (GetParam().logs_on) {
    ASSERT_TRUE(oms->send_cancel(cancel("c2", "1002")));  // the venue says −2015, not about which request
    ASSERT_TRUE(eventually([&] { return !stage.is_ready(); }));
    EXPECT_THAT(stage.page("/ready").body, HasSubstr("session.logon refused: -2015"));
    EXPECT_THAT(value(report_on("c3", "1003"), 58),
                HasSubstr("Not connected to the venue; nothing was sent"));
    EXPECT_TRUE(final_reports(*oms, "c2").empty());
  } else {
    EXPECT_EQ(value(report_on("c2", "1002"), 25016), "-2015");
    ASSERT_TRUE(eventually([&] { return stage.asked().back() == "order.status"; }));
  }
  EXPECT_TRUE(final_reports(*oms, "c1").empty());
  stage.venue().restore_key(kKey);
  EXPECT_EQ(value(oms->wait_for_report("c1", kPatience), 39), "4");
  EXPECT_TRUE(eventually([&] { return stage.is_ready(); }));
  if (!GetParam().logs_on) return;
  EXPECT_EQ(value(oms->wait_for_report("c2", kPatience), 39), "4");
}

TEST(KeyAtTheStart, ThatItsPassphraseDoesNotOpenIsExplained) {
  const Way way{"", simulator::KeyType::Rsa, "rsa", {"passphrase: file:passphrase"}, false};
  const auto pair = make_key_pair("RSA", kPassphrase);
  const Stage stage{settings_of(way, pair)};
  write_file(stage.directory() / "passphrase", "MARKERWRONG");
  const auto ending = run_fixbridge({"run", stage.config().string()}, stage.directory());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(ending.err, HasSubstr("accounts.main.passphrase"));
  const auto written = ending.err + ending.out + stage.log();
  for (const char* secret : {kKey, "MARKERWRONG", "MARKERPHRASE", "PRIVATE KEY"}) {
    EXPECT_EQ(count_of(written, secret), 0U) << secret;
  }
}

}  // namespace
}  // namespace bridge::endtoend
