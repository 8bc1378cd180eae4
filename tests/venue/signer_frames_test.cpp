// What gateway and signer process say to each other, and what becomes of frames that are neither.
#include "venue/binance/signing/signer_frames.hpp"

#include "venue/binance/signing/key_holder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace bridge::venue::binance {

namespace {

using testing::HasSubstr;

LoadKey hmac_key(std::string_view secret, std::uint32_t account = 0) {
  return {account, KeyType::HmacSha256, {HandedOver::As::Value, secret}, {}};
}

std::vector<std::string> requests() {
  return {to_frame(LoadKey{3, KeyType::Rsa, {HandedOver::As::File, "/a/key"}, {HandedOver::As::Value, "p"}}),
          to_frame(KeepKeys{1, {7, 9}}), to_frame(SignPayload{7, "a=1&b=2"})};
}

std::string refusal(const std::string& frame) {
  const auto answer = read_answer(frame);
  const auto* refused = answer ? std::get_if<SignerRefused>(&*answer) : nullptr;
  return refused != nullptr ? refused->why : "";
}

std::uint32_t taken(KeyHolder& holder, const LoadKey& key) {
  const auto answer = read_answer(holder.answer_gateway(to_frame(key)));
  const auto* loaded = answer ? std::get_if<KeyLoaded>(&*answer) : nullptr;
  return loaded != nullptr ? loaded->key : 0;
}

bool signs(const KeyHolder& holder, std::uint32_t account, std::uint32_t key) {
  const auto answer = read_answer(holder.answer_account(account, to_frame(SignPayload{key, "x"})));
  return answer && std::holds_alternative<PayloadSigned>(*answer);
}

}  // namespace

TEST(SignerFrames, AreReadAsTheyWereWritten) {
  const auto frames = requests();
  const auto load = read_request(frames[0]);
  const auto* key = std::get_if<LoadKey>(&*load);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->account, 3U);
  EXPECT_EQ(key->type, KeyType::Rsa);
  EXPECT_EQ(key->secret.as, HandedOver::As::File);
  EXPECT_EQ(key->secret.text, "/a/key");
  EXPECT_EQ(key->passphrase.text, "p");
  EXPECT_EQ(std::get<KeepKeys>(*read_request(frames[1])).keys, (KeyNumbers{7, 9}));
  const auto sign = read_request(frames[2]);
  EXPECT_EQ(std::get<SignPayload>(*sign).payload, "a=1&b=2");
  EXPECT_EQ(std::get<PayloadSigned>(*read_answer(to_frame(PayloadSigned{"s"}))).signature, "s");
  EXPECT_EQ(std::get<KeyLoaded>(*read_answer(to_frame(KeyLoaded{5, "m"}))).mark, "m");
  EXPECT_EQ(refusal(to_frame(SignerRefused{"why"})), "why");
  EXPECT_TRUE(std::holds_alternative<Done>(*read_answer(to_frame(Done{}))));
}

TEST(SignerFrames, ThatAreCutOrLongerAreMalformed) {
  for (const std::string& frame : requests()) {
    for (std::size_t size = 0; size < frame.size(); ++size) {
      EXPECT_FALSE(read_request(frame.substr(0, size))) << size;
    }
    EXPECT_FALSE(read_request(frame + "x"));
    EXPECT_FALSE(read_answer(frame)) << "a request is no answer";
  }
  EXPECT_FALSE(read_request(std::string(kSignerFrameMax + 1, 'S')));
  EXPECT_FALSE(read_request(to_frame(KeepKeys{0, KeyNumbers(65, 1)})));
}

TEST(SignerFrames, OfChanceBreakNothing) {
  std::mt19937 random{1};
  KeyHolder holder;
  for (int i = 0; i < 20'000; ++i) {
    std::string frame = requests()[random() % 3];
    for (int changes = 0; changes < 3; ++changes)
      frame[random() % frame.size()] = static_cast<char>(random());
    if (const auto request = read_request(frame); request && std::holds_alternative<LoadKey>(*request))
      continue;
    EXPECT_TRUE(read_answer(holder.answer_gateway(frame)));
    EXPECT_TRUE(read_answer(holder.answer_account(0, frame)));
  }
}

TEST(KeyHolder, KeepsToWhatEachLineMayAsk) {
  KeyHolder holder;
  const auto key = taken(holder, hmac_key("s", 1));
  EXPECT_TRUE(signs(holder, 1, key));
  EXPECT_FALSE(signs(holder, 0, key)) << "the key of another account";
  EXPECT_FALSE(signs(holder, 1, key + 1));
  EXPECT_THAT(refusal(holder.answer_gateway(to_frame(SignPayload{key, "x"}))),
              HasSubstr("does not understand"));
  EXPECT_THAT(refusal(holder.answer_account(1, to_frame(hmac_key("other", 1)))),
              HasSubstr("does not understand"));
}

TEST(KeyHolder, WipesWhatIsNotKept) {
  KeyHolder holder;
  const auto first = taken(holder, hmac_key("one"));
  const auto second = taken(holder, hmac_key("two"));
  const auto others = taken(holder, hmac_key("three", 1));
  const auto answer = read_answer(holder.answer_gateway(to_frame(KeepKeys{0, {second}})));
  EXPECT_TRUE(std::holds_alternative<Done>(*answer));
  EXPECT_FALSE(signs(holder, 0, first));
  EXPECT_TRUE(signs(holder, 0, second));
  EXPECT_TRUE(signs(holder, 1, others));
}

TEST(KeyHolder, TakesNoEndlessNumberOfKeys) {
  KeyHolder holder;
  for (int i = 0; i < 16; ++i) EXPECT_NE(taken(holder, hmac_key("s")), 0U);
  EXPECT_EQ(taken(holder, hmac_key("s")), 0U);
  EXPECT_NE(taken(holder, hmac_key("s", 1)), 0U) << "another account";
}

TEST(KeyHolder, SaysWhatIsWrongWithAKeyAndNothingOfIt) {
  KeyHolder holder;
  const std::pair<LoadKey, const char*> cases[] = {
      {hmac_key("kAnArY kAnArY"), "accounts.<name>.secret contains a blank"},
      {hmac_key(""), "secret is empty"},
      {{0, KeyType::Rsa, {HandedOver::As::Value, "kAnArYkAnArY"}, {}}, "secret is not a PEM private key"},
      {{0, KeyType::Ed25519, {HandedOver::As::File, "/no/kAnArY"}, {}},
       "accounts.<name>.secret: cannot be read: No such file or directory"},
      {{0, KeyType::Rsa, {HandedOver::As::Value, "-----BEGIN"}, {HandedOver::As::Value, "kAnArY\n"}},
       "accounts.<name>.passphrase contains a line break"},
  };
  for (const auto& [key, said] : cases) {
    const std::string why = refusal(holder.answer_gateway(to_frame(key)));
    EXPECT_THAT(why, HasSubstr(said));
    EXPECT_EQ(why.find("kAnArY"), std::string::npos) << why;
  }
}

}  // namespace bridge::venue::binance
