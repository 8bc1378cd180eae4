// Fields of a FIX message as text. Includes QuickFIX: for this room's .cpp files only.
#pragma once

#include "base/decimal.hpp"
#include "fix/quickfix.hpp"

#include <string>

namespace bridge::fix {

[[nodiscard]] inline std::string optional_field(const FIX::FieldMap& fields, int number) {
  return fields.isSetField(number) ? fields.getField(number) : std::string{};
}

inline void set_unless_empty(FIX::FieldMap& fields, int number, const std::string& value) {
  if (!value.empty()) fields.setField(number, value);
}

inline void set_unless_zero(FIX::FieldMap& fields, int number, const std::string& value) {
  if (!is_zero(value)) fields.setField(number, value);
}

inline void set_char(FIX::FieldMap& fields, int number, char value) {
  fields.setField(number, std::string(1, value));
}

}  // namespace bridge::fix
