// What a signature costs in the gateway and in a process of its own, side by side: p50 and p99 of each, and
// how many times the one costs the other. Not a test; config/README.md and decisions/0021 have its figures.
#include "venue/binance/signing/signer_process.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace bridge::venue::binance {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr int kRounds = 2'000;
constexpr const char* kPayload =
    "apiKey=aKeyOfSixtyFourCharactersaKeyOfSixtyFourCharactersaKeyOfSixtyFou&orderId=8389765500001234567&"
    "recvWindow=2000&symbol=BTCUSDT&timestamp=1795359600000";

std::string pem_of(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio, &text));
  std::string pem(text, size);
  BIO_free(bio);
  EVP_PKEY_free(key);
  return pem;
}

struct Costs {
  std::vector<nanoseconds> each;
  [[nodiscard]] double microseconds_at(std::size_t percent) {
    std::sort(each.begin(), each.end());
    return static_cast<double>(each[each.size() * percent / 100].count()) / 1000;
  }
};

void sign(const Signer& signer, Costs& costs) {
  const auto began = Clock::now();
  if (!signer.sign(kPayload)) throw std::runtime_error("no signature");
  costs.each.push_back(Clock::now() - began);
}

void compare(const char* name, KeyType type, const std::string& secret) {
  SignerProcess process(1);
  const auto here = make_signer({.type = type, .api_key = {}, .secret = Secret{secret}});
  const auto there = process.load(0, {.type = type, .api_key = {}, .secret = Secret{secret}});
  if (!there) throw std::runtime_error(there.error().why);
  Costs inline_costs;
  Costs process_costs;
  for (int i = 0; i < kRounds; ++i) {  // in turn: what disturbs the machine disturbs both
    sign(*here, inline_costs);
    sign(**there, process_costs);
  }
  for (const std::size_t percent : {50U, 99U}) {
    const double in = inline_costs.microseconds_at(percent);
    const double out = process_costs.microseconds_at(percent);
    std::printf("%-8s p%zu  inline %7.1f us  process %7.1f us  +%.1f us  x%.1f\n", name, percent, in, out,
                out - in, out / in);
  }
}

}  // namespace
}  // namespace bridge::venue::binance

int main() {
  using namespace bridge::venue;
  const std::size_t bits = 2048;
  binance::compare("hmac", KeyType::HmacSha256, std::string(64, 's'));
  binance::compare("rsa-2048", KeyType::Rsa,
                   binance::pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)));
  binance::compare("ed25519", KeyType::Ed25519,
                   binance::pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
}
