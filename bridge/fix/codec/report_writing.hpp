// What 35=8 and 35=9 have in common: ids, status, time, and the text with what is added to it. Pure; the
// lane's thread.
#pragma once

#include "fix/codec/body.hpp"
#include "fix/codec/field_writer.hpp"
#include "fix/settings.hpp"
#include "order/report.hpp"

#include <cstddef>
#include <string>

namespace bridge::fix {

// A 35=8.
[[nodiscard]] Body execution_report(const order::Report& report, const SessionSettings& session);

// Writes 37, 11, 41, 39, 60, 1 and the venue's code.
void set_echo(FieldWriter& fields, const order::Report& report, const SessionSettings& session);

// Returns `text` and then `note`, which stays whole as long as there is room for it at all.
[[nodiscard]] std::string noted(const std::string& text, const std::string& note, std::size_t limit);

}  // namespace bridge::fix
