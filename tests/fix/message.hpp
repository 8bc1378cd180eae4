// FIX messages as the tests write them: "35=A|49=OMS|…" with header and trailer computed.
#pragma once

#include "fix/wire/framer.hpp"

#include <algorithm>
#include <string>

namespace bridge::fix {

// "a|b|" with SOH for '|'.
inline std::string soh(std::string text) {
  std::ranges::replace(text, '|', '\x01');
  return text;
}

// CheckSum(10) added to what comes before it.
inline std::string with_checksum(std::string message) {
  auto digits = std::to_string(checksum(message));
  digits.insert(0, 3 - digits.size(), '0');
  return message + "10=" + digits + "\x01";
}

// `body` begins with 35=. BodyLength and CheckSum are right.
inline std::string message(const std::string& body, const std::string& begin_string = "FIX.4.4") {
  return with_checksum(soh("8=" + begin_string + "|9=" + std::to_string(body.size()) + "|" + body));
}

}  // namespace bridge::fix
