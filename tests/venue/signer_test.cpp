#include "venue/binance/signing/signer.hpp"

#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

namespace bridge::venue::binance {

namespace {

// "name=value&…" taken apart, in the order of the text.
std::vector<Param> params_of(const std::string& payload, std::vector<std::string>& names) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::istringstream in{payload};
  for (std::string pair; std::getline(in, pair, '&');) {
    const auto equals = pair.find('=');
    pairs.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  names.clear();
  for (const auto& [name, value] : pairs) names.push_back(name);
  std::vector<Param> params;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    params.push_back({.name = names[i], .value = pairs[i].second});
  return params;
}

bool is_rest(const std::string& name) { return name == "published-fapi-rest"; }

boost::json::array vectors() {
  return test::read_frame_file("00_signing_vectors.json").at("vectors").as_array();
}

std::string text(const boost::json::value& vector, const char* key) {
  return std::string{vector.at(key).as_string()};
}

KeyType type_of(const boost::json::value& vector) {
  static const std::map<std::string, KeyType> kTypes{{"HMAC-SHA256/hex", KeyType::HmacSha256},
                                                     {"RSA-PKCS1v15-SHA256/base64", KeyType::Rsa},
                                                     {"Ed25519/base64", KeyType::Ed25519}};
  return kTypes.at(text(vector, "alg"));
}

std::unique_ptr<Signer> signer_with(KeyType type, const std::string& secret) {
  return make_signer({.type = type, .api_key = {}, .secret = Secret{secret}});
}

}  // namespace

TEST(Signer, ReproducesEveryVector) {
  std::map<KeyType, int> reproduced;
  for (const auto& vector : vectors()) {
    const auto signer = signer_with(type_of(vector), text(vector, "key"));
    EXPECT_EQ(*signer->sign(text(vector, "payload")), text(vector, "signature")) << text(vector, "name");
    ++reproduced[type_of(vector)];
  }
  EXPECT_EQ(reproduced,
            (std::map<KeyType, int>{{KeyType::HmacSha256, 8}, {KeyType::Rsa, 1}, {KeyType::Ed25519, 2}}));
}

// The page's blocks: name, key, payload, signature, a line each. A key that has more lines is in the file.
TEST(Signer, ShowsTheVectorsOnThePageOfTheVenue) {
  std::istringstream page(test::read_file(std::filesystem::path(BRIDGE_SOURCE_DIR) / "fixspec/venue.md"));
  int shown = 0;
  for (std::string line, name, key, payload, signature; std::getline(page, line);) {
    if (line != "```vector") continue;
    for (std::string* part : {&name, &key, &payload, &signature}) std::getline(page, *part);
    const auto all = vectors();
    const auto vector =
        std::ranges::find_if(all, [&name](const auto& each) { return text(each, "name") == name; });
    ASSERT_NE(vector, all.end()) << name;
    EXPECT_EQ(payload, text(*vector, "payload"));
    EXPECT_EQ(signature, text(*vector, "signature"));
    if (key.starts_with("secret ")) {
      EXPECT_EQ(key, "secret " + text(*vector, "key"));
    }
    ++shown;
  }
  EXPECT_EQ(shown, 4);
}

TEST(Signer, SortsTheParametersOfEveryVector) {
  for (const auto& vector : vectors()) {
    // REST neither sorts nor signs the key: not a payload of ours.
    if (is_rest(text(vector, "name"))) continue;
    std::vector<std::string> names;
    auto params = params_of(text(vector, "payload"), names);
    std::ranges::reverse(params);
    EXPECT_EQ(payload(params), text(vector, "payload")) << text(vector, "name");
  }
}

TEST(Signer, NeverPercentEncodes) {
  const std::vector<Param> params{{.name = "origClientOrderId", .value = "A:B/C %"}};
  EXPECT_EQ(payload(params), "origClientOrderId=A:B/C %");
}

TEST(Signer, SignsOneRequestAfterAnotherWithOneKey) {
  for (const auto& vector : vectors()) {
    const auto signer = signer_with(type_of(vector), text(vector, "key"));
    const auto first = *signer->sign("one");
    EXPECT_NE(*signer->sign("two"), first) << text(vector, "name");
    EXPECT_EQ(*signer->sign("one"), first) << text(vector, "name");
  }
}

TEST(Signer, IsMarkedByItsKey) {
  const auto one = signer_with(KeyType::HmacSha256, "one");
  EXPECT_EQ(one->mark(), signer_with(KeyType::HmacSha256, "one")->mark());
  EXPECT_NE(one->mark(), signer_with(KeyType::HmacSha256, "two")->mark());
}

TEST(Signer, SortsByTheBytesOfTheName) {
  const std::vector<Param> params{
      {.name = "b", .value = "1"}, {.name = "B", .value = "2"}, {.name = "ab", .value = "3"}};
  EXPECT_EQ(payload(params), "B=2&ab=3&b=1");
}

TEST(Signer, RefusesAnEmptySecret) {
  for (const KeyType type : {KeyType::HmacSha256, KeyType::Rsa, KeyType::Ed25519}) {
    EXPECT_THROW((void)signer_with(type, ""), std::runtime_error);
  }
}

}  // namespace bridge::venue::binance
