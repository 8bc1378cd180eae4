// Knows the API keys of the venue, and which of them are revoked. The simulator's thread owns it.
#pragma once

#include "simulator/refusal.hpp"
#include "simulator/signature.hpp"
#include "simulator/simulator.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

class KeyRing {
 public:
  struct Key {
    KeyType type = KeyType::Hmac;
    std::unique_ptr<Verifier> verifier;
    bool revoked = false;
  };

  // It throws a std::runtime_error that names the API key that is there twice or cannot be used.
  explicit KeyRing(const std::vector<ApiKey>& keys);

  // Why a key may not be used; nothing when it may: then find() has it.
  [[nodiscard]] std::optional<Refusal> refuse(std::string_view api_key) const;
  [[nodiscard]] const Key* find(std::string_view api_key) const;
  void set_revoked(std::string_view api_key, bool revoked);

 private:
  [[nodiscard]] bool well_formed(std::string_view api_key) const;

  std::map<std::string, Key, std::less<>> keys_;
};

}  // namespace bridge::simulator
