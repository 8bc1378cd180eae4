// Signatures as the venue checks them: against the published and our own vectors (fixspec/venue.md, 3.3).
#include "simulator/signature.hpp"

#include "simulator/encoded.hpp"
#include "simulator/signing.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace bridge::simulator::test {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

std::unique_ptr<Verifier> verifier_of(const Vector& vector) {
  if (vector.algorithm.starts_with("HMAC")) return make_verifier(KeyType::Hmac, vector.key);
  const KeyType type = vector.algorithm.starts_with("RSA") ? KeyType::Rsa : KeyType::Ed25519;
  return make_verifier(type, public_key_of({.private_key = vector.key}));
}

TEST(Verifier, TakesEveryDocumentedSignature) {
  ASSERT_GE(vectors().size(), 11U);
  for (const Vector& vector : vectors()) {
    EXPECT_TRUE(verifier_of(vector)->verifies(vector.payload, vector.signature)) << vector.name;
  }
}

TEST(Verifier, RefusesWhatIsNotExactlyThat) {
  for (const Vector& vector : vectors()) {
    const auto verifier = verifier_of(vector);
    EXPECT_FALSE(verifier->verifies(vector.payload + "0", vector.signature)) << vector.name;
    std::string other = vector.signature;
    other[5] = other[5] == '0' ? '1' : '0';
    EXPECT_FALSE(verifier->verifies(vector.payload, other)) << vector.name;
    for (const std::string& bad : {std::string{}, vector.signature + "0", "%" + vector.signature.substr(1),
                                   vector.signature.substr(4), vector.signature + "AAAA"}) {
      EXPECT_FALSE(verifier->verifies(vector.payload, bad)) << vector.name << ' ' << bad;
    }
  }
}

TEST(Verifier, RefusesTheSignatureOfAnotherKeyType) {
  const auto signature = sign_with(rsa_keys().private_key, "payload");
  EXPECT_TRUE(make_verifier(KeyType::Rsa, public_key_of(rsa_keys()))->verifies("payload", signature));
  EXPECT_FALSE(
      make_verifier(KeyType::Ed25519, public_key_of(ed25519_keys()))->verifies("payload", signature));
}

TEST(Verifier, SaysWhatIsWrongWithAKey) {
  EXPECT_THAT([] { (void)make_verifier(KeyType::Hmac, ""); },
              ThrowsMessage<std::runtime_error>("must not be empty"));
  EXPECT_THAT([] { (void)make_verifier(KeyType::Rsa, "nonsense"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("BEGIN PUBLIC KEY")));
  EXPECT_THAT([] { (void)make_verifier(KeyType::Rsa, public_key_of(ed25519_keys())); },
              ThrowsMessage<std::runtime_error>("is a public key of another kind than RSA"));
  EXPECT_THAT([] { (void)make_verifier(KeyType::Ed25519, ed25519_keys().private_key); },
              ThrowsMessage<std::runtime_error>(HasSubstr("openssl pkey -in PRIVATE.pem -pubout")));
}

TEST(Encoded, ReadsHexOfEitherCase) {
  EXPECT_EQ(from_hex("00fFaB"), (Bytes{0x00, 0xFF, 0xAB}));
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Encoded, ReadsBase64WithItsPadding) {
  EXPECT_EQ(from_base64("AP+r"), (Bytes{0x00, 0xFF, 0xAB}));
  EXPECT_EQ(from_base64("AP8="), (Bytes{0x00, 0xFF}));
  EXPECT_EQ(from_base64("AA=="), (Bytes{0x00}));
  for (const char* bad : {"", "AP8", "A===", "AP-r", "AP r", "=AAA", "AA=A", "AP+r\n"}) {
    EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace bridge::simulator::test
