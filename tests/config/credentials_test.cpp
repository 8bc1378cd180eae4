#include "config_files.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace bridge::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using venue::KeyType;

// Not a key: what is in a PEM is none of config's business.
constexpr const char* kPem =
    "-----BEGIN PRIVATE KEY-----\nkAnArYkAnArYkAnArYkAnArY\nkAnArY==\n-----END PRIVATE KEY-----";

class Credentials : public ConfigFiles {
 protected:
  void SetUp() override {
    ConfigFiles::SetUp();
    static_cast<void>(write("key.pem", std::string(kPem) + "\n"));
    static_cast<void>(write("phrase", "correct horse päss\n"));
  }
  // The account's lines from 8 on, where good_file() has its secret.
  [[nodiscard]] venue::Credentials credentials(const std::string& lines) const {
    Config config = load_text(good_file(8, lines));
    return std::move(config.accounts.at(0).credentials);
  }
  [[nodiscard]] std::vector<std::string> mistakes(const std::string& lines) const {
    return mistakes_of(good_file(8, lines));
  }
};

TEST_F(Credentials, AreHmacUnlessSaid) {
  for (const char* lines : {"    secret: s", "    secret: s\n    key_type: hmac"}) {
    const auto read = credentials(lines);
    EXPECT_EQ(read.type, KeyType::HmacSha256) << lines;
    EXPECT_EQ(read.secret.reveal(), "s");
    EXPECT_TRUE(read.passphrase.empty());
    EXPECT_FALSE(read.session_logon);
  }
}

TEST_F(Credentials, HoldAnEd25519KeyThatLogsOn) {
  const auto read = credentials("    key_type: ed25519\n    secret: file:key.pem");
  EXPECT_EQ(read.type, KeyType::Ed25519);
  EXPECT_EQ(read.api_key, "aKey");
  EXPECT_EQ(read.secret.reveal(), kPem);
  EXPECT_TRUE(read.passphrase.empty());
  EXPECT_TRUE(read.session_logon);
  const std::string off = "    key_type: ed25519\n    secret: file:key.pem\n    session_logon: false";
  EXPECT_FALSE(credentials(off).session_logon);
}

TEST_F(Credentials, HoldAnRsaKeyThatDoesNotLogOn) {
  const auto read = credentials("    key_type: rsa\n    secret: file:key.pem");
  EXPECT_EQ(read.type, KeyType::Rsa);
  EXPECT_EQ(read.secret.reveal(), kPem);
  EXPECT_FALSE(read.session_logon);
}

TEST_F(Credentials, HoldThePassphraseOfAnEncryptedKey) {
  const std::string start = "    key_type: rsa\n    secret: file:key.pem\n    passphrase: ";
  EXPECT_EQ(credentials(start + "file:phrase").passphrase.reveal(), "correct horse päss");
  setenv("CONFIG_TEST_PASSPHRASE", " from the environment ", 1);
  EXPECT_EQ(credentials(start + "env:CONFIG_TEST_PASSPHRASE").passphrase.reveal(), " from the environment ");
}

TEST_F(Credentials, ComeFromSystemd) {
  static_cast<void>(write("credentials/venue-secret", "handedOver\n"));
  setenv("CREDENTIALS_DIRECTORY", (directory() / "credentials").c_str(), 1);
  EXPECT_EQ(credentials("    secret: cred:venue-secret").secret.reveal(), "handedOver");
  EXPECT_THAT(mistakes("    secret: cred:other"), ElementsAre(HasSubstr("cannot read 'credentials/other'")));
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(Credentials, AreSignedWithInAProcessOfItsOwnWhereThatCostsNothing) {
  const std::string ed25519 = "    key_type: ed25519\n    secret: file:key.pem";
  const auto place = [&](const std::string& lines) { return credentials(lines).signer; };
  EXPECT_EQ(place("    secret: s"), venue::SignerPlace::Inline);
  EXPECT_EQ(place("    key_type: rsa\n    secret: file:key.pem"), venue::SignerPlace::Inline);
  EXPECT_EQ(place(ed25519), venue::SignerPlace::Process);
  EXPECT_EQ(place(ed25519 + "\n    session_logon: false"), venue::SignerPlace::Inline);
  EXPECT_EQ(place(ed25519 + "\n    signer: inline"), venue::SignerPlace::Inline);
  EXPECT_EQ(place("    secret: s\n    signer: process"), venue::SignerPlace::Process);
}

// What the gateway leaves to the signer process: it looks at the file from outside, and no further.
TEST_F(Credentials, InAFileStayUnreadForTheSignerProcess) {
  const auto read = [&](const std::string& lines) {
    Config config = load(write("bridge.yaml", good_file(8, lines)), {.leaves_files_to_signer = true});
    return std::move(config.accounts.at(0).credentials);
  };
  static_cast<void>(write("no.pem", "anything"));
  const auto apart = read("    key_type: ed25519\n    secret: file:no.pem\n    passphrase: file:phrase");
  EXPECT_TRUE(apart.secret.empty());
  EXPECT_TRUE(apart.passphrase.empty());
  EXPECT_EQ(apart.secret_file, (directory() / "no.pem").string());
  EXPECT_EQ(apart.passphrase_file, (directory() / "phrase").string());
  EXPECT_EQ(read("    secret: file:no.pem").secret.reveal(), "anything") << "it signs inline";
  EXPECT_EQ(read("    secret: s\n    signer: process").secret.reveal(), "s") << "it is here already";
  EXPECT_THROW(static_cast<void>(read("    key_type: ed25519\n    secret: file:none.pem")), Mistakes);
}

TEST_F(Credentials, FromTheEnvironmentAreForgottenThere) {
  setenv("CONFIG_TEST_SECRET", "fromTheEnvironment", 1);
  const char* const value = std::getenv("CONFIG_TEST_SECRET");
  const auto file = write("bridge.yaml", good_file(8, "    secret: env:CONFIG_TEST_SECRET"));
  Config config = load(file);
  forget_environment(config);
  EXPECT_EQ(config.accounts[0].credentials.secret.reveal(), "fromTheEnvironment");
  EXPECT_EQ(std::getenv("CONFIG_TEST_SECRET"), nullptr);
  EXPECT_STREQ(value, "") << "the bytes that /proc/PID/environ shows";
  EXPECT_THROW(static_cast<void>(load(file)), Mistakes);
  const Config again = load(file, {.forgotten = config.forgotten});
  EXPECT_TRUE(again.accounts[0].credentials.secret.empty());
  EXPECT_EQ(again.accounts[0].secret_variable, "CONFIG_TEST_SECRET");
}

TEST_F(Credentials, OfAGatewayElsewhereAreNotMissed) {
  const auto file = write("bridge.yaml", good_file(8,
                                                   "    key_type: ed25519\n    secret: cred:venue-secret\n"
                                                   "    passphrase: env:NOT_SET_ANYWHERE"));
  EXPECT_NO_THROW(static_cast<void>(load(file, {.is_elsewhere = true})));
}

TEST_F(Credentials, TakeAPemFromTheEnvironment) {
  setenv("CONFIG_TEST_PEM", kPem, 1);
  EXPECT_EQ(credentials("    key_type: ed25519\n    secret: env:CONFIG_TEST_PEM").secret.reveal(), kPem);
}

TEST_F(Credentials, TakeAPemWithTheLineBreaksOfWindows) {
  static_cast<void>(write("dos.pem", "-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n-----END PRIVATE KEY-----\r\n"));
  EXPECT_EQ(credentials("    key_type: ed25519\n    secret: file:dos.pem").secret.reveal(),
            "-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n-----END PRIVATE KEY-----");
}

TEST_F(Credentials, TakeAPemAsABlockAndWarn) {
  std::string block = "    key_type: ed25519\n    secret: |\n      ";
  for (const char c : std::string(kPem)) block += c == '\n' ? std::string("\n      ") : std::string(1, c);
  const Config config = load_text(good_file(8, block));
  EXPECT_EQ(config.accounts[0].credentials.secret.reveal(), std::string(kPem) + "\n");
  const std::string warned = "bridge.yaml:9: accounts.main.secret: written into the configuration";
  EXPECT_THAT(without_directory(config.warnings), testing::Contains(StartsWith(warned)));
}

struct Case {
  const char* lines;  // in place of line 8 of good_file()
  const char* said;   // the one line that comes of it
};

// clang-format off
const Case kCases[] = {
  {"    key_type: dsa\n    secret: s",                     "bridge.yaml:8: accounts.main.key_type: 'dsa' is not one of hmac, rsa, ed25519; write one of them"},
  {"    key_type: dsa\n    secret: file:key.pem\n    passphrase: file:phrase\n    session_logon: true", "bridge.yaml:8: accounts.main.key_type: 'dsa' is not one of hmac, rsa, ed25519; write one of them"},
  {"    secret: file:key.pem",                             "bridge.yaml:8: accounts.main.secret: is a PEM, and key_type is hmac; set key_type: ed25519 or rsa, whichever it is"},
  {"    key_type: rsa\n    secret: aSecret",               "bridge.yaml:9: accounts.main.secret: is not a PEM; give the private key's file with its BEGIN and END lines, or set key_type: hmac if it is an HMAC secret"},
  {"    key_type: rsa\n    secret: file:no.pem",           "bridge.yaml:9: accounts.main.secret: cannot read 'no.pem': No such file or directory; give a file with nothing but the value, readable by this user"},
  {"    key_type: rsa\n    secret: \"-----BEGIN \\x01\"",  "bridge.yaml:9: accounts.main.secret: contains a control or a non-ASCII character; give the PEM file as it was made"},
  {"    key_type: rsa",                                    "bridge.yaml:5: accounts.main.secret: is missing; add it (config/README.md)"},
  {"    secret: \"a\\nb\"",                                "bridge.yaml:8: accounts.main.secret: contains a blank, a control or a non-ASCII character; paste the value again, alone"},
  {"    secret: s\n    passphrase: file:phrase",           "bridge.yaml:9: accounts.main.passphrase: opens an encrypted PEM, and an HMAC secret is none; leave it out, or set key_type"},
  {"    key_type: rsa\n    secret: file:key.pem\n    passphrase: plain",       "bridge.yaml:10: accounts.main.passphrase: must be env:NAME, file:PATH or cred:NAME; it is not taken from the configuration"},
  {"    key_type: rsa\n    secret: file:key.pem\n    passphrase: [file:x]",    "bridge.yaml:10: accounts.main.passphrase: must be env:NAME, file:PATH or cred:NAME; it is not taken from the configuration"},
  {"    key_type: rsa\n    secret: file:key.pem\n    passphrase: file:key.pem","bridge.yaml:10: accounts.main.passphrase: contains a line break or a control character; give the passphrase alone, on one line"},
  {"    key_type: rsa\n    secret: file:key.pem\n    passphrase: env:NOT_SET_ANYWHERE", "bridge.yaml:10: accounts.main.passphrase: environment variable NOT_SET_ANYWHERE is not set; set it before the start, or use file:PATH"},
  {"    secret: s\n    session_logon: true",               "bridge.yaml:9: accounts.main.session_logon: the venue logs on Ed25519 keys only; leave it out, or use such a key with key_type: ed25519"},
  {"    key_type: rsa\n    secret: file:key.pem\n    session_logon: false",    "bridge.yaml:10: accounts.main.session_logon: the venue logs on Ed25519 keys only; leave it out, or use such a key with key_type: ed25519"},
  {"    key_type: ed25519\n    secret: file:key.pem\n    signer: apart",        "bridge.yaml:10: accounts.main.signer: 'apart' is not one of process, inline; write one of them"},
  {"    secret: \"cred:\"",                                    "bridge.yaml:8: accounts.main.secret: cred: is not followed by the name of a credential; write e.g. cred:venue-secret, and LoadCredential=venue-secret:PATH into the service's unit"},
  {"    secret: cred:../../etc/shadow",                    "bridge.yaml:8: accounts.main.secret: cred: is not followed by the name of a credential; write e.g. cred:venue-secret, and LoadCredential=venue-secret:PATH into the service's unit"},
  {"    secret: cred:venue-secret",                        "bridge.yaml:8: accounts.main.secret: cred: wants $CREDENTIALS_DIRECTORY, which systemd sets for a service with LoadCredential=; start it as one, or use file:PATH"},
  {"    key_type: ed25519\n    secret: file:key.pem\n    session_logon: on",   "bridge.yaml:10: accounts.main.session_logon: 'on' is neither true nor false; write one of them, without quotes"},
};
// clang-format on

TEST_F(Credentials, ThatAreMistakenAreNamedWithLineAndRemedy) {
  for (const Case& wrong : kCases) EXPECT_THAT(mistakes(wrong.lines), ElementsAre(wrong.said)) << wrong.lines;
}

TEST_F(Credentials, HaveAllTheirMistakesToldAtOnce) {
  EXPECT_THAT(
      mistakes("    key_type: hmac\n    secret: file:key.pem\n    passphrase: p\n    session_logon: true"),
      ElementsAre(HasSubstr("main.secret:"), HasSubstr("main.passphrase:"),
                  HasSubstr("main.session_logon:")));
}

TEST_F(Credentials, AreNeverShown) {
  static_cast<void>(write("broken.pem", std::string(kPem) + "\x01"));
  static_cast<void>(write("two lines", "kAnArY\nkAnArY"));
  const std::string pem = "    key_type: rsa\n    secret: file:key.pem\n";
  for (const std::string& lines :
       {std::string("    secret: file:key.pem"),
        std::string("    key_type: rsa\n    secret: file:broken.pem"),
        std::string("    key_type: rsa\n    secret: kAnArYkAnArY"), pem + "    passphrase: kAnArY",
        pem + "    passphrase: 'file:two lines'", pem + "    passphrase: {kAnArY: 1}",
        pem + "    passphrase: env:kAnArY kAnArY", std::string("    key_type: x\n    secret: kAnArY")}) {
    const auto found = mistakes(lines);
    EXPECT_THAT(found, Not(IsEmpty())) << lines;
    for (const std::string& line : found) EXPECT_THAT(line, Not(HasSubstr("kAnArY"))) << lines;
  }
}

}  // namespace
}  // namespace bridge::config
