#include "venue/binance/signer.hpp"

#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <set>

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

boost::json::array hmac_vectors() {
  boost::json::array found;
  const auto file = test::read_frame_file("00_signing_vectors.json");
  for (const auto& vector : file.at("vectors").as_array()) {
    if (vector.at("alg").as_string() == "HMAC-SHA256/hex") found.push_back(vector);
  }
  return found;
}

std::string text(const boost::json::value& vector, const char* key) {
  return std::string{vector.at(key).as_string()};
}

}  // namespace

TEST(Signer, ReproducesEveryHmacVector) {
  const auto vectors = hmac_vectors();
  EXPECT_EQ(vectors.size(), 8U);
  for (const auto& vector : vectors) {
    const auto signer = make_hmac_signer(Secret{text(vector, "key")});
    EXPECT_EQ(signer->sign(text(vector, "payload")), text(vector, "signature")) << text(vector, "name");
  }
}

TEST(Signer, SortsTheParametersOfEveryVector) {
  for (const auto& vector : hmac_vectors()) {
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
  const auto signer = make_hmac_signer(Secret{"key"});
  const auto first = signer->sign("one");
  EXPECT_NE(signer->sign("two"), first);
  EXPECT_EQ(signer->sign("one"), first);
}

TEST(Signer, SortsByTheBytesOfTheName) {
  const std::vector<Param> params{
      {.name = "b", .value = "1"}, {.name = "B", .value = "2"}, {.name = "ab", .value = "3"}};
  EXPECT_EQ(payload(params), "B=2&ab=3&b=1");
}

TEST(Signer, RefusesAnEmptySecret) { EXPECT_THROW((void)make_hmac_signer(Secret{}), std::runtime_error); }

}  // namespace bridge::venue::binance
