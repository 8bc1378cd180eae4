#include "venue/binance/signing/signer.hpp"

#include "venue/binance/signing/hmac_signer.hpp"
#include "venue/binance/signing/key_signer.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace bridge::venue::binance {
namespace {

constexpr std::size_t kUsualPayload = 256;

}  // namespace

std::string payload(const std::vector<Param>& params) {
  std::vector<const Param*> sorted;
  sorted.reserve(params.size());
  for (const Param& param : params) sorted.push_back(&param);
  std::ranges::sort(sorted, {}, [](const Param* param) { return param->name; });

  std::string text;
  text.reserve(kUsualPayload);
  for (const Param* param : sorted) {
    if (!text.empty()) text += '&';
    text.append(param->name).append("=").append(param->value);
  }
  return text;
}

std::string Signer::mark() const {
  auto mark = sign("fixbridge: which key is this?");
  return mark ? std::move(*mark) : std::string();
}

std::unique_ptr<Signer> make_signer(const Credentials& credentials) {
  if (credentials.secret.empty()) {
    throw std::runtime_error("the account's secret is empty: set accounts.<name>.secret");
  }
  if (credentials.type == KeyType::HmacSha256) return make_hmac_signer(credentials.secret);
  return make_key_signer(credentials);
}

}  // namespace bridge::venue::binance
