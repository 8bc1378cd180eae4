// Keys of every kind an operator may hand over, made here. What is wrong is said, and nothing of the key.
#include "venue/binance/signing/signer.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <functional>

namespace bridge::venue::binance {

namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

constexpr const char* kPassphrase = "correct horse päss";

std::string written(const std::function<int(BIO*)>& write) {
  const std::unique_ptr<BIO, Free> bio{BIO_new(BIO_s_mem())};
  if (write(bio.get()) != 1) throw std::runtime_error("OpenSSL does not write the key");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pem(const Key& key) {
  return written([&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}
std::string encrypted_pem(const Key& key) {
  return written([&](BIO* bio) {
    std::string passphrase = kPassphrase;
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                         static_cast<int>(passphrase.size()), nullptr, nullptr);
  });
}
// "-----BEGIN RSA PRIVATE KEY-----", with its own way of being encrypted.
std::string old_pem(const Key& key, const EVP_CIPHER* cipher) {
  return written([&](BIO* bio) {
    const std::string passphrase = kPassphrase;
    const auto* bytes = reinterpret_cast<const unsigned char*>(passphrase.data());
    return PEM_write_bio_PrivateKey_traditional(bio, key.get(), cipher, cipher ? bytes : nullptr,
                                                cipher ? static_cast<int>(passphrase.size()) : 0, nullptr,
                                                nullptr);
  });
}
std::string public_pem(const Key& key) {
  return written([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); });
}

Key ed25519() { return Key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")}; }
Key rsa(std::size_t bits) { return Key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)}; }
Key elliptic() { return Key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")}; }

std::string vector_pem(const std::string& name) {
  const auto file = test::read_frame_file("00_signing_vectors.json");
  for (const auto& vector : file.at("vectors").as_array()) {
    if (vector.at("name") == boost::json::value(name)) return std::string{vector.at("key").as_string()};
  }
  throw std::runtime_error("no vector " + name);
}
Key rsa_of_the_vector() {
  const std::string text = vector_pem("own-cancel-rsa");
  const std::unique_ptr<BIO, Free> bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  return Key{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)};
}

std::unique_ptr<Signer> signer(KeyType type, const std::string& secret, const std::string& passphrase = {}) {
  return make_signer(
      {.type = type, .api_key = {}, .secret = Secret{secret}, .passphrase = Secret{passphrase}});
}

// No line of the PEM and nothing of the passphrase in it, and nothing left for the next TLS call.
void expect_discreet(const std::string& what, const std::string& secret, const std::string& passphrase) {
  std::istringstream lines{secret};
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 8 || line.starts_with("-----")) continue;
    EXPECT_EQ(what.find(line.substr(0, 8)), std::string::npos) << what;
  }
  EXPECT_TRUE(passphrase.empty() || what.find(passphrase) == std::string::npos) << what;
  EXPECT_EQ(ERR_peek_error(), 0U) << what;
}

std::string refusal(KeyType type, const std::string& secret, const std::string& passphrase = {}) {
  try {
    (void)signer(type, secret, passphrase);
    return "taken";
  } catch (const std::runtime_error& error) {
    expect_discreet(error.what(), secret, passphrase);
    return error.what();
  }
}

}  // namespace

TEST(PrivateKey, IsReadFromAnEncryptedPem) {
  const Key ed = ed25519();
  EXPECT_EQ(*signer(KeyType::Ed25519, encrypted_pem(ed), kPassphrase)->sign("x"),
            *signer(KeyType::Ed25519, pem(ed))->sign("x"));
  const Key long_rsa = rsa_of_the_vector();
  EXPECT_EQ(*signer(KeyType::Rsa, encrypted_pem(long_rsa), kPassphrase)->sign("x"),
            *signer(KeyType::Rsa, vector_pem("own-cancel-rsa"))->sign("x"));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(PrivateKey, IsReadFromTheOlderPemOfRsa) {
  const Key key = rsa_of_the_vector();
  const std::string signature = *signer(KeyType::Rsa, pem(key))->sign("x");
  EXPECT_EQ(*signer(KeyType::Rsa, old_pem(key, nullptr))->sign("x"), signature);
  EXPECT_EQ(*signer(KeyType::Rsa, old_pem(key, EVP_aes_128_cbc()), kPassphrase)->sign("x"), signature);
}

TEST(PrivateKey, IsReadWithOtherLineBreaksAndTextAround) {
  const Key key = ed25519();
  const std::string signature = *signer(KeyType::Ed25519, pem(key))->sign("x");
  std::string text = pem(key);
  for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 2)) text.replace(at, 1, "\r\n");
  EXPECT_EQ(*signer(KeyType::Ed25519, text)->sign("x"), signature);
  EXPECT_EQ(*signer(KeyType::Ed25519, "of the desk:\n\n" + public_pem(key) + pem(key))->sign("x"), signature);
  text = pem(key);
  text.pop_back();  // as a file read by the configuration comes
  EXPECT_EQ(*signer(KeyType::Ed25519, text)->sign("x"), signature);
}

TEST(PrivateKey, ThatIsEncryptedNeedsItsPassphrase) {
  const Key key = rsa_of_the_vector();
  for (const std::string& secret : {encrypted_pem(key), old_pem(key, EVP_aes_128_cbc())}) {
    EXPECT_EQ(refusal(KeyType::Rsa, secret),
              "accounts.<name>.secret is an encrypted key: set accounts.<name>.passphrase to file:PATH or "
              "env:NAME");
    for (const std::string& wrong : {std::string{"wrong-passphrase"}, std::string(5000, 'w')}) {
      EXPECT_EQ(refusal(KeyType::Rsa, secret, wrong),
                "accounts.<name>.passphrase does not open the key of accounts.<name>.secret: give the one it "
                "was encrypted with");
    }
  }
}

TEST(PrivateKey, ThatIsNotEncryptedHasNoPassphrase) {
  EXPECT_NE(refusal(KeyType::Ed25519, pem(ed25519()), kPassphrase)
                .find("accounts.<name>.passphrase is set, but the key of accounts.<name>.secret is not"),
            std::string::npos);
}

TEST(PrivateKey, IsOfTheTypeTheConfigurationSays) {
  EXPECT_EQ(
      refusal(KeyType::Rsa, pem(ed25519())),
      "accounts.<name>.secret is a key of type ed25519, and key_type says rsa: set key_type: ed25519, or "
      "give the other key");
  EXPECT_EQ(refusal(KeyType::Ed25519, vector_pem("own-cancel-rsa")),
            "accounts.<name>.secret is a key of type rsa, and key_type says ed25519: set key_type: rsa, or "
            "give the other key");
  for (const KeyType type : {KeyType::Rsa, KeyType::Ed25519}) {
    EXPECT_EQ(refusal(type, pem(elliptic())),
              "accounts.<name>.secret is a key of type EC, which the venue does not take: make one with "
              "openssl genpkey -algorithm ed25519");
  }
}

TEST(PrivateKey, OfRsaHas2048BitsOrMore) {
  EXPECT_EQ(
      refusal(KeyType::Rsa, pem(rsa(1024))),
      "accounts.<name>.secret is an RSA key of 1024 bits, 2048 is the least: make a longer one and give "
      "its public key to the venue");
}

TEST(PrivateKey, IsNotThePublicOne) {
  for (const auto& [type, key] : {std::pair{KeyType::Ed25519, public_pem(ed25519())},
                                  {KeyType::Rsa, public_pem(rsa_of_the_vector())}}) {
    EXPECT_EQ(refusal(type, key),
              "accounts.<name>.secret is a public key: give the private key it belongs to; the public one is "
              "for the venue");
  }
}

TEST(PrivateKey, IsNotAnHmacSecret) {
  const std::string secret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";
  for (const KeyType type : {KeyType::Rsa, KeyType::Ed25519}) {
    const std::string what = refusal(type, secret);
    EXPECT_NE(what.find("accounts.<name>.secret is not a PEM private key"), std::string::npos) << what;
    EXPECT_NE(what.find("key_type: hmac"), std::string::npos) << what;
  }
}

TEST(PrivateKey, IsWhole) {
  const std::string whole = pem(ed25519());
  const std::string lines_lost = "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n";
  for (const std::string& part : {whole.substr(0, whole.size() - 20), whole.substr(0, 60), lines_lost,
                                  std::string{"-----BEGIN PRIVATE KEY-----"}}) {
    EXPECT_NE(refusal(KeyType::Ed25519, part).find("a private key that cannot be read"), std::string::npos);
  }
}

TEST(PrivateKey, ThatDoesNotFitTogetherIsFoundAtTheStart) {
  std::string damaged = vector_pem("own-cancel-rsa");
  char& of_the_modulus = damaged.at(damaged.find('\n') + 1 + 2 * 65 + 10);  // third line
  of_the_modulus = of_the_modulus == 'A' ? 'B' : 'A';
  EXPECT_EQ(refusal(KeyType::Rsa, damaged),
            "accounts.<name>.secret is a damaged key, what it signs does not verify: copy it again");
}

}  // namespace bridge::venue::binance
