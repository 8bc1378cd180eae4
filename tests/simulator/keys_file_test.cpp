#include "simulator/mistake.hpp"
#include "simulator/signing.hpp"
#include "simulator/simulator.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class KeysFile : public testing::Test {
 protected:
  KeysFile() { std::filesystem::create_directory(dir_); }
  ~KeysFile() override { std::filesystem::remove_all(dir_); }

  std::vector<ApiKey> load(const std::string& text) {
    std::ofstream{file_} << text;
    return load_keys(file_);
  }
  std::string mistake(const std::string& text) {
    return mistake_of([&] { load(text); });
  }

  const std::filesystem::path dir_ =
      std::filesystem::temp_directory_path() / ("keys-" + std::to_string(::getpid()));
  const std::filesystem::path file_ = dir_ / "keys.json";
};

TEST_F(KeysFile, HoldsKeysOfEveryType) {
  std::ofstream{dir_ / "ed.pem"} << public_key_of(ed25519_keys());
  const auto keys = load(R"([{"apiKey":"a","type":"hmac","secret":"s"},
    {"apiKey":"b","type":"ed25519","publicKeyFile":"ed.pem"},
    {"apiKey":"c","type":"rsa","publicKey":)" +
                         json::serialize(json::value(public_key_of(rsa_keys()))) + "}]");
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys[0].type, KeyType::Hmac);
  EXPECT_EQ(keys[0].secret, "s");
  EXPECT_EQ(keys[1].type, KeyType::Ed25519);
  EXPECT_EQ(keys[1].secret, public_key_of(ed25519_keys()));
  EXPECT_EQ(keys[2].api_key, "c");
  EXPECT_EQ(keys[2].type, KeyType::Rsa);
}

TEST_F(KeysFile, ErrorsNameFileKeyAndField) {
  EXPECT_THAT([] { return load_keys("no/such/keys.json"); },
              testing::ThrowsMessage<std::runtime_error>(
                  "no/such/keys.json: cannot be read; give the path of a keys file"));
  EXPECT_THAT(mistake("[\n,]"), AllOf(HasSubstr(file_.string()), HasSubstr("line 2: is not JSON")));
  EXPECT_THAT(mistake("{}"), HasSubstr("must be a list"));
  EXPECT_THAT(mistake("[7]"), HasSubstr("[0]: must be an object"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","secret":"s"}])"), HasSubstr("[0]: type is missing"));
  EXPECT_THAT(mistake(R"([{"type":"hmac","secret":"s"}])"), HasSubstr("[0]: apiKey is missing"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"ecdsa"}])"),
              HasSubstr("[0].type: must be one of hmac, rsa, ed25519"));
  EXPECT_THAT(mistake(R"([{"apikey":"a"}])"), HasSubstr("[0].apikey: is not known here"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"hmac","publicKey":"p"}])"),
              HasSubstr("[0]: an hmac key has a secret and no public key"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"rsa"}])"), HasSubstr("either publicKey or publicKeyFile"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"rsa","publicKeyFile":"no.pem"}])"),
              HasSubstr("[0].publicKeyFile: 'no.pem' cannot be read"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"rsa","publicKey":"p"}])"),
              HasSubstr("API key 'a': its public key must be PEM"));
  EXPECT_THAT(mistake(R"([{"apiKey":"a b","type":"hmac","secret":"s"}])"),
              HasSubstr("API key 'a b': must be of letters"));
  EXPECT_THAT(
      mistake(R"([{"apiKey":"a","type":"hmac","secret":"s"},{"apiKey":"a","type":"hmac","secret":"t"}])"),
      HasSubstr("API key 'a' is there twice"));
}

TEST_F(KeysFile, ErrorsShowNoSecret) {
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"rsa","secret":"hush-hush"}])"), Not(HasSubstr("hush")));
  EXPECT_THAT(mistake(R"([{"apiKey":"a","type":"hmac","secret":["hush-hush"]}])"),
              AllOf(HasSubstr("[0].secret: must be a string"), Not(HasSubstr("hush"))));
}

}  // namespace
}  // namespace bridge::simulator::test
