#include "fix/door/credentials.hpp"

#include "base/check.hpp"
#include "base/number.hpp"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace bridge::fix {
namespace {

using Bytes = std::vector<unsigned char>;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using PublicKey = std::unique_ptr<EVP_PKEY, Free>;

// A password costs 32 MiB and less than 0.1 s, because a gateway that starts has all its clients' passwords
// to verify at once.
constexpr unsigned kLogN = 15;
constexpr unsigned kR = 8;
constexpr unsigned kP = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
// A hash that somebody else has made may ask for so much: one logon must not cost the memory of the machine.
constexpr std::uint64_t kMemoryMax = 64U << 20;
constexpr unsigned kPMax = 16;

struct Scrypt {
  unsigned log_n = kLogN;
  unsigned r = kR;
  unsigned p = kP;
  Bytes salt;
  Bytes hash;

  [[nodiscard]] std::uint64_t n() const { return std::uint64_t{1} << log_n; }
  [[nodiscard]] std::uint64_t memory() const { return 128 * n() * r; }
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Writes base64 without padding, as the PHC string format has it.
std::string base64(const Bytes& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL ends it with a zero
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                       bytes.data(), static_cast<int>(bytes.size()))));
  while (text.ends_with('=')) text.pop_back();
  return text;
}

// Reads base64, padded or not; nothing when it is none.
std::optional<Bytes> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string padded(text);
  padded.append((4 - padded.size() % 4) % 4, '=');
  const std::size_t padding = padded.size() - text.size();
  if (text.empty() || padding > 2) return {};
  Bytes bytes(padded.size() / 4 * 3);
  if (EVP_DecodeBlock(bytes.data(), bytes_of(padded), static_cast<int>(padded.size())) < 0) return {};
  bytes.resize(bytes.size() - padding);
  return bytes;
}

// Takes off the text up to `end` and `end` itself; nothing when there is no `end`.
std::optional<std::string_view> take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  if (at == std::string_view::npos) return {};
  const auto part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

bool take_number(std::string_view& text, std::string_view name, char end, unsigned& number) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto digits = take_until(text, end);
  if (!digits) return false;
  const auto read = bridge::whole_number<unsigned>(*digits);
  if (!read) return false;
  number = *read;
  return true;
}

std::optional<Scrypt> parse_hash(std::string_view text) {
  constexpr std::string_view kName = "$scrypt$";
  if (!text.starts_with(kName)) return {};
  text.remove_prefix(kName.size());
  Scrypt scrypt;
  if (!take_number(text, "ln=", ',', scrypt.log_n) || !take_number(text, "r=", ',', scrypt.r) ||
      !take_number(text, "p=", '$', scrypt.p)) {
    return {};
  }
  const auto salt = take_until(text, '$');
  auto salt_bytes = salt ? from_base64(*salt) : std::nullopt;
  auto hash_bytes = from_base64(text);
  if (!salt_bytes || !hash_bytes) return {};
  scrypt.salt = *std::move(salt_bytes);
  scrypt.hash = *std::move(hash_bytes);
  return scrypt;
}

// The hash; nothing when OpenSSL refuses the parameters.
std::optional<Bytes> derive(const Scrypt& scrypt, std::string_view password) {
  Bytes hash(scrypt.hash.size());
  const bool done =
      EVP_PBE_scrypt(password.data(), password.size(), scrypt.salt.data(), scrypt.salt.size(), scrypt.n(),
                     scrypt.r, scrypt.p, 2 * kMemoryMax, hash.data(), hash.size()) == 1;
  ERR_clear_error();
  return done ? std::optional(hash) : std::nullopt;
}

bool is_password(const std::string& hash, std::string_view password) {
  const auto scrypt = parse_hash(hash);
  if (!scrypt) return false;
  const auto derived = derive(*scrypt, password);
  return derived && CRYPTO_memcmp(derived->data(), scrypt->hash.data(), derived->size()) == 0;
}

PublicKey read_key(const std::string& pem) {
  const std::unique_ptr<BIO, Free> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  PublicKey key{bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr};
  ERR_clear_error();
  return key;
}

bool is_signature(const std::string& pem, std::string_view text, std::string_view signature) {
  const auto key = read_key(pem);
  const auto bytes = from_base64(signature);
  const std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  const bool right =
      key && bytes && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes->data(), bytes->size(), bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  return right;
}

}  // namespace

std::optional<std::string> disproof(const Credentials& credentials, const Claim& claim) {
  if (!credentials.password_hash.empty()) {
    // The password is looked at whatever the name is: how long it takes tells nothing.
    const bool right = is_password(credentials.password_hash, claim.password.reveal());
    if (!right) return "Password(554) is not that of the session";
    if (claim.username != credentials.username) return "Username(553) is not that of the session";
  }
  if (!credentials.public_key.empty() &&
      !is_signature(credentials.public_key, claim.signed_text, claim.signature)) {
    return "RawData(96) is not the signature of 35, 49, 56, 34 and 52 by the session's key";
  }
  return {};
}

std::string hash_password(std::string_view password) {
  Scrypt scrypt;
  scrypt.salt.resize(kSaltBytes);
  scrypt.hash.resize(kHashBytes);
  check(RAND_bytes(scrypt.salt.data(), static_cast<int>(scrypt.salt.size())) == 1, "random bytes for a salt");
  const auto hash = derive(scrypt, password);
  check(hash.has_value(), "scrypt with our own parameters");
  return "$scrypt$ln=" + std::to_string(kLogN) + ",r=" + std::to_string(kR) + ",p=" + std::to_string(kP) +
         "$" + base64(scrypt.salt) + "$" + base64(*hash);
}

std::optional<std::string> complaint_about_hash(const std::string& hash) {
  const auto scrypt = parse_hash(hash);
  if (!scrypt) return "is not a password's hash; make one with: fixbridge password";
  if (scrypt->log_n < 10 || scrypt->log_n > 20 || scrypt->r == 0 || scrypt->p == 0 || scrypt->p > kPMax ||
      scrypt->memory() > kMemoryMax || scrypt->salt.size() < 8 || scrypt->hash.size() < 16 ||
      scrypt->hash.size() > 64) {
    return "is a hash with parameters that are too weak or too costly; make one with: fixbridge password";
  }
  return {};
}

std::optional<std::string> complaint_about_key(const std::string& pem) {
  const auto key = read_key(pem);
  if (!key) return "is not the PEM of a public key; openssl pkey -in KEY.pem -pubout writes it";
  if (EVP_PKEY_is_a(key.get(), "ED25519") != 1) return "is not an Ed25519 key; use one of that type";
  return {};
}

}  // namespace bridge::fix
