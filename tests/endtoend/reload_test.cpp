// A new key for a gateway that runs: no session ends, no cancel is lost, and a key that the venue does not
// take changes nothing.
#include "endtoend/memory.hpp"
#include "endtoend/private_key.hpp"
#include "endtoend/stage.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace bridge::endtoend {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kOldKey = "MARKEROLDmarkeroldMARKEROLDmarkeroldMARKEROLDmarkeroldMARKEROLD0";
constexpr const char* kNewKey = "MARKERNEWmarkernewMARKERNEWmarkernewMARKERNEWmarkernewMARKERNEW0";
constexpr const char* kOldSecret = "MARKEROLDSECRETmarkeroldsecretMARKEROLDSECRETmarkeroldsecret0000";
constexpr const char* kNewSecret = "MARKERNEWSECRETmarkernewsecretMARKERNEWSECRETmarkernewsecret0000";
constexpr int kOrders = 400;
constexpr int kUnderWay = 4;

struct Kind {
  const char* name;
  simulator::KeyType type;
  std::vector<std::string> options;
  bool logs_on;
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Reload : public testing::Test {
 protected:
  void begin(const Kind& kind) {
    if (kind.type == simulator::KeyType::Ed25519) {
      old_pair = make_key_pair("ED25519");
      new_pair = make_key_pair("ED25519");
    }
    StageSettings settings{
        .api_key = kOldKey,
        .secret = old_pair.private_pem,
        .account_options = kind.options,
        .venue_keys = {{kOldKey, kind.type, old_pair.public_pem}, {kNewKey, kind.type, new_pair.public_pem}},
        .log_level = "debug"};
    for (int i = 1; i <= kOrders; ++i) settings.orders.push_back(order(1000 + i, name(i)));
    stage = std::make_unique<Stage>(std::move(settings));
    ASSERT_TRUE(stage->gateway_becomes_ready()) << stage->err();
    oms = stage->make_oms();
    ASSERT_TRUE(oms->log_on(kPatience));
    ASSERT_TRUE(eventually([&] { return metric("fixbridge_links_ready") == "2"; }));
  }
  void write_key(const std::string& key, const std::string& secret) const {
    write_file(stage->directory() / "key", key);
    write_file(stage->directory() / "secret", secret);
  }
  [[nodiscard]] bool is_answered(int number) const {
    return number < 1 || !oms->wait_for_report(name(number), milliseconds{0}).empty();
  }
  // `fixbridge reload`, while some cancels are always under way.
  Ending reload_under_load() {
    Process command({FIXBRIDGE, "reload", stage->config().string()}, stage->directory() / "reload");
    EXPECT_TRUE(eventually([&] {
      if (asked < kOrders - 10 && is_answered(asked - kUnderWay)) ask();
      return command.has_ended();
    }));
    return {command.wait(), read_file(stage->directory() / "reload.out"),
            read_file(stage->directory() / "reload.err")};
  }
  Ending reload() const { return run_fixbridge({"reload", stage->config().string()}, stage->directory()); }
  void expect_all_canceled() {
    for (int i = 1; i <= asked; ++i) {
      EXPECT_EQ(value(oms->wait_for_report(name(i), kPatience), 150), "4") << i;
      EXPECT_EQ(final_reports(*oms, name(i)).size(), 1U) << i;
    }
    EXPECT_EQ(stage->cancels_asked(), static_cast<std::size_t>(asked)) << "no cancel was sent twice";
    expect_session_stayed();
  }
  void expect_session_stayed() {
    EXPECT_TRUE(oms->logged_on());
    const auto all = all_received(*oms);
    EXPECT_EQ(std::ranges::count_if(all, [](const auto& text) { return value(text, 35) == "5"; }), 0);
    EXPECT_EQ(std::ranges::count_if(all, [](const auto& text) { return value(text, 35) == "A"; }), 1);
  }
  void ask() {
    ++asked;
    ASSERT_TRUE(oms->send_cancel(cancel(name(asked), std::to_string(1000 + asked))));
  }
  void cancel_one_more() {
    ask();
    EXPECT_EQ(value(oms->wait_for_report(name(asked), kPatience), 150), "4");
  }
  [[nodiscard]] std::size_t frames_with(const std::string& part) const {
    const auto frames = stage->venue().frames();
    return static_cast<std::size_t>(std::ranges::count_if(
        frames, [&](const auto& frame) { return frame.find(part) != std::string::npos; }));
  }
  [[nodiscard]] std::string metric(const std::string& metric) const {
    return stage->metric(metric + R"({account="main"})");
  }
  void write_in_config(const std::string& before, const std::string& now) const {
    std::string text = read_file(stage->config());
    const auto at = text.find(before);
    ASSERT_NE(at, std::string::npos);
    write_file(stage->config(), text.replace(at, before.size(), now));
  }
  static std::string name(int number) { return "c" + std::to_string(number); }

  KeyPair old_pair{kOldSecret, kOldSecret};
  KeyPair new_pair{kNewSecret, kNewSecret};
  int asked = 0;
  std::unique_ptr<Stage> stage;
  std::unique_ptr<fix::Oms> oms;
};

const Kind kHmac{"Hmac", simulator::KeyType::Hmac, {}, false};
const Kind kEd25519{"Ed25519", simulator::KeyType::Ed25519, {"key_type: ed25519"}, true};

class ReloadOf : public Reload, public testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(begin(GetParam())); }
};
INSTANTIATE_TEST_SUITE_P(
    Each, ReloadOf,
    testing::Values(
        kHmac, Kind{"HmacApart", simulator::KeyType::Hmac, {"signer: process"}, false}, kEd25519,
        Kind{"Ed25519Inline", simulator::KeyType::Ed25519, {"key_type: ed25519", "signer: inline"}, true},
        Kind{"Ed25519Signing",
             simulator::KeyType::Ed25519,
             {"key_type: ed25519", "session_logon: false", "signer: process"},
             false}),
    [](const auto& test) { return test.param.name; });

TEST_P(ReloadOf, ANewKeyEndsNoSessionAndLosesNoCancel) {
  cancel_one_more();
  const std::size_t with_old = frames_with(kOldKey);
  write_key(kNewKey, new_pair.private_pem);
  const auto ending = reload_under_load();
  EXPECT_EQ(ending.exit_code, 0) << ending.err << stage->log();
  EXPECT_THAT(ending.out, EndsWith("account main: the new key is in use on 2 link(s)\n"));
  cancel_one_more();
  expect_all_canceled();
  EXPECT_GE(with_old, 1U);
  EXPECT_GE(frames_with(kNewKey), GetParam().logs_on ? 2U : 1U);
  EXPECT_EQ(metric("fixbridge_keys_renewed_total"), "1");
  // The old one may go now.
  ASSERT_TRUE(eventually([&] { return frames_with("\"session.status\"") >= 4; }));
  stage->venue().revoke_key(kOldKey);
  cancel_one_more();
  EXPECT_TRUE(stage->is_ready());
}

TEST_P(ReloadOf, AnUnchangedKeyIsLeftAlone) {
  const auto ending = reload();
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.out, StartsWith("account main: its key has not changed\nlisten: "));
  EXPECT_EQ(count_of(stage->log(), "link_replacing"), 0U);
  expect_session_stayed();
}

TEST_F(Reload, AKeyThatTheVenueRefusesChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(begin(kEd25519));
  cancel_one_more();
  write_key("MARKERBADmarkerbadMARKERBADmarkerbadMARKERBADmarkerbadMARKERBAD0", new_pair.private_pem);
  const auto refused = reload_under_load();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("account main: the venue refuses the new key: -2015"));
  EXPECT_THAT(refused.err, HasSubstr("the links stay on the old one"));
  EXPECT_THAT(stage->log(), HasSubstr("error key_refused account=main code=-2015"));
  EXPECT_EQ(metric("fixbridge_keys_refused_total"), "1");
  EXPECT_TRUE(stage->is_ready());
  cancel_one_more();
  expect_all_canceled();
  // A link that falls now comes back with the old key.
  const auto asked_time = frames_with("\"session.status\"");
  stage->venue().drop_connections();
  ASSERT_TRUE(
      eventually([&] { return frames_with("\"session.status\"") >= asked_time + 2 && stage->is_ready(); }));
  cancel_one_more();

  write_key(kNewKey, new_pair.private_pem);
  const auto taken = reload();
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  cancel_one_more();
}

// Key and signature do not fit together: the same, with another code.
TEST_F(Reload, AKeyOfAnotherPairChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(begin(kEd25519));
  write_key(kNewKey, make_key_pair("ED25519").private_pem);
  const auto refused = reload();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("the venue refuses the new key: -1022"));
  cancel_one_more();
  expect_all_canceled();
}

TEST_F(Reload, AFileThatIsNoKeyChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(begin(kEd25519));
  write_key(kNewKey, "MARKERNOPEM");
  const auto refused = reload();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("accounts.main.secret is not a PEM private key"));
  EXPECT_EQ(count_of(refused.err + stage->log(), "MARKERNOPEM"), 0U);
  EXPECT_EQ(count_of(stage->log(), "link_replacing"), 0U);
  cancel_one_more();
}

TEST_F(Reload, AMistakeInTheFileIsSaidAndChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(begin(kHmac));
  write_key(kNewKey, new_pair.private_pem);
  ASSERT_NO_FATAL_FAILURE(write_in_config("answer_within: ", "answer_withn: "));
  const auto ending = reload();
  EXPECT_EQ(ending.exit_code, 2) << "it is not asked for";
  stage->gateway().signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return count_of(stage->log(), "error reload_refused") == 1; }))
      << stage->log();
  EXPECT_THAT(stage->log(), HasSubstr("answer_withn"));
  EXPECT_EQ(count_of(stage->log(), "link_replacing"), 0U);
  cancel_one_more();
  expect_session_stayed();
}

TEST_F(Reload, WhatNeedsARestartIsNamed) {
  ASSERT_NO_FATAL_FAILURE(begin(kHmac));
  ASSERT_NO_FATAL_FAILURE(write_in_config("answer_within: 5s", "answer_within: 6s"));
  write_key(kNewKey, new_pair.private_pem);
  const auto ending = reload();
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("accounts.main.answer_within: changed; restart to apply\n"));
  EXPECT_THAT(ending.out, HasSubstr("the new key is in use on 2 link(s)\n"));
  ASSERT_NO_FATAL_FAILURE(write_in_config("    key: file:key", "    signer: process\n    key: file:key"));
  const auto refused = reload();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              HasSubstr("accounts.main: another key_type, session_logon or signer needs a restart"));
}

TEST_F(Reload, WithoutAGatewaySaysSo) {
  ASSERT_NO_FATAL_FAILURE(begin(kHmac));
  stage->gateway().signal(SIGTERM);
  ASSERT_EQ(stage->gateway().wait(), 0);
  const auto ending = reload();
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.err, HasSubstr("no gateway runs on the journals in"));
}

TEST_F(Reload, WipesTheOldKeyOnceNoLinkSignsWithIt) {
  ASSERT_NO_FATAL_FAILURE(begin({"", simulator::KeyType::Hmac, {"signer: process"}, false}));
  const pid_t gateway = stage->gateway().id();
  if (!can_read_memory(gateway)) GTEST_SKIP() << "not root: the memory of another process is not ours";
  const pid_t signer = children_of(gateway).at(0);
  EXPECT_GE(found_in_memory(signer, kOldSecret), 1U);
  write_key(kNewKey, kNewSecret);
  EXPECT_EQ(reload().exit_code, 0);
  EXPECT_GE(found_in_memory(signer, kNewSecret), 1U);
  EXPECT_TRUE(eventually([&] { return found_in_memory(signer, kOldSecret) == 0; }));
  for (const char* secret : {kOldSecret, kNewSecret}) EXPECT_EQ(found_in_memory(gateway, secret), 0U);
}

}  // namespace
}  // namespace bridge::endtoend
