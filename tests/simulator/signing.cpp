#include "simulator/signing.hpp"

#include "where.hpp"

#include <boost/json.hpp>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key read_private_key(const std::string& pem) {
  const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all};
  Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
  if (!key) throw std::runtime_error("no private key in PEM");
  return key;
}

std::string base64(const std::vector<unsigned char>& bytes) {
  std::vector<unsigned char> text(bytes.size() / 3 * 4 + 5);
  const int size = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  return {text.begin(), text.begin() + size};
}

Keys keys_of(const std::string& vector, std::string api_key) {
  for (const Vector& candidate : vectors()) {
    if (candidate.name == vector) {
      return {.api_key = std::move(api_key), .secret = "", .private_key = candidate.key};
    }
  }
  throw std::runtime_error("no vector " + vector);
}

}  // namespace

std::vector<Vector> vectors() {
  std::ifstream in{std::string{BRIDGE_SOURCE_DIR} + "/tests/simulator/frames/00_signing_vectors.json"};
  const json::value file = json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
  std::vector<Vector> found;
  for (const json::value& vector : file.at("vectors").as_array()) {
    const auto text = [&](const char* name) { return std::string{vector.at(name).as_string()}; };
    found.push_back({text("name"), text("alg"), text("key"), text("payload"), text("signature")});
  }
  return found;
}

Keys rsa_keys() {
  return keys_of("own-cancel-rsa", "rsaDemoKeyA1b2C3d4E5f6G7h8I9j0KlMnOpQrStUvWxYz0123456789aBcDeFgH");
}

Keys ed25519_keys() {
  return keys_of("own-session-logon-ed25519",
                 "ed25519DemoKeyQ2w3E4r5T6y7U8i9O0pAsDfGhJkLzXcVbNm1234567890AbCdE");
}

std::string public_key_of(const Keys& keys) {
  const Key key = read_private_key(keys.private_key);
  const Bio bio{BIO_new(BIO_s_mem()), &BIO_free_all};
  PEM_write_bio_PUBKEY(bio.get(), key.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string sign_with(const std::string& private_key, const std::string& payload) {
  const Key key = read_private_key(private_key);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> signer{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  const EVP_MD* digest = EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA ? EVP_sha256() : nullptr;
  std::vector<unsigned char> signature(1024);
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(signer.get(), nullptr, digest, nullptr, key.get()) != 1 ||
      EVP_DigestSign(signer.get(), signature.data(), &size,
                     reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) != 1) {
    throw std::runtime_error("EVP_DigestSign failed");
  }
  signature.resize(size);
  return base64(signature);
}

std::string hmac_hex(const std::string& secret, const std::string& payload) {
  std::array<unsigned char, 32> digest{};
  std::array<char, 7> hash{"SHA256"};
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
                                 OSSL_PARAM_construct_end()};
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* mac = EVP_MAC_CTX_new(algorithm);
  std::size_t size = 0;
  const bool done =
      EVP_MAC_init(mac, reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), settings) ==
          1 &&
      EVP_MAC_update(mac, reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) == 1 &&
      EVP_MAC_final(mac, digest.data(), &size, digest.size()) == 1;
  EVP_MAC_CTX_free(mac);
  EVP_MAC_free(algorithm);
  if (!done) throw std::runtime_error("EVP_MAC failed");
  std::string hex;
  for (const unsigned char byte : digest) {
    std::array<char, 3> pair{};
    std::snprintf(pair.data(), pair.size(), "%02x", byte);
    hex += pair.data();
  }
  return hex;
}

std::string request(const std::string& id, const std::string& method, const Params& params) {
  std::string text;
  for (const auto& [name, value] : params) text += (text.empty() ? "\"" : ",\"") + name + "\":" + value;
  return R"({"id":)" + id + R"(,"method":")" + method + R"(","params":{)" + text + "}}";
}

std::string signed_request(const std::string& id, const std::string& method, Params params,
                           const Keys& keys) {
  params["apiKey"] = '"' + keys.api_key + '"';
  std::string payload;
  for (const auto& [name, value] : params) {
    const bool quoted = value.front() == '"';
    payload +=
        (payload.empty() ? "" : "&") + name + '=' + (quoted ? value.substr(1, value.size() - 2) : value);
  }
  const std::string signature =
      keys.private_key.empty() ? hmac_hex(keys.secret, payload) : sign_with(keys.private_key, payload);
  params["signature"] = '"' + signature + '"';
  return request(id, method, params);
}

}  // namespace bridge::simulator::test
