// The venue's side of HMAC-SHA256 signing (venue §2.2), written apart from the gateway's so that a
// mistake in one does not hide in the other. Pure; any thread.
#pragma once

#include "simulator/request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

// Every parameter but the signature, sorted by name, as name=value joined with '&'. Not percent-encoded.
[[nodiscard]] std::string signature_payload(std::vector<Param> params);
// `signature`: hex, either case. Compares in constant time.
[[nodiscard]] bool is_signed(std::string_view payload, std::string_view signature, std::string_view secret);

}  // namespace bridge::simulator
