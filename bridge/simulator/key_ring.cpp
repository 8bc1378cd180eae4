#include "simulator/key_ring.hpp"

#include "base/text.hpp"
#include "simulator/characters.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge::simulator {

KeyRing::KeyRing(const std::vector<ApiKey>& keys) {
  for (const ApiKey& key : keys) {
    const std::string name = "API key '" + clean_text(key.api_key) + "'";
    if (key.api_key.empty() || !std::all_of(key.api_key.begin(), key.api_key.end(), is_key_character)) {
      throw std::runtime_error(name + ": must be of letters, digits, '-' and '_'");
    }
    if (keys_.contains(key.api_key)) throw std::runtime_error(name + " is there twice");
    try {
      keys_[key.api_key] = {.type = key.type, .verifier = make_verifier(key.type, key.secret)};
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(name + ": its " + (key.type == KeyType::Hmac ? "secret " : "public key ") +
                               error.what());
    }
  }
}

std::optional<Refusal> KeyRing::refuse(std::string_view api_key) const {
  if (!well_formed(api_key)) return invalid_key_format();
  const Key* key = find(api_key);
  if (key == nullptr || key->revoked) return invalid_key();
  return std::nullopt;
}

const KeyRing::Key* KeyRing::find(std::string_view api_key) const {
  const auto key = keys_.find(api_key);
  return key == keys_.end() ? nullptr : &key->second;
}

void KeyRing::set_revoked(std::string_view api_key, bool revoked) {
  if (const auto key = keys_.find(api_key); key != keys_.end()) key->second.revoked = revoked;
}

// The venue's keys are all of one length; ours may have several, whatever was configured.
bool KeyRing::well_formed(std::string_view api_key) const {
  return std::all_of(api_key.begin(), api_key.end(), is_key_character) &&
         std::any_of(keys_.begin(), keys_.end(),
                     [&](const auto& known) { return known.first.size() == api_key.size(); });
}

}  // namespace bridge::simulator
