#include "venue/binance/signing/key_holder.hpp"

#include "base/secret_file.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge::venue::binance {
namespace {

constexpr std::size_t kKeysMax = 16;  // of an account: the one in use, and those on their way in and out

SignerRefused refused(std::string why) { return {std::move(why)}; }
const SignerRefused kMalformed{"the signer does not understand the request"};

// The signer of the key. It throws a std::runtime_error that says why there is none.
Secret value_of(const HandedOver& handed, const char* key, SecretForm form) {
  const std::string name = "accounts.<name>." + std::string(key);
  Secret value;
  if (handed.as == HandedOver::As::Value) value = Secret(std::string(handed.text));
  if (handed.as == HandedOver::As::File) {
    auto read = read_secret(std::string(handed.text));
    if (!read) throw std::runtime_error(name + ": cannot be read: " + read.error().why);
    value = std::move(*read);
  }
  const auto flaw = flaw_of(value.reveal(), form);
  if (!flaw.empty()) throw std::runtime_error(name + " " + std::string(flaw));
  return value;
}

}  // namespace

std::string KeyHolder::answer_gateway(std::string_view frame) {
  const auto request = read_request(frame);
  if (!request) return to_frame(kMalformed);
  if (const auto* key = std::get_if<LoadKey>(&*request)) return to_frame(load(*key));
  const auto* keep = std::get_if<KeepKeys>(&*request);
  if (keep == nullptr) return to_frame(kMalformed);
  std::erase_if(accounts_[keep->account], [&](const auto& entry) {
    return std::find(keep->keys.begin(), keep->keys.end(), entry.first) == keep->keys.end();
  });
  return to_frame(Done{});
}

std::string KeyHolder::answer_account(std::uint32_t account, std::string_view frame) const {
  const auto request = read_request(frame);
  const auto* sign = request ? std::get_if<SignPayload>(&*request) : nullptr;
  if (sign == nullptr) return to_frame(kMalformed);
  const auto keys = accounts_.find(account);
  if (keys == accounts_.end()) return to_frame(refused("the account has no key"));
  const auto key = keys->second.find(sign->key);
  if (key == keys->second.end()) return to_frame(refused("the key was wiped"));
  auto signature = key->second->sign(sign->payload);
  if (!signature) return to_frame(refused(std::move(signature.error().why)));
  return to_frame(PayloadSigned{std::move(*signature)});
}

SignerAnswer KeyHolder::load(const LoadKey& request) {
  try {
    Keys& keys = accounts_[request.account];
    if (keys.size() >= kKeysMax) return refused("too many keys of the account are on their way; try again");
    Credentials credentials;
    credentials.type = request.type;
    const bool pem = request.type != KeyType::HmacSha256;
    credentials.secret = value_of(request.secret, "secret", pem ? SecretForm::Pem : SecretForm::Word);
    credentials.passphrase = value_of(request.passphrase, "passphrase", SecretForm::Phrase);
    auto signer = make_signer(credentials);
    std::string mark = signer->mark();
    keys.emplace(++keys_taken_, std::move(signer));
    return KeyLoaded{keys_taken_, std::move(mark)};
  } catch (const std::runtime_error& error) {
    return refused(error.what());
  }
}

}  // namespace bridge::venue::binance
