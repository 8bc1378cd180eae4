// Signs a request's parameters the way the venue checks them (venue §2.2). The payload rule is one for
// all key types; a Signer is what differs: HMAC-SHA256, RSA, Ed25519. Owned by the dialect; the lane's
// thread.
#pragma once

#include "venue/settings.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::venue::binance {

// A request parameter. `text`: a JSON string; otherwise `value` is an integer's digits.
struct Param {
  std::string_view name;
  std::string value;
  bool text = true;
};

// "name=value&name=value", sorted by name in byte order. Values stay raw UTF-8: percent-encoding, as
// REST wants it, is what the WebSocket API answers with −1022 (venue §0.2).
[[nodiscard]] std::string payload(const std::vector<Param>& params);

class Signer {
 public:
  virtual ~Signer() = default;
  // The value of the `signature` parameter.
  [[nodiscard]] virtual std::string sign(std::string_view payload) const = 0;
};

// Of the credentials' type. The key is read once, here; the credentials are not needed afterwards.
// Throws std::runtime_error for one that cannot sign, with the key of the configuration to look at.
[[nodiscard]] std::unique_ptr<Signer> make_signer(const Credentials& credentials);

}  // namespace bridge::venue::binance
