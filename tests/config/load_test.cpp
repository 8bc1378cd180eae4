#include "config_files.hpp"
#include "where.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

using Load = ConfigFiles;

TEST_F(Load, FillsDefaults) {
  const Config config = load_text(good_file());
  EXPECT_EQ(config.listen.front().address, "127.0.0.1");
  EXPECT_EQ(config.listen.front().port, 9878);
  EXPECT_EQ(config.listen.front().first_message_deadline, 5s);
  ASSERT_EQ(config.accounts.size(), 1U);
  const Account& account = config.accounts[0];
  EXPECT_EQ(account.name, "main");
  EXPECT_EQ(account.link.host, "localhost");
  EXPECT_EQ(account.link.port, "9443");
  EXPECT_EQ(account.link.path, "/ws-fapi/v1");
  EXPECT_EQ(account.credentials.api_key, "aKey");
  EXPECT_EQ(account.credentials.secret.reveal(), "aSecret");
  EXPECT_EQ(account.dialect.recv_window, 2s);
  EXPECT_EQ(account.answer_within, 5s);
  ASSERT_EQ(account.sessions.size(), 1U);
  EXPECT_EQ(account.sessions[0].key().value(), "FIX.4.4:BRIDGE->DESK1");
  EXPECT_EQ(config.journal_dir, directory() / "journal");
  EXPECT_EQ(config.durability, journal::Durability::Process);
  EXPECT_FALSE(retention_of(config, account.sessions).keep) << "for ever";
  EXPECT_EQ(config.ops.port, 9464);
  EXPECT_EQ(config.log_file, "");
}

TEST_F(Load, KeepsACancelAsLongAsItsIdCounts) {
  Config config;
  config.journal_keep_days = 5;
  fix::SessionSettings month;
  month.cl_ord_id_days = 30;
  fix::SessionSettings ever;
  ever.target_comp_id = "DESK1";
  ever.cl_ord_id_days = 0;
  const auto retention = retention_of(config, {month, ever});
  EXPECT_EQ(retention.keep, std::chrono::days{5});
  EXPECT_EQ(retention.ids_count, std::chrono::days{32});
  EXPECT_THAT(retention.ids_for_ever, ElementsAre(ever.key().value()));
}

TEST_F(Load, ReadsEveryKey) {
  static_cast<void>(write("ca.pem", "certificates"));
  const Config config = load_text(
      R"(listen: {address: "::1", port: 1, plain: true, networks: [10.0.0.0/8, "::1"], first_message_deadline: 1500ms,
         first_message_limit: 512, strangers_limit: 7, message_limit: 2048, outbound_limit: 65536,
         connections_limit: 20, connections_per_address: 10, accept_rate: {connections: 5, per: 2s}}
accounts:
  a-1:
    {url: "wss://example.com", key: k, secret: s, ca_file: ca.pem, recv_window: 500ms, answer_within: 1m,
     in_flight_limit: 3, busy_poll: true, compression: true, connect_timeout: 2s, ping_interval: 20s, pong_timeout: 3s}
  b_2: {url: "wss://10.0.0.1/x?y", key: k, secret: s}
sessions:
  - {begin_string: FIX.4.4, sender_comp_id: B, target_comp_id: 7, account: b_2, prefer: orig_cl_ord_id,
     symbols: {BTC/USDT: BTCUSDT, "币": "币安USDT"}, heart_bt_int: {min: 10s, max: 30s}}
  - {begin_string: FIX.4.4, sender_comp_id: B, target_comp_id: DESK 2, account: a-1}
  - {begin_string: FIX.4.4, sender_comp_id: B, target_comp_id: D3, account: b_2}
journal: {dir: /tmp/journal/x, durability: disk, keep: {days: 30}}
ops: {address: 127.0.0.2, port: 0}
log: {level: debug, file: logs/b.log}
)");
  EXPECT_EQ(config.listen.front().address, "::1");
  EXPECT_EQ(config.listen.front().first_message_deadline, 1500ms);
  EXPECT_EQ(config.listen.front().first_message_limit, 512U);
  EXPECT_EQ(config.listen.front().strangers_limit, 7U);
  EXPECT_EQ(config.listen.front().networks.size(), 2U);
  EXPECT_EQ(config.listen.front().connections_limit, 20U);
  EXPECT_EQ(config.listen.front().connections_per_address, 10U);
  EXPECT_EQ(config.listen.front().accept_rate.messages, 5);
  EXPECT_EQ(config.listen.front().accept_rate.per, 2s);
  EXPECT_EQ(config.listen.front().connection.message_limit, 2048U);
  EXPECT_EQ(config.listen.front().connection.outbound_limit, 65536U);

  ASSERT_EQ(config.accounts.size(), 2U);
  const Account& a = config.accounts[0];
  EXPECT_EQ(a.link.host + ":" + a.link.port + a.link.path, "example.com:443/ws-fapi/v1");
  EXPECT_EQ(a.link.ca_file, (directory() / "ca.pem").string());
  EXPECT_EQ(a.dialect.recv_window, 500ms);
  EXPECT_EQ(a.answer_within, 60s);
  EXPECT_EQ(a.in_flight_limit, 3U);
  EXPECT_TRUE(a.link.compression);
  EXPECT_TRUE(a.busy_poll);
  EXPECT_EQ(a.link.connect_timeout, 2s);
  EXPECT_EQ(a.link.ping_interval, 20s);
  EXPECT_EQ(a.link.pong_timeout, 3s);
  EXPECT_EQ(config.accounts[1].link.path, "/x?y");

  ASSERT_EQ(a.sessions.size(), 1U);
  EXPECT_EQ(a.sessions[0].target_comp_id, "DESK 2");
  ASSERT_EQ(config.accounts[1].sessions.size(), 2U);
  const fix::SessionSettings& session = config.accounts[1].sessions[0];
  EXPECT_EQ(session.target_comp_id, "7");
  EXPECT_EQ(session.terms.prefer, order::IdPreference::ByOrigClOrdId);
  EXPECT_EQ(session.heart_bt_int_min, 10);
  EXPECT_EQ(session.heart_bt_int_max, 30);
  EXPECT_THAT(session.terms.symbols, ElementsAre(Pair("BTC/USDT", "BTCUSDT"), Pair("币", "币安USDT")));

  EXPECT_EQ(config.journal_dir, "/tmp/journal/x");
  EXPECT_EQ(config.durability, journal::Durability::Disk);
  const auto sessions = sessions_of(config.accounts);
  EXPECT_EQ(retention_of(config, sessions).keep, std::chrono::days{30});
  EXPECT_EQ(retention_of(config, sessions).ids_count, std::chrono::days{3}) << "a ClOrdID counts for a day";
  EXPECT_THAT(retention_of(config, sessions).ids_for_ever, IsEmpty());
  EXPECT_EQ(config.ops.port, 0);
  EXPECT_EQ(config.log_level, log::Level::Debug);
  EXPECT_EQ(config.log_file, (directory() / "logs/b.log").string());
}

// What is not the venue's own may have a path of its own: a proxy. It is said, because it may be a slip.
TEST_F(Load, TakesTheAddressOfAProxyWithAWordAboutItsPath) {
  for (const char* url : {"wss://ws-fapi.binance.com/ws-fapi/v1", "wss://ws-fapi-mm.binance.com",
                          "wss://testnet.binancefuture.com/ws-fapi/v1?returnRateLimits=true",
                          "wss://127.0.0.1:9443/ws-fapi/v1", "wss://proxy.example/venue/ws-fapi/v1"}) {
    const Config config = load_text(good_file(6, std::string("    url: ") + url));
    EXPECT_THAT(config.warnings, Each(Not(HasSubstr(".url: ")))) << url;
  }
  const Config config = load_text(good_file(6, "    url: wss://proxy.example/binance"));
  EXPECT_EQ(config.accounts[0].link.path, "/binance");
  EXPECT_THAT(without_directory(config.warnings),
              Contains("bridge.yaml:6: accounts.main.url: has the path '/binance', and the venue has "
                       "/ws-fapi/v1: right only where a proxy puts the one in place of the other"));
}

TEST_F(Load, HasNoDeadMansSwitchUnlessItIsAskedFor) {
  EXPECT_FALSE(load_text(good_file()).accounts[0].dead_man_switch);
  const auto read = [&](const std::string& text) {
    return load_text(good_file(8, "    secret: aSecret\n    dead_man_switch: " + text))
        .accounts[0]
        .dead_man_switch;
  };
  ASSERT_TRUE(read("{}"));
  EXPECT_EQ(read("{}")->countdown, milliseconds{120'000});
  EXPECT_EQ(read("{}")->weight_share, 20);
  EXPECT_EQ(read("{countdown: 60s, weight_share: 35}")->countdown, milliseconds{60'000});
  EXPECT_EQ(read("{countdown: 60s, weight_share: 35}")->weight_share, 35);
  EXPECT_EQ(read("{countdown: 5s, weight_share: 20}")->weight_share, 20);
}

TEST_F(Load, TakesSecretsFromFilesAndTheEnvironment) {
  static_cast<void>(write("keys/secret", "fromFile\r\n\n"));
  setenv("CONFIG_TEST_KEY", "fromEnvironment", 1);
  std::string text = good_file(7, "    key: env:CONFIG_TEST_KEY");
  text.replace(text.find("aSecret"), 7, "file:keys/secret");
  const Config config = load_text(text);
  EXPECT_EQ(config.accounts[0].credentials.api_key, "fromEnvironment");
  EXPECT_EQ(config.accounts[0].credentials.secret.reveal(), "fromFile");
  EXPECT_THAT(config.warnings, IsEmpty());
}

TEST_F(Load, WarnsOfSecretsOthersMayRead) {
  const auto file = write("open", "value");
  std::filesystem::permissions(file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  const Config config = load_text(good_file(8, "    secret: file:open"));
  EXPECT_THAT(
      without_directory(config.warnings),
      ElementsAre(
          "bridge.yaml:7: accounts.main.key: written into the configuration; env:NAME or file:PATH keeps "
          "it out of backups and reviews",
          "bridge.yaml:8: accounts.main.secret: 'open' is readable by every user of this machine; "
          "chmod 600 it"));
}

TEST_F(Load, WarnsOfWhatIsAllowedButUnwise) {
  std::string text = good_file(3, "  port: 9878\n  address: 0.0.0.0");
  text += "# end\n";
  text.replace(text.find("    key: aKey"), 13,
               "    recv_window: 6s\n    dead_man_switch: {countdown: 10s}\n    key: aKey");
  text.replace(text.find("sessions:"), 9, "  spare: {url: 'wss://localhost', key: k, secret: s}\nsessions:");
  text.replace(text.find("ops: {}"), 7, "ops: {address: '10.1.1.1'}");
  const auto warnings = without_directory(load_text(text).warnings);
  const auto has = [&](const std::string& part) {
    EXPECT_THAT(warnings, testing::Contains(HasSubstr(part)));
  };
  has("bridge.yaml:2: listen.plain: is true, and the address is not loopback");
  has("sessions: 'FIX.4.4:BRIDGE->DESK1' has neither credentials nor certificate");
  has("bridge.yaml:8: accounts.main.recv_window: longer than 5s");
  has("accounts: no session uses account 'spare'");
  has("ops.address: is not loopback");
  has("accounts: account 'main' has a dead_man_switch, but no session with order_entry");
  has("accounts.main.dead_man_switch.countdown: under 20s");
}

TEST_F(Load, TakesTheShippedFiles) {
  const auto shipped = std::filesystem::path(BRIDGE_SOURCE_DIR) / "config";
  std::filesystem::copy(shipped, directory() / "config", std::filesystem::copy_options::recursive);
  static_cast<void>(write("demo-ca.pem", "certificate"));
  static_cast<void>(write("config/secrets/binance-main.key", "k\n"));
  static_cast<void>(write("config/secrets/binance-main.secret", "s\n"));
  for (const char* name : {"fix-server.pem", "fix-server.key", "fix-clients-ca.pem"}) {
    static_cast<void>(write(std::string("config/secrets/") + name, "PEM\n"));
  }
  setenv("BINANCE_TESTNET_KEY", "k", 1);
  setenv("BINANCE_TESTNET_SECRET", "s", 1);
  for (const char* name : {"demo.yaml", "certification.yaml", "binance-testnet.yaml", "binance.yaml"}) {
    try {
      const Config config = load(directory() / "config" / name);
      EXPECT_EQ(config.accounts.size(), 1U) << name;
      // The simulator's key and secret are written into the file.
      const bool simulated = config.accounts.front().link.host == "127.0.0.1";
      EXPECT_EQ(config.warnings.size(), simulated ? 2U : 0U) << name;
    } catch (const Mistakes& mistakes) {
      ADD_FAILURE() << testing::PrintToString(mistakes.lines);
    }
  }
}

}  // namespace
}  // namespace bridge::config
