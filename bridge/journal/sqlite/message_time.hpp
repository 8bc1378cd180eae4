// When a message of table messages was sent. Pure.
#pragma once

#include "base/time.hpp"

#include <optional>
#include <string_view>

namespace bridge::journal {

// Its SendingTime(52): the wall's time, to the millisecond. Nothing: it says none.
[[nodiscard]] inline std::optional<Timestamp> sent_at(std::string_view message) {
  constexpr std::string_view kSendingTime =
      "\x01"
      "52=";
  const auto at = message.find(kSendingTime);
  if (at == message.npos) return std::nullopt;
  const auto value = message.substr(at + kSendingTime.size());
  return from_fix_text(value.substr(0, value.find('\x01')));
}

}  // namespace bridge::journal
