// A client's signing for REST, written apart from the venue's.
#pragma once

#include "simulator/signing.hpp"

#include <string>

namespace bridge::simulator::test {

// What of a text is not a letter, a digit, '-', '.', '_' or '~' as "%2B".
inline std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    constexpr const char* kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    encoded += plain ? std::string{c} : std::string{'%', kDigits[byte / 16], kDigits[byte % 16]};
  }
  return encoded;
}

inline std::string signature_of(const std::string& payload, const Keys& keys) {
  return percent_encoded(keys.private_key.empty() ? hmac_hex(keys.secret, payload)
                                                  : sign_with(keys.private_key, payload));
}

// With the signature behind it; `query` has the timestamp already.
inline std::string signed_query(const std::string& query, const Keys& keys = {}) {
  return query + "&signature=" + signature_of(query, keys);
}

}  // namespace bridge::simulator::test
