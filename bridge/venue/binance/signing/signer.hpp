// Signs a request's parameters the way the venue checks them (fixspec/venue.md, 3.2). The payload rule is one
// for all key types; a Signer is what differs: HMAC-SHA256, RSA, Ed25519, in this process or in one of its
// own (remote_signer.hpp). Shared by the dialects of an account that sign with one key; the lane's thread.
#pragma once

#include "venue/dialect.hpp"
#include "venue/settings.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::venue::binance {

// A request parameter. With `text` it is a JSON string; otherwise `value` is an integer's digits.
struct Param {
  std::string_view name;
  std::string value;
  bool text = true;
};

// The text that is signed, "name=value&name=value", sorted
// by name in byte order. Values stay raw UTF-8: percent-encoding, as REST wants it, is what the WebSocket API
// answers with −1022 (fixspec/venue.md, 3.2).
[[nodiscard]] std::string payload(const std::vector<Param>& params);

class Signer {
 public:
  virtual ~Signer() = default;
  // The value of the `signature` parameter.
  [[nodiscard]] virtual Result<std::string, Unsigned> sign(std::string_view payload) const = 0;
  // The signature of a text that is no request. No signature here depends on chance: two signers have the
  // same mark when they have the same key. Any thread.
  [[nodiscard]] virtual std::string mark() const;
};

// Makes a signer of the credentials' type. The key is read once, here; the credentials are not needed
// afterwards. It throws std::runtime_error for a key that cannot sign, with the key of the configuration to
// look at.
[[nodiscard]] std::unique_ptr<Signer> make_signer(const Credentials& credentials);

}  // namespace bridge::venue::binance
