// Fields of a FIX message as text. Includes QuickFIX: for this room's .cpp files only.
#pragma once

#include "fix/quickfix.hpp"

#include <string>

namespace bridge::fix {

[[nodiscard]] inline std::string optional_field(const FIX::FieldMap& fields, int number) {
  return fields.isSetField(number) ? fields.getField(number) : std::string{};
}

// The header fields of what answers a message with this header: who spoke through its sender is spoken to,
// and the other way round, as on the engine's own answers. They are written as "128=…" and SOH, one after the
// other, and empty when the message names nobody.
[[nodiscard]] std::string route_of(const FIX::Header& request);

}  // namespace bridge::fix
