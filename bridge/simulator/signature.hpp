// The venue's side of signing (fixspec/venue.md, 3.2), written apart from the gateway's so that a mistake in
// one does not hide in the other. Pure; any thread.
#pragma once

#include "simulator/request.hpp"
#include "simulator/simulator.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

// The text that is signed: every parameter but the signature, sorted by name, as name=value joined with '&'.
// It is not percent-encoded.
[[nodiscard]] std::string signature_payload(std::vector<Param> params);

// What the venue keeps of a key to check signatures with.
class Verifier {
 public:
  virtual ~Verifier() = default;
  // `signature` is hex of either case for HMAC, else base64 with its padding.
  [[nodiscard]] virtual bool verifies(std::string_view payload, std::string_view signature) const = 0;
};

// `secret` is as in ApiKey. It throws a std::runtime_error that says what is wrong with it, without showing
// it.
[[nodiscard]] std::unique_ptr<Verifier> make_verifier(KeyType type, const std::string& secret);

}  // namespace bridge::simulator
