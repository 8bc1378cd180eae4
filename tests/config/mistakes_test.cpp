#include "config_files.hpp"

#include <gmock/gmock.h>

#include <string>

namespace bridge::config {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Mistake = ConfigFiles;

struct Case {
  int line;            // of good_file(), replaced …
  const char* change;  // … by this
  const char* said;    // the one line that comes of it
};

// clang-format off
const Case kCases[] = {
  {3, "  prot: 9878\n  port: 1",  "bridge.yaml:3: listen.prot: unknown key; did you mean port?"},
  {3, "  port: 1\n  zzzzzzzz: 1", "bridge.yaml:4: listen.zzzzzzzz: unknown key; keys here are address, port, plain, tls, networks, first_message_deadline, first_message_limit, strangers_limit, connections_limit, connections_per_address, accept_rate, message_limit, outbound_limit"},
  {3, "  port: 1\n  port: 2",     "bridge.yaml:4: listen.port: written twice, first on line 3; keep one"},
  {3, "  port: 65536",            "bridge.yaml:3: listen.port: 65536 is out of range; write 0 to 65535"},
  {3, "  port: '9878'",           "bridge.yaml:3: listen.port: '9878' is not a whole number; write 0 to 65535, without quotes"},
  {3, "  port: 98.78",            "bridge.yaml:3: listen.port: '98.78' is not a whole number; write 0 to 65535, without quotes"},
  {3, "  port: [1]",              "bridge.yaml:3: listen.port: is a list; write a whole number, 0 to 65535"},
  {3, "  port:",                  "bridge.yaml:3: listen.port: is empty; give a value, or leave the key out"},
  {3, "  address: 127.0.0.1",     "bridge.yaml:1: listen.port: is missing; add it (config/README.md)"},
  {3, "  port: 1\n  address: localhost", "bridge.yaml:4: listen.address: 'localhost' is not an IP address; write e.g. 127.0.0.1, or 0.0.0.0 for all"},
  {3, "  port: 1\n  first_message_deadline: 5", "bridge.yaml:4: listen.first_message_deadline: '5' is not a duration; write a whole number and ms, s or m, such as 500ms or 2s"},
  {3, "  port: 1\n  first_message_deadline: 5 s", "bridge.yaml:4: listen.first_message_deadline: '5 s' is not a duration; write a whole number and ms, s or m, such as 500ms or 2s"},
  {3, "  port: 1\n  first_message_deadline: 99999999999999999999s", "bridge.yaml:4: listen.first_message_deadline: '99999999999999999999s' is not a duration; write a whole number and ms, s or m, such as 500ms or 2s"},
  {3, "  port: 1\n  first_message_deadline: 2m", "bridge.yaml:4: listen.first_message_deadline: 2m is out of range; write 100ms to 1m"},
  {6, "    url: https://localhost",         "bridge.yaml:6: accounts.main.url: is not an address of the form wss://HOST[:PORT]/PATH; write e.g. wss://ws-fapi.binance.com/ws-fapi/v1"},
  {6, "    url: wss://user:pass@localhost/","bridge.yaml:6: accounts.main.url: is not an address of the form wss://HOST[:PORT]/PATH; write e.g. wss://ws-fapi.binance.com/ws-fapi/v1"},
  {6, "    url: wss://localhost:0/",        "bridge.yaml:6: accounts.main.url: is not an address of the form wss://HOST[:PORT]/PATH; write e.g. wss://ws-fapi.binance.com/ws-fapi/v1"},
  {6, "    url: \"\"",                      "bridge.yaml:6: accounts.main.url: is not an address of the form wss://HOST[:PORT]/PATH; write e.g. wss://ws-fapi.binance.com/ws-fapi/v1"},
  {6, "    url: wss://ws-api.binance.com/ws-api/v3", "bridge.yaml:6: accounts.main.url: is the spot market's, which knows none of these orders; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://WS-API.Binance.com:9443",       "bridge.yaml:6: accounts.main.url: is the spot market's, which knows none of these orders; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://proxy.example/venue/ws-api/v3", "bridge.yaml:6: accounts.main.url: is the spot market's, which knows none of these orders; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://testnet.binance.vision/ws-fapi/v1", "bridge.yaml:6: accounts.main.url: is the spot market's, which knows none of these orders; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://ws-dapi.binance.com/ws-dapi/v1", "bridge.yaml:6: accounts.main.url: is that of COIN-M futures, which knows none of these orders; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://fstream.binance.com/private",   "bridge.yaml:6: accounts.main.url: is that of streams, which take no orders; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://fapi.binance.com/ws-fapi/v1",   "bridge.yaml:6: accounts.main.url: is that of the REST service; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the testnet"},
  {6, "    url: wss://ws-fapi.binance.com/ws-fapi/v2", "bridge.yaml:6: accounts.main.url: has the path '/ws-fapi/v2'; did you mean /ws-fapi/v1?"},
  {6, "    url: wss://ws-fapi.binance.com/fapi",      "bridge.yaml:6: accounts.main.url: has the path '/fapi', where the venue has no WebSocket API of USD-M futures; write wss://ws-fapi.binance.com/ws-fapi/v1, or leave the path out"},
  {6, "    url: wss://localhost:9443/ws-fpai/v1",     "bridge.yaml:6: accounts.main.url: has the path '/ws-fpai/v1'; did you mean /ws-fapi/v1?"},
  {7, "",                                   "bridge.yaml:5: accounts.main.key: is missing; add it (config/README.md)"},
  {8, "    secret: env:NOT_SET_ANYWHERE",   "bridge.yaml:8: accounts.main.secret: environment variable NOT_SET_ANYWHERE is not set; set it before the start, or use file:PATH"},
  {8, "    secret: file:nowhere",           "bridge.yaml:8: accounts.main.secret: cannot read 'nowhere': No such file or directory; give a file with nothing but the value, readable by this user"},
  {8, "    secret: file:.",                 "bridge.yaml:8: accounts.main.secret: cannot read '.': not a regular file; give a file with nothing but the value, readable by this user"},
  {8, "    secret: aSecret\n    recv_window: 61s", "bridge.yaml:9: accounts.main.recv_window: 61s is out of range; write 1ms to 1m"},
  {8, "    secret: aSecret\n    recv_window: 0ms", "bridge.yaml:9: accounts.main.recv_window: 0ms is out of range; write 1ms to 1m"},
  {8, "    secret: aSecret\n    recv_windw: 1s",   "bridge.yaml:9: accounts.main.recv_windw: unknown key; did you mean recv_window?"},
  {8, "    secret: aSecret\n    compression: yes", "bridge.yaml:9: accounts.main.compression: 'yes' is neither true nor false; write one of them, without quotes"},
  {8, "    secret: aSecret\n    dead_man_switch: {countdown: 2s}", "bridge.yaml:9: accounts.main.dead_man_switch.countdown: 2s is out of range; write 5s to 10m"},
  {8, "    secret: aSecret\n    dead_man_switch: {weight_share: 60}", "bridge.yaml:9: accounts.main.dead_man_switch.weight_share: 60 is out of range; write 1 to 50"},
  {8, "    secret: aSecret\n    dead_man_switch: {countdown: 5s, weight_share: 19}", "bridge.yaml:9: accounts.main.dead_man_switch.weight_share: is not enough for one symbol, which costs 40 of the venue's weight a countdown; raise it or countdown"},
  {8, "    secret: aSecret\n    dead_man_switch: {countdwn: 5s}", "bridge.yaml:9: accounts.main.dead_man_switch.countdwn: unknown key; did you mean countdown?"},
  {8, "    secret: aSecret\n    dead_man_switch: true", "bridge.yaml:9: accounts.main.dead_man_switch: must be a map of 'key: value' lines; see config/README.md"},
  {8, "    secret: aSecret\n    ca_file: no.pem",  "bridge.yaml:9: accounts.main.ca_file: cannot read 'no.pem'; give a PEM file of trusted certificates, or leave the key out to trust the system's"},
  {10, "  - begin_string: FIX.4.3",  "bridge.yaml:10: sessions[1].begin_string: 'FIX.4.3' is not spoken; write FIX.4.2, FIX.4.4 or FIXT.1.1 (for 5.0 SP2)"},
  {11, "    sender_comp_id: A|B",   "bridge.yaml:11: sessions[1].sender_comp_id: is not a CompID; write 1 to 64 printable ASCII characters without '|' and '='"},
  {11, "    sender_comp_id: \"A\\x01\"", "bridge.yaml:11: sessions[1].sender_comp_id: is not a CompID; write 1 to 64 printable ASCII characters without '|' and '='"},
  {12, "",                          "bridge.yaml:10: sessions[1].target_comp_id: is missing; add it (config/README.md)"},
  {13, "    account: mian",         "bridge.yaml:13: sessions[1].account: there is no account 'mian'; name one of main"},
  {13, "    account: main\n    prefer: both", "bridge.yaml:14: sessions[1].prefer: 'both' is not one of order_id, orig_cl_ord_id; write one of them"},
  {13, "    account: main\n    symbols: {A: [B]}", "bridge.yaml:14: sessions[1].symbols.A: is not a pair of symbols; write CLIENT_SYMBOL: VENUE_SYMBOL, each without blanks"},
  {13, "    account: main\n    symbols: [A]", "bridge.yaml:14: sessions[1].symbols: must be a map of 'key: value' lines; see config/README.md"},
  {13, "    account: main\n    symbols: {ETH: eth/usdt}", "bridge.yaml:14: sessions[1].symbols.ETH: 'eth/usdt' cannot be a symbol of the venue, which has upper-case letters, digits and '_' in them; did you mean ETHUSDT?"},
  {13, "    account: main\n    symbols: {ETH: \"*\"}", "bridge.yaml:14: sessions[1].symbols.ETH: '*' cannot be a symbol of the venue, which has upper-case letters, digits and '_' in them; write e.g. BTCUSDT"},
  {13, "    account: main\n    entitled_symbols: [BTCUSDT, btc*]", "bridge.yaml:14: sessions[1].entitled_symbols: 'btc*' cannot be a symbol of the venue, which has upper-case letters, digits and '_' in them; did you mean BTC*?"},
  {13, "    account: main\n    heart_bt_int: {min: 1500ms}", "bridge.yaml:14: sessions[1].heart_bt_int.min: must be whole seconds, as HeartBtInt(108) is; write e.g. 30s"},
  {13, "    account: main\n    heart_bt_int: {min: 60s, max: 30s}", "bridge.yaml:14: sessions[1].heart_bt_int.min: is above max; no client could log on: lower min or raise max"},
  {13, "    account: main\n  - {begin_string: FIX.4.4, sender_comp_id: BRIDGE, target_comp_id: DESK1, account: main}", "bridge.yaml:14: sessions[2]: 'FIX.4.4:BRIDGE->DESK1' is already the session of line 10; change a CompID or drop one"},
  {15, "  dir: bridge.yaml",        "bridge.yaml:15: journal.dir: 'bridge.yaml' is a file; name a directory"},
  {15, "  dir: j\n  durability: ram", "bridge.yaml:16: journal.durability: 'ram' is not one of process, disk; write one of them"},
  {15, "  dir: j\n  keep: always", "bridge.yaml:16: journal.keep: is not how long the journal is kept; write for_ever or {days: 400}"},
  {15, "  dir: j\n  keep: {days: 0}", "bridge.yaml:16: journal.keep.days: 0 is out of range; write 1 to 36500"},
  {15, "  dir: j\n  keep: {}", "bridge.yaml:16: journal.keep.days: is missing; add it (config/README.md)"},
  {16, "ops: {port: 9878}",         "bridge.yaml:16: ops.port: 9878 is also listen.port; give each a port of its own"},
  {16, "ops: 5",                    "bridge.yaml:16: ops: must be a map of 'key: value' lines; see config/README.md"},
  {17, "log: {level: loud}",        "bridge.yaml:17: log.level: 'loud' is not one of debug, info, warn, error; write one of them"},
  {17, "lgo: {}",                   "bridge.yaml:17: lgo: unknown key; did you mean log?"},
};
// clang-format on

TEST_F(Mistake, IsNamedWithLineKeyAndRemedy) {
  ASSERT_THAT(mistakes_of(good_file()), IsEmpty());
  for (const Case& wrong : kCases) {
    const auto lines = mistakes_of(good_file(wrong.line, wrong.change));
    EXPECT_THAT(lines, ElementsAre(wrong.said)) << wrong.change;
  }
}

TEST_F(Mistake, NeverComesAlone) {
  EXPECT_THAT(mistakes_of(R"(listen: {plain: true,
  port: 99999}
accounts:
  main:
    url: http://x
    key: k
    secrte: s
sessions:
  - {begin_string: FIX.4.4, sender_comp_id: B, target_comp_id: D, account: other}
journal:
  durability: never
)"),
              ElementsAre("bridge.yaml:2: listen.port: 99999 is out of range; write 0 to 65535",
                          StartsWith("bridge.yaml:4: accounts.main.secret: is missing"),
                          StartsWith("bridge.yaml:5: accounts.main.url: is not an address"),
                          "bridge.yaml:7: accounts.main.secrte: unknown key; did you mean secret?",
                          StartsWith("bridge.yaml:9: sessions[1].account: there is no account 'other'"),
                          StartsWith("bridge.yaml:10: journal.dir: is missing"),
                          StartsWith("bridge.yaml:11: journal.durability: 'never' is not one of")));
}

// Found by fuzzing: names that no account may have were offered as they stood in the file.
TEST_F(Mistake, OffersNoNameThatMovesTheTerminal) {
  const auto lines = mistakes_of("accounts: {\"a\\nb\": {key: k}}\nsessions: [{account: main}]\n");
  EXPECT_THAT(lines, Contains(HasSubstr("there is no account 'main'; name one of a")));
  EXPECT_THAT(lines, Each(Not(HasSubstr("\n"))));
}

TEST_F(Mistake, IsAnEmptyFileAsWell) {
  EXPECT_THAT(mistakes_of(""), ElementsAre(StartsWith("bridge.yaml:1: listen: is missing"),
                                           StartsWith("bridge.yaml:1: accounts: is missing"),
                                           StartsWith("bridge.yaml:1: sessions: is missing"),
                                           StartsWith("bridge.yaml:1: journal: is missing")));
}

TEST_F(Mistake, IsAnEmptyList) {
  EXPECT_THAT(mistakes_of("listen: {port: 1, plain: true}\naccounts: {}\nsessions: []\njournal: {dir: j}\n"),
              ElementsAre("bridge.yaml:2: accounts: is empty; add an account",
                          "bridge.yaml:3: sessions: is empty; add a session"));
}

TEST_F(Mistake, IsAnAccountNameThatIsNoFileName) {
  for (const char* name : {"../x", "a b", "a.b", "\"\"", "abcdefghijklmnopqrstuvwxyz0123456"}) {
    std::string text = good_file(5, std::string("  ") + name + ":");
    text.replace(text.find("account: main"), 13, std::string("account: ") + name);
    EXPECT_THAT(mistakes_of(text), testing::Contains(HasSubstr("is not a name for an account"))) << name;
  }
}

TEST_F(Mistake, NeverShowsASecret) {
  const std::string canary = "kAnArY0123456789kAnArY0123456789kAnArY0123456789kAnArY0123456789";
  static_cast<void>(write("spaced", canary + " " + canary));
  for (const std::string& value :
       {"\"" + canary + " x\"", "[" + canary + "]", "env:" + canary, "{a: " + canary + "}",
        std::string("file:spaced"), "&a " + canary, "\"" + canary}) {
    const auto lines = mistakes_of(good_file(8, "    secret: " + value));
    EXPECT_FALSE(lines.empty()) << value;
    for (const std::string& line : lines) EXPECT_THAT(line, Not(HasSubstr("kAnArY"))) << value;
  }
}

TEST_F(Mistake, IsTextThatIsNoYaml) {
  EXPECT_THAT(mistakes_of("listen:\n  port: [1\naccounts: }\n"), ElementsAre(HasSubstr("not valid YAML")));
  EXPECT_THAT(mistakes_of("a: 1\n\tb: 2\n"), ElementsAre(StartsWith("bridge.yaml:")));
  EXPECT_THAT(mistakes_of("just words"), testing::Contains(HasSubstr("must be a map")));
  EXPECT_THAT(mistakes_of("a: 1\n---\nb: 2\n"), ElementsAre(StartsWith("bridge.yaml:")));
  EXPECT_THAT(mistakes_of("? [a]\n: b\n"), ElementsAre("bridge.yaml:1: a key must be plain text"));
}

TEST_F(Mistake, IsAnAliasSoThatNoneCanMultiply) {
  EXPECT_THAT(mistakes_of("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
              ElementsAre(StartsWith("bridge.yaml:1: anchors (&) and aliases (*) are not taken")));
  EXPECT_THAT(mistakes_of("a: !!binary x\n"),
              ElementsAre(StartsWith("bridge.yaml:1: tags (!) are not taken")));
}

TEST_F(Mistake, IsDepth) {
  EXPECT_THAT(mistakes_of("a: " + std::string(100'000, '[')), ElementsAre(HasSubstr("nested too deeply")));
  std::string indented;
  for (std::size_t i = 0; i < 400; ++i) indented += std::string(i, ' ') + "a:\n";
  EXPECT_THAT(mistakes_of(indented), ElementsAre(HasSubstr("nested too deeply")));
}

TEST_F(Mistake, IsAFileThatIsNotThereOrTooLarge) {
  EXPECT_THAT(mistakes_of(std::string(2U << 20U, '#')), ElementsAre(HasSubstr("larger than 1 MiB")));
  try {
    static_cast<void>(load(directory() / "nowhere.yaml"));
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_THAT(without_directory(mistakes.lines),
                ElementsAre("nowhere.yaml:1: cannot be read; give the path of a readable file"));
  }
}

}  // namespace
}  // namespace bridge::config
