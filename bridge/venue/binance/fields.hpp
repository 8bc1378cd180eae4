// Reads the members of an object into facts that may be handed on: texts that fit into a FIX field, decimals
// that are decimals, times that are times. What is not what it should be is empty, zero or nothing, as if it
// were not there. Pure; any thread.
#pragma once

#include "venue/binance/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::venue::binance {

class Fields {
 public:
  explicit Fields(const Value& object) : in_(object) {}

  // At most 64 bytes without control characters: SOH would end a FIX field.
  [[nodiscard]] std::string text(std::string_view key);
  [[nodiscard]] std::string decimal(std::string_view key);
  // The same, and it may begin with a minus: a fee, a position.
  [[nodiscard]] std::string signed_decimal(std::string_view key);
  [[nodiscard]] std::optional<std::string> optional_decimal(std::string_view key);
  // Words of the venue for a person to read, cleaned (base/text.hpp).
  [[nodiscard]] std::string words(std::string_view key);
  // ms since 1970, the venue's last date at most (fixspec/venue.md, 4.3).
  [[nodiscard]] std::int64_t time_ms(std::string_view key);
  [[nodiscard]] std::int64_t time_ms_as_text(std::string_view key);
  // An id: a positive integer, or 0. Those `_as_text` may have their digits in a text, as some events do.
  [[nodiscard]] std::int64_t id(std::string_view key);
  [[nodiscard]] std::int64_t id_as_text(std::string_view key);
  [[nodiscard]] bool flag(std::string_view key) { return in_.find_flag(key); }
  [[nodiscard]] const Value* array(std::string_view key);
  [[nodiscard]] const Value* object(std::string_view key) { return in_.find_object(key); }

 private:
  Members in_;
};

}  // namespace bridge::venue::binance
