// Fields of a FIX message as text. Includes QuickFIX: for this room's .cpp files only.
#pragma once

#include "fix/quickfix.hpp"

#include <string>

namespace bridge::fix {

[[nodiscard]] inline std::string optional_field(const FIX::FieldMap& fields, int number) {
  return fields.isSetField(number) ? fields.getField(number) : std::string{};
}

}  // namespace bridge::fix
